"""How often places are served: the regions that at least k of many polygons cover."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_MORTON_BITS = 16

Geometries = NDArray[np.object_]


def at_least(areas: Geometries, n_times: int) -> list[BaseGeometry]:
    """Give the regions covered at least 1, 2, ..., n times.

    Neighbours are merged in pairs, of which each holds its own regions: of two groups A and B the
    region covered k times is the union, over i + j = k, of what A covers i times and B covers j
    times (A_0 and B_0 are everywhere). With neighbours along a Z-order curve most merges are local,
    so that m areas need O(m log m) edges to be looked at, where all pairs need O(m2).

    Parameters
    ----------
    areas : object array (m,) of polygons
        Valid ones; equal ones count each, empty ones and None are left out.
    n_times : int
        1 or more.

    Returns
    -------
    list of n polygonal geometries
        Each inside the one before; empty where nothing is covered so often.

    Examples
    --------
    >>> squares = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])
    >>> [region.area for region in at_least(squares, 3)]
    [3.0, 1.0, 0.0]
    """
    nothing = np.array([shapely.Polygon()], dtype=np.object_)
    given = areas[~(shapely.is_missing(areas) | shapely.is_empty(areas))]
    if not len(given):
        return [nothing[0]] * n_times
    levels = [given[_z_order(given)]]
    levels += [np.repeat(nothing, len(given)) for _ in range(n_times - 1)]
    while len(levels[0]) > 1:
        if len(levels[0]) % 2:
            levels = [np.concatenate([level, nothing]) for level in levels]
        levels = _merged(levels)
    return [level[0] for level in levels]


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Give the polygons of a geometry without the points and lines where areas only touch."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.union_all(polygons) if len(polygons) else shapely.Polygon()


def _merged(levels: list[Geometries]) -> list[Geometries]:
    left, right = [level[0::2] for level in levels], [level[1::2] for level in levels]
    merged = []
    for k, (both_left, both_right) in enumerate(zip(left, right, strict=True)):
        region = shapely.union(both_left, both_right)
        for i in range(k):
            shared = _polygons_only(shapely.intersection(left[i], right[k - 1 - i]))
            region = shapely.union(region, shared)
        merged.append(region)
    return merged


def _polygons_only(geometries: Geometries) -> Geometries:
    """Drop points and lines of touching neighbours: overlays take none beside polygons."""
    kinds = shapely.get_type_id(geometries)
    areal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    for place in np.flatnonzero(~areal).tolist():
        geometries[place] = polygonal(geometries[place])
    return geometries


def _z_order(areas: Geometries) -> NDArray[np.int64]:
    bounds = shapely.bounds(areas)
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2.0
    span = max(float(np.ptp(centres, axis=0).max()), 1e-9)
    cells = ((centres - centres.min(axis=0)) / span * ((1 << _MORTON_BITS) - 1)).astype(np.int64)
    code = np.zeros(len(areas), dtype=np.int64)
    for bit in range(_MORTON_BITS):
        code |= ((cells[:, 0] >> bit) & 1) << (2 * bit) | ((cells[:, 1] >> bit) & 1) << (
            2 * bit + 1
        )
    return np.argsort(code, kind="stable")
