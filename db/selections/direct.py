"""Reading on PostgreSQL without leaving the event loop: what is asked often, prepared once.

A statement is parsed and planned once a connection and is a transaction by itself, with nothing
sent before or after it. Whatever stands in the way of that, such as a pool of connections between
that knows no prepared statements, leaves the ordinary driver, which needs none of it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from db.engine import Database
from db.errors import DirectReadingError, PoolExhaustedError, StatementTimeoutError

logger = logging.getLogger("quanmap.db")


# After a failure the ordinary driver answers for so long.
_PAUSE_S = 5.0
_CONNECT_WITHIN_S = 5.0
_STATEMENTS_KEPT = 256
_FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError)
_OF_ONE_STATEMENT = (asyncpg.DataError, asyncpg.exceptions.DataError)
# A pool between, in its transaction mode, that does not know prepared statements.
_UNPREPARED = (
    asyncpg.InvalidSQLStatementNameError,
    asyncpg.DuplicatePreparedStatementError,
)


class _Connection:
    """A connection with the statements that it has prepared, those used last."""

    def __init__(self, connection: Any) -> None:
        self.driver = connection
        self._prepared: OrderedDict[str, Any] = OrderedDict()

    async def value(self, text: str, values: Sequence[Any], limit_s: float | None) -> Any:
        statement = self._prepared.get(text)
        if statement is None:
            # Nobody else's: a pool between that knows no prepared statements hands connections
            # round, and a name that is found there would be of another process's statement.
            name = f"quanmap_{secrets.token_hex(8)}"
            statement = await self.driver.prepare(text, name=name, timeout=limit_s)
            self._prepared[text] = statement
            if len(self._prepared) > _STATEMENTS_KEPT:
                self._prepared.popitem(last=False)
        else:
            self._prepared.move_to_end(text)
        return await statement.fetchval(*values, timeout=limit_s)


class DirectReader:
    """Holds a few connections for one event loop.

    Parameters
    ----------
    database : Database
        On PostgreSQL; reads go where its reads go.
    n_connections : int
        At most; more requests wait for one, as long as `Database.pool_timeout_s` says.
    """

    def __init__(self, database: Database, n_connections: int = 8) -> None:
        url = database.engines[1].url.set(drivername="postgresql")
        self._url = url.render_as_string(hide_password=False)
        self._address = database.engines[1].url.render_as_string(hide_password=True)
        self._limit_s = database.statement_timeout_s
        self._wait_s = database.pool_timeout_s
        self._n_connections = n_connections
        self._places = asyncio.Semaphore(n_connections)
        self._free: list[_Connection] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rests_until = 0.0
        self._is_right = False

    @property
    def is_usable(self) -> bool:
        """Whether nothing has just stood in the way."""
        return time.monotonic() >= self._rests_until

    @property
    def is_open(self) -> bool:
        """Whether it may be asked first: the tables are right, and nothing stands in the way."""
        return self._is_right and self.is_usable

    def open(self) -> None:
        """Note that the ordinary way has found the tables of this program."""
        self._is_right = True

    async def read(self, text: str, values: Sequence[Any]) -> bytes | None:
        """Read the one value of a statement; None where there is no row.

        Raises
        ------
        DirectReadingError
            The ordinary driver has to be asked.
        PoolExhaustedError
            No connection became free in time.
        StatementTimeoutError
            The statement took longer than it may.
        """
        places = await self._place()
        try:
            return await self._read(text, values)
        except _FAILURES as error:
            logger.warning("the ordinary driver reads instead: %r", error)
            if not isinstance(error, _OF_ONE_STATEMENT):
                pause_s = float("inf") if isinstance(error, _UNPREPARED) else _PAUSE_S
                self._rests_until = time.monotonic() + pause_s
            raise DirectReadingError(f"{type(error).__name__}: {error}") from error
        finally:
            places.release()

    async def _place(self) -> asyncio.Semaphore:
        """Take a place among those who may hold a connection; it is to be released."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._free = loop, []
            self._places = asyncio.Semaphore(self._n_connections)
        places = self._places
        if not places.locked():
            await places.acquire()
            return places
        try:
            async with asyncio.timeout(self._wait_s):
                await places.acquire()
        except TimeoutError as error:
            raise PoolExhaustedError(
                f"none of {self._n_connections} connections to {self._address} became free in "
                f"{self._wait_s:g} s"
            ) from error
        return places

    async def _read(self, text: str, values: Sequence[Any]) -> bytes | None:
        connection = await self._taken()
        try:
            answer: bytes | None = await connection.value(text, values, self._limit_s)
        except TimeoutError as error:
            assert self._limit_s is not None  # noqa: S101 (else nothing times out)
            raise StatementTimeoutError(self._limit_s) from error
        finally:
            self._free.append(connection)
        return answer

    async def _taken(self) -> _Connection:
        """Take the connection used last, or open one; asyncpg's pool costs twice the reading."""
        while self._free:
            connection = self._free.pop()
            if not connection.driver.is_closed():
                return connection
        return _Connection(
            await asyncpg.connect(self._url, timeout=_CONNECT_WITHIN_S, statement_cache_size=0)
        )

    async def close(self) -> None:
        """Close the connections that are free."""
        while self._free:
            await self._free.pop().driver.close()
