"""How stations reach people: in a straight line, or along the roads; one interface for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import scipy
from numpy.typing import NDArray

from geo.crs import MetricCrs
from geo.distance import arc_m, coverage_matrix, ecef
from geo.geodesic import geodesic_m, is_located
from geo.network import TOO_FAR_M, RoadNetwork, Snapped
from geo.network_distance import (
    nearest_station_on_network,
    network_coverage_matrix,
    network_distances_m,
)
from geo.reach import reach_and_distance
from geo.service_area import service_areas
from geo.walking_area import walking_areas

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Geometries = NDArray[np.object_]

_ARC_EXACT_UP_TO_M = 50_000.0


@dataclass(frozen=True, eq=False)
class Snapping:
    """Who is too far from every road to be on the way: such reach nobody and are not reached.

    Attributes
    ----------
    limit_m : float
        How far a place may be from a road.
    organizations, stations : int64 arrays
        Rows of those beyond it that are located; ascending.
    mean_access_m : float or None
        The mean way from the other organizations to their roads; None without any.
    """

    limit_m: float
    organizations: NDArray[np.int64]
    stations: NDArray[np.int64]
    mean_access_m: float | None


class Way(Protocol):
    """What reaching means; points (n, 2) and stations (m, 2) in WGS 84 degrees, radii (m,)."""

    def reach(self, points: Floats, stations: Floats, radii_m: Floats) -> tuple[Flags, Floats]:
        """Say who is reached (d <= S), and how far the nearest station is; NaN where none is."""

    def coverage_matrix(
        self, points: Floats, stations: Floats, radii_m: Floats
    ) -> scipy.sparse.csr_array:
        """Give a[i, j], whether station j reaches point i."""

    def distances(self, points: Floats, stations: Floats) -> Floats:
        """Give all distances in metres, (n, m); infinite where no way leads."""

    def areas(self, stations: Floats, radii_m: Floats, projection: MetricCrs) -> Geometries:
        """Give the service areas in metres of a projection."""

    def snapping(self, points: Floats, stations: Floats) -> Snapping | None:
        """Tell who is off the roads; None where there are none to be on."""


class StraightWay:
    """As the crow flies, on the ellipsoid."""

    def reach(self, points: Floats, stations: Floats, radii_m: Floats) -> tuple[Flags, Floats]:
        """Measure straight distances."""
        return reach_and_distance(points, stations, radii_m)

    def coverage_matrix(
        self, points: Floats, stations: Floats, radii_m: Floats
    ) -> scipy.sparse.csr_array:
        """Compare straight distances."""
        return coverage_matrix(points, stations, radii_m)

    def distances(self, points: Floats, stations: Floats) -> Floats:
        """Give all straight distances; points and stations are located."""
        points_xyz, stations_xyz = ecef(points), ecef(stations)
        metres = np.empty((len(points), len(stations)))
        for number, station in enumerate(stations_xyz):
            column = arc_m(points_xyz, np.broadcast_to(station, points_xyz.shape))
            far = np.flatnonzero(column > _ARC_EXACT_UP_TO_M)
            column[far] = geodesic_m(points[far], stations[number])
            metres[:, number] = column
        return metres

    def areas(self, stations: Floats, radii_m: Floats, projection: MetricCrs) -> Geometries:
        """Give discs."""
        return service_areas(stations, radii_m, projection)

    def snapping(
        self,
        points: Floats,  # noqa: ARG002 (the interface's)
        stations: Floats,  # noqa: ARG002
    ) -> None:
        """Give nothing: a straight line needs no road."""
        return


@dataclass(eq=False)
class RoadWay:
    """Along the roads of a network, with the ways to and from them."""

    network: RoadNetwork
    _snapped: list[tuple[Floats, Snapped]] = field(default_factory=list)

    def reach(self, points: Floats, stations: Floats, radii_m: Floats) -> tuple[Flags, Floats]:
        """Measure shortest paths."""
        at_points, at_stations = self._snap(points), self.network.snap(stations)
        covers = network_coverage_matrix(self.network, at_points, at_stations, radii_m)
        _, metres = nearest_station_on_network(self.network, at_points, at_stations)
        return np.diff(covers.indptr) > 0, np.where(np.isfinite(metres), metres, np.nan)

    def coverage_matrix(
        self, points: Floats, stations: Floats, radii_m: Floats
    ) -> scipy.sparse.csr_array:
        """Compare shortest paths."""
        return network_coverage_matrix(
            self.network, self._snap(points), self.network.snap(stations), radii_m
        )

    def distances(self, points: Floats, stations: Floats) -> Floats:
        """Give all shortest paths."""
        return network_distances_m(self.network, self._snap(points), self.network.snap(stations))

    def areas(self, stations: Floats, radii_m: Floats, projection: MetricCrs) -> Geometries:
        """Give the walking areas (步行范围) around what is walked."""
        own = walking_areas(self.network, self.network.snap(stations), radii_m)
        if projection == self.network.crs:
            return own
        return projection.project(self.network.crs.unproject(own))

    def snapping(self, points: Floats, stations: Floats) -> Snapping:
        """Tell who is too far from every road."""
        at_points = self._snap(points)
        off_points = at_points.is_too_far & is_located(points)
        off_stations = self.network.snap(stations).is_too_far
        access_m = at_points.access_m[~at_points.is_too_far]
        return Snapping(
            TOO_FAR_M,
            np.flatnonzero(off_points),
            np.flatnonzero(off_stations),
            float(access_m.mean()) if len(access_m) else None,
        )

    def _snap(self, points: Floats) -> Snapped:
        """Snap points, and remember those of the last array: a study asks of the same again."""
        for known, snapped in self._snapped:
            if known is points:
                return snapped
        snapped = self.network.snap(points)
        self._snapped[:] = [(points, snapped)]
        return snapped
