"""Opening a database and holding short sessions on it.

What connections are like stands in `db.connections`, what the drivers' errors mean in
`db.driver_errors`.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import migrations
from db.connections import (
    DEADLINE,
    PoolSize,
    Waits,
    postgresql_engine,
    reading,
    sqlite_engine,
    writing,
)
from db.deadlines import Watchdog
from db.driver_errors import explanation
from db.errors import DatabaseUrlError, StaleVersionError

__all__ = ["BUSY_TIMEOUT_S", "POOL_TIMEOUT_S", "Database", "Session", "open_database"]

BUSY_TIMEOUT_S = 10.0
POOL_TIMEOUT_S = 2.0


def _errors_of(dialect: str) -> tuple[type[Exception], ...]:
    """Give what is raised by SQLAlchemy, and by the driver where it is used by itself."""
    if dialect == "sqlite":
        import sqlite3  # noqa: PLC0415, only on SQLite

        return (DBAPIError, PoolTimeoutError, sqlite3.Error)
    import psycopg  # noqa: PLC0415, only on PostgreSQL

    return (DBAPIError, PoolTimeoutError, psycopg.Error)


class Database:
    """A database with its two ways in: `read()` and `write()`.

    Made by `open_database`. Safe to share between threads; a session is not.
    """

    def __init__(self, writer: Engine, reader: Engine, schema: str | None, waits: Waits) -> None:
        on_postgresql = writer.dialect.name == "postgresql"
        self._writer = writer
        self._changer = writing(writer, waits) if on_postgresql else writer
        self._reader = reading(reader, waits) if on_postgresql else reader
        self._schema = schema
        self._pool_timeout_s = waits.pool_timeout_s
        self._limit_s = limit_s = waits.statement_timeout_s
        self._watchdog = Watchdog(limit_s) if on_postgresql and limit_s is not None else None
        self._is_checked = False
        self._errors = _errors_of(writer.dialect.name)
        self._lock = threading.Lock()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writer.dialect.name

    @property
    def address(self) -> str:
        """The URL without its password, for messages and logs."""
        return self._writer.url.render_as_string(hide_password=True)

    @property
    def schema(self) -> str | None:
        """The PostgreSQL schema that holds the city, if one was named."""
        return self._schema

    @property
    def statement_timeout_s(self) -> float | None:
        """How long a statement of a reading session may take, in seconds; None without a limit."""
        return self._limit_s

    @property
    def pool_timeout_s(self) -> float:
        """How long a connection is waited for where all are in use, in seconds."""
        return self._pool_timeout_s

    @property
    def engines(self) -> tuple[Engine, Engine]:
        """The engines of writes and of reads, for instruments such as statement counters."""
        return self._writer, self._reader

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Hold a session whose transaction refuses writes; rows stay usable after it.

        Raises
        ------
        SchemaVersionError
            The tables are missing or of another version than this program's.
        DatabaseUnavailableError
            The database cannot be opened, or its server went away meanwhile; as
            `PoolExhaustedError` where no connection became free in time.
        StatementTimeoutError
            A statement took longer than it may.
        """
        self._check_once()
        with (
            self._explained(),
            Session(self._reader, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def read_by_driver(self) -> Iterator[Any]:
        """Hold a driver's connection for one statement that only reads, with nothing beside it.

        Not for a database whose schema was named, which a transaction has to say first.

        Raises
        ------
        DatabaseUnavailableError, StatementTimeoutError
            As `read` does.
        """
        with self._explained():
            pooled = self._reader.raw_connection()
            try:
                with self._watching(pooled):
                    yield pooled.driver_connection
            except BaseException as error:
                pooled.invalidate(error)
                raise
            pooled.close()

    def _watching(self, pooled: Any) -> AbstractContextManager[None]:
        if self._watchdog is not None:
            return self._watchdog.watching(pooled.driver_connection)
        if self._limit_s is not None:
            pooled.info[DEADLINE].start()
        return nullcontext()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Hold a session that commits at the end, or rolls everything back on an error.

        Raises
        ------
        StaleVersionError
            A record was changed by someone else since it was read.
        DatabaseUnavailableError
            As `read` does; as `DatabaseBusyError` where others have been writing for longer than a
            write waits, as `StorageError` where the disk is full or the file may not be written.
        SchemaVersionError
            As `read` does.
        """
        self._check_once()
        with (
            self._explained(is_writing=True),
            Session(self._changer, expire_on_commit=False) as session,
        ):
            try:
                with session.begin():
                    yield session
            except StaleDataError as error:
                raise StaleVersionError(
                    "the record was changed since it was read; read it again and repeat the change"
                ) from error

    def upgrade(self, revision: str = "head") -> None:
        """Create or change the tables up to a revision, in one transaction."""
        with self._explained(is_writing=True):
            migrations.upgrade(self._writer, revision, schema=self._schema)
        self._is_checked = False

    def downgrade(self, revision: str) -> None:
        """Change the tables back to a revision (`base` drops them), in one transaction."""
        with self._explained(is_writing=True):
            migrations.downgrade(self._writer, revision, schema=self._schema)
        self._is_checked = False

    def revision(self) -> str | None:
        """Return the revision of the tables; None where there are none."""
        with self._explained(), self._reader.connect() as connection:
            return migrations.current_revision(connection, schema=self._schema)

    def check(self) -> None:
        """Raise `SchemaVersionError` unless the tables are those of this program."""
        with self._explained(), self._reader.connect() as connection:
            migrations.require_head(connection, self.address, schema=self._schema)

    def dispose(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def _check_once(self) -> None:
        if self._is_checked:
            return
        with self._lock:
            self.check()
            self._is_checked = True

    @contextmanager
    def _explained(self, *, is_writing: bool = False) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            limit_s = None if is_writing else self._limit_s
            known = explanation(
                error,
                self.address,
                limit_s=limit_s,
                is_writing=is_writing,
                is_one_writer=is_writing and self.dialect == "sqlite",
            )
            if known is None:
                raise
            raise known from error


def open_database(
    url: str | Path,
    *,
    schema: str | None = None,
    read_url: str | None = None,
    pool_size: int = 8,
    max_overflow: int = 32,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    pool_timeout_s: float = POOL_TIMEOUT_S,
    statement_timeout_s: float | None = None,
) -> Database:
    """Return a database; nothing is connected or created yet.

    Parameters
    ----------
    url
        `postgresql://...`, `sqlite:///file` or the path of a SQLite file.
    schema
        PostgreSQL only: the schema that holds the city's tables; PostGIS itself lies in `public`.
    read_url
        PostgreSQL only: a replica that answers `read()`.
    pool_size, max_overflow
        Connections kept, and opened beyond them under load: together as many as a server has
        threads. SQLite: of reads; there is one for writes.
    busy_timeout_s
        How long a write waits for another one.
    pool_timeout_s
        How long a session waits for a connection where all are in use.
    statement_timeout_s
        How long a statement of a reading session may take; without a limit by default.

    Raises
    ------
    DatabaseUrlError
        The URL names no database that can be used.
    """
    target = _parse(url)
    waits = Waits(pool_timeout_s, busy_timeout_s, statement_timeout_s)
    size = PoolSize(pool_size, max_overflow)
    if target.get_backend_name() == "sqlite":
        if schema is not None or read_url is not None:
            raise DatabaseUrlError("a schema and a read URL need PostgreSQL; leave them out")
        writer = sqlite_engine(target, waits, size, read_only=False)
        reader = sqlite_engine(target, waits, size, read_only=True)
        return Database(writer, reader, None, waits)
    writer = postgresql_engine(target, schema, waits, size)
    replica = writer
    if read_url is not None:
        replica = postgresql_engine(_parse(read_url), schema, waits, size)
    return Database(writer, replica, schema, waits)


def _parse(url: str | Path) -> URL:
    text = str(url)
    if isinstance(url, Path) or "://" not in text:
        text = f"sqlite:///{text}"
    try:
        target = make_url(text)
    except ArgumentError as error:
        raise DatabaseUrlError(f"{text!r} is not a database URL") from error
    backend = target.get_backend_name()
    if backend == "postgres" or target.drivername in ("postgresql", "postgresql+psycopg"):
        return target.set(drivername="postgresql+psycopg")
    if target.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise DatabaseUrlError(
            f"{target.drivername}:// is not supported; use postgresql:// or sqlite:///FILE"
        )
    if target.database in (None, "", ":memory:"):
        raise DatabaseUrlError(
            "a SQLite database in memory is not shared by threads; give sqlite:///FILE"
        )
    return target
