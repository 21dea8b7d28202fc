"""A small city with party organizations, for the tests of the registers."""

from collections.abc import Iterator
from datetime import date

import pytest
from shapely import Point
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.models.enums import PartyOrganizationKind
from db.repositories import derived
from tests.conftest import Backend
from tests.db import city

PLACES = {
    1: Point(101.705, 36.605),  # in the west, in circle 1
    2: Point(101.725, 36.605),  # in the west, in circle 2
    3: Point(101.76, 36.61),  # in the east
    4: None,
}


@pytest.fixture
def small_city(backend: Backend) -> Iterator[Database]:
    """The small city in a database of the test's own; see `fill`."""
    with backend.database(fill) as database:
        yield database


@pytest.fixture(scope="module")
def shared_city(backend: Backend) -> Iterator[Database]:
    """The small city, for the tests of a module that leave it as it is."""
    with backend.database(fill) as database:
        yield database


@pytest.fixture
def city_session(shared_city: Database) -> Iterator[Session]:
    """A session on the shared city whose changes are rolled back at the end."""
    with Session(shared_city.engines[0], expire_on_commit=False) as session:
        yield session
        session.rollback()


def fill(database: Database) -> None:
    """Two districts, three circles, four organizations, party organizations 1 to 4.

    Party organization 1 is the city's, 2 the western and 3 the eastern district's; 4 is a branch
    of the west that covers organization 1 since 2015. Circle 2 has party organization 2 as its
    committee.
    """
    kinds = PartyOrganizationKind
    with database.write() as session:
        city.add_districts(session)
        city.add_circles(session)
        for number, place in PLACES.items():
            made = city.organization(number, place)
            made.id, made.employees, made.party_members = number, 10 * number, number
            session.add(made)
        for number, kind, superior, district in (
            (1, kinds.WORK_COMMITTEE, None, None),
            (2, kinds.WORK_COMMITTEE, 1, city.WEST),
            (3, kinds.WORK_COMMITTEE, 1, city.EAST),
            (4, kinds.BRANCH, 2, city.WEST),
        ):
            session.add(
                models.PartyOrganization(
                    id=number,
                    name=f"party organization {number}",
                    kind=kind,
                    superior_id=superior,
                    district_id=district,
                    posts=number,
                    posts_filled=1,
                )
            )
            session.flush()
        session.add(
            models.PartyOrganizationCover(
                party_organization_id=4, organization_id=1, since=date(2015, 1, 1)
            )
        )
        session.get_one(models.CommercialCircle, 2).committee_id = 2
        # The newest fact: what is overdue, planned or done is so on this day.
        session.add(
            models.Activity(series="OTHER", title="newest", on=city.DAY, host_id=1, participants=0)
        )
        derived.refresh_derived(session)
        _let_ids_follow(session)


def _let_ids_follow(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in ("organizations", "party_organizations", "commercial_circles", "districts"):
        session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), 100)"), {"name": table}
        )
