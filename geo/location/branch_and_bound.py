"""The covering search: linear programs bound the nodes, whole numbers confirm every bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.branching import Branching
from geo.location.cover_heuristics import round_to_cover
from geo.location.cover_model import CoverModel, dual_bound, scaled_multipliers
from geo.location.linear_program import CoverLinearProgram, LinearAnswer
from geo.location.local_search import round_shares
from geo.location.search_limits import SearchLimits
from geo.location.tree_search import Node, SearchResult, TreeSearch

FRACTIONAL = 1e-6
RAY_SCALES = (1, 2**20)
MOST_TRIALS = 8
TRIAL_STEPS = 100  # simplex steps of one trial

# Sites that may open, an answer and a bound of the objective, to a better answer.
Polish: TypeAlias = Callable[[IntArray, list[int], int], tuple[list[int], int] | None]


class CoverSearch(TreeSearch):
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
    offset, quantum : int, float
        The reported objective is (value + offset) * quantum.
    """

    def __init__(
        self,
        model: CoverModel,
        limits: SearchLimits,
        n_open: int,
        start: tuple[list[int], int] | None = None,
        offset: int = 0,
        quantum: float = 1.0,
    ) -> None:
        super().__init__(limits, model.scale, start, offset, quantum)
        self.model = model
        self.n_open = n_open
        self.polish: Polish | None = None
        self.first_prices: FloatArray | None = None  # bound the root before any linear program
        self.program = CoverLinearProgram(model)
        weight = np.asarray(model.transposed @ model.gain, dtype=np.float64)
        self.branching = Branching(weight, MOST_TRIALS)

    def search(self, enough: int | None = None) -> SearchResult:
        """Search the whole model, see `run`."""
        return self.run(self.model.lower, self.model.upper, int(self.model.gain.sum()), enough)

    def process(self, node: Node) -> None:
        """Solve the node's linear program, fix sites by their reduced profit, and branch."""
        if self.nodes == 1 and self.first_prices is not None:
            nothing = np.zeros(len(self.model.rows))
            node.bound = min(node.bound, self._bound(node, self.first_prices, nothing)[0])
        self.program.set_bounds(node.lower, node.upper)
        self.program.limit_time(self.limits.seconds_left)
        answer = self.program.solve()
        if not answer.is_feasible:
            if not self._close_infeasible(node, answer):
                self._branch(node, answer)
            return
        bound, profit = self._bound(node, answer.multipliers, answer.row_multipliers)
        node.bound = min(node.bound, bound)
        self._try_rounding(answer)
        self._try_polish(node)
        if node.bound < self.cutoff:
            return
        self.fix_by_profit(node, bound, profit)
        self._branch(node, answer)

    def _bound(
        self, node: Node, prices: FloatArray, row_prices: FloatArray
    ) -> tuple[int, IntArray]:
        multipliers = scaled_multipliers(prices, self.scale)
        rows = scaled_multipliers(row_prices, self.scale)
        node.proof.multipliers.append(self.tree.keep(multipliers, rows))
        return dual_bound(self.model, multipliers, rows, node.lower, node.upper)

    def _close_infeasible(self, node: Node, answer: LinearAnswer) -> bool:
        for scale in RAY_SCALES:
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

    def _try_rounding(self, answer: LinearAnswer) -> None:
        if self.model.cost.any():
            found = round_to_cover(self.model, answer.opened)
        else:
            found = round_shares(self.model, answer.opened, self.n_open)
        if found is not None:
            self.improve(*found)

    def _try_polish(self, node: Node) -> None:
        """Search for a better answer once, from the best of the root."""
        if self.polish is None or self.nodes > 1 or self.sites is None or node.bound < self.cutoff:
            return
        found = self.polish(node.upper, self.sites, node.bound // self.scale)
        if found is not None:
            self.improve(*found)

    def _branch(self, node: Node, answer: LinearAnswer) -> None:
        free = node.lower < node.upper
        if not free.any():
            self._close_fixed(node)
            return
        shares = np.clip(answer.opened, 0.0, 1.0)
        fractional = np.flatnonzero(free & (shares > FRACTIONAL) & (shares < 1 - FRACTIONAL))
        if len(fractional):
            site = self._choose(node, fractional, shares, answer.objective)
        else:
            # A whole answer whose exact bound still lies above it: rounding of multipliers only.
            site = int(np.flatnonzero(free)[np.argmax(shares[free])])
        self.split(node, site, float(shares[site]))

    def _choose(
        self, node: Node, fractional: IntArray, shares: FloatArray, objective: float
    ) -> int:
        if self.limits.is_over():
            return int(fractional[0])  # the search ends before the next node
        basis = self.program.basis()

        def trial(site: int, value: int) -> float:
            if self.limits.is_over():
                return 0.0
            lower, upper = node.lower.copy(), node.upper.copy()
            lower[site] = upper[site] = value
            self.program.set_bounds(lower, upper)
            answer = self.program.solve(TRIAL_STEPS)
            self.program.restore(basis)
            return max(objective - answer.objective, 0.0) if answer.is_feasible else abs(objective)

        site = self.branching.choose(fractional, shares, trial)
        self.program.set_bounds(node.lower, node.upper)
        return site

    def _close_fixed(self, node: Node) -> None:
        """End a node without free sites by multipliers that are exact for its only answer."""
        model = self.model
        sites = [int(site) for site in np.flatnonzero(node.lower)]
        value = model.value(sites)
        uncovered = (model.coverage @ node.lower) == 0
        rows = np.zeros(len(model.rows), dtype=np.int64)
        if value is not None:
            self.improve(sites, value)
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
