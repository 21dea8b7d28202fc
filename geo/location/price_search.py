"""Branch and bound whose node bounds come from prices improved by subgradient steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from geo.location.arrays import BoolArray, FloatArray, IntArray
from geo.location.price_relaxation import PriceRelaxation
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import Node, TreeSearch

ROOT_STEP = 1.0
NODE_STEP = 0.2
LAST_STEP = 0.001
LARGEST_STEP = 2.0
GROWTH = 1.1
SHRINKING = 0.66
PATIENCE = 15
MOST_WEIGHT = 0.1  # of the newest choice in the average
TRY_EVERY = 20
POLISH_EVERY = 20  # nodes between local searches over what is still free
SLACK = 1e-9
NEAR_RATIO = 0.01  # answers this close to the best are worth a local search


def _dot(first: FloatArray, second: FloatArray) -> float:
    """Return the inner product without BLAS, whose threads wait for each other when it is busy."""
    return float(np.einsum("i,i->", first, second))


def _averaging_weight(average: FloatArray, excess: FloatArray) -> float:
    """Return the weight of the newest choice that makes the average excess shortest."""
    change = excess - average
    length = _dot(change, change)
    if length <= SLACK:
        return MOST_WEIGHT
    return min(max(-_dot(average, change) / length, MOST_WEIGHT / 10), MOST_WEIGHT)


LocalSearch: TypeAlias = tuple[
    Callable[[list[int]], int], Callable[[list[int]], tuple[list[int], int]]
]


# Site bounds of a node and each site's profit to good sites within them, and their objective.
Polish: TypeAlias = Callable[[IntArray, IntArray, FloatArray], tuple[list[int], int] | None]


@dataclass(eq=False)
class Descent:
    """The best prices found in a node, their bound, and how often each site was open."""

    prices: FloatArray
    bound: float
    shares: FloatArray


class PriceSearch(TreeSearch):
    """Maximize a problem whose only condition is the number of sites.

    The volume algorithm (Barahona and Anbil 2000) improves the prices; the best are rounded to
    whole numbers and evaluated exactly. Its averaged choices estimate the relaxation's open shares
    and steer the branching.

    Parameters
    ----------
    relaxation : PriceRelaxation
    local_search : (callable, callable)
        The objective of a list of open sites; and locally best sites near it, with theirs.
    is_new : (n,) bool
        Sites that count towards `n_open`.
    n_open : int
        Most new sites.
    """

    def __init__(
        self,
        relaxation: PriceRelaxation,
        limits: SearchLimits,
        scale: int,
        start: tuple[list[int], int],
        local_search: LocalSearch,
        is_new: BoolArray,
        n_open: int,
    ) -> None:
        super().__init__(limits, scale, start)
        self.relaxation = relaxation
        self.evaluate_sites, self.improve_sites = local_search
        self.is_new = is_new
        self.n_open = n_open
        self.root_steps, self.node_steps = 600, 120
        self.dives = (
            False  # prices start a node warm wherever it lies, and answers come from elsewhere
        )
        self.polish: Polish | None = None
        self.seen: set[tuple[int, ...]] = set()

    def process(self, node: Node) -> None:
        """Improve the node's prices, fix sites by their profit, and branch."""
        if int((node.lower * self.is_new).sum()) > self.n_open:
            self._close_overfull(node)
            return
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
            wider = self.relaxation.widened(descent.prices) if self.nodes == 1 else None
            if wider is not None and not self.limits.is_over():
                self.relaxation = wider
                continue
            if self._polish(node, relaxation, descent) and self._is_closed(node, descent.prices):
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

    def _polish(self, node: Node, relaxation: PriceRelaxation, descent: Descent) -> bool:
        """Search for a better answer within the node now and then; True where one was found."""
        if self.polish is None or self.nodes % POLISH_EVERY != 1 or not node.upper.any():
            return False
        if self.limits.is_over():
            return False
        profit = np.full(len(node.lower), -np.inf)
        profit[relaxation.sites] = relaxation.evaluate(descent.prices)[1]
        found, before = self.polish(node.lower, node.upper, profit), self.value
        if found is not None:
            self.improve(*found)
        return self.value != before

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
        """Improve prices by the volume algorithm: step along the averaged excess of service."""
        forced = np.flatnonzero(node.lower[relaxation.sites] == 1)
        usable = node.upper[relaxation.sites] == 1
        room = self.n_open - int((node.lower * self.is_new).sum())
        is_root = node.prices is None
        best = relaxation.clip(self._first_prices(node) if node.prices is None else node.prices)
        constant, profit = relaxation.evaluate(best)
        opened = self._choose(profit, forced, usable, room)
        bound = constant + float(profit[opened].sum())
        average = relaxation.usage(best, opened) - 1.0
        shares = np.zeros(len(relaxation.sites))
        shares[opened] = 1.0
        step, waited = (ROOT_STEP if is_root else NODE_STEP), 0
        for number in range(steps):
            if bound * self.scale < self.cutoff - 1 or step < LAST_STEP or self.limits.is_over():
                break
            direction = relaxation.projected(best, average)
            length = _dot(direction, direction)
            if length <= SLACK:
                break
            prices = relaxation.clip(best - step * (bound - self._target()) / length * direction)
            constant, profit = relaxation.evaluate(prices)
            opened = self._choose(profit, forced, usable, room)
            trial = constant + float(profit[opened].sum())
            excess = relaxation.usage(prices, opened) - 1.0
            weight = _averaging_weight(average, excess)
            average += weight * (excess - average)
            shares *= 1.0 - weight
            shares[opened] += weight
            waited += 1
            if trial < bound:
                step = min(step * GROWTH, LARGEST_STEP) if _dot(excess, average) >= 0 else step
                best, bound, waited = prices, trial, 0
            elif waited >= PATIENCE:
                step, waited = step * SHRINKING, 0
            if is_root and number % TRY_EVERY == 0:
                self._try(relaxation.sites[opened])
        self._try(relaxation.sites[opened])
        return Descent(best, bound, shares)

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
        sites = list(key)
        value = self.evaluate_sites(sites)
        if self.value is None or value > self.value - NEAR_RATIO * abs(self.value):
            sites, value = self.improve_sites(sites)
        self.improve(sites, value)

    def _close_overfull(self, node: Node) -> None:
        """End a node that opens too many sites: a high price on their number shows it."""
        nothing = np.zeros(len(self.relaxation.highest), dtype=np.int64)
        constant, _ = self.relaxation.exact(nothing, self.scale)
        threshold = abs(constant) + abs(self.cutoff) + 1
        node.proof.multipliers.append(self.tree.keep(nothing, np.array([threshold])))

    def _close_fixed(self, node: Node) -> None:
        """End a node without free sites by prices that are exact for its only answer."""
        sites = np.flatnonzero(node.lower)
        self._try(sites)
        prices = self.relaxation.closing_prices(sites) * self.scale
        node.proof.multipliers.append(self.tree.keep(prices, np.zeros(1, dtype=np.int64)))
