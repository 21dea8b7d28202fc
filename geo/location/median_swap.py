"""Local search for p-median: greedy adding and the best swap by the fast interchange rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.median_lists import MedianLists

NOBODY = -1


@dataclass(eq=False)
class Service:
    """What each point pays at its nearest open site, to whom (a position), and at its second."""

    nearest: FloatArray
    second: FloatArray
    owner: IntArray


class MedianSwap:
    """Improve open sites of a p-median problem by swaps (Whitaker 1983).

    Beyond its list a point pays the cost at its limit, so that swaps are judged by near sites;
    `value` is the true one. The sparse rule is that of Resende and Werneck 2007.

    Parameters
    ----------
    lists : MedianLists
    forced : (f,) sites that stay open
    free : (q,) sites that may open
    is_over : callable
        Asked between swaps; True ends them.
    """

    def __init__(
        self,
        lists: MedianLists,
        forced: IntArray,
        free: IntArray,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.is_over = is_over
        self.lists = lists
        self.forced = forced
        self.free = free
        self.place = {int(site): position for position, site in enumerate(free)}
        self.by_site = lists.by_site.of(free)
        self.costs = self.by_site.costs.astype(np.float64)
        self.site_of = np.repeat(np.arange(len(free)), np.diff(self.by_site.starts))
        self.standing = lists.highest.astype(np.float64)
        near = lists.by_site.of(forced)
        np.minimum.at(self.standing, near.rows, near.costs.astype(np.float64))

    def greedy(self, n_open: int) -> list[int]:
        """Add the site that saves most, `n_open` times."""
        nearest = self.standing.copy()
        chosen: list[int] = []
        for _ in range(min(n_open, len(self.free))):
            saving = self._gain(nearest)
            saving[chosen] = -1.0
            best = int(np.argmax(saving))
            chosen.append(best)
            rows, costs = self._of(best)
            nearest[rows] = np.minimum(nearest[rows], costs)
        return self.numbers(chosen)

    def numbers(self, chosen: list[int]) -> list[int]:
        """Return site numbers of positions, the forced sites among them."""
        return sorted([int(s) for s in self.forced] + [int(self.free[c]) for c in chosen])

    def value(self, sites: list[int]) -> int:
        """Return minus the cost with these sites open."""
        near = self.lists.by_site.of(np.asarray(sites, dtype=np.int64))
        cost = self.lists.highest.copy()
        np.minimum.at(cost, near.rows, near.costs)
        beyond = np.ones(len(cost), dtype=bool)
        beyond[near.rows] = False
        beyond &= self.lists.limits < self.lists.standing
        if beyond.any():
            rows = np.flatnonzero(beyond)
            table = self.lists.whole.table(self.lists.points[rows], np.asarray(sites))
            cost[rows] = table.min(axis=1) * self.lists.weights[rows]
        return -int(cost.sum())

    def improve(self, sites: list[int]) -> tuple[list[int], int]:
        """Swap one open for one closed site while that saves; return sites and minus the cost.

        What seems to save by near sites may truly cost: then the sites stay as they were.
        """
        chosen = [self.place[site] for site in sites if site in self.place]
        start = self.numbers(chosen)
        start_value = self.value(start)
        while chosen and len(chosen) < len(self.free) and not self.is_over():
            place, entering, saving = self._best_swap(chosen)
            if saving <= 0:
                break
            chosen[place] = entering
        found = self.numbers(chosen)
        value = self.value(found)
        return (found, value) if value > start_value else (start, start_value)

    def _of(self, position: int) -> tuple[IntArray, FloatArray]:
        part = slice(*self.by_site.starts[position : position + 2])
        return self.by_site.rows[part], self.costs[part]

    def _gain(self, nearest: FloatArray) -> FloatArray:
        saved = nearest[self.by_site.rows]
        saved -= self.costs
        np.maximum(saved, 0.0, out=saved)
        return np.asarray(self.by_site.sums(saved), dtype=np.float64)

    def _service(self, chosen: list[int]) -> Service:
        nearest, second = self.standing.copy(), self.standing.copy()
        owner = np.full(len(nearest), NOBODY)
        for place, position in enumerate(chosen):
            rows, costs = self._of(position)
            first, next_one = nearest[rows], second[rows]
            is_nearer = costs < first
            second[rows] = np.where(is_nearer, first, np.minimum(next_one, costs))
            nearest[rows] = np.minimum(first, costs)
            owner[rows[is_nearer]] = place
        return Service(nearest, second, owner)

    def _best_swap(self, chosen: list[int]) -> tuple[int, int, float]:
        now = self._service(chosen)
        owned = np.flatnonzero(now.owner != NOBODY)
        loss = np.bincount(
            now.owner[owned], now.second[owned] - now.nearest[owned], minlength=len(chosen)
        )
        change = self._gain(now.nearest)[None, :] - loss[:, None]
        # What a point does not lose when its site closes, since the entering one takes it.
        rows = self.by_site.rows
        pairs = np.flatnonzero((self.costs < now.second[rows]) & (now.owner[rows] != NOBODY))
        rows = rows[pairs]
        kept = now.second[rows] - np.maximum(self.costs[pairs], now.nearest[rows])
        cells = now.owner[rows] * len(self.free) + self.site_of[pairs]
        change += np.bincount(cells, kept, minlength=change.size).reshape(change.shape)
        change[:, chosen] = -np.inf
        place, entering = divmod(int(np.argmax(change)), change.shape[1])
        return place, entering, float(change[place, entering])
