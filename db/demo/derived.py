"""What follows from locations: who lies in which circle, whom each station can serve."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from db.demo.city import DemoCity
from geo.distance import coverage_matrix
from geo.geodesic import geodesic_m

_DECIMALS = 8
"""Distances are stored to 1e-8 m, as every write of a location does."""


class CircleMembershipRow(NamedTuple):
    """A row of `circle_memberships`."""

    circle_id: int
    organization_id: int


class StationServiceRow(NamedTuple):
    """A row of `station_services`."""

    station_id: int
    organization_id: int
    distance_m: float


def circle_membership_rows(city: DemoCity) -> list[CircleMembershipRow]:
    """Return who lies inside which circles; who lies on lines only is the lowest circle's."""
    xy = _locations(city)
    is_inside = np.zeros(len(xy), dtype=np.bool_)
    on_line: dict[int, int] = {}
    rows = []
    for circle in city.circles:
        shapely.prepare(circle.boundary)
        inside = shapely.contains_xy(circle.boundary, xy[:, 0], xy[:, 1])
        touching = shapely.intersects_xy(circle.boundary, xy[:, 0], xy[:, 1]) & ~inside
        is_inside |= inside
        rows += [CircleMembershipRow(circle.id, row + 1) for row in np.flatnonzero(inside).tolist()]
        for row in np.flatnonzero(touching).tolist():
            on_line.setdefault(row, circle.id)
    rows += [
        CircleMembershipRow(circle_id, row + 1)
        for row, circle_id in on_line.items()
        if not is_inside[row]
    ]
    return rows


def station_service_rows(city: DemoCity) -> list[StationServiceRow]:
    """Return every organization within each station's own radius (d <= S), with the distance."""
    xy = _locations(city)
    stations_xy = np.array([(each.location.x, each.location.y) for each in city.stations])
    radii_m = np.array([each.service_radius_m for each in city.stations])
    covered = coverage_matrix(xy, stations_xy, radii_m).tocsc()
    rows = []
    for column, station in enumerate(city.stations):
        members = np.sort(covered.indices[covered.indptr[column] : covered.indptr[column + 1]])
        distances_m = np.round(geodesic_m(stations_xy[column], xy[members]), _DECIMALS)
        rows += [
            StationServiceRow(station.id, row + 1, distance_m)
            for row, distance_m in zip(members.tolist(), distances_m.tolist(), strict=True)
        ]
    return rows


def _locations(city: DemoCity) -> NDArray[np.float64]:
    """Return longitudes and latitudes in degrees, shape (n, 2), NaN where not located."""
    points = np.array([each.location for each in city.organizations], dtype=object)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])
