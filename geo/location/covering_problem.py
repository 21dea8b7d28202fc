"""What maximal covering and set covering share: demand, sites and who reaches whom."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import ArrayLike

from geo.location.arrays import FloatArray, IntArray
from geo.location.coverage_matrix import (
    Groups,
    coverage_by_distance,
    group_matrix,
    group_points,
    radii_of,
)
from geo.location.errors import InvalidProblemError
from geo.location.problem import LocationProblem, check_coverage_matrix, check_points, check_weights
from geo.location.quantization import quantize_weights
from geo.location.sparse import CsrMatrix


@dataclass(frozen=True, eq=False)
class CoveringProblem(LocationProblem):
    """Demand points, candidate sites and a service radius, or a ready coverage matrix.

    Parameters
    ----------
    demand_xy : (m, 2) array, optional
        Metres in one projected CRS.
    weights : (m,) array, optional
        Finite and not negative; None stands for 1 each.
    sites_xy : (n, 2) array, optional
    service_radius_m : float or (n,) array, optional
        A point at exactly this distance is served.
    coverage_matrix : (m, n) sparse array, optional
        a[i, j] not 0 where site j reaches point i, in place of coordinates and radius: for
        distances on the ellipsoid or along roads.
    capacity : int or (n,) array, optional
        Most demand points that one site can serve.
    """

    demand_xy: ArrayLike | None = None
    weights: ArrayLike | None = None
    sites_xy: ArrayLike | None = None
    service_radius_m: ArrayLike | None = None
    coverage_matrix: scipy.sparse.sparray | scipy.sparse.spmatrix | None = None
    capacity: ArrayLike | None = None

    def __post_init__(self) -> None:
        if self.coverage_matrix is None and (
            self.demand_xy is None or self.sites_xy is None or self.service_radius_m is None
        ):
            raise InvalidProblemError(
                "give demand_xy, sites_xy and service_radius_m, or a coverage_matrix"
            )
        self.check_conditions()

    @cached_property
    def points(self) -> FloatArray:
        """Demand coordinates, (m, 2)."""
        return check_points("demand_xy", [] if self.demand_xy is None else self.demand_xy)

    @cached_property
    def centres(self) -> FloatArray:
        """Site coordinates, (n, 2)."""
        return check_points("sites_xy", [] if self.sites_xy is None else self.sites_xy)

    @property
    def n_candidates(self) -> int:
        """Number of candidate sites."""
        if self.coverage_matrix is not None:
            return self.matrix.shape[1]
        return len(self.centres)

    @property
    def n_demand(self) -> int:
        """Number of demand points."""
        if self.coverage_matrix is not None:
            return self.matrix.shape[0]
        return len(self.points)

    @cached_property
    def whole_weights(self) -> tuple[IntArray, Fraction]:
        """Weights in whole quanta, and the quantum."""
        return quantize_weights(check_weights(self.weights, self.n_demand))

    @cached_property
    def zone_of_demand(self) -> IntArray | None:
        """Zone of each demand point where some zone has a least share, else None."""
        if not self.zone_ratios:
            return None
        return np.asarray(self.zones, dtype=np.int64)

    @cached_property
    def radii(self) -> IntArray:
        """Radius of each site in distance quanta."""
        radius = 0.0 if self.service_radius_m is None else self.service_radius_m
        return radii_of(radius, self.n_candidates, self.distance_quantum_m)

    @cached_property
    def matrix(self) -> CsrMatrix:
        """Coverage matrix, (m, n) CSR."""
        if self.coverage_matrix is not None:
            return check_coverage_matrix(self.coverage_matrix)
        return coverage_by_distance(
            self.points, self.centres, self.radii * self.distance_quantum_m, self.distance_quantum_m
        )

    @cached_property
    def groups(self) -> Groups:
        """Demand aggregated by candidate set and zone; unreachable points are left out."""
        weights = self.whole_weights[0]
        if self.coverage_matrix is not None:
            return group_matrix(self.matrix, weights, self.zone_of_demand)
        return group_points(
            self.points,
            weights,
            self.centres,
            self.radii,
            self.distance_quantum_m,
            self.zone_of_demand,
        )

    @cached_property
    def n_unreachable(self) -> int:
        """Number of demand points that no usable site reaches."""
        usable = np.ones(self.n_candidates, dtype=np.int64)
        usable[[s for s in self.forbidden_sites if s not in set(self.fixed_sites)]] = 0
        return int((self.matrix @ usable == 0).sum())

    @cached_property
    def capacities(self) -> IntArray | None:
        """Most points that each site serves; None where unlimited."""
        if self.capacity is None:
            return None
        most = np.broadcast_to(np.asarray(self.capacity), (self.n_candidates,))
        if np.any(most < 0) or np.any(most != np.rint(most)):
            raise InvalidProblemError(
                "capacity is a number of demand points: whole and not negative"
            )
        return most.astype(np.int64)
