"""What the rates of coverage rest on, as arrays: one row an organization of the denominator."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Date, Select, bindparam, func, select, type_coerce, union_all
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import (
    Activity,
    CircleMembership,
    GuidanceStation,
    InstructorAssignment,
    Organization,
    PartyOrganization,
    PartyOrganizationCover,
)
from db.repositories.columns import raw_columns
from db.repositories.criteria import (
    ACTIVITY_WINDOW_MONTHS,
    ASSESSMENT_YEARS,
    active_ids,
    assessed_ids,
    covered_ids,
    guided_ids,
)
from db.repositories.validity import (
    day_in_city,
    is_counted,
    is_open,
)

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class OrganizationFacts:
    """The organizations established and not closed on a day, by ascending identifier.

    Attributes
    ----------
    ids
        Shape (n,).
    xy
        Longitude and latitude in degrees, shape (n, 2); NaN where unlocated.
    district_ids
        Shape (n,); 0 where none.
    employees, party_members
        Counts, shape (n,).
    has_cover
        Some party organization covers it on the day (有形覆盖).
    has_instructor
        An instructor is assigned to it on the day.
    active
        It, or a party organization that covers it, held an activity in the window.
    assessed
        A party organization that covers it has a score in the assessment of the window.
    """

    ids: Ids
    xy: NDArray[np.float64]
    district_ids: Ids
    employees: Ids
    party_members: Ids
    has_cover: Flags
    has_instructor: Flags
    active: Flags
    assessed: Flags


@dataclass(frozen=True)
class StationFacts:
    """The stations open on a day, by ascending identifier.

    `xy` in degrees, shape (n, 2); `capacities` in organizations, NaN where there is no limit.
    """

    ids: Ids
    names: tuple[str, ...]
    xy: NDArray[np.float64]
    radii_m: NDArray[np.float64]
    capacities: NDArray[np.float64]


def latest_fact_day(session: Session, *, today: date | None = None) -> date | None:
    """Return the day of the newest dated fact, at most the city's today; None without any."""
    last = today or day_in_city(datetime.now(tz=UTC))
    day: date | None = session.scalar(newest_day_statement(), {"last": last})
    return day


@cache
def newest_day_statement() -> Select[Any]:
    """Return the statement of the day of the newest dated fact, at most the parameter `last`."""
    # Asked before many an answer, so made once.
    last = bindparam("last", type_=Date())
    dated: tuple[Any, ...] = (
        Organization.established_on,
        Organization.closed_on,
        PartyOrganization.established_on,
        PartyOrganizationCover.since,
        PartyOrganizationCover.until,
        InstructorAssignment.since,
        InstructorAssignment.until,
        GuidanceStation.opened_on,
        GuidanceStation.closed_on,
        Activity.on,
    )
    newest = union_all(
        *(select(func.max(column).label("day")).where(column <= last) for column in dated)
    ).subquery()
    return select(func.max(newest.c.day))


def organization_facts(
    session: Session,
    day: date,
    *,
    activity_window_months: int = ACTIVITY_WINDOW_MONTHS,
    assessment_years: int = ASSESSMENT_YEARS,
) -> OrganizationFacts:
    """Return what is known on a day of every organization of the denominator.

    The windows are those of `criteria.active_ids` and `criteria.assessed_ids`.
    """
    ids, locations, district_ids, employees, party_members = raw_columns(
        session,
        select(
            Organization.id,
            type_coerce(Organization.location, NullType),
            func.coalesce(Organization.district_id, 0),
            Organization.employees,
            Organization.party_members,
        )
        .where(is_counted(day))
        .order_by(Organization.id),
    )
    index = np.array(ids, dtype=np.int64)

    def flags(statement: Any) -> Flags:
        (found,) = raw_columns(session, statement)
        return np.isin(index, np.array(found, dtype=np.int64))

    return OrganizationFacts(
        ids=index,
        xy=spatial.decode_points(locations),
        district_ids=np.array(district_ids, dtype=np.int64),
        employees=np.array(employees, dtype=np.int64),
        party_members=np.array(party_members, dtype=np.int64),
        has_cover=flags(covered_ids(day)),
        has_instructor=flags(guided_ids(day)),
        active=flags(union_all(*active_ids(day, activity_window_months))),
        assessed=flags(assessed_ids(day, assessment_years)),
    )


def open_stations(session: Session, day: date) -> StationFacts:
    """Return the stations open on a day."""
    ids, names, locations, radii_m, capacities = raw_columns(
        session,
        select(
            GuidanceStation.id,
            GuidanceStation.name,
            type_coerce(GuidanceStation.location, NullType),
            GuidanceStation.service_radius_m,
            GuidanceStation.capacity,
        )
        .where(is_open(day))
        .order_by(GuidanceStation.id),
    )
    return StationFacts(
        ids=np.array(ids, dtype=np.int64),
        names=tuple(names),
        xy=spatial.decode_points(locations),
        radii_m=np.array(radii_m, dtype=np.float64),
        capacities=np.array(capacities, dtype=np.float64),
    )


def circle_members(session: Session, ids: Ids) -> dict[int, NDArray[np.intp]]:
    """Return, for each circle that has any, the places of its members in ascending `ids`."""
    columns = raw_columns(
        session,
        select(CircleMembership.circle_id, CircleMembership.organization_id).order_by(
            CircleMembership.circle_id, CircleMembership.organization_id
        ),
    )
    pairs = np.array(columns, dtype=np.int64).T
    pairs = pairs[np.isin(pairs[:, 1], ids)]
    places = np.searchsorted(ids, pairs[:, 1])
    return {int(circle): places[pairs[:, 0] == circle] for circle in np.unique(pairs[:, 0])}
