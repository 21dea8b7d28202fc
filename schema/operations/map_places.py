"""Where something is on a map of records."""

from __future__ import annotations

from shapely import Point

Place = tuple[float, float]
"""Longitude and latitude in degrees."""


def place_of(point: Point | None) -> Place | None:
    """Give longitude and latitude of a point; None where there is none."""
    return None if point is None else (point.x, point.y)
