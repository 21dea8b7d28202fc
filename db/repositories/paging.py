"""Pages by key: a cursor is the key of a row, so rows that are added or removed shift nothing.

An order is a list of keys that ends in a unique one. NULL sorts last whichever way a key
runs; a text key sorts by code point on both databases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from db.errors import FilterError
from db.repositories.cursor_values import KeyValue, checked_value, exported_value

T = TypeVar("T")
Key = tuple[KeyValue, ...]

_FIRST_RADIUS_M = 500.0
_LAST_RADIUS_M = 100_000.0


@dataclass(frozen=True)
class OrderKey:
    """One key of an order.

    `within` turns metres into a condition through the spatial index; only a distance has it.
    """

    column: Any
    descending: bool = False
    nullable: bool = False
    within: Callable[[float], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Order:
    """Keys from the first to the last, which is unique and not NULL (an id)."""

    keys: tuple[OrderKey, ...]


@dataclass(frozen=True)
class PageRequest:
    """At most `limit` rows after and before the given keys; `backwards` takes the last ones."""

    limit: int
    after: Key | None = None
    before: Key | None = None
    backwards: bool = False


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows in the order that was asked for, with the key of each.

    On the side that the page was not read towards, `has_next` and `has_previous` tell whether
    a cursor bounds it there.
    """

    rows: list[T]
    keys: list[Key]
    has_next: bool
    has_previous: bool


def by_id(model: Any) -> Order:
    """Return the order by identifier alone."""
    return Order((OrderKey(model.id),))


def page(session: Session, statement: Select[T], order: Order, request: PageRequest) -> Page[T]:
    """Return one page of a statement that selects one mapped class.

    Nearest first, it searches in growing circles through the spatial index until the page is full.

    Raises
    ------
    FilterError
        A key does not fit the order, or the limit is negative.
    """
    labels = _labels(order)
    chosen = statement.add_columns(*labels).where(*_bounds(order, request))
    chosen = chosen.order_by(None).order_by(*_ordering(order, labels, request.backwards))
    rows = _fetch(session, chosen.limit(request.limit + 1), order, request)
    return _cut([(row[0], tuple(row[1:])) for row in rows], request)


def pages_by_parent(
    session: Session,
    statement: Select[T],
    parent_column: Any,
    parent_ids: Sequence[int],
    order: Order,
    request: PageRequest,
) -> dict[int, Page[T]]:
    """Return a page for each of many parents in one SQL statement.

    Parameters
    ----------
    statement
        Selects one mapped class; it may join the table that `parent_column` belongs to.
    parent_column
        The column that holds the parent's identifier; a row may have several parents.
    """
    entity = statement.column_descriptions[0]["entity"]
    labels = _labels(order)
    ordering = _ordering(order, [key.column for key in order.keys], request.backwards)
    ranked = (
        statement.with_only_columns(
            entity.id.label("row_id"),
            parent_column.label("parent_id"),
            *labels,
            func.row_number().over(partition_by=parent_column, order_by=ordering).label("rank"),
            maintain_column_froms=True,
        )
        .where(parent_column.in_(parent_ids), *_bounds(order, request))
        .order_by(None)
        .subquery()
    )
    keys = [ranked.c[label.name] for label in labels]
    found = session.execute(
        select(entity, ranked.c.parent_id, *keys)
        .join(ranked, entity.id == ranked.c.row_id)
        .where(ranked.c.rank <= request.limit + 1)
        .order_by(ranked.c.parent_id, ranked.c.rank)
    ).all()
    rows: dict[int, list[tuple[T, tuple[Any, ...]]]] = {parent_id: [] for parent_id in parent_ids}
    for row in found:
        rows[row[1]].append((row[0], tuple(row[2:])))
    return {parent_id: _cut(part, request) for parent_id, part in rows.items()}


def slice_of(
    statement: Select[Any],
    columns: Sequence[Any],
    order: Order,
    request: PageRequest,
    *,
    extra_rows: int = 0,
) -> Select[Any]:
    """Return the statement of a page's columns and of its key, labelled `key_0` and on.

    Going backwards the rows come last first. Nearest first, it does not search through the
    spatial index as `page` does.

    Raises
    ------
    FilterError
        As `page` does.
    """
    labels = _labels(order)
    chosen = statement.with_only_columns(*columns, *labels, maintain_column_froms=True)
    chosen = chosen.where(*_bounds(order, request)).order_by(None)
    ordering = _ordering(order, labels, request.backwards)
    # Written out, so that a plan that is kept knows how few rows are wanted.
    n_rows = literal(request.limit + extra_rows, Integer, literal_execute=True)
    return chosen.order_by(*ordering).limit(n_rows)


def count_of(statement: Select[Any]) -> Select[Any]:
    """Return the statement that counts the rows of another."""
    return statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)


def count(session: Session, statement: Select[Any]) -> int:
    """Return how many rows a statement that selects one mapped class has."""
    return int(session.scalar(count_of(statement)) or 0)


def counts_by_parent(
    session: Session, statement: Select[Any], parent_column: Any, parent_ids: Sequence[int]
) -> dict[int, int]:
    """Return how many rows each of many parents has, in one SQL statement; 0 where none."""
    counted = (
        statement.with_only_columns(parent_column, func.count(), maintain_column_froms=True)
        .where(parent_column.in_(parent_ids))
        .order_by(None)
        .group_by(parent_column)
    )
    counts = dict.fromkeys(parent_ids, 0)
    counts.update({parent_id: int(n) for parent_id, n in session.execute(counted)})
    return counts


def _labels(order: Order) -> list[Label[Any]]:
    return [key.column.label(f"key_{i}") for i, key in enumerate(order.keys)]


def _ordering(order: Order, columns: Sequence[Any], backwards: bool) -> list[Any]:
    ordering = []
    for key, column in zip(order.keys, columns, strict=True):
        directed = column.desc() if key.descending != backwards else column.asc()
        if key.nullable:
            directed = directed.nulls_first() if backwards else directed.nulls_last()
        ordering.append(directed)
    return ordering


def _bounds(order: Order, request: PageRequest) -> list[ColumnElement[bool]]:
    if request.limit < 0:
        raise FilterError(f"a page of {request.limit} rows cannot be read; ask for 0 or more")
    bounds = []
    if request.after is not None:
        bounds.append(_beyond(order, request.after, backwards=False))
    if request.before is not None:
        bounds.append(_beyond(order, request.before, backwards=True))
    return bounds


def _beyond(order: Order, key: Key, *, backwards: bool) -> ColumnElement[bool]:
    """Return the condition that a row comes after a key, or before it."""
    if len(key) != len(order.keys):
        raise FilterError(f"a cursor of this list has {len(order.keys)} keys, not {len(key)}")
    values = [
        checked_value(part.column, value, nullable=part.nullable)
        for part, value in zip(order.keys, key, strict=True)
    ]
    if _is_uniform(order):
        columns, bound = tuple_(*(part.column for part in order.keys)), tuple_(*values)
        return columns < bound if order.keys[0].descending != backwards else columns > bound
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for part, value in zip(order.keys, values, strict=True):
        alternatives.append(and_(*equal, _strictly_beyond(part, value, backwards)))
        equal.append(part.column.is_(None) if value is None else part.column == value)
    return or_(*alternatives)


def _is_uniform(order: Order) -> bool:
    """Tell whether one comparison of rows will do, which an index on the keys answers."""
    return not any(key.nullable for key in order.keys) and (
        len({key.descending for key in order.keys}) == 1
    )


def _strictly_beyond(part: OrderKey, value: KeyValue | date, backwards: bool) -> Any:
    if value is None:
        return part.column.is_not(None) if backwards else false()
    beyond = part.column < value if part.descending != backwards else part.column > value
    return or_(beyond, part.column.is_(None)) if part.nullable and not backwards else beyond


def _cut(rows: list[tuple[T, tuple[Any, ...]]], request: PageRequest) -> Page[T]:
    has_more = len(rows) > request.limit
    kept = rows[: request.limit]
    if request.backwards:
        kept.reverse()
    return Page(
        rows=[row for row, _ in kept],
        keys=[tuple(exported_value(value) for value in key) for _, key in kept],
        has_next=request.before is not None if request.backwards else has_more,
        has_previous=has_more if request.backwards else request.after is not None,
    )


def _fetch(
    session: Session, statement: Select[Any], order: Order, request: PageRequest
) -> Sequence[Any]:
    first = order.keys[0]
    if first.within is None or first.descending:
        return session.execute(statement).all()
    if request.before is not None and request.before[0] is not None:
        # Nothing before a cursor is farther than it.
        statement = statement.where(first.within(float(request.before[0])))
    if request.backwards:
        return session.execute(statement).all()
    start = request.after[0] if request.after is not None else 0.0
    if start is None:  # the cursor stands among the rows that have no distance
        return session.execute(statement).all()
    radius_m = max(_FIRST_RADIUS_M, 1.5 * float(start))
    while radius_m < _LAST_RADIUS_M:
        rows = session.execute(statement.where(first.within(radius_m))).all()
        if len(rows) > request.limit:
            return rows
        # Twice the area that the rows found so far let expect, at most 64 times this one.
        share = (request.limit + 1) / max(len(rows), 1)
        radius_m *= min(max((2 * share) ** 0.5, 1.5), 8.0)
    return session.execute(statement).all()
