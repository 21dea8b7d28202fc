"""``quanmap verify``: whether a plan's certificate shows what it claims."""

from __future__ import annotations

import json
from pathlib import Path

import click

from geo.location import verify as verify_certificate


@click.command()
@click.argument("certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def verify(certificate: Path, *, as_json: bool) -> None:
    """Check the value and the bound of CERTIFICATE anew, in whole numbers.

    Nothing is believed but the demand and the sites that the certificate carries. Exit code 1
    where a claim is not confirmed.
    """
    try:
        content = json.loads(certificate.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise click.ClickException(f"{certificate} is no JSON: {error}.") from error
    if not isinstance(content, dict):
        raise click.ClickException(f"{certificate} is no certificate: it is no JSON object.")
    found = verify_certificate(content)
    claim = content.get("claim", {})
    if as_json:
        click.echo(
            json.dumps(
                {
                    "isValid": found.is_valid,
                    "isValueConfirmed": found.is_value_confirmed,
                    "isBoundConfirmed": found.is_bound_confirmed,
                    "reasons": list(found.reasons),
                    "method": content.get("method"),
                    "status": claim.get("status"),
                    "objective": claim.get("objective"),
                }
            )
        )
    else:
        for name, is_confirmed in (
            ("目标值 value", found.is_value_confirmed),
            ("界 bound", found.is_bound_confirmed),
        ):
            click.echo(f"{name}: {'已核实 confirmed' if is_confirmed else '未核实 NOT confirmed'}")
        for reason in found.reasons:
            click.echo(f"  {reason}")
        click.echo(f"{content.get('method')}: {claim.get('objective')} ({claim.get('status')})")
    if not found.is_valid:
        raise click.exceptions.Exit(1)
