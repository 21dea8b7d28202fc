"""Writing what was judged and compared: new rows, updates, and what follows from both."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from db.models import Organization
from db.transfer.bulk import (
    Columns,
    index_points,
    indexes_built_at_the_end,
    insert_columns,
    reserved_ids,
)
from db.transfer.existing import Comparison, Update
from db.transfer.judging import Batch
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind

_REBUILD_ROWS = 20_000
"""From so many new rows on, in a table with fewer, indexes are built at the end."""


@dataclass(eq=False)
class Stored:
    """What was written.

    Attributes
    ----------
    first_id, n_added
        New entries have the identifiers from `first_id` on; links have none.
    updates
        What was changed.
    placed_ids
        Entries that are new or lie elsewhere now.
    rows_sha256
        Of the rows as they were written, column by column.
    """

    first_id: int | None = None
    n_added: int = 0
    updates: list[Update] = field(default_factory=list)
    placed_ids: list[int] = field(default_factory=list)
    rows_sha256: str = ""


def store(
    session: Session,
    kind: Kind,
    columns: Sequence[Column],
    compared: Sequence[tuple[Batch, Comparison]],
    n_existing: int,
    *,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Stored:
    """Write all new rows and updates.

    Parameters
    ----------
    columns
        Those that the file gives.
    compared
        The batches; rows refused meanwhile are in neither `new` nor `updates`.
    on_rows
        Told after each batch how many new rows are written.
    """
    stored = Stored()
    hashed = hashlib.sha256()
    n_new = sum(len(one.new) for _, one in compared)
    if n_new:
        if kind.is_record:
            stored.first_id = reserved_ids(session, kind.table, n_new)
            _name_own_references(session, kind, columns, compared, stored.first_id)
        point = kind.geometry if kind.geometry and kind.geometry.geometry_type == "POINT" else None
        is_bulk = n_new >= _REBUILD_ROWS and n_new > n_existing
        with (
            indexes_built_at_the_end(session, kind.table, point.attribute if point else None)
            if is_bulk
            else nullcontext()
        ):
            batches = _told(
                _new_rows(kind, columns, compared, stored.first_id, hashed), compared, on_rows
            )
            stored.n_added = insert_columns(session, kind.table, batches)
            if is_bulk and point is not None and stored.first_id is not None:
                xy = [_places(batch, one.new) for batch, one in compared]
                index_points(session, kind.table, point.attribute, stored.first_id, np.vstack(xy))
        if stored.first_id is not None:
            stored.placed_ids += range(stored.first_id, stored.first_id + stored.n_added)
    for _, comparison in compared:
        stored.updates += comparison.updates
    _update(session, kind, stored.updates)
    for one in stored.updates:
        hashed.update(orjson.dumps([one.primary_key, one.after], default=_plain))
        if "id" in kind.table.c:
            stored.placed_ids.append(one.primary_key[0])
    stored.rows_sha256 = hashed.hexdigest()
    return stored


def _name_own_references(
    session: Session,
    kind: Kind,
    columns: Sequence[Column],
    compared: Sequence[tuple[Batch, Comparison]],
    first_id: int,
) -> None:
    """Put identifiers where rows name other rows of the file."""
    own = [column.attribute for column in columns if column.refers_to is kind.model]
    if not own:
        return
    if session.get_bind().dialect.name == "sqlite":
        # A row may answer to a later one; PostgreSQL checks at the end of its COPY.
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    ids: dict[Any, int] = {}
    next_id = first_id
    for batch, comparison in compared:
        keys = batch.keys(kind)
        ids |= {keys[row][0]: identifier for row, identifier in comparison.existing.items()}
        for row in comparison.new.tolist():
            ids[keys[row][0]] = next_id
            next_id += 1
    for name in own:
        for batch, comparison in compared:
            values = batch.values[name]
            batch.values[name] = [ids[v] if isinstance(v, str) else v for v in values]
            for one in comparison.updates:
                if isinstance(one.after.get(name), str):
                    one.after[name] = ids[one.after[name]]


def _new_rows(
    kind: Kind,
    columns: Sequence[Column],
    compared: Sequence[tuple[Batch, Comparison]],
    first_id: int | None,
    hashed: Any,
) -> Iterator[Columns]:
    """Give the new rows by columns, all columns of the register and what follows from them."""
    given = {column.attribute for column in columns}
    next_id = first_id
    for batch, comparison in compared:
        rows = comparison.new
        made: dict[str, Any] = {}
        for column in kind.columns:
            made[column.attribute] = _column_of(
                batch, column, rows, is_given=column.attribute in given
            )
        if next_id is not None:
            made["id"] = list(range(next_id, next_id + len(rows)))
            made["version"] = [1] * len(rows)
            next_id += len(rows)
        if kind.model is Organization:
            made["district_id"] = _districts(batch, rows, made["named_district_id"])
        for name in sorted(made):
            values = made[name]
            is_array = isinstance(values, np.ndarray)
            hashed.update(values.tobytes() if is_array else orjson.dumps(values, default=_plain))
        yield made


def _told(
    batches: Iterator[Columns],
    compared: Sequence[tuple[Batch, Comparison]],
    on_rows: Callable[[int], None],
) -> Iterator[Columns]:
    """Pass batches on, and tell of each once it is written."""
    n_rows = 0
    for batch, (_, comparison) in zip(batches, compared, strict=True):
        yield batch
        n_rows += len(comparison.new)
        on_rows(n_rows)


def _column_of(
    batch: Batch, column: Column, rows: NDArray[np.intp], *, is_given: bool
) -> Sequence[Any] | NDArray[np.float64]:
    if column.value is ValueKind.GEOMETRY:
        if column.geometry_type == "POINT":
            return _places(batch, rows)
        return [None] * len(rows) if batch.shapes is None else batch.shapes[rows].tolist()
    if not is_given:
        return [column.default] * len(rows)
    values = batch.values[column.attribute]
    chosen = values if len(rows) == len(values) else [values[row] for row in rows.tolist()]
    if column.default is None or None not in chosen:
        return chosen
    return [column.default if value is None else value for value in chosen]


def _places(batch: Batch, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.full((len(rows), 2), np.nan) if batch.xy is None else batch.xy[rows]


def _districts(batch: Batch, rows: NDArray[np.intp], named: Sequence[Any]) -> list[int | None]:
    if batch.district_ids is None:
        return list(named)
    found = batch.district_ids[rows].tolist()
    return [one or other or None for one, other in zip(named, found, strict=True)]


def _update(session: Session, kind: Kind, updates: Sequence[Update]) -> None:
    """Write updates, those of the same columns by one statement."""
    by_columns: dict[tuple[str, ...], list[Update]] = {}
    for one in updates:
        names = tuple(sorted({**one.after, **one.derived}))
        by_columns.setdefault(names, []).append(one)
    table = kind.table
    keys = [each.name for each in table.primary_key.columns]
    for names, group in by_columns.items():
        statement = update(table).values({name: bindparam(f"new_{name}") for name in names})
        if kind.is_record:
            statement = statement.values(version=table.c.version + 1)
        for key in keys:
            statement = statement.where(table.c[key] == bindparam(f"key_{key}"))
        parameters = [
            {f"new_{name}": value for name, value in {**one.after, **one.derived}.items()}
            | {f"key_{key}": part for key, part in zip(keys, one.primary_key, strict=True)}
            for one in group
        ]
        session.connection().execute(statement, parameters)


def _plain(value: Any) -> str:
    """Give what JSON has no word for as text: money, places."""
    return value.wkb_hex if hasattr(value, "wkb_hex") else str(value)
