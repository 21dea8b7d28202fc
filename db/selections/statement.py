"""A tree of what is asked for as one SQL statement: correlated subqueries that make JSON text.

Rows, conditions, orders and pages come from the statements and functions of `db.repositories`, as
`db.selections.fragments` works them out; this module only chooses columns, nests and writes JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from db.selections import json_sql
from db.selections.fragments import PARENT, Fragment, Fragments, embedded
from db.selections.json_sql import JsonSql, Pieces, Sql, text_of
from db.selections.page import Member, Page, constant, object_of
from db.selections.tree import (
    ColumnValue,
    Constant,
    Cursor,
    Edges,
    FoundRecord,
    FoundRecords,
    GlobalId,
    Inputs,
    ListOfRecords,
    NodeRecord,
    OneRecord,
    PageFacts,
    PointValue,
    RootField,
    RowField,
    TotalCount,
)

OPENING = '{"data":'
"""What stands before the object in the text, as an answer has it, which its sender closes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `model` as the statement has it: how its columns are named there."""

    model: Any
    column: Callable[[str], str]


def statement_of(
    roots: Sequence[tuple[RootField, Inputs]],
    guards: Sequence[Fragment],
    fragments: Fragments,
    sql: JsonSql,
) -> tuple[str, list[Any]]:
    """Return the statement whose one value is the JSON text of an object of the fields.

    `OPENING` stands before it, so that the text is the beginning of an answer as it is. Places
    for values are left open in it, as in a `Fragment`; the values come beside it.

    Parameters
    ----------
    roots
        Each field with what its request puts in; at least one.
    guards
        The statement has no row where one of them does not hold.

    Raises
    ------
    UnreadableColumnError
        A column has a type that cannot be written as JSON.
    FilterError
        A page's key does not fit its order.
    """
    names = count(1)
    values: list[Any] = []
    field, inputs = roots[0]
    if sql.has_having and len(roots) == 1 and isinstance(field, ListOfRecords):
        # An only list is no subquery, which would copy its text.
        written, page = _Builder(inputs, names, fragments, sql, values).listed(field, None)
        if page.rows:
            text = sql.utf8(text_of([OPENING, *object_of([(field.key, written)])], sql))
            held = _all_of(guards, values)
            return f"SELECT {text} FROM {page.rows} HAVING {held}", values  # noqa: S608 (no text of a request)
    members = [_Builder(each, names, fragments, sql, values).root(root) for root, each in roots]
    text = sql.utf8(text_of([OPENING, *object_of(members)], sql))
    return f"SELECT {text} WHERE {_all_of(guards, values)}", values


def _all_of(guards: Sequence[Fragment], values: list[Any]) -> str:
    return " AND ".join(f"({embedded(guard, values)})" for guard in guards)


def _stored(model: Any, attribute: str) -> Any:
    return model.__mapper__.columns[attribute]


class _Builder:
    def __init__(
        self,
        inputs: Inputs,
        names: Iterator[int],
        fragments: Fragments,
        sql: JsonSql,
        values: list[Any],
    ) -> None:
        self._inputs = inputs
        self._names = names
        self._fragments = fragments
        self._sql = sql
        self._values = values

    def root(self, field: RootField) -> Member:
        match field:
            case Constant():
                return constant(field)
            case FoundRecord():
                return field.key, [self._found(field)]
            case FoundRecords():
                return field.key, self._found_ones(field)
            case ListOfRecords():
                return field.key, self._list(field, None)

    def _name(self) -> str:
        return f"t{next(self._names)}"

    def _row(self, fields: Iterable[RowField], row: Row) -> Pieces:
        return object_of(self._member(field, row) for field in fields)

    def _member(self, field: RowField, row: Row) -> Member:
        match field:
            case Constant():
                return constant(field)
            case ColumnValue():
                stored = _stored(row.model, field.attribute)
                column = row.column(field.attribute)
                return field.key, json_sql.column_json(column, stored, self._sql)
            case PointValue():
                written = self._sql.point(row.column(field.attribute), field.decimals)
                return field.key, [Sql(f"coalesce({written}, {json_sql.NULL})")]
            case GlobalId():
                return field.key, [f'"{field.type_name}:', Sql(row.column("id")), '"']
            case OneRecord():
                key = row.column(field.attribute)
                return field.key, [self._record(field, lambda column: f"{column('id')} = {key}")]
            case ListOfRecords():
                return field.key, self._list(field, row)

    def _found(self, field: FoundRecord) -> Sql:
        value = self._inputs.values[field.value]
        stored = _stored(field.model, field.attribute)

        def condition(column: Callable[[str], str]) -> str:
            equal = self._fragments.equality(stored, column(field.attribute), value)
            return embedded(equal, self._values)

        return self._record(field, condition)

    def _found_ones(self, field: FoundRecords) -> Pieces:
        pieces: Pieces = ["["]
        for place, record in enumerate(field.records):
            pieces += ["," if place else "", self._found(record)]
        return [*pieces, "]"]

    def _record(
        self,
        field: OneRecord | FoundRecord,
        condition: Callable[[Callable[[str], str]], str],
    ) -> Sql:
        """Return the record that fulfils a condition on its columns, or null."""
        name = self._name()

        def column(attribute: str) -> str:
            return f"{name}.{self._fragments.column(field.model, attribute)}"

        written = text_of(self._row(field.fields, Row(field.model, column)), self._sql)
        table = self._fragments.table(field.model, name)
        found = f"(SELECT {written} FROM {table} WHERE {condition(column)})"  # noqa: S608 (no text of a request)
        return Sql(f"coalesce({found}, {json_sql.NULL})")

    def _list(self, field: ListOfRecords, parent: Row | None) -> Pieces:
        written, page = self.listed(field, parent)
        if page.rows:
            return [Sql(f"(SELECT {text_of(written, self._sql)} FROM {page.rows})")]  # noqa: S608 (no text of a request)
        return written

    def listed(self, field: ListOfRecords, parent: Row | None) -> tuple[Pieces, Page]:
        """Give the text of a list over the rows of its page, where it needs them."""
        source = self._inputs.lists[field.source]
        assert source is not None  # noqa: S101 (every list of a tree has a source)
        parent_id = None if parent is None else parent.column("id")
        made = (self._fragments, self._sql, self._values)
        page = Page.of(self._name(), source, field, parent_id, made)
        members: list[Member] = []
        for part in field.parts:
            match part:
                case Constant():
                    members.append(constant(part))
                case TotalCount():
                    counted = self._fragments.count_of(source, has_parent=parent is not None)
                    text = embedded(counted, self._values).replace(PARENT, parent_id or "")
                    members.append((part.key, [Sql(f"({text})")]))
                case Edges():
                    members.append((part.key, self._edges(part, page)))
                case PageFacts():
                    members.append((part.key, page.facts(part)))
        return object_of(members), page

    def _edges(self, part: Edges, page: Page) -> Pieces:
        row = Row(page.model, lambda name: f"{page.name}.c_{name}")
        members: list[Member] = []
        for field in part.fields:
            match field:
                case Constant():
                    members.append(constant(field))
                case Cursor():
                    members.append((field.key, ['"', Sql(page.cursor()), '"']))
                case NodeRecord():
                    members.append((field.key, self._row(field.fields, row)))
        return page.list_of(text_of(object_of(members), self._sql))
