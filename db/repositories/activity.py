"""Activities (十个一系列活动 and others)."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Activity,
    CircleMembership,
    CommercialCircle,
    GuidanceStation,
    Organization,
    PartyOrganization,
)
from db.repositories import filters, records
from db.repositories.paging import Order, OrderKey
from db.repositories.register import RegisterFilter, refuse_statuses, year_bounds


def list_statement(
    session: Session, register_filter: RegisterFilter | None = None
) -> Select[Activity]:
    """Return the statement of the activities that a filter keeps, without an order.

    District: that of the organization, else the station, else the circle where it was held, else
    of its host. Circle: it, or a station or an organization inside it, was the place.

    Raises
    ------
    FilterError, UnknownDistrictError
        A condition does not apply to activities, or no district has the adcode.
    """
    chosen = register_filter or RegisterFilter()
    refuse_statuses(chosen, "activities")
    statement = select(Activity)
    if chosen.district is not None:
        district_id = filters.district_id(session, chosen.district)
        statement = statement.where(_in_district(district_id))
    if chosen.circle is not None:
        statement = statement.where(_in_circle(chosen.circle))
    if chosen.organization is not None:
        statement = statement.where(Activity.organization_id == chosen.organization)
    if chosen.year is not None:
        first, beyond = year_bounds(chosen.year)
        statement = statement.where(Activity.on >= first, Activity.on < beyond)
    return statement


def newest_first() -> Order:
    """Return the order by day, the newest first."""
    return Order((OrderKey(Activity.on, descending=True), OrderKey(Activity.id)))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Activity]:
    """Return the activities that exist among these identifiers."""
    return records.by_ids(session, Activity, ids)


def add(session: Session, activity: Activity) -> Activity:
    """Store a new activity."""
    session.add(activity)
    session.flush()
    return activity


def _in_district(district_id: int) -> ColumnElement[bool]:
    places = (
        (Organization, Activity.organization_id),
        (GuidanceStation, Activity.station_id),
        (CommercialCircle, Activity.circle_id),
        (PartyOrganization, Activity.host_id),
    )
    districts = (
        select(model.district_id).where(model.id == key).scalar_subquery() for model, key in places
    )
    return func.coalesce(*districts) == district_id


def _in_circle(circle_id: int) -> ColumnElement[bool]:
    members = select(CircleMembership.organization_id).where(
        CircleMembership.circle_id == circle_id
    )
    stations = select(GuidanceStation.id).where(GuidanceStation.circle_id == circle_id)
    return or_(
        Activity.circle_id == circle_id,
        Activity.organization_id.in_(members),
        Activity.station_id.in_(stations),
    )
