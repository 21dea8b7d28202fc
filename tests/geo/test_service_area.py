"""Service areas are the geodesic discs: as large, as round and where they should be."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import MetricCrs, metric_crs
from geo.errors import ArrayShapeError, InvalidRadiusError
from geo.service_area import service_areas

WGS84 = Geod(ellps="WGS84")
WHOLE_CITY = metric_crs((100.87, 36.22, 101.92, 37.47))
ZONE = MetricCrs("EPSG:4543", 4543)
XINING = np.array([[101.7782, 36.6171]])


@pytest.mark.parametrize("radius_m", [0.5, 300.0, 1_000.0, 5_000.0])
def test_the_area_is_the_discs_own(radius_m: float) -> None:
    disc = service_areas(XINING, radius_m, WHOLE_CITY)[0]
    assert disc.area == pytest.approx(np.pi * radius_m**2, rel=1e-9)


def test_the_area_in_a_zone_is_the_discs_times_the_areal_scale() -> None:
    huangyuan = np.array([[101.0, 36.7]])
    disc = service_areas(huangyuan, 1_000.0, ZONE)[0]
    scale = ZONE.areal_scale(huangyuan)[0]
    assert scale - 1.0 == pytest.approx(1.965e-4, abs=5e-6)
    assert disc.area == pytest.approx(np.pi * 1e6 * scale, rel=1e-9)
    true_m2 = WGS84.geometry_area_perimeter(ZONE.unproject(disc))[0]
    assert true_m2 == pytest.approx(np.pi * 1e6, rel=1e-6)


@given(
    st.floats(100.9, 101.9),
    st.floats(36.25, 37.45),
    st.floats(1.0, 5_000.0),
    st.sampled_from([WHOLE_CITY, ZONE]),
)
def test_no_part_of_the_ring_is_over_a_tenth_of_a_metre_off(
    x: float, y: float, radius_m: float, crs: MetricCrs
) -> None:
    disc = service_areas(np.array([[x, y]]), radius_m, crs)[0]
    ring = shapely.get_coordinates(disc)
    middles = (ring[:-1] + ring[1:]) / 2.0
    for places in (ring, middles):
        longitudes, latitudes = crs.unproject(places).T
        n = len(places)
        metres = WGS84.inv(np.full(n, x), np.full(n, y), longitudes, latitudes)[2]
        assert np.abs(metres - radius_m).max() < 0.1


def test_areas_keep_the_order_of_the_stations_and_their_own_radii() -> None:
    stations = XINING + np.array([[0.0, 0.0], [0.05, 0.0], [0.1, 0.0], [0.0, 0.0]])
    radii = np.array([500.0, 4_000.0, 0.0, 500.0])
    discs = service_areas(stations, radii, WHOLE_CITY)
    assert [round(float(np.sqrt(disc.area / np.pi)), 6) for disc in discs] == [500, 4000, 0, 500]
    centres = shapely.get_coordinates(shapely.centroid(discs[:2]))
    assert centres == pytest.approx(WHOLE_CITY.project(stations[:2]), abs=0.01)
    assert discs[2].is_empty
    assert discs[0].equals(discs[3])


def test_rings_are_valid_and_anticlockwise() -> None:
    discs = service_areas(np.repeat(XINING, 3, axis=0), [10.0, 1_000.0, 9_000.0], ZONE)
    assert shapely.is_valid(discs).all()
    assert shapely.is_ccw(shapely.get_exterior_ring(discs)).all()


def test_no_stations_have_no_areas() -> None:
    assert service_areas(np.empty((0, 2)), 1_000.0, ZONE).shape == (0,)


def test_stations_without_place_or_with_a_negative_radius_are_refused() -> None:
    with pytest.raises(ArrayShapeError, match="station 0 has no location"):
        service_areas(np.array([[np.nan, np.nan]]), 1_000.0, ZONE)
    with pytest.raises(InvalidRadiusError, match=r"-5.0 m"):
        service_areas(XINING, -5.0, ZONE)
