"""``quanmap verify``: exit codes, words and JSON, with the problem from a file and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commands.verify import verify
from geo.location import MaximalCovering, solve

FIELDS: dict[str, Any] = {
    "demand_xy": [[0, 0], [1, 0], [4, 0], [9, 0]],
    "weights": [3, 4, 5, 8],
    "sites_xy": [[0, 0], [2, 0], [9, 0]],
    "service_radius_m": 1,
    "n_sites": 1,
}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(solve(MaximalCovering(**FIELDS)).certificate), encoding="utf-8")
    return path


def asked(folder: Path, **changed: Any) -> str:
    path = folder / "problem.json"
    fields = {"problem": "MaximalCovering", **FIELDS, **changed}
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(verify, [str(argument) for argument in arguments])


def test_true_certificate_is_confirmed_with_and_without_its_problem(
    certificate: Path, tmp_path: Path
) -> None:
    assert run(certificate).exit_code == 0
    assert run(certificate, "--problem", asked(tmp_path)).exit_code == 0


def test_certificate_of_other_demand_is_refused_by_what_the_problem_says(
    certificate: Path, tmp_path: Path
) -> None:
    result = run(certificate, "--problem", asked(tmp_path, weights=[9, 4, 5, 8]))
    assert result.exit_code == 1
    assert "the value is 8, claimed is 8" not in result.output
    assert "bound: 未核实 NOT confirmed" in result.output


def test_other_condition_is_named(certificate: Path, tmp_path: Path) -> None:
    result = run(certificate, "--problem", asked(tmp_path, n_sites=2))
    assert result.exit_code == 1
    assert "n_sites is 1, not 2" in result.output


def test_json_tells_programs_the_same(certificate: Path) -> None:
    result = run(certificate, "--json")
    assert json.loads(result.output) == {
        "isValid": True,
        "isReadable": True,
        "isValueConfirmed": True,
        "isBoundConfirmed": True,
        "reasons": [],
        "method": "maximal_covering",
        "status": "optimal",
        "objective": 8.0,
    }


def test_json_of_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"claim": 3}', encoding="utf-8")
    result = run(tmp_path / "x.json", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["isReadable"] is False


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"problem": "Nothing"}, "one of MaximalCovering, SetCovering, PMedian, PCenter"),
        ({"radius": 3}, "MaximalCovering has no radius"),
        ({"n_sites": -1}, "n_sites is -1"),
    ],
)
def test_problem_that_cannot_be_read_is_refused_with_its_reason(
    certificate: Path, tmp_path: Path, changed: Any, words: str
) -> None:
    result = run(certificate, "--problem", asked(tmp_path, **changed))
    assert result.exit_code == 1
    assert words in result.output


def test_missing_file_is_a_mistake_of_usage(certificate: Path) -> None:
    assert run("none.json").exit_code == 2
    assert run(certificate, "--problem", "none.json").exit_code == 2
