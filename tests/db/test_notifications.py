"""Being told that layers changed: at once on PostgreSQL, after the limit on SQLite."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from db.engine import Database
from db.models.enums import ChangeAction
from db.notifications import ChangeSignal, notify
from db.repositories import layer_changes

LIMIT_S = 20.0


def change(database: Database) -> None:
    changes = [layer_changes.FeatureChange("DISTRICTS", 1, ChangeAction.UPDATED)]
    with database.write() as session:
        layer_changes.note(session, changes, datetime.now(tz=UTC))


def notify_and_fail(database: Database) -> None:
    with database.write() as session:
        notify(session)
        raise LookupError


def test_a_commit_ends_the_wait(postgis_database: Database) -> None:
    signal = ChangeSignal(postgis_database)
    signal.wait(0.01)  # from now on it listens
    writer = threading.Timer(0.2, change, [postgis_database])
    writer.start()
    start = time.monotonic()
    signal.wait(LIMIT_S)
    waited_s = time.monotonic() - start
    writer.join()
    signal.close()

    assert waited_s < LIMIT_S / 2


def test_what_is_rolled_back_is_not_told(postgis_database: Database) -> None:
    signal = ChangeSignal(postgis_database)
    signal.wait(0.01)
    with pytest.raises(LookupError):
        notify_and_fail(postgis_database)
    start = time.monotonic()
    signal.wait(0.2)
    signal.close()

    assert time.monotonic() - start >= 0.2


def test_a_connection_that_is_lost_is_opened_again(postgis_database: Database) -> None:
    signal = ChangeSignal(postgis_database)
    signal.wait(0.01)
    signal._listener.close()
    signal.wait(0.01)  # finds it closed
    signal.wait(0.01)  # listens again
    change(postgis_database)
    start = time.monotonic()
    signal.wait(LIMIT_S)
    signal.close()

    assert time.monotonic() - start < LIMIT_S / 2


def test_a_wait_that_outlives_its_signal_leaves_no_connection(postgis_database: Database) -> None:
    signal = ChangeSignal(postgis_database)
    signal.close()
    signal.wait(0.05)
    assert signal._listener is None


def test_without_a_server_it_waits_as_long_as_it_may(sqlite_database: Database) -> None:
    start = time.monotonic()
    ChangeSignal(sqlite_database).wait(0.05)

    assert time.monotonic() - start >= 0.05
