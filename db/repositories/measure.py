"""The measures (十五条措施): timetable, road map, and how far each one is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError, RecordRejectedError, TransitionError
from db.models import Measure, Milestone
from db.models.enums import RegisterStatus
from db.repositories import changes, records
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import RegisterDefinition, is_day_of_year


def status(milestones: Sequence[Milestone], day: date) -> RegisterStatus:
    """Return how far a measure is on a day.

    DONE with every milestone; OVERDUE from the day after a milestone was due that is not done;
    IN_PROGRESS once one is done; else, and without milestones, PENDING.
    """
    if milestones and all(each.done_on is not None for each in milestones):
        return RegisterStatus.DONE
    if any(each.done_on is None and each.due_on < day for each in milestones):
        return RegisterStatus.OVERDUE
    if any(each.done_on is not None for each in milestones):
        return RegisterStatus.IN_PROGRESS
    return RegisterStatus.PENDING


def has_status(wanted: RegisterStatus) -> Callable[[date], ColumnElement[bool]]:
    """Return the condition of a status on a day, as `status` computes it."""

    def condition(day: date) -> ColumnElement[bool]:
        own = Milestone.measure_id == Measure.id
        is_late = exists().where(own, Milestone.done_on.is_(None), Milestone.due_on < day)
        has_undone = exists().where(own, Milestone.done_on.is_(None))
        has_done = exists().where(own, Milestone.done_on.is_not(None))
        return {
            RegisterStatus.DONE: and_(has_done, ~has_undone),
            RegisterStatus.OVERDUE: is_late,
            RegisterStatus.IN_PROGRESS: and_(has_done, has_undone, ~is_late),
            RegisterStatus.PENDING: and_(~has_done, ~is_late),
        }[wanted]

    return condition


def _is_of_year(year: int) -> ColumnElement[bool]:
    is_due = is_day_of_year(Milestone.due_on)(year)
    return exists().where(Milestone.measure_id == Measure.id, is_due)


REGISTER = RegisterDefinition(
    Measure,
    "measures",
    Order((OrderKey(Measure.number), OrderKey(Measure.id))),
    belongs=lambda place: place.party_organization(Measure.owner_id),
    year=_is_of_year,
    statuses={each.value: has_status(each) for each in RegisterStatus},
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def add(session: Session, measure: Measure, milestones: Sequence[Milestone]) -> Measure:
    """Store a new measure with its milestones.

    Raises
    ------
    RecordRejectedError, RecordNotFoundError
        As `changes.add` does, and if two milestones have one title.
    """
    changes.add(session, measure)
    set_milestones(session, measure, milestones)
    return measure


def correct(
    session: Session,
    identifier: int,
    version: int,
    values: Mapping[str, Any],
    milestones: Sequence[Milestone],
) -> Measure:
    """Change a measure and replace its milestones; one whose title stays, stays done.

    Raises
    ------
    RecordNotFoundError, StaleVersionError, RecordRejectedError
        As `changes.correct` does.
    """
    measure = changes.correct(session, Measure, identifier, version, values)
    set_milestones(session, measure, milestones)
    return measure


def set_milestones(session: Session, measure: Measure, milestones: Sequence[Milestone]) -> None:
    """Replace the milestones of a measure; one whose title stays, stays done."""
    if len({each.title for each in milestones}) < len(milestones):
        raise RecordRejectedError("two milestones have one title; name each once", ("title",))
    old = milestones_by_measure_ids(session, [measure.id])[measure.id]
    done = {each.title: each.done_on for each in old}
    if [_content(each) for each in old] == [
        (position, each.title, each.due_on, each.done_on or done.get(each.title))
        for position, each in enumerate(milestones, start=1)
    ]:
        return
    for each in old:
        session.delete(each)
    session.flush()
    for position, each in enumerate(milestones, start=1):
        each.measure_id, each.position = measure.id, position
        each.done_on = each.done_on or done.get(each.title)
        session.add(each)
    if old:
        records.touch(measure)
    session.flush()


def complete_milestone(
    session: Session, identifier: int, version: int, title: str, on: date
) -> Measure:
    """Complete a milestone of a measure on a day.

    Raises
    ------
    RecordNotFoundError, StaleVersionError
        There is no such measure or milestone, or the measure was changed.
    TransitionError
        The milestone is done already.
    """
    measure = records.get_version(session, Measure, identifier, version)
    milestones = milestones_by_measure_ids(session, [identifier])[identifier]
    found = next((each for each in milestones if each.title == title), None)
    if found is None:
        known = ", ".join(each.title for each in milestones) or "none"
        raise RecordNotFoundError(
            f"measure {measure.number} has no milestone {title}; it has {known}"
        )
    if found.done_on is not None:
        raise TransitionError(f"the milestone {title} was completed on {found.done_on} already")
    found.done_on = on
    records.touch(measure)
    session.flush()
    return measure


def milestones_by_measure_ids(
    session: Session, measure_ids: Sequence[int]
) -> dict[int, list[Milestone]]:
    """Return the milestones of each measure, in their order."""
    milestones: dict[int, list[Milestone]] = {key: [] for key in measure_ids}
    rows = session.scalars(
        select(Milestone)
        .where(Milestone.measure_id.in_(measure_ids))
        .order_by(Milestone.measure_id, Milestone.position)
    )
    for milestone in rows:
        milestones[milestone.measure_id].append(milestone)
    return milestones


def statuses_by_ids(
    session: Session, measure_ids: Sequence[int], day: date
) -> dict[int, RegisterStatus]:
    """Return how far each measure is on a day."""
    found = milestones_by_measure_ids(session, measure_ids)
    return {key: status(milestones, day) for key, milestones in found.items()}


def _content(milestone: Milestone) -> tuple[int, str, date, date | None]:
    return milestone.position, milestone.title, milestone.due_on, milestone.done_on
