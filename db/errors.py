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
    """A record was changed by someone else since it was read."""


class RecordNotFoundError(DatabaseError, LookupError):
    """No record has this identifier."""


class UnknownDistrictError(DatabaseError, LookupError):
    """No district has this adcode."""


class FilterError(DatabaseError, ValueError):
    """A filter, an order or a page that cannot be asked for."""
