"""Best-first search with dives over sites; how a node is bounded is left to the subclasses."""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.proof_tree import ProofNode, ProofTree
from geo.location.search_limits import SearchLimits

HALF = 0.5


@dataclass(eq=False)
class SearchResult:
    """What a search found.

    `value` and `sites` are None where nothing feasible was found; `bound` is None where it is
    proven that nothing is.
    """

    value: int | None
    sites: list[int] | None
    bound: int | None
    nodes: int
    tree: ProofTree
    is_finished: bool
    scale: int = 1


@dataclass(eq=False)
class Node:
    """A subproblem: scaled upper bound, site bounds, place in the proof, prices to start from."""

    bound: int
    lower: IntArray
    upper: IntArray
    proof: ProofNode
    prices: FloatArray | None = None


class TreeSearch(ABC):
    """Maximize by branching on sites; bounds are whole numbers, `scale` times the objective.

    Parameters
    ----------
    limits : SearchLimits
    scale : int
        Denominator of bounds and multipliers.
    start : (sites, value), optional
        A feasible answer to beat.
    offset, quantum : int, float
        The reported objective is (value + offset) * quantum.
    """

    def __init__(
        self,
        limits: SearchLimits,
        scale: int,
        start: tuple[list[int], int] | None,
        offset: int = 0,
        quantum: float = 1.0,
    ) -> None:
        self.limits = limits
        self.scale = scale
        self.offset = offset
        self.quantum = quantum
        self.sites: list[int] | None = None if start is None else start[0]
        self.value: int | None = None if start is None else start[1]
        self.enough: int | None = None
        self.tree = ProofTree()
        self.nodes = 0
        self.pushed = 0
        self.dives = True
        self.heap: list[tuple[int, int, Node]] = []
        self.diving: Node | None = None

    @abstractmethod
    def process(self, node: Node) -> None:
        """Bound a node; then end it or branch by `split`."""

    def run(
        self, lower: IntArray, upper: IntArray, largest: int, enough: int | None = None
    ) -> SearchResult:
        """Search until proven, stopped, or `enough` is reached or shown to be out of reach.

        Parameters
        ----------
        lower, upper : (n,) site bounds
        largest : int
            A value that nothing exceeds.
        enough : int, optional
            For a yes-or-no question: any answer of at least this value ends the search, and nodes
            that cannot reach it are closed.
        """
        self.enough = enough
        self.diving = Node(largest * self.scale, lower.copy(), upper.copy(), self.tree.root)
        while (node := self._next()) is not None:
            if self._may_stop(node):
                heapq.heappush(self.heap, (-node.bound, -1, node))
                return self._result(is_finished=False)
            self.nodes += 1
            self.process(node)
        return self._result(is_finished=True)

    @property
    def cutoff(self) -> int:
        """Scaled bound below which a node cannot improve on the best answer."""
        best = -(2**62) if self.value is None else (self.value + 1) * self.scale
        return best if self.enough is None else max(best, self.enough * self.scale)

    def _next(self) -> Node | None:
        if self.diving is not None:
            node, self.diving = self.diving, None
            return node
        while self.heap:
            node = heapq.heappop(self.heap)[2]
            if node.bound >= self.cutoff:
                return node
        return None

    def _may_stop(self, node: Node) -> bool:
        if self.enough is not None and self.value is not None and self.value >= self.enough:
            return True
        if self.nodes == 0:
            return False  # so that a search without time has a bound, too
        if self.limits.is_over():
            return True
        highest = max([node.bound] + ([-self.heap[0][0]] if self.heap else [])) // self.scale
        value = None if self.value is None else (self.value + self.offset) * self.quantum
        bound = (max(highest, self.value or highest) + self.offset) * self.quantum
        self.limits.report(value, bound, self.nodes)
        return self.limits.is_close_enough(value, bound)

    def improve(self, sites: list[int], value: int) -> None:
        """Take a feasible answer where it is the best."""
        if self.value is None or value > self.value:
            self.sites, self.value = sites, value

    def fix_by_profit(self, node: Node, bound: int, profit: IntArray) -> None:
        """Fix each free site whose other value cannot lead to a better answer."""
        hopeless = (node.lower < node.upper) & (bound - np.abs(profit) < self.cutoff)
        opens = hopeless & (profit > 0)
        node.lower = np.where(opens, 1, node.lower)
        node.upper = np.where(hopeless & ~opens, 0, node.upper)

    def split(self, node: Node, site: int, share: float) -> None:
        """Branch on a site; the side nearer to its share is searched next."""
        first, second = ProofNode(), ProofNode()
        node.proof.site, node.proof.children = site, [first, second]
        closed_upper, opened_lower = node.upper.copy(), node.lower.copy()
        closed_upper[site], opened_lower[site] = 0, 1
        closed = Node(node.bound, node.lower, closed_upper, first, node.prices)
        opened = Node(node.bound, opened_lower, node.upper, second, node.prices)
        waiting, next_one = (closed, opened) if share >= HALF else (opened, closed)
        self._wait(waiting)
        if self.dives:
            self.diving = next_one
        else:
            self._wait(next_one)

    def _wait(self, node: Node) -> None:
        self.pushed += 1
        heapq.heappush(self.heap, (-node.bound, self.pushed, node))

    def _result(self, *, is_finished: bool) -> SearchResult:
        waiting = [node.bound for _, _, node in self.heap]
        bound = self.value
        if not is_finished and waiting:
            highest = max(waiting) // self.scale
            bound = highest if self.value is None else max(highest, self.value)
        elif self.enough is not None and is_finished:
            bound = None if self.value is None else max(self.value, self.enough - 1)
        return SearchResult(
            self.value, self.sites, bound, self.nodes, self.tree, is_finished, self.scale
        )
