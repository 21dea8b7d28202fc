"""Geodesic distances for p-median and p-center, measured pair by pair as needed."""

from __future__ import annotations

import numpy as np

from geo.geodesic import arc_m, ecef, geodesic_m
from geo.location.arrays import FloatArray, IntArray
from geo.location.distance_source import MeasuredSource

ARC_EXACT_UP_TO_M = 50_000.0
ARC_OF_A_CHORD = np.pi / 2.0 * 1.01  # at most, the ellipsoid's shape included


class EllipsoidSource(MeasuredSource):
    """Geodesics of the WGS 84 ellipsoid.

    Parameters
    ----------
    demand_deg, sites_deg : (m, 2) and (n, 2) arrays
        Longitude and latitude, all located.
    """

    def __init__(self, demand_deg: FloatArray, sites_deg: FloatArray) -> None:
        super().__init__(ecef(demand_deg), ecef(sites_deg), ARC_OF_A_CHORD)
        self.demand_deg, self.sites_deg = demand_deg, sites_deg

    def metres(self, points: IntArray, sites: IntArray) -> FloatArray:
        """Turn chords into arcs; beyond 50 km, where those are no longer exact, ask Karney."""
        shape, points, sites = points.shape, points.ravel(), sites.ravel()
        metres = arc_m(self.demand[points], self.sites[sites])
        far = np.flatnonzero(metres > ARC_EXACT_UP_TO_M)
        if len(far):
            metres[far] = geodesic_m(self.demand_deg[points[far]], self.sites_deg[sites[far]])
        return metres.reshape(shape)
