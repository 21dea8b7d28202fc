"""From the inputs of the API to the filters of the database: checked, in WGS 84, hashable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from db.repositories.circle import CircleFilter as CircleConditions
from db.repositories.district import DistrictFilter as DistrictConditions
from db.repositories.filters import Near
from db.repositories.filters import SpatialFilter as SpatialConditions
from db.repositories.organization import OrganizationFilter as OrganizationConditions
from db.repositories.organization import OrganizationOrder as OrganizationStep
from db.repositories.organization import OrganizationOrderField
from db.repositories.party_organization import PartyOrganizationFilter as PartyConditions
from db.repositories.register import RegisterFilter as RegisterConditions
from db.repositories.station import StationFilter as StationConditions
from geo.crs import CoordinateSystem, to_wgs84
from geo.geojson import geometry_from_geojson
from geo.validation import checked_bbox, checked_geometry, checked_positions
from schema.operations.errors import ArgumentError, argument
from schema.pagination import given
from schema.types.node import parse_id_of

if TYPE_CHECKING:
    from schema.operations.limits import Limits
    from schema.types.circle import CircleFilter
    from schema.types.district import DistrictFilter
    from schema.types.organization import OrganizationFilter, OrganizationOrder
    from schema.types.party_organization import PartyOrganizationFilter
    from schema.types.registers import RegisterFilter
    from schema.types.spatial import BBox, NearInput, SpatialFilter
    from schema.types.station import StationFilter

_LARGEST_INTEGER = 2**31 - 1
_AREAS = ("Polygon", "MultiPolygon")
# On each side of a box that is shifted to another datum.
_SIDE_POINTS = 9


def checked_geojson(
    value: dict[str, Any], path: str, crs: CoordinateSystem, *, kinds: tuple[str, ...] = ()
) -> BaseGeometry:
    """Build a WGS 84 geometry from a GeoJSON value that is in `crs`.

    Raises
    ------
    ArgumentError
        For what is no geometry, not valid, not one of the kinds, or off the Earth.
    """
    with argument(path):
        geometry = to_wgs84(geometry_from_geojson(value), crs)
        return checked_geometry(geometry, kinds=kinds)


def spatial_conditions(
    spatial: SpatialFilter | None, path: str = "filter.spatial"
) -> SpatialConditions | None:
    """Check the conditions on where a thing lies.

    Raises
    ------
    ArgumentError
        For a geometry, box or point that makes no sense, and for a circle's identifier that is
        none.
    """
    spatial = given(spatial)
    if spatial is None:
        return None
    crs = given(spatial.crs) or CoordinateSystem.WGS84
    bbox, intersects, within, near, district, circle = (
        given(value)
        for value in (
            spatial.bbox,
            spatial.intersects,
            spatial.within,
            spatial.near,
            spatial.district,
            spatial.circle,
        )
    )
    return SpatialConditions(
        bbox=None if bbox is None else _bbox(bbox, f"{path}.bbox", crs),
        intersects=None
        if intersects is None
        else checked_geojson(intersects, f"{path}.intersects", crs),
        within=None
        if within is None
        else checked_geojson(within, f"{path}.within", crs, kinds=_AREAS),
        near=None if near is None else _near(near, f"{path}.near", crs),
        district=district,
        circle=None
        if circle is None
        else parse_id_of("CommercialCircle", circle, f"{path}.circle"),
    )


def organization_conditions(
    asked: OrganizationFilter | None, limits: Limits, path: str = "filter"
) -> OrganizationConditions | None:
    """Check the conditions of a list of organizations.

    Raises
    ------
    ArgumentError
        As `spatial_conditions` does, and for numbers of employees out of range.
    """
    asked = given(asked)
    if asked is None:
        return None
    least = _count(asked.min_employees, f"{path}.minEmployees")
    most = _count(asked.max_employees, f"{path}.maxEmployees")
    if least is not None and most is not None and least > most:
        raise ArgumentError(
            f"{path}.minEmployees", f"{least} is greater than maxEmployees {most}; exchange the two"
        )
    return OrganizationConditions(
        kinds=_tuple(asked.kinds),
        industries=_texts(asked.industries, f"{path}.industries"),
        name_contains=checked_text(asked.name_contains, f"{path}.nameContains"),
        min_employees=least,
        max_employees=most,
        has_party_organization=given(asked.has_party_organization),
        formally_covered=given(asked.formally_covered),
        effectively_covered=given(asked.effectively_covered),
        reached_by_station=given(asked.reached_by_station),
        spatial=spatial_conditions(asked.spatial, f"{path}.spatial"),
        activity_window_months=limits.activity_months,
        assessment_years=limits.assessment_years,
    )


def organization_steps(
    order_by: list[OrganizationOrder] | None, conditions: OrganizationConditions | None
) -> tuple[OrganizationStep, ...]:
    """Check the order of a list of organizations.

    Raises
    ------
    ArgumentError
        For DISTANCE without a point to measure from, and for a field named twice.
    """
    steps = tuple(
        OrganizationStep(step.field, bool(given(step.descending))) for step in given(order_by) or ()
    )
    has_point = conditions is not None and (
        conditions.spatial is not None and conditions.spatial.near is not None
    )
    fields = [step.field for step in steps]
    if OrganizationOrderField.DISTANCE in fields and not has_point:
        raise ArgumentError(
            "orderBy", "DISTANCE needs a point to measure from; give filter.spatial.near"
        )
    for field in fields:
        if fields.count(field) > 1:
            raise ArgumentError("orderBy", f"{field.value} is named twice; name each field once")
    return steps


def district_conditions(asked: DistrictFilter | None) -> DistrictConditions | None:
    """Check the conditions of the list of districts."""
    asked = given(asked)
    if asked is None:
        return None
    return DistrictConditions(_tuple(asked.adcodes), spatial_conditions(asked.spatial))


def circle_conditions(asked: CircleFilter | None) -> CircleConditions | None:
    """Check the conditions of the list of circles."""
    asked = given(asked)
    if asked is None:
        return None
    return CircleConditions(
        checked_text(asked.name_contains, "filter.nameContains"), spatial_conditions(asked.spatial)
    )


def station_conditions(asked: StationFilter | None) -> StationConditions | None:
    """Check the conditions of the list of stations."""
    asked = given(asked)
    if asked is None:
        return None
    return StationConditions(
        checked_text(asked.name_contains, "filter.nameContains"),
        _tuple(asked.statuses),
        spatial_conditions(asked.spatial),
    )


def party_conditions(asked: PartyOrganizationFilter | None) -> PartyConditions | None:
    """Check the conditions of the list of party organizations."""
    asked = given(asked)
    if asked is None:
        return None
    superior = given(asked.superior)
    return PartyConditions(
        kinds=_tuple(asked.kinds),
        superior_id=None
        if superior is None
        else parse_id_of("PartyOrganization", superior, "filter.superior"),
        district=given(asked.district),
    )


def register_conditions(asked: RegisterFilter | None) -> RegisterConditions | None:
    """Check the conditions of the list of a register."""
    asked = given(asked)
    if asked is None:
        return None
    circle, organization = given(asked.circle), given(asked.organization)
    return RegisterConditions(
        district=given(asked.district),
        circle=None if circle is None else parse_id_of("CommercialCircle", circle, "filter.circle"),
        organization=None
        if organization is None
        else parse_id_of("Organization", organization, "filter.organization"),
        year=given(asked.year),
        statuses=_tuple(asked.statuses),
    )


def checked_text(value: str | None, path: str) -> str | None:
    """Give a text back if every database can look for it.

    Raises
    ------
    ArgumentError
        For one with the character NUL.
    """
    value = given(value)
    if value is not None and "\x00" in value:
        raise ArgumentError(path, f"{value[:80]!r} holds the character NUL; leave that out")
    return value


def _texts(values: list[str] | None, path: str) -> tuple[str, ...] | None:
    values = given(values)
    if values is None:
        return None
    return tuple(
        checked_text(value, f"{path}[{place}]") or "" for place, value in enumerate(values)
    )


def _tuple(values: list[Any] | None) -> tuple[Any, ...] | None:
    values = given(values)
    return None if values is None else tuple(values)


def _count(value: int | None, path: str) -> int | None:
    value = given(value)
    if value is not None and not 0 <= value <= _LARGEST_INTEGER:
        raise ArgumentError(path, f"{value} is no number of employees; give 0 or more")
    return value


def box(asked: BBox, path: str) -> tuple[float, float, float, float]:
    """Give the west, south, east and north of a rectangle of WGS 84.

    Raises
    ------
    ArgumentError
        For one that is inside out or leaves the globe.
    """
    return _bbox(asked, path, CoordinateSystem.WGS84)


def _bbox(box: BBox, path: str, crs: CoordinateSystem) -> tuple[float, float, float, float]:
    with argument(path):
        west, south, east, north = checked_bbox(box.west, box.south, box.east, box.north)
        if crs in (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000):
            return west, south, east, north
        # A shifted box is no box any more; the box around it holds all of it.
        x, y = np.linspace(west, east, _SIDE_POINTS), np.linspace(south, north, _SIDE_POINTS)
        low, high = np.full_like(x, south), np.full_like(x, north)
        left, right = np.full_like(y, west), np.full_like(y, east)
        edge = np.column_stack(
            [np.concatenate([x, x, left, right]), np.concatenate([low, high, y, y])]
        )
        shifted = to_wgs84(edge, crs)
        (west, south), (east, north) = shifted.min(axis=0).tolist(), shifted.max(axis=0).tolist()
        return west, south, east, north


def _near(near: NearInput, path: str, crs: CoordinateSystem) -> Near:
    distance = given(near.distance)
    if distance is not None and not 0.0 <= distance < np.inf:
        raise ArgumentError(f"{path}.distance", f"{distance} is no distance; give metres from 0 up")
    with argument(path):
        position = checked_positions(np.array([[near.longitude, near.latitude]]))
        longitude, latitude = to_wgs84(position, crs)[0].tolist()
    return Near(longitude, latitude, distance)
