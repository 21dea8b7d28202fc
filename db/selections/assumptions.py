"""What a list asked the database before it became one, as conditions of its statement.

A filter names districts and records, which are looked up first, and refused where there are none.
A statement that is kept asks the same again by itself: where anything is otherwise now, it has no
row, and the list is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

# More rows than these are not compared: their statement is not kept.
ROWS_MAX: Final = 100


class NotingSession:
    """A session that notes what it is asked.

    Parameters
    ----------
    session : Session
        Answers.

    Attributes
    ----------
    is_complete : bool
        Whether `conditions` say everything that it was asked.
    """

    def __init__(self, session: Session) -> None:
        self.is_complete = True
        self._session = session
        self._conditions: list[ColumnElement[bool]] = []

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """Those under which it would be answered the same."""
        return tuple(self._conditions)

    def get(self, model: Any, identifier: int) -> Any:
        """Give a record by its identifier; noted with its version, if there is one."""
        found = self._session.get(model, identifier)
        table = model.__table__
        same = [table.c.id == identifier]
        if found is not None and "version" in table.c:
            same.append(table.c.version == found.version)
        self._note(None if found is None else exists().where(*same))
        return found

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """Give the first value of a statement; noted if it is a number, and asked for plainly."""
        found = self._session.scalar(statement, parameters)
        is_number = parameters is None and type(found) is int
        if not is_number:
            self.is_complete = False
            return found
        asked = statement.scalar_subquery()
        self._note(asked == literal(found, Integer))
        return found

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Give the rows of a statement; noted if they are a few; their order is not."""
        frozen = self._session.execute(statement, parameters).freeze()
        rows = frozen().all()
        is_short = parameters is None and 0 < len(rows) <= ROWS_MAX
        self._note(_has_rows(statement, rows) if is_short else None)
        return frozen()

    def __getattr__(self, name: str) -> Any:
        """Give whatever else a session has, and note nothing."""
        self.is_complete = False
        return getattr(self._session, name)

    def _note(self, condition: ColumnElement[bool] | None) -> None:
        if condition is None:
            self.is_complete = False
        else:
            self._conditions.append(condition)


def _has_rows(statement: Any, rows: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a statement has some rows, each once, and no others."""
    asked = statement.subquery()
    same = or_(*(_is_row(asked, row) for row in rows))
    n_rows = select(func.count()).select_from(asked).scalar_subquery()
    n_same = select(func.count()).select_from(asked).where(same).scalar_subquery()
    return and_(n_rows == len(rows), n_same == len(rows))


def _is_row(asked: Any, row: Any) -> ColumnElement[bool]:
    return and_(
        *(column.is_not_distinct_from(value) for column, value in zip(asked.c, row, strict=True))
    )
