"""Sessions whose writes are audited, counted on the map layers and kept to their districts.

`recorded_write` watches every row that the session adds, changes or deletes as an object. At the
commit, inside the transaction, it compares the rows before and after, writes one entry of the
audit and tells the map layers. Statements that bypass objects (an import's) are not seen: such a
caller says what it did by `set_import`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Table, event, inspect, select, tuple_
from sqlalchemy.orm import Session

from db import geodesic
from db.engine import Database
from db.errors import JournalError
from db.models import (
    AuditEntry,
    AuditHead,
    Base,
    CircleMembership,
    LayerChange,
    LayerVersion,
    StationService,
)
from db.models.enums import ChangeAction
from db.repositories import audit, districts_of, layer_changes
from db.repositories.audit import ImportedFile
from db.repositories.layer_changes import FEATURE_TABLES, LAYERS_OF_TABLE, FeatureChange
from db.spatial import Bbox

_UNWATCHED = (AuditEntry, AuditHead, CircleMembership, LayerChange, LayerVersion, StationService)
_SECRET_COLUMNS = frozenset({"secret_sha256"})
_KEY = "journal"

Row = dict[str, Any]
RowKey = tuple[Any, ...]


@dataclass(frozen=True)
class Author:
    """Who writes: the name of a token, and the districts that it is bound to, if it is."""

    name: str
    district_ids: frozenset[int] | None = None


@dataclass(eq=False)
class Journal:
    """What one session has changed so far."""

    author: Author
    action: str
    at: datetime
    note: str | None = None
    request_id: str | None = None
    imported: ImportedFile | None = None
    imported_layers: tuple[str, ...] = ()
    before: dict[type[Base], dict[RowKey, Row | None]] = field(default_factory=dict)
    is_closed: bool = False

    def before_flush(self, session: Session, *_: object) -> None:
        """Read the rows that are about to change for the first time."""
        self._require_open(session)
        changing: dict[type[Base], list[RowKey]] = {}
        touched = [each for each in session.dirty if session.is_modified(each)]
        for record in (*touched, *session.deleted):
            if not isinstance(record, _UNWATCHED):
                key = tuple(inspect(record).identity)
                if key not in self.before.get(type(record), {}):
                    changing.setdefault(type(record), []).append(key)
        for model, keys in changing.items():
            rows = _read(session, model, keys)
            self.before.setdefault(model, {}).update({key: rows.get(key) for key in keys})
            self._require_districts(session, model, list(rows))

    def after_flush(self, session: Session, *_: object) -> None:
        """Remember the rows that were added: before, there was none."""
        for record in session.new:
            if not isinstance(record, _UNWATCHED):
                mapper = inspect(type(record))
                key = tuple(mapper.primary_key_from_instance(record))
                self.before.setdefault(type(record), {}).setdefault(key, None)

    def before_commit(self, session: Session) -> None:
        """Write the entry of the audit and what changed on the layers."""
        if self.is_closed or session.in_nested_transaction():
            return
        session.flush()
        changes, features = self._compare(session)
        self.is_closed = True
        if not changes and self.imported is None:
            return
        audit.append(
            session,
            at=self.at,
            by=self.author.name,
            action=self.action,
            note=self.note,
            request_id=self.request_id,
            changes=[] if self.imported is not None else changes,
            imported=self.imported,
        )
        features += [
            FeatureChange(layer, None, ChangeAction.UPDATED) for layer in self.imported_layers
        ]
        layer_changes.note(session, features, self.at)

    def _compare(self, session: Session) -> tuple[list[Row], list[FeatureChange]]:
        changes: list[Row] = []
        features: dict[tuple[str, int | None], FeatureChange] = {}
        for model, rows in self.before.items():
            after = _read(session, model, list(rows))
            self._require_districts(session, model, list(after))
            table = _table(model)
            for key, was in rows.items():
                row = after.get(key)
                if was == row:
                    continue
                changes.append(_change(table, key, was, row))
                for feature in _features(table, was, row):
                    features.setdefault((feature.layer, feature.record_id), feature)
        return changes, list(features.values())

    def _require_districts(self, session: Session, model: type[Base], keys: list[RowKey]) -> None:
        if self.author.district_ids is not None and keys:
            districts_of.require_inside(session, model, keys, self.author.district_ids)

    def _require_open(self, session: Session) -> None:
        changed = (*session.new, *session.dirty, *session.deleted)
        if self.is_closed and not all(isinstance(each, _UNWATCHED) for each in changed):
            raise JournalError("the session's entry is written already; open another one")


@contextmanager
def recorded_write(
    database: Database,
    author: Author | str,
    action: str,
    *,
    at: datetime | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> Iterator[Session]:
    """Hold a session as `Database.write` does, whose commit writes one entry of the audit.

    A transaction that changes no row writes none.

    Parameters
    ----------
    author
        A token's name. Bound to districts, a row that lies elsewhere, before or after the
        change, raises and rolls everything back.
    action
        What was asked for, such as the mutation's name.
    at
        The moment, now if not given.
    note
        Such as the reason of a withdrawal.

    Raises
    ------
    OutsideDistrictsError
        A row belongs to none of the author's districts.
    StaleVersionError, SchemaVersionError, DatabaseUnavailableError
        As `Database.write` does.
    """
    with database.write() as session:
        attach(session, author, action, at=at, note=note, request_id=request_id)
        yield session


def attach(
    session: Session,
    author: Author | str,
    action: str,
    *,
    at: datetime | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> Journal:
    """Let a session that has written nothing yet keep a journal, as `recorded_write` does."""
    made = Journal(
        Author(author) if isinstance(author, str) else author,
        action,
        at or datetime.now(tz=UTC),
        note,
        request_id,
    )
    session.info[_KEY] = made
    event.listen(session, "before_flush", made.before_flush)
    event.listen(session, "after_flush", made.after_flush)
    event.listen(session, "before_commit", made.before_commit)
    return made


def set_import(session: Session, imported: ImportedFile, *, tables: tuple[str, ...]) -> None:
    """Let the entry name an import's file and digest instead of every row before and after.

    Parameters
    ----------
    tables
        The tables that were written, whose map layers change as a whole.

    Raises
    ------
    JournalError
        The session keeps no journal.
    """
    made = session.info.get(_KEY)
    if not isinstance(made, Journal):
        raise JournalError("the session keeps no journal; open it by recorded_write")
    made.imported = imported
    layers = {layer for table in tables for layer in LAYERS_OF_TABLE.get(table, ())}
    made.imported_layers = tuple(sorted(layers))


def _read(session: Session, model: type[Base], keys: list[RowKey]) -> dict[RowKey, Row]:
    """Read rows as they are in the table now, past the session's objects."""
    table = _table(model)
    columns = list(table.primary_key.columns)
    found: dict[RowKey, Row] = {}
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        wanted = (
            columns[0].in_([key[0] for key in part])
            if len(columns) == 1
            else tuple_(*columns).in_(part)
        )
        for row in session.connection().execute(select(table).where(wanted)).mappings():
            found[tuple(row[column.name] for column in columns)] = {
                column.name: row[column.name]
                for column in table.columns
                if column.name not in _SECRET_COLUMNS
            }
    return found


def _table(model: type[Base]) -> Table:
    table = inspect(model).local_table
    if not isinstance(table, Table):
        raise JournalError(f"{model.__name__} has no table")
    return table


def _change(table: Table, key: RowKey, before: Row | None, after: Row | None) -> Row:
    return {"table": table.name, "key": list(key), "before": before, "after": after}


def _features(table: Table, before: Row | None, after: Row | None) -> Iterator[FeatureChange]:
    """Tell which features of which layers a changed row changes."""
    row = after or before or {}
    for layer in LAYERS_OF_TABLE.get(table.name, ()):
        if FEATURE_TABLES.get(layer) == table.name:
            action = ChangeAction.UPDATED
            if before is None or after is None:
                action = ChangeAction.CREATED if before is None else ChangeAction.REMOVED
            yield FeatureChange(layer, row["id"], action, _bbox(layer, before, after))
        else:
            record_id = row.get("organization_id") if layer == "ORGANIZATIONS" else None
            yield FeatureChange(layer, record_id, ChangeAction.UPDATED)


def _bbox(layer: str, *rows: Row | None) -> Bbox | None:
    """Return the box around where a row was and is; None without a geometry."""
    boxes = []
    for row in filter(None, rows):
        for value in row.values():
            if not isinstance(value, BaseGeometry) or value.is_empty:
                continue
            if layer == "SERVICE_AREAS" and isinstance(value, Point):
                boxes.append(geodesic.box_around(value.x, value.y, row["service_radius_m"]))
            else:
                boxes.append(value.bounds)
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
