"""A small city on either database, and a way past the program's guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from db.engine import Database
from db.repositories.journal import recorded_write
from tests.conftest import Backend
from tests.db import city

Damage = Callable[[str], None]


@pytest.fixture
def random_city(backend: Backend) -> Iterator[Database]:
    with backend.database(fill) as database:
        yield database


def fill(database: Database) -> None:
    """A random city of 120 organizations, and a journalled one besides."""
    with database.write() as session:
        city.add_random_city(session, 120)
        if database.dialect == "postgresql":
            for table in ("organizations", "commercial_circles", "guidance_stations"):
                session.execute(
                    sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), 1000)"),
                    {"name": table},
                )
    with recorded_write(database, "a", "registerOrganization") as session:
        session.add(city.organization(9_000))


@pytest.fixture
def damage(random_city: Database) -> Damage:
    """Run a statement with the foreign keys and the triggers off, as a damage would."""

    def run(statement: str) -> None:
        engine = random_city.engines[0]
        with engine.connect() as connection:
            on_sqlite = random_city.dialect == "sqlite"
            off = "PRAGMA foreign_keys = OFF" if on_sqlite else ""
            driver = connection.connection.driver_connection
            assert driver is not None
            if on_sqlite:
                driver.execute(off)
            with connection.begin():
                if not on_sqlite:
                    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                connection.execute(sa.text(statement))
            connection.invalidate()

    return run
