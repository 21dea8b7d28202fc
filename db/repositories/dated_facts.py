"""What the rates of coverage rest on, with its dates: rows of organizations and of links."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Activity,
    Assessment,
    GuidanceStation,
    InstructorAssignment,
    Organization,
    PartyOrganizationCover,
)
from db.models.enums import StationStatus
from db.repositories.columns import point_columns, raw_columns
from db.repositories.validity import months_before

Days = NDArray[np.int64]
NEVER_DAY = date.max.toordinal()
"""The day number of what has not ended; what began on no known day began on day number 1."""

_EVERYTHING = 2**31 - 1


@dataclass(frozen=True)
class DatedOrganizations:
    """The organizations that existed on some day of a period, by ascending identifier.

    Attributes
    ----------
    ids, district_ids, employees
        Shape (n,); 0 for no district.
    xy
        Longitude and latitude in degrees, shape (n, 2); NaN where unlocated.
    names, kinds, industries
        n texts each; kinds by the names of the enum, no industry is empty.
    first_days, end_days
        Day numbers of `date.toordinal`: existing from the first to the day before the end.
    """

    ids: NDArray[np.int64]
    xy: NDArray[np.float64]
    district_ids: NDArray[np.int64]
    employees: NDArray[np.int64]
    names: list[str]
    kinds: list[str]
    industries: list[str]
    first_days: Days
    end_days: Days


@dataclass(frozen=True)
class DatedLinks:
    """Links of organizations, by identifier, from the first day to the day before the end."""

    organization_ids: NDArray[np.int64]
    first_days: Days
    end_days: Days


def organizations_between(session: Session, first: date, last: date) -> DatedOrganizations:
    """Return the organizations that were established and not closed on some day of a period."""
    statement = select(Organization).where(
        or_(Organization.established_on.is_(None), Organization.established_on <= last),
        or_(Organization.closed_on.is_(None), Organization.closed_on > first),
    )
    names = ("id", "district_id", "employees", "name", "kind", "industry")
    dates = ("established_on", "closed_on")
    xy, columns = point_columns(session, statement, Organization, [*names, *dates], _EVERYTHING)
    ids, districts, employees, texts, kinds, industries, established, closed = columns
    return DatedOrganizations(
        ids=np.array(ids, dtype=np.int64),
        xy=xy,
        district_ids=np.array([number or 0 for number in districts], dtype=np.int64),
        employees=np.array(employees, dtype=np.int64),
        names=texts,
        kinds=kinds,
        industries=[industry or "" for industry in industries],
        first_days=_days(established, 1),
        end_days=_days(closed, NEVER_DAY),
    )


def cover_links(session: Session) -> DatedLinks:
    """Return who was covered by a party organization (有形覆盖), and when."""
    link = PartyOrganizationCover
    return _links(session, select(link.organization_id, link.since, link.until))


def instructor_links(session: Session) -> DatedLinks:
    """Return who was guided by an instructor, and when."""
    link = InstructorAssignment
    return _links(session, select(link.organization_id, link.since, link.until))


def activity_links(session: Session, first: date, last: date, n_months: int) -> DatedLinks:
    """Return when activities count, for days of a period, as `facts.organization_facts` does.

    An activity of the organization itself counts from its day for `n_months`; one of a host, for
    whom it covers, on those of these days on which it does.
    """
    held = and_(Activity.on > months_before(first, n_months), Activity.on <= last)
    own = raw_columns(
        session,
        select(Activity.organization_id, Activity.on)
        .where(held, Activity.organization_id.is_not(None))
        .distinct(),
    )
    link = PartyOrganizationCover
    hosted = raw_columns(
        session,
        select(link.organization_id, link.since, link.until, Activity.on)
        .join(Activity, Activity.host_id == link.party_organization_id)
        .where(held)
        .distinct(),
    )
    of_own, on_own = own or ([], [])
    of_hosted, since, until, on_hosted = hosted or ([], [], [], [])
    starts, ends = _while_counting([*on_own, *on_hosted], n_months)
    known_from = np.concatenate([np.ones(len(of_own), dtype=np.int64), _days(since, 1)])
    known_to = np.concatenate(
        [np.full(len(of_own), NEVER_DAY, dtype=np.int64), _days(until, NEVER_DAY)]
    )
    return DatedLinks(
        organization_ids=np.array([*of_own, *of_hosted], dtype=np.int64),
        first_days=np.maximum(starts, known_from),
        end_days=np.minimum(ends, known_to),
    )


def assessment_links(session: Session, n_years: int) -> DatedLinks:
    """Return when scores count: in their year and the next ones, `n_years` in all, while covering.

    That is for whom the scored party organization covers, on the days on which it does.
    """
    link = PartyOrganizationCover
    organization_ids, since, until, years = raw_columns(
        session,
        select(link.organization_id, link.since, link.until, Assessment.year)
        .join(Assessment, Assessment.subject_id == link.party_organization_id)
        .where(Assessment.score.is_not(None))
        .distinct(),
    )
    first_days = [date(year, 1, 1).toordinal() for year in years]
    end_days = [_first_of_year(year + n_years) for year in years]
    return DatedLinks(
        organization_ids=np.array(organization_ids, dtype=np.int64),
        first_days=np.maximum(np.array(first_days, dtype=np.int64), _days(since, 1)),
        end_days=np.minimum(np.array(end_days, dtype=np.int64), _days(until, NEVER_DAY)),
    )


def station_days(station: GuidanceStation) -> tuple[int, int] | None:
    """Return the day numbers from which and before which a station is open; None for never.

    The same rule as `validity.is_open`.
    """
    is_endless = station.closed_on is None
    if station.status is StationStatus.PLANNED:
        return None
    if is_endless and station.status is not StationStatus.OPEN:
        return None
    first = 1 if station.opened_on is None else station.opened_on.toordinal()
    return first, NEVER_DAY if station.closed_on is None else station.closed_on.toordinal()


def months_after(day: date, n_months: int) -> date:
    """Return the first day that is `n_months` after another, by `validity.months_before`.

    >>> months_after(date(2016, 2, 28), 12), months_after(date(2016, 2, 29), 12)
    (datetime.date(2017, 2, 28), datetime.date(2017, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n_months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return months_after(date(day.year, day.month, 1), n_months + 1)


def _while_counting(days: list[Any], n_months: int) -> tuple[Days, Days]:
    # The same few hundred days come again and again.
    ends: dict[Any, int] = {}
    for day in days:
        if day not in ends:
            ends[day] = months_after(_day(day), n_months).toordinal()
    return _days(days, 1), np.array([ends[day] for day in days], dtype=np.int64)


def _links(session: Session, statement: Select[Any]) -> DatedLinks:
    organization_ids, since, until = raw_columns(session, statement)
    return DatedLinks(
        np.array(organization_ids, dtype=np.int64), _days(since, 1), _days(until, NEVER_DAY)
    )


def _days(values: list[Any], missing: int) -> Days:
    numbers = {value: missing if value is None else _day(value).toordinal() for value in values}
    return np.array([numbers[value] for value in values], dtype=np.int64)


def _day(value: Any) -> date:
    """Give a day that came from a driver: on SQLite it may be text by ISO 8601."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _first_of_year(year: int) -> int:
    return date(year, 1, 1).toordinal() if year <= date.max.year else NEVER_DAY
