"""A server that stops: readiness falls first, requests finish, planning jobs are put back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from db import models
from db.demo import generate, load
from db.engine import Database, open_database
from db.models.enums import JobState, TokenRole
from db.repositories import tokens
from db.repositories.tokens import TokenTerms
from tests.commands.test_serve import address_in, serving
from tests.conftest import Backend

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it"),
]

WITHIN_S = 90.0
START = """mutation { startStationPlan(input: {objective: MINIMIZE_MEAN_DISTANCE, newStations: 12,
    serviceRadius: 500, timeLimit: %d}) {
    userErrors { message } } }"""


def wait_until(holds: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def status_of(address: str) -> int:
    try:
        return httpx2.get(f"{address}/readyz", timeout=10).status_code
    except httpx2.HTTPError:
        return 0


def token_of(database: Database) -> str:
    with database.write() as session:
        terms = TokenTerms("planner", TokenRole.PLANNER)
        return tokens.create(session, terms, now=datetime.now(tz=UTC))[1]


@pytest.fixture
def own_url(demo_file: Path, folder: Path) -> str:
    """The address of a demo city that a test may change."""
    file = folder / "own.sqlite3"
    file.write_bytes(demo_file.read_bytes())
    return f"sqlite:///{file}"


def start_plan(address: str, token: str, time_limit_s: int) -> None:
    headers = {"authorization": f"Bearer {token}"}
    query = {"query": START % time_limit_s}
    answer = httpx2.post(f"{address}/graphql", json=query, headers=headers, timeout=60).json()
    assert not answer.get("errors"), answer
    assert not answer["data"]["startStationPlan"]["userErrors"], answer


def jobs(database: Database) -> list[models.PlanningJob]:
    with database.read() as session:
        return list(session.scalars(sa.select(models.PlanningJob).order_by("id")))


def states(database: Database) -> list[JobState]:
    return [job.state for job in jobs(database)]


@pytest.mark.parametrize("workers", [1, 2])
def test_readiness_falls_while_requests_are_still_answered(own_url: str, workers: int) -> None:
    folder = Path(own_url.removeprefix("sqlite:///")).parent
    with serving(
        folder,
        "--workers",
        str(workers),
        QUANMAP_DATABASE_URL=own_url,
        QUANMAP_STOP_DRAIN="3",
    ) as (line, process):
        address = address_in(line)
        wait_until(lambda: status_of(address) == 200)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: status_of(address) == 503)
        answer = httpx2.post(f"{address}/graphql", json={"query": "{ __typename }"}, timeout=10)

        assert answer.json()["data"] == {"__typename": "Query"}
        assert process.wait(WITHIN_S) == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgis"])
def test_two_workers_under_load_answer_whatever_came_before_readiness_fell(
    request: pytest.FixtureRequest, folder: Path, kind: str
) -> None:
    backend: Backend = request.getfixturevalue(f"{kind}_backend")
    with backend.database() as database:
        load(database, generate(1_000))
        token, has_fallen = token_of(database), threading.Event()
        statuses: list[int] = []
        environment = {
            "QUANMAP_DATABASE_URL": database.address,
            "QUANMAP_PLANNING_PROCESSES": "1",
            "QUANMAP_STOP_DRAIN": "3",
        }
        with serving(folder, "--workers", "2", **environment) as (line, process):
            address = address_in(line)
            for _ in range(8):
                start_plan(address, token, 60)
            wait_until(lambda: JobState.RUNNING in states(database))
            asking = [
                threading.Thread(target=keep_asking, args=(address, has_fallen, statuses))
                for _ in range(8)
            ]
            for thread in asking:
                thread.start()
            wait_until(lambda: len(statuses) > 50)
            n_before = len(statuses)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: status_of(address) == 503)
            has_fallen.set()
            for thread in asking:
                thread.join(WITHIN_S)
            code = process.wait(WITHIN_S)

        assert code == 0
        assert set(statuses) == {200}
        assert len(statuses) > n_before
        # Those that ended by themselves are done; whatever ran waits as if it never had.
        waiting = [job for job in jobs(database) if job.state is not JobState.DONE]
        assert {job.state for job in waiting} == {JobState.QUEUED}
        assert {(job.runner, job.attempts) for job in waiting} == {(None, 0)}


def keep_asking(address: str, has_fallen: threading.Event, statuses: list[int]) -> None:
    """Ask as a proxy does, which sends nothing more to who is not ready; 0 is no answer."""
    query = {"query": "{ organizations(first: 50) { edges { node { name } } } }"}
    with httpx2.Client(timeout=60) as client:
        while not has_fallen.is_set():
            try:
                statuses.append(client.post(f"{address}/graphql", json=query).status_code)
            except httpx2.HTTPError:
                statuses.append(0)


def test_a_request_that_runs_is_answered_before_the_end(own_url: str) -> None:
    database = open_database(own_url)
    token = token_of(database)
    folder = Path(own_url.removeprefix("sqlite:///")).parent
    with serving(folder, QUANMAP_DATABASE_URL=own_url, QUANMAP_STOP_DRAIN="0") as (line, process):
        address = address_in(line)
        wait_until(lambda: status_of(address) == 200)
        answers: list[httpx2.Response] = []

        def ask() -> None:
            # A write that has to wait for the one that this test holds.
            query = {"query": START % 10}
            headers = {"authorization": f"Bearer {token}"}
            answers.append(
                httpx2.post(f"{address}/graphql", json=query, headers=headers, timeout=60)
            )

        with database.write() as session:
            session.execute(sa.update(models.Organization).values(employees=1))
            asking = threading.Thread(target=ask)
            asking.start()
            time.sleep(1.5)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: status_of(address) != 200)
            time.sleep(0.5)
            assert not answers
            assert process.poll() is None
        asking.join(WITHIN_S)

        assert answers[0].status_code == 200
        assert answers[0].json()["data"]["startStationPlan"]["userErrors"] == []
        assert process.wait(WITHIN_S) == 0
    assert states(database) == [JobState.QUEUED]
    database.dispose()


def test_a_running_job_waits_again_at_a_stop_and_is_done_after_the_next_start(
    own_url: str,
) -> None:
    database = open_database(own_url)
    token = token_of(database)
    folder = Path(own_url.removeprefix("sqlite:///")).parent
    environment = {"QUANMAP_DATABASE_URL": own_url, "QUANMAP_PLANNING_PROCESSES": "1"}
    with serving(folder, **environment) as (line, process):
        for _ in range(2):
            start_plan(address_in(line), token, 20)
        wait_until(lambda: states(database)[0] is JobState.RUNNING)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN_S) == 0
    assert states(database) == [JobState.QUEUED, JobState.QUEUED]
    assert [(job.runner, job.attempts) for job in jobs(database)] == [(None, 0)] * 2

    with serving(folder, **environment):
        wait_until(lambda: states(database) == [JobState.DONE] * 2)
    database.dispose()


def test_a_job_of_a_server_that_was_killed_is_run_by_the_next_one(own_url: str) -> None:
    database = open_database(own_url)
    token = token_of(database)
    folder = Path(own_url.removeprefix("sqlite:///")).parent
    environment = {"QUANMAP_DATABASE_URL": own_url, "QUANMAP_PLANNING_PROCESSES": "1"}
    with serving(folder, **environment) as (line, process):
        start_plan(address_in(line), token, 30)
        wait_until(lambda: states(database) == [JobState.RUNNING])
        process.kill()
        process.wait()
    assert states(database) == [JobState.RUNNING]

    with serving(folder, **environment):
        wait_until(lambda: states(database) == [JobState.DONE])
    assert jobs(database)[0].attempts == 2
    database.dispose()


def test_a_server_that_a_thread_holds_ends_in_any_case(folder: Path) -> None:
    program = (
        "import threading, time\n"
        "from commands.stopping import end_in_any_case\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "end_in_any_case(0.2)\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, timeout=30, check=False
    )
    assert ended.returncode == 1
