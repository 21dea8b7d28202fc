"""``quanmap export``: a register into a file, by the ending of its name."""

from __future__ import annotations

from pathlib import Path

import click
import orjson
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from commands.database import opened
from commands.settings import Settings
from db.engine import Database
from db.transfer.export import ENDINGS, ExportOptions, ExportReport, export_file
from db.transfer.export_rows import LANGUAGES
from db.transfer.kinds import Kind, all_kinds, kind_named
from geo.reading import Reading, reading_of


def complete_kind(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the kinds to the shell, with their Chinese titles."""
    del ctx, param
    kinds = all_kinds().values()
    return [
        CompletionItem(kind.name, help=kind.zh)
        for kind in kinds
        if kind.name.startswith(incomplete)
    ]


@click.command(
    epilog=f"KIND is one of {', '.join(all_kinds())}; FILE ends in {', '.join(ENDINGS)}."
)
@click.argument("kind", shell_complete=complete_kind)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--crs",
    default=Reading().name,
    show_default=True,
    help="WGS84, CGCS2000, GCJ02, BD09, or an EPSG number such as EPSG:4543.",
)
@click.option(
    "--headers",
    "language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="The language of headers and of words in cells.",
)
@click.option("--district", "adcode", metavar="ADCODE", help="Only what belongs to one district.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def export(
    settings: Settings,
    kind: str,
    file: Path,
    *,
    crs: str,
    language: str,
    adcode: str | None,
    as_json: bool,
) -> None:
    """Write the register KIND into FILE, in the place of one of this name.

    The file can be imported again. GeoPackage, shapefile, FlatGeobuf and GeoParquet need the extra
    quanmap[transfer].
    """
    options = ExportOptions(language=language, reading=reading_of(crs), district=adcode)
    chosen = kind_named(kind)
    with opened(settings) as database:
        report = _write(database, chosen, file, options)
    if as_json:
        click.echo(orjson.dumps(_as_object(report)).decode())
    else:
        _print(report, chosen)


def _write(database: Database, kind: Kind, file: Path, options: ExportOptions) -> ExportReport:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Without a terminal, nothing: a log has no use for a bar.
    with (
        Progress(
            *columns,
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as bar,
        database.read() as session,
    ):
        task = bar.add_task(f"{kind.zh} {kind.name}", total=None, rate="")

        def progress(n_done: int, n_all: int) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = "" if speed is None else f"{speed:,.0f}/s"
            bar.update(task, completed=n_done, total=n_all, rate=rate)

        return export_file(session, kind, file, options, progress=progress)


def _as_object(report: ExportReport) -> dict[str, object]:
    return {
        "kind": report.kind,
        "files": [str(file) for file in report.files],
        "rows": report.n_rows,
        "unlocated": report.n_unplaced,
        "remarks": [{"zh": zh, "en": en} for zh, en in report.remarks],
    }


def _print(report: ExportReport, kind: Kind) -> None:
    console = Console(width=100, highlight=False, soft_wrap=True, markup=False)
    named = ", ".join(str(file) for file in report.files)
    unlocated = f", {report.n_unplaced:,} without a location" if report.n_unplaced else ""
    console.print(f"{named}: {report.n_rows:,} {kind.name} ({kind.zh}){unlocated}.")
    for zh, en in report.remarks:
        console.print(f"  {zh}\n  {en}")
