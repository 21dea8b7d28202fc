"""``quanmap coverage``: the rates and areas of the city or of one district."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from commands.database import opened
from commands.installation import limits_of
from commands.many_cities import ENGINES, cover_cities
from commands.settings import Settings
from db.repositories.organization import is_synthetic
from schema.operations.coverage_figures import Row, coverage_figures, coverage_rows
from schema.operations.coverage_map import study_coverage
from schema.operations.many_cities import save_city
from schema.operations.questions import (
    CoverageQuestion,
    DemandWeight,
    DistanceMetric,
    Network,
    Scope,
)


@click.command()
@click.option("--district", "adcode", metavar="ADCODE", help="One district; without it the city.")
@click.option(
    "--radius",
    "service_radius_m",
    type=float,
    metavar="METRES",
    help="In place of every station's own service radius.",
)
@click.option(
    "--weight",
    type=click.Choice([weight.name.lower() for weight in DemandWeight], case_sensitive=False),
    default=DemandWeight.ORGANIZATIONS.name.lower(),
    show_default=True,
    help="What one organization counts for in what is served.",
)
@click.option(
    "--distance",
    type=click.Choice([metric.name.lower() for metric in DistanceMetric], case_sensitive=False),
    default=DistanceMetric.STRAIGHT.name.lower(),
    show_default=True,
    help="As the crow flies, or along the roads of `quanmap import roads`.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.option(
    "--save-data",
    "saved_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write what the figures rest on into a folder of cities, for --data.",
)
@click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="All cities of a folder of GeoParquet in place of the database.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="With --data: one process, or a Dask cluster (the extra quanmap[dask]).",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --engine dask: a running scheduler; without it two processes or more here.",
)
@click.pass_obj
def coverage(
    settings: Settings,
    /,
    *,
    adcode: str | None,
    service_radius_m: float | None,
    weight: str,
    distance: str,
    as_json: bool,
    **elsewhere: Any,
) -> None:
    """Tell what the open stations and the party work reach, by district.

    With --data, of every city of a folder.
    """
    question = CoverageQuestion(
        scope=Scope(adcode=adcode),
        network=Network(
            service_radius_m=service_radius_m, distance=DistanceMetric[distance.upper()]
        ),
        weight=DemandWeight[weight.upper()],
    )
    limits = limits_of(settings)
    folder, saved_folder = elsewhere["folder"], elsewhere["saved_folder"]
    engine, scheduler = elsewhere["engine"], elsewhere["scheduler"]
    if folder is not None:
        _refuse_beside_data(adcode, saved_folder, question)
        cover_cities(folder, question, limits, engine, scheduler, as_json=as_json)
        return
    if engine != ENGINES[0] or scheduler is not None:
        raise click.UsageError("--engine and --scheduler need --data FOLDER")
    with opened(settings) as database, database.read() as session:
        if saved_folder is not None:
            save_city(session, saved_folder, limits)
        result = study_coverage(session, question, limits)
        synthetic = is_synthetic(session)
    rows = coverage_rows(result)
    if as_json:
        figures = {"isSynthetic": synthetic, **coverage_figures(rows)}
        click.echo(orjson.dumps(figures).decode())
    else:
        _print_table(rows, synthetic=synthetic)


def _refuse_beside_data(
    adcode: str | None, saved_folder: Path | None, question: CoverageQuestion
) -> None:
    for option, is_given in (
        ("--district", adcode is not None),
        ("--save-data", saved_folder is not None),
        ("--distance network", question.network.distance is DistanceMetric.NETWORK),
    ):
        if is_given:
            raise click.UsageError(f"{option} is of one city's database; leave it or --data out")


def _print_table(rows: list[Row], *, synthetic: bool) -> None:
    whole = rows[0][2]
    weight = whole.question.weight
    title = f"覆盖 Coverage, {whole.as_of}"
    table = Table(
        title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column("区县\nDistrict", no_wrap=True)
    headings = ["组织\nCount", "有形\nFormal", "有效\nEffect.", "工作\nWork", "指导站\nReach"]
    if weight is not DemandWeight.ORGANIZATIONS:
        headings.append(f"服务\nServed {weight.name.lower().replace('_', ' ')}")
    for heading in [*headings, "面积\nArea", "中位\nMedian"]:
        table.add_column(heading, justify="right")
    for adcode, name, report, area in rows:
        cells = [
            f"{report.station_reach.denominator:,}",
            f"{report.formal_coverage.ratio:.3f}",
            f"{report.effective_coverage.ratio:.3f}",
            f"{report.work_coverage.ratio:.3f}",
            f"{report.station_reach.ratio:.3f}",
        ]
        if weight is not DemandWeight.ORGANIZATIONS:
            cells.append(f"{report.served:,.0f} / {report.demand:,.0f}")
        cells.append(f"{area.coverage.area_ratio:.3f}")
        cells.append("-" if report.median_distance is None else f"{report.median_distance:,.0f}")
        table.add_row(f"{adcode} {name}".strip(), *cells)
    # A pipe has no width of its own, and names may be long.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    console.print(table)
    if synthetic:
        console.print("演示数据 Demo data: the organizations are synthetic.")
