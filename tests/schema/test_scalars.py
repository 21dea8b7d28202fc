"""The custom scalars take what they say and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError

from db.engine import Database
from schema import scalars
from tests.schema.city import ask


@pytest.mark.parametrize(
    ("parse", "value", "parsed"),
    [
        (scalars.parse_date, "2017-11-01", date(2017, 11, 1)),
        (scalars.parse_decimal, "25000.00", Decimal("25000.00")),
        (scalars.parse_decimal, "-0.5", Decimal("-0.5")),
        (scalars.parse_decimal, 3, Decimal(3)),
        (scalars.parse_datetime, "2017-11-01T09:30:00Z", datetime(2017, 11, 1, 9, 30, tzinfo=UTC)),
        (scalars.parse_geojson, {"type": "Point"}, {"type": "Point"}),
    ],
)
def test_a_value_is_taken(parse: Callable[[Any], Any], value: Any, parsed: Any) -> None:
    assert parse(value) == parsed


@pytest.mark.parametrize(
    ("parse", "values"),
    [
        (
            scalars.parse_date,
            [
                "2017-2-1",
                "2017-02-30",
                "20170201",
                "2017-02-01T00:00",
                20170201,
                None,
                "２０１７-02-01",
            ],
        ),
        (scalars.parse_datetime, ["2017-11-01", "2017-11-01T09:30:00", "now", 0]),
        (scalars.parse_decimal, [1.5, "1e5", "NaN", "Infinity", "", True, "1" * 19, "１", None]),
        (scalars.parse_geojson, ["POINT (1 2)", [], None, 5, {}, {"type": 5}]),
    ],
)
def test_another_value_is_refused_with_a_remedy(
    parse: Callable[[Any], Any], values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(GraphQLError, match=r"cannot be .*; give "):
            parse(value)


def test_values_are_written_exactly() -> None:
    assert scalars.serialize_date(date(2017, 1, 2)) == "2017-01-02"
    assert scalars.serialize_decimal(Decimal("1E+3")) == "1000"
    assert scalars.serialize_decimal(Decimal("0.10")) == "0.10"
    moment = datetime(2017, 1, 2, 3, tzinfo=UTC)
    assert scalars.serialize_datetime(moment) == "2017-01-02T03:00:00+00:00"


@pytest.mark.parametrize(
    ("serialize", "value"),
    [
        (scalars.serialize_date, datetime(2017, 1, 2, tzinfo=UTC)),
        (scalars.serialize_date, "2017-01-02"),
        (scalars.serialize_datetime, datetime(2017, 1, 2)),  # noqa: DTZ001 (it is the point)
        (scalars.serialize_decimal, 1.5),
    ],
)
def test_a_value_of_another_kind_is_a_fault_of_ours(
    serialize: Callable[[Any], Any], value: Any
) -> None:
    with pytest.raises(TypeError):
        serialize(value)


def test_geojson_is_taken_as_a_literal_and_with_variables_inside(small_city: Database) -> None:
    answer = ask(
        small_city,
        """query ($x: Float!) {
          a: organizations(filter: {spatial: {intersects:
            {type: "Point", coordinates: [101.05, 36.03]}}}) { totalCount }
          b: organizations(filter: {spatial: {intersects:
            {type: Point, coordinates: [$x, 36.03]}}}) { totalCount } }""",
        x=101.05,
    )

    assert answer["a"] == answer["b"] == {"totalCount": 1}


@pytest.mark.parametrize("literal", ["20171101", '"1.11.2017"', "2017.5", "true"])
def test_a_bad_literal_is_an_error_of_the_query(small_city: Database, literal: str) -> None:
    answer = ask(small_city, f"{{ coverage(input: {{asOf: {literal}}}) {{ demand }} }}")

    assert answer.data is None
    assert answer.error["code"] == "GRAPHQL_VALIDATION_FAILED"
