import json

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from maps.encoding import (
    encode_codes,
    encode_geometry,
    encode_line,
    encode_names,
    inert_json,
    spatial_order,
)
from maps.errors import MapInputError
from tests.maps import hostile


@pytest.mark.parametrize("name", hostile.NAMES)
def test_json_is_inert_and_reads_back_as_it_was(name: str) -> None:
    text = inert_json({name: [name]})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {name: [name]}
    text.encode("utf-8")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0, float("-inf")]])
def test_figures_that_are_not_finite_are_refused(value: object) -> None:
    with pytest.raises(MapInputError, match="not finite"):
        inert_json(value)


def test_codes_beyond_the_alphabet_become_a_list() -> None:
    assert encode_codes(np.array([62, 0])) == "-0"
    assert encode_codes(np.array([63, -1])) == [63, -1]
    assert encode_codes(np.array([], dtype=np.int64)) == ""


def test_line_is_coded_in_millionths_without_repeated_vertices() -> None:
    line = np.array([[101.5, 36.5], [101.5, 36.5], [101.500002, 36.499999]])
    assert encode_line(line) == [101_500_000, 36_500_000, 2, -1]


def test_polygon_with_a_hole_has_two_rings() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    assert [len(polygon) for polygon in encode_geometry(ring)] == [2]


@pytest.mark.parametrize(
    ("geometry", "n_polygons"),
    [
        (None, 0),
        (shapely.Polygon(), 0),
        (shapely.Point(1, 1), 0),
        (shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]), 2),
        (shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)]), 1),
    ],
)
def test_only_polygons_are_coded(geometry: BaseGeometry | None, n_polygons: int) -> None:
    assert len(encode_geometry(geometry)) == n_polygons


def test_shared_endings_are_left_out_of_many_names() -> None:
    names = [f"第{i}商贸有限公司" for i in range(1500)] + ["短", "", "</script>"]
    coded = encode_names(names)
    assert isinstance(coded, dict)
    code = [
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-".find(c)
        for c in coded["codes"]
    ]
    rebuilt = [
        stem + (coded["endings"][c] if c >= 0 else "")
        for stem, c in zip(coded["stems"], code, strict=True)
    ]
    assert rebuilt == names
    assert len(inert_json(coded)) < 0.75 * len(inert_json(names))


def test_spatial_order_keeps_neighbours_together() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 1.0], [0.001, 0.001], [0.999, 0.999]])
    assert spatial_order(xy).tolist() == [0, 2, 3, 1]
    assert spatial_order(np.zeros((0, 2))).tolist() == []
