"""Local search for p-median: greedy adding and the best swap by the fast interchange rule."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import FloatArray, IntArray


class MedianSwap:
    """Improve open sites of a p-median problem by swaps (Whitaker 1983).

    Parameters
    ----------
    costs : (m, n) int64, weighted distances
    forced : (f,) sites that stay open
    free : (q,) sites that may open
    """

    def __init__(self, costs: IntArray, forced: IntArray, free: IntArray) -> None:
        self.by_point = np.ascontiguousarray(costs[:, free], dtype=np.float64)
        self.costs = costs
        self.forced = forced
        self.free = free
        self.place = {int(site): position for position, site in enumerate(free)}
        self.standing: FloatArray = (
            costs[:, forced].min(axis=1).astype(np.float64)
            if len(forced)
            else np.full(len(costs), np.inf)
        )

    def greedy(self, n_open: int) -> list[int]:
        """Add the site that saves most, `n_open` times."""
        worst = self.by_point.max(axis=1, initial=0.0)
        nearest = np.minimum(self.standing, worst + 1.0)
        chosen: list[int] = []
        for _ in range(min(n_open, len(self.free))):
            saving = np.maximum(nearest[:, None] - self.by_point, 0.0).sum(axis=0)
            saving[chosen] = -1.0
            best = int(np.argmax(saving))
            chosen.append(best)
            nearest = np.minimum(nearest, self.by_point[:, best])
        return self.numbers(chosen)

    def numbers(self, chosen: list[int]) -> list[int]:
        """Return site numbers of positions, the forced sites among them."""
        return sorted([int(s) for s in self.forced] + [int(self.free[c]) for c in chosen])

    def value(self, sites: list[int]) -> int:
        """Return minus the cost with these sites open."""
        return -int(self.costs[:, sites].min(axis=1).sum())

    def improve(self, sites: list[int]) -> tuple[list[int], int]:
        """Swap one open for one closed site while that saves; return sites and minus the cost."""
        chosen = [self.place[site] for site in sites if site in self.place]
        while chosen and len(chosen) < len(self.free):
            place, entering, saving = self._best_swap(chosen)
            if saving <= 0:
                break
            chosen[place] = entering
        found = self.numbers(chosen)
        return found, self.value(found)

    def _best_swap(self, chosen: list[int]) -> tuple[int, int, float]:
        opened = self.by_point[:, chosen]
        rows = np.arange(len(opened))
        owner = np.argmin(opened, axis=1)
        first = opened[rows, owner]
        owned = first < self.standing
        nearest = np.minimum(first, self.standing)
        second = nearest.copy()
        if len(chosen) > 1:
            two = np.partition(opened, 1, axis=1)[:, 1]
            second = np.where(owned, np.minimum(two, self.standing), nearest)
        else:
            second = np.where(owned, self.standing, nearest)
        second = np.where(np.isinf(second), nearest + self.by_point.max(), second)
        gain = np.maximum(nearest[:, None] - self.by_point, 0.0).sum(axis=0)
        mine = np.flatnonzero(owned)
        order = mine[np.argsort(owner[mine], kind="stable")]
        # What a point loses when its site closes, less what the entering site gives back.
        kept = np.minimum(self.by_point[order], second[order, None])
        loss = np.maximum(kept - nearest[order, None], 0.0)
        starts = np.searchsorted(owner[order], np.arange(len(chosen)))
        change = np.tile(gain, (len(chosen), 1))
        busy = np.flatnonzero(np.bincount(owner[order], minlength=len(chosen)))
        if len(busy):
            change[busy] -= np.add.reduceat(loss, starts[busy], axis=0)
        change[:, chosen] = -np.inf
        place, entering = divmod(int(np.argmax(change)), change.shape[1])
        return place, entering, float(change[place, entering])
