"""Branch and bound for problems with capacity: prices bound, whole numbers confirm every bound."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from geo.location.arrays import FloatArray, IntArray
from geo.location.capacity_prices import CapacityPrices, Prices, Subproblem
from geo.location.capacity_relaxation import CapacityRelaxation
from geo.location.proof_tree import ProofNode, ProofTree
from geo.location.search_limits import SearchLimits

SMALL = 6_000  # pairs up to which linear programs find the prices
ROOT_STEPS, NODE_STEPS = 600, 60
FRACTIONAL = 1e-6
UNLIKELY = 0.2  # share of a site below which it is not tried

# From the sites that a relaxation opens to open sites, each point's site, and their cost.
Answer: TypeAlias = tuple[list[int], IntArray, int]
Finish: TypeAlias = Callable[[list[int]], Answer | None]


@dataclass(eq=False)
class Node(Subproblem):
    """A subproblem in the tree with its place in the proof."""

    bound: int = 0
    proof: ProofNode = field(default_factory=ProofNode)


@dataclass(eq=False)
class CapacitySearch:
    """Least cost within capacity.

    Parameters
    ----------
    relaxation : CapacityRelaxation
    limits : SearchLimits
    finish : callable
        Makes a feasible answer of sites that prices favour.
    answer : (sites, assignment, cost), optional
        The best one known.
    """

    relaxation: CapacityRelaxation
    limits: SearchLimits
    finish: Finish
    answer: Answer | None = None

    def __post_init__(self) -> None:
        self.scale = self.relaxation.scale
        self.prices = CapacityPrices(self.relaxation, self.limits)
        self.tree = ProofTree()
        self.heap: list[tuple[int, int, Node]] = []
        self.nodes = self.pushed = 0
        self.is_finished = False
        self.unsolved: list[int] = []  # bounds of nodes in which nothing is left to split
        self.seen: set[tuple[int, ...]] = set()

    @property
    def cutoff(self) -> int:
        """Scaled cost that a node must stay at or below to hold a better answer."""
        return 2**61 if self.answer is None else (self.answer[2] - 1) * self.scale

    @property
    def bound(self) -> int:
        """The cost that nothing undercuts."""
        best = min([2**61, *(node[0] for node in self.heap[:1]), *self.unsolved])
        known = -(-best // self.scale)
        return known if self.answer is None else min(known, self.answer[2])

    def run(self) -> None:
        """Search until proven or stopped."""
        of = self.relaxation
        first = np.where(of.must_serve, 0.0, of.outside * 0.5)
        root = Node(
            lower=of.lower,
            upper=of.upper,
            barred=np.zeros(len(of.row), dtype=bool),
            prices=first,
            sides=np.zeros(len(of.least)),
            proof=self.tree.root,
        )
        self._push(root)
        while self.heap:
            bound, _, node = self.heap[0]
            if bound <= self.cutoff and self.nodes and self._must_stop():
                return
            heapq.heappop(self.heap)
            if bound <= self.cutoff:
                self.nodes += 1
                self._process(node)
        self.is_finished = all(bound > self.cutoff for bound in self.unsolved)

    def _must_stop(self) -> bool:
        if self.limits.is_over():
            return True
        if self.answer is None:
            return False
        total, value = self.relaxation.total, self.answer[2]
        shown, bound = (total - value, total - self.bound) if total else (value, self.bound)
        self.limits.report(float(shown), float(bound), self.nodes)
        return self.limits.is_close_enough(float(shown), float(bound))

    def _push(self, node: Node) -> None:
        self.pushed += 1
        heapq.heappush(self.heap, (node.bound, self.pushed, node))

    def _process(self, node: Node) -> None:
        if self.nodes > 1 and self._use(node, node.prices, node.sides, self.scale):
            return
        found = self._improved(node)
        if found is None:
            self._push(node)  # out of time: its bound stands
            return
        if found.is_infeasible:
            if self._use(node, found.prices, found.sides, 0):
                return
            # Rounded, the ray shows nothing: prices that grow beyond every answer do.
            found = self.prices.improve(node, ROOT_STEPS, *self._aims())
        node.prices, node.sides = found.prices, found.sides
        self._try(node, found)
        if not self._use(node, found.prices, found.sides, self.scale):
            self._branch(node, found)

    def _improved(self, node: Node) -> Prices | None:
        is_small = len(self.relaxation.row) <= SMALL
        is_settled = not (node.lower < node.upper).any()
        found = None
        if is_small or is_settled:
            found = self.prices.linear(node)
            if found is None or found.is_infeasible or (self.relaxation.size == 1).all():
                return found
            node.prices, node.sides = found.prices, found.sides
        steps = ROOT_STEPS if self.nodes == 1 else NODE_STEPS
        better = self.prices.improve(node, steps, *self._aims())
        if found is not None:
            better.opened, better.met = found.opened, found.met
        return better

    def _aims(self) -> tuple[float, float]:
        """Return the cost to step towards, and the bound that is enough."""
        if self.answer is None:
            self._take(self.finish([]))
        target = float(self.answer[2]) if self.answer else self.relaxation.guess
        return target, self.cutoff / self.scale

    def _use(self, node: Node, prices: FloatArray, sides: FloatArray, t: int) -> bool:
        """Evaluate exactly, record, fix sites; True where the node is finished."""
        of, scale = self.relaxation, self.scale
        whole = np.rint(prices * scale).astype(np.int64)
        v = np.rint(sides * scale).astype(np.int64)
        if t and self.prices.has_number:
            v[0] = 0
        filled = of.evaluate(whole, v, node.upper == 1, node.barred, t)
        constant, added = int(filled.constant), filled.added
        if t and self.prices.has_number:
            v[0] = int(self.prices.threshold(node, added))
            constant += int(v[0]) * int(of.least[0])
            added = added - v[0] * of.sites_of_side[0]
        bound = constant + int(
            np.where(node.lower == 1, added, np.minimum(added, 0) * node.upper).sum()
        )
        node.proof.multipliers.append(self.tree.keep(whole[of.has_rows], v))
        if t == 0:
            node.proof.ends_infeasible = bound > 0
            return bound > 0
        node.bound = max(node.bound, bound)
        slack = self.cutoff - bound
        if slack < 0:
            return True
        free = node.lower < node.upper
        node.lower = np.where(free & (-added > slack), 1, node.lower)
        node.upper = np.where(free & (added > slack), 0, node.upper)
        return False

    def _try(self, node: Node, found: Prices) -> None:
        self._take(self._whole(found))
        likely = np.flatnonzero(found.opened > UNLIKELY)
        likely = likely[np.argsort(-found.opened[likely], kind="stable")]
        most = self.prices.room(node) + int(node.lower.sum())
        opened = [int(site) for site in likely[: max(0, most)]]
        if tuple(sorted(opened)) not in self.seen:
            self.seen.add(tuple(sorted(opened)))
            self._take(self.finish(opened))

    def _take(self, answer: Answer | None) -> None:
        if answer is not None and (self.answer is None or answer[2] < self.answer[2]):
            self.answer = answer

    def _whole(self, found: Prices) -> Answer | None:
        """Return the choice of the relaxation where it is whole and keeps every condition."""
        opened, met = np.rint(found.opened), np.rint(found.met)
        if (
            max(np.abs(opened - found.opened).max(), np.abs(met - found.met).max(initial=0))
            > FRACTIONAL
        ):
            return None
        return self.relaxation.answer(opened.astype(np.int64), met.astype(np.int64))

    def _branch(self, node: Node, found: Prices) -> None:
        of = self.relaxation
        shares = np.clip(found.opened, 0.0, 1.0)
        unsure = np.where(node.lower < node.upper, np.minimum(shares, 1.0 - shares), -1.0)
        site = int(np.argmax(unsure))
        if unsure[site] > FRACTIONAL or (unsure[site] >= 0 and not self._splittable(node, found)):
            first, second = self._children(node, site)
            closed, opened = node.upper.copy(), node.lower.copy()
            closed[site], opened[site] = 0, 1
            pairs = (node.lower, closed, node.barred), (opened, node.upper, node.barred)
        else:
            pair = self._splittable(node, found)
            if not pair:
                self.unsolved.append(node.bound)
                return
            place = int(pair[0])
            site, row = int(of.site[place]), int(of.row[place])
            first, second = self._children(node, (site, row))
            without, alone = node.barred.copy(), node.barred.copy()
            without[place] = True
            alone[(of.row == row) & (of.site != site)] = True
            opened = node.lower.copy()
            opened[site] = 1
            pairs = (node.lower, node.upper, without), (opened, node.upper, alone)
        for proof, (lower, upper, barred) in zip((first, second), pairs, strict=True):
            self._push(Node(lower, upper, barred, node.prices, node.sides, node.bound, proof))

    def _splittable(self, node: Node, found: Prices) -> list[int]:
        """Return the pair of a single point that is least decided, if there is one."""
        of = self.relaxation
        if not of.must_serve or (of.count != 1).any():
            return []
        share = np.where(node.barred | (node.upper[of.site] == 0), 0.0, np.minimum(found.met, 1.0))
        unsure = np.minimum(share, 1.0 - share)
        place = int(np.argmax(unsure))
        return [place] if unsure[place] > FRACTIONAL else []

    def _children(self, node: Node, split: int | tuple[int, int]) -> tuple[ProofNode, ProofNode]:
        first, second = ProofNode(), ProofNode()
        node.proof.site = split  # type: ignore[assignment]
        node.proof.children = [first, second]
        return first, second
