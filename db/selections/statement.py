"""A tree of what is asked for as one SQL statement: correlated subqueries that make JSON text.

Rows, conditions, orders and pages come from the statements and functions of `db.repositories`;
this module only chooses columns, nests and writes JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    case,
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
    cursor_text,
    joined,
    json_literal,
    list_of,
    text_literal,
    text_of,
    utf8,
)
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
    ListSource,
    NodeRecord,
    OneRecord,
    PageFacts,
    PointValue,
    RootField,
    RowField,
    TotalCount,
)

Member = tuple[str, Pieces]
"""A key with the JSON of its value."""


@dataclass(frozen=True)
class Row:
    """A row of `model` as the statement has it: what it stands in, and how its columns read."""

    model: Any
    source: Any
    column: Callable[[str], Any]


def statement_of(fields: Sequence[RootField], inputs: Inputs) -> Select[tuple[Any]]:
    """Return the statement whose one value is the JSON text of an object of the fields.

    Raises
    ------
    UnreadableColumnError
        A column has a type that cannot be written as JSON.
    FilterError
        A page's key does not fit its order.
    """
    return select(utf8(text_of(_Builder(inputs).root(fields))))


def _stored(model: Any, attribute: str) -> Any:
    return model.__mapper__.columns[attribute]


def _attributes(fields: Iterable[RowField]) -> set[str]:
    """Give the attributes of a row that its fields read."""
    found: set[str] = set()
    for field in fields:
        match field:
            case ColumnValue() | PointValue() | OneRecord():
                found.add(field.attribute)
            case GlobalId() | ListOfRecords():
                found.add("id")
            case _:
                pass
    return found


def _object(members: Iterable[Member]) -> Pieces:
    pieces: Pieces = ["{"]
    for place, (key, value) in enumerate(members):
        pieces += [f'{"," if place else ""}"{key}":', *value]
    return [*pieces, "}"]


def _constant(field: Constant) -> Member:
    return field.key, [json_literal(field.text)]


class _Builder:
    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._n_names = 0

    def root(self, fields: Sequence[RootField]) -> Pieces:
        members: list[Member] = []
        for field in fields:
            match field:
                case Constant():
                    members.append(_constant(field))
                case FoundRecord():
                    members.append((field.key, [self._found(field)]))
                case FoundRecords():
                    members.append((field.key, self._found_ones(field)))
                case ListOfRecords():
                    members.append((field.key, self._list(field, None)))
        return _object(members)

    def _name(self) -> str:
        self._n_names += 1
        return f"t{self._n_names}"

    def _row(self, fields: Iterable[RowField], row: Row) -> Pieces:
        return _object(self._member(field, row) for field in fields)

    def _member(self, field: RowField, row: Row) -> Member:
        match field:
            case Constant():
                return _constant(field)
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
        source = self._inputs.lists[field.source]
        assert source is not None  # noqa: S101 (every list of a tree has a source)
        statement = source.statement
        if parent is not None:
            statement = statement.where(source.parent_column == parent.column("id"))
            statement = statement.correlate(parent.source)
        page = _Page.of(self._name(), source, statement, field)
        members: list[Member] = []
        for part in field.parts:
            match part:
                case Constant():
                    members.append(_constant(part))
                case TotalCount():
                    counted = paging.count_of(statement).scalar_subquery()
                    members.append((part.key, [counted]))
                case Edges():
                    members.append((part.key, self._edges(part, page)))
                case PageFacts():
                    members.append((part.key, page.facts(part)))
        if page.is_needed:
            return [select(text_of(_object(members))).select_from(page.rows).scalar_subquery()]
        return _object(members)

    def _edges(self, part: Edges, page: _Page) -> Pieces:
        row = Row(page.model, page.rows, lambda name: page.rows.c[f"c_{name}"])
        members: list[Member] = []
        for field in part.fields:
            match field:
                case Constant():
                    members.append(_constant(field))
                case Cursor():
                    members.append((field.key, ['"', page.cursor(), '"']))
                case NodeRecord():
                    members.append((field.key, self._row(field.fields, row)))
        return page.list_of(text_of(_object(members)))


def _is_ahead(name: str, backwards: bool) -> bool:
    """Tell whether a fact is about the side that the page is read towards."""
    return (name in {"has_next_page", "end_cursor"}) != backwards


def _is_read(part: PageFacts, backwards: bool) -> bool:
    """Tell whether the rows decide a fact: without one there is nothing to sum up over them."""
    return any(
        not isinstance(fact, Constant)
        and (fact[1] in {"start_cursor", "end_cursor"} or _is_ahead(fact[1], backwards))
        for fact in part.facts
    )


@dataclass(frozen=True)
class _Page:
    """The rows of a page as a subquery, numbered where something depends on their places."""

    model: Any
    source: ListSource
    rows: Any
    is_numbered: bool
    is_needed: bool

    @classmethod
    def of(cls, name: str, source: ListSource, statement: Any, field: ListOfRecords) -> _Page:
        """Choose the columns of a list's page and how many rows are read."""
        model = statement.column_descriptions[0]["entity"]
        edges = [part for part in field.parts if isinstance(part, Edges)]
        has_facts = any(
            isinstance(part, PageFacts) and _is_read(part, source.request.backwards)
            for part in field.parts
        )
        nodes = [node for part in edges for node in part.fields if isinstance(node, NodeRecord)]
        names = set().union(*(_attributes(node.fields) for node in nodes))
        columns = [
            type_coerce(getattr(model, name), NullType).label(f"c_{name}") for name in sorted(names)
        ]
        is_numbered = has_facts or source.request.backwards
        chosen = paging.slice_of(
            statement, columns, source.order, source.request, extra_rows=int(has_facts)
        )
        rows: Any = chosen.subquery(f"{name}_page" if is_numbered else name)
        if is_numbered:
            number = func.row_number().over().label("place")
            numbered = select(rows, number, func.count().over().label("n_read")).select_from(rows)
            if source.request.backwards:
                # The limit, which cuts nothing, keeps SQLite from dropping the order.
                numbered = numbered.order_by(literal_column("place").desc())
                numbered = numbered.limit(source.request.limit + 1)
            rows = numbered.subquery(name)
        return cls(model, source, rows, is_numbered, bool(edges) or has_facts)

    def list_of(self, written: ColumnElement[Any]) -> Pieces:
        """Return the texts of the page's rows as a list."""
        collected: Any = list_of(written)
        if self.is_numbered:
            collected = collected.filter(self.rows.c.place <= self.source.request.limit)
        return ["[", func.coalesce(type_coerce(collected, Text), text_literal("")), "]"]

    def facts(self, part: PageFacts) -> Pieces:
        """Return where the page stands in its list."""
        members: list[Member] = []
        for fact in part.facts:
            if isinstance(fact, Constant):
                members.append(_constant(fact))
            else:
                members.append((fact[0], [self._fact(fact[1])]))
        return _object(members)

    def _fact(self, name: str) -> ColumnElement[Any]:
        request = self.source.request
        is_ahead = _is_ahead(name, request.backwards)
        if name in {"has_next_page", "has_previous_page"}:
            if is_ahead:
                n_read = func.coalesce(func.max(self.rows.c.n_read), 0)
                return json_sql.truth(n_read > request.limit)
            bound = request.before if request.backwards else request.after
            return text_literal("true" if bound is not None else "false")
        place = self.rows.c.place
        is_there = place <= request.limit
        if is_ahead:
            n_read = self.rows.c.n_read
            chosen = is_there & ((place == request.limit) | (place == n_read))
        else:
            chosen = is_there & (place == 1)
        cursor = func.max(case((chosen, self.cursor())))
        quote = text_literal('"')
        return case((cursor.is_(None), json_sql.NULL), else_=joined(quote, cursor, quote))

    def cursor(self) -> ColumnElement[Any]:
        """Return the cursor of a row."""
        keys = [self.rows.c[f"key_{place}"] for place in range(len(self.source.order.keys))]
        tag = type_coerce(text_literal(self.source.tag), Text)
        return cursor_text(tag, *keys)
