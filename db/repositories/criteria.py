"""What the rates of coverage ask of an organization on a day: the one place that defines it.

Each criterion is one statement of identifiers, or several, whose union it is: `facts` reads them as
arrays, `is_formally_covered` and the others make them conditions on `Organization`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from db.models import (
    Activity,
    Assessment,
    GuidanceStation,
    InstructorAssignment,
    Organization,
    PartyOrganizationCover,
    StationService,
)
from db.repositories.validity import is_assigned, is_covering, is_open, months_before

ACTIVITY_WINDOW_MONTHS = 12
"""Months for which an activity counts, where nothing else is set."""

ASSESSMENT_YEARS = 2
"""Years for which an assessment counts, where nothing else is set."""


def covered_ids(day: date) -> Select[Any]:
    """Return the organizations that some party organization covers on a day (有形覆盖)."""
    return select(PartyOrganizationCover.organization_id).where(is_covering(day))


def guided_ids(day: date) -> Select[Any]:
    """Return the organizations to which an instructor is assigned on a day."""
    return select(InstructorAssignment.organization_id).where(is_assigned(day))


def active_ids(day: date, n_months: int = ACTIVITY_WINDOW_MONTHS) -> Sequence[Select[Any]]:
    """Return the organizations with an activity in the months to a day: own, of a covering host.

    An activity counts from the day after `day` minus so many months, up to `day`.
    """
    held = and_(Activity.on > months_before(day, n_months), Activity.on <= day)
    own = select(Activity.organization_id).where(held, Activity.organization_id.is_not(None))
    hosts = select(Activity.host_id).where(held, Activity.host_id.is_not(None))
    hosted = covered_ids(day).where(PartyOrganizationCover.party_organization_id.in_(hosts))
    return own, hosted


def assessed_ids(day: date, n_years: int = ASSESSMENT_YEARS) -> Select[Any]:
    """Return the organizations of which a covering party organization was scored.

    A score counts for the year of `day` and the years before it, so many in all.
    """
    scored = select(Assessment.subject_id).where(
        Assessment.score.is_not(None),
        Assessment.year > day.year - n_years,
        Assessment.year <= day.year,
    )
    return covered_ids(day).where(PartyOrganizationCover.party_organization_id.in_(scored))


def is_formally_covered(day: date) -> ColumnElement[bool]:
    """Return the condition of `covered_ids`."""
    return Organization.id.in_(covered_ids(day))


def has_instructor(day: date) -> ColumnElement[bool]:
    """Return the condition of `guided_ids`."""
    return Organization.id.in_(guided_ids(day))


def is_reached(day: date) -> ColumnElement[bool]:
    """Return the condition that the row lies in the radius of a station open on a day."""
    return Organization.id.in_(
        select(StationService.organization_id)
        .join(GuidanceStation, GuidanceStation.id == StationService.station_id)
        .where(is_open(day))
    )


def is_active(day: date, n_months: int = ACTIVITY_WINDOW_MONTHS) -> ColumnElement[bool]:
    """Return the condition of `active_ids`."""
    return or_(*(Organization.id.in_(ids) for ids in active_ids(day, n_months)))


def is_assessed(day: date, n_years: int = ASSESSMENT_YEARS) -> ColumnElement[bool]:
    """Return the condition of `assessed_ids`."""
    return Organization.id.in_(assessed_ids(day, n_years))
