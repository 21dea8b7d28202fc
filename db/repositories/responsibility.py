"""Lists of responsibilities (党建责任清单): what is due, done and overdue."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Session

from db.errors import TransitionError
from db.models import Responsibility
from db.models.enums import RegisterStatus
from db.repositories import records
from db.repositories.paging import Order, OrderKey
from db.repositories.register_definition import (
    RegisterDefinition,
    covers_or_covered,
    is_of_year,
)


def status(responsibility: Responsibility, day: date) -> RegisterStatus:
    """Return how far a responsibility is on a day.

    DONE once it has been completed; OVERDUE from the day after it was due, or after its year;
    PENDING before its year; else IN_PROGRESS.
    """
    if responsibility.done_on is not None:
        return RegisterStatus.DONE
    if day > (responsibility.due_on or date(responsibility.year, 12, 31)):
        return RegisterStatus.OVERDUE
    return RegisterStatus.PENDING if day.year < responsibility.year else RegisterStatus.IN_PROGRESS


def has_status(wanted: RegisterStatus) -> Callable[[date], ColumnElement[bool]]:
    """Return the condition of a status on a day, as `status` computes it."""

    def condition(day: date) -> ColumnElement[bool]:
        is_late = or_(
            Responsibility.due_on < day,
            and_(Responsibility.due_on.is_(None), Responsibility.year < day.year),
        )
        if wanted is RegisterStatus.DONE:
            return Responsibility.done_on.is_not(None)
        is_undone = Responsibility.done_on.is_(None)
        if wanted is RegisterStatus.OVERDUE:
            return and_(is_undone, is_late)
        # A due date that is not given makes NULL of `is_late`, which counts as not late.
        is_early = Responsibility.year > day.year
        chosen = is_early if wanted is RegisterStatus.PENDING else ~is_early
        return and_(is_undone, func.coalesce(~is_late, True), chosen)

    return condition


REGISTER = RegisterDefinition(
    Responsibility,
    "responsibilities",
    Order((OrderKey(Responsibility.year, descending=True), OrderKey(Responsibility.id))),
    belongs=lambda place: place.party_organization(Responsibility.holder_id),
    concerns=covers_or_covered(Responsibility.holder_id),
    year=is_of_year(Responsibility.year),
    statuses={each.value: has_status(each) for each in RegisterStatus},
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def complete(session: Session, identifier: int, version: int, on: date) -> Responsibility:
    """Complete a responsibility on a day.

    Raises
    ------
    TransitionError
        It is done already.
    RecordNotFoundError, StaleVersionError
        As `changes.correct` does.
    """
    record = records.get_version(session, Responsibility, identifier, version)
    if record.done_on is not None:
        raise TransitionError(f"the responsibility was completed on {record.done_on} already")
    record.done_on = on
    session.flush()
    return record
