"""Items to be mended and struck off (挂牌销号): their steps, and which are overdue."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from db.errors import TransitionError
from db.models import RectificationEvent, RectificationItem
from db.models.enums import RectificationStatus
from db.repositories import changes, records
from db.repositories.city_part import first_given
from db.repositories.paging import by_id
from db.repositories.register_definition import (
    RegisterDefinition,
    is_day_of_year,
    is_organization,
    stored_statuses,
)

LISTED, IN_PROGRESS, SUBMITTED, CLOSED = RectificationStatus
STEPS = frozenset(
    {(LISTED, IN_PROGRESS), (IN_PROGRESS, SUBMITTED), (SUBMITTED, CLOSED), (SUBMITTED, IN_PROGRESS)}
)
"""Every step that there is; the last one goes back and needs a note."""

REGISTER = RegisterDefinition(
    RectificationItem,
    "rectification items",
    by_id(RectificationItem),
    belongs=lambda place: first_given(
        (
            RectificationItem.organization_id,
            place.organization(RectificationItem.organization_id),
        ),
        (RectificationItem.owner_id, place.party_organization(RectificationItem.owner_id)),
    ),
    concerns=is_organization(RectificationItem.organization_id),
    year=is_day_of_year(RectificationItem.listed_on),
    statuses=stored_statuses(RectificationItem.status, RectificationStatus),
)
list_statement = REGISTER.list_statement
by_ids = REGISTER.by_ids


def list_item(
    session: Session, item: RectificationItem, *, by: str, at: datetime, note: str | None = None
) -> RectificationItem:
    """Store a new item as LISTED, with the first event of its history.

    Raises
    ------
    RecordRejectedError, RecordNotFoundError
        As `changes.add` does.
    """
    item.status = LISTED
    changes.add(session, item)
    _record_step(session, item, None, by, at, note)
    return item


def move(
    session: Session,
    identifier: int,
    version: int,
    to: RectificationStatus,
    *,
    by: str,
    at: datetime,
    note: str | None = None,
) -> RectificationItem:
    """Take an item one step on, or back from SUBMITTED to IN_PROGRESS.

    Raises
    ------
    TransitionError
        There is no such step, the step back has no note, or who submitted would close.
    RecordNotFoundError, StaleVersionError
        As `changes.correct` does.
    """
    item = records.get_version(session, RectificationItem, identifier, version)
    if (item.status, to) not in STEPS:
        following = ", ".join(step.value for start, step in sorted(STEPS) if start is item.status)
        raise TransitionError(
            f"an item that is {item.status.value} cannot become {to.value};"
            f" it can become {following or 'nothing any more'}"
        )
    if (item.status, to) == (SUBMITTED, IN_PROGRESS) and not (note or "").strip():
        raise TransitionError("sending an item back needs a note that says what is missing")
    if to is CLOSED and by == submitted_by(session, identifier):
        raise TransitionError(f"{by} submitted the item; somebody else has to close it")
    before, item.status = item.status, to
    session.flush()
    _record_step(session, item, before, by, at, note)
    return item


def submitted_by(session: Session, item_id: int) -> str | None:
    """Return who submitted an item last."""
    return session.scalar(
        select(RectificationEvent.by)
        .where(RectificationEvent.item_id == item_id, RectificationEvent.to_status == SUBMITTED)
        .order_by(RectificationEvent.position.desc())
        .limit(1)
    )


def is_overdue(day: date) -> ColumnElement[bool]:
    """Return the condition that an item is not closed and was due before a day."""
    return and_(RectificationItem.status != CLOSED, RectificationItem.due_on < day)


def events_by_item_ids(
    session: Session, item_ids: Sequence[int]
) -> dict[int, list[RectificationEvent]]:
    """Return the history of each item, the first step first."""
    events: dict[int, list[RectificationEvent]] = {key: [] for key in item_ids}
    rows = session.scalars(
        select(RectificationEvent)
        .where(RectificationEvent.item_id.in_(item_ids))
        .order_by(RectificationEvent.item_id, RectificationEvent.position)
    )
    for event in rows:
        events[event.item_id].append(event)
    return events


def items_by_measure_ids(
    session: Session, measure_ids: Sequence[int]
) -> dict[int, list[RectificationItem]]:
    """Return the items that each measure settles, by identifier."""
    return items_by(session, RectificationItem.measure_id, measure_ids)


def items_by(
    session: Session, column: Any, parent_ids: Sequence[int]
) -> dict[int, list[RectificationItem]]:
    """Return the items of each parent that a column names, by identifier."""
    items: dict[int, list[RectificationItem]] = {key: [] for key in parent_ids}
    rows = session.execute(
        select(column, RectificationItem)
        .where(column.in_(parent_ids))
        .order_by(RectificationItem.id)
    )
    for parent_id, item in rows:
        items[parent_id].append(item)
    return items


def _record_step(
    session: Session,
    item: RectificationItem,
    before: RectificationStatus | None,
    by: str,
    at: datetime,
    note: str | None,
) -> None:
    taken = select(func.count()).where(RectificationEvent.item_id == item.id)
    session.add(
        RectificationEvent(
            item_id=item.id,
            position=(session.scalar(taken) or 0) + 1,
            at=at,
            from_status=before,
            to_status=item.status,
            by=by,
            note=note,
        )
    )
    session.flush()
