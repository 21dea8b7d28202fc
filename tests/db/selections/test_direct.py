"""Reading on the event loop gives what the ordinary driver gives, or says that it cannot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import Database, open_database
from db.errors import DirectReadingError, PoolExhaustedError, StatementTimeoutError
from db.selections import reading
from db.selections.direct import DirectReader
from tests import postgis
from tests.db.test_pgbouncer import pooled

WORD = "SELECT convert_to(concat('{', $1::text, '}'), 'UTF8')"

SLOW = "SELECT convert_to(concat('slow', pg_sleep(0.6)), 'UTF8')"


def run(awaited: Coroutine[Any, Any, Any]) -> Any:
    """Run something in a loop of its own."""
    return asyncio.run(awaited)


def test_both_drivers_read_the_same(postgis_database: Database) -> None:
    async def read() -> list[bytes | None]:
        reader = DirectReader(postgis_database)
        found = [await reader.read(WORD, ["党"]) for _ in range(2)]
        found.append(await reader.read(f"{WORD} WHERE $1::text <> '党'", ["党"]))
        await reader.close()
        return found

    assert run(read()) == ["{党}".encode(), "{党}".encode(), None]
    assert reading.read(postgis_database, WORD, ["党"]) == "{党}".encode()


def test_more_requests_than_connections_wait(postgis_database: Database) -> None:
    async def read() -> list[bytes | None]:
        reader = DirectReader(postgis_database, n_connections=2)
        asked = [reader.read(WORD, [str(number)]) for number in range(20)]
        found = await asyncio.gather(*asked)
        await reader.close()
        return found

    assert run(read()) == [b"{%d}" % number for number in range(20)]


def test_a_request_that_gets_no_connection_in_time_is_told_so(
    postgis_cluster: postgis.Cluster,
) -> None:
    database = open_database(postgis_cluster.url("postgres"), pool_timeout_s=0.1)

    async def read() -> list[Any]:
        reader = DirectReader(database, n_connections=1)
        slow = asyncio.create_task(reader.read(SLOW, []))
        await asyncio.sleep(0)
        late = [reader.read(WORD, ["late"]) for _ in range(3)]
        found: list[Any] = [*await asyncio.gather(*late, return_exceptions=True)]
        is_slow = not slow.done()
        found += [await slow, await reader.read(WORD, ["after"]), is_slow]
        await reader.close()
        return found

    *late, slow, after, was_slow = run(read())
    database.dispose()

    assert [type(error) for error in late] == [PoolExhaustedError] * 3
    assert "none of 1 connections" in str(late[0])
    assert "became free in 0.1 s" in str(late[0])
    assert (slow, after, was_slow) == (b"slow", b"{after}", True)


def test_a_request_that_is_given_up_leaves_its_connection_to_the_next(
    postgis_cluster: postgis.Cluster,
) -> None:
    database = open_database(postgis_cluster.url("postgres"), pool_timeout_s=5.0)

    async def read() -> bytes | None:
        reader = DirectReader(database, n_connections=1)
        running, waiting = (asyncio.create_task(reader.read(SLOW, [])) for _ in range(2))
        await asyncio.sleep(0.2)
        waiting.cancel()
        running.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)
        found = await reader.read(WORD, ["after"])
        await reader.close()
        return found

    assert run(read()) == b"{after}"
    database.dispose()


def test_a_connection_that_cannot_be_opened_keeps_nobody_waiting() -> None:
    database = open_database("postgresql://nobody@/nothing?host=/nowhere", pool_timeout_s=5.0)

    async def read() -> list[bytes | BaseException | None]:
        reader = DirectReader(database, n_connections=1)
        asked = (reader.read(WORD, ["x"]) for _ in range(5))
        return await asyncio.gather(*asked, return_exceptions=True)

    started = time.monotonic()
    found = run(read())
    assert [type(error) for error in found] == [DirectReadingError] * 5
    assert time.monotonic() - started < 2.0
    database.dispose()


def test_a_statement_that_takes_too_long_is_ended(postgis_cluster: postgis.Cluster) -> None:
    database = open_database(postgis_cluster.url("postgres"), statement_timeout_s=0.2)

    async def read() -> bytes | None:
        reader = DirectReader(database, n_connections=1)
        with pytest.raises(StatementTimeoutError, match=r"0\.2 s"):
            await reader.read("SELECT convert_to(concat(pg_sleep(9)), 'UTF8')", [])
        found = await reader.read(WORD, ["after"])
        await reader.close()
        return found

    assert run(read()) == b"{after}"
    database.dispose()


def test_connections_that_were_ended_leave_the_ordinary_driver(postgis_database: Database) -> None:
    async def read() -> DirectReader:
        reader = DirectReader(postgis_database, n_connections=1)
        await reader.read(WORD, ["before"])
        with postgis_database.read() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        with pytest.raises(DirectReadingError):
            await reader.read(WORD, ["during"])
        assert not reader.is_usable
        assert await reader.read(WORD, ["after"]) == b"{after}"
        await reader.close()
        return reader

    run(read())


def test_a_statement_that_is_wrong_names_no_connection_as_broken(
    postgis_database: Database,
) -> None:
    async def read() -> None:
        reader = DirectReader(postgis_database)
        with pytest.raises(DirectReadingError):
            await reader.read("SELECT convert_to(concat($1::integer), 'UTF8')", ["word"])
        assert reader.is_usable
        await reader.close()

    run(read())


def test_a_pool_between_that_prepares_nothing_never_mixes_statements_up(
    postgis_cluster: postgis.Cluster,
) -> None:
    """Two readers as two processes have them, whose statements have equal parameters."""
    name = postgis.unique_name()
    postgis_cluster.create(name)
    with pooled(postgis_cluster, name) as url:
        database = open_database(url)

        async def read() -> tuple[int, int]:
            readers = [DirectReader(database, n_connections=3) for _ in range(2)]
            n_read = n_refused = 0

            async def ask(number: int) -> None:
                nonlocal n_read, n_refused
                statement = f"SELECT convert_to(concat({number % 7}, $1::text), 'UTF8')"
                try:
                    found = await readers[number % 2].read(statement, ["x"])
                except DirectReadingError:
                    n_refused += 1
                else:
                    n_read += 1
                    assert found == b"%dx" % (number % 7)

            for start in range(0, 60, 6):
                await asyncio.gather(*(ask(start + place) for place in range(6)))
            for reader in readers:
                await reader.close()
            return n_read, n_refused

        n_read, n_refused = run(read())
        database.dispose()

    assert n_read + n_refused == 60
