"""Queries that Hypothesis makes of the schema, hostile values included, are answered alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from graphql import parse_value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from db.engine import Database
from tests.schema.compiled.generator import GRAPHQL, Generator
from tests.schema.compiled.paths import Asker

DAYS = ("2017-11-01", "2016-02-29", "2017-13-01", "")
MOMENTS = ("2026-01-01T00:00:00+00:00", "2026-01-01")
AMOUNTS = ("0.00", "1.005", "-1", "x")
SHAPES = (
    '{type: "Point", coordinates: [101.77, 36.62]}',
    '{type: "Polygon", coordinates: [[[101, 36], [102, 36], [102, 37], [101, 36]]]}',
    '{type: "Polygon", coordinates: []}',
    "1",
)
SCALARS = {
    "Date": st.sampled_from(DAYS).map(nodes.String),
    "DateTime": st.sampled_from(MOMENTS).map(nodes.String),
    "Decimal": st.sampled_from(AMOUNTS).map(nodes.String),
    "GeoJSON": st.sampled_from([parse_value(one) for one in SHAPES]),
}

# After an error where null is not allowed, graphql-core drops what it had not awaited yet.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@cache
def _queries(field: str) -> st.SearchStrategy[Any]:
    return queries(GRAPHQL, fields=[field], custom_scalars=SCALARS)


def _fields() -> list[str]:
    """Give the fields of the query that read tables."""
    owner = GRAPHQL.query_type
    assert owner is not None
    return [name for name, one in owner.fields.items() if Generator.reads_a_table(name, one)]


ANY_QUERY = st.sampled_from(_fields()).flatmap(_queries)


@pytest.fixture(scope="module")
def asker(small_city: Database) -> Iterator[Asker]:
    with Asker(small_city) as made:
        yield made


def _check(asker: Asker, query: str) -> None:
    both = asker.both(query)
    assert both.compiled["data"] == both.ordinary["data"], query
    assert bool(both.compiled["errors"]) == bool(both.ordinary["errors"]), query
    assert not (both.was_compiled and both.ordinary["errors"]), query


def _given(n_examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    chosen = settings(
        max_examples=n_examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: chosen(given(query=ANY_QUERY)(test))


@_given(20)
def test_a_few_queries_are_answered_alike(asker: Asker, query: str) -> None:
    _check(asker, query)


@pytest.mark.slow
@_given(1_500)
def test_many_queries_are_answered_alike(asker: Asker, query: str) -> None:
    _check(asker, query)
