"""Planning jobs: station plans that run in processes of their own, and what came of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Record, text
from db.models.enums import JobState
from db.models.moment import Moment


class PlanningJob(Record):
    """A station plan that was asked for.

    `question` and `plan` are JSON text. While it runs, `runner` names the process that has it and
    `seen_at` is when that last reported; progress is written past `version`, which counts only
    what people do. `progress` is a share from 0 to 1.
    """

    __tablename__ = "planning_jobs"
    __table_args__ = (CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),)

    state: Mapped[JobState] = mapped_column(index=True)
    question: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(text(200))
    requested_at: Mapped[datetime] = mapped_column(Moment())
    started_at: Mapped[datetime | None] = mapped_column(Moment())
    finished_at: Mapped[datetime | None] = mapped_column(Moment())
    runner: Mapped[str | None] = mapped_column(text(200))
    seen_at: Mapped[datetime | None] = mapped_column(Moment())
    attempts: Mapped[int] = mapped_column(default=0)
    is_cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[float] = mapped_column(default=0.0)
    best_value: Mapped[float | None]
    bound: Mapped[float | None]
    plan: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(text(2000))
    adopted_at: Mapped[datetime | None] = mapped_column(Moment())
