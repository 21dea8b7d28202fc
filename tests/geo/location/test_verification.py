"""Certificates: true claims are confirmed from the input, false ones refused."""

from __future__ import annotations

import ast
import copy
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.location import (
    InvalidCertificateError,
    MaximalCovering,
    PCenter,
    PMedian,
    SetCovering,
    Status,
    checker,
    solve,
    verify,
)
from geo.location.proof_tree import encode_integers
from tests.geo.location.strategies import coverings, distance_problems

CASES = settings(max_examples=150, deadline=None)
KINDS = st.sampled_from(["maximal", "set", "median", "center"])


@st.composite
def problems(draw: st.DrawFn) -> Any:
    kind = draw(KINDS)
    if kind == "maximal":
        return MaximalCovering(**draw(coverings()), n_sites=draw(st.integers(0, 3)))
    if kind == "set":
        return SetCovering(**draw(coverings()), share_ratio=draw(st.sampled_from([0.5, 0.8, 1.0])))
    return (PMedian if kind == "median" else PCenter)(**draw(distance_problems()))


def better(problem: Any, amount: int) -> int:
    """Return the sign of an improvement times the amount."""
    return amount if isinstance(problem, MaximalCovering) else -amount


@CASES
@given(problems())
def test_certificate_of_an_optimum_is_confirmed_from_its_json(problem: Any) -> None:
    answer = solve(problem)
    if answer.status is Status.INFEASIBLE:
        return
    document = json.loads(json.dumps(answer.certificate))
    for given_problem in (None, problem):
        found = verify(document, given_problem)
        assert found.is_valid, found.reasons


@CASES
@given(problems(), st.integers(1, 3))
def test_claim_of_a_better_bound_or_value_is_refused(problem: Any, amount: Any) -> None:
    answer = solve(problem)
    if answer.status is Status.INFEASIBLE:
        return
    false_bound = copy.deepcopy(answer.certificate)
    false_bound["claim"]["bound"] -= better(problem, amount)
    # A bound below the reached value is false, so no proof can show it; p-center's bounds move
    # from one distance to the next, so only a claim past the value is false there.
    assert not verify(false_bound).is_bound_confirmed
    false_value = copy.deepcopy(answer.certificate)
    false_value["claim"]["value"] += better(problem, amount)
    assert not verify(false_value).is_value_confirmed


def example() -> MaximalCovering:
    """Four points on a line, sites at 0, 2 and 9; two of three sites serve weight 3 + 4 + 8."""
    return MaximalCovering(
        demand_xy=[(0, 0), (1, 0), (4, 0), (9, 0)],
        weights=[3, 4, 5, 8],
        sites_xy=[(0, 0), (2, 0), (9, 0)],
        service_radius_m=1,
        n_sites=2,
    )


def test_hand_worked_certificate_states_value_bound_and_quantum() -> None:
    document = solve(example()).certificate
    assert document["claim"]["value"] == document["claim"]["bound"] == 15
    assert document["quantum"] == {"weight": "1", "distance_m": "0.001"}


def test_certificate_of_another_problem_is_refused() -> None:
    document = solve(example()).certificate
    nearer = replace(example(), service_radius_m=0.5)
    assert not verify(document, nearer).is_value_confirmed
    assert verify(document, replace(example(), n_sites=1)).reasons == (
        "the certificate is of other conditions: n_sites is 2, not 1",
    )


def test_removed_branch_of_the_tree_is_refused() -> None:
    rng = np.random.default_rng(3)
    problem = MaximalCovering(
        demand_xy=rng.uniform(0, 10, (300, 2)),
        sites_xy=rng.uniform(0, 10, (30, 2)),
        service_radius_m=2.2,
        n_sites=6,
    )
    document = solve(problem).certificate
    assert verify(document).is_valid
    document["proof"]["steps"] = document["proof"]["steps"][:-1]
    assert not verify(document).is_bound_confirmed


def test_negative_multiplier_of_a_condition_is_an_error() -> None:
    document = solve(replace(example(), n_sites=1)).certificate
    negative = encode_integers(np.array([-1]))
    document["proof"]["multipliers"][0]["sides"] = negative
    with pytest.raises(InvalidCertificateError, match="1 numbers of at least 0"):
        verify(document)


@pytest.mark.parametrize(
    "broken", [{}, {"format": "x"}, {"format": "quanmap-location-certificate/1"}]
)
def test_document_that_is_no_certificate_is_an_error(broken: Any) -> None:
    with pytest.raises(InvalidCertificateError):
        verify(broken)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("objective", 16.0, "the objective is not value times quantum"),
        ("status", "feasible", "the status contradicts the bound"),
        ("sites", [-1, 2], "a site that is no candidate is open"),
        ("sites", [0, 1, 2], "3 new sites are open, 2 are allowed"),
        ("bound", 14, "the bound contradicts the value"),
    ],
)
def test_each_false_part_of_a_claim_is_refused_with_its_reason(
    field: str, value: Any, reason: str
) -> None:
    document = solve(example()).certificate
    document["claim"][field] = value
    assert reason in verify(document).reasons


def test_proof_of_one_question_is_no_proof_of_another_on_the_same_input() -> None:
    distances = np.array([[0.0, 4.0], [3.0, 0.0], [5.0, 1.0]])
    certificate = solve(PCenter(distances, n_sites=1)).certificate
    assert not verify(certificate, PMedian(distances, n_sites=1)).is_valid


def test_numbers_of_any_size_are_summed_exactly() -> None:
    document = solve(example()).certificate
    document["input"]["weights"] = encode_integers(np.full(4, 2**62))
    assert verify(document).reasons[0] == f"the value is {3 * 2**62}, claimed is 15"


def test_untrue_dominance_is_refused() -> None:
    document = solve(example()).certificate
    document["proof"]["dominated"] = [[2, 0]]
    assert "site 2 is not dominated by site 0" in verify(document).reasons


def test_checker_imports_the_standard_library_only() -> None:
    imported = set()
    for node in ast.walk(ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Import):
            imported.update(alias.name.partition(".")[0] for alias in node.names)
    assert imported <= sys.stdlib_module_names


def test_copy_of_the_checker_runs_alone(tmp_path: Path) -> None:
    shutil.copy(checker.__file__, tmp_path / "checker.py")
    (tmp_path / "plan.json").write_text(json.dumps(solve(example()).certificate), encoding="utf-8")
    command = [sys.executable, "-I", "checker.py", "plan.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["value: confirmed", "bound: confirmed"]
