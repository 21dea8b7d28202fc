"""Feasible answers within capacity, from sites that a relaxation favours."""

from __future__ import annotations

import numpy as np

from geo.location.arrays import IntArray
from geo.location.capacity_assignment import heaviest_served, least_cost_assignment
from geo.location.capacity_relaxation import CapacityRelaxation
from geo.location.capacity_search import Answer
from geo.location.p_median import PMedian
from geo.location.search_limits import SearchLimits

NEAR_SITES = 25  # that may take the place of an open site
ROUNDS = 30
MOST_SITES = 400  # up to which a p-median's sites are perturbed
NEAR_RATIO = 1.02  # answers this close to the best are worth exchanges of sites
PERTURBED_SHARE = 0.15  # of the time that is left, at most
PATIENCE = 40  # moves a site that may fail to improve one after another
EXCHANGE_SHARE = 0.1  # of the time that is left


class CapacityAnswers:
    """Complete a choice of sites, assign the points, and exchange sites while that is better."""

    def __init__(self, relaxation: CapacityRelaxation, limits: SearchLimits) -> None:
        self.of, self.limits = relaxation, limits
        self.points = [
            relaxation.row[relaxation.start[j] : relaxation.start[j + 1]]
            for j in range(relaxation.n)
        ]
        self.is_new = np.ones(relaxation.n, dtype=bool)
        self.is_new[list(relaxation.problem.fixed_sites)] = False
        self.most = relaxation.n
        if relaxation.program.conditions and relaxation.program.conditions[0].name == "number":
            self.most = -int(relaxation.least[0])
        self.known: dict[tuple[int, ...], Answer | None] = {}
        self.best: Answer | None = None

    def finish(self, opened: list[int]) -> Answer | None:
        """Return a locally best answer near a choice of sites, None where it cannot be met."""
        sites = self._complete(opened)
        answer = self._assigned(sites)
        if answer is None:
            return None
        if isinstance(self.of.problem, PMedian):
            answer = self._recentred(answer)
        if self.best is not None and answer[2] < self.best[2] * NEAR_RATIO:
            answer = self._exchanged(answer)
        if self.best is None and isinstance(self.of.problem, PMedian) and self.of.n <= MOST_SITES:
            answer = self.perturbed(answer)
        if self.best is None or answer[2] < self.best[2]:
            self.best = answer
        return answer

    def perturbed(self, answer: Answer) -> Answer:
        """Move one to three sites of a p-median to near ones, again and again; keep the best."""
        of, rng = self.of, np.random.default_rng(0)
        until = self.limits.seconds + PERTURBED_SHARE * self.limits.seconds_left
        table = of.cost.reshape(of.n, -1)
        away = np.abs(table[:, None, :] - table[None, :, :]).sum(axis=2)
        near = np.argsort(away, axis=1, kind="stable")[:, 1 : 1 + NEAR_SITES // 2]
        best, stalled = answer, 0
        while stalled < PATIENCE * of.n and self.limits.seconds < until:
            if self.limits.is_over():
                break
            stalled += 1
            sites = set(best[0])
            moved = [site for site in best[0] if of.lower[site] == 0]
            for site in rng.permutation(moved)[: rng.integers(1, 4)]:
                others = [int(one) for one in near[site] if of.upper[one] and int(one) not in sites]
                if others:
                    sites = sites - {int(site)} | {others[int(rng.integers(len(others)))]}
            found = self._assigned(sorted(sites))
            if found is None:
                continue
            found = self._recentred(found)
            if found[2] < best[2]:
                stalled = 0
            if found[2] <= best[2]:
                best = found
        return best

    def _complete(self, opened: list[int]) -> list[int]:
        """Keep the number of sites: add what reaches most that is left, drop what is too many."""
        of = self.of
        sites = set(opened) | set(np.flatnonzero(of.lower).tolist())
        left = (of.weight * of.count).astype(np.int64)
        for site in sites:
            left[self.points[site]] = 0
        new = [site for site in sites if self.is_new[site]]
        for site in new[self.most :]:
            sites.discard(site)
        if isinstance(of.problem, PMedian):
            return sorted(self._with_nearest(sites, self.most - len(new)))
        while len(new) < self.most and of.program.is_maximization:
            gain = np.bincount(of.site, weights=left[of.row], minlength=of.n)
            gain[[*sites]] = -1
            gain[of.upper == 0] = -1
            site = int(np.argmax(gain))
            if gain[site] <= 0:
                break
            sites.add(site)
            new.append(site)
            left[self.points[site]] = 0
        return sorted(sites)

    def _with_nearest(self, sites: set[int], more: int) -> set[int]:
        """Add the sites that shorten distances most."""
        of = self.of
        table = of.cost.reshape(of.n, -1)
        for _ in range(more):
            stay = table[[*sites]].min(axis=0) if sites else table.max(axis=0)
            gain = np.maximum(stay - table, 0).sum(axis=1)
            gain[[*sites]] = -1
            gain[of.upper == 0] = -1
            site = int(np.argmax(gain))
            if gain[site] < 0:
                break
            sites = sites | {site}
        return sites

    def _assigned(self, sites: list[int]) -> Answer | None:
        key = tuple(sorted(sites))
        if key not in self.known:
            self.known[key] = self._assign(list(key))
        return self.known[key]

    def _assign(self, sites: list[int]) -> Answer | None:
        of = self.of
        opened = np.zeros(of.n, dtype=np.int64)
        opened[sites] = 1
        met = np.zeros(len(of.row), dtype=np.int64)
        if isinstance(of.problem, PMedian):
            found = self._assign_whole(sites)
            if found is None:
                return None
            met[of.start[np.asarray(sites)[found]] + np.arange(len(found))] = 1
        else:
            pairs = np.flatnonzero(opened[of.site] == 1)
            rows = np.unique(of.row[pairs])
            options: list[list[int]] = [[] for _ in rows]
            for place, site in zip(
                np.searchsorted(rows, of.row[pairs]), of.site[pairs], strict=True
            ):
                options[place].append(int(site))
            copies = np.repeat(np.arange(len(rows)), of.count[rows])
            weights = np.ones(len(rows)) if of.must_serve else of.weight[rows]
            rooms = {site: int(of.rooms[site]) for site in sites}
            places = heaviest_served(
                weights[copies].astype(np.int64), [options[row] for row in copies], rooms
            )
            kept = places >= 0
            index = of.start[places[kept]]
            for start, row, site in zip(index, rows[copies[kept]], places[kept], strict=True):
                column = of.row[start : of.start[site + 1]]
                met[start + np.searchsorted(column, row)] += 1
        return of.answer(opened, met)

    def _assign_whole(self, sites: list[int]) -> IntArray | None:
        of = self.of
        if not sites:
            return None
        costs = of.cost.reshape(of.n, -1)[sites].T
        found = least_cost_assignment(costs, of.size, of.rooms[sites])
        return None if found is None else found[0]

    def _recentred(self, answer: Answer) -> Answer:
        """Let each cluster's best site be the one that serves it, while that is better."""
        of = self.of
        table = of.cost.reshape(of.n, -1)
        for _ in range(ROUNDS):
            sites = set(np.flatnonzero(of.lower).tolist())
            for site in answer[0]:
                members = answer[1] == site
                cost = table[:, members].sum(axis=1).astype(float)
                load = int(of.size[members].sum())
                cost[(of.rooms < load) | (of.upper == 0)] = np.inf
                cost[[*sites]] = np.inf
                if of.lower[site] == 0 and np.isfinite(cost).any():
                    sites.add(int(np.argmin(cost)))
            found = self._assigned(sorted(sites))
            if found is None or found[2] >= answer[2]:
                break
            answer = found
        return answer

    def _exchanged(self, answer: Answer) -> Answer:
        """Exchange one open site for a near one as long as that is better."""
        better, until = True, self.limits.seconds + EXCHANGE_SHARE * self.limits.seconds_left
        while better:
            better = False
            for out in [site for site in answer[0] if self.of.lower[site] == 0]:
                for site in self._near(answer, out):
                    trial = sorted({*answer[0], site} - {out})
                    found = self._assigned(trial)
                    if found is not None and found[2] < answer[2]:
                        answer, better = found, True
                        break
                    if self.limits.is_over() or self.limits.seconds > until:
                        return answer
                if better:
                    break
        return answer

    def _near(self, answer: Answer, out: int) -> list[int]:
        """Return the closed sites that gain most from who is not served, or served by `out`."""
        of = self.of
        if isinstance(of.problem, PMedian):
            table = of.cost.reshape(of.n, -1)
            others = [site for site in answer[0] if site != out]
            stay = table[others].min(axis=0) if others else table.max(axis=0)
            gain = np.maximum(stay - table, 0).sum(axis=1).astype(float)
        else:
            class_of = of.program.pairs.class_of
            free = (answer[1] < 0) | (answer[1] == out)
            known = free & (class_of >= 0)
            waiting = np.bincount(class_of[known], minlength=len(of.count))
            worth = of.evaluate(
                (of.weight * (waiting > 0)).astype(float),
                np.zeros(len(of.least)),
                of.upper == 1,
                np.zeros(len(of.row), dtype=bool),
                0,
            )
            gain = -worth.added
        gain[answer[0]] = -1.0
        gain[of.upper == 0] = -1.0
        best = np.argsort(-gain, kind="stable")[:NEAR_SITES]
        return [int(site) for site in best if gain[site] > 0]
