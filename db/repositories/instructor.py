"""Instructors (党建工作指导员) and whom they guide."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
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
    FilterError, UnknownDistrictError
        A condition does not apply to instructors, or no district has the adcode.
    """
    chosen = register_filter or RegisterFilter()
    refuse_statuses(chosen, "instructors")
    statement = select(Instructor)
    guided = select(InstructorAssignment.instructor_id)
    stations = select(GuidanceStation.id)
    if chosen.district is not None:
        district_id = filters.district_id(session, chosen.district)
        inside = select(Organization.id).where(Organization.district_id == district_id)
        statement = statement.where(
            or_(
                Instructor.id.in_(guided.where(InstructorAssignment.organization_id.in_(inside))),
                Instructor.home_station_id.in_(
                    stations.where(GuidanceStation.district_id == district_id)
                ),
            )
        )
    if chosen.circle is not None:
        members = select(CircleMembership.organization_id).where(
            records.refers_to(CircleMembership.circle_id, chosen.circle)
        )
        statement = statement.where(
            or_(
                Instructor.id.in_(guided.where(InstructorAssignment.organization_id.in_(members))),
                Instructor.home_station_id.in_(
                    stations.where(records.refers_to(GuidanceStation.circle_id, chosen.circle))
                ),
            )
        )
    if chosen.organization is not None:
        own = guided.where(
            records.refers_to(InstructorAssignment.organization_id, chosen.organization)
        )
        statement = statement.where(Instructor.id.in_(own))
    if chosen.year is not None:
        first, beyond = year_bounds(chosen.year)
        held = guided.where(
            InstructorAssignment.since < beyond,
            or_(InstructorAssignment.until.is_(None), InstructorAssignment.until > first),
        )
        statement = statement.where(Instructor.id.in_(held))
    return statement


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
