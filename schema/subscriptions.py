"""What is told as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db.repositories import planning_job
from schema.operations.errors import UnknownRecordError
from schema.types.node import parse_id_of
from schema.types.planning_job import PlanningJob

JOB_POLL_S = 0.3


async def _planning_job_changed(
    info: Info[Any, Any],
    id: Annotated[
        strawberry.ID,
        strawberry.argument(description="The job's identifier, `PlanningJob:number`."),
    ],
) -> AsyncGenerator[PlanningJob, None]:
    number = parse_id_of("PlanningJob", id, "id")
    last: tuple[Any, ...] | None = None
    while True:
        # The job runs in another process, maybe of another server: the table is where they meet.
        found = await info.context.loaders.read(
            lambda session: planning_job.by_ids(session, [number])
        )
        job = found.get(number)
        if job is None:
            raise UnknownRecordError("id", f'there is no "{id}"; take an id of startStationPlan')
        seen = (job.state, job.progress, job.best_value, job.bound)
        if seen != last:
            last = seen
            yield job
        if job.state in planning_job.ENDED:
            return
        await asyncio.sleep(JOB_POLL_S)


@strawberry.type(description="All that can be followed.")
class Subscription:
    """The root of the subscriptions."""

    planning_job_changed: AsyncGenerator[PlanningJob, None] = strawberry.subscription(
        resolver=_planning_job_changed,
        description="A planning job (规划任务): as it is now, then at every change, until it has "
        "ended.",
    )
