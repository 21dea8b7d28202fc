"""Write the evidence of an answer as JSON that a separate checker can replay."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from geo.location.covering_problem import CoveringProblem
from geo.location.distance_problem import DistanceProblem
from geo.location.errors import InvalidProblemError
from geo.location.problem import LocationProblem, Solution
from geo.location.proof_tree import ProofTree, encode_integers
from geo.location.quantization import quantize_lengths, quantize_weights

FORMAT = "quanmap-location-certificate/1"
LARGEST_INPUT = 4_000_000  # numbers of the input that a certificate carries along


@dataclass(frozen=True, eq=False)
class Proof:
    """Value and bound in whole quanta, and the tree that shows the bound.

    `method` tells the checker which relaxation to evaluate; `scale` is the denominator of the
    multipliers.
    """

    method: str
    value: int
    bound: int
    tree: ProofTree | None
    dominated: tuple[tuple[int, int], ...]
    scale: int = 1


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
    data = write_input(problem)
    fits = sum(part["n"] for part in data.values() if isinstance(part, dict)) <= LARGEST_INPUT
    return {
        "format": FORMAT,
        "method": proof.method,
        "quantum": write_quanta(problem),
        "conditions": write_conditions(problem),
        "input": data if fits else None,
        "claim": {
            "sites": list(solution.sites),
            "value": proof.value,
            "bound": proof.bound,
            "objective": solution.objective,
            "status": solution.status.value,
            "assignment": None if solution.assigned is None else encode_integers(solution.assigned),
        },
        "proof": _write_proof(proof),
    }


def _write_proof(proof: Proof) -> dict[str, Any] | None:
    if proof.tree is None or not proof.tree.is_complete:
        return None
    return {
        "scale": proof.scale,
        "multipliers": proof.tree.sets,
        "steps": proof.tree.steps(),
        "dominated": [list(pair) for pair in proof.dominated],
    }


def write_quanta(problem: LocationProblem) -> dict[str, str]:
    """Write what one unit of weight and of distance stands for."""
    weight = (
        problem.whole_weights[1] if isinstance(problem, CoveringProblem | DistanceProblem) else 1
    )
    return {"weight": str(Fraction(weight)), "distance_m": str(problem.distance_quantum_m)}


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


def write_input(problem: LocationProblem) -> dict[str, Any]:
    """Write demand, sites and weights in whole quanta."""
    data: dict[str, Any] = {}
    if isinstance(problem, CoveringProblem):
        data["weights"] = encode_integers(problem.whole_weights[0])
        if problem.coverage_matrix is not None:
            data["indptr"] = encode_integers(problem.matrix.indptr)
            data["indices"] = encode_integers(problem.matrix.indices)
        else:
            quantum = problem.distance_quantum_m
            data["demand_xy"] = encode_integers(
                quantize_lengths(problem.points, quantum, "demand_xy").ravel()
            )
            data["sites_xy"] = encode_integers(
                quantize_lengths(problem.centres, quantum, "sites_xy").ravel()
            )
            data["radii"] = encode_integers(problem.radii)
    elif isinstance(problem, DistanceProblem):
        data["weights"] = encode_integers(problem.whole_weights[0])
        data["distances"] = encode_integers(problem.whole_distances.ravel())
        data["radius"] = encode_integers(np.asarray([problem.whole_radius]))
    capacities = getattr(problem, "capacities", None)
    if capacities is not None:
        data["capacities"] = encode_integers(capacities)
        if isinstance(problem, DistanceProblem):
            data["sizes"] = encode_integers(getattr(problem, "whole_sizes"))  # noqa: B009
    if problem.zone_ratios:
        data["zones"] = encode_integers(np.asarray(problem.zones, dtype=np.int64))
    return data
