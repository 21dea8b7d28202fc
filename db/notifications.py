"""Being told by PostgreSQL, by LISTEN and NOTIFY, that map layers changed."""

import time
from contextlib import suppress
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.engine import Database

CHANNEL = "quanmap_layers"


def notify(session: Session) -> None:
    """Let those who wait look at the changes when this transaction commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(CHANNEL, "")))


class ChangeSignal:
    """Waits until something may have changed, for one thread at a time.

    On PostgreSQL a connection of its own listens; behind a pool that hands each transaction
    another connection it hears nothing, and each wait lasts as long as it may. So it does on
    SQLite.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listener: Any = None
        self._is_closed = False

    def wait(self, limit_s: float) -> None:
        """Return when a change is told, or after the limit."""
        if self._database.dialect != "postgresql":
            time.sleep(limit_s)
            return
        import psycopg  # noqa: PLC0415, only on PostgreSQL

        start = time.monotonic()
        try:
            listener = self._listener or self._listen()
            told = sum(1 for _ in listener.notifies(timeout=limit_s, stop_after=1))
        except (psycopg.Error, SQLAlchemyError):
            # A server that is away is looked for again; who reads the changes says so.
            self._let_go()
            told = 0
        if not told:
            time.sleep(max(limit_s - (time.monotonic() - start), 0.0))

    def close(self) -> None:
        """Let the connection go, one too that a thread left behind is only opening."""
        self._is_closed = True
        self._let_go()

    def _let_go(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            import psycopg  # noqa: PLC0415, only on PostgreSQL

            with suppress(psycopg.Error):
                listener.close()

    def _listen(self) -> Any:
        pooled = self._database.engines[0].raw_connection()
        listener: Any = pooled.driver_connection
        pooled.detach()
        self._listener = listener
        listener.autocommit = True
        listener.execute(f"LISTEN {CHANNEL}")
        if self._is_closed:
            self._let_go()
        return listener
