"""Changes of records: each one transaction with its entry of the audit, or data that says why not.

A change is made by a work, a function of the session that adds or corrects; everything that the
caller can mend comes back as refusals, and nothing is written then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from db.engine import Database, Session
from db.repositories.facts import latest_fact_day
from db.repositories.journal import Author, recorded_write
from db.repositories.validity import day_in_city
from schema.operations.drafts import Draft
from schema.operations.errors import SchemaError
from schema.operations.refusals import MENDABLE, Refusal, refusal_of, refusals_of


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes what, and when.

    Parameters
    ----------
    author : Author
        The name of the token, and the districts that it is bound to.
    action : str
        The mutation.
    at : datetime
        With its offset.
    request_id : str, optional
    note : str, optional
        For the audit, such as the reason of a withdrawal.
    """

    author: Author
    action: str
    at: datetime
    request_id: str | None = None
    note: str | None = None

    @property
    def today(self) -> date:
        """The day of the change, in the city."""
        return day_in_city(self.at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record that was changed, or what the caller can mend."""

    record: Any = None
    user_errors: tuple[Refusal, ...] = ()


Work = Callable[[Session, Draft, Change], Any]


class _FaultyError(SchemaError):
    """A draft in which the database found faults."""


def make_change(database: Database, change: Change, draft: Draft, work: Work) -> Outcome:
    """Do a work in one transaction with its entry of the audit, whole or not at all.

    Raises
    ------
    OutsideDistrictsError
        A row lies, before or after, in none of the author's districts.
    """
    if draft.faults:
        return Outcome(user_errors=refusals_of(draft.faults))
    try:
        with recorded_write(
            database,
            change.author,
            change.action,
            at=change.at.astimezone(UTC),
            note=change.note,
            request_id=change.request_id,
        ) as session:
            draft.resolve(session)
            _require_sound(draft)
            record = work(session, draft, change)
            _require_sound(draft)
    except _FaultyError:
        return Outcome(user_errors=refusals_of(draft.faults))
    except MENDABLE as error:
        return Outcome(user_errors=(refusal_of(error, draft),))
    return Outcome(record)


def _require_sound(draft: Draft) -> None:
    if draft.faults:
        raise _FaultyError


def figures_day(session: Session, change: Change) -> date:
    """Give the day from which a new link holds: that of the newest fact, so that figures show it.

    A link that began today would make today the day of every figure of a city whose records end
    earlier. Without any fact it is the day of the change.
    """
    return latest_fact_day(session) or change.today
