"""Write the evidence of an answer as JSON that a separate checker can replay."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from geo.location.arrays import IntArray
from geo.location.checker import FORMAT
from geo.location.covering_problem import CoveringProblem
from geo.location.distance_problem import DistanceProblem
from geo.location.errors import InvalidProblemError
from geo.location.p_median import PMedian
from geo.location.problem import LocationProblem, Solution, check_weights
from geo.location.proof_tree import ProofTree, encode_integers
from geo.location.proof_writer import write_proof
from geo.location.quantization import quantize_lengths, quantize_weights

LARGEST_INPUT = 4_000_000  # numbers of the input that a certificate carries along


@dataclass(frozen=True, eq=False)
class Proof:
    """Value and bound in whole quanta, and the tree that shows the bound.

    `method` names the relaxation whose multipliers the tree holds; `scale` is their denominator.
    `points` names the demand point of each price, where the method does not tell.
    """

    method: str
    value: int
    bound: int
    tree: ProofTree | None
    dominated: tuple[tuple[int, int], ...]
    scale: int = 1
    points: IntArray | None = None


def write_certificate(solution: Solution) -> dict[str, Any]:
    """Return a JSON-ready certificate of a solution.

    Raises
    ------
    InvalidProblemError
        For an answer without sites: there is nothing to certify.
    """
    problem, proof = solution.problem, solution.proof
    if problem is None or proof is None:
        raise InvalidProblemError("only an answer with sites has a certificate")
    return {
        "format": FORMAT,
        "method": proof.method,
        "quantum": write_quanta(problem),
        "conditions": write_conditions(problem),
        "input": write_input(problem),
        "claim": {
            "sites": [int(site) for site in solution.sites],
            "value": int(proof.value),
            "bound": int(proof.bound),
            "objective": solution.objective,
            "status": solution.status.value,
            "assignment": encode_integers(solution.assignment),
        },
        "proof": write_proof(problem, proof),
    }


def write_quanta(problem: LocationProblem) -> dict[str, str]:
    """Write what one unit of weight, distance, cost and size stands for."""
    quanta = {"distance_m": str(problem.distance_quantum_m)}
    if isinstance(problem, CoveringProblem | DistanceProblem):
        quanta["weight"] = str(problem.whole_weights[1])
    if problem.budget is not None and problem.costs is not None:
        quanta["cost"] = str(quantize_weights(problem.costs)[1])
    if isinstance(problem, PMedian) and problem.capacity is not None:
        capacity = np.broadcast_to(np.asarray(problem.capacity, float), (problem.n_candidates,))
        sizes = check_weights(problem.sizes, problem.n_demand)
        quanta["size"] = str(quantize_weights(np.concatenate([capacity, sizes]))[1])
    return quanta


def write_conditions(problem: LocationProblem) -> dict[str, Any]:
    """Write the side conditions in whole numbers and exact fractions."""
    conditions: dict[str, Any] = {
        "problem": type(problem).__name__,
        "n_candidates": problem.n_candidates,
        "n_sites": getattr(problem, "n_sites", None),
        "share_ratio": str(getattr(problem, "share_ratio", "")) or None,
        "fixed_sites": [int(s) for s in problem.fixed_sites],
        "required_sites": [int(s) for s in problem.required_sites],
        "forbidden_sites": [int(s) for s in problem.forbidden_sites],
        "zone_ratios": [[zone, str(ratio)] for zone, ratio in problem.zone_ratios.items()],
        "costs": None,
        "budget": None,
    }
    if problem.budget is not None and problem.costs is not None:
        costs, quantum = quantize_weights(problem.costs)
        conditions["costs"] = [int(cost) for cost in costs]
        conditions["budget"] = int(Fraction(str(problem.budget)) // quantum)
    return conditions


def write_input(problem: LocationProblem) -> dict[str, Any] | None:
    """Write demand, sites and weights in whole quanta; None where they are too many to carry."""
    data: dict[str, IntArray] = {}
    if isinstance(problem, CoveringProblem):
        data = _covering_input(problem)
    elif isinstance(problem, DistanceProblem):
        if problem.n_demand * problem.n_candidates > LARGEST_INPUT:
            return None
        data["distances"] = problem.whole_distances.ravel()
        data["radius"] = np.asarray([problem.whole_radius])
        if isinstance(problem, PMedian) and problem.capacities is not None:
            data["capacities"], data["sizes"] = problem.capacities, problem.whole_sizes
    if isinstance(problem, CoveringProblem | DistanceProblem):
        data["weights"] = problem.whole_weights[0]
    if problem.zone_ratios:
        data["zones"] = np.asarray(problem.zones, dtype=np.int64)
    if sum(part.size for part in data.values()) > LARGEST_INPUT:
        return None
    return {name: encode_integers(part) for name, part in data.items()}


def _covering_input(problem: CoveringProblem) -> dict[str, IntArray]:
    data: dict[str, IntArray] = {}
    if problem.coverage_matrix is not None:
        data["indptr"] = problem.matrix.indptr.astype(np.int64)
        data["indices"] = problem.matrix.indices.astype(np.int64)
    else:
        quantum = problem.distance_quantum_m
        for name, places in (("demand_xy", problem.points), ("sites_xy", problem.centres)):
            data[name] = quantize_lengths(places, quantum, name).ravel()
        data["radii"] = problem.radii
    if problem.capacities is not None:
        data["capacities"] = problem.capacities
    return data
