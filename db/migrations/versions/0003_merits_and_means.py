"""Brands, examples, honours, wishes, means and places of culture."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GEOMETRIES = {
    "wishes": "location",
    "pairings": "village_location",
    "culture_sites": "location",
}
_INDEXES = {
    "brand_ratings": ("year",),
    "brand_rating_criteria": ("criterion_id",),
    "exemplars": ("organization_id", "year"),
    "honors": ("year", "party_organization_id", "organization_id"),
    "wishes": ("status", "claimed_by_id", "posted_on"),
    "pairings": ("party_organization_id", "year"),
    "dues_rebates": ("year",),
    "incubation_grants": ("organization_id", "fund_holder_id", "on"),
    "culture_sites": ("organization_id",),
}
_TABLES = (
    "brand_criteria",
    "brand_ratings",
    "brand_rating_criteria",
    "exemplars",
    "honors",
    "wishes",
    "pairings",
    "dues_rebates",
    "incubation_grants",
    "honor_pay_programs",
    "culture_sites",
)


def upgrade() -> None:
    _create_brands()
    _create_examples_and_honors()
    _create_wishes()
    _create_means()
    _create_culture_sites()
    for table, column in _GEOMETRIES.items():
        op.create_geospatial_index(  # type: ignore[attr-defined]
            f"idx_{table}_{column}", table, [column], postgresql_using="gist"
        )
    for table, indexes in _INDEXES.items():
        for column in indexes:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in reversed(_TABLES):
        if table in _GEOMETRIES:
            op.drop_geospatial_table(table)  # type: ignore[attr-defined]
        else:
            op.drop_table(table)


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _word() -> sa.String:
    return sa.String(40)


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


def _place(column: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, Geometry("POINT", srid=4326, spatial_index=False), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date, nullable=nullable)


def _cny(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _words(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _text(length), nullable=nullable)


def _value(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _word(), nullable=nullable)


def _create_brands() -> None:
    table = "brand_criteria"
    op.create_table(
        table,
        *_record(table),
        _value("brand"),
        _words("code", 40),
        _words("title", 200),
        _number("position"),
        sa.Column("is_proposal", sa.Boolean, nullable=False),
        sa.Column("is_in_force", sa.Boolean, nullable=False),
        _unique(table, "brand", "code"),
    )
    table = "brand_ratings"
    op.create_table(
        table,
        *_record(table),
        _value("brand"),
        _reference(table, "organization_id", "organizations"),
        _number("year"),
        _unique(table, "organization_id", "brand", "year"),
    )
    table = "brand_rating_criteria"
    op.create_table(
        table,
        _part_of(table, "rating_id", "brand_ratings"),
        _reference(table, "criterion_id", "brand_criteria"),
        sa.Column("is_met", sa.Boolean, nullable=False),
        _key(table, "rating_id", "criterion_id"),
    )


def _create_examples_and_honors() -> None:
    table = "exemplars"
    op.create_table(
        table,
        *_record(table),
        _value("kind"),
        _reference(table, "organization_id", "organizations"),
        _words("title", 200),
        _number("year"),
    )
    table = "honors"
    op.create_table(
        table,
        *_record(table),
        _value("kind"),
        _value("level"),
        _number("year"),
        _reference(table, "party_organization_id", "party_organizations", nullable=True),
        _reference(table, "organization_id", "organizations", nullable=True),
        _number("count"),
        _check(table, "count", "count > 0"),
    )


def _create_wishes() -> None:
    table = "wishes"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        _words("title", 200),
        _place("location", nullable=True),
        _value("status"),
        _reference(table, "claimed_by_id", "organizations", nullable=True),
        _day("posted_on"),
        _day("claimed_on", nullable=True),
        _day("fulfilled_on", nullable=True),
        _check(table, "claimed_by", "(status = 'OPEN') = (claimed_by_id IS NULL)"),
    )


def _create_means() -> None:
    table = "pairings"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        _reference(table, "party_organization_id", "party_organizations"),
        _words("village", 200),
        _place("village_location", nullable=True),
        _cny("funds_cny"),
        _number("year"),
        _check(table, "funds_cny", "funds_cny >= 0"),
    )
    table = "dues_rebates"
    amounts = ("paid_cny", "matched_cny", "returned_cny")
    op.create_table(
        table,
        *_record(table),
        _reference(table, "party_organization_id", "party_organizations"),
        _number("year"),
        *(_cny(name) for name in amounts),
        _unique(table, "party_organization_id", "year"),
        *(_check(table, name, f"{name} >= 0") for name in amounts),
    )
    table = "incubation_grants"
    op.create_table(
        table,
        *_record(table),
        _reference(table, "organization_id", "organizations"),
        _reference(table, "fund_holder_id", "party_organizations"),
        _cny("amount_cny"),
        _day("on"),
        _words("purpose", 400),
        _check(table, "amount_cny", "amount_cny > 0"),
    )
    table = "honor_pay_programs"
    op.create_table(
        table,
        *_record(table),
        _reference(table, "organization_id", "organizations"),
        _cny("monthly_amount_cny"),
        _number("minimum_years"),
        _number("eligible_members"),
        _unique(table, "organization_id"),
        *(
            _check(table, name, f"{name} >= 0")
            for name in ("monthly_amount_cny", "minimum_years", "eligible_members")
        ),
    )


def _create_culture_sites() -> None:
    table = "culture_sites"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        _value("kind"),
        _words("name", 200),
        _reference(table, "organization_id", "organizations", nullable=True),
        _place("location"),
    )
