"""Facts of coverage that are kept between requests: as fresh as those that are read anew."""

from __future__ import annotations

import re
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.maintenance.backup import back_up
from db.maintenance.restore import restore
from db.models import enums
from db.repositories import derived
from db.repositories.journal import recorded_write
from db.repositories.layer_changes import LAYERS_OF_TABLE
from schema.operations.coverage import CoverageStudy
from schema.operations.kept_studies import RESTS_ON, KeptStudies
from schema.operations.limits import Limits
from schema.operations.questions import AddedStation, CoverageQuestion, Network, Scope
from tests.conftest import Backend
from tests.schema import city

LIMITS = Limits()
WHOLE = (CoverageQuestion(), CoverageQuestion(Scope(circle_id=1)))


def load(database: Database, kept: KeptStudies, day: date = city.DAY) -> CoverageStudy:
    with database.read() as session:
        return kept.load(session, day, LIMITS)


def read_anew(database: Database, day: date = city.DAY) -> CoverageStudy:
    with database.read() as session:
        return CoverageStudy.load(session, day, LIMITS)


def figures(study: CoverageStudy) -> Any:
    of, stations = study.organizations, study.stations
    columns = [of.ids, of.xy, of.district_ids, of.employees, of.party_members, of.has_cover]
    columns += [of.has_instructor, of.active, of.assessed, stations.ids, stations.xy]
    columns += [stations.radii_m, stations.capacities]
    places: list[Any] = [*study.places.districts, *study.places.circles]
    return (
        [np.nan_to_num(column.astype(float), nan=-1.0).tolist() for column in columns],
        stations.names,
        [(one.name, one.boundary.wkt) for one in places],
        [study.places.members_of(one.id).tolist() for one in study.places.circles],
        [
            (result.demand, result.served, result.mean_distance, result.effective_coverage)
            for result in map(study.answer, WHOLE)
        ],
    )


def first(session: Session, model: type[Any]) -> Any:
    return session.scalars(select(model).order_by(model.id)).first()


def change_an_organization(session: Session) -> None:
    first(session, models.Organization).employees += 7


def move_an_organization(session: Session) -> None:
    first(session, models.Organization).location = Point(101.15, 36.05)
    session.flush()
    derived.refresh_derived(session)


def close_an_organization(session: Session) -> None:
    first(session, models.Organization).closed_on = date(2017, 10, 1)


def move_a_boundary(session: Session) -> None:
    circle = first(session, models.CommercialCircle)
    circle.boundary = shapely.MultiPolygon([shapely.box(101.0, 36.0, 101.001, 36.001)])
    session.flush()
    derived.refresh_derived(session)


def rename_a_district(session: Session) -> None:
    first(session, models.District).name = "改名区"


def widen_a_station(session: Session) -> None:
    first(session, models.GuidanceStation).service_radius_m = 5_000.0


def close_a_station(session: Session) -> None:
    station = first(session, models.GuidanceStation)
    station.status, station.closed_on = enums.StationStatus.CLOSED, date(2017, 10, 1)


def end_a_link(session: Session) -> None:
    session.delete(
        session.scalars(
            select(models.PartyOrganizationCover).where(
                models.PartyOrganizationCover.organization_id == 5
            )
        ).one()
    )


def end_an_assignment(session: Session) -> None:
    session.delete(session.scalars(select(models.InstructorAssignment)).first())


def cancel_an_activity(session: Session) -> None:
    session.delete(first(session, models.Activity))


def forget_a_score(session: Session) -> None:
    session.delete(first(session, models.Assessment))


CHANGES = [
    forget_a_score,
    cancel_an_activity,
    end_an_assignment,
    end_a_link,
    rename_a_district,
    widen_a_station,
    change_an_organization,
    move_an_organization,
    move_a_boundary,
    close_a_station,
    close_an_organization,
]


def test_what_is_kept_is_what_would_be_read_after_every_kind_of_change(database: Database) -> None:
    city.fill(database)
    kept = KeptStudies()
    assert figures(load(database, kept)) == figures(read_anew(database))

    for change in CHANGES:
        before = figures(load(database, kept))
        with recorded_write(database, "clerk", change.__name__) as session:
            change(session)
        after = figures(load(database, kept))

        assert after != before, change.__name__
        assert after == figures(read_anew(database)), change.__name__


def test_nothing_is_read_again_until_something_changes(database: Database) -> None:
    city.fill(database)
    kept = KeptStudies()
    one = load(database, kept)
    with city.counted(database) as statements:
        other = load(database, kept)

    assert other is not one
    assert other.organizations is one.organizations
    assert len(statements) == 1
    with recorded_write(database, "clerk", "change") as session:
        change_an_organization(session)
    assert load(database, kept).organizations is not one.organizations


def test_trials_of_one_request_are_not_kept(database: Database) -> None:
    city.fill(database)
    kept = KeptStudies()
    one, other = load(database, kept), load(database, kept)
    trial = Network(added=(AddedStation(101.05, 36.05),))
    as_it_is = one.service(Network())

    assert one.service(trial) is one.service(trial)
    assert other.service(trial) is not one.service(trial)
    assert other.service(Network()) is as_it_is


def test_no_more_bytes_are_kept_than_may_be(database: Database) -> None:
    city.fill(database)
    size = read_anew(database).n_bytes
    kept = KeptStudies(2 * size + size // 2)
    days = [date(2017, 11, number) for number in (1, 2, 3)]
    studies = [load(database, kept, day) for day in days]

    assert size < kept.n_bytes <= 2 * size + size // 2
    assert load(database, kept, days[2]).organizations is studies[2].organizations
    assert load(database, kept, days[0]).organizations is not studies[0].organizations
    none = KeptStudies(size - 1)
    assert load(database, none).organizations is not load(database, none).organizations
    assert none.n_bytes == 0


def test_a_database_that_is_filled_later_is_read_again(database: Database) -> None:
    kept = KeptStudies()
    assert len(load(database, kept).organizations.ids) == 0

    city.fill(database)

    assert len(load(database, kept).organizations.ids) == 5


def other_city(session: Session) -> None:
    """Make the city another one, with the counters of the map layers as they are."""
    change_an_organization(session)
    rename_a_district(session)


@pytest.mark.slow
def test_a_city_restored_in_the_place_of_another_is_read_again(
    backend: Backend, tmp_path: Path
) -> None:
    with backend.database(city.fill) as database, backend.database(city.fill) as other:
        with other.write() as session:
            other_city(session)
        archive = back_up(other, tmp_path / "other.zip").file
        kept = KeptStudies()
        before = figures(load(database, kept))
        assert before != figures(read_anew(other))

        database.downgrade("base")
        restore(database, archive)

        assert figures(load(database, kept)) == figures(read_anew(other))


def test_a_city_made_in_tables_made_anew_is_read_again(database: Database) -> None:
    city.fill(database)
    kept = KeptStudies()
    before = figures(load(database, kept))

    database.downgrade("base")
    database.upgrade()
    city.fill(database)
    with database.write() as session:
        other_city(session)

    after = figures(load(database, kept))
    assert after != before
    assert after == figures(read_anew(database))


def test_small_studies_are_counted_with_all_that_they_take(database: Database) -> None:
    city.fill(database)
    kept, days = KeptStudies(), [date(2017, 2, number) for number in range(1, 21)]
    first = load(database, kept, date(2017, 1, 1))
    tracemalloc.start()
    sizes = [load(database, kept, day).n_bytes for day in days]
    n_bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert n_bytes < sum(sizes) == kept.n_bytes - first.n_bytes
    for _ in range(2):
        with recorded_write(database, "clerk", "change") as session:
            change_an_organization(session)
        assert [load(database, kept, day).n_bytes for day in days] == sizes
        assert kept.n_bytes == sum(sizes) + first.n_bytes


def test_days_are_read_beside_each_other_and_one_day_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.fill(database)
    read, is_held, is_reading = CoverageStudy.load, threading.Event(), threading.Event()
    days: list[date] = []

    def slow(session: Session, day: date, limits: Limits) -> CoverageStudy:
        days.append(day)
        if day == city.DAY:
            is_reading.set()
            assert is_held.wait(20)
        return read(session, day, limits)

    monkeypatch.setattr(CoverageStudy, "load", slow)
    kept, other = KeptStudies(), date(2017, 10, 1)
    with ThreadPoolExecutor(3) as pool:
        held = [pool.submit(load, database, kept) for _ in range(2)]
        assert is_reading.wait(20)
        found = pool.submit(load, database, kept, other).result(20)
        assert not any(one.done() for one in held)
        is_held.set()
        studies = [one.result(20) for one in held]

    assert found.day == other
    assert days == [city.DAY, other]
    assert studies[0].organizations is studies[1].organizations
    assert kept._turns == {}


# Worked out of the others in the same transaction, and never written alone.
DERIVED = {
    "circle_memberships": {"commercial_circles", "organizations"},
    "station_services": {"guidance_stations", "organizations"},
}


def test_a_change_of_any_table_that_coverage_reads_counts(small_city: Database) -> None:
    with city.counted(small_city) as statements:
        read_anew(small_city)
    words = set(re.findall(r"\w+", " ".join(statements)))
    read = {name for name in models.Base.metadata.tables if name in words}
    tables = set().union(*(DERIVED.get(name, {name}) for name in read))

    # Else somebody's change of it would not be seen: name it in LAYERS_OF_TABLE, and one of its
    # layers in kept_studies.
    assert {"organizations", "guidance_stations", "assessments", "districts"} <= tables
    for table in tables:
        assert set(LAYERS_OF_TABLE.get(table, ())) & set(RESTS_ON), table
