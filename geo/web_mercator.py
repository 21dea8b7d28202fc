"""The square that web maps draw the world in: Web Mercator (EPSG:3857), nothing is measured in it.

Positions in it are shares of its side, x from the west and y from the north.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

ZOOM_MAX: Final = 24
LATITUDE_MAX_DEG: Final = 85.05112877980659
"""Where the square ends; what lies beyond is drawn on its edge."""

Floats = NDArray[np.float64]


def to_square(xy: Floats) -> Floats:
    """Give longitudes and latitudes in degrees, shape (n, 2), as shares of the square's side.

    ``y = 1/2 - ln((1 + sin lat) / (1 - sin lat)) / (4 pi)`` (spherical Mercator).
    """
    sine = np.sin(np.radians(np.clip(xy[:, 1], -LATITUDE_MAX_DEG, LATITUDE_MAX_DEG)))
    square = np.empty_like(xy)
    square[:, 0] = (xy[:, 0] + 180.0) / 360.0
    square[:, 1] = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)
    return square


def from_square(square: Floats) -> Floats:
    """Give shares of the square's side, shape (n, 2), as longitudes and latitudes in degrees."""
    xy = np.empty_like(square)
    xy[:, 0] = square[:, 0] * 360.0 - 180.0
    xy[:, 1] = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * square[:, 1]))))
    return xy
