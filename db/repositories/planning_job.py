"""Planning jobs: asked for by people, claimed, reported and finished by processes.

What people do is written through objects, so that it is audited and counts the version up. What a
process reports is written by plain statements that name the process: one that lost its job to
another changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from db.models import PlanningJob
from db.models.enums import JobState
from db.repositories import changes, records

ATTEMPTS_MAX = 3
"""How often a job is started before it fails."""

ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
_LIVE = (JobState.QUEUED, JobState.RUNNING)
_UNSYNCHRONIZED = {"synchronize_session": False}


@dataclass(frozen=True)
class JobReport:
    """What a process tells of its job: how far it is, from 0 to 1, its best value and bound."""

    progress: float
    best_value: float | None
    bound: float | None


def add(session: Session, *, question: str, by: str, at: datetime) -> PlanningJob:
    """Store a job that waits for a process."""
    job = PlanningJob(
        state=JobState.QUEUED,
        question=question,
        requested_by=by,
        requested_at=at,
        attempts=0,
        is_cancel_requested=False,
        progress=0.0,
    )
    return changes.add(session, job)


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, PlanningJob]:
    """Return the jobs that exist among these identifiers."""
    return records.by_ids(session, PlanningJob, ids)


def locked(session: Session, identifier: int) -> PlanningJob | None:
    """Return a job for a change, locked where the database can; None if there is none."""
    if abs(identifier) >= 2**31:
        return None
    return session.get(PlanningJob, identifier, with_for_update=True, populate_existing=True)


def count_live(session: Session) -> int:
    """Return how many jobs wait or run."""
    live = select(func.count()).where(PlanningJob.state.in_(_LIVE))
    return session.scalar(live) or 0


def is_claimable(session: Session, *, at: datetime, lost_after: timedelta) -> bool:
    """Return whether a job waits, or runs without having been heard of for too long."""
    is_lost = and_(
        PlanningJob.state == JobState.RUNNING,
        or_(PlanningJob.seen_at.is_(None), PlanningJob.seen_at < at - lost_after),
    )
    found = select(PlanningJob.id).where(or_(PlanningJob.state == JobState.QUEUED, is_lost))
    return session.scalar(found.limit(1)) is not None


def claim(
    session: Session, *, runner: str, at: datetime, most_running: int, lost_after: timedelta
) -> int | None:
    """Give the next waiting job to a process, oldest first; None where none waits or may run.

    Running jobs that were not heard of for `lost_after` wait again, or fail after `ATTEMPTS_MAX`
    starts. The rows are locked, so that of two processes each gets another job.
    """
    rows = session.execute(
        select(
            PlanningJob.id,
            PlanningJob.state,
            PlanningJob.seen_at,
            PlanningJob.attempts,
            PlanningJob.is_cancel_requested,
        )
        .where(PlanningJob.state.in_(_LIVE))
        .order_by(PlanningJob.id)
        .with_for_update()
    ).all()
    waiting, n_running = [], 0
    for identifier, state, seen_at, attempts, is_cancelled in rows:
        is_lost = state is JobState.RUNNING and (seen_at is None or seen_at < at - lost_after)
        if is_lost and is_cancelled:
            _end(session, [identifier], JobState.CANCELLED, at, None)
        elif is_lost and attempts >= ATTEMPTS_MAX:
            words = f"it was interrupted {attempts} times; start it anew with less time or scope"
            _end(session, [identifier], JobState.FAILED, at, words)
        elif is_lost or state is JobState.QUEUED:
            waiting.append((identifier, attempts))
        else:
            n_running += 1
    if not waiting or n_running >= most_running:
        return None
    identifier, attempts = waiting[0]
    _start(session, identifier, attempts + 1, runner=runner, at=at)
    return int(identifier)


def _start(session: Session, identifier: int, attempt: int, *, runner: str, at: datetime) -> None:
    session.execute(
        update(PlanningJob)
        .where(PlanningJob.id == identifier)
        .values(
            state=JobState.RUNNING,
            runner=runner,
            seen_at=at,
            started_at=at,
            attempts=attempt,
            progress=0.0,
            best_value=None,
            bound=None,
        )
        .execution_options(**_UNSYNCHRONIZED)
    )


def report(
    session: Session, identifier: int, runner: str, at: datetime, told: JobReport
) -> bool | None:
    """Write how far a job is; return whether it shall stop, None where it is another's now."""
    changed = session.execute(
        update(PlanningJob)
        .where(
            PlanningJob.id == identifier,
            PlanningJob.runner == runner,
            PlanningJob.state == JobState.RUNNING,
        )
        .values(
            seen_at=at,
            progress=told.progress,
            best_value=told.best_value,
            bound=told.bound,
        )
        .execution_options(**_UNSYNCHRONIZED)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        return None
    asked = select(PlanningJob.is_cancel_requested).where(PlanningJob.id == identifier)
    return bool(session.scalar(asked))


def touch(session: Session, identifier: int, runner: str, at: datetime) -> bool:
    """Say that a process still has its job; return whether it shall stop."""
    mine = and_(
        PlanningJob.id == identifier,
        PlanningJob.runner == runner,
        PlanningJob.state == JobState.RUNNING,
    )
    statement = update(PlanningJob).where(mine).values(seen_at=at)
    session.execute(statement.execution_options(**_UNSYNCHRONIZED))
    return bool(session.scalar(select(PlanningJob.is_cancel_requested).where(mine)))


def finish(
    session: Session,
    identifier: int,
    runner: str,
    at: datetime,
    *,
    plan: str | None = None,
    error: str | None = None,
    told: JobReport | None = None,
) -> None:
    """End a job that is still this process's: with a plan, with an error, or else cancelled."""
    state = JobState.CANCELLED
    if plan is not None or error is not None:
        state = JobState.DONE if plan is not None else JobState.FAILED
    values: dict[str, object] = {"state": state, "plan": plan, "finished_at": at, "seen_at": at}
    if error is not None:
        values["error"] = error[:2000]
    if told is not None:
        values |= {"progress": told.progress, "best_value": told.best_value, "bound": told.bound}
    session.execute(
        update(PlanningJob)
        .where(
            PlanningJob.id == identifier,
            PlanningJob.runner == runner,
            PlanningJob.state == JobState.RUNNING,
        )
        .values(**values)
        .execution_options(**_UNSYNCHRONIZED)
    )


def release(session: Session, runner: str) -> None:
    """Let the running job of a process wait again, as if it had never been started."""
    session.execute(
        update(PlanningJob)
        .where(PlanningJob.runner == runner, PlanningJob.state == JobState.RUNNING)
        .values(
            state=JobState.QUEUED,
            runner=None,
            seen_at=None,
            started_at=None,
            attempts=PlanningJob.attempts - 1,
            progress=0.0,
            best_value=None,
            bound=None,
        )
        .execution_options(**_UNSYNCHRONIZED)
    )


def _end(
    session: Session, ids: Sequence[int], state: JobState, at: datetime, error: str | None
) -> None:
    session.execute(
        update(PlanningJob)
        .where(PlanningJob.id.in_(ids))
        .values(state=state, finished_at=at, error=error)
        .execution_options(**_UNSYNCHRONIZED)
    )
