"""State a problem anew in the quanta of a certificate, from its own fields.

Nothing of what writes certificates is used, so that a mistake there cannot hide itself.
"""

from __future__ import annotations

import base64
import zlib
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from geo.location.arrays import FloatArray, IntArray
from geo.location.covering_problem import CoveringProblem
from geo.location.distance_problem import DistanceProblem
from geo.location.p_median import PMedian
from geo.location.problem import LocationProblem
from geo.location.sparse import csr

FINE_ENOUGH = 2.0**30  # quanta in the total, where a quantum does not give every value exactly
MOST_DISTANCES = 50_000_000


class OtherProblem(Exception):
    """A certificate that is not of the problem which it was held against."""


def restated(problem: LocationProblem, certificate: dict[str, Any]) -> dict[str, Any]:
    """Return the conditions and the input that a certificate of a problem must have.

    Raises
    ------
    OtherProblem
        Where the certificate's conditions or quanta are others, with what differs.
    """
    quanta = {name: Fraction(text) for name, text in certificate["quantum"].items()}
    if float(quanta["distance_m"]) != float(problem.distance_quantum_m):
        raise OtherProblem(
            f"the certificate's quantum of distance is {float(quanta['distance_m'])} m, the "
            f"problem's {problem.distance_quantum_m} m"
        )
    conditions = _conditions(problem, quanta)
    stated = certificate["conditions"]
    differing = [name for name, value in conditions.items() if stated.get(name) != value]
    if differing:
        raise OtherProblem(
            "the certificate is of other conditions: "
            + ", ".join(
                f"{name} is {_short(stated.get(name))}, not {_short(conditions[name])}"
                for name in differing
            )
        )
    parts = {name: _packed(values) for name, values in _input(problem, quanta).items()}
    return {"conditions": conditions, "input": parts}


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _conditions(problem: LocationProblem, quanta: dict[str, Fraction]) -> dict[str, Any]:
    share = getattr(problem, "share_ratio", None)
    found: dict[str, Any] = {
        "problem": type(problem).__name__,
        "n_candidates": problem.n_candidates,
        "n_sites": getattr(problem, "n_sites", None),
        "share_ratio": None if share is None else str(share),
        "fixed_sites": [int(s) for s in problem.fixed_sites],
        "required_sites": [int(s) for s in problem.required_sites],
        "forbidden_sites": [int(s) for s in problem.forbidden_sites],
        "zone_ratios": [[zone, str(part)] for zone, part in problem.zone_ratios.items()],
        "costs": None,
        "budget": None,
    }
    if problem.budget is not None and problem.site_costs is not None:
        costs = np.broadcast_to(
            np.asarray(problem.site_costs, np.float64), (problem.n_candidates,)
        ).copy()
        costs[list(problem.fixed_sites)] = 0.0
        found["costs"] = _in_quanta(costs, quanta, "cost").tolist()
        found["budget"] = int(Fraction(str(problem.budget)) // quanta["cost"])
    return found


def _in_quanta(values: FloatArray, quanta: dict[str, Fraction], name: str) -> IntArray:
    """Round to whole quanta; refuse a quantum too coarse for the values."""
    quantum = float(quanta[name])
    whole = np.rint(values / quantum)
    is_exact = np.abs(whole * quantum - values) <= 1e-9 * np.maximum(np.abs(values), quantum)
    if not is_exact.all() and values.sum() < FINE_ENOUGH * quantum:
        raise OtherProblem(f"the certificate's quantum of {name}, {quantum}, is too coarse")
    return whole.astype(np.int64)


def _input(problem: LocationProblem, quanta: dict[str, Fraction]) -> dict[str, IntArray]:
    m, n, metre = problem.n_demand, problem.n_candidates, float(quanta["distance_m"])
    found: dict[str, IntArray] = {}
    if isinstance(problem, CoveringProblem | DistanceProblem):
        weights = np.ones(m) if problem.weights is None else np.asarray(problem.weights, np.float64)
        found["weights"] = _in_quanta(weights, quanta, "weight")
    if isinstance(problem, CoveringProblem):
        found |= _coverage(problem, metre)
    elif isinstance(problem, DistanceProblem):
        if m * n > MOST_DISTANCES:
            raise OtherProblem(
                f"{m:,} points and {n:,} sites make {m * n:,} distances to check one by one, "
                f"{MOST_DISTANCES:,} can be"
            )
        rows, columns = np.divmod(np.arange(m * n), max(n, 1))
        found["distances"] = _metres(problem.source.metres(rows, columns), metre)
        radius = problem.service_radius_m
        found["radius"] = np.array([-1]) if radius is None else _metres([radius], metre)
        if isinstance(problem, PMedian) and problem.capacity is not None:
            sizes = np.ones(m) if problem.sizes is None else np.asarray(problem.sizes, np.float64)
            rooms = np.broadcast_to(np.asarray(problem.capacity, np.float64), (n,))
            both = _in_quanta(np.concatenate([rooms, sizes]), quanta, "size")
            found["capacities"], found["sizes"] = both[:n], both[n:]
    if problem.zone_ratios:
        found["zones"] = np.asarray(problem.zones, dtype=np.int64)
    return found


def _coverage(problem: CoveringProblem, metre: float) -> dict[str, IntArray]:
    n = problem.n_candidates
    found: dict[str, IntArray] = {}
    if problem.coverage_matrix is not None:
        rows, columns = csr(problem.coverage_matrix).nonzero()
        pairs = np.unique(np.asarray(rows, dtype=np.int64) * n + columns)
        found["indptr"] = np.searchsorted(pairs // max(n, 1), np.arange(problem.n_demand + 1))
        found["indices"] = pairs % max(n, 1)
    else:
        for name, places in (("demand_xy", problem.demand_xy), ("sites_xy", problem.sites_xy)):
            found[name] = _metres(np.asarray(places, np.float64).ravel(), metre)
        radius = np.asarray(problem.service_radius_m, dtype=np.float64)
        found["radii"] = _metres(np.broadcast_to(radius, (n,)), metre)
    if problem.capacity is not None:
        found["capacities"] = np.broadcast_to(np.asarray(problem.capacity), (n,)).astype(np.int64)
    return found


def _metres(values: ArrayLike, quantum: float) -> IntArray:
    return np.rint(np.asarray(values, dtype=np.float64) / quantum).astype(np.int64)


def _packed(values: IntArray) -> dict[str, Any]:
    data = zlib.compress(np.asarray(values).astype("<i8").tobytes(), 1)
    return {"type": "<i8", "n": int(values.size), "data": base64.b64encode(data).decode()}
