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
from db.errors import DirectReadingError, StatementTimeoutError

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
        At most; more requests wait.
    """

    def __init__(self, database: Database, n_connections: int = 8) -> None:
        url = database.engines[1].url.set(drivername="postgresql")
        self._url = url.render_as_string(hide_password=False)
        self._limit_s = database.statement_timeout_s
        self._n_connections = n_connections
        self._n_open = 0
        self._free: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rests_until = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether nothing has just stood in the way."""
        return time.monotonic() >= self._rests_until

    async def read(self, text: str, values: Sequence[Any]) -> bytes | None:
        """Read the one value of a statement; None where there is no row.

        Raises
        ------
        DirectReadingError
            The ordinary driver has to be asked.
        StatementTimeoutError
            The statement took longer than it may.
        """
        try:
            connection = await self._taken()
            try:
                answer: bytes | None = await self._value(connection, text, values)
            finally:
                self._free.put_nowait(connection)
        except _FAILURES as error:
            logger.warning("the ordinary driver reads instead: %r", error)
            if not isinstance(error, _OF_ONE_STATEMENT):
                pause_s = float("inf") if isinstance(error, _UNPREPARED) else _PAUSE_S
                self._rests_until = time.monotonic() + pause_s
            raise DirectReadingError(f"{type(error).__name__}: {error}") from error
        return answer

    async def _value(self, connection: _Connection, text: str, values: Sequence[Any]) -> Any:
        try:
            return await connection.value(text, values, self._limit_s)
        except TimeoutError as error:
            assert self._limit_s is not None  # noqa: S101 (else nothing times out)
            raise StatementTimeoutError(self._limit_s) from error

    async def _taken(self) -> _Connection:
        """Take a connection that is free, or open one; asyncpg's pool costs twice the reading."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._free, self._n_open = loop, asyncio.LifoQueue(), 0
        while not self._free.empty() or self._n_open == self._n_connections:
            connection = await self._free.get()
            if not connection.driver.is_closed():
                return connection
            self._n_open -= 1
        self._n_open += 1
        try:
            return _Connection(
                await asyncpg.connect(self._url, timeout=_CONNECT_WITHIN_S, statement_cache_size=0)
            )
        except BaseException:
            self._n_open -= 1
            raise

    async def close(self) -> None:
        """Close the connections that are free."""
        while not self._free.empty():
            self._n_open -= 1
            await self._free.get_nowait().driver.close()
