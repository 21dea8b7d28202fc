"""Organizations (非公经济组织、社会组织): lists with their filters and orders."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from db import spatial
from db.credit_code import DEMO_SERIES
from db.errors import FilterError
from db.models import (
    CircleMembership,
    InstructorAssignment,
    Organization,
    PartyOrganizationCover,
    StationService,
)
from db.models.enums import OrganizationKind
from db.repositories import records
from db.repositories.criteria import (
    ACTIVITY_WINDOW_MONTHS,
    ASSESSMENT_YEARS,
    has_instructor,
    is_active,
    is_assessed,
    is_formally_covered,
    is_reached,
)
from db.repositories.facts import latest_fact_day
from db.repositories.filters import (
    Near,
    SpatialFilter,
    contains_text,
    distance_key,
    spatial_conditions,
)
from db.repositories.paging import Order, OrderKey
from db.repositories.validity import UNDATED, is_assigned, is_covering


@dataclass(frozen=True)
class OrganizationFilter:
    """Which organizations; all given conditions hold together.

    `day` is the day of the conditions on coverage: None is the day of the newest fact.
    """

    kinds: Sequence[OrganizationKind] | None = None
    industries: Sequence[str] | None = None
    name_contains: str | None = None
    min_employees: int | None = None
    max_employees: int | None = None
    has_party_organization: bool | None = None
    formally_covered: bool | None = None
    effectively_covered: bool | None = None
    reached_by_station: bool | None = None
    spatial: SpatialFilter | None = None
    day: date | None = None
    activity_window_months: int = ACTIVITY_WINDOW_MONTHS
    assessment_years: int = ASSESSMENT_YEARS


class OrganizationOrderField(enum.Enum):
    """What organizations can be ordered by."""

    NAME = "NAME"
    EMPLOYEES = "EMPLOYEES"
    PARTY_MEMBERS = "PARTY_MEMBERS"
    DISTANCE = "DISTANCE"


@dataclass(frozen=True)
class OrganizationOrder:
    """One field of an order; a distance is from the filter's `near`."""

    field: OrganizationOrderField
    descending: bool = False


def list_statement(
    session: Session, organization_filter: OrganizationFilter | None = None
) -> Select[Organization]:
    """Return the statement of the organizations that a filter keeps, without an order.

    Raises
    ------
    FilterError, UnknownDistrictError
        As `spatial_conditions` does.
    """
    chosen = organization_filter or OrganizationFilter()
    return select(Organization).where(
        *_attribute_conditions(chosen),
        *_coverage_conditions(session, chosen),
        *spatial_conditions(session, Organization, chosen.spatial),
    )


def order_by(orders: Sequence[OrganizationOrder] = (), near: Near | None = None) -> Order:
    """Return an order for `paging.page`, ties broken by identifier.

    Without any field: nearest first where `near` is given, else by identifier.

    Raises
    ------
    FilterError
        A distance is asked for without a point, or a field twice.
    """
    if not orders and near is not None:
        orders = (OrganizationOrder(OrganizationOrderField.DISTANCE),)
    if len({order.field for order in orders}) < len(orders):
        raise FilterError("a field is named twice in the order; name each once")
    return Order((*(_order_key(order, near) for order in orders), OrderKey(Organization.id)))


def of_circles(statement: Select[Organization]) -> tuple[Select[Organization], Any]:
    """Return the statement joined to the circles of its rows, and the circle's column."""
    joined = statement.join(CircleMembership, CircleMembership.organization_id == Organization.id)
    return joined, CircleMembership.circle_id


def of_stations(statement: Select[Organization]) -> tuple[Select[Organization], Any]:
    """Return the statement joined to the stations within whose radius its rows lie."""
    joined = statement.join(StationService, StationService.organization_id == Organization.id)
    return joined, StationService.station_id


def of_party_organizations(
    statement: Select[Organization], day: date
) -> tuple[Select[Organization], Any]:
    """Return the statement joined to the party organizations that cover its rows on a day."""
    links = (
        select(PartyOrganizationCover.party_organization_id, PartyOrganizationCover.organization_id)
        .where(is_covering(day))
        .distinct()
        .subquery()
    )
    joined = statement.join(links, links.c.organization_id == Organization.id)
    return joined, links.c.party_organization_id


def of_instructors(statement: Select[Organization], day: date) -> tuple[Select[Organization], Any]:
    """Return the statement joined to the instructors that guide its rows on a day."""
    links = (
        select(InstructorAssignment.instructor_id, InstructorAssignment.organization_id)
        .where(is_assigned(day))
        .distinct()
        .subquery()
    )
    joined = statement.join(links, links.c.organization_id == Organization.id)
    return joined, links.c.instructor_id


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Organization]:
    """Return the organizations that exist among these identifiers."""
    return records.by_ids(session, Organization, ids)


def by_credit_code(session: Session, credit_code: str) -> Organization | None:
    """Return the organization with a unified social credit code, if there is one."""
    return session.scalar(select(Organization).where(Organization.credit_code == credit_code))


def distances_m(session: Session, ids: Sequence[int], near: Near) -> dict[int, float | None]:
    """Return the distance of each organization from a point in metres; None if unlocated."""
    distance = spatial.distance_m(Organization.location, near.point)
    rows = session.execute(select(Organization.id, distance).where(Organization.id.in_(ids)))
    return dict(rows.all())


def _attribute_conditions(chosen: OrganizationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.kinds is not None:
        conditions.append(Organization.kind.in_(chosen.kinds))
    if chosen.industries is not None:
        conditions.append(Organization.industry.in_(chosen.industries))
    if chosen.name_contains:
        conditions.append(contains_text(Organization.name, chosen.name_contains))
    if chosen.min_employees is not None:
        conditions.append(Organization.employees >= chosen.min_employees)
    if chosen.max_employees is not None:
        conditions.append(Organization.employees <= chosen.max_employees)
    return conditions


def _coverage_conditions(session: Session, chosen: OrganizationFilter) -> list[ColumnElement[bool]]:
    wanted = (
        chosen.has_party_organization,
        chosen.formally_covered,
        chosen.effectively_covered,
        chosen.reached_by_station,
    )
    if all(value is None for value in wanted):
        return []
    day = chosen.day or latest_fact_day(session) or UNDATED
    formal, reached = is_formally_covered(day), is_reached(day)
    effective = and_(
        formal,
        or_(reached, has_instructor(day)),
        is_active(day, chosen.activity_window_months),
        is_assessed(day, chosen.assessment_years),
    )
    criteria = (formal, formal, effective, reached)
    return [
        criterion if value else ~criterion
        for criterion, value in zip(criteria, wanted, strict=True)
        if value is not None
    ]


def _order_key(order: OrganizationOrder, near: Near | None) -> OrderKey:
    if order.field is OrganizationOrderField.DISTANCE:
        if near is None:
            raise FilterError("an order by DISTANCE needs a point; give spatial.near")
        return distance_key(Organization, near, descending=order.descending)
    columns = {
        OrganizationOrderField.NAME: Organization.name,
        OrganizationOrderField.EMPLOYEES: Organization.employees,
        OrganizationOrderField.PARTY_MEMBERS: Organization.party_members,
    }
    return OrderKey(columns[order.field], descending=order.descending)


def is_synthetic(session: Session) -> bool:
    """Tell whether the database holds organizations of the demo city."""
    demo_codes = Organization.credit_code.like(f"{'_' * 8}{DEMO_SERIES}%")
    found = session.scalar(list_statement(session).where(demo_codes).limit(1))
    return found is not None
