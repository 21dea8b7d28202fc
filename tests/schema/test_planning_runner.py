"""Whose turn a planning job is, and the processes that run it."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.engine import Database
from db.models.enums import JobState
from db.repositories import planning_job
from db.repositories.planning_job import JobReport
from schema.operations.planning_runner import PlanningRunner
from schema.operations.planning_worker import Address, Order
from tests.schema.planning import (
    LIMITS,
    address_of,
    claim,
    number_of,
    start,
    stored,
    waiting,
)


def test_jobs_are_claimed_oldest_first_and_no_more_than_allowed(planned_city: Database) -> None:
    jobs = [start(planned_city) for _ in range(3)]

    claimed = [claim(planned_city, f"runner {place}") for place in range(3)]

    assert claimed == [number_of(jobs[0]), number_of(jobs[1]), None]


def test_a_lost_job_is_started_again_and_fails_at_last(planned_city: Database) -> None:
    job = start(planned_city)
    for place in range(planning_job.ATTEMPTS_MAX):
        assert claim(planned_city, f"runner {place}", lost_after=timedelta(0)) == number_of(job)

    assert claim(planned_city, "runner 9", lost_after=timedelta(0)) is None
    found = stored(planned_city, job)
    assert (found.state, found.attempts) == (JobState.FAILED, planning_job.ATTEMPTS_MAX)
    assert "interrupted 3 times" in (found.error or "")


def test_who_lost_a_job_reports_and_ends_nothing(planned_city: Database) -> None:
    job = start(planned_city)
    claim(planned_city, "first")
    claim(planned_city, "second", lost_after=timedelta(0))
    now = datetime.now(tz=UTC)

    with planned_city.write() as session:
        report = JobReport(0.5, 1.0, 2.0)
        assert planning_job.report(session, number_of(job), "first", now, report) is None
        planning_job.finish(session, number_of(job), "first", now, error="not mine")
        assert planning_job.report(session, number_of(job), "second", now, report) is False

    found = stored(planned_city, job)
    assert (found.state, found.runner, found.progress) == (JobState.RUNNING, "second", 0.5)


def test_a_released_job_waits_as_if_it_had_not_been_started(planned_city: Database) -> None:
    job = start(planned_city)
    claim(planned_city, "one")

    with planned_city.write() as session:
        planning_job.release(session, "one")

    found = stored(planned_city, job)
    assert (found.state, found.attempts, found.runner) == (JobState.QUEUED, 0, None)


def test_an_order_survives_its_way_to_the_process() -> None:
    order = Order(Address("sqlite:///城市.db", "xining"), 7, "one", LIMITS)

    assert Order.from_json(order.to_json()) == order


def runner_of(database: Database, **options: Any) -> PlanningRunner:
    return PlanningRunner(address_of(database), LIMITS, **{"n_processes": 1, **options})


@pytest.mark.slow
def test_jobs_run_in_processes_and_survive_a_restart(planned_city: Database) -> None:
    jobs = [start(planned_city) for _ in range(2)]
    with runner_of(planned_city).running(), waiting(planned_city, jobs[0], JobState.RUNNING):
        assert stored(planned_city, jobs[1]).state is JobState.QUEUED

    # The first server ended while a process was at work: both jobs wait.
    assert [stored(planned_city, job).state for job in jobs] == [JobState.QUEUED] * 2

    with runner_of(planned_city).running():
        for job in jobs:
            with waiting(planned_city, job, JobState.DONE) as done:
                assert done.best_value == 4.0


@pytest.mark.slow
def test_a_killed_process_fails_its_job_with_a_reason(planned_city: Database) -> None:
    job = start(planned_city)
    runner = runner_of(planned_city)
    with runner.running(), waiting(planned_city, job, JobState.RUNNING):
        deadline = time.monotonic() + 30
        while not runner._running:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        (running,) = runner._running.values()
        running.process.send_signal(signal.SIGKILL)
        with waiting(planned_city, job, JobState.FAILED) as failed:
            assert "-9" in (failed.error or "")
