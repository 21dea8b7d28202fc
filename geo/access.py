"""Access where stations have a capacity: the enhanced two-step floating catchment area (E2SFCA).

Luo and Qi (2009), An enhanced two-step floating catchment area (E2SFCA) method for measuring
spatial accessibility to primary care physicians, Health & Place 15(4). With demand P_i, capacity
S_j, and the weight W of the travel zone r that the distance d_ij falls in:

    step 1    R_j = S_j / sum over i of P_i W(d_ij)      what a station has for each of its public
    step 2    A_i = sum over j of R_j W(d_ij)            what a place finds within its catchment
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from geo.distance import coverage_matrix
from geo.errors import ArrayShapeError, InvalidRadiusError

Floats = NDArray[np.float64]

# The Gaussian weights of Luo and Qi for three zones of equal width.
ZONE_WEIGHTS = (1.0, 0.68, 0.22)


@dataclass(frozen=True)
class Access:
    """What places find and stations have to give.

    Attributes
    ----------
    at_points : float64 array (n,)
        A_i: capacity for each unit of demand at the place; 0 where no station is in reach.
    at_stations : float64 array (m,)
        R_j: capacity for each unit of weighted demand; 0 where nobody is in reach, so that the
        capacity of such a station serves nobody.
    """

    at_points: Floats
    at_stations: Floats


def zone_matrix(
    points_deg: Floats,
    stations_deg: Floats,
    zone_ends_m: ArrayLike,
    zone_weights: ArrayLike = ZONE_WEIGHTS,
) -> scipy.sparse.csr_array:
    """Give the weights W(d_ij) of travel zones, a sparse matrix (n, m).

    Parameters
    ----------
    points_deg, stations_deg : arrays (n, 2) and (m, 2) in WGS 84 degrees
        An unlocated point (NaN) has an empty row.
    zone_ends_m : array (z,)
        Ascending; a distance equal to an end lies in the zone that it ends (d <= end).
    zone_weights : array (z,)
        One a zone, not negative, none greater than the one before.

    Examples
    --------
    >>> place = np.array([[101.78, 36.62]])
    >>> stations = np.array([[101.78, 36.62], [101.79, 36.62], [101.90, 36.62]])
    >>> zone_matrix(place, stations, [500, 1000, 1500]).toarray().round(6).tolist()
    [[1.0, 0.68, 0.0]]
    """
    ends = np.asarray(zone_ends_m, dtype=np.float64)
    weights = np.asarray(zone_weights, dtype=np.float64)
    if ends.shape != weights.shape or ends.ndim != 1 or not len(ends):
        raise ArrayShapeError(f"zones need an end and a weight each: {ends.shape}, {weights.shape}")
    if not ((np.diff(ends) > 0.0).all() and (np.diff(weights) <= 0.0).all() and weights[-1] >= 0.0):
        raise InvalidRadiusError(
            f"zones must end farther and farther and weigh no more than the one before: "
            f"{ends.tolist()}, {weights.tolist()}"
        )
    # A pair within r_k is within all greater zones: each adds what its weight exceeds the next by.
    steps = weights - np.append(weights[1:], 0.0)
    total = scipy.sparse.csr_array((len(points_deg), len(stations_deg)), dtype=np.float64)
    for end_m, step in zip(ends.tolist(), steps.tolist(), strict=True):
        total = total + coverage_matrix(points_deg, stations_deg, end_m).astype(np.float64) * step
    return scipy.sparse.csr_array(total)


def two_step_access(
    weights: scipy.sparse.csr_array, demand: ArrayLike, capacity: ArrayLike
) -> Access:
    """Share the stations' capacity among the demand in their catchments, by E2SFCA.

    The demand weighted mean of A_i adds up: sum P_i A_i = sum S_j over stations with any demand.

    Parameters
    ----------
    weights : sparse matrix (n, m)
        W(d_ij): of `zone_matrix`, or a coverage matrix for the plain two-step method.
    demand : array (n,)
        P_i, not negative.
    capacity : array (m,)
        S_j, not negative.

    Examples
    --------
    >>> weights = scipy.sparse.csr_array([[1.0, 0.0], [1.0, 1.0]])
    >>> access = two_step_access(weights, [10.0, 30.0], [20.0, 30.0])
    >>> access.at_stations.tolist(), access.at_points.tolist()
    ([0.5, 1.0], [0.5, 1.5])
    """
    given, capacities = np.asarray(demand, np.float64), np.asarray(capacity, np.float64)
    if (*given.shape, *capacities.shape) != weights.shape:
        raise ArrayShapeError(
            f"weights {weights.shape} do not fit demand {given.shape}, capacity {capacities.shape}"
        )
    if not ((given >= 0.0).all() and (capacities >= 0.0).all()):
        raise ArrayShapeError("demand and capacity must be numbers from 0 up")
    public = weights.T @ given
    ratios = np.divide(capacities, public, out=np.zeros_like(capacities), where=public > 0.0)
    return Access(at_points=weights @ ratios, at_stations=ratios)
