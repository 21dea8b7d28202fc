"""Area coverage by hand, against an independent count of cells, geopandas and pyproj.Geod."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.coverage import (
    area_coverage,
    area_coverage_by_zone,
    areas_by_multiplicity,
    served_ratios,
)
from geo.crs import MetricCrs, metric_crs
from geo.geojson import geometry_from_geojson
from geo.service_area import service_areas

WGS84 = Geod(ellps="WGS84")
DISTRICTS = Path(__file__).parents[2] / "db" / "demo" / "data" / "districts.geojson"
NO_AREAS = np.empty(0, dtype=np.object_)

sides = st.integers(0, 9)
boxes = st.lists(st.tuples(sides, sides, st.integers(1, 5), st.integers(1, 5)), max_size=8)


def geometries(*given_geometries: BaseGeometry | None) -> NDArray[np.object_]:
    return np.array([*given_geometries, None], dtype=np.object_)[:-1]


def cells_covered(corners: list[tuple[int, int, int, int]]) -> NDArray[np.int64]:
    """Count for each unit cell of a 14 x 14 board how many boxes hold it."""
    board = np.zeros((14, 14), dtype=np.int64)
    for x, y, width, height in corners:
        board[x : x + width, y : y + height] += 1
    return board


def boxes_of(corners: list[tuple[int, int, int, int]]) -> NDArray[np.object_]:
    return geometries(*(shapely.box(x, y, x + w, y + h) for x, y, w, h in corners))


@settings(max_examples=1_000)
@given(boxes, st.tuples(sides, sides, st.integers(1, 5), st.integers(1, 5)))
def test_areas_are_those_of_a_count_of_cells(
    corners: list[tuple[int, int, int, int]], scope_corner: tuple[int, int, int, int]
) -> None:
    scope = boxes_of([scope_corner])[0]
    counts = cells_covered(corners)[cells_covered([scope_corner]) > 0]
    measured = area_coverage(scope, boxes_of(corners))
    assert measured.scope_area_km2 * 1e6 == pytest.approx(len(counts))
    assert measured.served_area_km2 * 1e6 == pytest.approx((counts >= 1).sum(), abs=1e-9)
    assert measured.overlap_km2 * 1e6 == pytest.approx((counts >= 2).sum(), abs=1e-9)
    assert measured.area_ratio == pytest.approx((counts >= 1).mean(), abs=1e-12)
    assert measured.gaps.area == pytest.approx((counts == 0).sum(), abs=1e-9)
    assert measured.served.area == pytest.approx((counts >= 1).sum(), abs=1e-9)
    by_times = areas_by_multiplicity(scope, boxes_of(corners), n_times_max=3) * 1e6
    expected = [(counts == 0).sum(), (counts == 1).sum(), (counts == 2).sum(), (counts >= 3).sum()]
    assert by_times == pytest.approx(np.array(expected, dtype=float), abs=1e-9)


def test_two_discs_overlap_in_a_lens() -> None:
    crs = metric_crs((101.7, 36.5, 101.9, 36.7))
    longitude, latitude, _ = WGS84.fwd(101.78, 36.62, 90.0, 1_000.0)
    discs = service_areas(np.array([[101.78, 36.62], [longitude, latitude]]), 1_000.0, crs)
    scope = shapely.union_all(discs).buffer(1_000.0)
    measured = area_coverage(scope, discs)
    lens_km2 = 2.0 * np.pi / 3.0 - np.sqrt(3.0) / 2.0
    assert measured.overlap_km2 == pytest.approx(lens_km2, rel=2e-4)
    assert measured.served_area_km2 == pytest.approx(2.0 * np.pi - lens_km2, rel=2e-4)


def test_areas_agree_with_the_ellipsoid_on_the_same_polygons() -> None:
    bounds = (100.87, 36.22, 101.92, 37.47)
    crs = metric_crs(bounds)
    rng = np.random.default_rng(11)
    stations = np.column_stack([rng.uniform(101.0, 101.9, 60), rng.uniform(36.3, 37.4, 60)])
    measured = area_coverage(
        crs.project(shapely.box(*bounds).segmentize(0.01)), service_areas(stations, 3_000.0, crs)
    )
    for geometry, area_km2 in (
        (measured.served, measured.served_area_km2),
        (measured.gaps, measured.scope_area_km2 - measured.served_area_km2),
    ):
        true_m2 = abs(WGS84.geometry_area_perimeter(crs.unproject(geometry))[0])
        assert area_km2 * 1e6 == pytest.approx(true_m2, rel=1e-6)


def test_real_districts_have_the_ellipsoids_area_to_a_millionth() -> None:
    features = json.loads(DISTRICTS.read_text(encoding="utf-8"))["features"]
    districts = geometries(*(geometry_from_geojson(each) for each in features))
    crs = metric_crs(tuple(shapely.total_bounds(districts).tolist()))
    measured = area_coverage_by_zone(crs.project(districts), NO_AREAS)
    for district, area in zip(districts, measured, strict=True):
        true_km2 = abs(WGS84.geometry_area_perimeter(district)[0]) / 1e6
        assert area.scope_area_km2 == pytest.approx(true_km2, rel=1e-6)


def test_the_national_zone_is_too_wide_for_the_westernmost_district() -> None:
    features = json.loads(DISTRICTS.read_text(encoding="utf-8"))["features"]
    zone = MetricCrs("EPSG:4543", 4543)
    errors = []
    for district in map(geometry_from_geojson, features):
        true_m2 = abs(WGS84.geometry_area_perimeter(district)[0])
        errors.append(zone.project(district).area / true_m2 - 1.0)
    assert max(errors) == pytest.approx(1.39e-4, abs=1e-6)


def test_geopandas_measures_the_same() -> None:
    geopandas = pytest.importorskip("geopandas")
    crs = metric_crs((101.5, 36.4, 102.0, 36.8))
    rng = np.random.default_rng(5)
    stations = rng.normal([101.78, 36.62], 0.05, (80, 2))
    areas = service_areas(stations, rng.uniform(500.0, 2_000.0, 80), crs)
    scope = crs.project(shapely.box(101.7, 36.55, 101.85, 36.7))
    measured = area_coverage(scope, areas)
    frame = geopandas.GeoDataFrame({"n": range(80)}, geometry=list(areas), crs=crs.definition)
    district = geopandas.GeoSeries([scope], crs=crs.definition)
    served = district.intersection(frame.union_all())
    pairs = geopandas.overlay(frame, frame, how="intersection", keep_geom_type=True)
    twice = pairs[pairs.n_1 < pairs.n_2].union_all()
    assert measured.served_area_km2 * 1e6 == pytest.approx(served.area[0], rel=1e-9)
    assert measured.overlap_km2 * 1e6 == pytest.approx(twice.intersection(scope).area, rel=1e-9)
    assert measured.gaps.area == pytest.approx(scope.area - served.area[0], rel=1e-9)


def test_zones_of_a_partition_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(2)
    areas = boxes_of([tuple(row) for row in rng.integers(1, 9, (20, 4)).tolist()])
    west, east = shapely.box(0, 0, 7, 14), shapely.box(7, 0, 14, 14)
    left, right = area_coverage_by_zone(geometries(west, east), areas)
    whole = area_coverage(shapely.box(0, 0, 14, 14), areas)
    assert left.served_area_km2 + right.served_area_km2 == pytest.approx(whole.served_area_km2)
    assert left.overlap_km2 + right.overlap_km2 == pytest.approx(whole.overlap_km2)


def test_nothing_serves_nothing() -> None:
    scope = shapely.box(0, 0, 1_000, 1_000)
    for nothing in (NO_AREAS, geometries(shapely.Polygon(), None)):
        measured = area_coverage(scope, nothing)
        assert (measured.served_area_km2, measured.overlap_km2, measured.area_ratio) == (0, 0, 0)
        assert measured.gaps.equals(scope)
        assert measured.served.is_empty
        assert areas_by_multiplicity(scope, nothing, n_times_max=2).tolist() == [1.0, 0.0, 0.0]


def test_an_empty_scope_has_zeros() -> None:
    measured = area_coverage(shapely.Polygon(), boxes_of([(0, 0, 5, 5)]))
    assert (measured.scope_area_km2, measured.served_area_km2, measured.area_ratio) == (0, 0, 0)
    assert measured.gaps.is_empty


def test_equal_areas_count_twice_and_touching_ones_once() -> None:
    scope = shapely.box(0, 0, 4_000, 1_000)
    square, neighbour = shapely.box(0, 0, 1_000, 1_000), shapely.box(1_000, 0, 2_000, 1_000)
    assert area_coverage(scope, geometries(square, square)).overlap_km2 == 1.0
    assert area_coverage(scope, geometries(square, neighbour)).overlap_km2 == 0.0


def test_what_only_touches_the_scope_leaves_polygons_only() -> None:
    touching = geometries(shapely.box(-10, 0, 0, 10), shapely.box(2, 2, 4, 4))
    measured = area_coverage(shapely.box(0, 0, 10, 10), touching)
    assert measured.served.geom_type == "Polygon"
    assert measured.served_area_km2 == pytest.approx(4e-6)


def test_the_share_of_a_circle_that_is_served() -> None:
    circles = geometries(
        shapely.box(0, 0, 4, 1), shapely.box(20, 20, 21, 21), shapely.Polygon(), None
    )
    assert served_ratios(circles, shapely.box(1, 0, 9, 9)).tolist() == [0.75, 0.0, 0.0, 0.0]
