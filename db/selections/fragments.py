"""Parts of statements that SQLAlchemy works out, as texts: the rows of a list, a condition.

Working one out takes a millisecond and more, so that it is done once for all lists of the same
form, and what was asked of it last is kept as it is. Which fields a client wants, and under which
keys, is none of their business: places for those are left open in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from sqlalchemy import Dialect, bindparam, literal_column, util
from sqlalchemy.dialects.postgresql import asyncpg

from db.engine import Database
from db.repositories import paging
from db.selections.tree import ListSource, ListStatement

FORMS_MAX: Final = 200
FRAGMENTS_MAX: Final = 512
# In characters or bytes, of one value: what is longer, such as a drawn area, is not kept.
KEPT_VALUE_MAX: Final = 20_000

# Private characters of Unicode: no text of the schema and no name has one.
_OPEN, _CLOSE, COLUMNS, PARENT = "\ue000", "\ue001", "\ue002", "\ue003"
PLACE: Final = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_NUMBERED: Final = re.compile(r"\$([0-9]+)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a statement.

    Attributes
    ----------
    text
        With numbered places (`PLACE`) for values, and `COLUMNS` and `PARENT` where the columns
        that are asked for and the identifier of the row above belong.
    values
        Those of the places, as a driver takes them.
    names
        Of the parameters that they fill.
    writers
        What makes such a value of another one, by the name of its parameter.
    """

    text: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    writers: dict[str, Callable[[Any], Any]]

    def as_statement(self) -> str:
        """Give the text of a whole statement as PostgreSQL's drivers take it, its places `$1`..."""
        return PLACE.sub(lambda found: f"${int(found[1]) + 1}", self.text)

    def filled(self, known: Mapping[str, Any]) -> list[Any]:
        """Give the values of all places, those of the parameters that are known anew."""
        return [
            _written(self.writers.get(name), known[name]) if name in known else value
            for name, value in zip(self.names, self.values, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class PageFragment:
    """The rows of a page, of records of `model`, with the `n_keys` keys of their order."""

    fragment: Fragment
    model: Any
    n_keys: int


class Fragments:
    """Works out fragments for one database, and keeps them.

    Parameters
    ----------
    database : Database
        Its dialect decides the text; its schema, if one was named, stands before every table.
    """

    def __init__(self, database: Database) -> None:
        self.is_sqlite = database.dialect == "sqlite"
        self._dialect: Dialect = (
            database.engines[1].dialect if self.is_sqlite else asyncpg.dialect()  # type: ignore[no-untyped-call]
        )
        self._schema = database.schema
        self._options: dict[str, Any] = {}
        if database.schema is not None:
            self._options["schema_translate_map"] = {None: database.schema}
            self._options["render_schema_translate"] = True
        self._forms: Any = util.LRUCache(FORMS_MAX)
        self._kept: Any = util.LRUCache(FRAGMENTS_MAX)
        self._lock = Lock()

    def of(self, element: Any, known: Mapping[str, Any] | None = None) -> Fragment:
        """Work out a statement or an expression; `known` are values of its open parameters."""
        compiled: Any
        with self._lock:
            compiled, extracted, *_ = element._compile_w_cache(  # noqa: SLF001 (as an engine does)
                self._dialect, compiled_cache=self._forms, column_keys=[], **self._options
            )
        parameters = compiled.construct_params(
            known, extracted_parameters=extracted, escape_names=False, _no_postcompile=True
        )
        expanded = compiled._process_parameters_for_postcompile(parameters)  # noqa: SLF001
        names = tuple(expanded.positiontup or ())
        writers = {**compiled._bind_processors, **expanded.processors}  # noqa: SLF001
        values = tuple(_written(writers.get(name), expanded.parameters[name]) for name in names)
        text = self._with_places(expanded.statement, len(names))
        return Fragment(text, values, names, writers)

    def page_of(self, source: ListSource, *, has_parent: bool, extra_rows: int) -> PageFragment:
        """Give the rows of a page; they read what `COLUMNS` will name.

        Raises
        ------
        FilterError
            The page's key does not fit its order.
        """

        def worked_out() -> PageFragment:
            made = source.made()
            statement, order = _statement(made, has_parent), made.order
            columns: list[Any] = [literal_column(COLUMNS)]
            chosen = paging.slice_of(
                statement, columns, order, source.request, extra_rows=extra_rows
            )
            model = statement.column_descriptions[0]["entity"]
            return PageFragment(self.of(chosen), model, len(order.keys))

        found: PageFragment = self._found(source, ("page", has_parent, extra_rows), worked_out)
        return found

    def count_of(self, source: ListSource, *, has_parent: bool) -> Fragment:
        """Give the count of a whole list."""

        def worked_out() -> Fragment:
            return self.of(paging.count_of(_statement(source.made(), has_parent)))

        found: Fragment = self._found(source, ("count", has_parent), worked_out)
        return found

    def equality(self, stored: Any, column: str, value: Any) -> Fragment:
        """Give the condition that a column, as the statement names it, has a value."""
        key = ("equality", stored)
        found: Fragment | None = self._kept.get(key)
        if found is None:
            found = self.of(literal_column(COLUMNS) == bindparam("value", None, type_=stored.type))
            self._kept[key] = found
        written = _written(found.writers.get("value"), value)
        text = found.text.replace(COLUMNS, column)
        return Fragment(text, (written,), found.names, found.writers)

    def table(self, model: Any, name: str) -> str:
        """Name the table of a model by a name of the statement's own."""
        preparer = self._dialect.identifier_preparer
        schema = "" if self._schema is None else f"{preparer.quote(self._schema)}."
        return f"{schema}{preparer.quote(model.__table__.name)} AS {name}"

    def column(self, model: Any, attribute: str) -> str:
        """Name a column as its table does."""
        quote = self._dialect.identifier_preparer.quote
        return str(quote(model.__mapper__.columns[attribute].name))

    def column_of_table(self, model: Any, attribute: str) -> str:
        """Name a column with its table, as the statement of a list has it."""
        table = self._dialect.identifier_preparer.quote(model.__table__.name)
        return f"{table}.{self.column(model, attribute)}"

    def _found(self, source: ListSource, form: Hashable, worked_out: Callable[[], Any]) -> Any:
        if source.identity is None:
            return worked_out()
        key = (source.identity, source.request, form)
        found = self._kept.get(key)
        if found is None:
            found = worked_out()
            fragment = found.fragment if isinstance(found, PageFragment) else found
            if not any(_is_long(value) for value in fragment.values):
                self._kept[key] = found
        return found

    def _with_places(self, text: str, n_values: int) -> str:
        if not self.is_sqlite:
            return _NUMBERED.sub(lambda found: place(int(found[1]) - 1), text)
        parts = text.split("?")
        if len(parts) != n_values + 1:  # no literal of ours has a question mark
            raise ValueError(f"{len(parts) - 1} places for {n_values} values in {text!r}")
        return "".join(f"{place(n - 1) if n else ''}{part}" for n, part in enumerate(parts))


def place(number: int) -> str:
    """Return the place of a value in a text."""
    return f"{_OPEN}{number}{_CLOSE}"


def embedded(fragment: Fragment, values: list[Any]) -> str:
    """Return a fragment's text with the places of its values, which go to the end of a list."""
    first = len(values)
    values += fragment.values
    if not first or not fragment.values:
        return fragment.text
    return PLACE.sub(lambda found: place(first + int(found[1])), fragment.text)


def _statement(made: ListStatement, has_parent: bool) -> Any:
    if not has_parent:
        return made.statement
    return made.statement.where(made.parent_column == literal_column(PARENT))


def _written(write: Any, value: Any) -> Any:
    return value if write is None else write(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, Sequence) and len(value) > KEPT_VALUE_MAX
