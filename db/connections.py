"""Engines: how connections are opened, kept, begun and bounded in time.

SQLite: a file in WAL mode, the SQL functions of `db.sqlite_functions`; writes begin IMMEDIATE, and
those of one process queue for its one writing connection, so that none is overtaken. PostgreSQL
with PostGIS: psycopg 3, no state outside a transaction, so that pgbouncer's transaction mode works.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from db.deadlines import SQLITE_STEPS, Deadline

DEADLINE = "deadline"
"""Where a SQLite connection's `Deadline` is, in the pool's record of it."""

# Of every connection, of which a busy server has some forty: the system's cache is behind them.
_CACHE_KIB = 8_192
_LOG_BYTES = 64 * 2**20
_PRAGMAS = (
    "journal_mode = WAL",
    f"journal_size_limit = {_LOG_BYTES}",
    "foreign_keys = ON",
    # The index triggers call our functions, which an untrusted schema may not.
    "trusted_schema = ON",
    "temp_store = MEMORY",
    f"cache_size = -{_CACHE_KIB}",
)
# A commit is on the disk before it is acknowledged; a reader has nothing to lose.
_SYNCHRONOUS = {False: "FULL", True: "NORMAL"}
_SETTINGS = "transaction_settings"
_CONNECT_WITHIN_S = 5
_POSTGRESQL_ARGUMENTS: dict[str, Any] = {
    "prepare_threshold": None,
    "connect_timeout": _CONNECT_WITHIN_S,
    # A server that vanished without a word is noticed, not waited for.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


@dataclass(frozen=True)
class Waits:
    """How long something is waited for, in seconds; a statement without a limit by None."""

    pool_timeout_s: float
    busy_timeout_s: float
    statement_timeout_s: float | None


@dataclass(frozen=True)
class PoolSize:
    """Connections kept, and opened beyond them under load."""

    kept: int
    beyond: int


def sqlite_engine(url: URL, waits: Waits, size: PoolSize, *, read_only: bool) -> Engine:
    """Return the engine of a file's reads, or of its writes."""
    import sqlite3  # noqa: PLC0415, a server on PostgreSQL does without

    from db import sqlite_functions  # noqa: PLC0415, as above

    engine = create_engine(
        url,
        connect_args={"timeout": waits.busy_timeout_s},
        pool_size=size.kept if read_only else 1,
        max_overflow=size.beyond if read_only else 0,
        pool_timeout=waits.pool_timeout_s if read_only else waits.busy_timeout_s,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        # The driver would begin by itself, deferred and only before some statements.
        connection.isolation_level = None
        for pragma in (*_PRAGMAS, f"synchronous = {_SYNCHRONOUS[read_only]}"):
            connection.execute(f"PRAGMA {pragma}")
        sqlite_functions.register(connection)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        if read_only and waits.statement_timeout_s is not None:
            record.info[DEADLINE] = deadline = Deadline(waits.statement_timeout_s)
            connection.set_progress_handler(deadline.is_over, SQLITE_STEPS)

    # A deferred transaction that reads and then writes fails at once where another wrote in
    # between, whatever the timeout; taking the lock at the start waits instead.
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    if read_only and waits.statement_timeout_s is not None:

        @event.listens_for(engine, "before_cursor_execute")
        def start(connection: Connection, *_: object) -> None:
            connection.info[DEADLINE].start()

    return engine


def postgresql_engine(url: URL, schema: str | None, waits: Waits, size: PoolSize) -> Engine:
    """Return an engine whose transactions see a schema, if one is named, and have no limits.

    `reading` and `writing` give it limits.
    """
    engine = create_engine(
        url,
        connect_args=_POSTGRESQL_ARGUMENTS,
        pool_pre_ping=True,
        use_native_hstore=False,
        pool_size=size.kept,
        max_overflow=size.beyond,
        pool_timeout=waits.pool_timeout_s,
    )
    everywhere: dict[str, str] = {}
    if schema is not None:
        quoted = engine.dialect.identifier_preparer.quote(schema)
        everywhere["search_path"] = f"{quoted}, public"

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        settings = everywhere | connection.get_execution_options().get(_SETTINGS, {})
        if settings:
            # All in one statement: what SET LOCAL would say takes one each.
            parts = ", ".join("set_config(%s, %s, true)" for _ in settings)
            names_and_values = tuple(part for pair in settings.items() for part in pair)
            connection.exec_driver_sql(f"SELECT {parts}", names_and_values)

    return engine


def reading(engine: Engine, waits: Waits) -> Engine:
    """Return a PostgreSQL engine, whose transactions refuse writes and bound each statement."""
    settings = {}
    if waits.statement_timeout_s is not None:
        settings["statement_timeout"] = f"{round(waits.statement_timeout_s * 1000)}ms"
    return engine.execution_options(postgresql_readonly=True, **{_SETTINGS: settings})


def writing(engine: Engine, waits: Waits) -> Engine:
    """Return a PostgreSQL engine whose transactions wait for others' locks for so long only."""
    settings = {"lock_timeout": f"{round(waits.busy_timeout_s * 1000)}ms"}
    return engine.execution_options(**{_SETTINGS: settings})
