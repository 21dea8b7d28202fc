"""``quanmap plan``: where the next stations should go, with a proof."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commands.database import opened
from commands.installation import limits_of, map_setting
from commands.map_file import write_files
from commands.plan_database import read_plan
from commands.plan_files import plan_files, read_places
from commands.plan_map import file_plan_html, plan_drawing
from commands.plan_options import (
    NEW_STATIONS,
    Amount,
    naming_options,
    objective_option,
    question_of,
    time_limit_option,
)
from commands.plan_report import PlanReport
from commands.settings import Settings
from db.engine import Session
from db.repositories import station
from db.repositories.organization import is_synthetic
from geo.location import Progress as Reached
from maps.document import document, to_map
from schema.operations.limits import Limits
from schema.operations.questions import DemandWeight, DistanceMetric
from schema.operations.station_plan import StationPlan, plan_stations
from schema.operations.station_plan_question import StationPlanQuestion

Tell = Callable[[Reached], None]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@objective_option(is_required=True)
@NEW_STATIONS
@click.option(
    "--radius",
    "service_radius_m",
    type=float,
    required=True,
    metavar="METRES",
    help="How far every station reaches.",
)
@click.option("--district", "adcode", metavar="ADCODE", help="One district; without it the city.")
@click.option(
    "--weight",
    type=click.Choice([weight.name.lower() for weight in DemandWeight], case_sensitive=False),
    default=DemandWeight.ORGANIZATIONS.name.lower(),
    show_default=True,
    help="What one organization counts for.",
)
@click.option(
    "--distance",
    type=click.Choice([metric.name.lower() for metric in DistanceMetric], case_sensitive=False),
    default=DistanceMetric.STRAIGHT.name.lower(),
    show_default=True,
    help="As the crow flies, or along the roads of `quanmap import roads`.",
)
@click.option(
    "--grid",
    "grid_spacing_m",
    type=float,
    metavar="METRES",
    help="Candidates on a grid of this spacing; 500 by default.",
)
@click.option(
    "--anywhere", is_flag=True, help="Candidates at all crossings of circles: exact in the plane."
)
@click.option("--at-organizations", is_flag=True, help="Candidates at the organizations.")
@click.option(
    "--from-scratch", is_flag=True, help="Do not keep the open stations: let them be candidates."
)
@click.option(
    "--require",
    "required",
    type=int,
    multiple=True,
    metavar="ID",
    help="A station that has to be in the plan.",
)
@click.option(
    "--forbid",
    "forbidden",
    type=int,
    multiple=True,
    metavar="ID",
    help="A station that must not be.",
)
@click.option("--budget", type=Amount(), help="The most that all new stations may cost.")
@click.option("--cost-per-station", type=Amount(), help="What a new station costs.")
@click.option("--capacity", type=int, metavar="N", help="Organizations that a station can serve.")
@click.option(
    "--minimum-district-ratio",
    type=float,
    metavar="SHARE",
    help="The least share of every district that has to be served, 0 to 1.",
)
@time_limit_option("Seconds to search at most; Ctrl+C ends it with the best plan so far.")
@click.option(
    "--demand", type=FILE, help="Demand from a CSV or GeoJSON file, in place of the database."
)
@click.option("--candidates", type=FILE, help="Candidates from a CSV or GeoJSON file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.option("-o", "--output", type=OUTPUT, help="A map of the plan, one HTML file.")
@click.option("--export", type=OUTPUT, help="The sites as GeoJSON.")
@click.option("--certificate", type=OUTPUT, help="The proof, for quanmap verify.")
@click.pass_obj
def plan(settings: Settings, /, **options: Any) -> None:
    """Find where the next stations should go, and prove how good the answer is.

    Exit code 1 where no plan meets the conditions.
    """
    _let_every_character_pass()
    limits = limits_of(settings)
    limits = replace(limits, planning=limits.planning.of_a_job)
    with naming_options():
        question = question_of(options)
        question.check(limits.planning, time_limit_max_s=limits.planning.job_time_s)
        make = _of_database if options["demand"] is None else _of_files
        report, page = make(settings, question, limits, options)
    written = write_files(_outputs(options, report, page)) if report.plan.sites else []
    if options["as_json"]:
        click.echo(orjson.dumps(report.as_object()).decode())
    else:
        report.print(Console())
        for path in written:
            click.echo(f"{path} is written.")
    if report.plan.after is None:
        raise click.exceptions.Exit(1)


def _let_every_character_pass() -> None:
    """Write ? for what a terminal has no sign for, in place of failing at the first Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _outputs(options: dict[str, Any], report: PlanReport, page: str) -> dict[Path, bytes]:
    """Give the files that are asked for; they are written together, whole or not at all."""
    found: dict[Path, bytes] = {}
    if options["output"] is not None:
        found[options["output"]] = page.encode("utf-8")
    if options["export"] is not None:
        found[options["export"]] = report.as_geojson()
    if options["certificate"] is not None:
        assert report.plan.solution is not None  # noqa: S101
        # Not orjson: the proof's whole numbers may pass 64 bits.
        found[options["certificate"]] = json.dumps(report.plan.solution.certificate).encode()
    return found


def _of_database(
    settings: Settings, question: StationPlanQuestion, limits: Limits, options: dict[str, Any]
) -> tuple[PlanReport, str]:
    with opened(settings) as database:
        with database.read() as session:
            study, stations = read_plan(session, question, limits)
        # No session is held while it is computed, which may take minutes.
        with _searching() as (tell, should_stop):
            made = plan_stations(study, stations, question, tell, should_stop)
        before = study.answer(made.before)
        after = None if made.after is None else study.answer(made.after)
        with database.read() as session:
            names = _station_names(session, made)
            synthetic = is_synthetic(session)
            is_drawn = options["output"] is not None and made.after is not None
            drawn = plan_drawing(session, limits, map_setting(settings), made) if is_drawn else None
    report = PlanReport(
        plan=made,
        districts={one.id: one.name for one in study.places.districts},
        stations=names,
        before=before,
        after=after,
        is_synthetic=synthetic,
    )
    return report, "" if drawn is None else document(to_map(drawn))


def _of_files(
    settings: Settings, question: StationPlanQuestion, limits: Limits, options: dict[str, Any]
) -> tuple[PlanReport, str]:
    if options["adcode"] or options["required"] or options["forbidden"]:
        raise click.UsageError(
            "--demand plans without a database: leave --district, --require and --forbid out."
        )
    if question.distance is DistanceMetric.NETWORK:
        raise click.UsageError("--demand plans without roads: leave --distance network out.")
    demand = read_places(options["demand"])
    candidates = None if options["candidates"] is None else read_places(options["candidates"])
    with _searching() as (tell, should_stop):
        made = plan_files(question, limits.planning, demand, candidates, tell, should_stop)
    is_drawn = options["output"] is not None and made.after is not None
    page = file_plan_html(demand, made, map_setting(settings)) if is_drawn else ""
    return PlanReport(plan=made, districts={}, stations={}), page


def _station_names(session: Session, made: StationPlan) -> dict[int, str]:
    ids = [site.station_id for site in made.sites if site.station_id is not None]
    return {number: row.name for number, row in station.by_ids(session, ids).items()}


@contextmanager
def _searching() -> Iterator[tuple[Tell, Callable[[], bool]]]:
    """Show a line of value, bound and gap while the search runs, and let Ctrl+C end it."""
    console = Console(stderr=True)
    is_stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_stopped
        is_stopped = True
        signal.signal(signal.SIGINT, previous)

    previous = signal.signal(signal.SIGINT, stop)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    try:
        # Without a terminal, nothing: a log has no use for a line that moves.
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as line:
            task = line.add_task("规划 Planning …", total=None)

            def tell(progress: Reached) -> None:
                line.update(task, description=_line(progress))

            yield tell, lambda: is_stopped
    finally:
        signal.signal(signal.SIGINT, previous)


def _line(progress: Reached) -> str:
    value, bound, gap = (
        "-" if figure is None else format(figure, form)
        for figure, form in (
            (progress.value, ",.1f"),
            (progress.bound, ",.1f"),
            (progress.gap, ".2%"),
        )
    )
    return f"最优 best {value}  界 bound {bound}  差距 gap {gap}  节点 nodes {progress.nodes:,}"
