"""What the rates rest on, worked out by hand on a city of a few organizations."""

from datetime import date

import numpy as np
import pytest
from shapely import Point
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.models.enums import (
    ActivitySeries,
    InstructorMode,
    PartyOrganizationKind,
    StationStatus,
)
from db.repositories import changes, facts, organization
from db.repositories.organization import OrganizationFilter
from db.repositories.paging import PageRequest, by_id, page
from tests.db import city
from tests.db.city import DAY

YEAR_AGO = date(2016, 11, 1)


def add_branch(session: Session, identifier: int, *covered: int, **dates: date) -> None:
    session.add(
        models.PartyOrganization(
            id=identifier, name=f"Branch {identifier}", kind=PartyOrganizationKind.BRANCH
        )
    )
    session.flush()
    for number in covered:
        session.add(
            models.PartyOrganizationCover(
                party_organization_id=identifier,
                organization_id=number,
                **{"since": date(2015, 1, 1), **dates},
            )
        )
    session.flush()


def add_activity(session: Session, on: date, **place: int) -> None:
    session.add(models.Activity(series=ActivitySeries.OTHER, title="a", on=on, **place))
    session.flush()


def add_score(session: Session, subject: int, year: int, score: float | None = 80.0) -> None:
    session.add(
        models.Assessment(subject_id=subject, year=year, target="t", weight=1.0, score=score)
    )
    session.flush()


def ids_where(found: facts.OrganizationFacts, flags: facts.Flags) -> list[int]:
    return [int(identifier) for identifier in found.ids[flags]]


def test_empty_database_has_no_facts(database: Database) -> None:
    with database.read() as session:
        assert facts.latest_fact_day(session) is None
        found = facts.organization_facts(session, DAY)
        assert found.xy.shape == (0, 2)
        assert found.ids.shape == found.has_cover.shape == (0,)
        assert facts.open_stations(session, DAY).xy.shape == (0, 2)
        assert facts.circle_members(session, found.ids) == {}


def test_empty_database_has_no_covered_organizations(database: Database) -> None:
    chosen = OrganizationFilter(effectively_covered=True)
    with database.read() as session:
        assert ids_of(session, chosen) == set()


def test_denominator_counts_from_the_first_day_to_the_day_before_closing(
    database: Database,
) -> None:
    with database.write() as session:
        for number, (opened, closed) in enumerate(
            [
                (None, None),
                (DAY, None),
                (date(2017, 11, 2), None),
                (date(2010, 1, 1), DAY),
                (date(2010, 1, 1), date(2017, 11, 2)),
            ],
            1,
        ):
            made = city.organization(number)
            made.established_on, made.closed_on = opened, closed
            session.add(made)
    with database.read() as session:
        assert facts.organization_facts(session, DAY).ids.tolist() == [1, 2, 5]


def test_places_and_counts_come_as_arrays(database: Database) -> None:
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        first = city.organization(1, Point(101.705, 36.605))
        first.employees, first.party_members = 40, 3
        changes.add(session, first)
        changes.add(session, city.organization(2))
        changes.add(session, city.organization(3, Point(101.715, 36.615)))
    with database.read() as session:
        found = facts.organization_facts(session, DAY)
        members = facts.circle_members(session, found.ids)
    np.testing.assert_array_equal(
        found.xy, [[101.705, 36.605], [np.nan, np.nan], [101.715, 36.615]]
    )
    assert found.district_ids.tolist() == [1, 0, 1]
    assert (found.employees.tolist(), found.party_members.tolist()) == ([40, 0, 0], [3, 0, 0])
    assert {key: rows.tolist() for key, rows in members.items()} == {1: [0, 2], 3: [2]}


def test_cover_holds_from_since_to_the_day_before_until(database: Database) -> None:
    with database.write() as session:
        session.add_all(city.organization(number) for number in range(1, 6))
        session.flush()
        add_branch(session, 1, 1, since=DAY)
        add_branch(session, 2, 2, since=date(2017, 11, 2))
        add_branch(session, 3, 3, until=DAY)
        add_branch(session, 4, 4, until=date(2017, 11, 2))
    with database.read() as session:
        found = facts.organization_facts(session, DAY)
        assert ids_where(found, found.has_cover) == [1, 4]


def test_instructor_holds_from_since_to_the_day_before_until(database: Database) -> None:
    with database.write() as session:
        session.add_all(city.organization(number) for number in range(1, 4))
        session.add(models.Instructor(id=1, code="I1", mode=InstructorMode.SHARED, capacity=9))
        session.flush()
        for number, until in ((1, None), (2, DAY), (3, date(2017, 11, 2))):
            session.add(
                models.InstructorAssignment(
                    instructor_id=1, organization_id=number, since=date(2016, 1, 1), until=until
                )
            )
    with database.read() as session:
        found = facts.organization_facts(session, DAY)
        assert ids_where(found, found.has_instructor) == [1, 3]


def test_activity_counts_in_the_twelve_months_to_the_day(database: Database) -> None:
    with database.write() as session:
        session.add_all(city.organization(number) for number in range(1, 9))
        session.flush()
        add_branch(session, 1, 5)
        add_branch(session, 2, 6, until=DAY)
        add_activity(session, DAY, organization_id=1)
        add_activity(session, date(2017, 11, 2), organization_id=2)
        add_activity(session, date(2016, 11, 2), organization_id=3)
        add_activity(session, YEAR_AGO, organization_id=4)
        add_activity(session, date(2017, 5, 1), host_id=1)  # covers 5
        add_activity(session, date(2017, 5, 1), host_id=2)  # covered 6 until the day before
    with database.read() as session:
        found = facts.organization_facts(session, DAY)
        assert ids_where(found, found.active) == [1, 3, 5]
        wider = facts.organization_facts(session, DAY, activity_window_months=13)
        assert ids_where(wider, wider.active) == [1, 3, 4, 5]


def test_assessment_counts_for_its_year_and_the_next(database: Database) -> None:
    with database.write() as session:
        session.add_all(city.organization(number) for number in range(1, 7))
        session.flush()
        for number, (year, score) in enumerate(
            [(2017, 80.0), (2016, 0.0), (2015, 80.0), (2018, 80.0), (2017, None)], 1
        ):
            add_branch(session, number, number)
            add_score(session, number, year, score)
    with database.read() as session:
        found = facts.organization_facts(session, DAY)
        assert ids_where(found, found.assessed) == [1, 2]
        wider = facts.organization_facts(session, DAY, assessment_years=3)
        assert ids_where(wider, wider.assessed) == [1, 2, 3]


@pytest.mark.parametrize(
    ("status", "opened_on", "closed_on", "is_open"),
    [
        (StationStatus.OPEN, None, None, True),
        (StationStatus.OPEN, DAY, None, True),
        (StationStatus.OPEN, date(2017, 11, 2), None, False),
        (StationStatus.OPEN, None, DAY, False),
        (StationStatus.OPEN, None, date(2017, 11, 2), True),
        (StationStatus.CLOSED, None, None, False),
        (StationStatus.CLOSED, None, date(2017, 11, 2), True),
        (StationStatus.CLOSED, None, DAY, False),
        (StationStatus.PLANNED, None, None, False),
        (StationStatus.PLANNED, DAY, None, False),
    ],
)
def test_station_is_open_on_a_day(
    database: Database,
    status: StationStatus,
    opened_on: date | None,
    closed_on: date | None,
    is_open: bool,
) -> None:
    made = city.station(
        "s", Point(101.7, 36.6), status=status, opened_on=opened_on, closed_on=closed_on
    )
    with database.write() as session:
        session.add(made)
    with database.read() as session:
        assert (facts.open_stations(session, DAY).ids.size == 1) is is_open


def test_stations_come_as_arrays(database: Database) -> None:
    with database.write() as session:
        session.add(city.station("first", Point(101.7, 36.6), 500.0, capacity=30))
        session.add(city.station("second", Point(101.8, 36.7), 800.0))
    with database.read() as session:
        found = facts.open_stations(session, DAY)
    assert (found.ids.tolist(), found.names) == ([1, 2], ("first", "second"))
    np.testing.assert_array_equal(found.xy, [[101.7, 36.6], [101.8, 36.7]])
    np.testing.assert_array_equal(found.radii_m, [500, 800])
    np.testing.assert_array_equal(found.capacities, [30, np.nan])


def test_latest_fact_day_leaves_the_future_out(database: Database) -> None:
    with database.write() as session:
        made = city.organization(1)
        made.established_on, made.closed_on = date(2010, 1, 1), date(2030, 1, 1)
        session.add(made)
        session.flush()
        add_activity(session, date(2017, 3, 4), organization_id=1)
        add_branch(session, 1, 1, until=date(2017, 9, 9))
    with database.read() as session:
        assert facts.latest_fact_day(session, today=date(2020, 1, 1)) == date(2017, 9, 9)
        assert facts.latest_fact_day(session, today=date(2017, 9, 8)) == date(2017, 3, 4)
        assert facts.latest_fact_day(session, today=date(2031, 1, 1)) == date(2030, 1, 1)


def test_filters_by_coverage_are_the_facts(module_database: Database) -> None:
    with module_database.write() as session:
        city.add_random_city(session, 300)
    with module_database.read() as session:
        found = facts.organization_facts(session, DAY)
        reached = ids_of(session, OrganizationFilter(reached_by_station=True, day=DAY))
        counted = {int(identifier) for identifier in found.ids}
        for name, flags in (
            ("formally_covered", found.has_cover),
            ("has_party_organization", found.has_cover),
            (
                "effectively_covered",
                found.has_cover
                & found.active
                & found.assessed
                & (np.isin(found.ids, list(reached)) | found.has_instructor),
            ),
        ):
            kept = ids_of(session, OrganizationFilter(**{name: True, "day": DAY}))  # type: ignore[arg-type]
            left = ids_of(session, OrganizationFilter(**{name: False, "day": DAY}))  # type: ignore[arg-type]
            assert kept & counted == set(ids_where(found, flags))
            assert kept | left == set(range(1, 301))
            assert not kept & left
            assert kept


def ids_of(session: Session, chosen: OrganizationFilter) -> set[int]:
    statement = organization.list_statement(session, chosen)
    found = page(session, statement, by_id(models.Organization), PageRequest(1000))
    return {row.id for row in found.rows}
