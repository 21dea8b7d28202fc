"""What can go wrong in storage."""


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
    """The database cannot be opened."""


class SchemaVersionError(DatabaseError):
    """The tables are missing, older or newer than this program's."""


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
