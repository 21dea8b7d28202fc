"""The demo city in a database, SQLite and PostGIS alike."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import models
from db.demo import DemoCity, DemoTargetError, generate, load
from db.demo.rows import CoverRow
from db.engine import Database
from db.repositories.facts import latest_fact_day, open_stations, organization_facts
from geo.distance import reached
from tests.db.demo.rates import Rates, rates_by_district

TABLES = {
    models.District: "districts",
    models.PartyOrganization: "party_organizations",
    models.CommercialCircle: "circles",
    models.GuidanceStation: "stations",
    models.StationFunding: "station_fundings",
    models.Organization: "organizations",
    models.PartyOrganizationCover: "covers",
    models.Instructor: "instructors",
    models.InstructorAssignment: "assignments",
    models.Activity: "activities",
    models.Assessment: "assessments",
    models.Alliance: "alliances",
    models.AllianceCircle: "alliance_circles",
    models.AllianceOrganization: "alliance_organizations",
    models.Responsibility: "responsibilities",
    models.Inspection: "inspections",
    models.Measure: "measures",
    models.Milestone: "milestones",
    models.RectificationItem: "rectification_items",
    models.RectificationEvent: "rectification_events",
    models.BrandCriterion: "brand_criteria",
    models.BrandRating: "brand_ratings",
    models.BrandRatingCriterion: "brand_rating_criteria",
    models.Exemplar: "exemplars",
    models.Honor: "honors",
    models.Wish: "wishes",
    models.Pairing: "pairings",
    models.DuesRebate: "dues_rebates",
    models.IncubationGrant: "incubation_grants",
    models.HonorPayProgram: "honor_pay_programs",
    models.CultureSite: "culture_sites",
}


def rows_of(city: DemoCity, name: str) -> tuple[Any, ...]:
    rows: tuple[Any, ...] = getattr(city if hasattr(city, name) else city.registers, name)
    return rows


@pytest.fixture(scope="module")
def loaded_city() -> DemoCity:
    return generate(400, seed=5)


@pytest.fixture(scope="module")
def loaded(module_database: Database, loaded_city: DemoCity) -> Database:
    load(module_database, loaded_city)
    return module_database


@pytest.fixture
def session(loaded: Database) -> Iterator[Session]:
    with loaded.read() as session:
        yield session


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
def test_every_row_comes_back_as_it_was(
    session: Session, loaded_city: DemoCity, model: type[models.Base]
) -> None:
    rows = rows_of(loaded_city, TABLES[model])
    order = inspect(model).primary_key
    stored = session.scalars(select(model).order_by(*order)).all()
    key = [column.name for column in order]
    expected = sorted(rows, key=lambda row: [getattr(row, name) for name in key])
    assert len(stored) == len(expected)
    for record, row in zip(stored, expected, strict=True):
        assert tuple(getattr(record, name) for name in row._fields) == tuple(row)


def test_records_begin_at_version_one(session: Session) -> None:
    for model in (models.Organization, models.Activity):
        assert set(session.scalars(select(model.version))) == {1}


def test_the_newest_fact_is_of_the_first_of_november_2017(session: Session) -> None:
    assert latest_fact_day(session) == date(2017, 11, 1)


def test_members_of_circles_and_those_in_reach_are_linked(
    session: Session, loaded_city: DemoCity
) -> None:
    expected = {
        (circle.id, each.id)
        for circle in loaded_city.circles
        for each in loaded_city.organizations
        if each.location is not None and circle.boundary.contains(each.location)
    }
    memberships = session.scalars(select(models.CircleMembership))
    assert {(each.circle_id, each.organization_id) for each in memberships} == expected
    assert expected
    n_services = session.scalar(select(func.count()).select_from(models.StationService))
    assert n_services
    assert (session.scalar(select(func.max(models.StationService.distance_m))) or 0) <= 1_000


def test_the_rates_of_the_database_are_those_of_the_rows(
    session: Session, loaded_city: DemoCity
) -> None:
    day = loaded_city.last_day
    facts = organization_facts(session, day)
    stations = open_stations(session, day)
    is_reached = reached(facts.xy, stations.xy, stations.radii_m)
    is_served = is_reached | facts.has_instructor
    flags = {
        "organizations": np.ones(len(facts.ids), dtype=np.bool_),
        "formal": facts.has_cover,
        "reached": is_reached,
        "work": facts.has_cover | is_served,
        "effective": facts.has_cover & is_served & facts.active & facts.assessed,
    }
    counted: dict[int, Rates] = defaultdict(Rates)
    for district in np.unique(facts.district_ids).tolist():
        mine = facts.district_ids == district
        counts = {name: int(np.count_nonzero(flag & mine)) for name, flag in flags.items()}
        counted[district] = Rates(**counts)
    assert counted == rates_by_district(loaded_city, day)


def test_a_second_city_is_refused(loaded: Database, loaded_city: DemoCity) -> None:
    with pytest.raises(DemoTargetError, match="districts already holds 7 rows"):
        load(loaded, loaded_city)


def test_new_records_get_ids_of_their_own(database: Database) -> None:
    city = generate(50)
    load(database, city)
    with database.write() as session:
        added = models.Assessment(subject_id=1, year=2017, target="x", weight=1.0, score=None)
        session.add(added)
        session.flush()
        assert added.id == len(city.assessments) + 1


def test_nothing_stays_of_a_city_that_fails_half_way(database: Database) -> None:
    city = generate(50)
    astray = CoverRow(999_999, 1, date(2017, 1, 1), None)
    with pytest.raises(IntegrityError):
        load(database, replace(city, covers=(*city.covers, astray)))
    with database.read() as session:
        for model in TABLES:
            assert session.scalar(select(func.count()).select_from(model)) == 0


def test_progress_ends_with_all_rows(database: Database) -> None:
    city = generate(50)
    steps: list[tuple[int, int]] = []
    load(database, city, progress=lambda done, total: steps.append((done, total)))
    n_rows = sum(len(rows_of(city, name)) for name in TABLES.values())
    assert steps[-1] == (n_rows, n_rows)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
