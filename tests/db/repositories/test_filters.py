"""What the filters of lists keep, at their boundaries, alike on both databases."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import shapely
from shapely import Point
from sqlalchemy.orm import Session

from db import geodesic, models
from db.engine import Database
from db.errors import FilterError, UnknownDistrictError, UnknownIdentifierError
from db.models.enums import OrganizationKind, PartyOrganizationKind, StationStatus
from db.repositories import (
    activity,
    assessment,
    changes,
    circle,
    district,
    instructor,
    organization,
    paging,
    party_organization,
    station,
)
from db.repositories.circle import CircleFilter
from db.repositories.district import DistrictFilter
from db.repositories.filters import Near, SpatialFilter
from db.repositories.organization import OrganizationFilter, OrganizationOrder
from db.repositories.organization import OrganizationOrderField as Field
from db.repositories.paging import PageRequest
from db.repositories.party_organization import PartyOrganizationFilter
from db.repositories.register import RegisterFilter
from db.repositories.station import StationFilter
from tests.db import city

TRIANGLE = shapely.Polygon([(101.71, 36.61), (101.73, 36.61), (101.71, 36.63)])
PLACES = {
    1: Point(101.715, 36.615),  # inside
    2: Point(101.71, 36.62),  # on its western line, and on the lines of circles 1 and 3
    3: Point(101.73, 36.61),  # a corner
    4: Point(101.7300001, 36.61),  # just outside the corner
    5: Point(101.725, 36.625),  # in its box, outside it
}


def ids(session: Session, statement: Any) -> list[int]:
    model = statement.column_descriptions[0]["entity"]
    found = paging.page(session, statement, paging.by_id(model), PageRequest(1000))
    return [row.id for row in found.rows]


def organizations(session: Session, **conditions: Any) -> list[int]:
    chosen = OrganizationFilter(spatial=SpatialFilter(**conditions))
    return ids(session, organization.list_statement(session, chosen))


@pytest.fixture(scope="module")
def places(module_database: Database) -> Database:
    with module_database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        for number, point in PLACES.items():
            changes.add(session, city.organization(number, point))
        changes.add(session, city.organization(6))
        changes.add(session, city.station("Station A", Point(101.715, 36.615), 400.0))
        changes.add(
            session,
            city.station("Station B", Point(101.77, 36.615), status=StationStatus.PLANNED),
        )
    return module_database


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"within": TRIANGLE}, [1]),
        ({"intersects": TRIANGLE}, [1, 2, 3]),
        ({"bbox": (101.71, 36.61, 101.73, 36.63)}, [1, 2, 3, 5]),
        ({"bbox": (101.715, 36.615, 101.715, 36.615)}, [1]),
        ({"bbox": (-180, -90, 180, 90)}, [1, 2, 3, 4, 5]),
        ({"intersects": shapely.Polygon()}, []),
        ({"within": shapely.Polygon()}, []),
        ({"intersects": PLACES[4]}, [4]),
        ({"intersects": shapely.LineString([(101.71, 36.61), (101.71, 36.63)])}, [2]),
        ({"within": TRIANGLE, "bbox": (101.72, 36.6, 101.73, 36.7)}, []),
        ({"circle": 1}, [1, 2]),
        ({"circle": 3}, [1, 5]),
        ({"district": "630104"}, [1, 2, 3, 4, 5]),
        ({"district": "630102"}, []),
        ({"near": Near(101.715, 36.615, 0.0)}, [1]),
        ({"near": Near(101.715, 36.615, 1000.0)}, [1, 2]),
        ({"near": Near(101.715, 36.615)}, [1, 2, 3, 4, 5, 6]),
        ({}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_spatial_filters_keep(
    places: Database, conditions: dict[str, Any], expected: list[int]
) -> None:
    with places.read() as session:
        assert organizations(session, **conditions) == expected


def test_a_place_exactly_at_the_distance_is_kept(places: Database) -> None:
    here, there = PLACES[1], PLACES[5]
    metres = geodesic.distance_m(here.x, here.y, there.x, there.y)
    with places.read() as session:
        kept = organizations(session, near=Near(here.x, here.y, metres))
        assert 5 in kept
        assert 5 not in organizations(session, near=Near(here.x, here.y, metres - 1e-5))


def test_boxes_finer_than_the_index_are_exact(database: Database) -> None:
    """The index holds 32-bit floats: 8e-6 degrees apart at 101 E is one and the same to it."""
    step = 1e-9
    with database.write() as session:
        session.add_all(
            city.organization(number, Point(101.7 + step * number, 36.6)) for number in range(1, 6)
        )
    with database.read() as session:
        box = (101.7 + 2 * step, 36.5, 101.7 + 4 * step, 36.7)
        assert organizations(session, bbox=box) == [2, 3, 4]


def test_distances_are_metres_or_none(places: Database) -> None:
    with places.read() as session:
        found = organization.distances_m(session, [1, 2, 6, 99], Near(101.715, 36.615))
    assert found == {
        1: 0.0,
        2: pytest.approx(geodesic.distance_m(101.715, 36.615, 101.71, 36.62), abs=1e-7),
        6: None,
    }


def test_districts_circles_and_stations_are_filtered_by_place(places: Database) -> None:
    shared = (101.75, 36.61, 101.75, 36.62)
    near = SpatialFilter(near=Near(101.745, 36.61, 500.0))
    with places.read() as session:

        def districts(spatial: SpatialFilter) -> list[int]:
            return ids(session, district.list_statement(session, DistrictFilter(spatial=spatial)))

        def circles(spatial: SpatialFilter) -> list[int]:
            return ids(session, circle.list_statement(session, CircleFilter(spatial=spatial)))

        assert districts(SpatialFilter(bbox=shared)) == [1, 2]
        assert districts(SpatialFilter(district="630102")) == [2]
        assert districts(SpatialFilter(circle=3)) == [1]
        assert districts(SpatialFilter(near=Near(101.80, 36.70, 5_600.0))) == [2]
        assert districts(SpatialFilter(near=Near(101.80, 36.70, 5_500.0))) == []
        assert circles(near) == [2]
        assert circles(SpatialFilter(within=shapely.box(101.6, 36.5, 101.735, 36.7))) == [1, 3]
        assert circles(SpatialFilter(within=city.area(101.70, 36.60, 101.72, 36.62))) == [1]
        assert circles(SpatialFilter(district="630104")) == [1, 2, 3]
        stations = StationFilter(spatial=SpatialFilter(circle=1))
        assert ids(session, station.list_statement(session, stations)) == [1]


def test_names_statuses_and_adcodes(places: Database) -> None:
    with places.read() as session:
        for chosen, expected in (
            (StationFilter(name_contains="station b"), [2]),
            (StationFilter(statuses=[StationStatus.OPEN]), [1]),
            (StationFilter(statuses=[]), []),
        ):
            assert ids(session, station.list_statement(session, chosen)) == expected
        found = circle.list_statement(session, CircleFilter(name_contains="IGH"))
        assert ids(session, found) == [2]
        chosen_districts = DistrictFilter(adcodes=["630102"])
        assert ids(session, district.list_statement(session, chosen_districts)) == [2]
        west = district.find_by_adcode(session, "630104")
        assert west is not None
        assert west.name == "West"
        assert district.find_by_adcode(session, "1") is None


TEXTS = ("Alpha", "ALPHA", "50% off", "50x off", "a_b", "axb", "甲公司", "Ümlaut", "ümlaut", "o'x")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("alpha", {"Alpha", "ALPHA"}),
        ("LPH", {"Alpha", "ALPHA"}),
        ("%", {"50% off"}),
        ("50%", {"50% off"}),
        ("_", {"a_b"}),
        ("A_B", {"a_b"}),
        ("公司", {"甲公司"}),
        ("Ü", {"Ümlaut"}),
        ("ü", {"ümlaut"}),
        ("MLAUT", {"Ümlaut", "ümlaut"}),
        ("'", {"o'x"}),
        ("\\", set()),
        ("", set(TEXTS)),
    ],
)
def test_name_contains_folds_ascii_and_knows_no_wildcards(
    database: Database, part: str, expected: set[str]
) -> None:
    with database.write() as session:
        for number, text in enumerate(TEXTS, 1):
            made = city.organization(number)
            made.name = text
            session.add(made)
    with database.read() as session:
        chosen = OrganizationFilter(name_contains=part)
        kept = ids(session, organization.list_statement(session, chosen))
    assert {TEXTS[number - 1] for number in kept} == expected


def test_attributes_of_organizations(database: Database) -> None:
    with database.write() as session:
        for number, (employees, industry) in enumerate(
            [(0, None), (10, "retail"), (20, "Retail"), (30, "retail")], 1
        ):
            made = city.organization(number)
            made.employees, made.industry = employees, industry
            made.kind = OrganizationKind.SOCIAL if number == 4 else made.kind
            session.add(made)
    with database.read() as session:
        for chosen, expected in (
            (OrganizationFilter(min_employees=10), [2, 3, 4]),
            (OrganizationFilter(max_employees=10), [1, 2]),
            (OrganizationFilter(min_employees=10, max_employees=20), [2, 3]),
            (OrganizationFilter(industries=["retail"]), [2, 4]),
            (OrganizationFilter(industries=[]), []),
            (OrganizationFilter(kinds=[OrganizationKind.SOCIAL]), [4]),
            (OrganizationFilter(kinds=list(OrganizationKind)), [1, 2, 3, 4]),
        ):
            assert ids(session, organization.list_statement(session, chosen)) == expected


BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"bbox": (102.0, 36.0, 101.0, 37.0)}, "inside out"),
    ({"bbox": (101.0, 37.0, 102.0, 36.0)}, "inside out"),
    ({"bbox": (math.nan, 36.0, 102.0, 37.0)}, "not a finite number"),
    ({"bbox": (-math.inf, 36.0, 102.0, 37.0)}, "not a finite number"),
    ({"near": Near(math.nan, 36.0)}, "not a finite number"),
    ({"near": Near(36.0, 101.0, 5.0)}, "longitude first"),
    ({"near": Near(101.0, 36.0, -1.0)}, "0 or more"),
    ({"near": Near(101.0, 36.0, math.inf)}, "0 or more"),
)


@pytest.mark.parametrize(("conditions", "message"), BAD)
def test_bad_filters_are_refused(
    places: Database, conditions: dict[str, Any], message: str
) -> None:
    with places.read() as session, pytest.raises(FilterError, match=message):
        organizations(session, **conditions)


def test_unknown_adcode_is_refused_with_those_that_there_are(places: Database) -> None:
    with places.read() as session:
        with pytest.raises(UnknownDistrictError, match=r"'1'.*630102, 630104"):
            organizations(session, district="1")
        with pytest.raises(UnknownDistrictError):
            district.list_statement(session, DistrictFilter(adcodes=["630104", "1"]))


@pytest.mark.parametrize("number", [99, 2**40])
def test_unknown_identifiers_are_refused_with_the_condition_that_names_them(
    places: Database, number: int
) -> None:
    with places.read() as session:
        for condition, called, read in (
            ("circle", "circle", lambda: organizations(session, circle=number)),
            (
                "superior",
                "party organization",
                lambda: party_organization.list_statement(
                    session, PartyOrganizationFilter(superior_id=number)
                ),
            ),
            (
                "organization",
                "organization",
                lambda: activity.list_statement(session, RegisterFilter(organization=number)),
            ),
            (
                "organization",
                "organization",
                lambda: instructor.list_statement(session, RegisterFilter(organization=number)),
            ),
        ):
            message = f"no {called} has the identifier {number}"
            with pytest.raises(UnknownIdentifierError, match=message) as caught:
                read()
            assert caught.value.condition == condition


def test_orders_that_cannot_be_are_refused() -> None:
    with pytest.raises(FilterError, match="near"):
        organization.order_by([OrganizationOrder(Field.DISTANCE)])
    with pytest.raises(FilterError, match="twice"):
        organization.order_by([OrganizationOrder(Field.NAME), OrganizationOrder(Field.NAME, True)])


def test_party_organizations_by_kind_superior_and_district(database: Database) -> None:
    kinds = PartyOrganizationKind
    with database.write() as session:
        city.add_districts(session)
        for identifier, kind, superior, place in (
            (1, kinds.MUNICIPAL_COMMITTEE, None, None),
            (2, kinds.DISTRICT_COMMITTEE, 1, 1),
            (3, kinds.DISTRICT_COMMITTEE, 1, 2),
            (4, kinds.BRANCH, 2, 1),
        ):
            made = models.PartyOrganization(
                id=identifier, name="p", kind=kind, superior_id=superior, district_id=place
            )
            changes.add(session, made)
    with database.read() as session:
        for chosen, expected in (
            (PartyOrganizationFilter(kinds=[kinds.DISTRICT_COMMITTEE]), [2, 3]),
            (PartyOrganizationFilter(superior_id=1), [2, 3]),
            (PartyOrganizationFilter(district="630104"), [2, 4]),
            (PartyOrganizationFilter(district="630104", superior_id=1), [2]),
        ):
            assert ids(session, party_organization.list_statement(session, chosen)) == expected


@pytest.fixture(scope="module")
def registers(places: Database) -> Database:
    with places.write() as session:
        add_register_entries(session)
    return places


def add_register_entries(session: Session) -> None:
    kinds = PartyOrganizationKind
    east = models.PartyOrganization(id=1, name="e", kind=kinds.BRANCH, district_id=2)
    west = models.PartyOrganization(id=2, name="w", kind=kinds.BRANCH, district_id=1)
    session.add_all([east, west])
    session.flush()
    session.get_one(models.CommercialCircle, 3).committee_id = 2
    series = models.enums.ActivitySeries.OTHER
    for identifier, day, place in (
        (1, date(2016, 12, 31), {"organization_id": 1, "host_id": 1}),
        (2, date(2017, 1, 1), {"station_id": 1}),
        (3, date(2017, 12, 31), {"circle_id": 3}),
        (4, date(2018, 1, 1), {"host_id": 1}),
    ):
        session.add(models.Activity(id=identifier, series=series, title="a", on=day, **place))
    for identifier, (home, guided) in {1: (1, None), 2: (2, 1), 3: (None, 6)}.items():
        made = models.Instructor(id=identifier, code=f"I{identifier}", mode="SHARED", capacity=9)
        made.home_station_id = home
        session.add(made)
        session.flush()
        if guided is not None:
            session.add(
                models.InstructorAssignment(
                    instructor_id=identifier,
                    organization_id=guided,
                    since=date(2016, 5, 1),
                    until=date(2017, 1, 1) if identifier == 3 else None,
                )
            )
    for identifier, subject, year in ((1, 1, 2016), (2, 2, 2016), (3, 2, 2017)):
        session.add(
            models.Assessment(id=identifier, subject_id=subject, year=year, target="t", weight=1)
        )
    session.add(
        models.PartyOrganizationCover(
            party_organization_id=1, organization_id=1, since=date(2015, 1, 1)
        )
    )


Lister = Callable[[Session, RegisterFilter], Any]


@pytest.mark.parametrize(
    ("lister", "conditions", "expected"),
    [
        (activity.list_statement, {"district": "630104"}, [1, 2, 3]),
        (activity.list_statement, {"district": "630102"}, [4]),
        (activity.list_statement, {"circle": 3}, [1, 3, 4]),
        (activity.list_statement, {"circle": 1}, [1, 2, 4]),
        (activity.list_statement, {"organization": 1}, [1]),
        (activity.list_statement, {"year": 2017}, [2, 3]),
        (activity.list_statement, {"year": 2017, "circle": 3}, [3]),
        (instructor.list_statement, {"district": "630104"}, [1, 2]),
        (instructor.list_statement, {"district": "630102"}, [2]),
        (instructor.list_statement, {"circle": 1}, [1, 2]),
        (instructor.list_statement, {"organization": 6}, [3]),
        (instructor.list_statement, {"year": 2016}, [2, 3]),
        (instructor.list_statement, {"year": 2017}, [2]),
        (instructor.list_statement, {"year": 2015}, []),
        (assessment.list_statement, {"district": "630102"}, [1]),
        (assessment.list_statement, {"circle": 3}, [1, 2, 3]),
        (assessment.list_statement, {"organization": 1}, [1]),
        (assessment.list_statement, {"year": 2016}, [1, 2]),
    ],
)
def test_registers_are_filtered(
    registers: Database, lister: Lister, conditions: dict[str, Any], expected: list[int]
) -> None:
    with registers.read() as session:
        assert ids(session, lister(session, RegisterFilter(**conditions))) == expected


@pytest.mark.parametrize(
    "lister",
    [activity.list_statement, instructor.list_statement, assessment.list_statement],
)
def test_registers_without_status_refuse_one(database: Database, lister: Lister) -> None:
    with database.read() as session, pytest.raises(FilterError, match="no status"):
        lister(session, RegisterFilter(statuses=["DONE"]))


def test_year_out_of_the_calendar_is_refused(database: Database) -> None:
    with database.read() as session, pytest.raises(FilterError, match="99999"):
        activity.list_statement(session, RegisterFilter(year=99999))
