"""A station plan made for a map, by the few conditions that `quanmap map plan` takes."""

from __future__ import annotations

from typing import Any

import click

from db.engine import Session
from db.repositories import facts
from schema.operations.coverage import CoverageStudy
from schema.operations.limits import UNDATED, Limits
from schema.operations.questions import Scope
from schema.operations.station_plan import StationPlan, plan_stations
from schema.operations.station_plan_arrays import named_stations
from schema.operations.station_plan_question import PlanObjective, StationPlanQuestion

OBJECTIVES = [objective.name.lower().replace("_", "-") for objective in PlanObjective]


def plan_question(options: dict[str, Any], limits: Limits) -> StationPlanQuestion:
    """Give the question of the options.

    Raises
    ------
    click.UsageError
        There is no objective or no radius, and no job either.
    ArgumentError
        A condition is refused; the message says why.
    """
    if options["objective"] is None or options["service_radius_m"] is None:
        raise click.UsageError("Give --job, or plan now by --objective and --radius.")
    question = StationPlanQuestion(
        objective=PlanObjective[options["objective"].upper().replace("-", "_")],
        service_radius_m=options["service_radius_m"],
        new_stations=options["new_stations"],
        scope=Scope(adcode=options["adcode"]),
        time_limit_s=options["time_limit_s"],
    )
    question.check(limits.planning, time_limit_max_s=limits.planning.job_time_s)
    return question


def plan_now(session: Session, question: StationPlanQuestion, limits: Limits) -> StationPlan:
    """Plan for the day of the newest fact; raises as `plan_stations` does."""
    day = facts.latest_fact_day(session) or UNDATED
    study = CoverageStudy.load(session, day, limits)
    return plan_stations(study, named_stations(session, question), question)
