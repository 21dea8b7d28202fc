"""A tree of what is asked for as one SQL statement: correlated subqueries that make JSON text.

Rows, conditions, orders and pages come from the statements and functions of `db.repositories`;
this module only chooses columns, nests and writes JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from db.repositories import paging
from db.selections import json_sql
from db.selections.json_sql import (
    Pieces,
    text_of,
    utf8,
)
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


@dataclass(frozen=True)
class Row:
    """A row of `model` as the statement has it: what it stands in, and how its columns read."""

    model: Any
    source: Any
    column: Callable[[str], Any]


OPENING = '{"data":'
"""What stands before the object in the text, as an answer has it, which its sender closes."""


def statement_of(
    roots: Sequence[tuple[RootField, Inputs]],
    guard: ColumnElement[bool],
    *,
    has_having: bool,
) -> Select[Any]:
    """Return the statement whose one value is the JSON text of an object of the fields.

    `OPENING` stands before it, so that the text is the beginning of an answer as it is.

    Parameters
    ----------
    roots
        Each field with what its request puts in; at least one.
    guard
        The statement has no row where it does not hold.
    has_having
        Whether the database takes HAVING without GROUP BY. An only list is then not a subquery,
        which would copy its text.

    Raises
    ------
    UnreadableColumnError
        A column has a type that cannot be written as JSON.
    FilterError
        A page's key does not fit its order.
    """
    names = count(1)
    field, inputs = roots[0]
    if has_having and len(roots) == 1 and isinstance(field, ListOfRecords):
        written, page = _Builder(inputs, names).listed(field, None)
        if page.is_needed:
            text = text_of([OPENING, *object_of([(field.key, written)])])
            return select(utf8(text)).select_from(page.rows).having(guard)
    members = [_Builder(each, names).root(root) for root, each in roots]
    return select(utf8(text_of([OPENING, *object_of(members)]))).where(guard)


def _stored(model: Any, attribute: str) -> Any:
    return model.__mapper__.columns[attribute]


class _Builder:
    def __init__(self, inputs: Inputs, names: Iterator[int]) -> None:
        self._inputs = inputs
        self._names = names

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
                return field.key, json_sql.column_json(row.column(field.attribute), stored)
            case PointValue():
                decimals = literal_column(str(int(field.decimals)), Integer)
                point = type_coerce(row.column(field.attribute), NullType)
                written = json_sql.point_text(point, decimals)
                return field.key, [func.coalesce(written, json_sql.NULL)]
            case GlobalId():
                return field.key, [f'"{field.type_name}:', row.column("id"), '"']
            case OneRecord():
                record = self._record(field, lambda id_: id_ == row.column(field.attribute), "id")
                return field.key, [record]
            case ListOfRecords():
                return field.key, self._list(field, row)

    def _found(self, field: FoundRecord) -> ColumnElement[Any]:
        value = self._inputs.values[field.value]
        stored = _stored(field.model, field.attribute)
        bound = literal(value, stored.type)
        return self._record(field, lambda column: column == bound, field.attribute)

    def _found_ones(self, field: FoundRecords) -> Pieces:
        pieces: Pieces = ["["]
        for place, record in enumerate(field.records):
            pieces += ["," if place else "", self._found(record)]
        return [*pieces, "]"]

    def _record(
        self,
        field: OneRecord | FoundRecord,
        condition: Callable[[Any], ColumnElement[bool]],
        attribute: str,
    ) -> ColumnElement[Any]:
        """Return the record of which one column fulfils a condition, or null."""
        table = field.model.__table__.alias(self._name())

        def column(name: str) -> Any:
            return table.c[_stored(field.model, name).key]

        written = self._row(field.fields, Row(field.model, table, column))
        found = select(text_of(written)).select_from(table).where(condition(column(attribute)))
        return func.coalesce(found.correlate_except(table).scalar_subquery(), json_sql.NULL)

    def _list(self, field: ListOfRecords, parent: Row | None) -> Pieces:
        written, page = self.listed(field, parent)
        if page.is_needed:
            return [select(text_of(written)).select_from(page.rows).scalar_subquery()]
        return written

    def listed(self, field: ListOfRecords, parent: Row | None) -> tuple[Pieces, Page]:
        """Give the text of a list over the rows of its page, where it needs them."""
        source = self._inputs.lists[field.source]
        assert source is not None  # noqa: S101 (every list of a tree has a source)
        statement = source.statement
        if parent is not None:
            statement = statement.where(source.parent_column == parent.column("id"))
            statement = statement.correlate(parent.source)
        page = Page.of(self._name(), source, statement, field)
        members: list[Member] = []
        for part in field.parts:
            match part:
                case Constant():
                    members.append(constant(part))
                case TotalCount():
                    counted = paging.count_of(statement).scalar_subquery()
                    members.append((part.key, [counted]))
                case Edges():
                    members.append((part.key, self._edges(part, page)))
                case PageFacts():
                    members.append((part.key, page.facts(part)))
        return object_of(members), page

    def _edges(self, part: Edges, page: Page) -> Pieces:
        row = Row(page.model, page.rows, lambda name: page.rows.c[f"c_{name}"])
        members: list[Member] = []
        for field in part.fields:
            match field:
                case Constant():
                    members.append(constant(field))
                case Cursor():
                    members.append((field.key, ['"', page.cursor(), '"']))
                case NodeRecord():
                    members.append((field.key, self._row(field.fields, row)))
        return page.list_of(text_of(object_of(members)))
