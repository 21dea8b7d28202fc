"""Planning jobs: started, run, followed, cancelled, taken up again, adopted."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from db import models
from db.engine import Database
from db.models.enums import JobState, StationStatus
from db.repositories import audit
from schema.context import Context
from schema.operations import planning_worker
from schema.operations.coverage import CoverageStudy
from schema.operations.kept_studies import KeptStudies
from schema.operations.limits import PlanningLimits
from schema.operations.planning_jobs import start_job
from schema.operations.station_plan_question import PlanObjective, StationPlanQuestion
from schema.permissions import Caller, Role
from tests.schema import city
from tests.schema.city import SCHEMA, ask
from tests.schema.planning import (
    ADOPT,
    CANCEL,
    JOB,
    LIMITS,
    PLANNER,
    QUESTION,
    START,
    change,
    claim,
    run,
    start,
    stored,
    waiting,
)


def test_a_started_job_waits(planned_city: Database) -> None:
    payload = change(planned_city, START, input=QUESTION)["startStationPlan"]

    assert payload["userErrors"] == []
    assert payload["job"] == {
        "id": "PlanningJob:1",
        "state": "QUEUED",
        "progress": 0.0,
        "bestValue": None,
        "bound": None,
        "error": None,
        "plan": None,
    }
    assert stored(planned_city, "PlanningJob:1").requested_by == "规划员甲"


def test_a_job_gives_the_plan_of_the_query_and_its_map(planned_city: Database) -> None:
    job = start(planned_city)
    run(planned_city, job)

    found = ask(planned_city, JOB, id=job)["planningJob"]

    assert (found["state"], found["progress"], found["error"]) == ("DONE", 1.0, None)
    assert (found["bestValue"], found["bound"]) == (4.0, 4.0)
    plan = found["plan"]
    assert (plan["status"], plan["objectiveValue"], plan["gap"]) == ("OPTIMAL", 4.0, 0.0)
    assert (plan["before"]["served"], plan["after"]["served"]) == (2.0, 4.0)
    assert [site["rank"] for site in plan["sites"]] == [1, 2]
    assert [point["served"] for point in plan["curve"]] == [2.0, 3.0, 4.0]
    assert plan["cost"] == "50000.00"
    assert plan["mapUrl"] == "/maps/plans/1.html"
    again = ask(planned_city, '{ node(id: "PlanningJob:1") { id __typename } }')["node"]
    assert again == {"id": job, "__typename": "PlanningJob"}
    assert ask(planned_city, JOB, id="PlanningJob:9")["planningJob"] is None


def test_an_infeasible_plan_is_done_without_a_map(planned_city: Database) -> None:
    job = start(planned_city, minimumDistrictRatio=0.6)
    run(planned_city, job)

    found = ask(planned_city, JOB, id=job)["planningJob"]

    assert found["state"] == "DONE"
    assert (found["plan"]["status"], found["plan"]["mapUrl"]) == ("INFEASIBLE", None)
    refused = change(planned_city, ADOPT, id=job)["adoptStationPlan"]
    assert [error["code"] for error in refused["userErrors"]] == ["NOTHING_TO_ADOPT"]


@pytest.mark.parametrize("query", [START, CANCEL, ADOPT])
@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.VIEWER, Role.EDITOR])
def test_only_planners_plan(module_database: Database, query: str, role: Role) -> None:
    variables = {"input": QUESTION} if query == START else {"id": "PlanningJob:1"}

    error = change(module_database, query, Caller(role, "somebody"), **variables).error

    assert error["code"] == ("UNAUTHENTICATED" if role is Role.ANONYMOUS else "FORBIDDEN")
    assert "PLANNER" in error["message"]


@pytest.mark.parametrize(
    ("question", "field", "code"),
    [
        ({"newStations": None}, ["input", "newStations"], "BAD_USER_INPUT"),
        ({"serviceRadius": 0}, ["input", "serviceRadius"], "BAD_USER_INPUT"),
        ({"timeLimit": 601}, ["input", "timeLimit"], "BAD_USER_INPUT"),
        ({"require": ["GuidanceStation:99"]}, ["input", "require"], "NOT_FOUND"),
        ({"require": ["GuidanceStation:3"]}, ["input", "require"], "BAD_USER_INPUT"),
        ({"scope": {"district": "1"}}, ["input", "scope", "district"], "NOT_FOUND"),
        ({"scope": {"circle": "CommercialCircle:9"}}, ["input", "scope", "circle"], "NOT_FOUND"),
    ],
)
def test_what_cannot_be_planned_is_refused_at_once_as_data(
    planned_city: Database, question: dict[str, Any], field: list[str], code: str
) -> None:
    payload = change(planned_city, START, input={**QUESTION, **question})["startStationPlan"]

    (error,) = payload["userErrors"]
    assert (error["field"], error["code"], payload["job"]) == (field, code, None)


def test_a_job_may_search_for_longer_than_a_query(planned_city: Database) -> None:
    assert stored(planned_city, start(planned_city, timeLimit=600)).state is JobState.QUEUED


def test_too_many_jobs_are_refused(planned_city: Database) -> None:
    limits = replace(LIMITS, planning=PlanningLimits(jobs_max=1))
    start(planned_city)
    context = Context(planned_city, "request-7", limits=limits, viewer=PLANNER)

    result = asyncio.run(
        SCHEMA.execute(START, variable_values={"input": QUESTION}, context_value=context)
    )

    assert result.data is not None
    (error,) = result.data["startStationPlan"]["userErrors"]
    assert error["code"] == "TOO_MANY_JOBS"
    assert result.data["startStationPlan"]["job"] is None


def test_adopted_sites_become_planned_stations_once(planned_city: Database) -> None:
    job = start(planned_city, capacity=30)
    run(planned_city, job)

    first = change(planned_city, ADOPT, id=job)["adoptStationPlan"]
    second = change(planned_city, ADOPT, id=job)["adoptStationPlan"]

    assert first["userErrors"] == []
    assert sorted(station["district"]["adcode"] for station in first["stations"]) == [
        "630101",
        "630102",
    ]
    assert [station["name"] for station in first["stations"]] == ["规划站点 1", "规划站点 2"]
    for station in first["stations"]:
        assert (station["status"], station["serviceRadius"]) == ("PLANNED", 1000.0)
        assert (station["capacity"], station["cost"]) == (30, "0.00")
    assert second["stations"] == []
    (error,) = second["userErrors"]
    assert (error["code"], error["field"]) == ("ALREADY_ADOPTED", ["id"])
    assert "采纳" in error["message"]
    with planned_city.read() as session:
        entries = session.scalars(audit.list_statement(action="adoptStationPlan")).all()
        assert [(entry.by, entry.request_id) for entry in entries] == [("规划员甲", "request-7")]
        assert audit.verify_audit(session).is_sound


def test_names_go_on_where_an_earlier_plan_ended(planned_city: Database) -> None:
    names = []
    for _ in range(2):
        job = start(planned_city, newStations=1)
        run(planned_city, job)
        adopted = change(planned_city, ADOPT, id=job)["adoptStationPlan"]["stations"]
        names += [station["name"] for station in adopted]

    assert names == ["规划站点 1", "规划站点 2"]


def test_an_adopted_station_does_not_serve_until_it_opens(planned_city: Database) -> None:
    job = start(planned_city)
    run(planned_city, job)
    change(planned_city, ADOPT, id=job)

    assert ask(planned_city, "{ coverage { served } }")["coverage"]["served"] == 2.0
    assert ask(planned_city, JOB, id=job)["planningJob"]["plan"]["before"]["served"] == 2.0


@pytest.mark.parametrize("query", [CANCEL, ADOPT])
@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        ("PlanningJob:9", "NOT_FOUND"),
        ("PlanningJob:99999999999", "NOT_FOUND"),
        ("District:1", "BAD_USER_INPUT"),
        ("nonsense", "BAD_USER_INPUT"),
    ],
)
def test_a_job_that_is_none_is_named(
    module_database: Database, query: str, identifier: str, code: str
) -> None:
    (payload,) = change(module_database, query, id=identifier).data.values()

    (error,) = payload["userErrors"]
    assert (error["code"], error["field"]) == (code, ["id"])


def test_a_plan_that_is_not_there_cannot_be_adopted(planned_city: Database) -> None:
    job = start(planned_city)

    payload = change(planned_city, ADOPT, id=job)["adoptStationPlan"]

    assert [error["code"] for error in payload["userErrors"]] == ["JOB_NOT_DONE"]


def test_a_waiting_job_is_cancelled_at_once_and_stays_so(planned_city: Database) -> None:
    job = start(planned_city)

    for _ in range(2):
        payload = change(planned_city, CANCEL, id=job)["cancelStationPlan"]
        assert payload == {"job": {"state": "CANCELLED"}, "userErrors": []}
    assert claim(planned_city) is None


def test_a_job_that_is_done_cannot_be_cancelled(planned_city: Database) -> None:
    job = start(planned_city)
    run(planned_city, job)

    payload = change(planned_city, CANCEL, id=job)["cancelStationPlan"]

    assert [error["code"] for error in payload["userErrors"]] == ["JOB_ENDED"]
    assert payload["job"] == {"state": "DONE"}


def test_a_running_job_stops_when_it_is_cancelled(
    planned_city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def searching(*arguments: Any) -> Any:
        shall_stop = arguments[-1]
        deadline = time.monotonic() + 30
        while not shall_stop():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    monkeypatch.setattr(planning_worker, "plan_stations", searching)
    job = start(planned_city)
    thread = threading.Thread(target=run, args=(planned_city, job))
    thread.start()
    with waiting(planned_city, job, JobState.RUNNING):
        payload = change(planned_city, CANCEL, id=job)["cancelStationPlan"]
    thread.join()

    assert payload["userErrors"] == []
    found = stored(planned_city, job)
    assert (found.state, found.plan, found.error) == (JobState.CANCELLED, None, None)
    assert found.finished_at is not None


@pytest.mark.parametrize(
    ("raised", "words"),
    [(ZeroDivisionError("secret"), "the server's log"), (MemoryError(), "out of memory")],
)
def test_a_job_that_breaks_fails_with_a_reason(
    planned_city: Database,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    words: str,
) -> None:
    def broken(*_: Any) -> Any:
        raise raised

    monkeypatch.setattr(planning_worker, "plan_stations", broken)
    job = start(planned_city)
    run(planned_city, job)

    found = stored(planned_city, job)
    assert found.state is JobState.FAILED
    assert words in (found.error or "")
    assert "secret" not in (found.error or "")


def test_a_job_fails_with_the_words_of_what_is_refused_later(planned_city: Database) -> None:
    job = start(planned_city, require=["GuidanceStation:2"])
    with planned_city.write() as session:
        station = session.get_one(models.GuidanceStation, 2)
        station.status, station.closed_on = StationStatus.CLOSED, city.DAY
    run(planned_city, job)

    assert "was closed on 2017-11-01" in (stored(planned_city, job).error or "")


def follow(database: Database, job: str) -> list[dict[str, Any]]:
    async def collect() -> list[dict[str, Any]]:
        query = """subscription ($id: ID!) { planningJobChanged(id: $id) {
          id state progress plan { objectiveValue after { served } } } }"""
        stream = await SCHEMA.subscribe(
            query,
            variable_values={"id": job},
            context_value=Context(database, "request-8", viewer=PLANNER),
        )
        return [{"data": result.data, "errors": result.errors} async for result in stream]

    return asyncio.run(asyncio.wait_for(collect(), 60))


def test_a_subscription_tells_every_change_until_the_end(planned_city: Database) -> None:
    job = start(planned_city)
    thread = threading.Timer(0.5, run, args=(planned_city, job))
    thread.start()

    seen = follow(planned_city, job)
    thread.join()

    changes = [one["data"]["planningJobChanged"] for one in seen]
    states = [one["state"] for one in changes]
    assert states[0] == "QUEUED"
    assert states[-1] == "DONE"
    assert [one["plan"] for one in changes[:-1]] == [None] * (len(changes) - 1)
    assert changes[-1]["plan"] == {"objectiveValue": 4.0, "after": {"served": 4.0}}


def test_a_subscription_to_no_job_says_so(planned_city: Database) -> None:
    (only,) = follow(planned_city, "PlanningJob:9")

    assert [error.extensions["code"] for error in only["errors"]] == ["NOT_FOUND"]


def test_a_question_is_judged_by_the_facts_that_are_kept(
    planned_city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    studies = KeptStudies()
    with planned_city.read() as session:
        studies.load(session, city.DAY, LIMITS)
    monkeypatch.delattr(CoverageStudy, "load")
    question = StationPlanQuestion(PlanObjective.MAXIMIZE_COVERAGE, 1000.0, new_stations=1)

    assert start_job(planned_city, question, LIMITS, "planner", studies=studies).job is not None
