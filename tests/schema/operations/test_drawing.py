"""Areas drawn for a zoom: without what is below a pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from schema.operations.drawing import drawn
from schema.operations.layers import FeatureQuestion, MapLayer

# A pixel of zoom 10 is 122.6 m wide at 36.6 degrees north: a speck of 50 m is below it.
ZOOM = 10
SPECK_DEG = 0.0005


def square(west: float, south: float, side: float) -> Polygon:
    return shapely.box(west, south, west + side, south + side)


def draw(area: shapely.Geometry, layer: MapLayer = MapLayer.COVERAGE_GAPS) -> dict[str, Any]:
    (found,) = drawn(np.array([area], dtype=np.object_), FeatureQuestion(layer, zoom=ZOOM))
    return found


def test_parts_and_holes_below_a_pixel_are_left_out() -> None:
    hole = square(101.05, 36.65, SPECK_DEG)
    large = Polygon(square(101.0, 36.6, 0.1).exterior, [hole.exterior])
    area = MultiPolygon([large, square(101.3, 36.6, SPECK_DEG), square(101.5, 36.6, 0.05)])

    found = draw(area)

    assert [len(part) for part in found["coordinates"]] == [1, 1]


def test_what_is_all_below_a_pixel_keeps_its_largest_part() -> None:
    area = MultiPolygon([square(101.0, 36.6, SPECK_DEG), square(101.3, 36.6, 2 * SPECK_DEG)])

    found = draw(area)

    assert len(found["coordinates"]) == 1
    assert found["coordinates"][0][0][0][0] >= 101.29


def test_a_district_keeps_its_holes_because_a_neighbour_lies_in_them() -> None:
    hole = square(101.05, 36.65, 4 * SPECK_DEG)
    area = Polygon(square(101.0, 36.6, 0.1).exterior, [hole.exterior])

    assert len(draw(area, MapLayer.DISTRICTS)["coordinates"]) == 2
