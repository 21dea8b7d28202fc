"""What held on a day, as conditions. `since` counts, the day `until` does not any more."""

from datetime import date, datetime, timedelta, timezone

from sqlalchemy import ColumnElement, and_, or_

from db.models import GuidanceStation, InstructorAssignment, Organization, PartyOrganizationCover
from db.models.enums import StationStatus

CITY_TIME = timezone(timedelta(hours=8))
"""China has one time, all year; a fixed offset needs no table of time zones."""

UNDATED = date(1970, 1, 1)
"""The day of every figure where no fact is dated."""


def day_in_city(moment: datetime) -> date:
    """Return the day that a moment with an offset falls on in the city.

    >>> day_in_city(datetime.fromisoformat("2017-10-31T16:00:00+00:00"))
    datetime.date(2017, 11, 1)
    """
    return moment.astimezone(CITY_TIME).date()


def is_counted(day: date) -> ColumnElement[bool]:
    """Return the condition that an organization is established and not closed on a day."""
    return and_(
        or_(Organization.established_on.is_(None), Organization.established_on <= day),
        or_(Organization.closed_on.is_(None), Organization.closed_on > day),
    )


def is_open(day: date) -> ColumnElement[bool]:
    """Return the condition that a station is open on a day.

    A station without a closing day is open as long as its status says so; one with a closing
    day was open until then.
    """
    return and_(
        GuidanceStation.status != StationStatus.PLANNED,
        or_(GuidanceStation.opened_on.is_(None), GuidanceStation.opened_on <= day),
        or_(
            and_(GuidanceStation.closed_on.is_(None), GuidanceStation.status == StationStatus.OPEN),
            GuidanceStation.closed_on > day,
        ),
    )


def is_covering(day: date) -> ColumnElement[bool]:
    """Return the condition that a link from a party organization holds on a day."""
    return _holds(PartyOrganizationCover, day)


def is_assigned(day: date) -> ColumnElement[bool]:
    """Return the condition that an instructor's assignment holds on a day."""
    return _holds(InstructorAssignment, day)


def months_before(day: date, n_months: int) -> date:
    """Return the same day of an earlier month, or that month's last day.

    >>> months_before(date(2024, 2, 29), 12)
    datetime.date(2023, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - n_months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def first_day_beyond(day: date, n_months: int) -> date:
    """Return the first day on which `day` is not within the last so many months any more.

    The inverse of `months_before`: the first D with ``months_before(D, n_months) >= day``, the
    same day of a later month or, where that has none, the first of the month after.

    >>> first_day_beyond(date(2023, 2, 28), 12), first_day_beyond(date(2024, 2, 29), 12)
    (datetime.date(2024, 2, 28), datetime.date(2025, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n_months, 12)
    if year >= date.max.year:
        return date.max
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def _holds(
    link: type[PartyOrganizationCover] | type[InstructorAssignment], day: date
) -> ColumnElement[bool]:
    return and_(link.since <= day, or_(link.until.is_(None), link.until > day))
