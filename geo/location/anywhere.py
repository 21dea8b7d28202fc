"""Where a site may stand anywhere: the finite set of places that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import scipy
import shapely
from numpy.typing import ArrayLike

from geo.location.arrays import FloatArray
from geo.location.errors import InvalidProblemError
from geo.location.problem import check_points
from geo.location.sparse import CsrMatrix, csr

# A crossing lies at the radius of two circles only up to rounding, so it is let in by this much.
TOLERANCE_RATIO = 1e-9


@dataclass(frozen=True, eq=False)
class AnywhereCandidates:
    """Places that together allow every best choice, and whom each reaches.

    Attributes
    ----------
    sites_xy : (n, 2) float64
    coverage_matrix : (m, n) CSR of 0 and 1; give it to the problem, so that a point exactly at
        the radius stays served whatever rounding does to the place.
    """

    sites_xy: FloatArray
    coverage_matrix: CsrMatrix


def anywhere_candidates(
    demand_xy: ArrayLike,
    service_radius_m: float,
    allowed: shapely.Geometry | None = None,
) -> AnywhereCandidates:
    """Find the circle-intersection points (Church 1984) that no other one makes needless.

    Whatever a site in the plane reaches, some crossing of two circles of the service radius around
    demand points reaches too, or a demand point itself. Inside an allowed area the crossings of
    circles with its boundary and its vertices join them. Places that reach the same are one, at
    their mean where that is allowed; places that reach a part of what another does are dropped.

    Parameters
    ----------
    demand_xy : (m, 2) array
        Metres in one projected CRS.
    service_radius_m : float
        Positive; a point exactly at it is served.
    allowed : shapely Polygon or MultiPolygon, optional
        Where sites may stand, its boundary included.

    Raises
    ------
    InvalidProblemError
        For a radius that is not positive.
    """
    if not service_radius_m > 0:
        raise InvalidProblemError(f"service_radius_m is {service_radius_m}; give a positive radius")
    points = check_points("demand_xy", demand_xy)
    places = _places(points, service_radius_m, allowed)
    if len(points) == 0 or len(places) == 0:
        return AnywhereCandidates(np.zeros((0, 2)), csr((len(points), 0), dtype=np.int8))
    tree = scipy.spatial.cKDTree(points)
    reach = service_radius_m * (1 + TOLERANCE_RATIO)
    sets = cast("list[list[int]]", tree.query_ball_point(places, reach, return_sorted=True))
    members: dict[tuple[int, ...], list[int]] = {}
    for place, found in enumerate(sets):
        if found:
            members.setdefault(tuple(found), []).append(place)
    kept = maximal_sets(list(members))
    sites = np.array([_meeting_place(places[members[group]], allowed) for group in kept])
    rows = np.concatenate([np.asarray(group, dtype=np.int64) for group in kept])
    columns = np.repeat(np.arange(len(kept)), [len(group) for group in kept])
    ones = np.ones(len(rows), dtype=np.int8)
    matrix = csr((ones, (rows, columns)), shape=(len(points), len(kept)))
    return AnywhereCandidates(sites.reshape(-1, 2), matrix)


def circle_crossings(points: FloatArray, radius: float) -> FloatArray:
    """Return where circles of one radius around points cross, two a pair; duplicates have none."""
    pairs = scipy.spatial.cKDTree(points).query_pairs(
        2 * radius * (1 + TOLERANCE_RATIO), output_type="ndarray"
    )
    first, second = points[pairs[:, 0]], points[pairs[:, 1]]
    between = second - first
    distance = np.hypot(between[:, 0], between[:, 1])
    apart = distance > 0
    first, between, distance = first[apart], between[apart], distance[apart]
    height = np.sqrt(np.maximum(radius**2 - distance**2 / 4, 0.0))
    normal = np.column_stack([-between[:, 1], between[:, 0]]) / distance[:, None]
    middle = first + between / 2
    return np.concatenate([middle + normal * height[:, None], middle - normal * height[:, None]])


def _places(points: FloatArray, radius: float, allowed: shapely.Geometry | None) -> FloatArray:
    if len(points) == 0:
        return points
    places = np.concatenate([points, circle_crossings(points, radius)])
    if allowed is None:
        return places
    shapely.prepare(allowed)
    inside = places[shapely.intersects_xy(allowed, places[:, 0], places[:, 1])]
    # A circle around a hole that holds its centre meets no boundary: one of its points stands in.
    rims = points + np.array([radius, 0.0])
    rims = rims[shapely.intersects_xy(allowed, rims[:, 0], rims[:, 1])]
    vertices = shapely.get_coordinates(allowed)
    return np.concatenate([inside, rims, vertices, boundary_crossings(points, radius, allowed)])


def boundary_crossings(points: FloatArray, radius: float, allowed: shapely.Geometry) -> FloatArray:
    """Return where circles around points cross the straight edges of an area's boundary."""
    found = [np.zeros((0, 2))]
    for ring in shapely.get_parts(shapely.get_rings(shapely.get_parts(allowed))):
        corners = shapely.get_coordinates(ring)
        for start, end in pairwise(corners):
            step = end - start
            length = float(step @ step)
            if length == 0.0:
                continue
            along = ((points - start) @ step) / length
            foot = start + along[:, None] * step
            gap = radius**2 - ((points - foot) ** 2).sum(axis=1)
            reach = np.sqrt(np.maximum(gap, 0.0) / length)
            for side in (-1.0, 1.0):
                share = along + side * reach
                hit = (gap >= 0) & (share >= 0) & (share <= 1)
                found.append(start + share[hit, None] * step)
    return np.concatenate(found)


def maximal_sets(sets: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the sets that no other one contains, in a fixed order."""
    holders: dict[int, set[int]] = {}
    kept: list[tuple[int, ...]] = []
    for group in sorted(sets, key=lambda members: (-len(members), members)):
        lists = [holders.get(member) for member in group]
        if all(lists):
            common = set.intersection(*sorted((x for x in lists if x), key=len))
            if common:
                continue
        for member in group:
            holders.setdefault(member, set()).add(len(kept))
        kept.append(group)
    return kept


def _meeting_place(places: FloatArray, allowed: shapely.Geometry | None) -> FloatArray:
    """Return the mean of places that reach the same: discs are convex, so it reaches that too."""
    mean: FloatArray = places.mean(axis=0)
    if allowed is None or shapely.intersects_xy(allowed, mean[0], mean[1]):
        return mean
    first: FloatArray = places[0]
    return first
