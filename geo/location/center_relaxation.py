"""The p-center search on few demand points at a time, for problems limited only in number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.location.arrays import IntArray
from geo.location.branch_and_bound import CoverSearch
from geo.location.cover_heuristics import greedy_cover
from geo.location.cover_model import CoverModel, SideRow, site_bounds
from geo.location.distance_problem import DistanceProblem
from geo.location.dominance import dominated_columns, needless_rows
from geo.location.proof_rows import RowsOfPoints
from geo.location.search_limits import SearchLimits
from geo.location.sparse import csr
from geo.location.tree_search import SearchResult

MORE_POINTS = 16  # that an answer leaves beyond the radius, taken in at a time


@dataclass(frozen=True, eq=False)
class Refutation:
    """That too few sites reach some demand points within a radius.

    Attributes
    ----------
    points : (k,) places of the points among those that count, one a multiplier
    result : SearchResult
        The search that shows it.
    has_all_sites : bool
        Whether it allowed the sites too that others make needless for these points.
    """

    points: IntArray
    result: SearchResult
    has_all_sites: bool


class CenterRelaxation:
    """Bisect over radii; each cover is asked of a few points, and those it misses are taken in.

    Chen and Chen 2009: what p sites cannot do for some points they cannot do for all, and few
    points decide. No matrix of all distances is made.

    Parameters
    ----------
    problem : DistanceProblem
        Without a budget and zone shares.
    points : (k,) the demand points that count, at least one
    limits : SearchLimits
    """

    def __init__(self, problem: DistanceProblem, points: IntArray, limits: SearchLimits) -> None:
        self.problem, self.points, self.limits = problem, points, limits
        self.lower, self.upper = site_bounds(problem)
        self.is_new = np.ones(problem.n_candidates, dtype=np.int64)
        self.is_new[list(problem.fixed_sites)] = 0
        self.forced = np.flatnonzero(self.lower)
        self.usable = np.flatnonzero(self.upper)
        self.low, self.high = -1, 0  # low is too small, high suffices
        self.sites: list[int] = []
        self.refutation: Refutation | None = None
        self.nodes = 0
        self.taken = np.zeros(0, dtype=np.int64)
        self.table = np.zeros((0, len(self.usable)), dtype=np.int64)

    def run(self) -> None:
        """Search until the last radius that is too small is next to one that suffices."""
        self._start()
        while self.high - self.low > 1 and not self.limits.is_over():
            radius = self._middle()
            answer = self._ask(radius)
            if answer is None:
                break
            if answer:
                self._try(answer, radius)
            else:
                # Nothing changes for these points until the next of their distances.
                beyond = self.table[self.table > radius].min(initial=self.high)
                self.low = min(int(beyond), self.high) - 1
            self._report()

    def reach(self, sites: list[int]) -> tuple[IntArray, IntArray]:
        """Return each point's distance to the nearest of some sites, and which of them that is."""
        table = self.problem.whole.table(self.points, np.asarray(sites, dtype=np.int64))
        return table.min(axis=1), table.argmin(axis=1)

    def model(self, rows: IntArray, radius: int, upper: IntArray) -> CoverModel:
        """Return the model of the fewest new sites that reach some of the points taken in."""
        near = np.zeros((len(rows), self.problem.n_candidates), dtype=np.int64)
        near[:, self.usable] = self.table[rows] <= radius
        one = SideRow("one", np.ones_like(self.lower), None, 1)
        return CoverModel(
            csr(near),
            np.zeros(len(rows), dtype=np.int64),
            np.ones(len(rows), dtype=bool),
            self.is_new,
            self.lower,
            upper,
            () if len(self.forced) else (one,),
        )

    def refuted_with_all_sites(self, refutation: Refutation) -> Refutation | None:
        """Refute again with the sites that were left out; None where time ends before."""
        places = np.searchsorted(self.taken[np.argsort(self.taken)], refutation.points)
        rows = np.argsort(self.taken)[places]
        found, is_finished = self._cover(rows, self.low, self.upper)
        return Refutation(refutation.points, found, True) if is_finished else None

    def _start(self) -> None:
        """Open the site nearest to the farthest point, again and again (Gonzalez 1985)."""
        whole = self.problem.whole
        sites = [int(site) for site in self.forced]
        room = self.problem.n_sites - int(self.is_new[self.forced].sum())
        distance = self.reach(sites)[0] if sites else whole.farthest()[self.points]
        taken = []
        for number in range(min(room + 1, len(self.points))):
            taken.append(int(np.argmax(distance)))
            if number < room:
                row = whole.between(self.points[taken[-1:]], self.usable)
                sites.append(int(self.usable[int(np.argmin(row))]))
                distance = np.minimum(distance, self.reach(sites[-1:])[0])
        self._take(taken)
        self.sites, self.high = sorted(set(sites)), int(self.reach(sites)[0].max())

    def _middle(self) -> int:
        """Return the middle one of the distances taken in that lie between the two radii."""
        between = self.table[(self.table > self.low) & (self.table < self.high)]
        if not len(between):
            return self.high - 1
        return int(np.partition(between, len(between) // 2)[len(between) // 2])

    def _take(self, places: list[int]) -> None:
        new = np.setdiff1d(np.asarray(places, dtype=np.int64), self.taken)
        more = self.problem.whole.table(self.points[new], self.usable)
        self.taken = np.concatenate([self.taken, new])
        self.table = np.concatenate([self.table, more])

    def _ask(self, radius: int) -> list[int] | None:
        """Return sites that reach the points taken in; [] where too many are needed."""
        rows = self._rows(radius)
        near = self.table[rows] <= radius
        if not near.any(axis=1).all():
            self.refutation = None  # that a point reaches no site needs no proof
            return []
        upper = self.upper.copy()
        free = (self.lower[self.usable] == 0).nonzero()[0]
        gone = self.usable[free[dominated_columns(near[:, free])]]
        upper[gone] = 0
        found, is_finished = self._cover(rows, radius, upper)
        if found.value is not None and found.value >= -self.problem.n_sites:
            return list(found.sites or [])
        if not is_finished:
            return None
        self.refutation = Refutation(self.taken[rows], found, found.nodes == 1 or not len(gone))
        return []

    def _cover(self, rows: IntArray, radius: int, upper: IntArray) -> tuple[SearchResult, bool]:
        model = self.model(rows, radius, upper)
        quiet = replace(self.limits, on_progress=None, gap=0.0)
        search = CoverSearch(model, quiet, model.n_sites, greedy_cover(model), 0, -1.0)
        search.tree = RowsOfPoints()
        found = search.search(enough=-self.problem.n_sites)
        self.nodes += found.nodes
        return found, found.is_finished

    def _rows(self, radius: int) -> IntArray:
        """Return the rows of the table that no open site settles and no other row implies."""
        places = np.searchsorted(self.usable, self.forced)
        rows = np.flatnonzero((self.table[:, places] > radius).all(axis=1))
        return rows[~needless_rows(self.table[rows] <= radius)]

    def _try(self, sites: list[int], radius: int) -> None:
        """Take a cover of the chosen points as an answer, or take in points that it misses."""
        distance, nearest = self.reach(sites)
        value = int(distance.max())
        if value < self.high:
            self.high, self.sites = value, sites
        # Of each site the farthest one, so that they do not all lie in one corner.
        order = np.argsort(-distance, kind="stable")
        order = order[np.sort(np.unique(nearest[order], return_index=True)[1])]
        self._take([int(one) for one in order[:MORE_POINTS] if distance[one] > radius])

    def _report(self) -> None:
        quantum = self.problem.distance_quantum_m
        self.limits.report(self.high * quantum, (self.low + 1) * quantum, self.nodes)
