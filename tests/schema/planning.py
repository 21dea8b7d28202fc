"""Planning jobs of the small city, for tests: started, claimed, run, waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from db import models
from db.engine import Database
from db.models.enums import JobState
from db.repositories import planning_job
from schema.context import Context
from schema.operations.limits import Limits
from schema.operations.planning_worker import Address, run_job
from schema.permissions import Caller, Role
from tests.schema import city
from tests.schema.city import SCHEMA, Answer
from tests.schema.test_station_plan import AT_ORGANIZATIONS

PLANNER = Caller(Role.PLANNER, "规划员甲")
LIMITS = Limits()
LONG_AGO = timedelta(minutes=5)
ERRORS = "userErrors { code message field }"
START = f"""mutation ($input: StationPlanInput!) {{ startStationPlan(input: $input) {{
  job {{ id state progress bestValue bound error plan {{ status }} }} {ERRORS} }} }}"""
CANCEL = f"mutation ($id: ID!) {{ cancelStationPlan(id: $id) {{ job {{ state }} {ERRORS} }} }}"
ADOPT = f"""mutation ($id: ID!) {{ adoptStationPlan(id: $id) {{
  stations {{ name status serviceRadius capacity cost district {{ adcode }} }} {ERRORS} }} }}"""
JOB = """query ($id: ID!) { planningJob(id: $id) { id state progress bestValue bound error
  adoptedAt plan { status objectiveValue gap mapUrl sites { rank location demandServed }
    before { served } after { served } curve { stations served cost } cost } } }"""
QUESTION = {
    "objective": "MAXIMIZE_COVERAGE",
    "serviceRadius": 1000,
    "newStations": 2,
    "costPerStation": "25000",
    **AT_ORGANIZATIONS,
}


def fill(database: Database) -> None:
    """The city, whose next station has the identifier after the newest."""
    city.fill(database)
    if database.dialect == "postgresql":
        # The city's rows bring their identifiers along; new ones go on after them.
        with database.write() as session:
            session.execute(text("SELECT setval('guidance_stations_id_seq', 3)"))


def change(database: Database, query: str, viewer: Caller = PLANNER, **variables: Any) -> Answer:
    context = Context(database, "request-7", viewer=viewer)
    result = asyncio.run(SCHEMA.execute(query, variable_values=variables, context_value=context))
    errors = [
        {"message": error.message, **(error.extensions or {})}
        for error in getattr(result, "errors", None) or ()
    ]
    return Answer(getattr(result, "data", None), errors, 0)


def start(database: Database, **question: Any) -> str:
    payload = change(database, START, input={**QUESTION, **question})["startStationPlan"]
    assert payload["userErrors"] == []
    return str(payload["job"]["id"])


def number_of(job: str) -> int:
    return int(job.partition(":")[2])


def address_of(database: Database) -> Address:
    return Address(database.address)


def claim(database: Database, runner: str = "one", **options: Any) -> int | None:
    asked = {"at": datetime.now(tz=UTC), "most_running": 2, "lost_after": LONG_AGO, **options}
    with database.write() as session:
        return planning_job.claim(session, runner=runner, **asked)


def run(database: Database, job: str, runner: str = "one") -> None:
    assert claim(database, runner) == number_of(job)
    run_job(address_of(database), number_of(job), runner, LIMITS)


def stored(database: Database, job: str) -> models.PlanningJob:
    with database.read() as session:
        return planning_job.by_ids(session, [number_of(job)])[number_of(job)]


@contextmanager
def waiting(database: Database, job: str, *states: JobState) -> Iterator[models.PlanningJob]:
    """Wait until a job is in one of the states, for a minute at most."""
    deadline = time.monotonic() + 60
    while (row := stored(database, job)).state not in states:
        assert time.monotonic() < deadline, f"{job} is still {row.state}"
        time.sleep(0.1)
    yield row
