"""Check the bound that a certificate claims, in exact whole numbers.

A bound is shown by a tree. In each subproblem, multipliers u of the covering rows and v of the
side rows, not negative, bound the objective by weak duality (Geoffrion 1974)::

    sum_k max(0, gain_k + v h_k - u_k)
    + sum_j max over y_j of (v g_j - cost_j + sum_k a_kj u_k) y_j - v b

A site whose other value would push that below the claim has its value fixed; a split opens one
subproblem with the site closed and one with it open. Every end must lie at or below the claim.
All is a maximum: of set covering, p-median and p-center the negative is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.location.checker_value import (
    BoolArray,
    IntArray,
    Question,
    decode,
    fits,
    require,
    total,
)

SideRows: TypeAlias = list[tuple[IntArray, IntArray, int]]  # site . y + group . z >= minimum
Evaluation: TypeAlias = Callable[[IntArray, IntArray, int], tuple[int, IntArray]]


def confirm_bound(certificate: Mapping[str, Any], question: Question) -> None:
    """Replay the tree that is to show the claimed bound."""
    claim, proof, kind = certificate["claim"], certificate["proof"], question.kind
    bound, value = int(claim["bound"]), int(claim["value"])
    is_maximum = kind == "MaximalCovering"
    require((bound - value) * (1 if is_maximum else -1) >= 0, "the bound contradicts the value")
    require((claim["status"] == "optimal") == (bound == value), "the status contradicts the bound")
    require(proof is not None, "the bound comes without a proof")
    scale = int(proof["scale"])
    if scale < 1:
        raise ValueError(f"the scale is {scale}; it is at least 1")
    if kind == "PCenter":
        confirm_center(question, proof, bound)
    elif kind == "PMedian" and certificate["method"] == "p_median":
        replay(median_prices(question, scale), question, question.upper, proof, -bound)
    elif kind == "PMedian":
        weights = question.weights
        farthest = question.all_distances[:, question.upper == 1].max(axis=1)
        fits(farthest, weights)
        model = distance_covering(question, None)
        replay(model.at(scale), question, question.upper, proof, total(farthest * weights) - bound)
    else:
        model, upper, settled = group_covering(question, proof["dominated"])
        claimed = bound - settled if is_maximum else -bound
        replay(model.at(scale), question, upper, proof, claimed)


def confirm_center(question: Question, proof: Mapping[str, Any], bound: int) -> None:
    """Confirm that the last distance below the bound is too small as a radius."""
    counted = question.all_distances[question.weights > 0][:, question.upper == 1]
    smaller = counted[counted < bound]
    if not smaller.size or not (counted <= smaller.max()).any(axis=1).all():
        return
    model = distance_covering(question, int(smaller.max()))
    fewest = int(question.conditions["n_sites"]) + 1
    replay(model.at(int(proof["scale"])), question, question.upper, proof, -fewest)


@dataclass(frozen=True, eq=False)
class Covering:
    """Maximize gain . z - cost . y with z[k] at most the sum of y over the sites that cover k."""

    covers: BoolArray
    gain: IntArray
    must: BoolArray
    cost: IntArray
    rows: SideRows

    def at(self, scale: int) -> Evaluation:
        """Return the bound as a function of multipliers, all times `scale`."""
        group_of, site_of = np.nonzero(self.covers)
        fits(self.gain, 4 * scale)
        fits(self.cost, 4 * scale)

        def evaluate(prices: IntArray, sides: IntArray, counted: int) -> tuple[int, IntArray]:
            group = counted * scale * self.gain - prices
            site = -counted * scale * self.cost
            total(4 * np.append(prices, 0))
            np.add.at(site, site_of, prices[group_of])
            constant = 0
            for side, (of_site, of_group, minimum) in zip(sides, self.rows, strict=True):
                fits(np.append(of_site, of_group), int(side) * 4 * len(self.rows))
                site = site + side * of_site
                group = group + side * of_group
                constant -= int(side) * minimum
            return constant + total(np.where(self.must, group, np.maximum(group, 0))), site

        return evaluate


def median_prices(question: Question, scale: int) -> Evaluation:
    """Return the bound of p-median by prices v: profit ``sum max(0, v - c)`` of a site."""
    counted, most = question.weights > 0, int(question.conditions["n_sites"])
    distances, weights = question.all_distances[counted], question.weights[counted, None]
    fits(distances, weights, 2 * scale)
    costs = distances * weights * scale

    def evaluate(prices: IntArray, sides: IntArray, objective: int) -> tuple[int, IntArray]:
        threshold, spent = int(sides[0]), total(prices)
        profit = np.maximum(prices[:, None] - objective * costs, 0).sum(axis=0)
        profit -= threshold * question.new
        return threshold * most - spent, np.where(question.upper == 1, profit, -1)

    return evaluate


def side_rows(
    question: Question, most: int | None, weight: IntArray, zone: IntArray, settled: BoolArray
) -> SideRows:
    """Write number, budget and zone shares as rows over sites and groups, in this order."""
    nothing, rows = 0 * weight, SideRows()
    if most is not None:
        rows.append((-question.new, nothing, -most))
    if question.conditions["budget"] is not None:
        costs = np.asarray(question.conditions["costs"], dtype=np.int64)
        rows.append((-costs, nothing, -int(question.conditions["budget"])))
    for name, need in question.zone_needs():
        done = total(question.weights[settled & (question.zones == name)])
        rows.append((0 * question.new, np.where(zone == name, weight, 0), need - done))
    return rows


def distinct(table: NDArray[np.uint8]) -> tuple[IntArray, IntArray]:
    """Return the first place of each distinct row, in order, and for each row which one it is."""
    _, first, kind = np.unique(table, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return first[order], np.argsort(order)[kind.ravel()]


def group_covering(question: Question, dominated: Any) -> tuple[Covering, IntArray, int]:
    """Rebuild the model of maximal or set covering; return also which sites may open in it.

    The last part is the weight that forced sites serve: it lies outside the model.
    """
    weights, zones = question.weights, question.zones
    forced = np.asarray(question.reach[:, question.lower == 1].any(axis=1))
    upper = without_dominated(question, dominated, forced)
    usable = question.reach & (upper == 1)
    rows = np.flatnonzero(usable.any(axis=1) & ~forced)
    zone_bytes = zones[rows].astype("<i8").view(np.uint8).reshape(-1, 8)
    first, group = distinct(np.hstack([np.packbits(usable[rows], axis=1), zone_bytes]))
    weight = np.zeros(len(first), dtype=np.int64)
    settled, everything = total(weights[forced]), total(weights)
    np.add.at(weight, group, weights[rows])
    counts_sites = question.kind == "SetCovering"
    most = None if counts_sites else int(question.conditions["n_sites"])
    sides = side_rows(question, most, weight, zones[rows[first]], forced)
    must = np.full(len(first), counts_sites and question.share >= 1)
    if counts_sites and question.share < 1:
        missing = ceil(question.share * everything) - settled
        sides += [(0 * question.new, weight, missing)] if missing > 0 else []
    gain, cost = weight * (not counts_sites), question.new * counts_sites
    return Covering(usable[rows[first]], gain, must, cost, sides), upper, settled


def without_dominated(question: Question, dominated: Any, forced: BoolArray) -> IntArray:
    """Close the sites that another one makes needless: it serves as many and costs no more."""
    upper, covers = question.upper.copy(), question.reach[~forced]
    costs = question.conditions["costs"] or [0] * len(upper)
    gone = {site for site, _ in dominated}
    for site, better in dominated:
        contained = not (covers[:, site] & ~covers[:, better]).any()
        is_cheap = costs[better] <= costs[site]
        may_replace = better not in gone and question.upper[better] and not question.lower[site]
        require(
            contained and is_cheap and may_replace, f"site {site} is not dominated by site {better}"
        )
    upper[list(gone)] = 0
    return upper


def distance_covering(question: Question, radius: int | None) -> Covering:
    """Rebuild the model of p-center at a radius, or of p-median by radii where it is None.

    A row for each member of a zone with a share follows.
    """
    upper, weights, zones = question.upper == 1, question.weights, question.zones
    distances, counted = question.all_distances, np.flatnonzero(weights)
    near, gains = [np.zeros((0, len(upper)), dtype=bool)], [np.zeros(0, dtype=np.int64)]
    if radius is not None:
        within = (distances[counted] <= radius) & upper
        near.append(within[distinct(np.packbits(within, axis=1))[0]])
        gains.append(np.zeros(len(near[-1]), dtype=np.int64))
    for point in counted if radius is None else ():
        levels = np.unique(distances[point, upper])
        near.append((distances[point] <= levels[:-1, None]) & upper)
        gains.append(weights[point] * np.diff(levels))
    gain = np.concatenate(gains)
    members = np.flatnonzero(np.isin(zones, [zone for zone, _ in question.zone_needs()]))
    weight = np.concatenate([0 * gain, weights[members]])
    zone = np.concatenate([0 * gain - 1, zones[members]])
    most = None if radius is not None else int(question.conditions["n_sites"])
    sides = side_rows(question, most, weight, zone, np.zeros(len(weights), dtype=bool))
    if not question.lower.any():
        sides.append((question.new * 0 + 1, 0 * weight, 1))
    must = (np.arange(len(weight)) < len(gain)) & (radius is not None)
    covers = np.concatenate([*near, question.reach[members]])
    cost = question.new * (radius is not None)
    return Covering(covers, np.append(gain, 0 * members), must, cost, sides)


@dataclass(eq=False)
class Part:
    """A subproblem under check; `bound` is the best one shown so far, None where none is."""

    lower: IntArray
    upper: IntArray
    bound: int | None
    last: tuple[IntArray, IntArray] | None = None

    def limit(self, constant: int, profit: IntArray) -> int:
        """Return constant and the most that the sites of this part can earn."""
        return constant + total(np.where(profit > 0, profit * self.upper, profit * self.lower))

    def use(
        self, evaluate: Evaluation, multipliers: tuple[IntArray, IntArray], cutoff: int
    ) -> None:
        """Bound the part by multipliers, and fix sites whose other value falls below the cutoff."""
        constant, profit = evaluate(*multipliers, 1)
        bound = self.limit(constant, profit)
        self.bound = bound if self.bound is None else min(self.bound, bound)
        self.last = multipliers
        hopeless = (self.lower < self.upper) & (np.abs(profit) > bound - cutoff)
        self.lower = np.where(hopeless & (profit > 0), 1, self.lower)
        self.upper = np.where(hopeless & (profit <= 0), 0, self.upper)

    def split(self, site: int) -> list[Part]:
        """Return the part with the site closed and the one with it open."""
        closed, opened = self.upper.copy(), self.lower.copy()
        closed[site], opened[site] = 0, 1
        return [Part(self.lower, closed, self.bound), Part(opened, self.upper, self.bound)]

    def is_closed(self, end: str, evaluate: Evaluation, cutoff: int) -> bool:
        """Whether nothing in the part exceeds the claim."""
        if (self.lower > self.upper).any() or (self.bound is not None and self.bound < cutoff):
            return True
        if end != "infeasible" or self.last is None:
            return False
        return self.limit(*evaluate(*self.last, 0)) < 0


def replay(
    evaluate: Evaluation, question: Question, upper: IntArray, proof: Any, claimed: int
) -> None:
    """Confirm that the tree shows that no value exceeds `claimed`."""
    sets = [(decode(entry["part0"]), decode(entry["part1"])) for entry in proof["multipliers"]]
    if any((part < 0).any() for parts in sets for part in parts):
        raise ValueError("a multiplier is negative")
    cutoff = (claimed + 1) * int(proof["scale"])
    stack = [Part(question.lower, upper, None)]
    for number, step in enumerate(proof["steps"]):
        require(stack, f"step {number} comes after the end of the tree")
        if step[0] == "use":
            stack[-1].use(evaluate, sets[step[1]], cutoff)
        elif step[0] == "split":
            stack.extend(reversed(stack.pop().split(int(step[1]))))
        else:
            closed = stack.pop().is_closed(step[0], evaluate, cutoff)
            require(closed, f"step {number} leaves a subproblem above the claimed bound")
    require(not stack, "the tree ends too early")
