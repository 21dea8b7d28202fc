"""The values of a cursor's key: plain ones on the way out, the column's own on the way in."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger

from db.errors import FilterError

KeyValue = str | int | float | bool | None


def exported_value(value: Any) -> KeyValue:
    """Return a column's value as a cursor holds it."""
    return value.isoformat() if isinstance(value, date) else value


def checked_value(column: Any, value: KeyValue, *, nullable: bool) -> KeyValue | date:
    """Return a cursor's value as its column has it: cursors come from clients.

    Raises
    ------
    FilterError
        The value is none that the column could hold.
    """
    wanted = column.type.python_type
    if value is None and nullable:
        return None
    if wanted is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif wanted is int and isinstance(value, int) and not isinstance(value, bool):
        n_bits = 63 if isinstance(column.type, BigInteger) else 31
        if abs(value) < 2**n_bits:
            return value
    elif wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) < float("inf"):
            return float(value)
    elif wanted is str and isinstance(value, str) and "\x00" not in value:
        return value
    raise FilterError(f"the cursor's key {value!r} does not fit this order")
