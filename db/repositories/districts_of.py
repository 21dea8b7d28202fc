"""Whether records lie in districts that somebody may write in, asked of the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from db.errors import OutsideDistrictsError
from db.models import (
    Base,
    CommercialCircle,
    GuidanceStation,
    Instructor,
    Organization,
    PartyOrganization,
    Record,
)
from db.repositories import city_part
from db.repositories.city_part import Place
from db.repositories.registers import REGISTERS

_PLACED: tuple[type[Record], ...] = (
    CommercialCircle,
    GuidanceStation,
    Organization,
    PartyOrganization,
)


def require_inside(
    session: Session, model: type[Base], keys: Sequence[tuple[Any, ...]], ids: Iterable[int]
) -> None:
    """Raise unless every row belongs to one of the districts.

    A row that is part of a record belongs where that does; a cover or an assignment of an
    organization where the organization does. What belongs to no district, such as an alliance,
    belongs to none of these either.

    Parameters
    ----------
    keys
        Primary keys of rows that exist.

    Raises
    ------
    OutsideDistrictsError
        Names the first row that does not.
    """
    owner, place = _owner(model)
    outside = are_outside(session, model, keys, ids)
    if any(outside):
        first = min(key[place] for key, is_out in zip(keys, outside, strict=True) if is_out)
        raise OutsideDistrictsError(
            f"{owner.__name__} {first} lies in none of the districts that this token may"
            " write in; ask for a token of its district"
        )


def are_outside(
    session: Session, model: type[Base], keys: Sequence[tuple[Any, ...]], ids: Iterable[int]
) -> list[bool]:
    """Tell of each row, by its primary key, whether it belongs to none of the districts."""
    owner, place = _owner(model)
    wanted = {key[place] for key in keys}
    condition = belongs(owner, city_part.of_districts(session, ids))
    inside: set[Any] = set()
    if condition is not None:
        chosen = city_part.listed_ids(session, sorted(wanted))
        inside = set(session.scalars(select(owner.id).where(owner.id.in_(chosen), condition)))
    return [key[place] not in inside for key in keys]


def belongs(model: type[Record], place: Place) -> ColumnElement[bool] | None:
    """Return the condition that a record belongs to a place; None where none of its kind does."""
    if model is Instructor:
        return place.instructor(Instructor.id)
    if model in _PLACED:
        column: Any = model.id
        of_place = {
            CommercialCircle: place.circle,
            GuidanceStation: place.station,
            Organization: place.organization,
            PartyOrganization: place.party_organization,
        }
        return of_place[model](column)
    register = REGISTERS.get(model)
    return register.belongs(place) if register is not None and register.belongs else None


def _owner(model: type[Base]) -> tuple[type[Record], int]:
    """Return the record that a row is part of, and where in the row's key it stands."""
    if issubclass(model, Record):
        return model, 0
    table: Any = inspect(model).local_table
    names = [column.name for column in table.primary_key.columns]
    place = names.index("organization_id") if "organization_id" in names else 0
    (key,) = table.primary_key.columns[names[place]].foreign_keys
    for mapper in Base.registry.mappers:
        if mapper.local_table is key.column.table:
            owner: type[Record] = mapper.class_
            return owner, place
    raise OutsideDistrictsError(f"{model.__name__} is part of no record")
