"""The field factories of inputs: each says what it fills in, and what it may hold.

An input whose fields are declared by these becomes a `Draft` by `draft_of`: nothing else has to be
written for a register whose columns are plain. A field that is left out fills in nothing, so that
a correction leaves that column as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.utils.str_converters import to_camel_case

from db import models
from geo.crs import CoordinateSystem
from schema.filters import checked_geojson
from schema.operations.drafts import LARGEST_INTEGER, Draft, Reference
from schema.operations.errors import ArgumentError
from schema.types.node import parse_id_of

TARGET = "target"
CORRECTED = "The record to correct (更正), instead of adding one; with `version`."

_LARGEST_AMOUNT = Decimal(10) ** 15
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was given, by whom it is taken, and in which coordinate system."""

    path: str
    crs: CoordinateSystem
    length: int | None


Take = Callable[[Any, Source, Draft], Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What an input's field fills in: a column, or a part that is no column; None nothing."""

    name: str | None
    take: Take
    is_part: bool = False


def _field(target: Target, description: str, default: Any) -> Any:
    metadata = {TARGET: target}
    if default is ...:
        return strawberry.field(description=description, metadata=metadata)
    return strawberry.field(default=default, description=description, metadata=metadata)


def text_of(column: str, description: str, *, default: Any = ...) -> Any:
    """Declare a text that is not blank and fits its column."""
    return _field(Target(column, _text), description, default)


def value_of(column: str, description: str, *, default: Any = ...) -> Any:
    """Declare a value that its type alone restricts: an enum, a day, a truth value."""
    return _field(Target(column, lambda value, _source, _draft: value), description, default)


def number_of(
    column: str, description: str, *, least: float = 0, most: float = math.inf, default: Any = ...
) -> Any:
    """Declare a number within bounds, both included."""
    take = _number(least, min(most, LARGEST_INTEGER))
    return _field(Target(column, take), description, default)


def year_of(column: str, description: str) -> Any:
    """Declare a year."""
    return _field(Target(column, _number(_FIRST_YEAR, _LAST_YEAR)), description, ...)


def money_of(column: str, description: str, *, is_part: bool = False, default: Any = ...) -> Any:
    """Declare an amount in CNY, to the fen, 0 or more."""
    return _field(Target(column, _money, is_part), description, default)


def reference_to(
    column: str,
    model: type[models.Record],
    description: str,
    *,
    is_part: bool = False,
    default: Any = ...,
) -> Any:
    """Declare the identifier of a record of a table."""

    def take(value: Any, source: Source, draft: Draft) -> Any:
        return _reference(value, model, source.path, draft)

    return _field(Target(column, take, is_part), description, default)


def references_to(
    part: str, model: type[models.Record], description: str, *, default: Any = ...
) -> Any:
    """Declare the identifiers of records of a table, a part of the record."""

    def take(values: list[Any], source: Source, draft: Draft) -> list[int]:
        return [
            _reference(value, model, f"{source.path}.{place}", draft)
            for place, value in enumerate(values)
        ]

    return _field(Target(part, take, is_part=True), description, default)


def codes_of(part: str, description: str) -> Any:
    """Declare a list of codes, a part of the record."""
    return _field(Target(part, lambda values, *_: list(values), is_part=True), description, ...)


def parts_of(part: str, model: type[models.Base], description: str, *, default: Any = ...) -> Any:
    """Declare a list of inputs that become rows of another table with the record."""

    def take(values: list[Any], source: Source, draft: Draft) -> list[Draft]:
        return [
            _fill(draft.part(f"{source.path}.{place}"), value, model)
            for place, value in enumerate(values)
        ]

    return _field(Target(part, take, is_part=True), description, default)


def district_of(column: str, description: str) -> Any:
    """Declare the adcode of a district; the column gets its id."""

    def take(value: str, source: Source, draft: Draft) -> None:
        draft.districts.append((source.path, column, value))

    return _field(Target(column, take), description, UNSET)


def geometry_of(
    column: str, kinds: tuple[str, ...], description: str, *, default: Any = ...
) -> Any:
    """Declare a geometry of some kinds, in the `crs` of its input, within reach of the city."""

    def take(value: dict[str, Any], source: Source, draft: Draft) -> Any:
        geometry = checked_geojson(value, source.path, source.crs, kinds=kinds)
        draft.geometries.append((source.path, geometry))
        return geometry

    return _field(Target(column, take), description, default)


def point_of(column: str, description: str, *, default: Any = ...) -> Any:
    """Declare a point."""
    return geometry_of(column, ("Point",), description, default=default)


def crs_of_input() -> Any:
    """Declare the coordinate system of an input's geometry."""
    return strawberry.field(
        default=CoordinateSystem.WGS84,
        description="The coordinate system (坐标系) that the geometry is given in.",
    )


def draft_of(value: Any, model: type[models.Base], path: str = "input") -> Draft:
    """Make of an input the draft of a row; what cannot be taken is noted as its faults."""
    return _fill(Draft(path), value, model)


def _fill(draft: Draft, value: Any, model: type[models.Base]) -> Draft:
    crs = getattr(value, "crs", None) or CoordinateSystem.WGS84
    columns = model.__mapper__.columns
    for field in type(value).__strawberry_definition__.fields:
        target, given = field.metadata.get(TARGET), getattr(value, field.python_name)
        if target is None or given is UNSET:
            continue
        name = field.graphql_name or to_camel_case(field.python_name)
        path = f"{draft.path}.{name}"
        column = None if target.is_part else columns[target.name]
        if given is None and column is not None and not column.nullable:
            given = field.default  # the default of an argument that was given as null
        length = getattr(column.type, "length", None) if column is not None else None
        try:
            taken = None if given is None else target.take(given, Source(path, crs, length), draft)
        except ArgumentError as error:
            draft.faults.append(error)
            continue
        if target.is_part:
            draft.parts[target.name] = taken
        else:
            draft.values[target.name] = taken
            draft.paths[target.name] = path
    return draft


def _text(value: str, source: Source, _draft: Draft) -> str:
    return checked_words(value, source.path, source.length)


def checked_words(value: str, path: str, length: int | None) -> str:
    """Give a text back that says something and fits.

    Raises
    ------
    ArgumentError
        For a blank one, a longer one, and one with the character NUL.
    """
    if not value.strip():
        raise ArgumentError(path, "it is blank; write something")
    if "\x00" in value:
        raise ArgumentError(path, f"{value[:80]!r} holds the character NUL; leave that out")
    if length is not None and len(value) > length:
        raise ArgumentError(path, f"it has {len(value)} characters; write {length} at most")
    return value


def _number(least: float, most: float) -> Take:
    def take(value: float, source: Source, _draft: Draft) -> float:
        if not least <= value <= most:
            bounds = f"{least:g} or more" if most >= LARGEST_INTEGER else f"{least:g} to {most:g}"
            raise ArgumentError(source.path, f"{value:g} is out of range; give {bounds}")
        return value

    return take


def _money(value: Decimal, source: Source, _draft: Draft) -> Decimal:
    if not 0 <= value < _LARGEST_AMOUNT:
        raise ArgumentError(source.path, f"{value} CNY is out of range; give 0 or more")
    if value != value.quantize(Decimal("0.01")):
        raise ArgumentError(source.path, f"{value} CNY is finer than a fen; round it")
    return value


def _reference(value: Any, model: type[models.Record], path: str, draft: Draft) -> int:
    number = parse_id_of(model.__name__, value, path)
    draft.references.append(Reference(path, model, number))
    return number
