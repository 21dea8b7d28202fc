"""Turn the multipliers of each search into the prices of demand points that the checker reads."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geo.location.arrays import BoolArray, IntArray
from geo.location.cover_model import site_bounds
from geo.location.covering_problem import CoveringProblem
from geo.location.covering_program import covering_program
from geo.location.distance_problem import DistanceProblem
from geo.location.maximal_covering import MaximalCovering
from geo.location.p_median import PMedian
from geo.location.problem import LocationProblem
from geo.location.proof_tree import encode_integers
from geo.location.set_covering import SetCovering

if TYPE_CHECKING:
    from geo.location.certificate import Proof

# Multipliers of rows and of conditions, and t, to prices of points and multipliers of conditions.
Conversion: TypeAlias = Callable[[IntArray, IntArray, int], tuple[IntArray, IntArray]]


def write_proof(problem: LocationProblem, proof: Proof) -> dict[str, Any] | None:
    """Write the tree with the prices of demand points; None where there is no whole tree."""
    tree = proof.tree
    if tree is None or not tree.is_complete:
        return None
    steps = tree.steps()
    refuting = {
        before[1]
        for before, step in pairwise(steps)
        if step[0] == "infeasible" and before[0] == "use"
    }
    points, convert = _conversion(problem, proof)
    multipliers = []
    for number, entry in enumerate(tree.sets):
        t = 0 if number in refuting else proof.scale
        prices, sides = convert(_decode(entry["part0"]), _decode(entry["part1"]), t)
        multipliers.append({"t": t, "prices": _encode(prices), "sides": encode_integers(sides)})
    return {
        "points": encode_integers(points),
        "multipliers": multipliers,
        "steps": [["end"] if step[0] == "infeasible" else _flat(step) for step in steps],
        "dominated": [list(pair) for pair in proof.dominated],
    }


def _flat(step: list[Any]) -> list[Any]:
    """Write what is split, a site or a site and a point, as plain numbers."""
    return [step[0], *(int(number) for part in step[1:] for number in np.atleast_1d(part))]


def _encode(values: IntArray) -> dict[str, Any] | list[int]:
    """Pack whole numbers, or list them where 64 bits are too few."""
    if values.dtype != np.int64 and any(abs(int(value)) >= 2**62 for value in values):
        return [int(value) for value in values]
    return encode_integers(values.astype(np.int64))


def _decode(part: dict[str, Any]) -> IntArray:
    data = zlib.decompress(base64.b64decode(part["data"]))
    return np.frombuffer(data, dtype=np.dtype(part["type"])).astype(np.int64)


def _conversion(problem: LocationProblem, proof: Proof) -> tuple[IntArray, Conversion]:
    """Return the demand points that have a price, and how their prices follow."""
    if proof.points is not None:
        return proof.points, _unchanged
    if isinstance(problem, CoveringProblem):
        return _groups(problem)
    assert isinstance(problem, DistanceProblem)  # noqa: S101  there is no other kind
    counted = np.flatnonzero(problem.whole_weights[0])
    if proof.method == "p_median":
        return counted, _unchanged
    distances = problem.whole_distances
    _, upper = site_bounds(problem)
    if proof.method == "p_center":
        usable = distances[np.ix_(counted, np.flatnonzero(upper))]
        below = int(usable[usable < proof.bound].max(initial=-1))
        rows = _CenterRows(distances[counted] <= below, upper)
        return counted, _with_members(problem, rows.prices, rows.n_rows, counted)
    levels = _MedianLevels(problem, counted, upper)
    return counted, _with_members(problem, levels.prices, levels.n_rows, counted)


def _unchanged(prices: IntArray, sides: IntArray, _t: int) -> tuple[IntArray, IntArray]:
    return prices, sides


def _groups(problem: CoveringProblem) -> tuple[IntArray, Conversion]:
    share = problem.share_ratio if isinstance(problem, SetCovering) else None
    n_new = problem.n_sites if isinstance(problem, MaximalCovering) else None
    program = covering_program(problem, n_new, share)
    n_sides = len(problem.zone_ratios) + (n_new is not None) + (problem.budget is not None)
    n_sides += share is not None and share < 1.0

    def padded(prices: IntArray, sides: IntArray, _t: int) -> tuple[IntArray, IntArray]:
        # The search leaves the share out where existing stations reach it already.
        return prices, np.pad(sides, (0, n_sides - len(sides)))

    return program.reduction.groups.first, padded


class _CenterRows:
    """Points that the same sites reach within a radius are one row of the search, the first's."""

    def __init__(self, near: BoolArray, upper: IntArray) -> None:
        packed = np.packbits(near & upper.astype(bool), axis=1)
        self.first = np.sort(np.unique(packed, axis=0, return_index=True)[1])
        self.n_points, self.n_rows = len(near), len(self.first)

    def prices(self, multipliers: IntArray, _t: int) -> IntArray:
        """Give the first point of a row its multiplier."""
        prices = np.zeros(self.n_points, dtype=object)
        prices[self.first] = multipliers
        return prices


class _MedianLevels:
    """Each point's distinct costs are rows of the search by radii."""

    def __init__(self, problem: DistanceProblem, counted: IntArray, upper: IntArray) -> None:
        weights, usable = problem.whole_weights[0], np.flatnonzero(upper)
        tables = [
            np.unique(problem.whole_distances[point, usable]) * weights[point] for point in counted
        ]
        self.least = np.array([costs[0] for costs in tables], dtype=np.int64)
        self.gain = np.concatenate([np.diff(costs) for costs in tables] or [counted])
        self.place = np.repeat(np.arange(len(counted)), [len(costs) - 1 for costs in tables])
        self.n_rows = len(self.gain)

    def prices(self, multipliers: IntArray, t: int) -> IntArray:
        """Add up what a point pays for each step: its price in the stronger model of assignment.

        The bound is the same and no site earns more (Cornuejols, Nemhauser and Wolsey 1980).
        """
        prices = t * self.least.astype(object)
        np.add.at(prices, self.place, np.minimum(multipliers, t * self.gain.astype(object)))
        return prices


def _with_members(
    problem: DistanceProblem,
    price: Callable[[IntArray, int], IntArray],
    n_rows: int,
    counted: IntArray,
) -> Conversion:
    """Add to the prices of rows what members of zones pay for being served."""
    weights, zones, ratios = problem.whole_weights[0], problem.zone_of_demand, problem.zone_ratios
    zone_of = np.full(len(weights), -1, dtype=np.int64) if zones is None else zones
    members = np.flatnonzero(np.isin(zone_of, list(ratios)))
    counts_here = weights[members] > 0
    place = np.searchsorted(counted, members[counts_here])
    n_before = isinstance(problem, PMedian) + (problem.budget is not None)
    zone_side = n_before + np.searchsorted(np.array(list(ratios), dtype=np.int64), zone_of[members])
    n_sides = n_before + len(ratios)

    def convert(multipliers: IntArray, sides: IntArray, t: int) -> tuple[IntArray, IntArray]:
        prices = price(multipliers[:n_rows], t)
        # What one pays beyond the credit for being served is given away: it buys nothing.
        paid = np.minimum(multipliers[n_rows:], sides[zone_side].astype(object) * weights[members])
        np.add.at(prices, place, paid[counts_here])
        if len(sides) > n_sides and len(prices):
            prices[0] += int(
                sides[n_sides]
            )  # "one site opens" follows from the first point's service
        return prices, sides[:n_sides]

    return convert
