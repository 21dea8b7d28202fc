"""Derived columns and links against a second way to work them out: whole arrays, no SQL.

The first way is `db.repositories.derived`, which says what each of them means.
"""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import geodesic, spatial
from db.maintenance.findings import Finding
from db.models import (
    CircleMembership,
    CommercialCircle,
    District,
    GuidanceStation,
    Organization,
    StationService,
)

_REFRESH = "run `quanmap db check --repair`, which works it out anew"
# Two releases of PROJ differ by 1e-8 m: whoever lies that near the limit may be in or out.
_LIMIT_DOUBT_M = 1e-4
_DISTANCE_TOLERANCE_M = 1e-3

_Points = NDArray[np.object_]
_Ids = NDArray[np.int64]
_Areas = list[tuple[int, BaseGeometry]]


def districts(session: Session) -> Iterator[Finding]:
    """Compare the district of every organization: the named one, else the one it lies in."""
    ids, points, tree = _organizations(session)
    columns = select(Organization.named_district_id, Organization.district_id)
    rows = session.execute(columns.order_by(Organization.id)).all()
    covering = _first_cover(tree, len(points), _areas(session, District))
    for identifier, (named, stored), found in zip(ids, rows, covering, strict=True):
        wanted = named if named is not None else found or None
        if stored != wanted:
            yield Finding(
                f"organizations {identifier}, district_id",
                f"it is {stored}, not {wanted}",
                _REFRESH,
            )


def memberships(session: Session) -> Iterator[Finding]:
    """Compare which organizations lie in which circle."""
    ids, points, tree = _organizations(session)
    areas = _areas(session, CommercialCircle)
    wanted: set[tuple[int, int]] = set()
    is_member = np.zeros(len(points), dtype=bool)
    for circle_id, boundary in areas:
        inside = tree.query(boundary, predicate="contains")
        is_member[inside] = True
        wanted |= {(circle_id, int(each)) for each in ids[inside]}
    for number, circle_id in enumerate(_first_cover(tree, len(points), areas)):
        if circle_id and not is_member[number]:
            wanted.add((int(circle_id), int(ids[number])))
    rows = session.execute(select(CircleMembership.circle_id, CircleMembership.organization_id))
    yield from _compared("circle_memberships", {(a, b) for a, b in rows}, wanted)


def stations(session: Session) -> Iterator[Finding]:
    """Compare the district and the circle of every station, and the district of every circle."""
    rows = session.execute(
        select(
            GuidanceStation.id,
            GuidanceStation.location,
            GuidanceStation.district_id,
            GuidanceStation.circle_id,
        ).order_by(GuidanceStation.id)
    ).all()
    points = np.array([location for _, location, _, _ in rows], dtype=np.object_)
    tree = shapely.STRtree(points)
    areas, circles = _areas(session, District), _areas(session, CommercialCircle)
    in_district = _first_cover(tree, len(points), areas)
    in_circle = _first_cover(tree, len(points), circles, "contains")
    on_circle = _first_cover(tree, len(points), circles)
    for (identifier, _, *stored), district, inside, line in zip(
        rows, in_district, in_circle, on_circle, strict=True
    ):
        wanted = [district or None, inside or line or None]
        for name, was, is_now in zip(("district_id", "circle_id"), stored, wanted, strict=True):
            if was != is_now:
                place = f"guidance_stations {identifier}, {name}"
                yield Finding(place, f"it is {was}, not {is_now}", _REFRESH)
    yield from _circles(session, areas, circles)


def _circles(session: Session, areas: _Areas, circles: _Areas) -> Iterator[Finding]:
    stored = dict(session.execute(select(CommercialCircle.id, CommercialCircle.district_id)).all())
    for circle_id, boundary in circles:
        shares = [
            (area.intersection(boundary).area, -identifier)
            for identifier, area in areas
            if area.intersects(boundary)
        ]
        wanted = -max(shares)[1] if shares else None
        if stored[circle_id] != wanted:
            place = f"commercial_circles {circle_id}, district_id"
            yield Finding(place, f"it is {stored[circle_id]}, not {wanted}", _REFRESH)


def services(session: Session) -> Iterator[Finding]:
    """Compare which organizations lie within the radius of which station, and how far."""
    ids, points, tree = _organizations(session)
    xy = np.full((len(points), 2), np.nan)
    is_placed = ~shapely.is_missing(points)
    xy[is_placed] = shapely.get_coordinates(points[is_placed])
    columns = (StationService.station_id, StationService.organization_id, StationService.distance_m)
    stored = {(a, b): distance_m for a, b, distance_m in session.execute(select(*columns))}
    wanted: dict[tuple[int, int], float] = {}
    doubtful: set[tuple[int, int]] = set()
    asked = select(GuidanceStation.id, GuidanceStation.location, GuidanceStation.service_radius_m)
    for station_id, place, radius_m in session.execute(asked).all():
        box = geodesic.box_around(place.x, place.y, radius_m + _LIMIT_DOUBT_M)
        near = tree.query(shapely.box(*box))
        distances_m = geodesic.distances_m(place.x, place.y, xy[near])
        for number, distance_m in zip(near, distances_m, strict=True):
            pair = (station_id, int(ids[number]))
            if distance_m <= radius_m:
                wanted[pair] = float(distance_m)
            if abs(distance_m - radius_m) <= _LIMIT_DOUBT_M:
                doubtful.add(pair)
    yield from _compared("station_services", set(stored) - doubtful, set(wanted) - doubtful)
    for pair in sorted(set(stored) & set(wanted)):
        if abs(stored[pair] - wanted[pair]) > _DISTANCE_TOLERANCE_M:
            fault = f"distance_m is {stored[pair]:.3f}, not {wanted[pair]:.3f}"
            yield Finding(f"station_services {pair[0]}, {pair[1]}", fault, _REFRESH)


def _compared(
    table: str, stored: set[tuple[int, int]], wanted: set[tuple[int, int]]
) -> Iterator[Finding]:
    for first, second in sorted(stored - wanted):
        yield Finding(f"{table} {first}, {second}", "it is there, but should not be", _REFRESH)
    for first, second in sorted(wanted - stored):
        yield Finding(f"{table} {first}, {second}", "it is not there, but should be", _REFRESH)


def _organizations(session: Session) -> tuple[_Ids, _Points, shapely.STRtree]:
    """Read all organizations by identifier: their points, None without one, and a tree of them."""
    raw = type_coerce(Organization.location, NullType)
    rows = session.execute(select(Organization.id, raw).order_by(Organization.id)).all()
    ids = np.array([identifier for identifier, _ in rows], dtype=np.int64)
    xy = spatial.decode_points([value for _, value in rows]).reshape(-1, 2)
    points = np.full(len(rows), None, dtype=np.object_)
    is_placed = np.isfinite(xy).all(axis=1)
    points[is_placed] = shapely.points(xy[is_placed])
    return ids, points, shapely.STRtree(points)


def _areas(session: Session, model: Any) -> _Areas:
    rows = session.execute(select(model.id, model.boundary).order_by(model.id))
    return [(identifier, boundary) for identifier, boundary in rows]


def _first_cover(
    tree: shapely.STRtree,
    n_points: int,
    areas: _Areas,
    predicate: Literal["covers", "contains"] = "covers",
) -> list[int]:
    """Return for each point the lowest identifier of the areas that hold it, 0 for none."""
    found = np.zeros(n_points, dtype=np.int64)
    for identifier, boundary in areas:
        held = tree.query(boundary, predicate=predicate)
        held = held[found[held] == 0]
        found[held] = identifier
    return [int(each) for each in found]
