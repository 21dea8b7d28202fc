"""How well a reading of a file's coordinates agrees with the districts that its rows name.

A row is right with the probability 1 - e, and then its named district's boundary holds it, as far
as the boundary is drawn right: with the probability Phi(s / g), where s is how far inside it lies
and g how far off boundaries are. Else its district is drawn from all that the file names. The
likelihood of a reading is the product over rows, at its best e and g. Readings a few hundred metres
apart differ only in the rows near a boundary, and those decide (a paired comparison).
"""

from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Geometries = NDArray[np.object_]

NEAR_M = 800.0
"""Beyond, a row is as good as anywhere inside or outside."""

_METRES_PER_DEGREE = 111_195.0
_BOUNDARY_ERRORS_M = (1.0, 30.0, 60.0, 120.0)
_ERROR_RATIOS = (0.001, 0.003, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6)


@dataclass(frozen=True, eq=False)
class FlatCity:
    """The districts in metres on a plane: exact to 1 % over a city, which is enough to compare.

    Attributes
    ----------
    boundaries : object array (z,) of polygons in metres
    scale : float64 array (2,)
        Metres per degree to the east and to the north.
    """

    boundaries: Geometries
    scale: Floats

    def metres(self, xy_deg: Floats) -> Floats:
        """Give the metres of WGS 84 positions (n, 2)."""
        return xy_deg * self.scale


def flat_city(boundaries: Geometries) -> FlatCity:
    """Lay the boundaries (WGS 84 degrees) on a plane."""
    _, south, _, north = shapely.total_bounds(boundaries).tolist()
    narrowing = np.cos(np.radians((south + north) / 2.0))
    scale = np.array([_METRES_PER_DEGREE * narrowing, _METRES_PER_DEGREE])
    flat = shapely.transform(boundaries, lambda xy: xy * scale)
    shapely.prepare(flat)
    return FlatCity(flat, scale)


def is_in_named(city: FlatCity, xy_m: Floats, named: Numbers) -> NDArray[np.bool_]:
    """Say of each row whether the district that it names holds it; not where it has no place."""
    inside = np.zeros(len(xy_m), dtype=np.bool_)
    for number in np.unique(named):
        rows = np.flatnonzero(named == number)
        inside[rows] = shapely.intersects_xy(city.boundaries[number], xy_m[rows, 0], xy_m[rows, 1])
    return inside


def depths_m(city: FlatCity, xy_m: Floats, named: Numbers) -> Floats:
    """Give how far inside its named district each row lies; outside less than 0.

    At most `NEAR_M` either way, and -`NEAR_M` for a row without a place.
    """
    depths = np.where(is_in_named(city, xy_m, named), NEAR_M, -NEAR_M)
    located = np.isfinite(xy_m).all(axis=1)
    for number in np.unique(named):
        line = shapely.boundary(city.boundaries[number])
        shapely.prepare(line)
        rows = np.flatnonzero((named == number) & located)
        points = np.asarray(shapely.points(xy_m[rows]), dtype=np.object_).reshape(-1)
        near = shapely.dwithin(line, points, NEAR_M)
        distance = shapely.distance(line, points[near])
        depths[rows[near]] = np.sign(depths[rows[near]]) * distance
    return depths


def row_evidence(depths: Floats, named: Numbers, n_districts: int) -> Floats:
    """Give the logarithm of each row's likelihood, at the best error rates.

    Parameters
    ----------
    depths : float64 array (n,)
        Of one reading, from `depths_m`.
    named : int64 array (n,)
    n_districts : int
    """
    shares = np.bincount(named, minlength=n_districts)[named] / len(named)
    best: Floats = np.full(len(named), -np.inf)
    best_sum = -np.inf
    for boundary_error_m in _BOUNDARY_ERRORS_M:
        held = scipy.special.ndtr(depths / boundary_error_m)
        for error_ratio in _ERROR_RATIOS:
            evidence = np.log((1.0 - error_ratio) * held + error_ratio * shares)
            if (total := float(evidence.sum())) > best_sum:
                best, best_sum = evidence, total
    return best


def strongest_spot(evidence: Floats, xy_m: Floats, cell_m: float) -> float:
    """Give the largest sum of evidence in one square cell; at least 0.

    One large building on a boundary that is drawn wrong must not decide for a whole file.
    """
    cells = np.floor(np.nan_to_num(xy_m, nan=0.0, posinf=0.0, neginf=0.0) / cell_m)
    _, owners = np.unique(cells.astype(np.int64), axis=0, return_inverse=True)
    return float(np.bincount(owners.ravel(), evidence).max(initial=0.0))
