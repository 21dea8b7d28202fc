"""The one way in which every record is added, corrected and withdrawn.

Columns and links that follow from where things lie are kept. The audit is written by the session
of `journal.recorded_write`, whatever happened in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper, Session

from db.errors import (
    RecordNotFoundError,
    RecordReferredToError,
    RecordRejectedError,
    TransitionError,
)
from db.models import (
    Base,
    CircleMembership,
    CommercialCircle,
    District,
    GuidanceStation,
    Organization,
    Record,
    RectificationItem,
    StationService,
    Wish,
)
from db.repositories import derived, records
from db.repositories.records import R

_DERIVED_MODELS: frozenset[type[Base]] = frozenset({CircleMembership, StationService})
_DERIVED_COLUMNS = frozenset({("guidance_stations", "circle_id")})
_N_NAMED = 5

_STEPS: Mapping[type[Record], frozenset[str]] = {
    RectificationItem: frozenset({"status"}),
    Wish: frozenset({"status", "claimed_by_id", "claimed_on", "fulfilled_on"}),
}
"""Columns that only the steps of a state machine change (`rectification.move`, `wish.claim`)."""

_AFTERWARDS: Mapping[type[Record], Callable[[Session, Any], None]] = {
    CommercialCircle: derived.refresh_circle,
    GuidanceStation: derived.refresh_station,
    Organization: derived.refresh_organization,
}


def add(session: Session, record: R) -> R:
    """Store a new record, with what follows from it.

    Raises
    ------
    RecordNotFoundError
        It refers to a record that does not exist.
    RecordRejectedError
        It breaks a rule of its table.
    """
    _require_targets(session, record)
    session.add(record)
    _settle(session, record)
    return record


def correct(
    session: Session, model: type[R], identifier: int, version: int, values: Mapping[str, Any]
) -> R:
    """Change a record that is still at the version that the caller read; equal values change none.

    Raises
    ------
    StaleVersionError
        It was changed since; the error has the version found and the one given.
    RecordNotFoundError
        It does not exist, or it would refer to a record that does not.
    RecordRejectedError
        It would break a rule of its table.
    TransitionError
        A value is one that a state machine changes step by step.
    """
    stepwise = sorted(_STEPS.get(model, frozenset()) & values.keys())
    if stepwise:
        raise TransitionError(f"{stepwise[0]} of a {model.__name__} changes step by step only")
    record = records.get_version(session, model, identifier, version)
    records.assign(record, values)
    with session.no_autoflush:  # one change, one version
        _require_targets(session, record)
    _settle(session, record)
    return record


def withdraw(session: Session, model: type[Record], identifier: int, version: int) -> None:
    """Take a record out of its table, and its parts with it; the audit keeps them.

    Parts are the rows that the tables delete with it: covers, funding, milestones, events.

    Raises
    ------
    StaleVersionError, RecordNotFoundError
        As `correct` does.
    RecordReferredToError
        Other records refer to it; the message names them.
    """
    record = records.get_version(session, model, identifier, version)
    if isinstance(record, District):
        raise RecordReferredToError("a district is not withdrawn; import other districts instead")
    _require_unreferred(session, record)
    for part in _parts(session, record):
        session.delete(part)
    session.flush()  # before the record, with which the database would delete them unseen
    members = _release_circle(session, record) if isinstance(record, CommercialCircle) else []
    session.delete(record)
    with _explained(record):
        session.flush()
    derived.refresh_memberships(session, members)


def _release_circle(session: Session, circle: CommercialCircle) -> Sequence[int]:
    """Free the stations from a circle, and return its members, who may lie in others."""
    stations = select(GuidanceStation).where(GuidanceStation.circle_id == circle.id)
    for station in session.scalars(stations).all():
        others = derived.circles_of_point(session, station.location)
        station.circle_id = next((each for each in others if each != circle.id), None)
    members = select(CircleMembership.organization_id).where(
        CircleMembership.circle_id == circle.id
    )
    return session.scalars(members).all()


def _settle(session: Session, record: Record) -> None:
    with _explained(record):
        afterwards = _AFTERWARDS.get(type(record))
        if afterwards is not None:
            afterwards(session, record)
        session.flush()


def _require_targets(session: Session, record: Record) -> None:
    for constraint, column in _references(type(record)):
        value = getattr(record, _attribute(type(record), column))
        target = constraint.elements[0].column
        if value is None:
            continue
        if session.scalar(select(target).where(target == value)) is None:
            raise RecordNotFoundError(
                f"{column.name}: no row of {target.table.name} has the identifier {value}"
            )


def _require_unreferred(session: Session, record: Record) -> None:
    named = []
    for mapper, constraint, column in _referrers(type(record)):
        if constraint.ondelete == "CASCADE" or (column.table.name, column.name) in _DERIVED_COLUMNS:
            continue
        key = mapper.primary_key[0]
        found = session.scalars(
            select(key).where(column == record.id).order_by(key).limit(_N_NAMED + 1)
        ).all()
        if found:
            more = ", ..." if len(found) > _N_NAMED else ""
            listed = ", ".join(str(each) for each in found[:_N_NAMED])
            named.append(f"{mapper.class_.__name__} {listed}{more} ({column.name})")
    if named:
        raise RecordReferredToError(
            f"{type(record).__name__} {record.id} cannot be withdrawn, because others refer to it:"
            f" {'; '.join(named)}; correct or withdraw those first"
        )


def _parts(session: Session, record: Record) -> Iterator[Base]:
    for mapper, constraint, column in _referrers(type(record)):
        if constraint.ondelete == "CASCADE" and mapper.class_ not in _DERIVED_MODELS:
            yield from session.scalars(select(mapper.class_).where(column == record.id))


def _referrers(
    model: type[Record],
) -> Iterator[tuple[Mapper[Any], ForeignKeyConstraint, Column[Any]]]:
    """Return the mapped tables and columns that refer to a model's table."""
    own = inspect(model).local_table
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        for constraint, column in _references(mapper.class_):
            if constraint.referred_table is own:
                yield mapper, constraint, column


def _references(model: type[Base]) -> Iterator[tuple[ForeignKeyConstraint, Column[Any]]]:
    table: Any = inspect(model).local_table
    for constraint in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
        yield constraint, constraint.columns[0]


def _attribute(model: type[Base], column: Column[Any]) -> str:
    return inspect(model).get_property_by_column(column).key


@contextmanager
def _explained(record: Record) -> Iterator[None]:
    """Turn the database's refusal of a row into an error that names the rule and its columns."""
    try:
        yield
    except IntegrityError as error:
        raise rejection(type(record), error) from error


def rejection(model: type[Base], error: IntegrityError) -> RecordRejectedError:
    """Return what rule of a table a row broke, with the columns that the rule is about."""
    diagnosis = getattr(error.orig, "diag", None)
    text = str(error.orig) if diagnosis is None else str(diagnosis.constraint_name)
    table: Any = inspect(model).local_table
    for constraint in table.constraints:
        names = tuple(column.name for column in constraint.columns)
        rule = getattr(constraint, "sqltext", None)
        if rule is None:
            listed = ", ".join(f"{table.name}.{name}" for name in names)
            if names and (text == constraint.name or text.endswith(f": {listed}")):
                return RecordRejectedError(
                    f"another {model.__name__} has the same {', '.join(names)} already;"
                    " correct that one instead",
                    names,
                )
        elif text.endswith(str(constraint.name)):
            words = str(rule).replace("(", " ").replace(")", " ").split()
            about = tuple(each.name for each in table.columns if each.name in words)
            return RecordRejectedError(f"{model.__name__} must have {rule}", about)
    return RecordRejectedError(f"{model.__name__} breaks a rule of its table: {error.orig}")
