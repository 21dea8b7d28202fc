"""A column of a register as files hold it, read off the model's column."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Enum, String, Table

from db.models.base import Base, Cny
from db.models.moment import Moment
from db.transfer import words
from db.transfer.terms import terms


class ValueKind(enum.StrEnum):
    """How a column's values are read and written."""

    TEXT = "TEXT"
    CREDIT_CODE = "CREDIT_CODE"
    INTEGER = "INTEGER"
    YEAR = "YEAR"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    DATE = "DATE"
    MOMENT = "MOMENT"
    BOOLEAN = "BOOLEAN"
    ENUM = "ENUM"
    REFERENCE = "REFERENCE"
    GEOMETRY = "GEOMETRY"


@dataclass(frozen=True)
class Column:
    """A column that files hold.

    Attributes
    ----------
    attribute
        Of the model, and the name of the table's column.
    zh, en
        The headers; a unit stands in them.
    value
        How values are read.
    is_required
        Whether every new entry has to have a value.
    unit
        "m", "cny" or "".
    length
        Characters at most; None where there is no limit.
    enum_class
        Of an ENUM; `terms` gives the Chinese of each value's name.
    refers_to
        Of a REFERENCE: the model; cells hold its natural key (`Kind.key`), the parts of a
        composite one with `KEY_SEPARATOR` between them.
    geometry_type
        Of a GEOMETRY: "POINT" or "MULTIPOLYGON". Files without geometries hold points in two
        columns (`words.LONGITUDE`, `words.LATITUDE`) and other shapes as WKT.
    bounds
        Of a number, by the table's rules: the least value, whether it is itself allowed, and the
        greatest; None where there is no limit.
    default
        What a new entry gets without a value; None for null.
    aliases
        Other headers that are understood.
    """

    attribute: str
    zh: str
    en: str
    value: ValueKind
    is_required: bool
    unit: str = ""
    length: int | None = None
    enum_class: type[enum.StrEnum] | None = None
    terms: Mapping[str, str] | None = None
    refers_to: type[Base] | None = None
    geometry_type: str | None = None
    bounds: tuple[int | None, bool, int | None] = (None, True, None)
    default: Any = None
    aliases: tuple[str, ...] = ()


# What is no string, number or day to Python alone comes first.
_BY_TYPE: Mapping[type[Any], ValueKind] = {
    Cny: ValueKind.MONEY,
    Geometry: ValueKind.GEOMETRY,
    Enum: ValueKind.ENUM,
    Moment: ValueKind.MOMENT,
}
_BY_PYTHON_TYPE: Mapping[type[Any], ValueKind] = {
    bool: ValueKind.BOOLEAN,
    int: ValueKind.INTEGER,
    float: ValueKind.NUMBER,
    date: ValueKind.DATE,
    str: ValueKind.TEXT,
}


_ENGLISH = {
    ("organizations", "named_district_id"): "District",
    ("districts", "name_en"): "English name",
}


def column_of(table: Table, column: Any) -> Column:
    """Give the column of files that stands for a table's column.

    Raises
    ------
    UnknownWordError
        It, or a value of its enum, has no Chinese name.
    """
    value = _value_kind(table, column)
    unit = "cny" if value is ValueKind.MONEY else "m" if column.name.endswith("_m") else ""
    default = column.default.arg if column.default is not None else None
    zh, aliases = words.header(table.name, column.name, unit)
    is_enum = isinstance(column.type, Enum)
    enum_class: type[enum.StrEnum] | None = column.type.enum_class if is_enum else None
    return Column(
        attribute=column.name,
        zh=zh,
        en=_english(table, column.name, unit),
        value=value,
        is_required=not column.nullable and default is None,
        unit=unit,
        length=column.type.length if isinstance(column.type, String) else None,
        enum_class=enum_class,
        terms=None if enum_class is None else terms(enum_class),
        refers_to=_referred(column),
        geometry_type=column.type.geometry_type if isinstance(column.type, Geometry) else None,
        bounds=_bounds(table, column.name),
        default=default,
        aliases=aliases,
    )


def _value_kind(table: Table, column: Any) -> ValueKind:
    if column.foreign_keys:
        return ValueKind.REFERENCE
    if (table.name, column.name) == ("organizations", "credit_code"):
        return ValueKind.CREDIT_CODE
    if column.name == "year":
        return ValueKind.YEAR
    for type_class, value in _BY_TYPE.items():
        if isinstance(column.type, type_class):
            return value
    return _BY_PYTHON_TYPE[column.type.python_type]


def _bounds(table: Table, name: str) -> tuple[int | None, bool, int | None]:
    """Read the limits of a number off the rules of its table, such as `count > 0`."""
    low, is_low_allowed, high = None, True, None
    for rule in table.constraints:
        if not isinstance(rule, CheckConstraint):
            continue
        for _, sign, limit in re.findall(rf"\b({name}) (>=?|<=?) (\d+)", str(rule.sqltext)):
            if sign.startswith(">"):
                low, is_low_allowed = int(limit), sign == ">="
            else:
                high = int(limit)
    return low, is_low_allowed, high


def _referred(column: Any) -> type[Base] | None:
    for key in column.foreign_keys:
        table = key.column.table
        return next(one.class_ for one in Base.registry.mappers if one.local_table is table)
    return None


def _english(table: Table, attribute: str, unit: str) -> str:
    spoken = _ENGLISH.get((table.name, attribute))
    if spoken is None:
        bare = attribute.removesuffix("_id").removesuffix(f"_{unit}" if unit else "")
        spoken = bare.removeprefix("is_").replace("_", " ").capitalize()
    return spoken + {"m": " (m)", "cny": " (CNY)"}.get(unit, "")
