"""Demand spread over polygons: served in part, exactly, by cutting them at the service areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, ceil, pi, sin, sqrt
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import ArrayLike

from geo.location.arrays import FloatArray, IntArray
from geo.location.coverage_matrix import coverage_by_distance
from geo.location.problem import check_points, check_weights
from geo.location.sparse import CsrMatrix, csr

LARGEST_SAGITTA_M = 0.1

Area: TypeAlias = shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True, eq=False)
class PolygonDemand:
    """Pieces of polygons that every site serves wholly or not at all.

    Attributes
    ----------
    coverage_matrix : (k, n) CSR of 0 and 1
    weights : (k,) float64, the polygon's weight times the piece's share of its area
    polygon_of_piece : (k,) int64
    """

    coverage_matrix: CsrMatrix
    weights: FloatArray
    polygon_of_piece: IntArray


def divide_polygons(
    polygons: Sequence[Area],
    weights: ArrayLike | None,
    sites_xy: ArrayLike,
    service_radius_m: float,
) -> PolygonDemand:
    """Cut polygons along the circles around sites; a covering problem on the pieces is exact.

    The weight of a polygon is spread evenly over its area, and a plan serves the share of the area
    that its service areas cover together. Circles are polygons of their disc's own area with
    segments under 0.1 m off.

    Parameters
    ----------
    polygons : sequence of shapely Polygon or MultiPolygon
        In metres; a polygon without area counts nothing.
    weights : (m,) array, optional
    sites_xy : (n, 2) array
    service_radius_m : float

    Returns
    -------
    PolygonDemand
        Its matrix and weights make a `MaximalCovering` or `SetCovering`.
    """
    values = check_weights(weights, len(polygons))
    sites = check_points("sites_xy", sites_xy)
    discs = np.array([service_disc(x, y, service_radius_m) for x, y in sites], dtype=object)
    tree = shapely.STRtree(discs)
    inside: list[shapely.Point] = []
    shares: list[float] = []
    owners: list[int] = []
    for number, polygon in enumerate(polygons):
        if polygon.area <= 0:
            continue
        near = tree.query(polygon, predicate="intersects")
        for piece in _pieces(polygon, [discs[j] for j in near]):
            inside.append(piece.representative_point())
            shares.append(values[number] * piece.area / polygon.area)
            owners.append(number)
    places = shapely.get_coordinates(inside) if inside else np.zeros((0, 2))
    matrix = _matrix(places, inside, tree, sites, service_radius_m)
    return PolygonDemand(matrix, np.asarray(shares), np.asarray(owners, dtype=np.int64))


def service_disc(x: float, y: float, radius: float) -> shapely.Polygon:
    """Return a regular polygon of the disc's area with segments under 0.1 m from the circle."""
    if radius <= 0:
        return shapely.Polygon()
    ratio = min(LARGEST_SAGITTA_M / radius, 1.0)
    corners = max(16, ceil(pi / acos(1 - ratio))) if ratio < 1 else 16
    outer = radius * sqrt(2 * pi / (corners * sin(2 * pi / corners)))
    angles = np.arange(corners) * (2 * pi / corners)
    return shapely.Polygon(
        np.column_stack([x + outer * np.cos(angles), y + outer * np.sin(angles)])
    )


def _pieces(polygon: Area, discs: list[shapely.Polygon]) -> list[shapely.Polygon]:
    """Return the faces of the arrangement of the discs' rims inside a polygon."""
    rims = [disc.exterior.intersection(polygon) for disc in discs if not disc.contains(polygon)]
    lines = shapely.union_all([polygon.boundary, *rims])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines).tolist()))
    shapely.prepare(polygon)
    return [face for face in faces if polygon.contains(face.representative_point())]


def _matrix(
    places: FloatArray,
    inside: list[shapely.Point],
    tree: shapely.STRtree,
    sites: FloatArray,
    radius: float,
) -> CsrMatrix:
    if not inside:
        return coverage_by_distance(places, sites, radius)
    rows, columns = tree.query(inside, predicate="intersects")
    ones = np.ones(len(rows), dtype=np.int8)
    return csr((ones, (rows, columns)), shape=(len(inside), len(sites)))
