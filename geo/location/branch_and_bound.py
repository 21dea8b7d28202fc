"""Best-first search with dives over a covering model; every bound is checked in whole numbers."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from geo.location.arrays import IntArray
from geo.location.branching import Branching
from geo.location.cover_heuristics import round_to_cover
from geo.location.cover_model import CoverModel, dual_bound, scaled_multipliers
from geo.location.linear_program import CoverLinearProgram, LinearAnswer
from geo.location.local_search import round_shares
from geo.location.proof_tree import ProofNode, ProofTree
from geo.location.search_limits import SearchLimits

FRACTIONAL = 1e-6


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


@dataclass(eq=False)
class _Node:
    bound: int
    lower: IntArray
    upper: IntArray
    proof: ProofNode


class CoverSearch:
    """Maximize a covering model; the tree is ours, HiGHS solves the linear programs.

    Node bounds come from the linear program's multipliers, rounded to whole numbers and evaluated
    exactly, so that neither tolerances nor the solver's arithmetic enter the proof.

    Parameters
    ----------
    model : CoverModel
    limits : SearchLimits
    n_open : int
        Most sites beside the forced ones that a rounded answer opens.
    start : (sites, value), optional
        A feasible answer to beat.
    quantum : float
        What one unit of the objective stands for, for progress reports.
    """

    def __init__(
        self,
        model: CoverModel,
        limits: SearchLimits,
        n_open: int,
        start: tuple[list[int], int] | None = None,
        quantum: float = 1.0,
    ) -> None:
        self.model = model
        self.limits = limits
        self.n_open = n_open
        self.quantum = quantum
        self.sites: list[int] | None = None if start is None else start[0]
        self.value: int | None = None if start is None else start[1]
        self.program = CoverLinearProgram(model)
        self.tree = ProofTree()
        self.branching = Branching(self.program)
        self.nodes = 0
        self.heap: list[tuple[int, int, _Node]] = []
        self.diving: _Node | None = None

    def run(self, enough: int | None = None) -> SearchResult:
        """Search until proven, stopped, or `enough` is reached or shown to be out of reach.

        Parameters
        ----------
        enough : int, optional
            For a yes-or-no question: any answer of at least this value ends the search, and nodes
            that cannot reach it are closed.
        """
        self.enough = enough
        largest = (int(self.model.gain.sum()) + 1) * self.model.scale
        root = _Node(
            largest,
            self.model.lower.astype(np.int64),
            self.model.upper.astype(np.int64),
            self.tree.root,
        )
        self.diving = root
        while (node := self._next()) is not None:
            if self._may_stop(node):
                heapq.heappush(self.heap, (-node.bound, -1, node))
                return self._result(is_finished=False)
            self.nodes += 1
            self._process(node)
        return self._result(is_finished=True)

    @property
    def cutoff(self) -> int:
        """Scaled bound below which a node cannot improve on the best answer."""
        best = -(2**61) if self.value is None else (self.value + 1) * self.model.scale
        return best if self.enough is None else max(best, self.enough * self.model.scale)

    def _next(self) -> _Node | None:
        if self.diving is not None:
            node, self.diving = self.diving, None
            return node
        while self.heap:
            node = heapq.heappop(self.heap)[2]
            if node.bound >= self.cutoff:
                return node
        return None

    def _best_bound(self, node: _Node) -> int:
        open_bounds = [node.bound] + ([-self.heap[0][0]] if self.heap else [])
        return max(open_bounds) // self.model.scale

    def _may_stop(self, node: _Node) -> bool:
        if self.enough is not None and self.value is not None and self.value >= self.enough:
            return True
        if self.limits.is_over():
            return True
        if self.nodes == 0:
            return False
        value = None if self.value is None else self.value * self.quantum
        bound = self._best_bound(node) * self.quantum
        self.limits.report(value, bound, self.nodes)
        return self.limits.is_close_enough(value, bound)

    def _process(self, node: _Node) -> None:
        self.program.set_bounds(node.lower, node.upper)
        self.program.limit_time(self.limits.seconds_left)
        answer = self.program.solve()
        if not answer.is_feasible:
            if not self._close_infeasible(node, answer):
                self._branch(node, answer)
            return
        bound, profit = self._bound(node, answer)
        node.bound = min(node.bound, bound)
        self._try_rounding(answer)
        if node.bound < self.cutoff:
            return
        self._fix_by_profit(node, bound, profit)
        self._branch(node, answer)

    def _bound(self, node: _Node, answer: LinearAnswer) -> tuple[int, IntArray]:
        scale = self.model.scale
        multipliers = scaled_multipliers(answer.multipliers, scale)
        rows = scaled_multipliers(answer.row_multipliers, scale)
        node.proof.multipliers.append(self.tree.keep(multipliers, rows))
        return dual_bound(self.model, multipliers, rows, node.lower, node.upper)

    def _close_infeasible(self, node: _Node, answer: LinearAnswer) -> bool:
        for scale in (1, 2**20):
            multipliers = scaled_multipliers(answer.multipliers, scale)
            rows = scaled_multipliers(answer.row_multipliers, scale)
            bound, _ = dual_bound(
                self.model, multipliers, rows, node.lower, node.upper, objective=0
            )
            if bound < 0:
                node.proof.multipliers.append(self.tree.keep(multipliers, rows))
                node.proof.ends_infeasible = True
                return True
        return False

    def _fix_by_profit(self, node: _Node, bound: int, profit: IntArray) -> None:
        free = node.lower < node.upper
        hopeless = free & (bound - np.abs(profit) < self.cutoff)
        opens = hopeless & (profit > 0)
        node.lower = np.where(opens, 1, node.lower)
        node.upper = np.where(hopeless & ~opens, 0, node.upper)

    def _try_rounding(self, answer: LinearAnswer) -> None:
        if self.model.cost.any():
            found = round_to_cover(self.model, answer.opened)
        else:
            found = round_shares(self.model, answer.opened, self.n_open)
        if found is not None and (self.value is None or found[1] > self.value):
            self.sites, self.value = found

    def _branch(self, node: _Node, answer: LinearAnswer) -> None:
        free = node.lower < node.upper
        if not free.any():
            self._close_fixed(node)
            return
        shares = np.clip(answer.opened, 0.0, 1.0)
        fractional = np.flatnonzero(free & (shares > FRACTIONAL) & (shares < 1 - FRACTIONAL))
        if len(fractional):
            site = self.branching.choose(
                fractional, shares, answer.objective, node.lower, node.upper
            )
        else:
            # A whole answer whose exact bound still lies above it: rounding of multipliers only.
            site = int(np.flatnonzero(free)[np.argmax(shares[free])])
        first, second = ProofNode(), ProofNode()
        node.proof.site, node.proof.children = site, [first, second]
        closed_upper, opened_lower = node.upper.copy(), node.lower.copy()
        closed_upper[site], opened_lower[site] = 0, 1
        closed = _Node(node.bound, node.lower, closed_upper, first)
        opened = _Node(node.bound, opened_lower, node.upper, second)
        waiting, self.diving = (closed, opened) if shares[site] >= 0.5 else (opened, closed)
        heapq.heappush(self.heap, (-waiting.bound, self.nodes, waiting))

    def _close_fixed(self, node: _Node) -> None:
        """End a node without free sites by multipliers that are exact for its only answer."""
        model = self.model
        sites = [int(site) for site in np.flatnonzero(node.lower)]
        value = model.value(sites)
        uncovered = (model.coverage @ node.lower) == 0
        rows = np.zeros(len(model.rows), dtype=np.int64)
        if value is not None:
            if self.value is None or value > self.value:
                self.sites, self.value = sites, value
            multipliers = np.where(uncovered, model.gain * model.scale, 0)
        else:
            multipliers = np.where(uncovered & model.must_cover, 1, 0)
            for number, row in enumerate(model.rows):
                group = np.zeros(model.n_groups, dtype=np.int64) if row.group is None else row.group
                if int(row.site @ node.lower) + int(group[~uncovered].sum()) < row.minimum:
                    rows[number] = 1
                    multipliers = np.where(uncovered, np.maximum(group, multipliers), 0)
                    break
            node.proof.ends_infeasible = True
        node.proof.multipliers.append(self.tree.keep(multipliers, rows))

    def _result(self, *, is_finished: bool) -> SearchResult:
        waiting = [node.bound for _, _, node in self.heap]
        bound = self.value
        if not is_finished and waiting:
            highest = max(waiting) // self.model.scale
            bound = highest if self.value is None else max(highest, self.value)
        elif self.enough is not None and is_finished:
            bound = None if self.value is None else max(self.value, self.enough - 1)
        return SearchResult(self.value, self.sites, bound, self.nodes, self.tree, is_finished)
