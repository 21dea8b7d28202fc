"""Geometries drawn for a map's zoom: simplified, rounded, without what is below a pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import from_wgs84, metric_crs
from geo.geojson import geojson_from_geometry
from schema.operations.layers import FeatureQuestion, MapLayer
from schema.operations.shapes import PRECISION_DEFAULT

Geometries = NDArray[np.object_]

# Of one pixel of a 256-pixel Web Mercator tile of zoom 0, at the equator.
_PIXEL_M = 156_543.03392804097
_DEGREE_M = 111_320.0


def drawn(areas: Geometries, question: FeatureQuestion) -> Iterator[dict[str, Any]]:
    """Give geometries as GeoJSON, simplified to the zoom and in the asked coordinate system."""
    if question.zoom is not None and len(areas) and areas[0].geom_type != "Point":
        west, south, east, north = shapely.total_bounds(areas).tolist()
        projection = metric_crs((west, south, east, north), areal_error_max=0.0)
        pixel_m = _PIXEL_M * math.cos(math.radians((south + north) / 2.0)) / 2**question.zoom
        lines = projection.project(areas)
        if question.layer is MapLayer.DISTRICTS:
            # Neighbours keep their common line. The tolerance is the root of an area there.
            lines = shapely.coverage_simplify(lines, pixel_m / 2.0)
        else:
            lines = shapely.simplify(lines, pixel_m / 2.0, preserve_topology=True)
            lines = np.array(
                [_without_specks(line, pixel_m**2) for line in lines], dtype=np.object_
            )
        areas = projection.unproject(lines)
    precision = decimals(question)
    for area in from_wgs84(areas, question.crs):
        yield geojson_from_geometry(area, precision)


def _without_specks(area: BaseGeometry, pixel_m2: float) -> BaseGeometry:
    """Drop the parts and the holes below a pixel; the largest part stays, so that none is lost."""
    if not isinstance(area, Polygon | MultiPolygon) or area.is_empty:
        return area
    parts = shapely.get_parts(area)
    sizes_m2 = shapely.area(parts)
    kept = parts[(sizes_m2 >= pixel_m2) | (sizes_m2 == sizes_m2.max(initial=0.0))]
    filled = [
        Polygon(
            part.exterior,
            [hole for hole in part.interiors if Polygon(hole).area >= pixel_m2],
        )
        for part in kept
    ]
    return filled[0] if isinstance(area, Polygon) else MultiPolygon(filled)


def decimals(question: FeatureQuestion) -> int:
    """Give the decimals of a degree that a question asks for or its zoom shows, 7 at most."""
    if question.precision is not None:
        return question.precision
    if question.zoom is None:
        return PRECISION_DEFAULT
    pixel_deg = _PIXEL_M / _DEGREE_M / 2**question.zoom
    return min(max(math.ceil(-math.log10(pixel_deg / 2.0)), 0), PRECISION_DEFAULT)
