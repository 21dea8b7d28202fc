"""Planning jobs: started, cancelled, adopted."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.mutation_fields import mutation
from schema.operations.errors import ArgumentError, below
from schema.operations.planning_jobs import (
    AdoptionOutcome,
    JobOutcome,
    adopt_plan,
    cancel_job,
    start_job,
)
from schema.operations.refusals import argument_refusal
from schema.permissions import Role
from schema.planning_fields import station_plan_question
from schema.threads import in_thread
from schema.types.node import parse_id_of
from schema.types.planning_job import PlanningJob
from schema.types.station import GuidanceStation
from schema.types.station_plan import StationPlanInput
from schema.types.user_error import UserError

JobId = Annotated[
    strawberry.ID, strawberry.argument(description="The job's identifier, `PlanningJob:number`.")
]


@strawberry.type(description="A planning job (规划任务), or why there is none.")
class PlanningJobPayload:
    """An `operations.planning_jobs.JobOutcome`."""

    job: PlanningJob | None = strawberry.field(
        description="The job (规划任务); null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What the caller can mend; empty where all went well."
    )


@strawberry.type(description="The stations that a plan became, or why not.")
class AdoptPlanPayload:
    """An `operations.planning_jobs.AdoptionOutcome`."""

    stations: list[GuidanceStation] = strawberry.field(
        description="The new planned stations (规划站点), by rank; empty where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What the caller can mend; empty where all went well."
    )


async def _start(
    info: Info[Any, Any],
    input: Annotated[StationPlanInput, strawberry.argument(description="The question.")],
) -> Any:
    context, limits = info.context, info.context.limits
    try:
        with below("input"):
            question = station_plan_question(input)
            question.check(limits.planning, time_limit_max_s=limits.planning.job_time_s)
            start = partial(start_job, studies=context.studies)
            return await in_thread(
                start,
                context.database,
                question,
                limits,
                context.viewer.name,
                context.request_id,
            )
    except ArgumentError as error:
        return JobOutcome(None, (argument_refusal(error),))


async def _cancel(info: Info[Any, Any], id: JobId) -> Any:
    context = info.context
    try:
        number = parse_id_of("PlanningJob", id, "id")
    except ArgumentError as error:
        return JobOutcome(None, (argument_refusal(error),))
    return await in_thread(
        cancel_job, context.database, number, context.viewer.name, context.request_id
    )


async def _adopt(info: Info[Any, Any], id: JobId) -> Any:
    context = info.context
    try:
        number = parse_id_of("PlanningJob", id, "id")
    except ArgumentError as error:
        return AdoptionOutcome(user_errors=(argument_refusal(error),))
    return await in_thread(
        adopt_plan, context.database, number, context.viewer.name, context.request_id
    )


@strawberry.type
class PlanningMutations:
    """What planners change."""

    start_station_plan: PlanningJobPayload = mutation(
        Role.PLANNER,
        _start,
        "Starts a station plan as a job (规划任务) that may search for longer than a query.",
    )
    cancel_station_plan: PlanningJobPayload = mutation(
        Role.PLANNER,
        _cancel,
        "Cancels a planning job (取消规划任务) that waits or runs; a cancelled one stays so.",
    )
    adopt_station_plan: AdoptPlanPayload = mutation(
        Role.PLANNER,
        _adopt,
        "Makes the new sites of a job's plan planned stations (采纳方案), all or none, once.",
    )
