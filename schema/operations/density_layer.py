"""Where to look: hexagons with the organizations that no open station reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.repositories.filters import SpatialFilter
from geo.density import RESOLUTION, hex_density
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import ArgumentError
from schema.operations.questions import Network, Scope

# From these zooms on a hexagon of the next finer resolution is some 60 pixels wide.
_FINER_FROM_ZOOM = {6: 0, 7: 11, 8: 12, 9: 14}


@dataclass(frozen=True, slots=True)
class Hexagon:
    """A cell of the H3 grid, as a row; `id` is its name there."""

    id: str
    organizations: int
    unreached: int
    unreached_per_km2: float


def density_hexagons(
    study: CoverageStudy, spatial: SpatialFilter | None, zoom: int | None
) -> tuple[Sequence[Hexagon], NDArray[np.object_]]:
    """Give the hexagons that hold someone unreached, the one with most first, in WGS 84.

    Parameters
    ----------
    spatial : SpatialFilter, optional
        Of its district and its circle the organizations are counted; its areas are the caller's.
    zoom : int, optional
        The finer the map, the smaller the hexagons; 0.7 km2 where not given.

    Raises
    ------
    ArgumentError
        For the condition near, and for a district or a circle that there is not.
    """
    if spatial is not None and spatial.near is not None:
        raise ArgumentError("filter.near", "hexagons are not filtered by it; use bbox or within")
    scope = Scope()
    if spatial is not None and spatial.circle is not None:
        scope = Scope(circle_id=spatial.circle)
    elif spatial is not None:
        scope = Scope(adcode=spatial.district)
    rows = study.rows(scope)
    density = hex_density(
        study.organizations.xy[rows],
        study.service(Network()).is_reached[rows],
        resolution=_resolution(zoom),
    )
    kept = np.flatnonzero(density.unreached > 0.0)
    columns = (density.cells, density.demand, density.unreached, density.unreached_per_km2)
    hexagons = [
        Hexagon(f"{cell:x}", int(demand), int(unreached), per_km2)
        for cell, demand, unreached, per_km2 in zip(
            *(column[kept].tolist() for column in columns), strict=True
        )
    ]
    return hexagons, density.hexagons[kept]


def _resolution(zoom: int | None) -> int:
    if zoom is None:
        return RESOLUTION
    return max(resolution for resolution, first in _FINER_FROM_ZOOM.items() if zoom >= first)
