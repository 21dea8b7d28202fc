"""What the database holds of the rows of a file, and what an import would do with each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import Organization
from db.transfer.city import City
from db.transfer.findings import Problem, Rule
from db.transfer.judging import Batch
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind

_KEYS_AT_ONCE = 2_000
_KEYS_KEPT = 100_000
"""In a register of at most so many entries, only what is there is asked for."""
_SAME_DEG = 1e-9
"""Positions so close are the same: a tenth of a millimetre."""

_OWN = "district_id"


@dataclass(frozen=True)
class Update:
    """A row that would change an entry.

    Attributes
    ----------
    row
        In the file.
    primary_key
        Of the entry; `version` as it was read, None of a link.
    before, after
        What changes, by attribute.
    derived, derived_before
        Columns that follow and change with it, after and before.
    """

    row: int
    primary_key: tuple[Any, ...]
    version: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    derived: dict[str, Any] = field(default_factory=dict)
    derived_before: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Comparison:
    """What a batch would do: the places of new rows in it, the updates, how many change nothing.

    `existing` is the identifier of the entry that a row is, by the row's place in the batch.
    """

    new: NDArray[np.intp]
    updates: list[Update] = field(default_factory=list)
    n_unchanged: int = 0
    problems: dict[int, Problem] = field(default_factory=dict)
    existing: dict[int, int] = field(default_factory=dict)

    def leave_out_refused(self, batch: Batch) -> None:
        """Do nothing with the rows of the batch that were refused meanwhile."""
        if batch.is_refused.any():
            refused = {batch.rows[index] for index in np.flatnonzero(batch.is_refused).tolist()}
            self.new = self.new[~batch.is_refused[self.new]]
            self.updates = [one for one in self.updates if one.row not in refused]


class Register:
    """A register of the database, compared with batches of a file.

    Parameters
    ----------
    columns
        Those that the file gives.
    """

    def __init__(self, session: Session, kind: Kind, columns: Sequence[Column], city: City) -> None:
        self._session = session
        self._kind = kind
        self._columns = list(columns)
        self._city = city
        count = session.scalar(select(func.count()).select_from(kind.table))
        self.n_rows = count or 0
        self._keys: set[tuple[Any, ...]] | None = None
        if self.n_rows <= _KEYS_KEPT:
            chosen = select(*(kind.table.c[name] for name in kind.key))
            self._keys = {tuple(key) for key in session.connection().execute(chosen)}

    def compare(self, batch: Batch) -> Comparison:
        """Tell what the rows that are not refused would do."""
        rows = np.flatnonzero(~batch.is_refused)
        if self.n_rows == 0:
            return Comparison(rows)
        keys = batch.keys(self._kind)
        known = self._keys
        asked = [keys[row] for row in rows.tolist() if known is None or keys[row] in known]
        found = self._entries(asked)
        result = Comparison(rows)
        new = []
        for row in rows.tolist():
            entries = found.get(keys[row], ())
            if not entries:
                new.append(row)
            elif len(entries) > 1:
                result.problems[row] = self._several(len(entries))
            else:
                self._set_against(batch, row, entries[0], result)
        result.new = np.array(new, dtype=np.intp)
        return result

    def _set_against(
        self, batch: Batch, row: int, entry: dict[str, Any], result: Comparison
    ) -> None:
        before, after = {}, {}
        for column in self._columns:
            value = _value(batch, column, row)
            if value is None and not column.is_required and column.default is not None:
                continue  # an empty cell says nothing of a column that is never empty
            was = entry[column.attribute]
            if not _is_same(was, value):
                before[column.attribute], after[column.attribute] = was, value
        if "id" in entry:
            result.existing[row] = entry["id"]
        if not after:
            result.n_unchanged += 1
            return
        primary = tuple(entry[each.name] for each in self._kind.table.primary_key.columns)
        derived = self._derived(entry, after)
        update = Update(
            batch.rows[row],
            primary,
            entry.get("version"),
            before,
            after,
            derived,
            {name: entry[name] for name in derived},
        )
        result.updates.append(update)

    def _derived(self, entry: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """Give an organization's district anew, where what it follows from changes."""
        if self._kind.model is not Organization or not {"named_district_id", "location"} & set(
            after
        ):
            return {}
        merged = {**entry, **after}
        place = merged["location"]
        found = 0
        if place is not None:
            found = int(self._city.districts_of(np.array([[place.x, place.y]]))[0])
        return {_OWN: merged["named_district_id"] or found or None}

    def _entries(self, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Any]]:
        found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        wanted = set(keys)
        for entry in self._read(keys):
            key = tuple(entry[name] for name in self._kind.key)
            if key in wanted:
                found[key].append(entry)
        return found

    def _read(self, keys: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        """Read the entries that share the most telling part of their key with one of the keys."""
        table, names = self._kind.table, self._names()
        columns = [
            type_coerce(table.c[name], NullType) if self._is_point(name) else table.c[name]
            for name in names
        ]
        parts = [set(values) for values in zip(*keys, strict=True)]
        if not parts:
            return
        place = max(range(len(parts)), key=lambda index: len(parts[index]))
        telling = table.c[self._kind.key[place]]
        values = [value for value in parts[place] if value is not None]
        for start in range(0, max(len(values), 1), _KEYS_AT_ONCE):
            part = values[start : start + _KEYS_AT_ONCE]
            condition: ColumnElement[bool] = telling.in_(part)
            if start == 0 and None in parts[place]:
                condition = or_(condition, telling.is_(None))
            rows = self._session.connection().execute(select(*columns).where(condition)).all()
            yield from self._as_entries(names, rows)

    def _as_entries(self, names: Sequence[str], rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
        points = next((place for place, name in enumerate(names) if self._is_point(name)), None)
        if points is None:
            yield from (dict(zip(names, row, strict=True)) for row in rows)
            return
        xy = spatial.decode_points([row[points] for row in rows])
        made = np.full(len(rows), None, dtype=np.object_)
        is_placed = np.isfinite(xy).all(axis=1)
        made[is_placed] = shapely.points(xy[is_placed])
        for row, point in zip(rows, made, strict=True):
            entry = dict(zip(names, row, strict=True))
            entry[names[points]] = point
            yield entry

    def _names(self) -> list[str]:
        own = [each.name for each in self._kind.table.primary_key.columns]
        names = [*own, *self._kind.key, *(column.attribute for column in self._columns)]
        if self._kind.is_record:
            names.append("version")
        if self._kind.model is Organization:
            names += ["named_district_id", "location", _OWN]
        return list(dict.fromkeys(names))

    def _is_point(self, name: str) -> bool:
        column = self._kind.geometry
        return column is not None and column.attribute == name and column.geometry_type == "POINT"

    def _several(self, count: int) -> Problem:
        names = [self._kind.column(name) for name in self._kind.key]
        return Problem(
            Rule.DUPLICATE_IN_DATABASE,
            f"数据库中有 {count} 条记录的{'、'.join(one.zh for one in names)}相同",
            f"{count} entries of the database share {', '.join(one.en for one in names)}",
            "先合并数据库中的重复记录",
            "merge the entries of the database first",
        )


def _value(batch: Batch, column: Column, row: int) -> Any:
    if column.value is not ValueKind.GEOMETRY:
        return batch.values[column.attribute][row]
    if batch.xy is not None:
        x, y = batch.xy[row].tolist()
        return None if np.isnan(x) else shapely.Point(x, y)
    return None if batch.shapes is None else batch.shapes[row]


def _is_same(was: Any, value: Any) -> bool:
    if isinstance(was, BaseGeometry) and isinstance(value, BaseGeometry):
        # Formats begin a ring where they like, and turn it their way.
        return bool(shapely.equals_exact(was, value, tolerance=_SAME_DEG, normalize=True))
    return bool(was == value)
