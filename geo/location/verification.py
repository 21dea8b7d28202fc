"""Check a certificate in exact integer arithmetic; nothing here depends on how it was found.

A bound is shown by a tree. In each subproblem, multipliers u of the covering rows and v of the
side rows, not negative, bound the objective by weak duality (Geoffrion 1974)::

    sum_k max(0, gain_k + v h_k - u_k)
    + sum_j max over y_j of (v g_j - cost_j + sum_k a_kj u_k) y_j - v b

A site whose other value would push that below the claim has its value fixed; a split opens one
subproblem with the site closed and one with it open. Every end must lie at or below the claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.location.arrays import IntArray
from geo.location.certificate import FORMAT, write_conditions, write_input
from geo.location.errors import InvalidCertificateError
from geo.location.problem import LocationProblem
from geo.location.verification_model import bounds_of, covering_model, distance_rows
from geo.location.verification_replay import (
    Evaluation,
    Multipliers,
    covering_evaluation,
    guard,
    replay,
)
from geo.location.verification_value import distances_of, recompute_value


@dataclass(frozen=True)
class Verification:
    """What a certificate shows: its value, its bound, and otherwise why not."""

    is_value_confirmed: bool
    is_bound_confirmed: bool
    reasons: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether both claims hold."""
        return self.is_value_confirmed and self.is_bound_confirmed


def verify(certificate: Mapping[str, Any], problem: LocationProblem | None = None) -> Verification:
    """Confirm or refuse the value and the bound that a certificate claims.

    Parameters
    ----------
    certificate : mapping
        As `Solution.certificate`, or read back from JSON.
    problem : LocationProblem, optional
        Where given, its input and conditions replace those that the certificate carries, so that a
        certificate of another problem is refused.

    Raises
    ------
    InvalidCertificateError
        For a document that is no certificate.
    """
    try:
        return _verify(certificate, problem)
    except InvalidCertificateError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InvalidCertificateError(f"the certificate cannot be read: {error!r}") from error


def _verify(certificate: Mapping[str, Any], problem: LocationProblem | None) -> Verification:
    if certificate.get("format") != FORMAT:
        raise InvalidCertificateError(
            f"the format is {certificate.get('format')!r}, not {FORMAT!r}"
        )
    if problem is not None:
        if write_conditions(problem) != certificate["conditions"]:
            return Verification(False, False, ("the certificate is of other conditions",))
        certificate = {**certificate, "input": write_input(problem)}
    if certificate["input"] is None:
        return Verification(False, False, ("the certificate carries no input; give the problem",))
    objections = (_value_objection(certificate), _bound_objection(certificate))
    reasons = tuple(reason for reason in objections if reason)
    return Verification(objections[0] is None, objections[1] is None, reasons)


def _value_objection(certificate: Mapping[str, Any]) -> str | None:
    """Recompute the value of the claimed sites under every condition."""
    conditions, claim = certificate["conditions"], certificate["claim"]
    lower, upper, new = bounds_of(conditions)
    opened = np.zeros(len(lower), dtype=np.int64)
    opened[list(claim["sites"])] = 1
    if (opened < lower).any() or (opened > upper).any():
        return "a required site is closed or a forbidden one open"
    number = int(new @ opened)
    if conditions["n_sites"] is not None and number > conditions["n_sites"]:
        return f"{number} new sites are open, {conditions['n_sites']} are allowed"
    if conditions["budget"] is not None:
        cost = sum(c for c, is_open in zip(conditions["costs"], opened, strict=True) if is_open)
        if cost > conditions["budget"]:
            return f"the new sites cost {cost}, the budget is {conditions['budget']}"
    found, objection = recompute_value(certificate, opened)
    if objection:
        return objection
    return None if found == claim["value"] else f"the value is {found}, claimed is {claim['value']}"


def _bound_objection(certificate: Mapping[str, Any]) -> str | None:
    method, proof, bound = (
        certificate["method"],
        certificate["proof"],
        int(certificate["claim"]["bound"]),
    )
    data = certificate["input"]
    gap = bound - int(certificate["claim"]["value"])
    if gap * (1 if method == "maximal_covering" else -1) < 0 and method != "capacitated":
        return "the bound contradicts the value"
    if proof is None:
        return "the bound comes without a proof"
    scale = int(proof["scale"])
    if method == "p_center":
        return _center_objection(certificate, bound)
    if method == "p_median":
        sites = bounds_of(certificate["conditions"])[:2]
        return replay(_median_evaluation(certificate, scale), sites, proof, -bound, 0)
    if method == "p_median_radii":
        model = distance_rows(certificate, data, None)
        distances, weights = distances_of(certificate)
        usable = distances[:, bounds_of(certificate["conditions"])[1] == 1]
        claimed = int((usable.max(axis=1) * weights).sum()) - bound
    elif method in {"maximal_covering", "set_covering"}:
        counts = method == "set_covering"
        model = covering_model(certificate, data, counts_sites=counts)
        claimed = -bound if counts else bound - model.settled
    else:
        return f"there is no rule to check a bound of {method!r}"
    evaluate = covering_evaluation(model, scale)
    return replay(evaluate, (model.lower, model.upper), proof, claimed, int(model.gain.sum()))


def _center_objection(certificate: Mapping[str, Any], bound: int) -> str | None:
    """Check that no radius below the claimed bound suffices: the next smaller one is refuted."""
    proof = certificate["proof"]
    lower, upper, _ = bounds_of(certificate["conditions"])
    distances, weights = distances_of(certificate)
    radii = np.unique(distances[weights > 0][:, upper == 1])
    smaller = radii[radii < bound]
    if not len(smaller):
        return None
    too_small = int(smaller[-1])
    if not (distances[weights > 0][:, upper == 1] <= too_small).any(axis=1).all():
        return None
    model = distance_rows(certificate, certificate["input"], too_small)
    claimed = -int(certificate["conditions"]["n_sites"]) - 1
    evaluate = covering_evaluation(model, int(proof["scale"]))
    return replay(evaluate, (lower, upper), proof, claimed, 0)


def _median_evaluation(certificate: Mapping[str, Any], scale: int) -> Evaluation:
    """Return the bound of p-median: prices v, profit sum max(0, v - c), one row for the number."""
    distances, weights = distances_of(certificate)
    counted = np.flatnonzero(weights)
    costs = scale * distances[counted] * weights[counted, None]
    conditions = certificate["conditions"]
    _, upper, new = bounds_of(conditions)

    def evaluate(multipliers: Multipliers, objective: int) -> tuple[int, IntArray]:
        prices, threshold = multipliers[0], int(multipliers[1][0])
        guard(prices, len(prices) + 1)
        profit = np.maximum(prices[:, None] - objective * costs, 0).sum(axis=0) - threshold * new
        constant = threshold * int(conditions["n_sites"]) - sum(int(price) for price in prices)
        return constant, np.where(upper == 1, profit, -1)

    return evaluate
