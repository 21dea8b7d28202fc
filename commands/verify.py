"""``quanmap verify``: whether a plan's certificate shows what it claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
import scipy

from geo.location import (
    InvalidCertificateError,
    InvalidProblemError,
    LocationProblem,
    MaximalCovering,
    PCenter,
    PMedian,
    SetCovering,
    Verification,
)
from geo.location import verify as verify_certificate

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS: dict[str, type[LocationProblem]] = {
    kind.__name__: kind for kind in (MaximalCovering, SetCovering, PMedian, PCenter)
}


@click.command()
@click.argument("certificate", type=FILE)
@click.option(
    "--problem",
    type=FILE,
    help="What was asked, as JSON: the fields of the problem in geo.location and its class as "
    '"problem". Its numbers replace those that the certificate carries.',
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def verify(certificate: Path, problem: Path | None, *, as_json: bool) -> None:
    """Check the value and the bound of CERTIFICATE anew, in whole numbers.

    Nothing is believed but the demand and the sites that the certificate carries, and with
    --problem not even these. Exit code 1 where a claim is not confirmed or a file cannot be read.
    """
    content = _read(certificate, "certificate")
    asked = None if problem is None else _problem(problem)
    try:
        found = verify_certificate(content, asked)
    except (InvalidCertificateError, InvalidProblemError) as error:
        if as_json:
            _print_json(Verification(False, False, (str(error),)), {}, is_readable=False)
            raise click.exceptions.Exit(1) from error
        raise click.ClickException(f"{certificate}: {error}.") from error
    if as_json:
        _print_json(found, content, is_readable=True)
    else:
        _print(found, content)
    if not found.is_valid:
        raise click.exceptions.Exit(1)


def _read(path: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise click.ClickException(f"{path} is no JSON: {error}.") from error
    if not isinstance(content, dict):
        raise click.ClickException(f"{path} is no {name}: it is no JSON object.")
    return content


def _problem(path: Path) -> LocationProblem:
    """Make a problem of a JSON object with its class and its fields."""
    fields = _read(path, "problem")
    kind = KINDS.get(str(fields.pop("problem", None)))
    if kind is None:
        raise click.ClickException(
            f'{path} does not say what is asked: give "problem", one of {", ".join(KINDS)}.'
        )
    unknown = sorted(set(fields) - set(kind.__dataclass_fields__))
    if unknown:
        raise click.ClickException(f"{path}: {kind.__name__} has no {', '.join(unknown)}.")
    ratios = fields.get("minimum_zone_ratio")
    if isinstance(ratios, dict):
        fields["minimum_zone_ratio"] = {int(zone): ratio for zone, ratio in ratios.items()}
    try:
        if fields.get("coverage_matrix") is not None:
            fields["coverage_matrix"] = scipy.sparse.csr_array(
                np.asarray(fields["coverage_matrix"], dtype=int)
            )
        return kind(**fields)
    except (InvalidProblemError, TypeError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}.") from error


def _print(found: Verification, content: dict[str, Any]) -> None:
    for name, is_confirmed in (
        ("目标值 value", found.is_value_confirmed),
        ("界 bound", found.is_bound_confirmed),
    ):
        click.echo(f"{name}: {'已核实 confirmed' if is_confirmed else '未核实 NOT confirmed'}")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    claim = _claim(content)
    click.echo(f"{content.get('method')}: {claim.get('objective')} ({claim.get('status')})")


def _print_json(found: Verification, content: dict[str, Any], *, is_readable: bool) -> None:
    claim = _claim(content)
    click.echo(
        json.dumps(
            {
                "isValid": found.is_valid,
                "isReadable": is_readable,
                "isValueConfirmed": found.is_value_confirmed,
                "isBoundConfirmed": found.is_bound_confirmed,
                "reasons": list(found.reasons),
                "method": content.get("method"),
                "status": claim.get("status"),
                "objective": claim.get("objective"),
            },
            ensure_ascii=False,
        )
    )


def _claim(content: dict[str, Any]) -> dict[str, Any]:
    claim = content.get("claim")
    return claim if isinstance(claim, dict) else {}
