"""Where things lie: the spatial conditions of every filter."""

from __future__ import annotations

import strawberry

from geo.crs import CoordinateSystem
from schema.scalars import GeoJSON


@strawberry.input(description="A rectangle of longitudes and latitudes, edges included (范围).")
class BBox:
    """west < east and south < north, in degrees."""

    west: float = strawberry.field(description="The western longitude, in degrees.")
    south: float = strawberry.field(description="The southern latitude, in degrees.")
    east: float = strawberry.field(description="The eastern longitude, in degrees.")
    north: float = strawberry.field(description="The northern latitude, in degrees.")


@strawberry.input(description="Near a point (附近).")
class NearInput:
    """A point and how far from it."""

    longitude: float = strawberry.field(description="The longitude (经度), in degrees.")
    latitude: float = strawberry.field(description="The latitude (纬度), in degrees.")
    distance: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="The metres to it at most; null for no limit, to sort by distance alone.",
    )


@strawberry.input(description="All given conditions hold together. Input geometries are in `crs`.")
class SpatialFilter:
    """Conditions on where a thing lies."""

    bbox: BBox | None = strawberry.field(
        default=strawberry.UNSET, description="Meets this rectangle (范围)."
    )
    intersects: GeoJSON | None = strawberry.field(
        default=strawberry.UNSET, description="Meets this geometry (相交)."
    )
    within: GeoJSON | None = strawberry.field(
        default=strawberry.UNSET, description="Lies within this geometry (包含于)."
    )
    near: NearInput | None = strawberry.field(
        default=strawberry.UNSET, description="Lies near this point (附近)."
    )
    district: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Belongs to the district (区县) with this adcode (行政区划代码).",
    )
    circle: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Lies in the commercial circle (党建商业圈) with this identifier.",
    )
    crs: CoordinateSystem | None = strawberry.field(
        default=CoordinateSystem.WGS84,
        description="The coordinate system (坐标系) of the geometries of this filter.",
    )
