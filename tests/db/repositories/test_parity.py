"""The same questions get the same answers on SQLite and on PostGIS."""

from itertools import product
from typing import Any

import pytest
import shapely
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.models.enums import OrganizationKind
from db.repositories import facts, organization, paging, station
from db.repositories.filters import Near, SpatialFilter
from db.repositories.organization import OrganizationFilter, OrganizationOrder
from db.repositories.organization import OrganizationOrderField as Field
from db.repositories.paging import PageRequest
from tests.db import city
from tests.db.city import DAY

NEAR = Near(101.7225, 36.6125)
AREA = shapely.Polygon([(101.70, 36.60), (101.74, 36.605), (101.745, 36.64), (101.71, 36.63)])
SPATIAL: tuple[SpatialFilter | None, ...] = (
    None,
    SpatialFilter(bbox=(101.70, 36.60, 101.75, 36.62)),
    SpatialFilter(bbox=(101.72, 36.61, 101.72, 36.61)),
    SpatialFilter(intersects=AREA),
    SpatialFilter(within=AREA),
    SpatialFilter(within=city.area(101.71, 36.61, 101.73, 36.63)),
    SpatialFilter(intersects=shapely.LineString([(101.70, 36.60), (101.75, 36.65)])),
    SpatialFilter(near=Near(101.7225, 36.6125, 1_200.0)),
    SpatialFilter(near=Near(101.75, 36.62, 300.0)),
    SpatialFilter(district="630104"),
    SpatialFilter(district="630102", near=Near(101.75, 36.62, 2_000.0)),
    SpatialFilter(circle=1),
    SpatialFilter(circle=3, bbox=(101.71, 36.61, 101.72, 36.62)),
)
ATTRIBUTES: tuple[dict[str, Any], ...] = (
    {"kinds": [OrganizationKind.SOCIAL]},
    {"industries": ["retail", "software"]},
    {"name_contains": "ALPHA"},
    {"name_contains": "%"},
    {"name_contains": "公司"},
    {"min_employees": 10, "max_employees": 20},
    *({"has_party_organization": value} for value in (True, False)),
    *({"formally_covered": value} for value in (True, False)),
    *({"effectively_covered": value} for value in (True, False)),
    *({"reached_by_station": value} for value in (True, False)),
    {"reached_by_station": True, "formally_covered": False, "min_employees": 5},
)
ORDERS: tuple[tuple[tuple[Field, bool], ...], ...] = (
    (),
    *(((field, descending),) for field, descending in product(Field, (False, True))),
    ((Field.EMPLOYEES, True), (Field.NAME, False)),
    ((Field.PARTY_MEMBERS, False), (Field.DISTANCE, False), (Field.NAME, True)),
)


@pytest.fixture(scope="module")
def cities(sqlite_database: Database, postgis_database: Database) -> tuple[Database, Database]:
    for database in (sqlite_database, postgis_database):
        with database.write() as session:
            city.add_random_city(session, 400)
    return sqlite_database, postgis_database


def answers(database: Database, chosen: OrganizationFilter, fields: Any) -> list[object]:
    needs_near = any(field is Field.DISTANCE for field, _ in fields)
    order = organization.order_by(
        [OrganizationOrder(*pair) for pair in fields], NEAR if needs_near else None
    )
    with database.read() as session:
        statement = organization.list_statement(session, chosen)
        first = paging.page(session, statement, order, PageRequest(15))
        last = paging.page(session, statement, order, PageRequest(15, backwards=True))
        pages = [first, last]
        if first.has_next:
            pages.append(
                paging.page(session, statement, order, PageRequest(15, after=first.keys[-1]))
            )
        listed = [([row.id for row in p.rows], p.keys, p.has_next, p.has_previous) for p in pages]
        return [*listed, paging.count(session, statement)]


@pytest.mark.parametrize("fields", ORDERS)
def test_every_order_is_the_same(
    cities: tuple[Database, Database], fields: tuple[tuple[Field, bool], ...]
) -> None:
    ours, theirs = (answers(database, OrganizationFilter(), fields) for database in cities)
    assert ours == theirs


@pytest.mark.parametrize("spatial", SPATIAL)
@pytest.mark.parametrize("fields", [(), ((Field.NAME, False),), ((Field.DISTANCE, False),)])
def test_every_spatial_filter_keeps_the_same(
    cities: tuple[Database, Database],
    spatial: SpatialFilter | None,
    fields: tuple[tuple[Field, bool], ...],
) -> None:
    chosen = OrganizationFilter(spatial=spatial)
    ours, theirs = (answers(database, chosen, fields) for database in cities)
    assert ours == theirs
    assert ours[-1]


@pytest.mark.parametrize("conditions", ATTRIBUTES)
@pytest.mark.parametrize("spatial", [None, SPATIAL[1], SPATIAL[7]])
def test_every_attribute_filter_keeps_the_same(
    cities: tuple[Database, Database],
    conditions: dict[str, Any],
    spatial: SpatialFilter | None,
) -> None:
    chosen = OrganizationFilter(**conditions, spatial=spatial, day=DAY)
    ours, theirs = (answers(database, chosen, ()) for database in cities)
    assert ours == theirs
    assert spatial is not None or ours[-1]


def test_facts_and_derived_links_are_the_same(cities: tuple[Database, Database]) -> None:
    def everything(session: Session) -> list[object]:
        found = facts.organization_facts(session, DAY)
        ids = [int(identifier) for identifier in found.ids]
        links, parent = organization.of_stations(organization.list_statement(session))
        pages = paging.pages_by_parent(
            session, links, parent, range(1, 13), paging.by_id(models.Organization), PageRequest(9)
        )
        members = facts.circle_members(session, found.ids)
        return [
            *(getattr(found, name).tolist() for name in found.__dataclass_fields__ if name != "xy"),
            found.xy.tobytes(),
            facts.open_stations(session, DAY).names,
            {key: rows.tolist() for key, rows in members.items()},
            {key: [row.id for row in part.rows] for key, part in pages.items()},
            station.nearest_open(session, ids[:50], DAY),
        ]

    results = []
    for database in cities:
        with database.read() as session:
            results.append(everything(session))
    assert results[0] == results[1]


def test_distances_are_the_same_to_a_ten_millionth_of_a_metre(
    cities: tuple[Database, Database],
) -> None:
    found = []
    for database in cities:
        with database.read() as session:
            found.append(organization.distances_m(session, range(1, 401), NEAR))
    assert found[0] == pytest.approx(found[1], abs=1e-7)
    assert len(found[0]) == 400
