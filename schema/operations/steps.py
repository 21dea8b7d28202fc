"""The steps that records take one by one, each refused where it is not the next one."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import models
from db.engine import Session
from db.models.enums import RectificationStatus
from db.repositories import assessment, changes, measure, rectification, responsibility, wish
from schema.operations.drafts import Draft
from schema.operations.errors import UnknownRecordError
from schema.operations.recording import Change


def move_item(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.RectificationItem:
    """Take an item to the status in ``to``, with the note in ``note``."""
    to: RectificationStatus = draft.parts["to"]
    return rectification.move(
        session,
        number,
        version,
        to,
        by=change.author.name,
        at=change.at,
        note=draft.parts.get("note"),
    )


def claim_wish(
    session: Session, draft: Draft, change: Change, number: int, version: int
) -> models.Wish:
    """Let the organization in ``organization`` claim a wish."""
    return wish.claim(session, number, version, draft.parts["organization"], change.today)


def fulfil_wish(
    session: Session, _draft: Draft, change: Change, number: int, version: int
) -> models.Wish:
    """Mark a wish as fulfilled."""
    return wish.fulfil(session, number, version, change.today)


def complete_responsibility(
    session: Session, _draft: Draft, change: Change, number: int, version: int
) -> models.Responsibility:
    """Complete a responsibility."""
    return responsibility.complete(session, number, version, change.today)


def score_assessment(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Assessment:
    """Give a target the score in ``score``."""
    return assessment.score(session, number, version, draft.parts["score"])


def complete_milestone(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> models.Measure:
    """Complete the milestone with the title in ``title`` on the day in ``on``."""
    title: str = draft.parts["title"]
    on: date = draft.parts["on"]
    known = measure.milestones_by_measure_ids(session, [number])[number]
    if known and title not in {each.title for each in known}:
        listed = ", ".join(each.title for each in known)
        draft.faults.append(
            UnknownRecordError("title", f"there is no milestone {title}; there are {listed}")
        )
        return models.Measure()
    return measure.complete_milestone(session, number, version, title, on)


def withdraw(
    session: Session, draft: Draft, _change: Change, number: int, version: int
) -> dict[str, Any]:
    """Take the record of the table in ``model`` out of it, and give its identifier."""
    model: type[models.Record] = draft.parts["model"]
    changes.withdraw(session, model, number, version)
    return {"id": f"{model.__name__}:{number}"}
