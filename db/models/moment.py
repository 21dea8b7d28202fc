"""Moments in time, alike on both databases."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, types
from sqlalchemy.engine import Dialect

from db.errors import MomentError


class Moment(types.TypeDecorator[datetime]):
    """A moment with its time zone, stored and given back in UTC.

    SQLite keeps no zone and would give back a naive value.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, without its zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise MomentError(f"{value} has no time zone; give one, such as UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (the base class's)
    ) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
