"""A strong first answer: greedy, best 1-swaps and iterated local search over a covering model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.cover_model import CoverModel
from geo.location.coverage_rows import coverage_rows
from geo.location.sparse import CsrMatrix, csr

STALL_LIMIT = 150
RESTART_AFTER = 50


class SwapSearch:
    """Local search for the best `n_open` of the free sites; forced sites are open throughout.

    Church and ReVelle 1974 give greedy adding and substitution; the perturbation is iterated local
    search (Lourenco, Martin and Stuetzle 2003).
    """

    def __init__(self, model: CoverModel, n_open: int, rng: np.random.Generator) -> None:
        self.rng = rng
        forced = np.flatnonzero(model.lower == 1)
        self.free = np.flatnonzero((model.upper == 1) & (model.lower == 0))
        left = np.flatnonzero(model.by_site.count(forced) == 0)
        self.by_site, self.weights = model.by_site, model.gain.astype(np.float64)
        if len(left) < model.n_groups or len(self.free) < model.n_sites:
            rows = csr(model.coverage[left][:, self.free])
            merged, self.weights = merge_equal_rows(rows, self.weights[left])
            self.by_site = coverage_rows(csr(merged.T))
        self.forced = forced
        self.n_open = min(n_open, len(self.free))

    def greedy(self, start: list[int] | None = None) -> list[int]:
        """Add the site that gains most until `n_open` are open; at least 63 % of the best gain."""
        uncovered = self.weights.copy()
        chosen = list(start or [])[: self.n_open]
        for site in chosen:
            uncovered[self._covered_by(site)] = 0.0
        for _ in range(self.n_open - len(chosen)):
            gain = self.by_site.sums(uncovered)
            gain[chosen] = -1.0
            best = int(np.argmax(gain))
            chosen.append(best)
            uncovered[self._covered_by(best)] = 0.0
        return chosen

    def _covered_by(self, site: int) -> IntArray:
        return self.by_site.groups_of(site)

    def improve(self, chosen: list[int]) -> tuple[list[int], float]:
        """Make the best swap of one open for one closed site until none gains.

        A swap changes who alone serves what for its neighbours only, so only their rows of the
        table of swaps are summed up anew (Resende and Werneck 2007).
        """
        chosen = list(chosen)
        count = np.zeros(self.by_site.n_groups, dtype=np.int64)
        owner = np.zeros_like(count)  # the place of the only open site, where there is only one
        for place, site in enumerate(chosen):
            rows = self._covered_by(site)
            count[rows] += 1
            owner[rows] += place
        value = float(self.weights[count > 0].sum())
        if not chosen or len(chosen) == len(self.free):
            return chosen, value
        gain = np.empty((len(chosen), len(self.free)))
        stale = np.arange(len(chosen))
        while True:
            gain[stale] = self._gain_without(stale, count, owner)
            change = gain + self.by_site.sums(np.where(count == 0, self.weights, 0.0))
            change[:, chosen] = -1.0
            place, swap = divmod(int(np.argmax(change)), change.shape[1])
            if change[place, swap] <= 0:
                return chosen, value
            value += float(change[place, swap])
            closed, opened = self._covered_by(chosen[place]), self._covered_by(swap)
            rows = np.concatenate([closed, opened])
            before = owner[rows[count[rows] == 1]]
            count[closed] -= 1
            owner[closed] -= place
            count[opened] += 1
            owner[opened] += place
            stale = np.union1d(before, owner[rows[count[rows] == 1]])
            chosen[place] = swap

    def _gain_without(self, places: IntArray, count: IntArray, owner: IntArray) -> FloatArray:
        """Return what closing each place loses, less what each site would serve of it."""
        kind = np.full(self.n_open + 1, -1)
        kind[places] = np.arange(len(places))
        sole = np.flatnonzero(count == 1)
        sole = sole[kind[owner[sole]] >= 0]
        kinds, weights = kind[owner[sole]], self.weights[sole]
        loss = np.bincount(kinds, weights, len(places))
        return self.by_site.table(sole, weights, kinds, len(places)) - loss[:, None]

    def search(
        self, start: list[int], iterations: int, should_stop: Callable[[], bool]
    ) -> list[int]:
        """Perturb and improve until `iterations` are done or 150 in a row gain nothing."""
        best, best_value = self.improve(start)
        current, current_value = list(best), best_value
        stall = 0
        most = min(self.n_open, len(self.free) - self.n_open)
        for _ in range(iterations if most >= 1 else 0):
            if should_stop() or stall >= STALL_LIMIT:
                break
            strength = min(most, int(self.rng.integers(2, max(3, self.n_open // 2) + 1)))
            trial, value = self.improve(self._perturb(current, strength))
            if value >= current_value:
                current, current_value = trial, value
            stall = 0 if value > best_value else stall + 1
            if value > best_value:
                best, best_value = list(trial), value
            elif stall % RESTART_AFTER == 0:
                current, current_value = list(best), best_value
        return best

    def _perturb(self, chosen: list[int], strength: int) -> list[int]:
        changed = list(chosen)
        places = self.rng.choice(len(chosen), strength, replace=False)
        closed = np.setdiff1d(np.arange(len(self.free)), chosen)
        for place, site in zip(
            places, self.rng.choice(closed, strength, replace=False), strict=True
        ):
            changed[int(place)] = int(site)
        return changed

    def sites(self, chosen: list[int]) -> list[int]:
        """Return the model's site numbers of a choice, the forced sites among them."""
        return sorted([int(s) for s in self.forced] + [int(self.free[c]) for c in chosen])

    def positions(self, sites: list[int]) -> list[int]:
        """Return the choice that a list of site numbers makes; forced sites are left out."""
        place = {int(site): position for position, site in enumerate(self.free)}
        return [place[site] for site in sites if site in place]


def merge_equal_rows(rows: CsrMatrix, weights: FloatArray) -> tuple[CsrMatrix, FloatArray]:
    """Take groups that the same free sites cover as one, in order; leave out what none covers."""
    keys = np.random.default_rng(0).integers(1, 2**62, rows.shape[1])
    key = np.asarray(rows.astype(np.int64) @ keys)
    distinct, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    totals: FloatArray = np.bincount(inverse, weights, len(distinct)).astype(np.float64)
    kept = np.flatnonzero(distinct != 0)
    kept = kept[np.argsort(first[kept])]
    return csr(rows[first[kept]]), totals[kept]


def round_shares(
    model: CoverModel, shares: FloatArray, n_open: int
) -> tuple[list[int], int] | None:
    """Open the sites with the largest shares, as many as number and budget allow.

    Returns the sites and the objective, None where a condition is broken.
    """
    opened = model.lower.astype(np.int64)
    packing = [row for row in model.rows if row.group is None]
    room = n_open
    for site in np.argsort(-shares, kind="stable"):
        if room == 0:
            break
        if opened[site] or not model.upper[site] or (shares[site] <= 0 and model.cost[site] > 0):
            continue
        opened[site] = 1
        if any(int(row.site @ opened) < row.minimum for row in packing):
            opened[site] = 0
        else:
            room -= 1
    sites = [int(s) for s in np.flatnonzero(opened)]
    value = model.value(sites)
    return None if value is None else (sites, value)
