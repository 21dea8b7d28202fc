"""What holds for the records of every aggregate: by identifier, and changed against a version."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError, StaleVersionError
from db.models import Record

R = TypeVar("R", bound=Record)


def by_ids(session: Session, model: type[R], ids: Iterable[int]) -> dict[int, R]:
    """Return the records that exist among these identifiers, in one statement."""
    wanted = sorted(set(ids))
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
        raise RecordNotFoundError(f"{model.__name__} {identifier} does not exist")
    return record


def get_version(session: Session, model: type[R], identifier: int, version: int) -> R:
    """Return one record for a change, provided that it is still what the caller read.

    Raises
    ------
    RecordNotFoundError
        There is none.
    StaleVersionError
        It was changed since.
    """
    record = get(session, model, identifier)
    if record.version != version:
        raise StaleVersionError(
            f"{model.__name__} {identifier} is at version {record.version}, not {version};"
            " read it again and repeat the change"
        )
    return record


def assign(record: Record, values: Mapping[str, Any]) -> None:
    """Set attributes of a record by name.

    Raises
    ------
    AttributeError
        The record's table has no such column, or it is not the caller's to set.
    """
    columns = set(type(record).__mapper__.columns.keys()) - {"id", "version"}
    unknown = set(values) - columns
    if unknown:
        raise AttributeError(f"{type(record).__name__} has no {', '.join(sorted(unknown))} to set")
    for name, value in values.items():
        setattr(record, name, value)
