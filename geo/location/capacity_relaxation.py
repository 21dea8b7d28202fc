"""The Lagrangian relaxation of problems with capacity: every point has a price, sites fill up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.location.arrays import BoolArray, IntArray
from geo.location.capacity_program import CapacityProgram
from geo.location.cover_model import site_bounds
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_median import PMedian

LARGEST_TABLE = 5000  # up to this capacity a knapsack is filled exactly, as in the checker
SCALED_BITS = 50
LARGEST_WORK = 5e7  # cells of all tables of one evaluation

Numbers: TypeAlias = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Filling:
    """What a relaxation gives: a constant, what each site adds where open, and whom it takes.

    `taken` counts the points of each pair that its site would take.
    """

    constant: float
    added: NDArray[Any]
    taken: IntArray


class CapacityRelaxation:
    """Least cost by prices p of classes of points and multipliers v of conditions.

    ::

        sum_i count_i min(p_i - v h_i, t o_i) + v b + sum_j min over y_j of y_j (t f_j - v g_j
        - best_j)

    where best_j fills the capacity of site j with what saves most. The cost of maximal covering is
    the weight not served.
    """

    def __init__(self, program: CapacityProgram) -> None:
        problem, pairs = program.problem, program.pairs
        self.program, self.problem, self.n = program, problem, program.n
        order = np.lexsort((pairs.row, pairs.site))
        self.row, self.site = pairs.row[order], pairs.site[order]
        is_median = isinstance(problem, PMedian)
        self.cost = pairs.value[order] if is_median else np.zeros(len(order), dtype=np.int64)
        self.is_service = pairs.served[order].astype(bool)
        self.order = order
        self.count, self.size, self.weight = pairs.count, pairs.size, pairs.weight
        self.start = np.searchsorted(self.site, np.arange(self.n + 1))
        self.rooms = program.capacities
        self.has_rows = np.bincount(self.row, minlength=len(self.count)) > 0
        self.must_serve = is_median or program.needs_all
        self.outside = self.weight if isinstance(problem, MaximalCovering) else 0 * self.weight
        self.opening = program.opening
        self.lower, self.upper = site_bounds(problem)
        conditions = program.conditions
        self.sites_of_side = np.array([side.site for side in conditions]).reshape(-1, self.n)
        self.credit = np.array([side.group for side in conditions]).reshape(-1, len(self.count))
        self.least = np.array([side.minimum for side in conditions], dtype=np.int64)

    @cached_property
    def scale(self) -> int:
        """Denominator of prices in whole numbers."""
        largest = int((self.count * self.outside).sum() + self.opening.sum() + 1)
        if isinstance(self.problem, PMedian):
            farthest = np.zeros(len(self.count), dtype=np.int64)
            np.maximum.at(farthest, self.row, self.cost)
            largest += int(farthest.sum())
        return 1 << max(0, SCALED_BITS - largest.bit_length())

    @property
    def total(self) -> int:
        """What maximal covering could serve in all; 0 for the other problems."""
        return int((self.count * self.outside)[self.has_rows].sum())

    @cached_property
    def guess(self) -> float:
        """A cost that an answer may have, to step towards where none is known."""
        if not isinstance(self.problem, PMedian):
            return float((self.count * self.outside).sum() + self.opening.sum())
        table = np.sort(self.cost.reshape(self.n, -1), axis=0)
        return float(table[self.n // (2 * self.problem.n_sites + 2)].sum())

    def evaluate(
        self, prices: Numbers, sides: Numbers, may: BoolArray, barred: BoolArray, t: float = 1
    ) -> Filling:
        """Evaluate in the numbers given; whole numbers give whole results.

        Parameters
        ----------
        prices, sides : (k,) and (r,) arrays
        may : (n,) bool, sites that may open
        barred : (q,) bool, pairs that may not meet
        t : number that costs are multiplied with
        """
        bare = prices - sides @ self.credit if len(sides) else prices
        limited = bare if self.must_serve else np.minimum(bare, t * self.outside)
        constant = (self.count * limited)[self.has_rows].sum() + (sides * self.least).sum()
        saved = np.where(self.is_service, prices[self.row], bare[self.row]) - t * self.cost
        saved = np.where(may[self.site] & ~barred, np.maximum(saved, 0), 0)
        taken = self._fill(saved)
        running = np.concatenate([[0], np.cumsum(saved * taken)])
        best = running[self.start[1:]] - running[self.start[:-1]]
        added = t * self.opening - sides @ self.sites_of_side - best
        return Filling(constant, added, taken)

    @property
    def is_tractable(self) -> bool:
        """Whether knapsacks are filled as the checker fills them, in tables of moderate size."""
        if (self.size == 1).all():
            return True
        most = int(self.rooms.max(initial=0))
        return most <= LARGEST_TABLE and most * self.n * len(self.count) <= LARGEST_WORK

    def _fill(self, saved: NDArray[Any]) -> IntArray:
        """Return how many points of each pair its site takes."""
        worth = saved > 0
        count: IntArray = self.count[self.row] * worth
        load = count * self.size[self.row]
        running = np.concatenate([[0], np.cumsum(load)])
        full = running[self.start[1:]] - running[self.start[:-1]] > self.rooms
        if not full.any():
            return count
        if (self.size == 1).all():
            return self._fill_with_ones(saved, count, full)
        return self._fill_with_sizes(saved, count, full)

    def _fill_with_ones(self, saved: NDArray[Any], count: IntArray, full: BoolArray) -> IntArray:
        taken = count.copy()
        pairs = np.flatnonzero((count > 0) & full[self.site])
        pairs = pairs[np.lexsort((-saved[pairs], self.site[pairs]))]
        site = self.site[pairs]
        running = np.cumsum(count[pairs])
        first = np.searchsorted(site, site)
        before = running - count[pairs] - (running[first] - count[pairs[first]])
        taken[pairs] = np.clip(self.rooms[site] - before, 0, count[pairs])
        return taken

    def _fill_with_sizes(self, saved: NDArray[Any], count: IntArray, full: BoolArray) -> IntArray:
        """Fill knapsacks by a table over the room used, all sites at once."""
        taken = count.copy()
        sites = np.flatnonzero(full)
        pairs = np.flatnonzero((count > 0) & full[self.site])
        place = np.searchsorted(sites, self.site[pairs])
        gain = np.zeros((len(self.count), len(sites)), dtype=saved.dtype)
        gain[self.row[pairs], place] = saved[pairs]
        rows = np.flatnonzero((gain > 0).any(axis=1) & (self.size > 0))
        most = int(self.rooms[sites].max())
        table = np.zeros((len(sites), most + 1), dtype=saved.dtype)
        chosen = np.zeros((len(rows), len(sites), most + 1), dtype=bool)
        for step, row in enumerate(rows):
            size = int(self.size[row])
            if size > most:
                continue
            grown = table[:, : most + 1 - size] + gain[row][:, None]
            chosen[step, :, size:] = grown > table[:, size:]
            np.maximum(table[:, size:], grown, out=table[:, size:])
        left, everyone = self.rooms[sites].copy(), np.arange(len(sites))
        takes = np.zeros((len(self.count), len(sites)), dtype=np.int64)
        takes[self.size == 0] = 1
        for step in range(len(rows) - 1, -1, -1):
            takes[rows[step]] = chosen[step, everyone, left]
            left -= takes[rows[step]] * self.size[rows[step]]
        taken[pairs] = takes[self.row[pairs], place]
        return taken

    def answer(self, opened: IntArray, met: IntArray) -> tuple[list[int], IntArray, int] | None:
        """Return open sites, each point's site, and the cost, where all conditions are kept.

        Parameters
        ----------
        opened : (n,) 0 or 1
        met : (q,) points of each pair that go to its site
        """
        served = np.bincount(self.row, weights=met, minlength=len(self.count)).astype(np.int64)
        loads = np.bincount(self.site, weights=met * self.size[self.row], minlength=self.n)
        good = np.bincount(self.row, weights=met * self.is_service, minlength=len(self.count))
        kept = self.sites_of_side @ opened + self.credit @ good.astype(np.int64) >= self.least
        fits = (loads <= self.rooms).all() and (served <= self.count).all() and kept.all()
        fits &= bool((opened >= self.lower).all() and (opened <= self.upper).all())
        fits &= bool((opened[self.site[met > 0]] == 1).all())
        if not fits or (self.must_serve and (served < self.count).any()):
            return None
        cost = int((self.cost * met).sum()) + int((self.opening * opened).sum())
        cost += int(((self.count - served) * self.outside)[self.has_rows].sum())
        counts = np.zeros(len(met), dtype=np.int64)
        counts[self.order] = met
        sites = [int(site) for site in np.flatnonzero(opened)]
        return sites, self.program.assigned(counts), cost
