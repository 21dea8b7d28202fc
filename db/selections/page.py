"""A page of a list in SQL: its rows, its JSON, and where it stands in its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select, type_coerce
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
)
from db.selections.tree import (
    ColumnValue,
    Constant,
    Edges,
    GlobalId,
    ListOfRecords,
    ListSource,
    NodeRecord,
    OneRecord,
    PageFacts,
    PointValue,
    RowField,
)

_AS_STORED = NullType()

Member = tuple[str, Pieces]
"""A key with the JSON of its value."""


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


def object_of(members: Iterable[Member]) -> Pieces:
    """Return an object of members."""
    pieces: Pieces = ["{"]
    for place, (key, value) in enumerate(members):
        pieces += [f'{"," if place else ""}"{key}":', *value]
    return [*pieces, "}"]


def constant(field: Constant) -> Member:
    """Return a member that no row decides."""
    return field.key, [json_literal(field.text)]


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
class Page:
    """The rows of a page as a subquery, numbered where something depends on their places."""

    model: Any
    source: ListSource
    rows: Any
    is_numbered: bool
    is_needed: bool

    @classmethod
    def of(cls, name: str, source: ListSource, statement: Any, field: ListOfRecords) -> Page:
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
            type_coerce(getattr(model, name), _AS_STORED).label(f"c_{name}")
            for name in sorted(names)
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
        return ["[", func.coalesce(type_coerce(collected, json_sql.TEXT), text_literal("")), "]"]

    def facts(self, part: PageFacts) -> Pieces:
        """Return where the page stands in its list."""
        members: list[Member] = []
        for fact in part.facts:
            if isinstance(fact, Constant):
                members.append(constant(fact))
            else:
                members.append((fact[0], [self._fact(fact[1])]))
        return object_of(members)

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
        tag = type_coerce(text_literal(self.source.tag), json_sql.TEXT)
        return cursor_text(tag, *keys)
