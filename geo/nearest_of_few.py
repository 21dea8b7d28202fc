"""The nearest of few stations by looking at every pair, for which no tree has to be loaded.

Up to these numbers it takes no longer than SciPy's KD-tree, and the server of most cities never
needs more; the tree, with all that its package imports, would hold 33 MB of each worker.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.geodesic import Floats

N_PAIRS_MAX: Final = 4_000_000
N_STATIONS_MAX: Final = 128

_N_POINTS_AT_ONCE: Final = 1 << 13


def are_few(n_points: int, n_stations: int) -> bool:
    """Tell whether there are so few pairs of points and stations that all can be looked at."""
    return n_stations <= N_STATIONS_MAX and n_points * n_stations <= N_PAIRS_MAX


def nearest_of_few(xyz: Floats, stations_xyz: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Give the chord from each point to its nearest station, and that station's number.

    Parameters
    ----------
    xyz : array (n, 3)
        Earth-centred coordinates in metres.
    stations_xyz : array (m, 3)
        One station or more; of two equally near ones the first is given.

    Returns
    -------
    chords_m : float64 array (n,)
    numbers : int64 array (n,)

    Examples
    --------
    >>> chords_m, numbers = nearest_of_few(np.array([[3.0, 4.0, 0.0]]), np.eye(3) * [0.0, 4.0, 9.0])
    >>> chords_m.tolist(), numbers.tolist()
    ([3.0], [1])
    """
    chords_m, numbers = np.empty(len(xyz)), np.empty(len(xyz), dtype=np.int64)
    for start in range(0, len(xyz), _N_POINTS_AT_ONCE):
        rows = slice(start, start + _N_POINTS_AT_ONCE)
        x, y, z = np.ascontiguousarray(xyz[rows].T)
        least, nearest = np.full(len(x), np.inf), np.zeros(len(x), dtype=np.int64)
        for number, (station_x, station_y, station_z) in enumerate(stations_xyz.tolist()):
            squared = (x - station_x) ** 2 + (y - station_y) ** 2 + (z - station_z) ** 2
            nearest[squared < least] = number
            np.minimum(least, squared, out=least)
        chords_m[rows], numbers[rows] = np.sqrt(least), nearest
    return chords_m, numbers
