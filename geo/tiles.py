"""Tiles of web maps: equal squares of the Web Mercator square, by zoom, column and row (XYZ).

At zoom z the world is 2^z by 2^z tiles; columns grow eastwards, rows southwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import UnknownTileError
from geo.web_mercator import ZOOM_MAX, from_square, to_square

EXTENT: Final = 4096
"""Units along a side of a tile, as the vector tile specification 2.1 has them by default."""
BUFFER: Final = 64
"""Units around a tile that are drawn too, so that no line ends at its side."""

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the grid.

    Parameters
    ----------
    zoom : int
        0 to 24.
    column, row : int
        From 0, below 2^zoom.

    Raises
    ------
    UnknownTileError
        The grid has no such tile.
    """

    zoom: int
    column: int
    row: int

    def __post_init__(self) -> None:
        """Refuse what the grid does not have."""
        if not 0 <= self.zoom <= ZOOM_MAX:
            raise UnknownTileError(f"zoom {self.zoom} is out of range; give 0 to {ZOOM_MAX}")
        last = 2**self.zoom - 1
        for name, value in (("column", self.column), ("row", self.row)):
            if not 0 <= value <= last:
                raise UnknownTileError(
                    f"{name} {value} is out of range; zoom {self.zoom} has 0 to {last}"
                )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, the buffer included."""
        margin = BUFFER / EXTENT
        corners = [
            [self.column - margin, self.row + 1 + margin],
            [self.column + 1 + margin, self.row - margin],
        ]
        square = np.clip(np.array(corners) / 2**self.zoom, 0.0, 1.0)
        (west, south), (east, north) = from_square(square).tolist()
        return west, south, east, north

    def units(self, xy: Floats) -> Floats:
        """Give longitudes and latitudes, shape (n, 2), in units from the north-western corner."""
        moved: Floats = (to_square(xy) * 2**self.zoom - (self.column, self.row)) * EXTENT
        return moved

    def drawn(self, geometries: Geometries) -> Geometries:
        """Give geometries of degrees in the tile's units, cut to the tile and its buffer.

        Lines are simplified to half a unit; what has nothing in the tile is empty.
        """
        moved = shapely.transform(geometries, self.units)
        low, high = -BUFFER, EXTENT + BUFFER
        cut = shapely.clip_by_rect(moved, low, low, high, high)
        simple: Geometries = shapely.simplify(cut, 0.5, preserve_topology=True)
        return simple
