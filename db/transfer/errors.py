"""What a file is refused for."""

from db.errors import DatabaseError


class TransferError(DatabaseError, ValueError):
    """A file that cannot be read as what it is meant to be."""


class ReaderMissingError(TransferError):
    """A file of a kind that an optional package reads, which is not installed."""


class UnknownKindError(TransferError):
    """A register that does not exist, or that files do not hold."""


class UnknownWordError(TransferError):
    """A column, a table or a value that lacks its Chinese name."""
