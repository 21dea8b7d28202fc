"""The filter that the registers share, and what each register makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.errors import FilterError


@dataclass(frozen=True)
class RegisterFilter:
    """Which entries of a register; all given conditions hold together.

    `district` is an adcode, `circle` and `organization` are identifiers.
    """

    district: str | None = None
    circle: int | None = None
    organization: int | None = None
    year: int | None = None
    statuses: Sequence[str] | None = None


def refuse_statuses(register_filter: RegisterFilter, register: str) -> None:
    """Raise `FilterError` if a register whose entries have no status is filtered by it."""
    if register_filter.statuses is not None:
        raise FilterError(f"{register} have no status; leave `statuses` out")


def year_bounds(year: int) -> tuple[date, date]:
    """Return the first day of a year and of the next.

    Raises
    ------
    FilterError
        The calendar has no such year.
    """
    if not date.min.year <= year < date.max.year:
        raise FilterError(f"the calendar has no year {year}")
    return date(year, 1, 1), date(year + 1, 1, 1)
