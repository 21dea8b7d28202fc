"""The covering model in whole numbers: groups to cover, sites to open, rows to keep."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.coverage_rows import CoverageRows, coverage_rows
from geo.location.problem import LocationProblem
from geo.location.quantization import quantize_weights
from geo.location.sparse import CsrMatrix, csr

LARGEST_SCALED = 50  # bits that a scaled objective may need; leaves room in 64 for sums
CARDINALITY_SCALED = 38  # enough where only the number of sites is limited; smaller certificates


@dataclass(frozen=True, eq=False)
class SideRow:
    """A condition ``site . y + group . z >= minimum`` with the words that name it."""

    name: str
    site: IntArray
    group: IntArray | None
    minimum: int


@dataclass(frozen=True, eq=False)
class CoverModel:
    """Maximize ``gain . z - cost . y`` with ``z[k] <= sum of y[j] over the sites of group k``.

    Attributes
    ----------
    coverage : (k, n) CSR of ones
    gain : (k,) int64, what covering a group earns
    must_cover : (k,) bool
    cost : (n,) int64, what opening a site costs in the objective
    lower, upper : (n,) int8, sites that must open and sites that may
    rows : side conditions
    """

    coverage: CsrMatrix
    gain: IntArray
    must_cover: BoolArray
    cost: IntArray
    lower: IntArray
    upper: IntArray
    rows: tuple[SideRow, ...] = field(default=())

    def with_number(self, number: int) -> CoverModel:
        """Limit the new sites to another number; what is worked out of the matrix is shared."""
        rows = tuple(
            SideRow(row.name, row.site, row.group, -number) if row.name == "number" else row
            for row in self.rows
        )
        model = replace(self, rows=rows)
        # None of it depends on the number; that of the rows above all is of their names alone.
        vars(model).update({name: value for name, value in vars(self).items() if name != "rows"})
        return model

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return int(self.coverage.shape[0])

    @property
    def n_sites(self) -> int:
        """Number of candidate sites."""
        return int(self.coverage.shape[1])

    @cached_property
    def transposed(self) -> CsrMatrix:
        """Sites by groups, int64."""
        return csr(self.coverage.T, dtype=np.int64)

    @cached_property
    def by_site(self) -> CoverageRows:
        """Sites by groups, for sums over what sites cover."""
        return coverage_rows(csr(self.coverage.T))

    @cached_property
    def coverage_float(self) -> CsrMatrix:
        """Groups by sites, float64; the indices are those of `coverage`."""
        return _as_float(self.coverage)

    @cached_property
    def transposed_float(self) -> CsrMatrix:
        """Sites by groups, float64; the indices are those of `transposed`."""
        return _as_float(self.transposed)

    @cached_property
    def limits_only_the_number(self) -> bool:
        """Whether the number of new sites is the only side condition."""
        return all(row.name == "number" for row in self.rows)

    @cached_property
    def scale(self) -> int:
        """Denominator of the multipliers, a power of two fixed by the size of the objective."""
        largest = int(self.gain.sum()) + int(self.cost.sum())
        bits = (
            CARDINALITY_SCALED
            if self.limits_only_the_number and self.gain.any()
            else LARGEST_SCALED
        )
        return 1 << max(0, bits - largest.bit_length())

    def value(self, sites: IntArray | list[int]) -> int | None:
        """Return the objective with these sites open, None where a condition is broken."""
        opened = np.zeros(self.n_sites, dtype=np.int64)
        opened[sites] = 1
        if np.any(opened < self.lower) or np.any(opened > self.upper):
            return None
        covered = self.by_site.count(np.flatnonzero(opened)) > 0
        if np.any(self.must_cover & ~covered):
            return None
        for row in self.rows:
            reached = int(row.site @ opened)
            if row.group is not None:
                reached += int(row.group[covered].sum())
            if reached < row.minimum:
                return None
        return int(self.gain[covered].sum()) - int(self.cost @ opened)


def _as_float(matrix: CsrMatrix) -> CsrMatrix:
    data = matrix.data.astype(np.float64)
    return csr((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def site_bounds(
    problem: LocationProblem,
) -> tuple[IntArray, IntArray]:
    """Return the least and the most that each site can be open: 0 or 1."""
    lower = np.zeros(problem.n_candidates, dtype=np.int64)
    upper = np.ones(problem.n_candidates, dtype=np.int64)
    lower[list(problem.fixed_sites)] = 1
    lower[list(problem.required_sites)] = 1
    closed = [site for site in problem.forbidden_sites if site not in set(problem.fixed_sites)]
    upper[closed] = 0
    return lower, upper


def condition_rows(
    problem: LocationProblem,
    n_new_sites: int | None,
    zones: IntArray,
    weights: IntArray,
    zone_totals: dict[int, int],
) -> list[SideRow]:
    """Write number, budget and zone shares as rows, in this order.

    Parameters
    ----------
    problem : LocationProblem
    n_new_sites : int or None
        The most new sites, None where their number is free.
    zones, weights : (k,) arrays of the groups
    zone_totals : dict
        Whole weight of each zone, the unreachable part included.
    """
    rows = []
    is_new = np.ones(problem.n_candidates, dtype=np.int64)
    is_new[list(problem.fixed_sites)] = 0
    if n_new_sites is not None:
        rows.append(SideRow("number", -is_new, None, -n_new_sites))
    if problem.budget is not None and problem.costs is not None:
        costs, quantum = quantize_weights(problem.costs)
        limit = floor(Fraction(str(problem.budget)) / quantum)
        rows.append(SideRow("budget", -costs, None, -limit))
    for zone, ratio in problem.zone_ratios.items():
        needed = ceil(Fraction(str(ratio)) * zone_totals.get(zone, 0))
        share = np.where(zones == zone, weights, 0)
        rows.append(SideRow(f"zone {zone}", np.zeros_like(is_new), share, needed))
    return rows


def zone_totals_of(zones: IntArray | None, weights: IntArray) -> dict[int, int]:
    """Return the whole weight of each zone."""
    if zones is None:
        return {}
    present, inverse = np.unique(zones, return_inverse=True)
    totals = np.zeros(len(present), dtype=np.int64)
    np.add.at(totals, inverse, weights)
    return {int(zone): int(total) for zone, total in zip(present, totals, strict=True)}


def dual_bound(
    model: CoverModel,
    multipliers: IntArray,
    row_multipliers: IntArray,
    lower: IntArray,
    upper: IntArray,
    *,
    objective: int = 1,
) -> tuple[int, IntArray]:
    """Bound the objective times `scale` from above by Lagrangian duality, exactly.

    For multipliers u, v >= 0 of the covering and side rows (Fisher 1981)::

        sum_k max(0, scale gain_k + v h_k - u_k)
        + sum_j max over y_j of (scale (-cost_j) + v g_j + sum_k a_kj u_k) y_j - v b

    Parameters
    ----------
    model : CoverModel
    multipliers : (k,) int64, at least 0
    row_multipliers : (r,) int64, at least 0
    lower, upper : (n,) site bounds of the subproblem
    objective : int
        0 leaves the objective out: a negative result then proves that nothing is feasible.

    Returns
    -------
    The bound, and each site's reduced profit.
    """
    group = objective * model.scale * model.gain - multipliers
    site = model.transposed @ multipliers - objective * model.scale * model.cost
    constant = 0
    for row, multiplier in zip(model.rows, row_multipliers, strict=True):
        if multiplier:
            site = site + multiplier * row.site
            if row.group is not None:
                group = group + multiplier * row.group
            constant -= int(multiplier) * row.minimum
    earned = np.where(model.must_cover, group, np.maximum(group, 0))
    opened = np.where(site > 0, upper, lower)
    return constant + int(earned.sum()) + int((site * opened).sum()), site


def scaled_multipliers(values: FloatArray, scale: int, limit: IntArray | None = None) -> IntArray:
    """Round multipliers to whole units of 1 / scale, not negative, at most `limit`."""
    whole: IntArray = np.rint(np.maximum(values, 0.0) * scale).astype(np.int64)
    return whole if limit is None else np.minimum(whole, limit)
