"""Which records belong to a part of the city: a district, a circle or a drawn polygon.

- Organizations, as for coverage: of a district, those whose district it is (the named one, else
  the one that they lie in); of a circle, its members; of a polygon, those located in it or on
  its line. Without a location, none lies in a circle or a polygon.
- Party organizations: of a district, those that work in it; of a circle, its committee and those
  that cover one of its members on the day; of a polygon, those that cover an organization in it.
- Stations and circles: by their district, their circle, or where they lie; a circle belongs to a
  polygon that it shares a point with.
- What has only a point: a district or polygon that covers it; a point on the line between two
  districts belongs to the lower identifier.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from db import spatial
from db.errors import FilterError
from db.models import (
    CircleMembership,
    CommercialCircle,
    District,
    GuidanceStation,
    Instructor,
    InstructorAssignment,
    Organization,
    PartyOrganization,
    PartyOrganizationCover,
)
from db.repositories import filters
from db.repositories.validity import is_assigned, is_covering

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class CityPart:
    """A part of the city: at most one of a district's adcode, a circle's id and a polygon.

    The polygon is in WGS 84 degrees. Without any of them it is the whole city.
    """

    district: str | None = None
    circle: int | None = None
    polygon: BaseGeometry | None = None


@dataclass(frozen=True)
class Place:
    """A part of the city on a day, as conditions on columns that refer to records or are points."""

    organization_ids: Select[Any]
    party_organization_ids: Select[Any]
    station_ids: Select[Any]
    circle_ids: Select[Any]
    located: Callable[[Any], Condition]

    def organization(self, column: Any) -> Condition:
        """Return the condition that a column refers to an organization of the place."""
        return _is_among(column, self.organization_ids)

    def party_organization(self, column: Any) -> Condition:
        """Return the condition that a column refers to a party organization of the place."""
        return _is_among(column, self.party_organization_ids)

    def station(self, column: Any) -> Condition:
        """Return the condition that a column refers to a station of the place."""
        return _is_among(column, self.station_ids)

    def instructor(self, column: Any, day: date | None = None) -> Condition:
        """Return the condition that a column refers to an instructor of the place.

        One whose home station is of the place, or who guides an organization of it on the day,
        or on any day if none is given.
        """
        guiding = select(InstructorAssignment.instructor_id).where(
            InstructorAssignment.organization_id.in_(self.organization_ids)
        )
        if day is not None:
            guiding = guiding.where(is_assigned(day))
        at_home = select(Instructor.id).where(Instructor.home_station_id.in_(self.station_ids))
        return or_(column.in_(guiding), column.in_(at_home))

    def circle(self, column: Any) -> Condition:
        """Return the condition that a column refers to a circle of the place."""
        return _is_among(column, self.circle_ids)


def first_given(*alternatives: tuple[Any, Condition]) -> Condition:
    """Return the condition of the first of several columns that is not NULL; false if all are."""
    conditions: list[Condition] = []
    earlier: list[Condition] = []
    for column, condition in alternatives:
        conditions.append(and_(*earlier, column.is_not(None), condition))
        earlier.append(column.is_(None))
    return or_(false(), *conditions)


def resolve(session: Session, part: CityPart, day: date) -> Place | None:
    """Return the place that a part is on a day; None for the whole city.

    Raises
    ------
    FilterError
        More than one part is given.
    UnknownIdentifierError
        No circle has the identifier.
    UnknownDistrictError
        No district has the adcode.
    """
    given = [each for each in (part.district, part.circle, part.polygon) if each is not None]
    if len(given) > 1:
        raise FilterError("a scope is a district, a circle or a polygon; give one of them alone")
    if part.district is not None:
        return of_districts(session, [filters.district_id(session, part.district)])
    if part.circle is not None:
        return _of_circle(session, part.circle, day)
    if part.polygon is not None:
        return _of_polygon(session, part.polygon, day)
    return None


def of_districts(session: Session, district_ids: Iterable[int]) -> Place:
    """Return the place that several districts are together."""
    ids = sorted(set(district_ids))
    areas = _district_areas(session, ids)

    def located(column: Any) -> Condition:
        inside = [
            and_(spatial.covered_by(column, area), *_not_on(column, line)) for area, line in areas
        ]
        return or_(false(), *inside)

    def within(model: Any) -> Select[Any]:
        return select(model.id).where(model.district_id.in_(ids))

    return Place(
        within(Organization),
        within(PartyOrganization),
        within(GuidanceStation),
        within(CommercialCircle),
        located,
    )


def _of_circle(session: Session, circle_id: int, day: date) -> Place:
    members = select(CircleMembership.organization_id).where(
        CircleMembership.circle_id == circle_id
    )
    committee = select(CommercialCircle.committee_id).where(
        CommercialCircle.id == circle_id, CommercialCircle.committee_id.is_not(None)
    )
    boundary = filters.find_circle(session, circle_id).boundary
    return Place(
        members,
        _covering(members, day, committee),
        select(GuidanceStation.id).where(GuidanceStation.circle_id == circle_id),
        select(CommercialCircle.id).where(CommercialCircle.id == circle_id),
        lambda column: spatial.covered_by(column, boundary),
    )


def _of_polygon(session: Session, polygon: BaseGeometry, day: date) -> Place:
    inside = select(Organization.id).where(spatial.intersects(Organization.location, polygon))
    # Once: a dozen statements would repeat the test of every point.
    ids = listed_ids(session, session.scalars(inside).all())
    return Place(
        ids,
        _covering(ids, day),
        select(GuidanceStation.id).where(spatial.intersects(GuidanceStation.location, polygon)),
        select(CommercialCircle.id).where(spatial.intersects(CommercialCircle.boundary, polygon)),
        lambda column: spatial.intersects(column, polygon),
    )


def listed_ids(session: Session, ids: Sequence[int]) -> Select[Any]:
    """Return identifiers as a subquery of one bound value, however many there are."""
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        return select(each.c.value)
    array = cast(literal(list(ids), ARRAY(Integer)), ARRAY(Integer))
    return select(func.unnest(array).column_valued("value"))


def _covering(organization_ids: Select[Any], day: date, *others: Select[Any]) -> Any:
    covering = select(PartyOrganizationCover.party_organization_id).where(
        is_covering(day), PartyOrganizationCover.organization_id.in_(organization_ids)
    )
    if not others:
        return covering
    also = [PartyOrganization.id.in_(other) for other in (covering, *others)]
    return select(PartyOrganization.id).where(or_(*also))


def _district_areas(
    session: Session, ids: Sequence[int]
) -> list[tuple[BaseGeometry, BaseGeometry]]:
    """Return each district's boundary, and what of its line belongs to lower identifiers."""
    boundaries = dict(
        session.execute(select(District.id, District.boundary).order_by(District.id)).all()
    )
    areas: list[tuple[BaseGeometry, BaseGeometry]] = []
    for identifier in ids:
        boundary = boundaries[identifier]
        lower = [area for other, area in boundaries.items() if other < identifier]
        areas.append((boundary, shapely.union_all(lower).intersection(boundary.boundary)))
    return areas


def _not_on(column: Any, line: BaseGeometry) -> list[Condition]:
    return [] if line.is_empty else [~func.ST_Intersects(column, spatial.geometry_literal(line))]


def _is_among(column: Any, ids: Select[Any]) -> Condition:
    condition: Condition = column.in_(ids)
    return condition
