"""Places, and what the rates of coverage rest on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_GEOMETRIES = {
    "districts": "boundary",
    "organizations": "location",
    "commercial_circles": "boundary",
    "guidance_stations": "location",
    "activities": "location",
}
_INDEXES = {
    "organizations": (
        "name id",
        "employees id",
        "party_members id",
        "district_id id",
        "industry",
        "established_on",
        "closed_on",
        "named_district_id",
    ),
    "party_organizations": ("district_id", "superior_id", "established_on"),
    "commercial_circles": ("district_id", "committee_id"),
    "guidance_stations": ("district_id", "circle_id", "opened_on", "closed_on"),
    "instructors": ("home_station_id",),
    "activities": ("on", "host_id", "organization_id", "station_id", "circle_id"),
    "assessments": ("subject_id", "year"),
    "circle_memberships": ("organization_id",),
    "party_organization_covers": ("organization_id",),
    "instructor_assignments": ("organization_id",),
    "station_services": ("organization_id",),
}
_TABLES = (
    "districts",
    "organizations",
    "party_organizations",
    "commercial_circles",
    "guidance_stations",
    "instructors",
    "activities",
    "assessments",
    "station_fundings",
    "circle_memberships",
    "party_organization_covers",
    "instructor_assignments",
    "station_services",
)


def upgrade() -> None:
    _create_districts()
    _create_organizations()
    _create_party_organizations()
    _create_commercial_circles()
    _create_guidance_stations()
    _create_instructors()
    _create_activities()
    _create_assessments()
    _create_station_fundings()
    _create_links()
    for table, column in _GEOMETRIES.items():
        op.create_geospatial_index(  # type: ignore[attr-defined]
            f"idx_{table}_{column}", table, [column], postgresql_using="gist"
        )
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            name = f"ix_{table}_{columns.replace(' ', '_')}"
            op.create_index(name, table, columns.split())


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


def _geometry(kind: str) -> Geometry:
    return Geometry(kind, srid=4326, spatial_index=False)


def _record(table: str) -> Sequence[sa.schema.SchemaItem]:
    return (
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _reference(
    table: str, column: str, target: str, *, nullable: bool = True, ondelete: str | None = None
) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}", ondelete=ondelete)
    return sa.Column(column, sa.Integer, key, nullable=nullable)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _create_districts() -> None:
    op.create_geospatial_table(  # type: ignore[attr-defined]
        "districts",
        *_record("districts"),
        sa.Column("adcode", _text(12), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("name_en", _text(200)),
        sa.Column("boundary", _geometry("MULTIPOLYGON"), nullable=False),
        sa.UniqueConstraint("adcode", name="uq_districts_adcode"),
    )


def _create_organizations() -> None:
    table = "organizations"
    counts = ("employees", "party_members", "full_time_party_workers")
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        sa.Column("credit_code", _text(18), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("kind", _word(), nullable=False),
        sa.Column("industry", _text(100)),
        *(_count(name) for name in counts),
        sa.Column("hard_to_organize", sa.Boolean, nullable=False),
        sa.Column("established_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("affiliation_basis", _word()),
        _reference(table, "named_district_id", "districts"),
        _reference(table, "district_id", "districts"),
        sa.Column("location", _geometry("POINT")),
        sa.UniqueConstraint("credit_code", name="uq_organizations_credit_code"),
        *(_check(table, name, f"{name} >= 0") for name in counts),
    )


def _create_party_organizations() -> None:
    table = "party_organizations"
    counts = ("party_members", "posts", "posts_filled")
    op.create_table(
        table,
        *_record(table),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("kind", _word(), nullable=False),
        sa.Column("affiliation_basis", _word()),
        _reference(table, "district_id", "districts"),
        _reference(table, "superior_id", table),
        sa.Column("established_on", sa.Date),
        *(_count(name) for name in counts),
        *(_check(table, name, f"{name} >= 0") for name in counts),
    )


def _create_commercial_circles() -> None:
    table = "commercial_circles"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("boundary", _geometry("MULTIPOLYGON"), nullable=False),
        _reference(table, "district_id", "districts"),
        _reference(table, "committee_id", "party_organizations"),
    )


def _create_guidance_stations() -> None:
    table = "guidance_stations"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("status", _word(), nullable=False),
        sa.Column("location", _geometry("POINT"), nullable=False),
        sa.Column("service_radius_m", sa.Double, nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("opened_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        _reference(table, "district_id", "districts"),
        _reference(table, "circle_id", "commercial_circles"),
        _check(table, "service_radius_m", "service_radius_m > 0"),
        _check(table, "capacity", "capacity IS NULL OR capacity > 0"),
    )


def _create_instructors() -> None:
    op.create_table(
        "instructors",
        *_record("instructors"),
        sa.Column("code", _text(40), nullable=False),
        sa.Column("mode", _word(), nullable=False),
        sa.Column("source", _word()),
        _reference("instructors", "home_station_id", "guidance_stations"),
        _count("capacity"),
        sa.UniqueConstraint("code", name="uq_instructors_code"),
        _check("instructors", "capacity", "capacity > 0"),
    )


def _create_activities() -> None:
    table = "activities"
    op.create_geospatial_table(  # type: ignore[attr-defined]
        table,
        *_record(table),
        sa.Column("series", _word(), nullable=False),
        sa.Column("title", _text(200), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        _reference(table, "host_id", "party_organizations"),
        _reference(table, "organization_id", "organizations"),
        _reference(table, "station_id", "guidance_stations"),
        _reference(table, "circle_id", "commercial_circles"),
        sa.Column("location", _geometry("POINT")),
        _count("participants"),
        _check(table, "participants", "participants >= 0"),
    )


def _create_assessments() -> None:
    table = "assessments"
    op.create_table(
        table,
        *_record(table),
        _reference(table, "subject_id", "party_organizations", nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("target", _text(200), nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("score", sa.Double),
        _check(table, "weight", "weight > 0"),
        _check(table, "score", "score IS NULL OR (score >= 0 AND score <= 100)"),
    )


def _create_station_fundings() -> None:
    table = "station_fundings"
    op.create_table(
        table,
        _reference(table, "station_id", "guidance_stations", nullable=False, ondelete="CASCADE"),
        sa.Column("source", _word(), nullable=False),
        sa.Column("amount_cny", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("station_id", "source", name=f"pk_{table}"),
        _check(table, "amount_cny", "amount_cny >= 0"),
    )


def _create_links() -> None:
    _create_link("circle_memberships", "circle_id", "commercial_circles")
    _create_link(
        "station_services",
        "station_id",
        "guidance_stations",
        sa.Column("distance_m", sa.Double, nullable=False),
    )
    for table, column, target in (
        ("party_organization_covers", "party_organization_id", "party_organizations"),
        ("instructor_assignments", "instructor_id", "instructors"),
    ):
        _create_link(
            table,
            column,
            target,
            sa.Column("since", sa.Date, nullable=False),
            sa.Column("until", sa.Date),
            _check(table, "dates", "until IS NULL OR until > since"),
            key=("since",),
        )


def _create_link(
    table: str,
    column: str,
    target: str,
    *items: sa.schema.SchemaItem,
    key: tuple[str, ...] = (),
) -> None:
    op.create_table(
        table,
        _reference(table, column, target, nullable=False, ondelete="CASCADE"),
        _reference(table, "organization_id", "organizations", nullable=False, ondelete="CASCADE"),
        *items,
        sa.PrimaryKeyConstraint(column, "organization_id", *key, name=f"pk_{table}"),
    )
