"""Planning jobs (规划任务): station plans that run apart from requests."""

from __future__ import annotations

from datetime import datetime

import strawberry

from db import models
from db.models.enums import JobState
from schema.planning_fields import plan_of_job
from schema.types.node import Node
from schema.types.station_plan import StationPlan


@strawberry.type(description="A station plan that runs apart from requests (规划任务).")
class PlanningJob(Node):
    """A row of `planning_jobs`."""

    model = models.PlanningJob

    state: JobState = strawberry.field(description="Where it stands (状态).")
    progress: float = strawberry.field(
        description="The share of its time that has passed, 0 to 1; 1 once it is done (进度)."
    )
    best_value: float | None = strawberry.field(
        description="The objective's value of the best plan so far (当前最优值); null before one."
    )
    bound: float | None = strawberry.field(
        description="What no plan can better, as far as is known (当前界); null before it is."
    )
    plan: StationPlan | None = plan_of_job(
        "The plan of a job that is done (方案); its coverage is that of the records as they are "
        "now, on the plan's day."
    )
    error: str | None = strawberry.field(description="Why it failed (失败原因).")
    requested_at: datetime = strawberry.field(description="When it was asked for (提交时间).")
    finished_at: datetime | None = strawberry.field(
        description="When it ended (结束时间); null before."
    )
    adopted_at: datetime | None = strawberry.field(
        description="When its plan was adopted (采纳时间); null where it was not."
    )
