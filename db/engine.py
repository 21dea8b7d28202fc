"""Opening a database and holding short sessions on it.

SQLite: a file in WAL mode, the SQL functions of `db.sqlite_functions`; writes begin IMMEDIATE.
PostgreSQL with PostGIS: psycopg 3, no state outside a transaction, so that pgbouncer's
transaction mode works.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import migrations, sqlite_functions
from db.errors import DatabaseUnavailableError, DatabaseUrlError, StaleVersionError

__all__ = ["BUSY_TIMEOUT_S", "Database", "Session", "open_database"]

BUSY_TIMEOUT_S = 15.0

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    # The index triggers call our functions, which an untrusted schema may not.
    "trusted_schema = ON",
    "temp_store = MEMORY",
    "cache_size = -65536",
)


class Database:
    """A database with its two ways in: `read()` and `write()`.

    Made by `open_database`. Safe to share between threads; a session is not.
    """

    def __init__(self, writer: Engine, reader: Engine, schema: str | None) -> None:
        self._writer = writer
        self._reader = reader
        self._schema = schema
        self._is_checked = False
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
            The database cannot be opened, or its server went away meanwhile.
        """
        self._check_once()
        with (
            self._interruptions_explained(),
            Session(self._reader, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Hold a session that commits at the end, or rolls everything back on an error.

        Raises
        ------
        StaleVersionError
            A record was changed by someone else since it was read.
        DatabaseUnavailableError
            As `read` does, and where another program has been writing to the SQLite file for
            longer than a write waits.
        SchemaVersionError
            As `read` does.
        """
        self._check_once()
        with (
            self._interruptions_explained(),
            Session(self._writer, expire_on_commit=False) as session,
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
        with self._explained():
            migrations.upgrade(self._writer, revision, schema=self._schema)
        self._is_checked = False

    def downgrade(self, revision: str) -> None:
        """Change the tables back to a revision (`base` drops them), in one transaction."""
        with self._explained():
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
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if not error.connection_invalidated and not _is_about_opening(error):
                raise
            raise DatabaseUnavailableError(
                f"the database {self.address} cannot be opened: {error.orig}"
            ) from error

    @contextmanager
    def _interruptions_explained(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if "database is locked" in str(error.orig):
                raise DatabaseUnavailableError(
                    f"another program is still writing to {self.address}; nothing was changed,"
                    " try again when it has ended"
                ) from error
            if not error.connection_invalidated and "connection" not in str(error.orig):
                raise
            raise DatabaseUnavailableError(
                f"the database {self.address} does not answer any more: {error.orig}"
            ) from error


def open_database(
    url: str | Path,
    *,
    schema: str | None = None,
    read_url: str | None = None,
    pool_size: int = 10,
    max_overflow: int = 20,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
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
        Connections kept, and opened beyond them under load, for reads and for writes each.
    busy_timeout_s
        How long a SQLite write waits for another one.

    Raises
    ------
    DatabaseUrlError
        The URL names no database that can be used.
    """
    target = _parse(url)
    pool = {"pool_size": pool_size, "max_overflow": max_overflow}
    if target.get_backend_name() == "sqlite":
        if schema is not None or read_url is not None:
            raise DatabaseUrlError("a schema and a read URL need PostgreSQL; leave them out")
        writer = _sqlite_engine(target, busy_timeout_s, pool, read_only=False)
        reader = _sqlite_engine(target, busy_timeout_s, pool, read_only=True)
        return Database(writer, reader, None)
    writer = _postgresql_engine(target, schema, pool)
    replica = writer if read_url is None else _postgresql_engine(_parse(read_url), schema, pool)
    return Database(writer, replica.execution_options(postgresql_readonly=True), schema)


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


def _sqlite_engine(
    url: URL, busy_timeout_s: float, pool: dict[str, int], *, read_only: bool
) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, **pool)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin by itself, deferred and only before some statements.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        sqlite_functions.register(connection)
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    # A deferred transaction that reads and then writes fails at once where another wrote in
    # between, whatever the timeout; taking the lock at the start waits instead.
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return engine


def _postgresql_engine(url: URL, schema: str | None, pool: dict[str, int]) -> Engine:
    arguments: dict[str, Any] = {"prepare_threshold": None, "connect_timeout": 10}
    engine = create_engine(
        url, connect_args=arguments, pool_pre_ping=True, use_native_hstore=False, **pool
    )
    if schema is not None:
        quoted = engine.dialect.identifier_preparer.quote(schema)
        search_path = f"SET LOCAL search_path TO {quoted}, public"

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql(search_path)

    return engine


def _is_about_opening(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "file is not a database" in text or (
        isinstance(error, OperationalError)
        and any(part in text for part in ("unable to open", "connection", "readonly database"))
    )
