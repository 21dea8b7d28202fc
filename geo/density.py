"""Where to look: the density of organizations that no station reaches, on hexagons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import ArrayShapeError
from geo.geodesic import is_located

Floats = NDArray[np.float64]

RESOLUTION = 8
_RESOLUTION_MAX = 15


@dataclass(frozen=True)
class HexDensity:
    """Hexagons that hold organizations, the one with most unreached ones first.

    Attributes
    ----------
    cells : uint64 array (c,)
        H3 cell numbers.
    hexagons : object array (c,) of polygons
        In WGS 84 degrees.
    demand, unreached : float64 arrays (c,)
        The weight of all organizations in the cell and of those not reached.
    unreached_per_km2 : float64 array (c,)
        Over the cell's own area on the sphere.
    """

    cells: NDArray[np.uint64]
    hexagons: NDArray[np.object_]
    demand: Floats
    unreached: Floats
    unreached_per_km2: Floats


def hex_density(
    points_deg: Floats,
    is_reached: NDArray[np.bool_],
    weights: ArrayLike | None = None,
    *,
    resolution: int = RESOLUTION,
) -> HexDensity:
    """Count organizations in the hexagons of the H3 grid (Uber 2018).

    Parameters
    ----------
    points_deg : array (n, 2)
        WGS 84 degrees; unlocated points (NaN) lie in no hexagon.
    is_reached : bool array (n,)
    weights : array (n,), optional
        1 each by default.
    resolution : int
        0 to 15; 8 has hexagons of 0.7 km2, 9 of 0.1 km2.

    Returns
    -------
    HexDensity
        Most unreached first, ties by the cell number; empty without located points.

    Examples
    --------
    >>> points = np.array([[101.78, 36.62], [101.78, 36.62], [101.90, 36.70]])
    >>> density = hex_density(points, np.array([False, False, True]))
    >>> density.demand.tolist(), density.unreached.tolist()
    ([2.0, 1.0], [2.0, 0.0])
    """
    import h3.api.basic_int as h3  # type: ignore[import-untyped]  # noqa: PLC0415, used here alone

    if not 0 <= resolution <= _RESOLUTION_MAX:
        raise ArrayShapeError(f"resolution {resolution} is none of H3's; give 0 to 15")
    given = np.ones(len(points_deg)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not (len(points_deg) == len(is_reached) == len(given)):
        raise ArrayShapeError(
            f"{len(points_deg)} points, {len(is_reached)} flags, {len(given)} weights: give as many"
        )
    located = np.flatnonzero(is_located(points_deg))
    longitudes, latitudes = points_deg[located].T.tolist()
    numbers = [
        h3.latlng_to_cell(latitude, longitude, resolution)
        for longitude, latitude in zip(longitudes, latitudes, strict=True)
    ]
    cells, inverse = np.unique(np.array(numbers, dtype=np.uint64), return_inverse=True)
    demand, unreached = np.zeros(len(cells)), np.zeros(len(cells))
    np.add.at(demand, inverse, given[located])
    np.add.at(unreached, inverse, np.where(is_reached[located], 0.0, given[located]))
    order = np.lexsort((cells, -unreached))
    cells, demand, unreached = cells[order], demand[order], unreached[order]
    areas_km2 = np.array([h3.cell_area(cell, unit="km^2") for cell in cells.tolist()])
    hexagons = np.empty(len(cells), dtype=np.object_)
    for place, cell in enumerate(cells.tolist()):
        hexagons[place] = shapely.Polygon([(x, y) for y, x in h3.cell_to_boundary(cell)])
    return HexDensity(cells, hexagons, demand, unreached, unreached / areas_km2)
