"""What can go wrong in storage."""


class DatabaseError(Exception):
    """The base of every error that `db` raises on purpose."""


class AmountError(DatabaseError, ValueError):
    """An amount of money that cannot be stored exactly."""
