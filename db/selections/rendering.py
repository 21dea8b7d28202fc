"""Statements of trees as drivers take them: a text, and values in the order of its places.

On PostgreSQL the places of a text are `$1` and on, which both drivers understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from db.engine import Database
from db.selections import proof
from db.selections.fragments import PLACE, Fragments
from db.selections.json_sql import JsonSql, PostgresqlJson, SqliteJson
from db.selections.proof import Proof
from db.selections.statement import statement_of
from db.selections.tree import Inputs, RootField


@dataclass(frozen=True, slots=True)
class Rendered:
    """A statement whose one value is the JSON text of an object, or no row without a valid token.

    Attributes
    ----------
    values
        What fills the places of the text, but for those of a request's proof.
    """

    text: str
    values: tuple[Any, ...]
    is_open_place: int
    secret_place: int
    moment_place: int
    write_moment: Callable[[datetime], Any] | None

    def filled(self, shown: Proof) -> list[Any]:
        """Give the values of all places for one request."""
        filled = list(self.values)
        filled[self.is_open_place] = shown.secret_sha256 is None
        filled[self.secret_place] = shown.secret_sha256 or ""
        write = self.write_moment
        filled[self.moment_place] = shown.moment if write is None else write(shown.moment)
        return filled


class Renderer:
    """Renders statements for one database.

    Parameters
    ----------
    database : Database
        Its dialect decides the text; its schema, if one was named, stands before every table.
    """

    def __init__(self, database: Database) -> None:
        self._fragments = Fragments(database)
        self._sql: JsonSql = SqliteJson() if self._fragments.is_sqlite else PostgresqlJson()
        guard = self._fragments.of(proof.guard())
        self._write_moment = guard.writers.get(proof.MOMENT)
        # In the place of each value of a proof its name, by which its place is found again.
        self._guard = replace(guard, values=tuple(_Named(name) for name in guard.names))

    def render(
        self,
        roots: Sequence[tuple[RootField, Inputs]],
        conditions: Sequence[ColumnElement[bool]] = (),
    ) -> Rendered:
        """Render the statement of root fields, each with what its request puts in.

        Parameters
        ----------
        conditions
            Without each of them the statement has no row.

        Raises
        ------
        UnreadableColumnError, FilterError
            As `statement_of` does.
        """
        guards = [self._guard, *map(self._fragments.of, conditions)]
        open_text, values = statement_of(roots, guards, self._fragments, self._sql)
        numbers: list[int] = []

        def numbered(found: re.Match[str]) -> str:
            number = int(found[1])
            if self._fragments.is_sqlite:
                numbers.append(number)
                return "?"
            if number not in numbers:
                numbers.append(number)
            return f"${numbers.index(number) + 1}"

        text = PLACE.sub(numbered, open_text)
        ordered = [values[number] for number in numbers]
        places = {one.name: at for at, one in enumerate(ordered) if isinstance(one, _Named)}
        return Rendered(
            text,
            tuple(None if isinstance(one, _Named) else one for one in ordered),
            places[proof.IS_OPEN],
            places[proof.SECRET],
            places[proof.MOMENT],
            self._write_moment,
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """Stands for a value of a request's proof."""

    name: str
