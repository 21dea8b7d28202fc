"""The small city, on each database, shared by the tests of a module that only read."""

from __future__ import annotations

import pytest

from db.engine import Database
from tests.schema import city


@pytest.fixture(scope="module")
def small_city(module_database: Database) -> Database:
    """The city of `tests.schema.city`, on SQLite and on PostGIS."""
    city.fill(module_database)
    return module_database
