"""The lists of a request as statements; some ask the database before they are one."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.selections.tree import ListSource, ListStatement
from schema.compiled.sites import AskedList
from schema.operations import listing


class SessionNeededError(Exception):
    """A list that asks the database something before it is one."""


class NoSession:
    """Stands where a session would, and tells when one is needed."""

    def __getattr__(self, name: str) -> Any:
        raise SessionNeededError(name)


def list_of(session: Any, asked: Any, day: date) -> ListSource | None:
    """Give the list that a place asks for; None where it asks for something else.

    Raises
    ------
    SessionNeededError
        The session is a `NoSession`, and the list asks one.
    """
    if not isinstance(asked, AskedList):
        return None
    key = asked.key

    def made() -> ListStatement:
        statement, column = listing.LISTS[key.type_name](session, key, day)
        return ListStatement(statement, column, listing.order_of(key))

    if isinstance(session, NoSession):
        return ListSource(made, asked.request, key.tag, (key, day))
    # What it asks may be answered otherwise tomorrow: it is nobody else's list.
    statement = made()
    return ListSource(lambda: statement, asked.request, key.tag)
