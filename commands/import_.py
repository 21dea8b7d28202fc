"""``quanmap import``: files into the database, one subcommand a kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import orjson
from rich.console import Console

from commands.database import opened
from geo.crs import CoordinateSystem
from schema.operations.roads import RoadReport, import_roads
from server import Settings


@click.group(name="import")
def import_group() -> None:
    """Read files into the database."""


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--crs",
    type=click.Choice([system.value for system in CoordinateSystem], case_sensitive=False),
    default=CoordinateSystem.WGS84.value,
    show_default=True,
    help="The coordinate system of the file's degrees.",
)
@click.option("--dry-run", is_flag=True, help="Read and report, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def roads(settings: Settings, file: Path, *, crs: str, dry_run: bool, as_json: bool) -> None:
    """Load the roads that people walk on from FILE, in the place of those before.

    GraphML as OSMnx writes it and GeoJSON lines are read as they are; GeoPackage, shapefiles and
    OpenStreetMap's .osm.pbf need the extra quanmap[roads]. Roads meet where they share a vertex.
    """
    system = CoordinateSystem(crs.upper())
    with opened(settings) as database:
        if dry_run:
            with database.read() as session:
                report = import_roads(session, file, system, None)
        else:
            with database.write() as session:
                report = import_roads(session, file, system, datetime.now(tz=UTC))
    if as_json:
        click.echo(orjson.dumps(_as_object(report, is_stored=not dry_run)).decode())
    else:
        _print(report, is_stored=not dry_run)


def _as_object(report: RoadReport, *, is_stored: bool) -> dict[str, object]:
    return {
        "source": report.source,
        "isStored": is_stored,
        "given": report.n_given,
        "roads": report.n_roads,
        "nodes": report.n_nodes,
        "lengthKm": report.length_km,
        "parts": report.n_parts,
        "largestPartRatio": report.largest_part_ratio,
        "dropped": dict(report.dropped),
    }


def _print(report: RoadReport, *, is_stored: bool) -> None:
    console = Console(width=100, highlight=False)
    verb = "loaded" if is_stored else "could be loaded; nothing is stored"
    console.print(
        f"{report.source}: {report.n_roads:,} roads between {report.n_nodes:,} nodes, "
        f"{report.length_km:,.1f} km, {verb} (of {report.n_given:,} lines)."
    )
    for reason, count in sorted(report.dropped.items()):
        console.print(f"  left out, {reason}: {count:,}")
    if report.n_parts > 1:
        console.print(
            f"  {report.n_parts:,} parts hang together each for itself; the longest has "
            f"{report.largest_part_ratio:.3f} of the length. No way leads from one to another."
        )
