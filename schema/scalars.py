"""The custom scalars: strict on the way in, plain JSON values on the way out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

GeoJSON = NewType("GeoJSON", dict[str, Any])
FeatureCollection = NewType("FeatureCollection", dict[str, Any])

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")


def _refuse(name: str, value: object, remedy: str) -> GraphQLError:
    shown = repr(value)
    return GraphQLError(f"{name} cannot be {shown[:80]}; give {remedy}")


def parse_geojson(value: object) -> dict[str, Any]:
    """Take a JSON object; what is in it is checked where its coordinate system is known."""
    if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
        raise _refuse(
            "GeoJSON",
            value,
            'an object such as {"type": "Point", "coordinates": [101.78, 36.62]}',
        )
    return dict(value)


def parse_geojson_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    """Take an object written in the query itself."""
    return parse_geojson(value_from_ast_untyped(node, variables))


def parse_date(value: object) -> datetime.date:
    """Take a day written as YYYY-MM-DD, and nothing else."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise _refuse("Date", value, 'a day of the calendar such as "2017-11-01"')


def parse_datetime(value: object) -> datetime.datetime:
    """Take a time with its offset, by ISO 8601."""
    if isinstance(value, str):
        try:
            moment = datetime.datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment
    raise _refuse("DateTime", value, 'a time with its offset such as "2017-11-01T09:30:00+08:00"')


def serialize_date(value: object) -> str:
    """Write a day as YYYY-MM-DD."""
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise TypeError(f"Date cannot show {value!r}")
    return value.isoformat()


def serialize_datetime(value: object) -> str:
    """Write a time by ISO 8601 with its offset."""
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        raise TypeError(f"DateTime cannot show {value!r}: it has no offset")
    return value.isoformat()


def parse_decimal(value: object) -> Decimal:
    """Take a decimal number as a string, or a whole number; a binary float is refused."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise _refuse("Decimal", value, 'a string such as "25000.00": a binary float is not exact')


def parse_decimal_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> Decimal:
    """Take a number written in the query itself, digit by digit."""
    return parse_decimal(getattr(node, "value", None))


def serialize_decimal(value: object) -> str:
    """Write a decimal number as a string, digit by digit."""
    if not isinstance(value, Decimal):
        raise TypeError(f"Decimal cannot show {value!r}: it is no decimal.Decimal")
    return f"{value:f}"


SCALARS: dict[object, ScalarDefinition] = {
    GeoJSON: strawberry.scalar(
        name="GeoJSON",
        description=(
            "An RFC 7946 geometry object, longitude first, in degrees; WGS 84 unless an argument "
            "says otherwise."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc7946",
        serialize=lambda value: value,
        parse_value=parse_geojson,
        parse_literal=parse_geojson_literal,
    ),
    FeatureCollection: strawberry.scalar(
        name="FeatureCollection",
        description="An RFC 7946 FeatureCollection object, longitude first, in degrees.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc7946",
        serialize=lambda value: value,
        parse_value=parse_geojson,
        parse_literal=parse_geojson_literal,
    ),
    datetime.date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, YYYY-MM-DD.",
        serialize=serialize_date,
        parse_value=parse_date,
    ),
    datetime.datetime: strawberry.scalar(
        name="DateTime",
        description="A time with its offset from UTC, by ISO 8601.",
        serialize=serialize_datetime,
        parse_value=parse_datetime,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number as a string, such as an amount in CNY (元).",
        serialize=serialize_decimal,
        parse_value=parse_decimal,
        parse_literal=parse_decimal_literal,
    ),
}
