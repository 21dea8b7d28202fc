"""A station plan of a database: what it rests on, and one made at once for `quanmap map plan`."""

from __future__ import annotations

from typing import Any

import click

from commands.plan_options import naming_options, objective_of
from db import models
from db.engine import Database, Session
from db.repositories import facts
from schema.operations.coverage import CoverageStudy
from schema.operations.limits import UNDATED, Limits
from schema.operations.questions import DistanceMetric, Scope
from schema.operations.roads import read_network
from schema.operations.station_plan import StationPlan, plan_stations
from schema.operations.station_plan_arrays import named_stations
from schema.operations.station_plan_question import StationPlanQuestion


def plan_question(options: dict[str, Any], limits: Limits) -> StationPlanQuestion:
    """Give the question of the options of ``quanmap map plan``.

    Raises
    ------
    click.UsageError
        There is no objective or no radius, and no job either.
    click.ClickException
        A condition is refused; the message says why.
    """
    if options["objective"] is None or options["service_radius_m"] is None:
        raise click.UsageError("Give --job, or plan now by --objective and --radius.")
    question = StationPlanQuestion(
        objective=objective_of(options["objective"]),
        service_radius_m=options["service_radius_m"],
        new_stations=options["new_stations"],
        scope=Scope(adcode=options["adcode"]),
        time_limit_s=options["time_limit_s"],
    )
    with naming_options():
        question.check(limits.planning, time_limit_max_s=limits.planning.job_time_s)
    return question


def read_plan(
    session: Session, question: StationPlanQuestion, limits: Limits
) -> tuple[CoverageStudy, dict[int, models.GuidanceStation]]:
    """Read what a plan for the day of the newest fact rests on; nothing is computed yet.

    Raises
    ------
    NoRoadsError
        For NETWORK, where no roads are stored.
    UnknownRecordError
        For a station that there is not.
    """
    day = facts.latest_fact_day(session) or UNDATED
    study = CoverageStudy.load(session, day, limits)
    if question.distance is DistanceMetric.NETWORK:
        study.bring_roads(read_network(session))
    return study, named_stations(session, question)


def plan_now(database: Database, question: StationPlanQuestion, limits: Limits) -> StationPlan:
    """Plan for the day of the newest fact, with no session held; raises as `plan_stations` does."""
    with naming_options():
        with database.read() as session:
            study, stations = read_plan(session, question, limits)
        return plan_stations(study, stations, question)
