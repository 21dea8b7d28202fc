"""Alliances, duties, measures and what is to be mended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = {
    "alliance_organizations": ("organization_id",),
    "responsibilities": ("holder_id", "year"),
    "inspections": ("subject_id", "on"),
    "measures": ("owner_id",),
    "milestones": ("due_on",),
    "rectification_items": (
        "owner_id",
        "measure_id",
        "organization_id",
        "inspection_id",
        "listed_on",
        "status",
    ),
}
_TABLES = (
    "alliances",
    "alliance_circles",
    "alliance_organizations",
    "responsibilities",
    "inspections",
    "measures",
    "milestones",
    "rectification_items",
    "rectification_events",
)


def upgrade() -> None:
    _create_alliances()
    _create_duties()
    _create_measures()
    _create_rectification()
    for table, indexes in _INDEXES.items():
        for column in indexes:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _word() -> sa.String:
    return sa.String(40)


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _record(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _reference(
    table: str, column: str, target: str, *, nullable: bool = False, ondelete: str | None = None
) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}", ondelete=ondelete)
    return sa.Column(column, sa.Integer, key, nullable=nullable)


def _part_of(table: str, column: str, target: str) -> sa.Column[int]:
    return _reference(table, column, target, ondelete="CASCADE")


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date, nullable=nullable)


def _words(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _text(length), nullable=nullable)


def _value(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _word(), nullable=nullable)


def _create_alliances() -> None:
    op.create_table(
        "alliances", *_record("alliances"), _words("name", 200), _unique("alliances", "name")
    )
    table = "alliance_circles"
    op.create_table(
        table,
        _part_of(table, "alliance_id", "alliances"),
        _part_of(table, "circle_id", "commercial_circles"),
        _key(table, "alliance_id", "circle_id"),
        _unique(table, "circle_id"),
    )
    table = "alliance_organizations"
    op.create_table(
        table,
        _part_of(table, "alliance_id", "alliances"),
        _part_of(table, "organization_id", "organizations"),
        _key(table, "alliance_id", "organization_id"),
    )


def _create_duties() -> None:
    table = "responsibilities"
    op.create_table(
        table,
        *_record(table),
        _words("title", 200),
        _reference(table, "holder_id", "party_organizations"),
        _number("year"),
        _day("due_on", nullable=True),
        _day("done_on", nullable=True),
    )
    table = "inspections"
    op.create_table(
        table,
        *_record(table),
        _reference(table, "subject_id", "party_organizations"),
        _day("on"),
        _words("findings", 4000),
    )


def _create_measures() -> None:
    table = "measures"
    op.create_table(
        table,
        *_record(table),
        _number("number"),
        _words("title", 200),
        _reference(table, "owner_id", "party_organizations"),
        _unique(table, "number"),
        _check(table, "number", "number > 0"),
    )
    table = "milestones"
    op.create_table(
        table,
        _part_of(table, "measure_id", "measures"),
        _number("position"),
        _words("title", 200),
        _day("due_on"),
        _day("done_on", nullable=True),
        _key(table, "measure_id", "position"),
        _unique(table, "measure_id", "title"),
    )


def _create_rectification() -> None:
    table = "rectification_items"
    op.create_table(
        table,
        *_record(table),
        _words("title", 200),
        _value("cause"),
        _reference(table, "owner_id", "party_organizations"),
        _reference(table, "measure_id", "measures", nullable=True),
        _reference(table, "organization_id", "organizations", nullable=True),
        _reference(table, "inspection_id", "inspections", nullable=True),
        _day("listed_on"),
        _day("due_on"),
        _value("status"),
    )
    table = "rectification_events"
    op.create_table(
        table,
        _part_of(table, "item_id", "rectification_items"),
        _number("position"),
        sa.Column("at", _moment(), nullable=False),
        _value("from_status", nullable=True),
        _value("to_status"),
        _words("by", 200),
        _words("note", 2000, nullable=True),
        _key(table, "item_id", "position"),
    )
