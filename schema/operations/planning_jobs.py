"""Planning jobs: started, cancelled, read and adopted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shapely import Point

from db import models
from db.engine import Database, Session
from db.models.enums import JobState, StationStatus
from db.repositories import changes, facts, planning_job, road, station
from db.repositories.journal import Author, recorded_write
from schema.operations.kept_studies import KeptStudies
from schema.operations.limits import UNDATED, Limits
from schema.operations.questions import DistanceMetric
from schema.operations.refusals import Refusal
from schema.operations.roads import no_roads
from schema.operations.station_plan import StationPlan
from schema.operations.station_plan_arrays import check_named_stations, named_stations
from schema.operations.station_plan_question import StationPlanQuestion
from schema.operations.station_plan_record import (
    plan_from_json,
    question_from_json,
    question_to_json,
)

STATION_NAME = "规划站点"


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """A job that was started or cancelled, or why not."""

    job: models.PlanningJob | None
    user_errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class AdoptionOutcome:
    """The stations that a plan became, or why not."""

    stations: Sequence[models.GuidanceStation] = field(default_factory=tuple)
    user_errors: tuple[Refusal, ...] = ()


def start_job(
    database: Database,
    question: StationPlanQuestion,
    limits: Limits,
    author: Author | str,
    request_id: str | None = None,
    *,
    studies: KeptStudies | None = None,
) -> JobOutcome:
    """Store a checked question as a job that waits; `studies` may hold the facts of coverage.

    Raises
    ------
    UnknownRecordError
        For a scope or a station that there is not.
    """
    _check_records(database, question, limits, studies or KeptStudies())
    with recorded_write(database, author, "startStationPlan", request_id=request_id) as session:
        n_live = planning_job.count_live(session)
        if n_live >= limits.planning.jobs_max:
            return JobOutcome(
                None,
                (
                    Refusal(
                        "TOO_MANY_JOBS",
                        f"已有 {n_live} 个规划任务在排队或运行，已达上限，请等待或取消其中之一 / "
                        f"{n_live} planning jobs wait or run, {limits.planning.jobs_max} at most; "
                        "wait for one or cancel one",
                    ),
                ),
            )
        job = planning_job.add(
            session,
            question=question_to_json(question),
            by=author if isinstance(author, str) else author.name,
            at=datetime.now(tz=UTC),
        )
    return JobOutcome(job)


def cancel_job(
    database: Database, job_id: int, author: Author | str, request_id: str | None = None
) -> JobOutcome:
    """Cancel a job: at once while it waits, as soon as its process asks while it runs.

    A job that is cancelled already stays so, without a refusal.
    """
    with recorded_write(database, author, "cancelStationPlan", request_id=request_id) as session:
        job = planning_job.locked(session, job_id)
        if job is None:
            return JobOutcome(None, (_no_such_job(job_id),))
        if job.state in {JobState.DONE, JobState.FAILED}:
            refusal = Refusal(
                "JOB_ENDED",
                f"规划任务 {job_id} 已结束 ({job.state})，无法取消 / "
                f"planning job {job_id} has ended ({job.state}) and cannot be cancelled",
                ("id",),
            )
            return JobOutcome(job, (refusal,))
        if job.state is JobState.QUEUED:
            job.state, job.finished_at = JobState.CANCELLED, datetime.now(tz=UTC)
        job.is_cancel_requested = True
    return JobOutcome(job)


def adopt_plan(
    database: Database, job_id: int, author: Author | str, request_id: str | None = None
) -> AdoptionOutcome:
    """Turn the new sites of a job's plan into planned stations, all in one transaction, once.

    Their names are 规划站点 1, 2, ..., by rank, going on from the highest such number there is.
    They have no funding yet: who pays is decided later.
    """
    with recorded_write(database, author, "adoptStationPlan", request_id=request_id) as session:
        job = planning_job.locked(session, job_id)
        if job is None:
            return AdoptionOutcome(user_errors=(_no_such_job(job_id),))
        plan = plan_of(job)
        refusal = _adoption_refusal(job, plan)
        if refusal is not None or plan is None:
            return AdoptionOutcome(user_errors=(refusal,) if refusal else ())
        stations = _add_stations(session, plan)
        job.adopted_at = datetime.now(tz=UTC)
    return AdoptionOutcome(stations)


def plan_of(job: models.PlanningJob) -> StationPlan | None:
    """Give the plan of a job that is done."""
    if job.plan is None:
        return None
    return plan_from_json(job.plan, question_from_json(job.question), job_id=job.id)


def _check_records(
    database: Database, question: StationPlanQuestion, limits: Limits, studies: KeptStudies
) -> None:
    """Refuse at once what a job would fail for."""
    with database.read() as session:
        stations = named_stations(session, question)
        day = facts.latest_fact_day(session) or UNDATED
        study = studies.load(session, day, limits)
        if question.distance is DistanceMetric.NETWORK and road.latest_import(session) is None:
            raise no_roads()
    study.places.area(question.scope)
    check_named_stations(study, stations, question)


def _adoption_refusal(job: models.PlanningJob, plan: StationPlan | None) -> Refusal | None:
    if plan is None:
        return Refusal(
            "JOB_NOT_DONE",
            f"规划任务 {job.id} 尚无方案 ({job.state}) / planning job {job.id} has no plan "
            f"({job.state}); wait until it is DONE",
            ("id",),
        )
    if job.adopted_at is not None:
        return Refusal(
            "ALREADY_ADOPTED",
            f"规划任务 {job.id} 的方案已于 {job.adopted_at:%Y-%m-%d %H:%M} UTC 采纳 / the plan of "
            f"planning job {job.id} was adopted already, on {job.adopted_at:%Y-%m-%d %H:%M} UTC",
            ("id",),
        )
    if not plan.new_sites:
        return Refusal(
            "NOTHING_TO_ADOPT",
            f"规划任务 {job.id} 的方案没有新增站点 ({plan.status}) / the plan of planning job "
            f"{job.id} has no new site ({plan.status})",
            ("id",),
        )
    return None


def _add_stations(session: Session, plan: StationPlan) -> list[models.GuidanceStation]:
    first = _next_number(session)
    stations = []
    for place, site in enumerate(plan.new_sites):
        row = models.GuidanceStation(
            name=f"{STATION_NAME} {first + place}",
            status=StationStatus.PLANNED,
            location=Point(site.longitude, site.latitude),
            service_radius_m=site.service_radius_m,
            capacity=plan.question.capacity,
        )
        stations.append(changes.add(session, row))
    return stations


def _next_number(session: Session) -> int:
    chosen = station.StationFilter(name_contains=STATION_NAME)
    names = [row.name for row in session.scalars(station.list_statement(session, chosen))]
    numbers = [re.fullmatch(rf"{STATION_NAME} ([0-9]{{1,9}})", name) for name in names]
    return 1 + max((int(found[1]) for found in numbers if found), default=0)


def _no_such_job(job_id: int) -> Refusal:
    return Refusal(
        "NOT_FOUND",
        f"没有规划任务 {job_id} / there is no planning job {job_id}; take an id that "
        "startStationPlan gave",
        ("id",),
    )
