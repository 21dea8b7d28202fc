"""Indexes of the days of covers and assignments: the newest one is asked before many an answer."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("party_organization_covers", "instructor_assignments")
DAYS = ("since", "until")


def upgrade() -> None:
    for table in TABLES:
        for day in DAYS:
            op.create_index(f"ix_{table}_{day}", table, [day])


def downgrade() -> None:
    for table in TABLES:
        for day in DAYS:
            op.drop_index(f"ix_{table}_{day}", table)
