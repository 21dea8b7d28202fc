"""What a session was asked holds as long as it would be answered the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import and_, select, update

from db.engine import Database, Session
from db.models import Organization
from db.selections.assumptions import ROWS_MAX, NotingSession
from tests.conftest import Backend
from tests.db import city

N_ORGANIZATIONS = ROWS_MAX + 1


def _fill(database: Database) -> None:
    with database.write() as session:
        session.add_all([city.organization(number) for number in range(1, N_ORGANIZATIONS + 1)])


@pytest.fixture
def session(backend: Backend) -> Iterator[Session]:
    with backend.database(_fill) as database, database.write() as opened:
        yield opened


def _holds(session: Session, noting: NotingSession) -> bool:
    return bool(session.scalar(select(and_(*noting.conditions))))


def _rename(session: Session, identifier: int) -> None:
    renamed = update(Organization).where(Organization.id == identifier)
    session.execute(renamed.values(name="改名", version=Organization.version + 1))


def test_rows_hold_until_one_of_them_is_another(session: Session) -> None:
    noting = NotingSession(session)
    asked = select(Organization.name, Organization.industry).where(Organization.id < 4)
    rows = noting.execute(asked).all()
    before = _holds(session, noting)
    _rename(session, 9)
    elsewhere = _holds(session, noting)
    _rename(session, 2)

    assert len(rows) == 3
    assert noting.is_complete
    assert before
    assert elsewhere
    assert not _holds(session, noting)


def test_a_record_holds_until_it_is_changed(session: Session) -> None:
    noting = NotingSession(session)
    noting.get(Organization, 1)
    before = _holds(session, noting)
    _rename(session, 1)

    assert noting.is_complete
    assert before
    assert not _holds(session, noting)


def test_a_number_holds_until_it_is_another(session: Session) -> None:
    noting = NotingSession(session)
    found = noting.scalar(select(Organization.version).where(Organization.id == 1))
    before = _holds(session, noting)
    _rename(session, 1)

    assert found == 1
    assert noting.is_complete
    assert before
    assert not _holds(session, noting)


def test_what_is_not_noted_is_told(session: Session) -> None:
    missing, text, rows, other = (NotingSession(session) for _ in range(4))
    assert missing.get(Organization, 10_000) is None
    assert isinstance(text.scalar(select(Organization.name).limit(1)), str)
    assert len(rows.execute(select(Organization.id)).all()) == N_ORGANIZATIONS
    assert other.get_bind() is not None

    assert not any(each.is_complete for each in (missing, text, rows, other))
