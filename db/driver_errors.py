"""What the drivers raise, in this program's words."""

from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.errors import (
    CorruptDatabaseError,
    DatabaseBusyError,
    DatabaseError,
    DatabaseUnavailableError,
    PoolExhaustedError,
    StatementTimeoutError,
    StorageError,
)

_FULL = "{address} cannot store anything more: {words}; nothing was changed, make room and repeat"
_READ_ONLY = (
    "{address} cannot be written: {words}; nothing was changed, let this program write its file"
    " and its folder"
)
_BUSY = (
    "another write to {address} takes too long; nothing was changed, try again when it has"
    " ended ({words})"
)
_DAMAGED = (
    "{address} is damaged: {words}; run `quanmap db check`, and restore a backup where it says so"
)
_AWAY = "the database {address} does not answer: {words}"
_UNOPENED = "the database {address} cannot be opened: {words}"
_BROKEN = "{address} cannot be read or written: {words}; look after its disk"

_Said = tuple[type[DatabaseUnavailableError], str]

# By SQLSTATE, the class of two letters where the whole is not here.
_POSTGRESQL: dict[str, _Said] = {
    "08": (DatabaseUnavailableError, _AWAY),
    "28": (DatabaseUnavailableError, _UNOPENED),
    "3D": (DatabaseUnavailableError, _UNOPENED),
    "40001": (DatabaseBusyError, _BUSY),
    "40P01": (DatabaseBusyError, _BUSY),
    "53": (DatabaseUnavailableError, _AWAY),
    "53100": (StorageError, _FULL),
    "55P03": (DatabaseBusyError, _BUSY),
    "57P01": (DatabaseUnavailableError, _AWAY),
    "57P02": (DatabaseUnavailableError, _AWAY),
    "57P03": (DatabaseUnavailableError, _AWAY),
    "57P05": (DatabaseUnavailableError, _AWAY),
    "58": (StorageError, _BROKEN),
    "XX001": (CorruptDatabaseError, _DAMAGED),
    "XX002": (CorruptDatabaseError, _DAMAGED),
}
_PRIMARY_CODE = 0xFF  # the rest of SQLite's codes says more than is asked for here
_QUERY_CANCELED = "57014"
_READ_ONLY_TRANSACTION = "25006"


def explanation(
    error: Exception,
    address: str,
    *,
    limit_s: float | None,
    is_writing: bool,
    is_one_writer: bool = False,
) -> DatabaseError | None:
    """Return what an error of the driver or of the pool means; None where it is no trouble of it.

    Parameters
    ----------
    address
        The database, as messages may name it.
    limit_s
        How long a statement may take.
    is_writing
        Whether writes are allowed: then a database that refuses them is in trouble.
    is_one_writer
        Whether the pool is the queue of those who write, one at a time.
    """
    if isinstance(error, PoolTimeoutError):
        if is_one_writer:
            words = "the writers of this program wait in turn"
            return DatabaseBusyError(_BUSY.format(address=address, words=words))
        return PoolExhaustedError(f"no connection to {address} became free in time: {error}")
    import sqlite3  # noqa: PLC0415, a server on PostgreSQL does without

    original = error.orig if isinstance(error, DBAPIError) else error
    invalidated = isinstance(error, DBAPIError) and error.connection_invalidated
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original, address, limit_s, is_writing=is_writing)
    if isinstance(error, SQLAlchemyError) and not isinstance(error, DBAPIError):
        return None
    return _of_postgresql(original, address, limit_s, is_writing=is_writing, is_gone=invalidated)


def _of_sqlite(
    error: Any, address: str, limit_s: float | None, *, is_writing: bool
) -> DatabaseError | None:
    import sqlite3  # noqa: PLC0415, as above

    said: dict[int, _Said] = {
        sqlite3.SQLITE_BUSY: (DatabaseBusyError, _BUSY),
        sqlite3.SQLITE_LOCKED: (DatabaseBusyError, _BUSY),
        sqlite3.SQLITE_READONLY: (StorageError, _READ_ONLY),
        sqlite3.SQLITE_FULL: (StorageError, _FULL),
        sqlite3.SQLITE_IOERR: (StorageError, _BROKEN),
        sqlite3.SQLITE_CORRUPT: (CorruptDatabaseError, _DAMAGED),
        sqlite3.SQLITE_CANTOPEN: (DatabaseUnavailableError, _UNOPENED),
        sqlite3.SQLITE_NOTADB: (DatabaseUnavailableError, _UNOPENED),
    }
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_INTERRUPT and limit_s is not None:
        return StatementTimeoutError(limit_s)
    if code == sqlite3.SQLITE_READONLY and not is_writing:
        return None  # a reading session that writes is this program's mistake
    return _said(said.get(code & _PRIMARY_CODE), address, error)


def _of_postgresql(
    error: Any, address: str, limit_s: float | None, *, is_writing: bool, is_gone: bool
) -> DatabaseError | None:
    state = getattr(error, "sqlstate", None) or ""
    if state == _QUERY_CANCELED and limit_s is not None:
        return StatementTimeoutError(limit_s)
    if state == _READ_ONLY_TRANSACTION and is_writing:
        return _said((StorageError, _READ_ONLY), address, error)
    said = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    is_about_connecting = not state and "connection" in str(error)
    if said is None and (is_gone or is_about_connecting):
        said = (DatabaseUnavailableError, _AWAY if is_gone else _UNOPENED)
    return _said(said, address, error)


def _said(said: _Said | None, address: str, words: object) -> DatabaseError | None:
    if said is None:
        return None
    kind, message = said
    return kind(message.format(address=address, words=words))
