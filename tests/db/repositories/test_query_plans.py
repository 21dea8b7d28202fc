"""The filters go through the indexes: what SQLite and PostgreSQL say they do."""

from typing import Any

import pytest
import shapely
from shapely import Point
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.models.enums import OrganizationKind
from db.repositories import circle, derived, district, organization, paging
from db.repositories.circle import CircleFilter
from db.repositories.district import DistrictFilter
from db.repositories.filters import Near, SpatialFilter
from db.repositories.organization import OrganizationFilter, OrganizationOrder
from db.repositories.organization import OrganizationOrderField as Field
from db.repositories.paging import PageRequest
from tests.db import city

N = 4_000
AREA = shapely.box(101.71, 36.61, 101.712, 36.612)


@pytest.fixture(scope="module")
def large(module_database: Database) -> Database:
    """Enough rows for the planners to care."""
    with module_database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        for number in range(400):
            west = 101.0 + 0.002 * number
            made = models.CommercialCircle(
                id=100 + number,
                name=f"far {number}",
                boundary=city.area(west, 37.0, west + 0.001, 37.001),
            )
            session.add(made)
        rows = [
            {
                "credit_code": f"{number:018d}",
                "name": f"Organization {number:05d}",
                "kind": OrganizationKind.SOCIAL,
                "employees": number % 977,
                "location": Point(101.70 + 0.1 * (number % 63) / 63, 36.60 + 0.05 * number / N),
            }
            for number in range(N)
        ]
        session.execute(insert(models.Organization), rows)
        derived.refresh_derived(session)
    with module_database.engines[0].connect() as connection:
        if module_database.dialect == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        else:
            connection.execute(text("ANALYZE"))
            connection.commit()
    return module_database


def plan(session: Session, statement: Any) -> str:
    """Return the planner's words for a statement."""
    compiled = statement.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    prefix = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    bound = compiled.construct_params()
    processors = compiled._bind_processors
    values = {
        name: processors[name](value) if name in processors else value
        for name, value in bound.items()
    }
    parameters: Any = values
    if compiled.positional:
        parameters = tuple(values[name] for name in compiled.positiontup)
    rows = session.connection().exec_driver_sql(prefix + str(compiled), parameters)
    return "\n".join(str(row) for row in rows)


def spatial_index(session: Session, table: str, column: str) -> str:
    """Return the words by which each planner names the use of a spatial index."""
    if session.get_bind().dialect.name == "sqlite":
        return f"SCAN idx_{table}_{column} VIRTUAL TABLE INDEX 2:"
    return f"idx_{table}_{column}"


def organizations(session: Session, **conditions: Any) -> Any:
    chosen = OrganizationFilter(spatial=SpatialFilter(**conditions))
    return organization.list_statement(session, chosen)


@pytest.mark.parametrize(
    "conditions",
    [
        {"bbox": AREA.bounds},
        {"intersects": AREA},
        {"within": AREA},
        {"near": Near(101.71, 36.61, 200.0)},
    ],
)
def test_places_of_organizations_are_found_by_the_spatial_index(
    large: Database, conditions: dict[str, Any]
) -> None:
    with large.read() as session:
        words = plan(session, organizations(session, **conditions))
        assert spatial_index(session, "organizations", "location") in words
        assert "SCAN organizations" not in words
        assert "Seq Scan" not in words


@pytest.mark.parametrize(
    "conditions",
    [
        {"bbox": AREA.bounds},
        {"intersects": AREA},
        {"within": AREA},
        {"near": Near(101.71, 36.61, 200.0)},
    ],
)
def test_areas_of_circles_are_found_by_the_spatial_index(
    large: Database, conditions: dict[str, Any]
) -> None:
    chosen = CircleFilter(spatial=SpatialFilter(**conditions))
    with large.read() as session:
        words = plan(session, circle.list_statement(session, chosen))
        assert spatial_index(session, "commercial_circles", "boundary") in words


def test_districts_are_found_by_the_spatial_index_on_sqlite(large: Database) -> None:
    """PostgreSQL reads two rows rather than their index, and is right."""
    chosen = DistrictFilter(spatial=SpatialFilter(bbox=AREA.bounds))
    with large.read() as session:
        if large.dialect == "sqlite":
            words = plan(session, district.list_statement(session, chosen))
            assert spatial_index(session, "districts", "boundary") in words


def test_the_nearest_are_found_by_the_spatial_index(large: Database) -> None:
    order = organization.order_by((), Near(101.72, 36.61))
    within = order.keys[0].within
    assert within is not None
    with large.read() as session:
        words = plan(session, organization.list_statement(session).where(within(500.0)))
        assert spatial_index(session, "organizations", "location") in words


def test_district_and_circle_are_found_by_their_links(large: Database) -> None:
    with large.read() as session:
        if large.dialect == "postgresql":  # four thousand rows are few to it
            session.execute(text("SET LOCAL enable_seqscan = off"))
        of_district = plan(session, organizations(session, district="630102").limit(10))
        assert "SCAN organizations" not in of_district
        of_circle = plan(session, organizations(session, circle=3))
        assert "circle_memberships" in of_circle
        if large.dialect == "sqlite":
            assert "ix_organizations_district_id_id (district_id=?)" in of_district
            assert "sqlite_autoindex_circle_memberships_1 (circle_id=?)" in of_circle
        else:
            assert "pk_circle_memberships" in of_circle


@pytest.mark.parametrize(
    ("field", "key", "index"),
    [
        (Field.NAME, ("Organization 02000", 2000), "ix_organizations_name_id"),
        (Field.EMPLOYEES, (500, 2000), "ix_organizations_employees_id"),
    ],
)
def test_a_page_starts_at_its_key_in_the_index(
    large: Database, field: Field, key: tuple[Any, ...], index: str
) -> None:
    order = organization.order_by([OrganizationOrder(field)])
    with large.read() as session:
        statement = organization.list_statement(session)
        bounds = paging._bounds(order, PageRequest(10, after=key))
        columns = [part.column for part in order.keys]
        ordering = paging._ordering(order, columns, backwards=False)
        words = plan(session, statement.where(*bounds).order_by(*ordering).limit(10))
    assert index in words
    assert "TEMP B-TREE" not in words
    assert "Sort" not in words
