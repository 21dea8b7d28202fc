"""Planning jobs."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planning_jobs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("requested_by", _text(200), nullable=False),
        _moment("requested_at", nullable=False),
        _moment("started_at"),
        _moment("finished_at"),
        sa.Column("runner", _text(200), nullable=True),
        _moment("seen_at"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
        sa.Column("progress", sa.Double, nullable=False),
        sa.Column("best_value", sa.Double, nullable=True),
        sa.Column("bound", sa.Double, nullable=True),
        sa.Column("plan", sa.Text, nullable=True),
        sa.Column("error", _text(2000), nullable=True),
        _moment("adopted_at"),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
        sa.PrimaryKeyConstraint("id", name="pk_planning_jobs"),
    )
    op.create_index("ix_planning_jobs_state", "planning_jobs", ["state"])


def downgrade() -> None:
    op.drop_table("planning_jobs")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
