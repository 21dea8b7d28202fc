"""Shapes, hatches and symbols of still pictures, in matplotlib's terms."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.errors import StillError
from maps.language import Format, Text
from maps.layers import Label
from maps.palette import AreaStyle, Symbol
from maps.payload import Bounds

_MARKERS = {
    "circle": "o",
    "triangle": "^",
    "square": "s",
    "diamond": "D",
    "star": "*",
    "cross": "X",
    "ring": "o",
    "plus": "P",
}
LEAST_WIDTH_PX, MOST_WIDTH_PX = 300, 10_000
LEAST_DPI, MOST_DPI = 50, 600
SMALLEST_MARKER, LARGEST_MARKER = 7.0, 26.0
_UNITS = {"km2": (2, " km²"), "m": (0, " m"), "text": (0, "")}
_HATCHES = {"none": "", "lines": "////", "cross": "xx"}


def check_size(width_px: int, dpi: int) -> None:
    """Refuse a size out of range.

    Raises
    ------
    StillError
        With the value and the limits.
    """
    if not LEAST_WIDTH_PX <= width_px <= MOST_WIDTH_PX:
        raise StillError(f"width_px is {width_px}; take {LEAST_WIDTH_PX} to {MOST_WIDTH_PX}.")
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise StillError(f"dpi is {dpi}; take {LEAST_DPI} to {MOST_DPI}.")


def matplotlib_module(module: str) -> Any:
    """Return a module of matplotlib, which is asked for only when a picture is drawn."""
    try:
        return importlib.import_module(f"matplotlib.{module}")
    except ImportError as error:
        raise StillError(
            "PNG pictures need matplotlib; install quanmap with the extra 'png'."
        ) from error


def area_path(geometry: BaseGeometry) -> Any:
    """Return the polygons of a geometry as one path."""
    path = matplotlib_module("path").Path
    parts = shapely.get_parts(shapely.get_parts(geometry))
    rings = [
        ring
        for polygon in parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    # One path of all rings, each oriented by GeoJSON's rule, so that holes stay open.
    return path.make_compound_path(*(path(np.asarray(ring.coords), closed=True) for ring in rings))


def area_look(style: AreaStyle) -> dict[str, Any]:
    """Return the properties of a patch."""
    colors = matplotlib_module("colors")
    return {
        "facecolor": colors.to_rgba(style.fill, style.fill_opacity),
        "edgecolor": style.stroke,
        "linewidth": style.stroke_width * 0.5,
        "linestyle": "--" if style.stroke_dash else "-",
        "hatch": _hatch(style),
        "hatchcolor": colors.to_rgba(style.pattern_color, 0.5),
    }


def _hatch(style: AreaStyle) -> str:
    # Denser dots are smaller in matplotlib, as they are closer on the page.
    if style.pattern == "dots":
        return "." * min(3, max(2, round(35 / style.pattern_spacing)))
    return _HATCHES[style.pattern]


def figure_text(value: object, form: Format) -> Label:
    """Return a figure as the page shows it.

    Examples
    --------
    >>> figure_text(0.5337, "ratio"), figure_text(2393600.0, "cny"), figure_text(1941, "integer")
    ('53.4 %', '¥ 2,393,600', '1,941')
    """
    if isinstance(value, Text | str):
        return value
    if not isinstance(value, int | float):
        return str(value)
    if form == "integer":
        return f"{value:,.0f}"
    if form == "ratio":
        return f"{value * 100:.1f} %"
    if form == "cny":
        return f"¥ {value:,.0f}"
    digits, unit = _UNITS.get(form, (1, ""))
    return f"{value:,.{digits}f}{unit}"


def framed(bounds: Bounds, shape: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the limits of longitude and of latitude of a map around some bounds.

    Metres look alike in both directions at the middle of the map.

    Parameters
    ----------
    bounds : (west, south, east, north)
        In degrees.
    shape : float
        Height of the map divided by its width.
    """
    west, south, east, north = bounds
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    cosine = math.cos(math.radians(middle_y))
    half_x = max((east - west) / 2, (north - south) / 2 / shape / cosine, 1e-4) * 1.04
    half_y = half_x * cosine * shape
    return (middle_x - half_x, middle_x + half_x), (middle_y - half_y, middle_y + half_y)


def scale_length_m(width_m: float) -> float:
    """Return the length of a scale bar: 1, 2 or 5 times a power of ten, a quarter at most.

    Examples
    --------
    >>> scale_length_m(90_000.0)
    20000.0
    """
    power = 10.0 ** math.floor(math.log10(width_m / 4))
    return max(step * power for step in (1, 2, 5) if step * power <= width_m / 4)


def marker_size(height_km: float) -> float:
    """Return the size of a marker in square points on a map of a height.

    On a map of a whole city a kilometre is a few points; a large marker would hide whom it reaches.
    """
    return float(np.clip(LARGEST_MARKER * 30 / height_km, SMALLEST_MARKER, LARGEST_MARKER))


def point_size(n_points: int) -> float:
    """Return the size of each of n points in square points."""
    return float(np.clip(9000 / max(n_points, 1), 1.5, 14))


def point_look(symbol: Symbol, size: float) -> dict[str, Any]:
    """Return the properties of a scatter; `size` is in square points."""
    is_ring = symbol.shape == "ring"
    return {
        "marker": _MARKERS[symbol.shape],
        "s": size * symbol.scale**1.5,
        "facecolor": symbol.edge if is_ring else symbol.fill,
        "edgecolor": symbol.fill if is_ring else symbol.edge,
        "linewidth": 1.4 if is_ring else 0.25,
    }
