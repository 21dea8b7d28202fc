"""Proposed commercial circles: where organizations stand close, with a boundary around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import M2_PER_KM2
from geo.dbscan import dbscan
from geo.errors import InvalidRadiusError
from geo.geodesic import is_located
from geo.multiplicity import polygonal

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]

REACH_M = 300.0
N_ORGANIZATIONS_MIN = 20

_CONCAVITY_RATIO = 0.2
_MARGIN_OF_REACH = 1.0 / 6.0
_N_HULL_POINTS_MAX = 20_000
_SHARED_RATIO_MIN = 0.5


@dataclass(frozen=True)
class ProposedCircle:
    """A proposed circle.

    Attributes
    ----------
    boundary : polygonal geometry
        In metres; it covers every member.
    members : int64 array
        The numbers of its organizations, ascending.
    area_km2 : float
    existing : int or None
        The number of the existing circle that it amounts to.
    """

    boundary: BaseGeometry
    members: NDArray[np.int64]
    area_km2: float
    existing: int | None


def proposed_circles(
    xy_m: Floats,
    district: BaseGeometry,
    *,
    existing: Geometries | None = None,
    reach_m: float = REACH_M,
    n_min: int = N_ORGANIZATIONS_MIN,
) -> list[ProposedCircle]:
    """Propose circles around organizations that stand close together.

    The organizations in the district are clustered by DBSCAN; each cluster of `n_min` or more gets
    the concave hull of its members (Duckham et al. 2008, of a fifth of the longest edges), widened
    by a sixth of the reach and cut to the district.

    Parameters
    ----------
    xy_m : array (n, 2)
        Organizations in plane metres; unlocated ones (NaN) and those outside belong to none.
    district : polygonal geometry
        In the same metres.
    existing : object array of polygons, optional
        Existing circles. A proposal amounts to the one that it shares most area with, if that is
        half of either's area or more; of equals the first counts.
    reach_m, n_min : float, int
        How near neighbours stand (d <= reach_m), and how many make a circle.

    Returns
    -------
    list of ProposedCircle
        The one with most members first; ties by the lowest member. Boundaries of neighbours can
        overlap at their margins.
    """
    if not (reach_m > 0.0 and np.isfinite(reach_m)) or n_min < 1:
        raise InvalidRadiusError(
            f"reach {reach_m} m, at least {n_min}: give a reach over 0 m and 1 organization or more"
        )
    shapely.prepare(district)
    located = np.flatnonzero(is_located(xy_m))
    inside = located[shapely.intersects_xy(district, xy_m[located, 0], xy_m[located, 1])]
    labels = dbscan(xy_m[inside], reach_m, n_min)
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max(initial=-1) + 1))
    circles = []
    for rows in np.split(order, starts)[1:]:
        members = inside[rows]
        if len(members) < n_min:
            continue
        boundary = _boundary(xy_m[members], district, reach_m)
        match = None if existing is None else _match(boundary, existing)
        circles.append(ProposedCircle(boundary, members, boundary.area / M2_PER_KM2, match))
    return sorted(circles, key=lambda circle: (-len(circle.members), int(circle.members[0])))


def _boundary(xy_m: Floats, district: BaseGeometry, reach_m: float) -> BaseGeometry:
    margin_m = reach_m * _MARGIN_OF_REACH
    if len(xy_m) > _N_HULL_POINTS_MAX:
        # One point a cell, whose diagonal the margin holds, spares the hull the crowd.
        cells = np.floor(xy_m / (margin_m / 2.0))
        xy_m = xy_m[np.unique(cells, axis=0, return_index=True)[1]]
    hull = shapely.concave_hull(shapely.MultiPoint(xy_m), ratio=_CONCAVITY_RATIO)
    return polygonal(shapely.intersection(shapely.buffer(hull, margin_m), district))


def _match(boundary: BaseGeometry, existing: Geometries) -> int | None:
    shared = np.nan_to_num(shapely.area(shapely.intersection(boundary, existing)))
    if not len(shared) or shared.max() <= 0.0:
        return None
    best = int(np.argmax(shared))
    smaller = min(boundary.area, existing[best].area)
    return best if shared[best] >= _SHARED_RATIO_MIN * smaller else None
