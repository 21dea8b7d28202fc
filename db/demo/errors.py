"""What can go wrong with the demo city."""

from db.errors import DatabaseError


class DemoSizeError(DatabaseError, ValueError):
    """A demo city that cannot be generated with these arguments."""


class DemoTargetError(DatabaseError):
    """A database that already holds data."""
