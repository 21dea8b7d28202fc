"""Rows: what they refer to, where they lie, and who changed them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Column, ForeignKeyConstraint, Table, and_, exists, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db.errors import BlobError
from db.maintenance.findings import Finding
from db.models import Base
from db.repositories import audit
from db.spatial import ShapelyGeometry

_CORRECT = "correct the record by the API or the console"
_ROWS_AT_ONCE = 5_000


def foreign_keys(session: Session) -> Iterator[Finding]:
    """Find rows that refer to a row that is not there."""
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            yield from _orphans(session, table, key)


def _orphans(session: Session, table: Table, key: ForeignKeyConstraint) -> Iterator[Finding]:
    parent = key.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    is_there = exists().where(*(child == other for child, other in pairs))
    names = list(table.primary_key.columns)
    lost = select(*names, *(child for child, _ in pairs)).where(
        and_(*(child.is_not(None) for child, _ in pairs)), ~is_there
    )
    for row in session.execute(lost.order_by(*names)):
        values = ", ".join(str(value) for value in row[len(names) :])
        columns = ", ".join(child.name for child, _ in pairs)
        yield Finding(
            f"{table.name} {_key(row[: len(names)])}",
            f"{columns} is {values}, which {key.referred_table.name} does not hold",
            _CORRECT,
        )


def geometries(session: Session) -> Iterator[Finding]:
    """Find geometries that cannot be read, are invalid, or lie outside the world."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, ShapelyGeometry):
                yield from _of_column(session, table, column, column.type)


def _of_column(
    session: Session, table: Table, column: Column[Any], kind: ShapelyGeometry
) -> Iterator[Finding]:
    process = kind.result_processor(session.get_bind().dialect, None)
    key = next(iter(table.primary_key.columns))
    # Taken off its type, a value that cannot be read does not end the whole check.
    raw = type_coerce(column, NullType)
    rows = session.execute(select(key, raw).where(column.is_not(None)).order_by(key))
    for part in rows.partitions(_ROWS_AT_ONCE):
        places, decoded = [], []
        for identifier, value in part:
            place = f"{table.name} {identifier}, {column.name}"
            try:
                decoded.append(process(value))
            except (BlobError, shapely.errors.ShapelyError) as error:
                yield Finding(place, f"it is no geometry: {error}", _CORRECT)
            else:
                places.append(place)
        yield from _faults(places, decoded, kind)


def _faults(
    places: Sequence[str], decoded: Sequence[Any], kind: ShapelyGeometry
) -> Iterator[Finding]:
    array = np.empty(len(decoded), dtype=np.object_)
    array[:] = decoded
    west, south, east, north = shapely.bounds(array).reshape(-1, 4).T
    with np.errstate(invalid="ignore"):
        is_outside = (np.minimum(west, -east) < -180.0) | (np.minimum(south, -north) < -90.0)
    is_infinite = ~np.isfinite(shapely.bounds(array)).reshape(-1, 4).all(axis=1)
    is_infinite &= ~shapely.is_empty(array)
    is_other = np.array([kind.geometry_type != each.geom_type.upper() for each in decoded], bool)
    is_invalid = ~shapely.is_valid(array)
    for number in np.flatnonzero(is_outside | is_infinite | is_other | is_invalid).tolist():
        if is_other[number]:
            fault = f"it is a {decoded[number].geom_type}, not a {kind.geometry_type}"
        elif is_infinite[number]:
            fault = "it has a coordinate that is not a finite number"
        elif is_outside[number]:
            fault = f"it reaches beyond longitude 180 or latitude 90: {decoded[number].bounds}"
        else:
            fault = f"it is invalid: {shapely.is_valid_reason(decoded[number])}"
        yield Finding(places[number], fault, _CORRECT)


def audit_chain(session: Session) -> Iterator[Finding]:
    """Verify the hash of every entry of the audit, its link to the one before, and the head."""
    verified = audit.verify_audit(session)
    if verified.fault is not None:
        yield Finding(
            f"audit, after {verified.n_entries} sound entries",
            verified.fault,
            "somebody went past this program, or the storage is damaged: compare with a backup",
        )


def _key(values: Sequence[Any]) -> str:
    return ", ".join(str(value) for value in values)
