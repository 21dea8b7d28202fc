"""What can go wrong in storage."""

from typing import ClassVar


class DatabaseError(Exception):
    """The base of every error that `db` raises on purpose."""


class AmountError(DatabaseError, ValueError):
    """An amount of money that cannot be stored exactly."""


class BlobError(DatabaseError, ValueError):
    """Bytes that are not a SpatiaLite geometry."""


class GeometryTypeError(DatabaseError, TypeError):
    """A value of another kind than the geometry column takes."""


class DatabaseUrlError(DatabaseError, ValueError):
    """A database URL that cannot be used."""


class DatabaseUnavailableError(DatabaseError):
    """The database does not answer now, and may in a moment.

    The message is for the log: it may hold the driver's words, which name hosts, users and paths.
    `public_message` is for whoever asked, `retry_after_s` when it is worth asking again.
    """

    public_message: ClassVar[str] = "the database cannot be reached now; try again in a moment"
    retry_after_s: ClassVar[int] = 5


class PoolExhaustedError(DatabaseUnavailableError):
    """Every connection is in use, and none became free in time."""

    public_message: ClassVar[str] = "too many requests wait for the database; try again in a moment"
    retry_after_s: ClassVar[int] = 1


class DatabaseBusyError(DatabaseUnavailableError):
    """Others kept writing for longer than a write waits."""

    public_message: ClassVar[str] = (
        "another write takes too long; nothing was changed, try again in a moment"
    )
    retry_after_s: ClassVar[int] = 2


class StorageError(DatabaseUnavailableError):
    """The database cannot store anything: its disk is full, or its file may not be written."""

    public_message: ClassVar[str] = (
        "the database cannot store anything now; nothing was changed, tell its administrator"
    )
    retry_after_s: ClassVar[int] = 60


class CorruptDatabaseError(DatabaseUnavailableError):
    """The database's file or index is damaged."""

    public_message: ClassVar[str] = "the database is damaged; tell its administrator"
    retry_after_s: ClassVar[int] = 60


class StatementTimeoutError(DatabaseError):
    """A statement took longer than it may; `limit_s` is the limit in seconds."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"a question to the database took longer than {limit_s:g} s, which is the limit;"
            " ask for a smaller area, fewer rows or fewer fields"
        )
        self.limit_s = limit_s


class DirectReadingError(DatabaseError):
    """A way of reading that is not open now; the ordinary one is."""


class SchemaVersionError(DatabaseError):
    """The tables are missing, older or newer than this program's."""

    public_message: ClassVar[str] = (
        "the database's tables are not those of this program; its administrator has to run"
        " `quanmap db upgrade`"
    )
    retry_after_s: ClassVar[int] = 60


class BackupError(DatabaseError):
    """A backup that cannot be made or read."""


class RestoreTargetError(BackupError):
    """A database that already holds something, so that nothing is restored into it."""


class StaleVersionError(DatabaseError):
    """A record was changed by someone else since it was read.

    `found` is the version that it has now, where that is known, and `given` the caller's.
    """

    def __init__(self, message: str, *, found: int | None = None, given: int | None = None) -> None:
        super().__init__(message)
        self.found = found
        self.given = given


class RecordNotFoundError(DatabaseError, LookupError):
    """No record has this identifier."""


class UnknownDistrictError(DatabaseError, LookupError):
    """No district has this adcode."""


class FilterError(DatabaseError, ValueError):
    """A filter, an order or a page that cannot be asked for."""


class UnknownIdentifierError(FilterError, LookupError):
    """No record has the identifier that a filter names; `condition` is the filter's."""

    def __init__(self, message: str, condition: str) -> None:
        super().__init__(message)
        self.condition = condition


class MomentError(DatabaseError, ValueError):
    """A moment without a time zone."""


class RecordRejectedError(DatabaseError, ValueError):
    """A record that breaks a rule of its table; `columns` are those that the rule is about."""

    def __init__(self, message: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.columns = columns


class RecordReferredToError(DatabaseError):
    """A record that cannot be withdrawn, because others refer to it."""


class TransitionError(DatabaseError):
    """A step that a record cannot take from where it is."""


class OutsideDistrictsError(DatabaseError):
    """A record that lies outside the districts that its author may write in."""


class TokenError(DatabaseError, ValueError):
    """A token that cannot be made or changed."""


class AuditError(DatabaseError):
    """An audit that cannot be continued."""


class JournalError(DatabaseError):
    """A session whose changes cannot be recorded as asked for."""


class UnreadableColumnError(DatabaseError, TypeError):
    """A column whose values cannot be written as JSON in SQL."""
