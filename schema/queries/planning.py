"""Station plans, their jobs, and instructors for organizations."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from schema.operations.errors import below
from schema.planning_fields import (
    instructor_question,
    make_assignment,
    make_plan,
    station_plan_question,
)
from schema.types.instructor_assignment import InstructorAssignment, InstructorAssignmentInput
from schema.types.node import parse_id_of
from schema.types.planning_job import PlanningJob
from schema.types.station_plan import StationPlan, StationPlanInput


async def _station_plan(
    info: Info[Any, Any],
    input: Annotated[StationPlanInput, strawberry.argument(description="The question.")],
) -> Any:
    limits = info.context.limits.planning
    with below("input"):
        question = station_plan_question(input)
        question.check(limits, time_limit_max_s=limits.query_time_s)
        return await make_plan(info.context.loaders, question)


def _planning_job(
    info: Info[Any, Any],
    id: Annotated[
        strawberry.ID, strawberry.argument(description="Its identifier, `PlanningJob:number`.")
    ],
) -> Any:
    number = parse_id_of("PlanningJob", id, "id")
    return info.context.loaders.record(models.PlanningJob).load(number)


async def _instructor_assignment(
    info: Info[Any, Any],
    input: Annotated[InstructorAssignmentInput, strawberry.argument(description="The question.")],
) -> Any:
    with below("input"):
        return await make_assignment(info.context.loaders, instructor_question(input))


@strawberry.type
class PlanningQueries:
    """Where stations should go, and who should look after whom."""

    station_plan: StationPlan = strawberry.field(
        resolver=_station_plan,
        description="Where the next guidance stations should go (选址), with a bound for every "
        "other plan on the same candidates; stores nothing.",
    )
    planning_job: PlanningJob | None = strawberry.field(
        resolver=_planning_job,
        description="The planning job (规划任务) with an identifier; null where there is none.",
    )
    instructor_assignment: InstructorAssignment = strawberry.field(
        resolver=_instructor_assignment,
        description="Dedicated and shared instructors (党建工作指导员选派) for the organizations "
        "of a scope, from the open stations, with the least distance in all.",
    )
