"""What is told as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from db.repositories import planning_job
from schema import filters
from schema.operations.errors import UnknownRecordError
from schema.operations.layers import MapLayer
from schema.pagination import given
from schema.types.feature_change import FeatureChange
from schema.types.node import parse_id_of
from schema.types.planning_job import PlanningJob
from schema.types.spatial import BBox

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


async def _feature_changed(
    info: Info[Any, Any],
    layer: Annotated[MapLayer, strawberry.argument(description="The layer (图层) to follow.")],
    bbox: Annotated[
        BBox | None,
        strawberry.argument(
            description="What the map shows (范围), in degrees: only what was or is in it is told."
        ),
    ] = UNSET,
) -> AsyncGenerator[FeatureChange, None]:
    shown = given(bbox)
    box = None if shown is None else filters.box(shown, "bbox")
    async with aclosing(info.context.feed.follow(layer, box)) as changes:
        async for change in changes:
            yield change


@strawberry.type(description="All that can be followed.")
class Subscription:
    """The root of the subscriptions."""

    feature_changed: AsyncGenerator[FeatureChange, None] = strawberry.subscription(
        resolver=_feature_changed,
        description="The changes of a map layer (图层变更) from now on, whoever makes them, in the "
        "order of their commits. Who falls 1,000 changes behind is told that the layer changed.",
    )
    planning_job_changed: AsyncGenerator[PlanningJob, None] = strawberry.subscription(
        resolver=_planning_job_changed,
        description="A planning job (规划任务): as it is now, then at every change, until it has "
        "ended.",
    )
