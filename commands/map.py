"""``quanmap map``: maps as single HTML files."""

from __future__ import annotations

from pathlib import Path

import click

from commands.coverage_map import coverage_map_html
from commands.database import opened
from server import Settings, limits_of, map_setting


@click.group(name="map")
def map_group() -> None:
    """Draw maps, each one HTML file that asks no other host for anything."""


@map_group.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
@click.option("--district", "adcode", metavar="ADCODE", help="One district; without it the city.")
@click.option(
    "--radius",
    "service_radius_m",
    type=float,
    metavar="METRES",
    help="In place of every station's own service radius.",
)
@click.pass_obj
def coverage(
    settings: Settings, output: Path, adcode: str | None, service_radius_m: float | None
) -> None:
    """Draw whom the open stations reach, and whom not."""
    with opened(settings) as database:
        html = coverage_map_html(
            database,
            limits_of(settings),
            map_setting(settings),
            adcode=adcode,
            service_radius_m=service_radius_m,
        )
    output.write_text(html, encoding="utf-8")
    click.echo(f"{output} is written, {len(html.encode()) / 1e6:.1f} MB.")
