"""``quanmap plan``: where the next stations should go, with a proof."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import FrameType
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from shapely import MultiPoint

from commands.database import opened
from commands.plan_files import plan_files, read_places
from commands.plan_map import file_plan_html, plan_html
from commands.plan_report import PlanReport
from db.engine import Session
from db.repositories import facts, station
from db.repositories.organization import is_synthetic
from geo.location import Progress as Reached
from schema.operations.coverage import CoverageStudy
from schema.operations.limits import UNDATED, Limits
from schema.operations.questions import DemandWeight, Scope
from schema.operations.station_plan import StationPlan, plan_stations
from schema.operations.station_plan_arrays import named_stations
from schema.operations.station_plan_question import (
    CandidateRules,
    PlanObjective,
    StationPlanQuestion,
)
from server import Settings, limits_of, map_setting

Tell = Callable[[Reached], None]


class Amount(click.ParamType[Decimal]):
    """An amount in CNY, exact to the fen."""

    name = "CNY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read a decimal number."""
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.fail(f"{value!r} is no amount; give a number such as 25000", param, ctx)
        return amount


def _named(text: str) -> str:
    return text.upper().replace("-", "_")


OBJECTIVES = [objective.name.lower().replace("_", "-") for objective in PlanObjective]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--objective",
    required=True,
    metavar="O",
    help=f"What the plan is best at: {', '.join(OBJECTIVES)}.",
)
@click.option("--new", "new_stations", type=int, metavar="P", help="The most stations to add.")
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
@click.option(
    "--time-limit",
    "time_limit_s",
    type=float,
    default=30.0,
    show_default=True,
    metavar="S",
    help="Seconds to search at most; Ctrl+C ends the search with the best plan so far.",
)
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
    limits = limits_of(settings)
    limits = replace(limits, planning=limits.planning.of_a_job)
    question = _question(options)
    question.check(limits.planning, time_limit_max_s=limits.planning.job_time_s)
    if options["demand"] is not None:
        report = _of_files(settings, question, limits, options)
    else:
        report = _of_database(settings, question, limits, options)
    if options["export"] is not None and report.plan.sites:
        options["export"].write_bytes(report.as_geojson())
    if options["certificate"] is not None and report.plan.sites:
        _write_certificate(report.plan, options["certificate"])
    if options["as_json"]:
        click.echo(orjson.dumps(report.as_object()).decode())
    else:
        report.print(Console())
        for name in ("output", "export", "certificate"):
            if options[name] is not None and report.plan.sites:
                click.echo(f"{options[name]} is written.")
    if report.plan.after is None:
        raise click.exceptions.Exit(1)


def _question(options: dict[str, Any]) -> StationPlanQuestion:
    name = _named(options["objective"])
    if name not in PlanObjective.__members__:
        raise click.BadParameter(
            f"{options['objective']!r} is none; give one of {', '.join(OBJECTIVES)}",
            param_hint="--objective",
        )
    if options["candidates"] is not None and options["demand"] is None:
        points = read_places(options["candidates"]).xy
    else:
        points = None
    return StationPlanQuestion(
        objective=PlanObjective[name],
        service_radius_m=options["service_radius_m"],
        new_stations=options["new_stations"],
        scope=Scope(adcode=options["adcode"]),
        weight=DemandWeight[options["weight"].upper()],
        candidates=CandidateRules(
            grid_spacing_m=options["grid_spacing_m"],
            points=None if points is None else MultiPoint(points),
            organizations=options["at_organizations"],
            circle_intersections=options["anywhere"],
        ),
        keep_existing=not options["from_scratch"],
        required=options["required"],
        forbidden=options["forbidden"],
        budget_cny=options["budget"],
        cost_per_station_cny=options["cost_per_station"],
        capacity=options["capacity"],
        minimum_district_ratio=options["minimum_district_ratio"],
        time_limit_s=options["time_limit_s"],
    )


def _of_database(
    settings: Settings, question: StationPlanQuestion, limits: Limits, options: dict[str, Any]
) -> PlanReport:
    with opened(settings) as database, database.read() as session:
        day = facts.latest_fact_day(session) or UNDATED
        study = CoverageStudy.load(session, day, limits)
        stations = named_stations(session, question)
        with _searching() as (tell, should_stop):
            made = plan_stations(study, stations, question, tell, should_stop)
        if options["output"] is not None and made.after is not None:
            html = plan_html(session, limits, map_setting(settings), made)
            options["output"].write_text(html, encoding="utf-8")
        return PlanReport(
            plan=made,
            districts={one.id: one.name for one in study.places.districts},
            stations=_station_names(session, made),
            before=study.answer(made.before),
            after=None if made.after is None else study.answer(made.after),
            is_synthetic=is_synthetic(session),
        )


def _of_files(
    settings: Settings, question: StationPlanQuestion, limits: Limits, options: dict[str, Any]
) -> PlanReport:
    if options["adcode"] or options["required"] or options["forbidden"]:
        raise click.UsageError(
            "--demand plans without a database: leave --district, --require and --forbid out."
        )
    demand = read_places(options["demand"])
    candidates = None if options["candidates"] is None else read_places(options["candidates"])
    with _searching() as (tell, should_stop):
        made = plan_files(question, limits.planning, demand, candidates, tell, should_stop)
    if options["output"] is not None and made.after is not None:
        html = file_plan_html(demand, made, map_setting(settings))
        options["output"].write_text(html, encoding="utf-8")
    return PlanReport(plan=made, districts={}, stations={})


def _station_names(session: Session, made: StationPlan) -> dict[int, str]:
    ids = [site.station_id for site in made.sites if site.station_id is not None]
    return {number: row.name for number, row in station.by_ids(session, ids).items()}


def _write_certificate(made: StationPlan, path: Path) -> None:
    assert made.solution is not None  # noqa: S101
    # Not orjson: the proof's whole numbers may pass 64 bits.
    path.write_text(json.dumps(made.solution.certificate), encoding="utf-8")


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
