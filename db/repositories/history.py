"""What the rates of coverage rest on, with its dates: every fact once, whatever day is asked of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import (
    Activity,
    Assessment,
    GuidanceStation,
    InstructorAssignment,
    Organization,
    PartyOrganizationCover,
)
from db.models.enums import StationStatus
from db.repositories.columns import raw_columns

Numbers = NDArray[np.int64]

# Before and after every day that is asked of.
ALWAYS = 0
NEVER = date.max.toordinal() + 1


@dataclass(frozen=True)
class DatedPlaces:
    """Places by ascending identifier, each from its first day to the day before its end.

    Attributes
    ----------
    ids
        Shape (n,).
    xy
        Longitude and latitude in degrees, shape (n, 2); NaN where unlocated.
    first_days, end_days
        Ordinals of days, shape (n,); `ALWAYS` and `NEVER` where no day is known.
    """

    ids: Numbers
    xy: NDArray[np.float64]
    first_days: Numbers
    end_days: Numbers


@dataclass(frozen=True)
class DatedOrganizations(DatedPlaces):
    """All organizations ever, from the founding to the closing; district 0 is none."""

    district_ids: Numbers


@dataclass(frozen=True)
class DatedStations(DatedPlaces):
    """All stations that were ever open, while they were."""

    radii_m: NDArray[np.float64]


@dataclass(frozen=True)
class DatedLinks:
    """From whom to which organization, from the first day to the day before the end, (s,) each."""

    sources: Numbers
    organizations: Numbers
    first_days: Numbers
    end_days: Numbers


@dataclass(frozen=True)
class DatedEvents:
    """What happened by whom, (s,) each: an activity's day as an ordinal, a score's year."""

    owners: Numbers
    times: Numbers


def dated_organizations(session: Session) -> DatedOrganizations:
    """Return all organizations, those closed too."""
    ids, locations, districts, established, closed = raw_columns(
        session,
        select(
            Organization.id,
            type_coerce(Organization.location, NullType),
            Organization.district_id,
            Organization.established_on,
            Organization.closed_on,
        ).order_by(Organization.id),
    )
    return DatedOrganizations(
        ids=_numbers(ids),
        xy=spatial.decode_points(locations),
        first_days=_ordinals(established, ALWAYS),
        end_days=_ordinals(closed, NEVER),
        district_ids=_numbers(number or 0 for number in districts),
    )


def dated_stations(session: Session) -> DatedStations:
    """Return all stations that were open on any day.

    One without a closing day is open as long as its status says so, as `is_open` has it.
    """
    ids, locations, radii_m, opened, closed = raw_columns(
        session,
        select(
            GuidanceStation.id,
            type_coerce(GuidanceStation.location, NullType),
            GuidanceStation.service_radius_m,
            GuidanceStation.opened_on,
            GuidanceStation.closed_on,
        )
        .where(
            GuidanceStation.status != StationStatus.PLANNED,
            or_(
                GuidanceStation.closed_on.is_not(None),
                GuidanceStation.status == StationStatus.OPEN,
            ),
        )
        .order_by(GuidanceStation.id),
    )
    return DatedStations(
        ids=_numbers(ids),
        xy=spatial.decode_points(locations),
        first_days=_ordinals(opened, ALWAYS),
        end_days=_ordinals(closed, NEVER),
        radii_m=np.array(radii_m, dtype=np.float64),
    )


def dated_covers(session: Session) -> DatedLinks:
    """Return all links from party organizations to the organizations that they cover."""
    link = PartyOrganizationCover
    return _links(session, link.party_organization_id, link)


def dated_assignments(session: Session) -> DatedLinks:
    """Return all assignments of instructors to organizations."""
    return _links(session, InstructorAssignment.instructor_id, InstructorAssignment)


def activities_of_hosts(session: Session) -> DatedEvents:
    """Return all activities that a party organization held."""
    return _events(session, Activity.host_id, Activity.on)


def activities_of_organizations(session: Session) -> DatedEvents:
    """Return all activities of organizations themselves."""
    return _events(session, Activity.organization_id, Activity.on)


def scored_assessments(session: Session) -> DatedEvents:
    """Return the years in which a party organization has a score."""
    owners, years = raw_columns(
        session,
        select(Assessment.subject_id, Assessment.year)
        .where(Assessment.score.is_not(None))
        .distinct(),
    )
    return DatedEvents(_numbers(owners), _numbers(years))


def _links(
    session: Session, source: Any, link: type[PartyOrganizationCover] | type[InstructorAssignment]
) -> DatedLinks:
    sources, organizations, since, until = raw_columns(
        session, select(source, link.organization_id, link.since, link.until)
    )
    return DatedLinks(
        _numbers(sources),
        _numbers(organizations),
        _ordinals(since, ALWAYS),
        _ordinals(until, NEVER),
    )


def _events(session: Session, owner: Any, day: Any) -> DatedEvents:
    owners, days = raw_columns(session, select(owner, day).where(owner.is_not(None)).distinct())
    return DatedEvents(_numbers(owners), _ordinals(days, ALWAYS))


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _ordinals(days: Iterable[date | None], missing: int) -> Numbers:
    return _numbers(missing if day is None else day.toordinal() for day in days)
