"""Columns and links that follow from where things lie, kept on every write.

- An organization's district: the one that the register names, else the one whose boundary covers
  its location; a point on a shared line belongs to the lower identifier.
- Circle memberships: every circle whose interior holds the location; a point that lies on lines
  alone belongs to the lowest identifier among those circles.
- A station's circle: as above, and the lowest identifier where there are several.
- A circle's district: the one that shares the largest area with it.
- Station services: the organizations within a station's own radius (d <= S), with the distance.

`refresh_derived` works area by area through the spatial index and serves imports; the others
work from one record, by the same conditions.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select, true, update
from sqlalchemy.orm import Session

from db import spatial
from db.models import (
    CircleMembership,
    CommercialCircle,
    District,
    GuidanceStation,
    Organization,
    StationService,
)

_BATCH = 5_000
_UNSYNCHRONIZED = {"synchronize_session": False}


def refresh_derived(session: Session) -> None:
    """Work out every derived column and link anew.

    Objects of the session that were loaded before keep their old values until they are refreshed.
    """
    session.flush()
    for circle in session.scalars(select(CommercialCircle)).all():
        circle.district_id = _district_of_area(session, circle.boundary)
    for station in session.scalars(select(GuidanceStation)).all():
        _place_station(session, station)
    session.flush()
    _refresh_districts(session, true())
    _refresh_memberships(session, true())
    session.execute(delete(StationService))
    for station in session.scalars(select(GuidanceStation)).all():
        _add_services_of_station(session, station)


def refresh_organization(session: Session, organization: Organization) -> None:
    """Work out the district, the circles and the stations of one organization."""
    point = organization.location
    with session.no_autoflush:  # one change, one version
        named = organization.named_district_id
        organization.district_id = named or _district_of_point(session, point)
    session.flush()
    identifier = organization.id
    session.execute(delete(CircleMembership).where(CircleMembership.organization_id == identifier))
    session.execute(delete(StationService).where(StationService.organization_id == identifier))
    if point is not None and not point.is_empty:
        session.add_all(
            CircleMembership(circle_id=circle_id, organization_id=identifier)
            for circle_id in circles_of_point(session, point)
        )
        _add_services_of_point(session, identifier, point)
    session.flush()


def refresh_station(session: Session, station: GuidanceStation) -> None:
    """Work out the district, the circle and the organizations of one station."""
    with session.no_autoflush:
        _place_station(session, station)
    session.flush()
    session.execute(delete(StationService).where(StationService.station_id == station.id))
    _add_services_of_station(session, station)
    session.flush()


def refresh_circle(session: Session, circle: CommercialCircle) -> None:
    """Work out the district of one circle, and the members and stations that it had or has now."""
    with session.no_autoflush:
        circle.district_id = _district_of_area(session, circle.boundary)
    session.flush()
    inside = spatial.covered_by(Organization.location, circle.boundary)
    members = select(CircleMembership.organization_id).where(
        CircleMembership.circle_id == circle.id
    )
    affected = {*session.scalars(members), *session.scalars(select(Organization.id).where(inside))}
    for batch in _batches(affected):
        _refresh_memberships(session, Organization.id.in_(batch))
    within = spatial.covered_by(GuidanceStation.location, circle.boundary)
    changed = select(GuidanceStation).where((GuidanceStation.circle_id == circle.id) | within)
    for station in session.scalars(changed).all():
        _place_station(session, station)
    session.flush()


def refresh_memberships(session: Session, organization_ids: Iterable[int]) -> None:
    """Work out anew which circles the organizations lie in."""
    session.flush()
    for batch in _batches(organization_ids):
        _refresh_memberships(session, Organization.id.in_(batch))


def refresh_links(session: Session, organization_ids: Sequence[int]) -> None:
    """Work out which circles and stations organizations lie in, whose districts are right."""
    session.flush()
    if len(organization_ids) > _BATCH:
        _refresh_memberships(session, true())
        session.execute(delete(StationService))
        for station in session.scalars(select(GuidanceStation)).all():
            _add_services_of_station(session, station)
        return
    for batch in _batches(organization_ids):
        scope = Organization.id.in_(batch)
        _refresh_memberships(session, scope)
        session.execute(delete(StationService).where(StationService.organization_id.in_(batch)))
        for station in session.scalars(select(GuidanceStation)).all():
            _add_services_of_station(session, station, scope)


def _refresh_districts(session: Session, scope: ColumnElement[bool]) -> None:
    # Rows that agree already are left alone: an update writes a whole row again.
    is_changed = Organization.district_id.is_distinct_from(Organization.named_district_id)
    session.execute(
        update(Organization)
        .where(scope, is_changed)
        .values(district_id=Organization.named_district_id),
        execution_options=_UNSYNCHRONIZED,
    )
    for identifier, boundary in _areas(session, District):
        session.execute(
            update(Organization)
            .where(
                scope,
                Organization.district_id.is_(None),
                spatial.covered_by(Organization.location, boundary),
            )
            .values(district_id=identifier),
            execution_options=_UNSYNCHRONIZED,
        )


def _refresh_memberships(session: Session, scope: ColumnElement[bool]) -> None:
    session.execute(
        delete(CircleMembership).where(
            CircleMembership.organization_id.in_(select(Organization.id).where(scope))
        )
    )
    areas = _areas(session, CommercialCircle)
    for identifier, boundary in areas:
        inside = spatial.within(Organization.location, boundary)
        _add_members(session, identifier, scope, inside)
    is_member = exists().where(CircleMembership.organization_id == Organization.id)
    for identifier, boundary in areas:
        # Whoever is left on a line is taken by the first circle, and is a member for the next.
        on_line = spatial.covered_by(Organization.location, boundary)
        _add_members(session, identifier, scope, on_line, ~is_member)


def _add_members(session: Session, circle_id: int, *conditions: ColumnElement[bool]) -> None:
    session.execute(
        insert(CircleMembership).from_select(
            ["circle_id", "organization_id"],
            select(literal(circle_id), Organization.id).where(*conditions),
        )
    )


def _place_station(session: Session, station: GuidanceStation) -> None:
    station.district_id = _district_of_point(session, station.location)
    station.circle_id = next(iter(circles_of_point(session, station.location)), None)


def _add_services_of_station(
    session: Session, station: GuidanceStation, *scope: ColumnElement[bool]
) -> None:
    reached = spatial.dwithin_m(Organization.location, station.location, station.service_radius_m)
    distance = spatial.distance_m(Organization.location, station.location)
    session.execute(
        insert(StationService).from_select(
            ["station_id", "organization_id", "distance_m"],
            select(literal(station.id), Organization.id, distance).where(reached, *scope),
        )
    )


def _add_services_of_point(session: Session, organization_id: int, point: Point) -> None:
    largest_radius_m = session.scalar(select(func.max(GuidanceStation.service_radius_m)))
    if largest_radius_m is None:
        return
    distance = spatial.distance_m(GuidanceStation.location, point)
    near = spatial.dwithin_m(GuidanceStation.location, point, largest_radius_m)
    session.execute(
        insert(StationService).from_select(
            ["station_id", "organization_id", "distance_m"],
            select(GuidanceStation.id, literal(organization_id), distance).where(
                near, distance <= GuidanceStation.service_radius_m + spatial.LIMIT_TOLERANCE_M
            ),
        )
    )


def _district_of_point(session: Session, point: Point | None) -> int | None:
    if point is None or point.is_empty:
        return None
    covering = select(District.id).where(spatial.covers(District.boundary, point))
    return session.scalar(covering.order_by(District.id).limit(1))


def _district_of_area(session: Session, area: BaseGeometry) -> int | None:
    meeting = select(District.id, District.boundary).where(
        spatial.intersects(District.boundary, area)
    )
    shares = [
        (boundary.intersection(area).area, -identifier)
        for identifier, boundary in session.execute(meeting)
    ]
    return -max(shares)[1] if shares else None


def circles_of_point(session: Session, point: Point) -> Sequence[int]:
    """Return the circles that hold a point, by identifier, as memberships have it."""
    inside = func.ST_Contains(CommercialCircle.boundary, spatial.geometry_literal(point))
    covering = (
        select(CommercialCircle.id, inside)
        .where(spatial.covers(CommercialCircle.boundary, point))
        .order_by(CommercialCircle.id)
    )
    found = session.execute(covering).all()
    interior = [identifier for identifier, is_inside in found if is_inside]
    return interior or [identifier for identifier, _ in found[:1]]


def _areas(session: Session, model: Any) -> list[tuple[int, BaseGeometry]]:
    rows = session.execute(select(model.id, model.boundary).order_by(model.id))
    return [(identifier, boundary) for identifier, boundary in rows]


def _batches(identifiers: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(identifiers)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
