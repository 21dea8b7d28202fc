import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from db import geodesic


def test_a_degree_of_the_equator_and_of_the_meridian() -> None:
    # 2 pi a / 360, and the meridian's arc from 0 to 1 degree (Rapp 1991).
    assert geodesic.distance_m(10, 0, 11, 0) == pytest.approx(111_319.4908, abs=1e-4)
    assert geodesic.distance_m(10, 0, 10, 1) == pytest.approx(110_574.3886, abs=1e-4)


def test_a_place_is_no_metre_from_itself() -> None:
    assert geodesic.distance_m(101.7, 36.6, 101.7, 36.6) == 0.0


def test_distances_of_many_are_those_of_each() -> None:
    others = np.array([[101.7, 36.6], [101.8, 36.7], [-70.0, 10.0]])
    found = geodesic.distances_m(101.7, 36.6, others)
    assert found.tolist() == [geodesic.distance_m(101.7, 36.6, *xy) for xy in others]


def test_inside_and_on_the_line_is_no_distance() -> None:
    square = shapely.box(101.0, 36.0, 102.0, 37.0)
    assert geodesic.point_to_geometry_m(101.5, 36.5, square) == 0.0
    assert geodesic.point_to_geometry_m(101.0, 36.0, square) == 0.0


def test_the_hole_of_an_area_is_outside() -> None:
    ring = shapely.box(101.0, 36.0, 102.0, 37.0) - shapely.box(101.4, 36.4, 101.6, 36.6)
    metres = geodesic.point_to_geometry_m(101.5, 36.5, ring)
    assert metres == pytest.approx(geodesic.distance_m(101.5, 36.5, 101.6, 36.5), rel=1e-4)


def test_the_nearest_part_counts() -> None:
    points = shapely.MultiPoint([(101.0, 36.0), (101.2, 36.0), (103.0, 36.0)])
    expected = geodesic.distance_m(101.3, 36.0, 101.2, 36.0)
    assert geodesic.point_to_geometry_m(101.3, 36.0, points) == pytest.approx(expected, abs=1e-6)


def test_empty_and_far_geometries_are_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        geodesic.point_to_geometry_m(0.0, 0.0, shapely.Polygon())
    with pytest.raises(ValueError, match="85 degrees"):
        geodesic.point_to_geometry_m(0.0, 0.0, shapely.Point(170.0, 0.0))


@given(
    st.floats(-179, 179),
    st.floats(-89, 89),
    st.floats(0, 2_000_000),
    st.floats(0, 2 * math.pi),
)
def test_the_box_around_a_place_holds_the_disc(
    longitude: float, latitude: float, radius_m: float, bearing: float
) -> None:
    west, south, east, north = geodesic.box_around(longitude, latitude, radius_m)
    other_longitude, other_latitude, _ = geodesic._geod().fwd(
        longitude, latitude, math.degrees(bearing), radius_m
    )
    assert south <= other_latitude <= north
    assert west <= other_longitude <= east


def test_the_box_is_hardly_larger_than_the_disc() -> None:
    west, south, east, north = geodesic.box_around(101.7, 36.6, 1000.0)
    assert geodesic.distance_m(101.7, 36.6, 101.7, north) < 1020
    assert geodesic.distance_m(101.7, 36.6, east, 36.6) < 1020
    assert (west + east, south + north) == pytest.approx((203.4, 73.2))


def test_the_box_at_a_pole_and_at_the_date_line_takes_all_longitudes() -> None:
    assert geodesic.box_around(10.0, 89.9, 50_000.0)[::2] == (-180.0, 180.0)
    assert geodesic.box_around(179.9, 0.0, 50_000.0)[::2] == (-180.0, 180.0)
    assert geodesic.box_around(10.0, 89.9, 50_000.0)[3] == 90.0
