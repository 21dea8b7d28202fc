"""``quanmap import``: files into the database, one subcommand a register."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from rich.console import Console

from commands.database import opened
from commands.import_progress import shown_progress
from commands.import_report import print_report
from commands.settings import Settings
from db.transfer.archives import file_sha256
from geo.crs import CoordinateSystem

if TYPE_CHECKING:
    from schema.operations.roads import RoadReport

AUTHOR = "quanmap import"


class ImportGroup(click.Group):
    """Has a command for each register that files hold, beside those that are written out."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the registers and the other commands."""
        from db.transfer.kinds import all_kinds  # noqa: PLC0415 (the models, only where needed)

        return [*all_kinds(), *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command of a register, by its name or its Chinese title."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        from db.transfer.errors import UnknownKindError  # noqa: PLC0415
        from db.transfer.kinds import kind_named  # noqa: PLC0415

        try:
            kind = kind_named(cmd_name)
        except UnknownKindError:
            return None
        return register_command(kind.name, kind.zh)


@click.group(name="import", cls=ImportGroup)
def import_group() -> None:
    """Read files into the database.

    CSV, Excel and WPS workbooks, GeoJSON, GeoPackage, shapefiles (also zipped), KML, FlatGeobuf and
    GeoParquet. Columns are found by Chinese or English headers; every row is judged, and one that
    is refused keeps the whole file out unless --accept-valid is given.
    """


def register_command(name: str, title: str) -> click.Command:
    """Make the command that imports one register."""
    path = click.Path(path_type=Path)
    options = [
        click.Argument(["file"], type=path),
        click.Option(["--crs"], help="Of the coordinates: EPSG:4543, WGS84, GCJ02, BD09, ..."),
        click.Option(["--encoding"], help="Of the text, where it is neither UTF-8 nor GB18030."),
        click.Option(["--sheet"], help="The sheet or layer to read."),
        click.Option(["--mapping"], type=path, help="A TOML file: which header is which column."),
        click.Option(
            ["--dry-run"],
            is_flag=True,
            help="Judge and compare, store nothing, and write a mapping to edit.",
        ),
        click.Option(["--report"], type=path, help="Write the findings to .xlsx or .json."),
        click.Option(
            ["--accept-valid"],
            type=path,
            help="Take the good rows, and write the refused ones to this .csv or .xlsx.",
        ),
        click.Option(["--geocode"], type=path, help="A file of names, longitudes and latitudes."),
        click.Option(["--json", "as_json"], is_flag=True, help="One JSON object, for programs."),
    ]
    return click.Command(
        name,
        params=[*options],
        callback=click.pass_obj(lambda settings, **given: _import(settings, name, **given)),
        help=f"Import {name} ({title}) from FILE.\n\nExit codes: 0 done, 1 rows or file refused.",
    )


def _import(settings: Settings, kind: str, **given: Any) -> None:
    from db.transfer.importing import ImportOptions, MissingColumnsError, import_file  # noqa: PLC0415
    from db.transfer.kinds import kind_named  # noqa: PLC0415
    from db.transfer.mapping_file import Mapping, read_mapping, write_mapping  # noqa: PLC0415
    from db.transfer.mending import write_refused  # noqa: PLC0415
    from db.transfer.report import as_object, write_report  # noqa: PLC0415

    file, mapping_file, report_file = given["file"], given["mapping"], given["report"]
    register = kind_named(kind)
    is_new = given["dry_run"] and (mapping_file is None or not mapping_file.exists())
    mapping = Mapping() if mapping_file is None or is_new else read_mapping(mapping_file)
    with opened(settings) as database, shown_progress(is_hidden=given["as_json"]) as on_progress:
        options = ImportOptions(
            crs=given["crs"],
            encoding=given["encoding"],
            sheet=given["sheet"],
            mapping=mapping,
            is_dry_run=given["dry_run"],
            accept_valid=given["accept_valid"] is not None,
            geocode=given["geocode"],
            author=AUTHOR,
            on_progress=on_progress,
        )
        target = _mapping_target(file, mapping_file) if is_new else None
        try:
            report = import_file(database, register, file, options)
        except MissingColumnsError as error:
            hint = f"Edit the mapping in {mapping_file}."
            if target is not None:
                write_mapping(target, register, error.match)
                hint = f"A mapping to edit is in {target}."
            elif mapping_file is None:
                hint = "--dry-run writes a mapping to edit, which --mapping takes."
            raise click.ClickException(f"{error}\n{hint}") from error
    if target is not None:
        write_mapping(target, register, report.match)
    if report_file is not None:
        write_report(report, report_file)
    if given["accept_valid"] is not None and report.n_refused:
        write_refused(file, given["accept_valid"], options, report)
    if given["as_json"]:
        click.echo(orjson.dumps(as_object(report)).decode())
    else:
        print_report(report, options, target, given["accept_valid"])
    if report.n_refused and given["accept_valid"] is None:
        raise click.exceptions.Exit(1)


def _mapping_target(file: Path, given: Path | None) -> Path | None:
    """Give where a dry run writes its mapping; None where one is there already."""
    target = given or file.with_name(f"{file.name}.mapping.toml")
    return None if target.exists() else target


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
    from db.repositories import journal  # noqa: PLC0415
    from db.repositories.audit import ImportedFile  # noqa: PLC0415
    from schema.operations.roads import import_roads  # noqa: PLC0415

    system = CoordinateSystem(crs.upper())
    with opened(settings) as database:
        if dry_run:
            with database.read() as session:
                report = import_roads(session, file, system, None)
        else:
            at = datetime.now(tz=UTC)
            with journal.recorded_write(database, AUTHOR, "import roads", at=at) as session:
                report = import_roads(session, file, system, at)
                imported = ImportedFile(report.source, file_sha256(file), None, report.n_roads)
                journal.set_import(session, imported, tables=("roads",))
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
