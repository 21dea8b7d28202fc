"""Replay the tree of a certificate: every end must lie at or below the claimed bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from geo.location.arrays import IntArray
from geo.location.errors import InvalidCertificateError
from geo.location.verification_model import CheckedModel, decode

LARGEST = 2**62
Multipliers: TypeAlias = tuple[IntArray, IntArray]
Evaluation: TypeAlias = Callable[[Multipliers, int], tuple[int, IntArray]]


@dataclass(eq=False)
class _Part:
    """A subproblem that is being checked, with the best bound shown so far."""

    lower: IntArray
    upper: IntArray
    bound: int
    is_empty: bool = False
    last: Multipliers | None = None


def replay(
    evaluate: Evaluation,
    sites: tuple[IntArray, IntArray],
    proof: Mapping[str, Any],
    claimed: int,
    largest: int,
) -> str | None:
    """Return why the tree does not show that no value exceeds `claimed`, None where it does.

    Parameters
    ----------
    evaluate : callable
        Multipliers and 1 (or 0: the objective left out) to a constant and each site's profit, all
        times the proof's scale.
    sites : (lower, upper)
        Sites that must and that may open.
    claimed, largest : int
        The claimed bound, and a value that nothing exceeds.
    """
    scale = int(proof["scale"])
    if scale < 1:
        raise InvalidCertificateError(f"the scale is {scale}; it is at least 1")
    sets = [_read(entry) for entry in proof["multipliers"]]
    cutoff = (claimed + 1) * scale
    stack = [_Part(sites[0], sites[1], largest * scale)]
    for number, step in enumerate(proof["steps"]):
        if not stack:
            return f"step {number} comes after the end of the tree"
        part = stack[-1]
        if step[0] == "use":
            _use(part, sets[step[1]], evaluate, cutoff)
        elif step[0] == "split":
            stack.pop()
            stack.extend(reversed(_split(part, int(step[1]))))
        elif not _is_closed(stack.pop(), step[0], evaluate, cutoff):
            return f"step {number} leaves a subproblem above the claimed bound"
    return "the tree ends too early" if stack else None


def _read(entry: Mapping[str, Any]) -> Multipliers:
    parts = decode(entry["part0"]), decode(entry["part1"])
    if any((part < 0).any() for part in parts):
        raise InvalidCertificateError("a multiplier is negative")
    return parts


def _bound(part: _Part, constant: int, profit: IntArray) -> int:
    taken = np.where(profit > 0, profit * part.upper, profit * part.lower)
    return constant + sum(int(value) for value in taken)


def _use(part: _Part, multipliers: Multipliers, evaluate: Evaluation, cutoff: int) -> None:
    constant, profit = evaluate(multipliers, 1)
    bound = _bound(part, constant, profit)
    part.bound, part.last = min(part.bound, bound), multipliers
    hopeless = (part.lower < part.upper) & (bound - np.abs(profit) < cutoff)
    part.lower = np.where(hopeless & (profit > 0), 1, part.lower)
    part.upper = np.where(hopeless & (profit <= 0), 0, part.upper)


def _split(part: _Part, site: int) -> list[_Part]:
    children = []
    for value in (0, 1):
        lower, upper = part.lower.copy(), part.upper.copy()
        lower[site], upper[site] = max(value, lower[site]), min(value, upper[site])
        empty = part.is_empty or lower[site] > upper[site]
        children.append(_Part(lower, upper, part.bound, bool(empty)))
    return children


def _is_closed(part: _Part, end: str, evaluate: Evaluation, cutoff: int) -> bool:
    if part.is_empty or part.bound < cutoff:
        return True
    if end != "infeasible" or part.last is None:
        return False
    return _bound(part, *evaluate(part.last, 0)) < 0


def covering_evaluation(model: CheckedModel, scale: int) -> Evaluation:
    """Return the Lagrangian bound of a covering model as a function of its multipliers."""
    pairs = np.nonzero(model.covers)

    def evaluate(multipliers: Multipliers, objective: int) -> tuple[int, IntArray]:
        prices, rows = multipliers
        guard(prices, len(pairs[0]) + 1)
        group = objective * scale * model.gain - prices
        site = -objective * scale * model.cost
        np.add.at(site, pairs[1], prices[pairs[0]])
        constant = 0
        for multiplier, (of_site, of_group, minimum) in zip(rows, model.rows, strict=True):
            guard(np.concatenate([of_site, of_group]), int(multiplier) * len(model.rows))
            site = site + multiplier * of_site
            group = group + multiplier * of_group
            constant -= int(multiplier) * minimum
        earned = np.where(model.must, group, np.maximum(group, 0))
        return constant + sum(int(value) for value in earned), site

    return evaluate


def guard(values: IntArray, times: int) -> None:
    """Refuse numbers whose sums could leave 64 bits, where arithmetic would not be exact."""
    if values.size and int(np.abs(values).max()) * max(1, times) > LARGEST:
        raise InvalidCertificateError("the multipliers are too large for exact arithmetic")
