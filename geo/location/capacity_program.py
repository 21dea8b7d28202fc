"""The mixed-integer program of problems with capacity: sites open, points are assigned to them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import scipy

from geo.location.arrays import FloatArray, IntArray
from geo.location.cover_model import SideRow, condition_rows, site_bounds, zone_totals_of
from geo.location.covering_problem import CoveringProblem
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_median import PMedian
from geo.location.set_covering import SetCovering
from geo.location.sparse import CsrMatrix, csr

if TYPE_CHECKING:
    import highspy


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which class of demand points can go to which site, and what that earns.

    Attributes
    ----------
    first : (k,) int64, the first point of each class
    row, site : (q,) int64, class and site of each pair
    count : (k,) int64, points of each class
    size : (k,) int64, what one point of the class takes of the capacity
    value : (q,) int64, what one point earns (MCLP, share) or costs (p-median) there
    served : (q,) bool, whether the pair counts as service for the zones
    zones : (k,) int64
    weight : (k,) int64, of one point
    class_of : (m,) int64, class of each demand point, -1 where no site reaches it
    """

    first: IntArray
    row: IntArray
    site: IntArray
    count: IntArray
    size: IntArray
    value: IntArray
    served: IntArray
    zones: IntArray
    weight: IntArray
    class_of: IntArray


def covering_pairs(problem: CoveringProblem) -> Pairs:
    """Classes of points with the same sites, weight and zone; each point takes 1 of a capacity."""
    matrix = problem.matrix.toarray().astype(bool) & (site_bounds(problem)[1] == 1)
    weights, _ = problem.whole_weights
    zone_of = problem.zone_of_demand
    zones = np.full(len(weights), -1) if zone_of is None else zone_of
    packed = np.packbits(matrix, axis=1).astype(np.int64)
    table = np.column_stack([packed, weights, zones])
    _, first, class_of, count = np.unique(
        table, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    row, site = np.nonzero(matrix[first])
    reached = matrix.any(axis=1)
    return Pairs(
        first=first,
        row=row,
        site=site,
        count=count,
        size=np.ones(len(first), dtype=np.int64),
        value=weights[first][row],
        served=np.ones(len(row), dtype=np.int64),
        zones=zones[first],
        weight=weights[first],
        class_of=np.where(reached, class_of.ravel(), -1),
    )


def median_pairs(problem: PMedian) -> Pairs:
    """One class a point; every site can serve it."""
    weights, _ = problem.whole_weights
    m, n = problem.n_demand, problem.n_candidates
    row, site = np.divmod(np.arange(m * n), n)
    distances = problem.whole_distances.ravel()
    zone_of = problem.zone_of_demand
    return Pairs(
        first=np.arange(m),
        row=row,
        site=site,
        count=np.ones(m, dtype=np.int64),
        size=problem.whole_sizes,
        value=distances * weights[row],
        served=(distances <= problem.whole_radius).astype(np.int64),
        zones=np.full(m, -1) if zone_of is None else zone_of,
        weight=weights,
        class_of=np.arange(m),
    )


class CapacityProgram:
    """The mixed-integer program: y opens sites, x counts the points of a class at a site."""

    def __init__(self, problem: CoveringProblem | PMedian) -> None:
        self.problem = problem
        self.pairs = (
            median_pairs(problem) if isinstance(problem, PMedian) else covering_pairs(problem)
        )
        capacities = problem.capacities
        self.capacities = np.zeros(0, dtype=np.int64) if capacities is None else capacities
        self.n = problem.n_candidates
        self.is_maximization = isinstance(problem, MaximalCovering)
        self.rows: list[CsrMatrix] = []
        self.low: list[FloatArray] = []
        self.high: list[FloatArray] = []

    @property
    def needs_all(self) -> bool:
        """Whether every point must be served."""
        problem = self.problem
        return isinstance(problem, PMedian) or (
            isinstance(problem, SetCovering) and problem.share_ratio >= 1
        )

    @cached_property
    def opening(self) -> IntArray:
        """What opening each site costs: 1 for a new site of set covering."""
        costs = np.full(self.n, int(isinstance(self.problem, SetCovering)), dtype=np.int64)
        costs[list(self.problem.fixed_sites)] = 0
        return costs

    @cached_property
    def conditions(self) -> list[SideRow]:
        """Number, budget, zones and share, each with what serving a class counts towards it."""
        pairs, problem = self.pairs, self.problem
        weights, _ = problem.whole_weights
        n_new = problem.n_sites if isinstance(problem, MaximalCovering | PMedian) else None
        rows = condition_rows(
            problem,
            n_new,
            pairs.zones,
            pairs.weight,
            zone_totals_of(problem.zone_of_demand, weights),
        )
        if isinstance(problem, SetCovering) and problem.share_ratio < 1:
            needed = ceil(Fraction(str(problem.share_ratio)) * int(weights.sum()))
            rows.append(SideRow("share", np.zeros(self.n, dtype=np.int64), pairs.weight, needed))
        nothing = np.zeros(len(pairs.count), dtype=np.int64)
        return [
            SideRow(row.name, row.site, nothing if row.group is None else row.group, row.minimum)
            for row in rows
        ]

    def value(self, sites: list[int], assigned: IntArray) -> int:
        """Return the objective of an assignment in whole quanta."""
        weights, _ = self.problem.whole_weights
        if isinstance(self.problem, PMedian):
            distances = self.problem.whole_distances[np.arange(len(assigned)), assigned]
            return int((distances * weights).sum())
        if self.is_maximization:
            return int(weights[assigned >= 0].sum())
        return len(set(sites) - set(self.problem.fixed_sites))

    def assigned(self, counts: IntArray) -> IntArray:
        """Return the site of each demand point, -1 where none is, from the points of each pair."""
        pairs = self.pairs
        places = np.full(len(pairs.class_of), -1, dtype=np.int64)
        order = np.argsort(pairs.class_of, kind="stable")
        start = np.searchsorted(pairs.class_of[order], np.arange(len(pairs.count) + 1))
        for pair in np.flatnonzero(counts):
            place = start[pairs.row[pair]]
            places[order[place : place + counts[pair]]] = pairs.site[pair]
            start[pairs.row[pair]] += counts[pair]
        return places

    def add(self, site: CsrMatrix, pair: CsrMatrix, low: FloatArray, high: FloatArray) -> None:
        """Add rows low <= site . y + pair . x <= high."""
        self.rows.append(csr(scipy.sparse.hstack([site, pair])))
        self.low.append(low)
        self.high.append(high)

    def build(self) -> highspy.HighsLp:
        """Write the program."""
        import highspy  # noqa: PLC0415, only where programs are solved

        pairs, n = self.pairs, self.n
        q, k = len(pairs.row), len(pairs.count)
        everywhere = np.arange(q)
        free = np.full(k, -highspy.kHighsInf)
        classes = csr((np.ones(q), (pairs.row, everywhere)), shape=(k, q))
        low = pairs.count.astype(float) if self.needs_all else free
        self.add(csr((k, n)), classes, low, pairs.count.astype(float))
        taken = csr((pairs.size[pairs.row].astype(float), (pairs.site, everywhere)), shape=(n, q))
        room = csr(scipy.sparse.diags_array(-np.asarray(self.capacities, dtype=float)))
        self.add(room, taken, np.full(n, -highspy.kHighsInf), np.zeros(n))
        most = np.minimum(
            pairs.count[pairs.row],
            self.capacities[pairs.site] // np.maximum(pairs.size[pairs.row], 1),
        )
        linked = csr((-most.astype(float), (everywhere, pairs.site)), shape=(q, n))
        self.add(
            linked, csr(scipy.sparse.eye_array(q)), np.full(q, -highspy.kHighsInf), np.zeros(q)
        )
        self._add_conditions()
        return self._assemble(most)

    def _add_conditions(self) -> None:
        pairs = self.pairs
        for row in self.conditions:
            assert row.group is not None  # noqa: S101  `conditions` fills it in
            served = (row.group[pairs.row] * pairs.served).astype(float)
            self._add_row(row.site.astype(float), served, row.minimum)

    def _add_row(self, site: FloatArray, pair: FloatArray, minimum: int) -> None:
        import highspy  # noqa: PLC0415, only where programs are solved

        self.add(
            csr(site[None, :]),
            csr(pair[None, :]),
            np.array([float(minimum)]),
            np.array([highspy.kHighsInf]),
        )

    def _assemble(self, most: IntArray) -> highspy.HighsLp:
        import highspy  # noqa: PLC0415, only where programs are solved

        problem, pairs, n = self.problem, self.pairs, self.n
        q = len(pairs.row)
        matrix = scipy.sparse.csc_array(scipy.sparse.vstack(self.rows))
        lower, upper = site_bounds(problem)
        counts_sites = isinstance(problem, SetCovering)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = n + q, matrix.shape[0]
        program.sense_ = (
            highspy.ObjSense.kMaximize if self.is_maximization else highspy.ObjSense.kMinimize
        )
        program.col_cost_ = np.concatenate(
            [
                self.opening.astype(float),
                np.zeros(q) if counts_sites else pairs.value.astype(float),
            ]
        )
        program.col_lower_ = np.concatenate([lower.astype(float), np.zeros(q)])
        program.col_upper_ = np.concatenate([upper.astype(float), most.astype(float)])
        program.row_lower_ = np.concatenate(self.low)
        program.row_upper_ = np.concatenate(self.high)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        program.integrality_ = [highspy.HighsVarType.kInteger] * (n + q)
        return program
