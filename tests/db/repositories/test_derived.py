"""Which district, circles and stations follow from where an organization lies."""

import pytest
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import geodesic, models
from db.engine import Database
from db.repositories import changes, derived
from tests.db import city
from tests.db.city import EAST, WEST

PLACES: tuple[tuple[str, tuple[float, float] | None, int | None, set[int]], ...] = (
    ("in the west, in one circle", (101.705, 36.605), WEST, {1}),
    ("in the west, in two circles", (101.715, 36.615), WEST, {1, 3}),
    ("in the east", (101.76, 36.61), EAST, set()),
    ("on the line of both districts: the lower", (101.75, 36.63), WEST, set()),
    ("on the outer line of the east", (101.80, 36.63), EAST, set()),
    ("outside", (101.90, 36.63), None, set()),
    ("on the line of two circles alone: the lower", (101.72, 36.605), WEST, {1}),
    ("on the line of two, but inside the third", (101.72, 36.615), WEST, {3}),
    ("on the line of the right one, inside none", (101.74, 36.61), WEST, {2}),
    ("on a corner of the third, inside the first", (101.71, 36.61), WEST, {1}),
    ("nowhere", None, None, set()),
)


def circles_of(session: Session, identifier: int) -> set[int]:
    return set(
        session.scalars(
            select(models.CircleMembership.circle_id).where(
                models.CircleMembership.organization_id == identifier
            )
        )
    )


def services(session: Session) -> dict[tuple[int, int], float]:
    rows = session.execute(
        select(
            models.StationService.station_id,
            models.StationService.organization_id,
            models.StationService.distance_m,
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


@pytest.mark.parametrize("in_bulk", [False, True])
def test_place_decides_district_and_circles(database: Database, in_bulk: bool) -> None:
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        for number, (_, xy, _, _) in enumerate(PLACES, 1):
            made = city.organization(number, None if xy is None else Point(xy))
            if in_bulk:
                session.add(made)
            else:
                changes.add(session, made)
        if in_bulk:
            derived.refresh_derived(session)
    with database.read() as session:
        found = [
            (session.get_one(models.Organization, number).district_id, circles_of(session, number))
            for number in range(1, len(PLACES) + 1)
        ]
    assert found == [(district, circles) for _, _, district, circles in PLACES]


def test_named_district_comes_before_the_one_it_lies_in(database: Database) -> None:
    with database.write() as session:
        city.add_districts(session)
        made = city.organization(1, Point(101.71, 36.61))
        made.named_district_id = EAST
        assert changes.add(session, made).district_id == EAST
        derived.refresh_derived(session)
        session.refresh(made)
        assert made.district_id == EAST


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_station_reaches_up_to_its_radius_and_not_beyond(
    database: Database, in_bulk: bool
) -> None:
    here, there = Point(101.72, 36.61), Point(101.73, 36.61)
    distance_m = geodesic.distance_m(here.x, here.y, there.x, there.y)
    with database.write() as session:
        changes.add(session, city.organization(1, there))
        changes.add(session, city.station("on the radius", here, distance_m))
        changes.add(session, city.station("a hair short", here, distance_m - 1e-5))
        changes.add(session, city.organization(2, there))
        if in_bulk:
            derived.refresh_derived(session)
        assert services(session) == {
            (1, 1): pytest.approx(distance_m, abs=1e-7),
            (1, 2): pytest.approx(distance_m, abs=1e-7),
        }


def test_a_moved_organization_changes_district_circle_and_station(database: Database) -> None:
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        changes.add(session, city.station("near", Point(101.705, 36.606)))
        moved = changes.add(session, city.organization(1, Point(101.705, 36.605)))
        assert (moved.district_id, circles_of(session, 1)) == (WEST, {1})
        assert set(services(session)) == {(1, 1)}
        place = {"location": Point(101.76, 36.61)}
        changes.correct(session, models.Organization, 1, moved.version, place)
        assert (moved.district_id, circles_of(session, 1), services(session)) == (EAST, set(), {})


def test_a_moved_station_serves_others(database: Database) -> None:
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        changes.add(session, city.organization(1, Point(101.705, 36.605)))
        changes.add(session, city.organization(2, Point(101.76, 36.61)))
        moved = changes.add(session, city.station("s", Point(101.705, 36.606)))
        assert (moved.district_id, moved.circle_id) == (WEST, 1)
        changes.correct(
            session, models.GuidanceStation, 1, moved.version, {"location": Point(101.76, 36.611)}
        )
        assert (moved.district_id, moved.circle_id) == (EAST, None)
        assert set(services(session)) == {(1, 2)}


def test_a_changed_circle_gains_and_loses_members_and_neighbours_keep_theirs(
    database: Database,
) -> None:
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        inside = Point(101.705, 36.605)
        changes.add(session, city.organization(1, inside))
        changes.add(session, city.organization(2, Point(101.72, 36.605)))
        changes.add(session, city.station("s", inside))
        left = session.get_one(models.CommercialCircle, 1)
        boundary = city.area(101.76, 36.60, 101.78, 36.62)
        changes.correct(session, models.CommercialCircle, 1, left.version, {"boundary": boundary})
        assert left.district_id == EAST
        assert (circles_of(session, 1), circles_of(session, 2)) == (set(), {2})
        assert session.get_one(models.GuidanceStation, 1).circle_id is None
        boundary = city.area(101.70, 36.60, 101.725, 36.62)
        changes.correct(session, models.CommercialCircle, 1, left.version, {"boundary": boundary})
        assert left.district_id == WEST
        assert (circles_of(session, 1), circles_of(session, 2)) == ({1}, {1})
        assert session.get_one(models.GuidanceStation, 1).circle_id == 1


def test_a_circle_belongs_to_the_district_that_holds_most_of_it(database: Database) -> None:
    with database.write() as session:
        city.add_districts(session)
        made = models.CommercialCircle(name="c", boundary=city.area(101.74, 36.6, 101.78, 36.61))
        assert changes.add(session, made).district_id == EAST
        outside = models.CommercialCircle(name="c", boundary=city.area(100, 30, 101, 31))
        assert changes.add(session, outside).district_id is None


def test_bulk_and_single_writes_agree_on_a_random_city(database: Database) -> None:
    with database.write() as session:
        city.add_random_city(session, 150)

    def state(session: Session) -> tuple[object, ...]:
        session.expire_all()
        organizations = session.scalars(
            select(models.Organization).order_by(models.Organization.id)
        ).all()
        stations = session.scalars(
            select(models.GuidanceStation).order_by(models.GuidanceStation.id)
        ).all()
        return (
            [(row.id, row.district_id, circles_of(session, row.id)) for row in organizations],
            [(row.id, row.district_id, row.circle_id) for row in stations],
            services(session),
        )

    with database.write() as session:
        in_bulk = state(session)
        for row in session.scalars(select(models.Organization)).all():
            row.district_id = None
            derived.refresh_organization(session, row)
        assert state(session) == in_bulk
        for made in session.scalars(select(models.GuidanceStation)).all():
            derived.refresh_station(session, made)
        for made_circle in session.scalars(select(models.CommercialCircle)).all():
            derived.refresh_circle(session, made_circle)
        assert state(session) == in_bulk
