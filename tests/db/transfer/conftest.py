"""A small city on both databases, to import into."""

import pytest

from db.engine import Database
from tests.db.transfer.files import add_city


@pytest.fixture
def city(database: Database) -> Database:
    add_city(database)
    return database
