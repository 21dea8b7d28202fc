"""Instructors (党建工作指导员) and whom they guide."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from db.models import (
    CircleMembership,
    GuidanceStation,
    Instructor,
    InstructorAssignment,
    Organization,
)
from db.repositories import filters, records
from db.repositories.register import RegisterFilter, refuse_statuses, year_bounds
from db.repositories.validity import is_assigned


def list_statement(
    session: Session, register_filter: RegisterFilter | None = None
) -> Select[Instructor]:
    """Return the statement of the instructors that a filter keeps, without an order.

    District and circle: that of the home station or of an organization that they guide or guided;
    year: an assignment held in it.

    Raises
    ------
    FilterError, UnknownDistrictError, UnknownIdentifierError
        A condition does not apply to instructors, or no circle, district or organization is the
        named one.
    """
    chosen = register_filter or RegisterFilter()
    refuse_statuses(chosen, "instructors")
    statement = select(Instructor)
    guided = select(InstructorAssignment.instructor_id)
    if chosen.district is not None:
        district_id = filters.district_id(session, chosen.district)
        statement = statement.where(
            _belongs(
                select(Organization.id).where(Organization.district_id == district_id),
                select(GuidanceStation.id).where(GuidanceStation.district_id == district_id),
            )
        )
    if chosen.circle is not None:
        circle_id = filters.find_circle(session, chosen.circle).id
        statement = statement.where(
            _belongs(
                select(CircleMembership.organization_id).where(
                    CircleMembership.circle_id == circle_id
                ),
                select(GuidanceStation.id).where(GuidanceStation.circle_id == circle_id),
            )
        )
    if chosen.organization is not None:
        organization_id = filters.require_organization(session, chosen.organization)
        own = guided.where(InstructorAssignment.organization_id == organization_id)
        statement = statement.where(Instructor.id.in_(own))
    if chosen.year is not None:
        first, beyond = year_bounds(chosen.year)
        held = guided.where(
            InstructorAssignment.since < beyond,
            or_(InstructorAssignment.until.is_(None), InstructorAssignment.until > first),
        )
        statement = statement.where(Instructor.id.in_(held))
    return statement


def _belongs(organization_ids: Select[Any], station_ids: Select[Any]) -> ColumnElement[bool]:
    """Return the condition that one guides or guided an organization, or has a home station."""
    guided = select(InstructorAssignment.instructor_id).where(
        InstructorAssignment.organization_id.in_(organization_ids)
    )
    return or_(Instructor.id.in_(guided), Instructor.home_station_id.in_(station_ids))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Instructor]:
    """Return the instructors that exist among these identifiers."""
    return records.by_ids(session, Instructor, ids)


def by_organization_ids(
    session: Session, organization_ids: Sequence[int], day: date
) -> dict[int, list[Instructor]]:
    """Return the instructors assigned to each organization on a day, by identifier."""
    assigned: dict[int, list[Instructor]] = {key: [] for key in organization_ids}
    links = (
        select(InstructorAssignment.organization_id, InstructorAssignment.instructor_id)
        .where(is_assigned(day), InstructorAssignment.organization_id.in_(organization_ids))
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(links.c.organization_id, Instructor)
        .join(links, links.c.instructor_id == Instructor.id)
        .order_by(Instructor.id)
    )
    for organization_id, instructor in rows:
        assigned[organization_id].append(instructor)
    return assigned
