"""What documents cost, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from schema.query_limits.limits import LimitExceededError, QueryLimits
from schema.query_limits.weights import argument_weight
from tests.schema.query_limits.documents import cost_of

CIRCLE = {"type": "Polygon", "coordinates": [[[101.0, 36.0]] * 400]}


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ viewer { role name } }", 3),  # the viewer and two values
        ("{ organizations { totalCount } }", 1),
        ("{ organizations(first: 3) { edges { node { id name } } } }", 6),
        ("{ organizations(last: 3) { edges { cursor node { id } } } }", 6),
        ("{ organizations { edges { node { id } } } }", 50),
        ("{ organizations(first: 0) { edges { node { id } } } }", 1),
        ("{ organizations(first: 100000) { edges { node { id } } } }", 500),
        ("{ organizations(first: 2) { totalCount pageInfo { endCursor } edges { cursor } } }", 4),
        # 5 names, 5 x 20 names, 5 x 20 x 20 names
        (
            """{ districts(first: 5) { edges { node { name commercialCircles(first: 20) { edges {
            node { name organizations(first: 20) { edges { node { name } } } } } } } } } }""",
            5 + 100 + 2_000,
        ),
        # a record and its value, for each of three
        ("{ organizations(first: 3) { edges { node { district { name } } } } }", 6),
        ('{ nodes(ids: ["a", "b", "c", "d"]) { id } }', 1 + 4),
        # as many as a city has districts, and a district circles
        ("{ districts { edges { node { commercialCircles { totalCount } } } } }", 10),
        ("{ districts { edges { node { commercialCircles { edges { cursor } } } } } }", 100),
        # a list of five or so
        ("{ organizations(first: 2) { edges { node { circles { name } } } } }", 2 * (1 + 5)),
        ("{ coverage { asOf } }", 21),
        ("{ features(layer: STATIONS, limit: 1000) }", 100 + 10),
        ("{ features(layer: STATIONS) }", 100 + 1_000),
        ('mutation { postWish(input: {title: "x"}) { wish { id } } }', 1 + 10 + 2),
        ("{ nothing { at all } }", 3),
    ],
)
def test_a_document_costs_rows_times_fields(query: str, cost: int) -> None:
    assert cost_of(query) == cost


@pytest.mark.parametrize(
    ("variables", "cost"), [({"n": 7}, 14), ({"n": "7"}, 100), ({"n": None}, 100), ({}, 8)]
)
def test_variables_say_how_many_rows(variables: dict[str, Any], cost: int) -> None:
    query = "query ($n: Int = 4) { organizations(first: $n) { edges { node { id name } } } }"

    assert cost_of(query, variables) == cost


def test_variables_multiply_within_fragments() -> None:
    query = """query ($n: Int!) { districts(first: $n) { ...Page } }
    fragment Page on DistrictConnection { totalCount edges { node { ...Row } } }
    fragment Row on District { name organizations(first: $n) { edges { node { name } } } }"""

    assert cost_of(query, {"n": 10}) == 1 + 10 + 100


def test_a_fragment_costs_as_often_as_it_is_spread() -> None:
    query = "{ a: viewer { ...V } b: viewer { ...V ...V } } fragment V on Viewer { role name }"

    assert cost_of(query) == 2 + 6


def test_the_vertices_and_the_radius_of_an_argument_cost() -> None:
    within = "query ($p: GeoJSON) { organizations(filter: {spatial: {within: $p}}) { totalCount } }"
    near = """{ organizations(filter: {spatial: {near: {longitude: 101.7, latitude: 36.6,
    distance: 20000}}}, first: 1) { totalCount } }"""

    assert cost_of(within, {"p": CIRCLE}) == 1 + 20
    assert cost_of(near) == 1 + 200


@pytest.mark.parametrize(
    "value",
    [
        None,
        "coordinates",
        7,
        [],
        {"coordinates": "x"},
        {"distance": "far"},
        {"distance": float("-inf")},
        {"coordinates": []},
    ],
)
def test_what_is_no_geometry_weighs_nothing(value: Any) -> None:
    assert argument_weight(value) == 0


def test_a_value_nested_a_thousand_deep_is_weighed() -> None:
    value: Any = [1.0, 2.0]
    for _ in range(1_000):
        value = [value]

    assert argument_weight([{"coordinates": value}] * 20) == 1


def test_rows_over_the_limit_are_refused_with_both_numbers_and_a_remedy() -> None:
    query = """{ districts(first: 50) { edges { node { commercialCircles(first: 50) { edges { node {
    organizations { edges { node { name } } } } } } } } } }"""

    with pytest.raises(LimitExceededError) as refused:
        cost_of(query)

    assert "125,000, and at most 5,000" in refused.value.message
    assert "first" in refused.value.message
    assert refused.value.extensions == {
        "code": "LIMIT_EXCEEDED",
        "limit": "cost",
        "allowed": 5_000,
        "found": 125_000,
    }


def test_the_limit_itself_is_allowed() -> None:
    query = "{ organizations(first: 5) { edges { node { id } } } }"

    assert cost_of(query, limits=QueryLimits(cost_max=5)) == 5
    with pytest.raises(LimitExceededError):
        cost_of(query, limits=QueryLimits(cost_max=4))
