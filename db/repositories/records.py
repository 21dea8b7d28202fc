"""What holds for the records of every aggregate: by identifier, and changed against a version."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, attributes

from db.errors import RecordNotFoundError, StaleVersionError
from db.models import Record

R = TypeVar("R", bound=Record)

LARGEST_IDENTIFIER = 2**31 - 1
_OWN = {"id", "version"}
"""Columns that are not a caller's to set."""


def by_ids(session: Session, model: type[R], ids: Iterable[int]) -> dict[int, R]:
    """Return the records that exist among these identifiers, in one statement."""
    wanted = sorted(number for number in set(ids) if abs(number) <= LARGEST_IDENTIFIER)
    if not wanted:
        return {}
    found = session.scalars(select(model).where(model.id.in_(wanted)))
    return {record.id: record for record in found}


def get(session: Session, model: type[R], identifier: int) -> R:
    """Return one record.

    Raises
    ------
    RecordNotFoundError
        There is none.
    """
    record = session.get(model, identifier)
    if record is None:
        raise _missing(model, identifier)
    return record


def get_version(session: Session, model: type[R], identifier: int, version: int) -> R:
    """Return one record for a change, provided that it is still what the caller read.

    Raises
    ------
    RecordNotFoundError
        There is none.
    StaleVersionError
        It was changed since; the error has the version found and the one given.
    """
    # Locked where the database can: whoever comes second waits, and then finds the new version.
    record = session.get(model, identifier, with_for_update=True)
    if record is None:
        raise _missing(model, identifier)
    if record.version != version:
        raise StaleVersionError(
            f"{model.__name__} {identifier} is at version {record.version}, not {version};"
            " read it again and repeat the change",
            found=record.version,
            given=version,
        )
    return record


def touch(record: Record) -> None:
    """Let the record's version count up, because something that belongs to it changed."""
    names = (each.key for each in inspect(type(record)).column_attrs)
    attributes.flag_modified(record, next(name for name in names if name not in _OWN))


def assign(record: Record, values: Mapping[str, Any]) -> None:
    """Set attributes of a record by name.

    Raises
    ------
    AttributeError
        The record's table has no such column, or it is not the caller's to set.
    """
    columns = set(type(record).__mapper__.columns.keys()) - _OWN
    unknown = set(values) - columns
    if unknown:
        raise AttributeError(f"{type(record).__name__} has no {', '.join(sorted(unknown))} to set")
    for name, value in values.items():
        setattr(record, name, value)


def _missing(model: type[Record], identifier: int) -> RecordNotFoundError:
    return RecordNotFoundError(f"{model.__name__} {identifier} does not exist")
