"""Documents that Hypothesis makes of the schema, with values that lead further than chance."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import parse_value
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from schema.types.node import node_types
from tests.schema.city import SCHEMA

GRAPHQL = SCHEMA._schema
_SHAPES = (
    '{type: "Point", coordinates: [101.03, 36.03]}',
    '{type: "Point", coordinates: [101.13, 36.03]}',
    '{type: "Point", coordinates: [36.03, 101.03]}',
    '{type: "Point", coordinates: [1e400, 36]}',
    '{type: "Point", coordinates: []}',
    '{type: "Polygon", coordinates: [[[101, 36], [101.1, 36], [101.1, 36.1], [101, 36]]]}',
    '{type: "Polygon", coordinates: [[[101, 36], [102, 37], [102, 36], [101, 37], [101, 36]]]}',
    '{type: "Polygon", coordinates: [[[101, 36], [101, 36], [101, 36], [101, 36]]]}',
    '{type: "MultiPolygon", coordinates: [[[[101, 36], [102, 36], [102, 37], [101, 36]]]]}',
    '{type: "GeometryCollection", geometries: [{type: "Point", coordinates: [101, 36]}]}',
    '{type: "Feature", geometry: null}',
    '{type: "FeatureCollection", features: []}',
    '{type: "\\u0000", coordinates: {a: [null]}}',
    "[]",
    "1",
)
_TEXTS = ("630101", "630102", "999999", "91630100MA0000001X", "wgs84", "gcj02", "a\x00b", "%_", "")
_DAYS = ("2017-11-01", "2016-02-29", "0001-01-01", "9999-12-31", "2017-13-01", "\x00")
_MOMENTS = ("2026-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")
_AMOUNTS = ("0.00", "1.005", "-1", "999999999999999999.999999", "1e5", "NaN")
_NUMBERS = (-(2**31), -1, 0, 1, 2, 100, 2016, 2017, 2**31 - 1)
_IDS = [f"{name}:{number}" for name in sorted(node_types()) for number in (1, 2, 3)]
_STRANGE_IDS = ("Organization:0", "District:999999999999999999", "Nobody:1", "\x00", "")

_strings: Callable[[Any], st.SearchStrategy[Any]] = lambda values: st.sampled_from(values).map(  # noqa: E731
    nodes.String
)
SCALARS = {
    "Date": _strings(_DAYS),
    "DateTime": _strings(_MOMENTS),
    "Decimal": _strings(_AMOUNTS),
    "FeatureCollection": st.sampled_from([parse_value(one) for one in _SHAPES]),
    "Float": st.one_of(
        st.sampled_from([0.0, -1.0, 36.03, 101.03, 500.0, 1e308]).map(nodes.Float),
        st.floats(allow_nan=False, allow_infinity=False).map(nodes.Float),
    ),
    "GeoJSON": st.sampled_from([parse_value(one) for one in _SHAPES]),
    "ID": st.one_of(_strings(_IDS), _strings(_IDS), _strings(_STRANGE_IDS)),
    "Int": st.one_of(st.sampled_from(_NUMBERS).map(nodes.Int), st.integers(-5, 500).map(nodes.Int)),
    # A file comes beside the document; within it there is none.
    "Upload": _strings(("", "0")),
    "String": st.one_of(_strings(_TEXTS), st.text().map(nodes.String)),
}


@cache
def _of(kind: str, field: str) -> st.SearchStrategy[str]:
    make = queries if kind == "query" else mutations
    return make(GRAPHQL, fields=[field], custom_scalars=SCALARS)


def _fields(kind: str) -> list[tuple[str, str]]:
    owner = GRAPHQL.query_type if kind == "query" else GRAPHQL.mutation_type
    assert owner is not None
    return [(kind, name) for name in sorted(owner.fields)]


QUERIES = st.sampled_from(_fields("query")).flatmap(lambda one: _of(*one))
MUTATIONS = st.sampled_from(_fields("mutation")).flatmap(lambda one: _of(*one))


def repeatable(n_examples: int) -> settings:
    """Give the settings of a test that makes the same examples every time."""
    return settings(
        max_examples=n_examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
