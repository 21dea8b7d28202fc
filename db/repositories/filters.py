"""Where and what: the conditions that lists have in common, each answered through an index."""

import math
from dataclasses import dataclass
from typing import Any

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Integer, and_, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db import spatial
from db.errors import FilterError, UnknownDistrictError, UnknownIdentifierError
from db.models import (
    Activity,
    CircleMembership,
    CommercialCircle,
    District,
    GuidanceStation,
    Organization,
    Record,
)
from db.repositories import records
from db.repositories.paging import OrderKey
from db.spatial import Bbox


@dataclass(frozen=True)
class Near:
    """A point in degrees, and how far from it in metres (d <= distance); None: without limit."""

    longitude: float
    latitude: float
    distance_m: float | None = None

    @property
    def point(self) -> Point:
        """The point as a geometry."""
        return Point(self.longitude, self.latitude)


@dataclass(frozen=True)
class SpatialFilter:
    """Where a record lies; all given conditions hold together.

    Attributes
    ----------
    bbox
        West, south, east, north: shares a point with the box, its lines included.
    intersects
        Shares a point with the geometry, lines included.
    within
        Lies inside the geometry; a point on its line does not.
    near
        At most so many metres away on the ellipsoid.
    district
        Adcode: the record's own district (of a circle's or an organization's).
    circle
        Identifier: an organization that is a member, a station inside, the circle itself, or
        the district that it lies in.
    """

    bbox: Bbox | None = None
    intersects: BaseGeometry | None = None
    within: BaseGeometry | None = None
    near: Near | None = None
    district: str | None = None
    circle: int | None = None


def spatial_conditions(
    session: Session, model: Any, spatial_filter: SpatialFilter | None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on a model with a geometry column.

    Raises
    ------
    FilterError
        A number is not finite, a box is inside out, or the filter does not apply to the model.
    UnknownIdentifierError
        No circle has the identifier.
    UnknownDistrictError
        No district has the adcode.
    """
    if spatial_filter is None:
        return []
    geometry, conditions = geometry_column(model), []
    if spatial_filter.bbox is not None:
        conditions.append(spatial.in_bbox(geometry, _checked_bbox(spatial_filter.bbox)))
    if spatial_filter.intersects is not None:
        conditions.append(spatial.intersects(geometry, spatial_filter.intersects))
    if spatial_filter.within is not None:
        conditions.append(spatial.within(geometry, spatial_filter.within))
    if spatial_filter.near is not None:
        near = _checked_near(spatial_filter.near)
        if near.distance_m is not None:
            conditions.append(spatial.dwithin_m(geometry, near.point, near.distance_m))
    if spatial_filter.district is not None:
        conditions.append(in_district(model, district_id(session, spatial_filter.district)))
    if spatial_filter.circle is not None:
        circle = find_circle(session, spatial_filter.circle)
        conditions.append(in_circle(model, circle.id))
    return conditions


def geometry_column(model: Any) -> Any:
    """Return the geometry attribute of a model."""
    return model.boundary if hasattr(model, "boundary") else model.location


def district_id(session: Session, adcode: str) -> int:
    """Return the identifier of a district by its adcode.

    Raises
    ------
    UnknownDistrictError
        There is none; the message lists those that there are.
    """
    known = dict(session.execute(select(District.adcode, District.id)).all())
    if adcode not in known:
        listed = ", ".join(sorted(known)) or "none are stored"
        raise UnknownDistrictError(f"no district has the adcode {adcode!r}; known: {listed}")
    return known[adcode]


def find_circle(session: Session, identifier: int) -> CommercialCircle:
    """Return a circle by its identifier.

    Raises
    ------
    UnknownIdentifierError
        There is none.
    """
    is_possible = abs(identifier) <= records.LARGEST_IDENTIFIER
    circle = session.get(CommercialCircle, identifier) if is_possible else None
    if circle is None:
        raise UnknownIdentifierError(f"no circle has the identifier {identifier}", "circle")
    return circle


def require_record(
    session: Session, model: type[Record], identifier: int, condition: str, called: str
) -> int:
    """Give an identifier back that a filter's condition names, if a record has it.

    Parameters
    ----------
    called
        What the message calls such a record.

    Raises
    ------
    UnknownIdentifierError
        None has it.
    """
    # PostgreSQL would fail on a number beyond its integers.
    is_possible = abs(identifier) <= records.LARGEST_IDENTIFIER
    if not is_possible or session.scalar(select(model.id).where(model.id == identifier)) is None:
        raise UnknownIdentifierError(f"no {called} has the identifier {identifier}", condition)
    return identifier


def require_organization(session: Session, identifier: int) -> int:
    """Give an organization's identifier back; raises as `require_record` does."""
    return require_record(session, Organization, identifier, "organization", "organization")


def in_district(model: Any, identifier: int) -> ColumnElement[bool]:
    """Return the condition that a record belongs to a district."""
    if model is Activity:
        raise FilterError("activities are not filtered by place; use the register's filter")
    condition: ColumnElement[bool] = (
        model.id == identifier if model is District else model.district_id == identifier
    )
    return condition


def in_circle(model: Any, identifier: int) -> ColumnElement[bool]:
    """Return the condition that a record belongs to a circle."""
    if model is Organization:
        members = select(CircleMembership.organization_id).where(
            CircleMembership.circle_id == identifier
        )
        return Organization.id.in_(members)
    if model is GuidanceStation:
        return GuidanceStation.circle_id == identifier
    if model is CommercialCircle:
        return CommercialCircle.id == identifier
    if model is District:
        own = select(CommercialCircle.district_id).where(CommercialCircle.id == identifier)
        return District.id.in_(own)
    raise FilterError(f"{model.__name__} is not filtered by circle")


def contains_text(column: Any, text: str) -> ColumnElement[bool]:
    """Return the condition that a text holds another, A to Z and a to z alike.

    Only the letters of ASCII are folded, because that is what both databases do alike; no
    character of the text is a wildcard.
    """
    if "\x00" in text:
        raise FilterError("a text to look for must not hold the character NUL")
    return _position(column, literal(text)) > 0


class _position(FunctionElement[int]):  # noqa: N801 (reads as the SQL function that it is)
    """Where a text holds another, from 1; 0 where it does not."""

    inherit_cache = True
    name = "position"
    type = Integer()


@compiles(_position, "sqlite")
def _render_position_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = [compiler.process(clause, **kw) for clause in element.clauses]
    return f"instr(lower({text}), lower({part}))"


@compiles(_position, "postgresql")
def _render_position_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = [compiler.process(clause, **kw) for clause in element.clauses]
    return f'strpos(lower({text} COLLATE "C"), lower({part} COLLATE "C"))'


def distance_key(model: Any, near: Near, *, descending: bool = False) -> OrderKey:
    """Return the key that orders records by their distance from a point; without one last.

    Places equally far to the millimetre are tied.
    """
    point = _checked_near(near).point
    geometry = geometry_column(model)
    rounded = spatial.distance_to_the_millimetre(geometry, point)

    def within(limit_m: float) -> ColumnElement[bool]:
        # What rounds down to the limit lies up to half a millimetre beyond it.
        return and_(spatial.dwithin_m(geometry, point, limit_m + 0.001), rounded <= limit_m)

    return OrderKey(rounded, descending=descending, nullable=True, within=within)


def _checked_bbox(bbox: Bbox) -> Bbox:
    west, south, east, north = bbox
    if not all(math.isfinite(side) for side in bbox):
        raise FilterError(f"the box {bbox} has a side that is not a finite number")
    if west > east or south > north:
        raise FilterError(
            f"the box {bbox} is inside out; give west <= east and south <= north,"
            " and a box across the 180th meridian as two"
        )
    return bbox


def _checked_near(near: Near) -> Near:
    if not (math.isfinite(near.longitude) and math.isfinite(near.latitude)):
        raise FilterError(f"{near} has a coordinate that is not a finite number")
    if not (-180 <= near.longitude <= 180 and -90 <= near.latitude <= 90):
        raise FilterError(f"{near} is not on Earth; give longitude first, in degrees")
    if near.distance_m is not None and not (0 <= near.distance_m < math.inf):
        raise FilterError(f"the distance {near.distance_m} m must be a finite number, 0 or more")
    return near
