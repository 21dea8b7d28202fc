"""Statements of trees as drivers take them: a text, and values in the order of its places.

A text is worked out once for all statements of the same form, whatever their values; on
PostgreSQL its places are `$1` and on, which both drivers understand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Text, bindparam, or_, util
from sqlalchemy.dialects.postgresql import asyncpg

from db.engine import Database
from db.models.moment import Moment
from db.repositories import tokens
from db.selections.keys import with_keys, without_keys
from db.selections.statement import statement_of
from db.selections.tree import Inputs, RootField

FORMS_MAX = 200

_IS_OPEN, _SECRET, _MOMENT = "is_open", "secret_sha256", "asked_at"
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Proof:
    """What lets a request read: the hash of a token's secret, valid at a moment; or nothing asked.

    The statement itself looks the token up, so that one that was revoked opens nothing more.
    """

    secret_sha256: str | None
    moment: datetime


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

    def filled(self, proof: Proof) -> list[Any]:
        """Give the values of all places for one request."""
        filled = list(self.values)
        filled[self.is_open_place] = proof.secret_sha256 is None
        filled[self.secret_place] = proof.secret_sha256 or ""
        write = self.write_moment
        filled[self.moment_place] = proof.moment if write is None else write(proof.moment)
        return filled


class Renderer:
    """Renders statements for one database.

    Parameters
    ----------
    database : Database
        Its dialect decides the text; its schema, if one was named, stands before every table.
    """

    def __init__(self, database: Database) -> None:
        is_sqlite = database.dialect == "sqlite"
        self._dialect: Dialect = database.engines[1].dialect if is_sqlite else asyncpg.dialect()  # type: ignore[no-untyped-call]
        self._has_having = not is_sqlite  # SQLite only since 3.39
        self._options: dict[str, Any] = {}
        if database.schema is not None:
            self._options["schema_translate_map"] = {None: database.schema}
            self._options["render_schema_translate"] = True
        self._forms: Any = util.LRUCache(FORMS_MAX)
        self._guard = _guard()
        self._lock = Lock()

    def render(self, roots: Sequence[tuple[RootField, Inputs]]) -> Rendered:
        """Render the statement of root fields, each with what its request puts in.

        Raises
        ------
        UnreadableColumnError, FilterError
            As `statement_of` does.
        """
        nameless, keys = without_keys(roots)
        statement = statement_of(nameless, self._guard, has_having=self._has_having)
        compiled: Any
        with self._lock:
            compiled, extracted, *_ = statement._compile_w_cache(  # noqa: SLF001 (as an engine does)
                self._dialect, compiled_cache=self._forms, column_keys=[], **self._options
            )
        parameters = compiled.construct_params(
            extracted_parameters=extracted, escape_names=False, _no_postcompile=True
        )
        expanded = compiled._process_parameters_for_postcompile(parameters)  # noqa: SLF001
        order = list(expanded.positiontup or ())
        writers = {**compiled._bind_processors, **expanded.processors}  # noqa: SLF001
        values = [
            _written(writers.get(name), expanded.parameters[name])
            if name not in {_IS_OPEN, _SECRET, _MOMENT}
            else None
            for name in order
        ]
        return Rendered(
            with_keys(expanded.statement, keys),
            tuple(values),
            order.index(_IS_OPEN),
            order.index(_SECRET),
            order.index(_MOMENT),
            writers.get(_MOMENT),
        )


def _written(write: Any, value: Any) -> Any:
    return value if write is None else write(value)


def _guard() -> ColumnElement[bool]:
    """Return the condition that a request is open, or its token valid."""
    # The values are those of no request: each fills in its own.
    secret = bindparam(_SECRET, "", type_=Text())
    valid = tokens.holds(secret, bindparam(_MOMENT, _NO_MOMENT, type_=Moment()))
    return or_(bindparam(_IS_OPEN, False, type_=Boolean()), valid)
