"""What is refused as a geometry, a position or a box, and with which place, cause and remedy."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import from_wgs84
from geo.errors import (
    ArrayShapeError,
    CoordinateOutOfReachError,
    CoordinateValueError,
    InvalidBboxError,
    InvalidGeometryError,
)
from geo.validation import checked_bbox, checked_geometry, checked_positions

XINING = (100.87, 36.22, 101.92, 37.47)
AROUND_A_SQUARE = (101.70, 36.60, 101.71, 36.61)


def test_a_sound_polygon_comes_back() -> None:
    square = shapely.box(101.7, 36.6, 101.8, 36.7)
    assert checked_geometry(square, reach_bounds=XINING, kinds=("Polygon",)) is square


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "the polygon crosses itself at", (1.0, 1.0)),
        (
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (5 5, 6 5, 6 6, 5 5))",
            "has a hole outside its outline at",
            (5.0, 5.0),
        ),
        (
            "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((1 1, 2 1, 2 2, 1 1)))",
            "the multi polygon has a part inside another part at",
            (1.0, 1.0),
        ),
    ],
)
def test_invalid_polygons_are_refused_with_reason_and_place(
    text: str, message: str, place: tuple[float, float]
) -> None:
    with pytest.raises(InvalidGeometryError, match=message) as refusal:
        checked_geometry(shapely.from_wkt(text))
    assert refusal.value.place == place


@pytest.mark.parametrize("text", ["POINT EMPTY", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"])
def test_empty_geometries_are_refused(text: str) -> None:
    with pytest.raises(InvalidGeometryError, match="is empty"):
        checked_geometry(shapely.from_wkt(text))


@pytest.mark.parametrize(
    "text",
    ["POLYGON ((0 0, 1 1, 2 2, 0 0))", "POLYGON ((1 1, 1 1, 1 1, 1 1))", "LINESTRING (1 1, 1 1)"],
)
def test_geometries_without_extent_are_refused(text: str) -> None:
    with pytest.raises(InvalidGeometryError):
        checked_geometry(shapely.from_wkt(text))


def test_a_type_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(InvalidGeometryError, match="a Point was given; give a Polygon or Multi"):
        checked_geometry(shapely.Point(1, 2), kinds=("Polygon", "MultiPolygon"))


def test_an_infinite_vertex_is_refused_before_it_reaches_a_union() -> None:
    polygon = shapely.Polygon([(0, 0), (1, 0), (float("inf"), 1), (0, 0)])
    with pytest.raises(CoordinateValueError, match=r"\(inf, 1.0\) is no position"):
        checked_geometry(polygon)


def test_swapped_axes_are_named() -> None:
    with pytest.raises(CoordinateOutOfReachError, match=r"\(36.62, 101.78\).*axes look swapped"):
        checked_geometry(shapely.Point(36.62, 101.78), reach_bounds=XINING)


def test_swapped_axes_are_named_where_nothing_is_known_of_the_city() -> None:
    with pytest.raises(CoordinateValueError, match="axes look swapped"):
        checked_geometry(shapely.Point(36.62, 101.78))


def test_projected_metres_are_named() -> None:
    with pytest.raises(CoordinateOutOfReachError, match="look like projected metres"):
        checked_geometry(shapely.Point(480000.0, 4054000.0), reach_bounds=XINING)


@pytest.mark.parametrize("system", ["GCJ02", "BD09"])
def test_a_shifted_system_is_named_where_it_explains_the_position(system: str) -> None:
    inside = np.array([[101.7099, 36.6001]])
    x, y = from_wgs84(inside, system)[0]
    with pytest.raises(CoordinateOutOfReachError, match=f"as {system} it would lie inside"):
        checked_geometry(shapely.Point(x, y), reach_bounds=AROUND_A_SQUARE)


def test_a_far_position_gets_the_general_remedy() -> None:
    with pytest.raises(CoordinateOutOfReachError, match="check the coordinates") as refusal:
        checked_geometry(shapely.Point(116.4, 39.9), reach_bounds=XINING)
    assert refusal.value.place == (116.4, 39.9)


def test_the_edge_of_the_reach_is_within_it() -> None:
    xy = np.array([[100.87, 36.22], [101.92, 37.47]])
    assert checked_positions(xy, reach_bounds=XINING) is xy


def test_the_first_wrong_row_is_named() -> None:
    xy = np.array([[101.7, 36.6], [np.nan, 36.6], [101.7, np.inf]])
    with pytest.raises(CoordinateValueError, match=r"\(nan, 36.6\)"):
        checked_positions(xy)


def test_no_positions_are_fine_and_flat_ones_are_not() -> None:
    assert checked_positions(np.empty((0, 2))).shape == (0, 2)
    with pytest.raises(ArrayShapeError):
        checked_positions(np.array([101.7, 36.6]))


def test_a_box_of_one_point_is_allowed() -> None:
    assert checked_bbox(101, 36, 101, 36) == (101.0, 36.0, 101.0, 36.0)


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ((101.9, 36.5, 101.6, 36.8), "west 101.9 is greater than east 101.6; exchange"),
        ((101.6, 36.8, 101.9, 36.5), "south 36.8 is greater than north 36.5; exchange"),
        ((float("nan"), 36.5, 101.9, 36.8), "west is nan; give a finite"),
        ((101.6, 36.5, float("inf"), 36.8), "east is inf; give a finite"),
        ((36.5, 101.6, 36.8, 101.9), "south is 101.6, beyond 90 degrees"),
        ((400000.0, 36.5, 101.9, 36.8), "west is 400000.0, beyond 180 degrees.*not metres"),
    ],
)
def test_wrong_boxes_are_refused(box: tuple[float, float, float, float], message: str) -> None:
    with pytest.raises(InvalidBboxError, match=message):
        checked_bbox(*box)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=8))
def test_a_ring_is_refused_exactly_when_it_is_invalid_or_flat(ring: list[tuple[int, int]]) -> None:
    polygon = shapely.Polygon(ring)
    if polygon.is_valid and polygon.area > 0:
        assert checked_geometry(polygon) is polygon
    else:
        with pytest.raises(InvalidGeometryError):
            checked_geometry(polygon)
