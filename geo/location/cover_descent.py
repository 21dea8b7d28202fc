"""Local search for set covering where every row must be served and every site costs the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.location.arrays import IntArray
from geo.location.sparse import CsrMatrix, csr

STALL_STEPS = 12  # for each site, without a better cover, after which the search ends
CHECK_EVERY = 64  # steps between two looks at the clock


class CoverDescent:
    """Weighting local search for unicost set covering (Gao, Weise and Li 2015, RWLS).

    Of a cover the site that loses least is closed; while rows are then unserved, sites are swapped
    and unserved rows gain weight, until all are served with one site fewer.

    Parameters
    ----------
    coverage : (k, n) CSR of ones
    forced : sites that stay open
    usable : (n,) bool, sites that may open
    seed : int
    """

    def __init__(
        self, coverage: CsrMatrix, forced: IntArray, usable: IntArray, seed: int = 0
    ) -> None:
        self.rng = np.random.default_rng(seed)
        open_near = np.asarray(coverage[:, forced].sum(axis=1)).ravel() > 0
        rows = csr(coverage[np.flatnonzero(~open_near)])
        rows = csr((np.ones(rows.nnz), rows.indices, rows.indptr), shape=rows.shape)
        keep = np.zeros(coverage.shape[1])
        keep[usable] = 1.0
        keep[forced] = 0.0
        rows.data = keep[rows.indices]
        rows.eliminate_zeros()
        columns = csr(rows.T)
        self.forced = forced
        self.sites_of = np.split(rows.indices, rows.indptr[1:-1])
        self.rows_of = np.split(columns.indices, columns.indptr[1:-1])
        n_rows, n_sites = rows.shape
        self.weight = np.ones(n_rows)
        self.count = np.zeros(n_rows, dtype=np.int64)
        self.keeper = np.zeros(n_rows, dtype=np.int64)  # sum of the open sites that serve a row
        self.score = np.asarray(columns @ self.weight)  # what a flip gains or loses in weight
        self.loss = np.full(n_sites, np.inf)  # score of the open sites
        self.changed = np.zeros(n_sites, dtype=np.int64)  # step at which a site was last flipped
        self.recent = -1
        self.fewest = n_sites
        self.sites_that_serve = np.flatnonzero(np.diff(columns.indptr) > 0)
        self.may_open = np.ones(n_sites, dtype=bool)
        self.unserved = np.ones(n_rows, dtype=bool)

    def run(self, start: list[int], steps: int, is_over: Callable[[], bool]) -> list[int]:
        """Return the smallest cover found from one to start from, the forced sites with it.

        Parameters
        ----------
        start : list of int
            A cover.
        steps : int
            Swaps at most; it ends sooner where nothing better turns up for long.
        is_over : callable
            Asked now and then; True ends the search.
        """
        for site in set(start) - set(self.forced.tolist()):
            self._open(site, 0)
        best = self._opened()
        last, patience = 0, STALL_STEPS * len(self.sites_that_serve)
        for step in range(1, steps + 1):
            if step % CHECK_EVERY == 0 and (is_over() or step - last > patience):
                break
            while not self.unserved.any():
                best, last = self._opened(), step
                self.fewest = len(best)
                if not len(best):
                    return sorted(self.forced.tolist())
                self._close(int(np.argmin(self.loss)), step)
            if not np.isfinite(self.loss).any():
                break
            self._swap(step)
        return sorted([*self.forced.tolist(), *best])

    def _opened(self) -> list[int]:
        return [int(site) for site in np.flatnonzero(np.isfinite(self.loss))]

    def _swap(self, step: int) -> None:
        """Close the open site that loses least, and open one that serves an unserved row."""
        loss = self.loss.copy()
        if self.recent >= 0:
            loss[self.recent] = np.inf  # what was opened a step ago stays
        if np.isfinite(loss.min()):
            self._close(self._oldest(np.flatnonzero(loss == loss.min())), step)
        row = int(self.rng.choice(np.flatnonzero(self.unserved)))
        offered = self.sites_of[row]
        allowed = offered[self.may_open[offered]]
        offered = allowed if len(allowed) else offered
        gain = self.score[offered]
        self.recent = self._oldest(offered[gain == gain.max()])
        self._open(self.recent, step)
        for left in np.flatnonzero(self.unserved):
            self.weight[left] += 1.0
            self.score[self.sites_of[left]] += 1.0

    def _oldest(self, sites: IntArray) -> int:
        return int(sites[np.argmin(self.changed[sites])]) if len(sites) > 1 else int(sites[0])

    def _open(self, site: int, step: int) -> None:
        rows = self.rows_of[site]
        own = 0.0
        for row, count in zip(rows.tolist(), self.count[rows].tolist(), strict=True):
            weight = self.weight[row]
            if count == 0:
                others = self.sites_of[row]
                self.score[others] -= weight
                self.may_open[others] = True
                own += weight
            elif count == 1:
                keeper = self.keeper[row]
                self.score[keeper] -= weight
                self.loss[keeper] -= weight
        self.count[rows] += 1
        self.keeper[rows] += site
        self.unserved[rows] = False
        self.score[site] = self.loss[site] = own
        self.changed[site] = step

    def _close(self, site: int, step: int) -> None:
        rows = self.rows_of[site]
        self.count[rows] -= 1
        self.keeper[rows] -= site
        own = 0.0
        for row, count in zip(rows.tolist(), self.count[rows].tolist(), strict=True):
            weight = self.weight[row]
            if count == 0:
                others = self.sites_of[row]
                self.score[others] += weight
                self.may_open[others] = True
                own += weight
            elif count == 1:
                keeper = self.keeper[row]
                self.score[keeper] += weight
                self.loss[keeper] += weight
        self.unserved[rows] = self.count[rows] == 0
        self.score[site], self.loss[site] = own, np.inf
        self.changed[site] = step
        self.may_open[site] = False
