"""GeoJSON in and out: what is refused, where and why; what goes round unchanged."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GeoError, GeometryTooLargeError, InvalidGeoJsonError
from geo.geojson import (
    feature,
    feature_collection,
    geojson_from_geometry,
    geojson_from_points,
    geometry_from_geojson,
)

TRIANGLE = [[101.0, 36.0], [102.0, 36.0], [102.0, 37.0], [101.0, 36.0]]

GEOMETRIES = [
    "POINT (101 36)",
    "MULTIPOINT ((101 36), (102 37))",
    "LINESTRING (101 36, 102 37, 103 36)",
    "MULTILINESTRING ((101 36, 102 37), (103 36, 103 37))",
    "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
]


def collection(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "Point", "coordinates": [101.0, 36.0]}
    for _ in range(levels):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    return inner


@pytest.mark.parametrize("text", GEOMETRIES)
def test_every_type_goes_out_and_comes_back(text: str) -> None:
    geometry = shapely.from_wkt(text)
    written = json.loads(json.dumps(geojson_from_geometry(geometry)))
    assert geometry_from_geojson(written) == geometry


def test_a_feature_gives_its_geometry() -> None:
    point = geometry_from_geojson(feature(shapely.Point(101.0, 36.0), {"name": "新宁广场"}))
    assert point == shapely.Point(101.0, 36.0)


@pytest.mark.parametrize(
    ("kind", "coordinates", "message"),
    [
        ("Circle", [1, 2], r"type is 'Circle'; it must be one of Point"),
        ("Point", None, r"coordinates must be a position \[longitude, latitude\], not null"),
        ("Point", [], r"coordinates must be a position .* not an empty list"),
        ("Point", [101.0], r"coordinates must be a position .* not a list of 1"),
        ("Point", [101.0, 36.0, 2261.0], r"coordinates has 3 numbers; .* without height"),
        ("Point", [True, 36.0], r"coordinates\[0\] must be a number, not true"),
        ("Point", ["101", 36.0], r"coordinates\[0\] must be a number, not '101'"),
        ("Point", [float("nan"), 36.0], r"coordinates\[0\] is nan; it must be a finite"),
        ("Point", [101.0, float("inf")], r"coordinates\[1\] is inf; it must be a finite"),
        ("Point", [10**400, 36.0], r"coordinates\[0\] is a number beyond 1e308"),
        ("MultiPoint", [], r"coordinates of a MultiPoint must be a list with a member or more"),
        ("LineString", [[1, 2]], r"has 1 positions and needs 2 or more"),
        ("LineString", [[1, 2], [3]], r"coordinates\[1\] must be a position"),
        ("Polygon", TRIANGLE, r"coordinates\[0\]\[0\] must be a position .* not 101.0"),
        ("Polygon", [TRIANGLE[:3]], r"coordinates\[0\] of a Polygon has 3 positions and needs 4"),
        ("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]], r"coordinates\[0\] is not closed.*repeat"),
        ("Polygon", [[]], r"coordinates\[0\] of a Polygon must be a list with a member"),
        ("MultiPolygon", [[TRIANGLE], 7], r"coordinates\[1\] of a MultiPolygon must be a list"),
        ("Polygon", {"0": 1}, r"coordinates of a Polygon must be a list .* not an object"),
    ],
)
def test_wrong_coordinates_are_refused_with_their_path(
    kind: str, coordinates: object, message: str
) -> None:
    with pytest.raises(InvalidGeoJsonError, match=message):
        geometry_from_geojson({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize("value", [None, 7, "POINT (1 2)", [1, 2], {}, {"type": ["Point"]}])
def test_what_is_no_geometry_object_is_refused(value: object) -> None:
    with pytest.raises(InvalidGeoJsonError, match="must be"):
        geometry_from_geojson(value)


def test_a_feature_without_geometry_is_refused() -> None:
    with pytest.raises(
        InvalidGeoJsonError, match=r"^geometry must be an object with a type, not null"
    ):
        geometry_from_geojson({"type": "Feature", "geometry": None, "properties": {}})


def test_a_feature_collection_is_refused_with_the_remedy() -> None:
    with pytest.raises(InvalidGeoJsonError, match="one by one"):
        geometry_from_geojson(feature_collection([feature(shapely.Point(1, 2))]))


def test_the_place_of_an_unclosed_ring_is_known() -> None:
    with pytest.raises(GeoError) as refusal:
        geometry_from_geojson(
            {"type": "Polygon", "coordinates": [[[7, 8], [1, 0], [1, 1], [0, 1]]]}
        )
    assert refusal.value.place == (7.0, 8.0)


def test_a_foreign_crs_is_refused_and_wgs84_is_accepted() -> None:
    point = {"type": "Point", "coordinates": [101.0, 36.0]}
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert geometry_from_geojson({**point, "crs": named}) == shapely.Point(101.0, 36.0)
    named["properties"] = {"name": "urn:ogc:def:crs:EPSG::4543"}
    with pytest.raises(InvalidGeoJsonError, match=r"EPSG::4543.*convert the coordinates"):
        geometry_from_geojson({**point, "crs": named})


def test_the_vertex_limit_itself_is_accepted() -> None:
    line = {"type": "LineString", "coordinates": [[float(x), 0.0] for x in range(5)]}
    assert geometry_from_geojson(line, n_vertices_max=5).length == 4.0
    with pytest.raises(GeometryTooLargeError, match="over 4 vertices; simplify"):
        geometry_from_geojson(line, n_vertices_max=4)


def test_vertices_are_counted_over_all_members() -> None:
    point = {"type": "Point", "coordinates": [101.0, 36.0]}
    with pytest.raises(GeometryTooLargeError):
        geometry_from_geojson(
            {"type": "GeometryCollection", "geometries": [point] * 6}, n_vertices_max=10
        )


def test_the_nesting_limit_itself_is_accepted() -> None:
    assert geometry_from_geojson(collection(2), nesting_max=3).geom_type == "GeometryCollection"
    with pytest.raises(GeometryTooLargeError, match="nested deeper"):
        geometry_from_geojson(collection(3), nesting_max=3)


def test_ten_thousand_levels_are_refused_without_recursion() -> None:
    with pytest.raises(GeometryTooLargeError):
        geometry_from_geojson(collection(10_000))


def test_outer_rings_go_out_anticlockwise_and_holes_clockwise() -> None:
    clockwise = shapely.Polygon(
        [(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]]
    )
    outer, hole = geojson_from_geometry(clockwise)["coordinates"]
    assert shapely.is_ccw(shapely.LinearRing(outer))
    assert not shapely.is_ccw(shapely.LinearRing(hole))


def test_precision_rounds_every_coordinate() -> None:
    line = shapely.LineString([(101.123456789, 36.5), (1.0, 2.00000049)])
    rounded = geojson_from_geometry(line, precision=6)
    assert rounded["coordinates"] == [[101.123457, 36.5], [1.0, 2.0]]


@pytest.mark.parametrize("text", ["POINT EMPTY", "POLYGON EMPTY", "MULTIPOLYGON EMPTY"])
def test_empty_geometries_go_out_with_empty_coordinates(text: str) -> None:
    assert geojson_from_geometry(shapely.from_wkt(text))["coordinates"] == []


def test_points_go_out_as_from_geometries_and_unlocated_ones_as_none() -> None:
    xy = np.array([[101.1234567, 36.6], [np.nan, np.nan]])
    assert geojson_from_points(xy, precision=3) == [
        geojson_from_geometry(shapely.Point(101.123, 36.6)),
        None,
    ]
    assert geojson_from_points(np.empty((0, 2))) == []


def test_features_hold_what_is_given() -> None:
    made = feature({"type": "Point", "coordinates": [1.0, 2.0]}, {"n": 1}, feature_id="s1")
    assert made == {
        "type": "Feature",
        "id": "s1",
        "geometry": {"type": "Point", "coordinates": [1.0, 2.0]},
        "properties": {"n": 1},
    }
    assert feature(None)["geometry"] is None
    assert feature_collection([], bbox=(1, 2, 3, 4))["bbox"] == [1, 2, 3, 4]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "X"]), json_values)
def test_any_value_is_a_geometry_or_a_refusal(kind: str, coordinates: object) -> None:
    try:
        geometry = geometry_from_geojson({"type": kind, "coordinates": coordinates})
    except GeoError:
        return
    assert np.isfinite(shapely.get_coordinates(geometry)).all()
