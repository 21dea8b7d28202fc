"""What p-median and p-center share: distances between every demand point and every site."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from geo.location.arrays import IntArray
from geo.location.distance_source import (
    DistanceSource,
    MatrixSource,
    PlaneSource,
    WholeDistances,
)
from geo.location.errors import InvalidProblemError
from geo.location.problem import LocationProblem, check_points, check_weights
from geo.location.quantization import quantize_lengths, quantize_weights


@dataclass(frozen=True, eq=False)
class DistanceProblem(LocationProblem):
    """Distances, or coordinates to take them from.

    Parameters
    ----------
    distances_m : (m, n) array or DistanceSource, optional
        d[i, j], finite and not negative; no triangle inequality is assumed. A source measures
        pairs as they are needed, so that the matrix of all is never held.
    weights : (m,) array, optional
        Finite and not negative; None stands for 1 each.
    n_sites : int
        p, the most new sites; the existing ones in `fixed_sites` do not count.
    demand_xy, sites_xy : (m, 2) and (n, 2) arrays, optional
        Metres in one projected CRS, in place of distances. Without `sites_xy` the demand points
        are the candidates.
    service_radius_m : float, optional
        Within which a point counts as served, for `minimum_zone_ratio`.
    """

    distances_m: ArrayLike | DistanceSource | None = None
    weights: ArrayLike | None = None
    n_sites: int = 1
    demand_xy: ArrayLike | None = None
    sites_xy: ArrayLike | None = None
    service_radius_m: float | None = None

    def __post_init__(self) -> None:
        if (self.distances_m is None) == (self.demand_xy is None):
            raise InvalidProblemError("give either distances_m or demand_xy")
        if self.n_sites < 0:
            raise InvalidProblemError(f"n_sites is {self.n_sites}; give 0 or more new sites")
        if self.n_sites == 0 and not self.fixed_sites:
            raise InvalidProblemError("n_sites is 0 and no site exists; open at least one")
        if self.minimum_zone_ratio is not None and self.service_radius_m is None:
            raise InvalidProblemError(
                "minimum_zone_ratio needs service_radius_m: within what distance a point is served"
            )
        self.check_conditions()

    @cached_property
    def source(self) -> DistanceSource:
        """Where the distances come from."""
        if isinstance(self.distances_m, DistanceSource):
            return self.distances_m
        if self.distances_m is None:
            demand = check_points("demand_xy", [] if self.demand_xy is None else self.demand_xy)
            sites = demand if self.sites_xy is None else check_points("sites_xy", self.sites_xy)
            return PlaneSource(demand, sites)
        given = np.asarray(self.distances_m, dtype=np.float64)
        if given.ndim != 2:
            raise InvalidProblemError(f"distances_m has shape {given.shape}; give points by sites")
        if not np.all(np.isfinite(given)) or np.any(given < 0):
            raise InvalidProblemError(
                "distances_m holds a negative or infinite distance; "
                "give a large one where no way leads"
            )
        return MatrixSource(given)

    @cached_property
    def whole(self) -> WholeDistances:
        """Distances in whole quanta, measured as needed."""
        return WholeDistances(self.source, self.distance_quantum_m)

    @cached_property
    def whole_distances(self) -> IntArray:
        """All distances in whole quanta, (m, n): as much memory as that takes."""
        return self.whole.table(np.arange(self.n_demand), np.arange(self.n_candidates))

    @property
    def n_candidates(self) -> int:
        """Number of candidate sites."""
        return self.source.n_candidates

    @property
    def n_demand(self) -> int:
        """Number of demand points."""
        return self.source.n_demand

    @cached_property
    def whole_weights(self) -> tuple[IntArray, Fraction]:
        """Weights in whole quanta, and the quantum."""
        return quantize_weights(check_weights(self.weights, self.n_demand))

    @cached_property
    def whole_radius(self) -> int:
        """Service radius in quanta; -1 where none is given."""
        if self.service_radius_m is None:
            return -1
        radius = np.asarray([self.service_radius_m], dtype=np.float64)
        return int(quantize_lengths(radius, self.distance_quantum_m, "service_radius_m")[0])

    @cached_property
    def zone_of_demand(self) -> IntArray | None:
        """Zone of each demand point where some zone has a least share, else None."""
        return np.asarray(self.zones, dtype=np.int64) if self.zone_ratios else None
