"""Coordinate systems: the shifted ones against an oracle, the projections against geodesics."""

from __future__ import annotations

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import CoordinateSystem, MetricCrs, coordinate_system, from_wgs84, metric_crs, to_wgs84
from geo.errors import ArrayShapeError, InvalidBboxError, UnknownCoordinateSystemError

WGS84 = Geod(ellps="WGS84")
XINING = np.array([[101.7782, 36.6171]])
SYSTEMS = list(CoordinateSystem)

longitudes = st.floats(73.5, 135.0)
latitudes = st.floats(3.5, 53.5)


@pytest.mark.parametrize("system", ["GCJ02", "BD09"])
def test_shifted_systems_agree_with_the_oracle(system: str) -> None:
    rng = np.random.default_rng(7)
    xy = np.column_stack([rng.uniform(73.5, 135.0, 300), rng.uniform(3.5, 53.5, 300)])
    oracle = prcoords.wgs_gcj if system == "GCJ02" else prcoords.wgs_bd
    expected = [oracle(prcoords.Coords(lat=y, lon=x)) for x, y in xy]
    expected_xy = np.array([[float(place.lon), float(place.lat)] for place in expected])
    assert from_wgs84(xy, system) == pytest.approx(expected_xy, abs=1e-9)


@given(longitudes, latitudes, st.sampled_from(SYSTEMS))
def test_round_trip_is_exact_to_a_micrometre(x: float, y: float, system: CoordinateSystem) -> None:
    there = from_wgs84(np.array([[x, y]]), system)
    back = to_wgs84(there, system)
    assert WGS84.inv(x, y, back[0, 0], back[0, 1])[2] < 1e-6


def test_the_shift_at_xining_is_173_metres() -> None:
    shifted = from_wgs84(XINING, CoordinateSystem.GCJ02)
    assert WGS84.inv(*XINING[0], *shifted[0])[2] == pytest.approx(173.0, abs=1.0)


@pytest.mark.parametrize("system", SYSTEMS)
def test_points_outside_china_are_unchanged(system: CoordinateSystem) -> None:
    xy = np.array([[2.35, 48.85], [-74.0, 40.7], [139.7, 35.7]])
    assert np.array_equal(from_wgs84(xy, system), xy)
    assert np.array_equal(to_wgs84(xy, system), xy)


def test_cgcs2000_equals_wgs84() -> None:
    assert np.array_equal(to_wgs84(XINING, CoordinateSystem.CGCS2000), XINING)


@pytest.mark.parametrize("system", SYSTEMS)
def test_unlocated_rows_stay_unlocated(system: CoordinateSystem) -> None:
    xy = np.array([[np.nan, np.nan], [101.7782, 36.6171]])
    shifted = to_wgs84(from_wgs84(xy, system), system)
    assert np.isnan(shifted[0]).all()
    assert shifted[1] == pytest.approx(xy[1], abs=1e-11)


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_positions_give_no_positions(system: CoordinateSystem) -> None:
    assert to_wgs84(np.empty((0, 2)), system).shape == (0, 2)


def test_geometries_are_shifted_vertex_by_vertex() -> None:
    square = shapely.box(101.7, 36.6, 101.8, 36.7)
    shifted = from_wgs84(square, "GCJ02")
    vertices = from_wgs84(shapely.get_coordinates(square), "GCJ02")
    assert np.array_equal(shapely.get_coordinates(shifted), vertices)
    assert to_wgs84(shifted, "GCJ02").equals_exact(square, 1e-11)


def test_arrays_of_geometries_keep_their_missing_ones() -> None:
    geometries = np.array([shapely.Point(101.7, 36.6), None], dtype=object)
    shifted = from_wgs84(geometries, "BD09")
    assert shifted[1] is None
    assert shifted[0].x == pytest.approx(101.7125, abs=0.01)


def test_an_unknown_system_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownCoordinateSystemError, match=r"'UTM'.*WGS84, CGCS2000, GCJ02, BD09"):
        to_wgs84(XINING, "UTM")


def test_names_are_read_in_either_case() -> None:
    assert coordinate_system("gcj-02") is CoordinateSystem.GCJ02


def test_a_flat_array_is_refused() -> None:
    with pytest.raises(ArrayShapeError, match=r"\(n, 2\), these have \(2,\)"):
        to_wgs84(np.array([101.7, 36.6]), "GCJ02")


def test_urban_xining_lies_in_the_zone_of_102_east() -> None:
    assert metric_crs((101.65, 36.55, 101.92, 36.75)) == MetricCrs("EPSG:4543", 4543)


@pytest.mark.parametrize(
    ("longitude", "srid"),
    [(75.2, 4534), (103.4, 4543), (116.9, 4548), (119.8, 4549), (134.9, 4554)],
)
def test_the_zone_is_that_of_the_nearest_central_meridian(longitude: float, srid: int) -> None:
    bounds = (longitude - 0.1, 39.9, longitude + 0.1, 40.0)
    assert metric_crs(bounds, areal_error_max=1e-3).srid == srid


@pytest.mark.parametrize(
    "bounds",
    [(100.87, 36.22, 101.92, 37.47), (2.2, 48.8, 2.5, 48.9), (170.0, -40.0, 170.1, -39.9)],
    ids=["too wide for 1e-4", "Paris", "southern hemisphere"],
)
def test_other_extents_get_an_equal_area_projection(
    bounds: tuple[float, float, float, float],
) -> None:
    crs = metric_crs(bounds)
    assert crs.srid is None
    corners = shapely.get_coordinates(shapely.box(*bounds))
    assert crs.areal_scale(corners) == pytest.approx(1.0, abs=1e-7)


@pytest.mark.parametrize("bounds", [(101.6, 36.5, 101.9, 36.8), (100.9, 36.2, 101.9, 37.5)])
def test_projected_areas_are_the_ellipsoids(bounds: tuple[float, float, float, float]) -> None:
    crs = metric_crs(bounds)
    west, south, *_ = bounds
    square = shapely.box(west, south, west + 0.05, south + 0.05).segmentize(0.001)
    expected_m2 = abs(WGS84.geometry_area_perimeter(square)[0])
    assert crs.project(square).area == pytest.approx(expected_m2, rel=1e-4)


@given(st.floats(100.9, 101.9), st.floats(36.2, 37.4), st.booleans())
def test_projecting_and_back_is_exact_to_a_micrometre(x: float, y: float, in_zone: bool) -> None:
    crs = metric_crs((100.87, 36.22, 101.92, 37.47), areal_error_max=1e-3 if in_zone else 1e-4)
    back = crs.unproject(crs.project(np.array([[x, y]])))
    assert WGS84.inv(x, y, back[0, 0], back[0, 1])[2] < 1e-6


def test_projected_x_is_east_and_y_is_north() -> None:
    crs = metric_crs((101.65, 36.55, 101.92, 36.75))
    metres = crs.project(np.array([[101.7, 36.6], [101.8, 36.6], [101.7, 36.7], [np.nan, 36.6]]))
    assert metres[1, 0] - metres[0, 0] == pytest.approx(8947.0, abs=5.0)
    assert metres[2, 1] - metres[0, 1] == pytest.approx(11097.0, abs=5.0)
    assert np.isnan(metres[3]).all()


@pytest.mark.parametrize(
    "bounds",
    [(102.0, 36.0, 101.0, 37.0), (float("nan"), 36.0, 102.0, 37.0), (100.0, 36.0, 200.0, 37.0)],
)
def test_bounds_that_are_no_extent_are_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(InvalidBboxError, match="west <= east"):
        metric_crs(bounds)
