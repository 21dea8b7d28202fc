"""The parts that every location problem and its answer share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import ArrayLike

from geo.location.arrays import FloatArray, IntArray
from geo.location.errors import InvalidProblemError
from geo.location.quantization import quantize_weights
from geo.location.sparse import CsrMatrix, csr

if TYPE_CHECKING:
    from geo.location.certificate import Proof


class Status(StrEnum):
    """How an answer stands: proven best, found but not proven, or impossible."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"  # stopped before anything feasible was found


@dataclass(frozen=True)
class Progress:
    """Where a running search stands: best value, bound, relative gap, seconds, nodes."""

    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    nodes: int


@dataclass(frozen=True, kw_only=True, eq=False)
class LocationProblem:
    """Conditions that every location problem can carry; indices count candidate sites from 0.

    Parameters
    ----------
    fixed_sites : sequence of int
        Stations that exist: always open, free of cost, not counted in the number of new sites.
    required_sites, forbidden_sites : sequence of int
        Candidates that must be, or must not be, among the new sites.
    site_costs : (n,) array, optional
        Cost of opening each candidate; one number stands for all.
    budget : float, optional
        The most that all new sites may cost together; needs `site_costs`.
    zones : (m,) int array, optional
        Zone of each demand point; a negative number means in no zone.
    minimum_zone_ratio : float or mapping of zone to float, optional
        Least share of each zone's weight that must be served, in [0, 1]; needs `zones`.
    distance_quantum_m : float
        Coordinates and radii are rounded to multiples of this many metres, so that `d <= S` is
        decided in whole numbers. A site exactly at the radius serves.
    """

    fixed_sites: Sequence[int] = ()
    required_sites: Sequence[int] = ()
    forbidden_sites: Sequence[int] = ()
    site_costs: ArrayLike | None = None
    budget: float | None = None
    zones: ArrayLike | None = None
    minimum_zone_ratio: float | Mapping[int, float] | None = None
    distance_quantum_m: float = 0.001

    @property
    def n_candidates(self) -> int:
        """Number of candidate sites, the existing ones among them."""
        raise NotImplementedError

    @property
    def n_demand(self) -> int:
        """Number of demand points."""
        raise NotImplementedError

    def check_conditions(self) -> None:
        """Refuse conditions that name unknown sites, contradict each other or lack a partner.

        Raises
        ------
        InvalidProblemError
            With the field, the value and the remedy.
        """
        for name in ("fixed_sites", "required_sites", "forbidden_sites"):
            check_site_indices(name, getattr(self, name), self.n_candidates)
        if self.distance_quantum_m <= 0:
            raise InvalidProblemError(
                f"distance_quantum_m is {self.distance_quantum_m}; give a positive length"
            )
        if self.budget is not None and self.site_costs is None:
            raise InvalidProblemError("budget is given without site_costs; give what a site costs")
        if self.minimum_zone_ratio is not None and self.zones is None:
            raise InvalidProblemError(
                "minimum_zone_ratio is given without zones; give each point's zone"
            )
        if self.zones is not None and np.shape(self.zones) != (self.n_demand,):
            raise InvalidProblemError(
                f"zones has shape {np.shape(self.zones)}; one whole number for each of "
                f"{self.n_demand} demand points is needed"
            )
        for zone, ratio in self.zone_ratios.items():
            if not 0 <= ratio <= 1:
                raise InvalidProblemError(
                    f"zone {zone} asks for the share {ratio}; a share lies in [0, 1]"
                )

    @cached_property
    def zone_ratios(self) -> dict[int, float]:
        """Least share of each zone that has one, in order of the zones."""
        if self.minimum_zone_ratio is None or self.zones is None:
            return {}
        if isinstance(self.minimum_zone_ratio, Mapping):
            return {int(z): float(r) for z, r in sorted(self.minimum_zone_ratio.items())}
        present = np.unique(np.asarray(self.zones))
        return {int(zone): float(self.minimum_zone_ratio) for zone in present if zone >= 0}

    @cached_property
    def costs(self) -> FloatArray | None:
        """Cost of each candidate, existing ones free; None where no costs are given."""
        if self.site_costs is None:
            return None
        costs = np.broadcast_to(np.asarray(self.site_costs, dtype=np.float64), (self.n_candidates,))
        if not np.all(np.isfinite(costs)) or np.any(costs < 0):
            raise InvalidProblemError(
                "site_costs holds a negative or infinite cost; give finite ones"
            )
        costs = costs.copy()
        costs[list(self.fixed_sites)] = 0.0
        return costs

    @cached_property
    def whole_costs(self) -> IntArray | None:
        """Costs in whole quanta; None where no costs are given."""
        return None if self.costs is None else quantize_weights(self.costs)[0]


@dataclass(frozen=True, eq=False)
class Solution:
    """An answer with its proof.

    Attributes
    ----------
    sites : tuple of int
        All open sites in ascending order, the existing ones among them.
    objective, bound : float or None
        The value reached and the value that nothing can beat; None where infeasible.
    gap : float or None
        ``|bound - objective| / |objective|``; 0 where proven.
    status : Status
    seconds : float
        Wall time of the search.
    nodes : int
        Subproblems of the search tree.
    conflicts : tuple of str
        Where infeasible: the conditions that clash, in words.
    """

    sites: tuple[int, ...]
    objective: float | None
    bound: float | None
    gap: float | None
    status: Status
    seconds: float
    nodes: int = 0
    conflicts: tuple[str, ...] = ()
    problem: LocationProblem | None = field(default=None, repr=False)
    proof: Proof | None = field(default=None, repr=False)
    assigned: IntArray | None = field(default=None, repr=False)

    @property
    def new_sites(self) -> tuple[int, ...]:
        """The open sites that do not exist yet."""
        fixed = set(self.problem.fixed_sites) if self.problem is not None else set()
        return tuple(site for site in self.sites if site not in fixed)

    @cached_property
    def assignment(self) -> IntArray:
        """Site that serves each demand point, -1 where none does; shape (m,)."""
        if self.assigned is not None:
            return self.assigned
        from geo.location.allocation import allocate  # noqa: PLC0415  the answer knows its problem, not the reverse

        return allocate(self.problem, self.sites)

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """JSON-ready evidence of value and bound, see `geo.location.verification`."""
        from geo.location.certificate import write_certificate  # noqa: PLC0415  as above

        return write_certificate(self)


def check_site_indices(name: str, sites: Sequence[int], n_candidates: int) -> None:
    """Refuse site numbers outside 0 to n - 1.

    Raises
    ------
    InvalidProblemError
        With the first number that names no candidate.
    """
    for site in sites:
        if not 0 <= site < n_candidates:
            raise InvalidProblemError(
                f"{name} names site {site}; candidates are numbered 0 to {n_candidates - 1}"
            )


def relative_gap(value: float | None, bound: float | None) -> float | None:
    """Return ``|bound - value| / |value|``, 0 where they are equal, None where one is missing."""
    if value is None or bound is None:
        return None
    if bound == value:
        return 0.0
    return abs(bound - value) / max(abs(value), 1e-12)


def check_points(name: str, points: ArrayLike) -> FloatArray:
    """Return points as a finite (k, 2) array.

    Raises
    ------
    InvalidProblemError
        For another shape or a coordinate that is not finite.
    """
    xy = np.asarray(points, dtype=np.float64)
    if xy.size == 0:
        return xy.reshape(0, 2)
    if xy.shape != (len(xy), 2):
        raise InvalidProblemError(f"{name} has shape {xy.shape}; give one (x, y) in metres a row")
    if not np.all(np.isfinite(xy)):
        row = int(np.flatnonzero(~np.isfinite(xy).all(axis=1))[0])
        raise InvalidProblemError(f"{name} row {row} is not finite; give metres or drop the row")
    return xy


def check_weights(weights: ArrayLike | None, n_demand: int) -> FloatArray:
    """Return one finite weight of at least 0 for each demand point; None stands for 1 each.

    Raises
    ------
    InvalidProblemError
        For another length, a negative or an infinite weight.
    """
    if weights is None:
        return np.ones(n_demand)
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (n_demand,):
        raise InvalidProblemError(
            f"weights has shape {values.shape}; one weight for each of {n_demand} points is needed"
        )
    if not np.all(np.isfinite(values)) or np.any(values < 0):
        row = int(np.flatnonzero(~(np.isfinite(values) & (values >= 0)))[0])
        raise InvalidProblemError(
            f"weight {row} is {values[row]}; weights are finite and not negative"
        )
    return values


def check_coverage_matrix(matrix: scipy.sparse.sparray | scipy.sparse.spmatrix) -> CsrMatrix:
    """Return a coverage matrix as CSR of 0 and 1, rows demand points, columns sites."""
    covers = csr(matrix).copy()
    covers.data = (covers.data != 0).astype(np.int8)
    covers.eliminate_zeros()
    covers.sum_duplicates()
    covers.data[:] = 1
    covers.sort_indices()
    return covers
