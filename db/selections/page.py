"""A page of a list in SQL: its rows, its JSON, and where it stands in its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from db.selections import json_sql
from db.selections.fragments import COLUMNS, PARENT, Fragments, embedded
from db.selections.json_sql import JsonSql, Pieces, Sql, json_literal, text_literal
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
    """The rows of a page, numbered where something depends on their places.

    Attributes
    ----------
    name
        What the rows are called in the statement.
    rows
        What a statement reads them from; empty where nothing reads them.
    """

    name: str
    model: Any
    source: ListSource
    sql: JsonSql
    n_keys: int
    rows: str
    is_numbered: bool

    @classmethod
    def of(
        cls,
        name: str,
        source: ListSource,
        field: ListOfRecords,
        parent_id: str | None,
        made: tuple[Fragments, JsonSql, list[Any]],
    ) -> Page:
        """Choose the columns of a list's page and how many rows are read.

        Parameters
        ----------
        parent_id
            The identifier of the row above as the statement names it.
        made
            What works out fragments and writes JSON, and the values of the statement so far.
        """
        fragments, sql, values = made
        edges = [part for part in field.parts if isinstance(part, Edges)]
        backwards = source.request.backwards
        has_facts = any(
            isinstance(part, PageFacts) and _is_read(part, backwards) for part in field.parts
        )
        found = fragments.page_of(
            source, has_parent=parent_id is not None, extra_rows=int(has_facts)
        )
        is_numbered = has_facts or backwards
        if not edges and not has_facts:
            return cls(name, found.model, source, sql, found.n_keys, "", is_numbered)
        nodes = [node for part in edges for node in part.fields if isinstance(node, NodeRecord)]
        names = set().union(*(_attributes(node.fields) for node in nodes))
        columns = "".join(
            f"{fragments.column_of_table(found.model, one)} AS c_{one}, " for one in sorted(names)
        )
        text = embedded(found.fragment, values).replace(f"{COLUMNS}, ", columns)
        text = text if parent_id is None else text.replace(PARENT, parent_id)
        rows = _numbered(text, name, source) if is_numbered else f"({text}) AS {name}"
        return cls(name, found.model, source, sql, found.n_keys, rows, is_numbered)

    def list_of(self, written: str) -> Pieces:
        """Return the texts of the page's rows as a list."""
        collected = self.sql.list_of(written)
        if self.is_numbered:
            collected += f" FILTER (WHERE {self.name}.place <= {self.source.request.limit})"
        return ["[", Sql(f"coalesce({collected}, '')"), "]"]

    def facts(self, part: PageFacts) -> Pieces:
        """Return where the page stands in its list."""
        members: list[Member] = []
        for fact in part.facts:
            if isinstance(fact, Constant):
                members.append(constant(fact))
            else:
                members.append((fact[0], self._fact(fact[1])))
        return object_of(members)

    def _fact(self, name: str) -> Pieces:
        request = self.source.request
        is_ahead = _is_ahead(name, request.backwards)
        n_read, place = f"{self.name}.n_read", f"{self.name}.place"
        if name in {"has_next_page", "has_previous_page"}:
            if is_ahead:
                return [Sql(json_sql.truth(f"coalesce(max({n_read}), 0) > {request.limit}"))]
            bound = request.before if request.backwards else request.after
            return ["true" if bound is not None else "false"]
        chosen = f"{place} = 1"
        if is_ahead:
            chosen = f"({place} = {request.limit} OR {place} = {n_read})"
        cursor = (
            f"max(CASE WHEN ({place} <= {request.limit} AND {chosen}) THEN {self.cursor()} END)"
        )
        quoted = self.sql.joined(["'\"'", cursor, "'\"'"])
        return [Sql(f"CASE WHEN ({cursor} IS NULL) THEN {json_sql.NULL} ELSE {quoted} END")]

    def cursor(self) -> str:
        """Return the cursor of a row."""
        keys = [f"{self.name}.key_{place}" for place in range(self.n_keys)]
        return self.sql.cursor(text_literal(self.source.tag), keys)


def _numbered(text: str, name: str, source: ListSource) -> str:
    chosen = "*, row_number() OVER () AS place, count(*) OVER () AS n_read"
    # The limit, which cuts nothing, keeps SQLite from dropping the order.
    order = f" ORDER BY place DESC LIMIT {source.request.limit + 1}"
    ending = order if source.request.backwards else ""
    return f"(SELECT {chosen} FROM ({text}) AS {name}_page{ending}) AS {name}"  # noqa: S608 (no text of a request)
