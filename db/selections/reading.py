"""Running the statement of a tree, and keeping its text for the next request of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from db.selections.statement import statement_of
from db.selections.tree import Inputs, RootField


@dataclass(frozen=True, slots=True)
class Rendered:
    """A statement as the driver takes it."""

    text: str
    parameters: Any

    @property
    def size(self) -> int:
        """About how many characters it holds."""
        return len(self.text) + len(repr(self.parameters))


def read(session: Session, fields: Sequence[RootField], inputs: Inputs) -> tuple[bytes, Rendered]:
    """Read the JSON text of a tree, and tell what the driver was asked."""
    connection = session.connection()
    seen: list[Rendered] = []

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, *_: Any) -> None:
        seen.append(Rendered(text, parameters))

    statement = statement_of(fields, inputs)
    event.listen(connection, "before_cursor_execute", note)
    try:
        answer = connection.execute(statement).scalar_one()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return _bytes(answer), seen[-1]


def read_again(session: Session, rendered: Rendered) -> bytes:
    """Read the JSON text of a statement that was rendered before."""
    connection = session.connection()
    return _bytes(connection.exec_driver_sql(rendered.text, rendered.parameters).scalar_one())


def _bytes(answer: Any) -> bytes:
    return answer.encode() if isinstance(answer, str) else bytes(answer)
