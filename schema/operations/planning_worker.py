"""One planning job in a process of its own: ``python -m schema.operations.planning_worker``.

What to do comes by standard input, as `Order.to_json` writes it, so that no password stands among
the arguments. The server keeps that pipe open: its end tells the process that the server is gone.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from db.engine import Database, open_database
from db.errors import DatabaseError
from db.repositories import facts, planning_job
from db.repositories.planning_job import JobReport
from geo.errors import GeoError
from schema.operations.coverage import CoverageStudy
from schema.operations.errors import SchemaError
from schema.operations.limits import UNDATED, Limits, PlanningLimits
from schema.operations.questions import DistanceMetric
from schema.operations.roads import read_network
from schema.operations.station_plan import StationPlan, plan_stations
from schema.operations.station_plan_arrays import named_stations
from schema.operations.station_plan_question import StationPlanQuestion
from schema.operations.station_plan_record import plan_to_json, question_from_json

if TYPE_CHECKING:  # the server, which only orders plans, need not load it
    from geo.location import Progress

logger = logging.getLogger("quanmap.planning")

REPORT_EVERY_S = 0.4
_STORE_ATTEMPTS = 20
_OUT_OF_MEMORY = (
    "内存不足，请缩小范围或减少候选点 / out of memory; give a smaller scope or fewer candidates"
)
_UNFORESEEN = "规划进程出错，原因见服务器日志 / the planning process failed; see the server's log"


@dataclass(frozen=True, slots=True)
class Address:
    """How a process reaches the database."""

    url: str
    schema: str | None = None
    read_url: str | None = None

    def open(self) -> Database:
        """Give the database, with few connections."""
        return open_database(
            self.url,
            schema=self.schema,
            read_url=self.read_url,
            pool_size=2,
            max_overflow=2,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What a process has to do: a job, under the name by which it was claimed."""

    address: Address
    job_id: int
    runner: str
    limits: Limits

    def to_json(self) -> str:
        """Write the order in one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        planning = PlanningLimits(**stored["limits"].pop("planning"))
        return cls(
            address=Address(**stored["address"]),
            job_id=stored["job_id"],
            runner=stored["runner"],
            limits=Limits(**stored["limits"], planning=planning),
        )


def main() -> None:
    """Do what standard input says, unless the server that holds its other end is gone."""
    order = Order.from_json(sys.stdin.readline())
    threading.Thread(target=_end_with_server, daemon=True).start()
    run_job(order.address, order.job_id, order.runner, order.limits)


def _end_with_server() -> None:
    sys.stdin.read()
    os._exit(1)


def run_job(address: Address, job_id: int, runner: str, limits: Limits) -> None:
    """Make the plan of a claimed job and store it.

    The job fails with the words of what is refused. A process whose job was given to another ends
    without a trace.
    """
    database = address.open()
    try:
        with database.read() as session:
            job = planning_job.by_ids(session, [job_id])[job_id]
        question = question_from_json(job.question)
        limits = replace(limits, planning=limits.planning.of_a_job)
        with _Reporter(database, job_id, runner, question.time_limit_s) as reporter:
            plan, error = _attempt(database, question, limits, reporter)
        if reporter.is_cancelled:
            plan, error = None, None
        _store(database, job_id, runner, plan, error, reporter)
    finally:
        database.dispose()


def _attempt(
    database: Database, question: StationPlanQuestion, limits: Limits, reporter: _Reporter
) -> tuple[StationPlan | None, str | None]:
    try:
        with database.read() as session:
            day = facts.latest_fact_day(session) or UNDATED
            study = CoverageStudy.load(session, day, limits)
            if question.distance is DistanceMetric.NETWORK:
                study.bring_roads(read_network(session))
            stations = named_stations(session, question)
        return plan_stations(study, stations, question, reporter.note, reporter.shall_stop), None
    except (SchemaError, GeoError, DatabaseError) as refusal:
        return None, str(refusal)
    except MemoryError:
        return None, _OUT_OF_MEMORY
    except Exception:
        logger.exception("planning failed")
        return None, _UNFORESEEN


def _store(
    database: Database,
    job_id: int,
    runner: str,
    plan: StationPlan | None,
    error: str | None,
    reporter: _Reporter,
) -> None:
    told = reporter.told
    if plan is not None:
        told = JobReport(1.0, plan.objective_value, plan.bound)
    for attempt in range(_STORE_ATTEMPTS):
        try:
            with database.write() as session:
                planning_job.finish(
                    session,
                    job_id,
                    runner,
                    datetime.now(tz=UTC),
                    plan=None if plan is None else plan_to_json(plan),
                    error=error,
                    told=told,
                )
        except Exception:
            # The database may be away or busy; without an end the job is taken for lost and redone.
            if attempt == _STORE_ATTEMPTS - 1:
                raise
            time.sleep(1.0)
        else:
            return


class _Reporter:
    """Writes in a thread how far the plan is, and learns whether it shall stop."""

    def __init__(self, database: Database, job_id: int, runner: str, time_limit_s: float) -> None:
        self.told = JobReport(0.0, None, None)
        self.is_cancelled = False
        self._database, self._job_id, self._runner = database, job_id, runner
        self._time_limit_s = time_limit_s
        self._started = time.monotonic()
        self._last: Progress | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def note(self, progress: Progress) -> None:
        """Take what the search tells."""
        self._last = progress

    def shall_stop(self) -> bool:
        """Tell the search whether it was cancelled."""
        return self.is_cancelled

    def _run(self) -> None:
        while not self._ended.wait(REPORT_EVERY_S):
            self._report()

    def _report(self) -> None:
        last = self._last
        elapsed = (time.monotonic() - self._started) / self._time_limit_s
        progress = max(self.told.progress, min(elapsed, 0.99))
        value, bound = (None, None) if last is None else (last.value, last.bound)
        told = JobReport(progress, value, bound)
        try:
            with self._database.write() as session:
                answer = planning_job.report(
                    session, self._job_id, self._runner, datetime.now(tz=UTC), told
                )
        except Exception as error:  # noqa: BLE001 (the database may be away or busy for a while)
            logger.warning("job %s could not report: %s", self._job_id, error)
            return
        self.told = told
        if answer is None:
            os._exit(1)  # another process has the job now
        self.is_cancelled = answer


if __name__ == "__main__":
    main()
