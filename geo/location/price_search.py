"""Branch and bound whose node bounds come from prices improved by subgradient steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.price_relaxation import PriceRelaxation
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import Node, TreeSearch

FIRST_STEP = 1.6
LAST_STEP = 0.004
PATIENCE = 12
SMOOTHING = 0.2
SLACK = 1e-9


@dataclass(eq=False)
class Descent:
    """The best prices found in a node, their bound, and how often each site was open."""

    prices: FloatArray
    bound: float
    shares: FloatArray


class PriceSearch(TreeSearch):
    """Maximize a problem whose only condition is the number of sites.

    Subgradient steps (Held, Wolfe and Crowder 1974) with a smoothed direction improve the prices;
    the best are rounded to whole numbers and evaluated exactly. The averaged choices estimate the
    relaxation's open shares (Barahona and Anbil 2000) and steer the branching.

    Parameters
    ----------
    relaxation : PriceRelaxation
    evaluate : callable
        Returns the objective of a list of open sites.
    improve_sites : callable
        Returns locally best sites near a list, and their objective.
    is_new : (n,) bool
        Sites that count towards `n_open`.
    n_open : int
        Most new sites.
    steps : (int, int)
        Subgradient steps at the root and at other nodes.
    """

    def __init__(
        self,
        relaxation: PriceRelaxation,
        limits: SearchLimits,
        scale: int,
        start: tuple[list[int], int],
        improve_sites: Callable[[list[int]], tuple[list[int], int]],
        is_new: BoolArray,
        n_open: int,
    ) -> None:
        super().__init__(limits, scale, start)
        self.relaxation = relaxation
        self.improve_sites = improve_sites
        self.is_new = is_new
        self.n_open = n_open
        self.root_steps, self.node_steps = 600, 120
        self.seen: set[tuple[int, ...]] = set()

    def process(self, node: Node) -> None:
        """Improve the node's prices, fix sites by their profit, and branch."""
        if self.nodes > 1 and self._is_closed(node, node.prices):
            return
        steps = self.root_steps if self.nodes == 1 else self.node_steps
        while True:
            relaxation = self._narrowed(node)
            before = len(relaxation.sites)
            descent = self._descend(node, relaxation, steps)
            node.prices = descent.prices
            if self._is_closed(node, descent.prices):
                return
            left = int((node.upper == 1).sum())
            if left > 0.8 * before:
                break
            steps = self.node_steps
        free = np.flatnonzero(node.lower < node.upper)
        if not len(free):
            self._close_fixed(node)
            return
        shares = np.zeros(len(node.lower))
        shares[relaxation.sites] = descent.shares
        site = int(free[np.argmax(np.minimum(shares[free], 1.0 - shares[free]))])
        self.split(node, site, float(shares[site]))

    def _narrowed(self, node: Node) -> PriceRelaxation:
        open_sites = np.flatnonzero(node.upper == 1)
        if self.nodes == 1 and len(open_sites) < len(self.relaxation.sites):
            self.relaxation = self.relaxation.restricted(open_sites)
        if len(open_sites) < 0.9 * len(self.relaxation.sites):
            return self.relaxation.restricted(open_sites)
        return self.relaxation

    def _is_closed(self, node: Node, prices: FloatArray | None) -> bool:
        """Evaluate prices exactly, record them, fix sites; True where the node is finished."""
        if prices is None:
            return False
        whole = np.rint(prices * self.scale).astype(np.int64)
        constant, profit = self._exact(node, whole)
        threshold = self._threshold(node, profit)
        bound = constant + threshold * self.n_open
        reduced = profit - threshold * self.is_new
        bound += int(np.where(reduced > 0, reduced * node.upper, reduced * node.lower).sum())
        node.proof.multipliers.append(self.tree.keep(whole, np.array([threshold])))
        node.bound = min(node.bound, bound)
        if node.bound < self.cutoff:
            return True
        self.fix_by_profit(node, bound, reduced)
        return False

    def _exact(self, node: Node, whole: IntArray) -> tuple[int, IntArray]:
        constant, part = self.relaxation.exact(whole, self.scale)
        profit = np.zeros(len(node.lower), dtype=np.int64)
        profit[self.relaxation.sites] = part
        return constant, profit

    def _threshold(self, node: Node, profit: IntArray) -> int:
        """Return the profit of the first new site that the number leaves out, at least 0."""
        free = profit[(node.lower < node.upper) & self.is_new]
        room = self.n_open - int((node.lower * self.is_new).sum())
        if room >= len(free):
            return 0
        if room <= 0:
            return max(0, int(free.max(initial=0)))
        return max(0, int(np.partition(free, len(free) - room - 1)[len(free) - room - 1]))

    def _descend(self, node: Node, relaxation: PriceRelaxation, steps: int) -> Descent:
        forced = np.flatnonzero(node.lower[relaxation.sites] == 1)
        usable = node.upper[relaxation.sites] == 1
        room = self.n_open - int((node.lower * self.is_new).sum())
        prices = relaxation.clip(
            node.prices if node.prices is not None else self._first_prices(node)
        )
        best, best_bound = prices, np.inf
        average: FloatArray | None = None
        direction: FloatArray | None = None
        step, waited = FIRST_STEP if node.prices is None else FIRST_STEP / 4, 0
        for number in range(steps):
            if self.limits.is_over():
                break
            constant, profit = relaxation.evaluate(prices)
            opened = self._choose(profit, forced, usable, room)
            bound = constant + float(profit[opened].sum())
            if bound < best_bound - SLACK:
                waited = (
                    0 if bound < best_bound - 1e-4 * abs(best_bound - self._target()) else waited
                )
                best, best_bound = prices, bound
                if bound * self.scale < self.cutoff - 1:
                    break
            waited += 1
            if waited > PATIENCE:
                step, waited, prices = step * 0.7, 0, best
                if step < LAST_STEP:
                    break
                constant, profit = relaxation.evaluate(prices)
                opened = self._choose(profit, forced, usable, room)
                bound = best_bound
            excess = relaxation.usage(prices, opened) - 1.0
            direction = excess if direction is None else 0.7 * excess + 0.3 * direction
            length = float(direction @ direction)
            if length == 0.0 or float(excess @ excess) == 0.0:
                break
            chosen = np.zeros(len(relaxation.sites))
            chosen[opened] = 1.0
            average = chosen if average is None else average + SMOOTHING / 4 * (chosen - average)
            if number % 20 == 0:
                self._try(relaxation.sites[opened])
            prices = relaxation.clip(prices - step * (bound - self._target()) / length * direction)
        shares = np.zeros(len(relaxation.sites)) if average is None else average
        return Descent(best, best_bound, shares)

    def _first_prices(self, node: Node) -> FloatArray:
        sites = self.sites if self.sites is not None else np.flatnonzero(node.lower)
        return self.relaxation.first_prices(np.asarray(sites, dtype=np.int64))

    def _target(self) -> float:
        return float(self.value if self.value is not None else 0)

    @staticmethod
    def _choose(profit: FloatArray, forced: IntArray, usable: BoolArray, room: int) -> IntArray:
        offered = np.where(usable, profit, -np.inf)
        offered[forced] = -np.inf
        if room <= 0:
            return forced
        room = min(room, len(offered))
        best = np.argpartition(-offered, room - 1)[:room]
        return np.concatenate([forced, best[offered[best] > 0]])

    def _try(self, opened: IntArray) -> None:
        key = tuple(sorted(int(site) for site in opened))
        if key in self.seen or not key:
            return
        self.seen.add(key)
        self.improve(*self.improve_sites(list(key)))

    def _close_fixed(self, node: Node) -> None:
        """End a node without free sites by prices that are exact for its only answer."""
        sites = np.flatnonzero(node.lower)
        self._try(sites)
        prices = self.relaxation.closing_prices(sites) * self.scale
        node.proof.multipliers.append(self.tree.keep(prices, np.zeros(1, dtype=np.int64)))
