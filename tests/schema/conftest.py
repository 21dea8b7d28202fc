"""The small city, on each database, shared by the tests of a module that only read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from tests.conftest import Backend
from tests.schema import city, planning


@pytest.fixture(scope="module")
def small_city(backend: Backend) -> Iterator[Database]:
    """The city of `tests.schema.city`, on SQLite and on PostGIS."""
    with backend.database(city.fill) as database:
        yield database


class Remembered:
    """Answers of the database that was asked first, for the other to agree with."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[str, Any]] = {}

    def other(self, name: str, dialect: str, answer: Any) -> Any:
        """Give the other database's answer, or this one where there is none yet."""
        asked, first = self._answers.setdefault(name, (dialect, answer))
        return answer if asked == dialect else first


@pytest.fixture(scope="session")
def remembered() -> Remembered:
    """What was answered in this session."""
    return Remembered()


@pytest.fixture
def planned_city(backend: Backend) -> Iterator[Database]:
    with backend.database(planning.fill) as database:
        yield database
