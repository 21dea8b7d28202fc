"""The one distance: chords against geodesics, and reach against brute force with pyproj.Geod."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from db import spatial
from db.geodesic import distance_m
from geo import nearest_of_few
from geo.distance import arc_m, coverage_matrix, ecef, geodesic_m, nearest_station, reached
from geo.errors import ArrayShapeError, InvalidRadiusError
from geo.geodesic import LIMIT_TOLERANCE_M, chord_limits_m
from geo.nearest_table import N_POINTS_MIN
from geo.point_index import PointIndex

WGS84 = Geod(ellps="WGS84")
Floats = NDArray[np.float64]

seeds = st.integers(0, 2**32 - 1)
# Xining, the antimeridian, a pole, the equator.
centres = st.sampled_from([(101.78, 36.62), (179.999, -17.0), (30.0, 89.99), (0.0, 0.0)])


def brute_force_m(points: Floats, stations: Floats) -> Floats:
    return np.array(
        [[WGS84.inv(*point, *station)[2] for station in stations] for point in points]
    ).reshape(len(points), len(stations))


def scattered(seed: int, centre: tuple[float, float], n: int, spread_m: float) -> Floats:
    rng = np.random.default_rng(seed)
    longitudes, latitudes, _ = WGS84.fwd(
        np.full(n, centre[0]),
        np.full(n, centre[1]),
        rng.uniform(0.0, 360.0, n),
        rng.uniform(0.0, spread_m, n),
    )
    return np.column_stack([longitudes, latitudes])


@pytest.mark.parametrize("length_m", [1.0, 1_000.0, 15_000.0, 50_000.0])
def test_arcs_are_geodesics_to_a_tenth_of_a_millimetre_up_to_50_km(length_m: float) -> None:
    latitudes, azimuths = np.meshgrid(np.linspace(-89.0, 89.0, 61), np.linspace(0.0, 350.0, 36))
    a = np.column_stack([np.full(latitudes.size, 101.0), latitudes.ravel()])
    lengths = np.full(latitudes.size, length_m)
    longitudes, ends, _ = WGS84.fwd(a[:, 0], a[:, 1], azimuths.ravel(), lengths)
    b = np.column_stack([longitudes, ends])
    assert np.abs(arc_m(ecef(a), ecef(b)) - length_m).max() < 1e-4


def test_the_arc_of_a_point_to_itself_is_zero() -> None:
    xyz = ecef(np.array([[101.78, 36.62]]))
    assert arc_m(xyz, xyz).tolist() == [0.0]


@pytest.mark.parametrize("radius_m", [0.5, 1_000.0, 50_000.0, 200_000.0])
def test_chord_limits_enclose_the_geodesic(radius_m: float) -> None:
    latitudes, azimuths = np.meshgrid(np.linspace(-88.0, 88.0, 45), np.linspace(0.0, 350.0, 36))
    a = np.column_stack([np.full(latitudes.size, 5.0), latitudes.ravel()])
    lengths = np.full(latitudes.size, radius_m)
    longitudes, ends, _ = WGS84.fwd(a[:, 0], a[:, 1], azimuths.ravel(), lengths)
    chords = np.linalg.norm(ecef(a) - ecef(np.column_stack([longitudes, ends])), axis=1)
    surely, at_most = chord_limits_m(np.array(radius_m))
    assert surely < chords.min() - 0.004
    assert chords.max() + 0.004 < at_most


def test_one_position_is_measured_against_many() -> None:
    metres = geodesic_m(np.array([101.0, 36.0]), np.array([[101.0, 37.0], [np.nan, 36.0]]))
    assert metres[0] == pytest.approx(110973.0, abs=10.0)
    assert np.isnan(metres[1])


@given(seeds, centres, st.integers(0, 12), st.integers(0, 5), st.sampled_from([50.0, 5e3, 2e5]))
def test_the_nearest_station_is_that_of_brute_force(
    seed: int, centre: tuple[float, float], n: int, m: int, spread_m: float
) -> None:
    points = scattered(seed, centre, n, spread_m)
    stations = scattered(seed + 1, centre, m, spread_m)
    expected = brute_force_m(points, stations)
    numbers, metres = nearest_station(points, stations)
    if m == 0:
        assert (numbers == -1).all()
        assert np.isnan(metres).all()
        return
    assert metres == pytest.approx(expected.min(axis=1, initial=np.inf), abs=0.01)
    assert expected[np.arange(n), numbers] == pytest.approx(metres, abs=1e-3)


@settings(max_examples=1_000)
@given(seeds, centres, st.integers(0, 15), st.integers(0, 12), st.booleans())
def test_reach_is_that_of_brute_force(
    seed: int, centre: tuple[float, float], n: int, m: int, alike: bool
) -> None:
    points = scattered(seed, centre, n, 3_000.0)
    stations = scattered(seed + 1, centre, m, 3_000.0)
    rng = np.random.default_rng(seed)
    radii = np.full(m, 1_000.0) if alike else rng.uniform(0.0, 2_000.0, m)
    expected = brute_force_m(points, stations) <= radii + LIMIT_TOLERANCE_M
    assert np.array_equal(reached(points, stations, radii), expected.any(axis=1))
    matrix = coverage_matrix(points, stations, radii)
    assert matrix.shape == (n, m)
    assert matrix.dtype == np.bool_
    assert np.array_equal(matrix.toarray(), expected)


@given(seeds, centres, st.floats(0.01, 40_000.0))
def test_a_point_at_the_very_radius_is_reached_and_one_3_micrometres_beyond_is_not(
    seed: int, centre: tuple[float, float], radius_m: float
) -> None:
    station = scattered(seed, centre, 1, 100.0)
    azimuths = np.arange(0.0, 360.0, 30.0)
    for beyond_m, expected in ((0.0, True), (3e-6, False)):
        ends = WGS84.fwd(
            np.full(12, station[0, 0]),
            np.full(12, station[0, 1]),
            azimuths,
            np.full(12, radius_m + beyond_m),
        )
        ring = np.column_stack(ends[:2])
        assert (reached(ring, station, radius_m) == expected).all()
        assert (coverage_matrix(ring, station, radius_m).toarray() == expected).all()


def test_a_station_on_the_radius_serves() -> None:
    points = np.array([[101.78, 36.62]])
    station = np.array([[101.79, 36.62]])
    exactly_m = WGS84.inv(*points[0], *station[0])[2]
    assert reached(points, station, exactly_m).tolist() == [True]
    assert reached(points, station, exactly_m - 2e-6).tolist() == [False]


def test_a_radius_that_the_database_gave_as_a_distance_reaches() -> None:
    points = scattered(7, (101.78, 36.62), 200, 20_000.0)
    stations = scattered(8, (101.78, 36.62), 1, 1.0)
    for point in points:
        given_m = distance_m(*point, *stations[0])
        assert reached(point[None], stations, given_m).tolist() == [True]


def test_the_databases_are_as_exact_as_arrays() -> None:
    assert spatial.LIMIT_TOLERANCE_M == LIMIT_TOLERANCE_M


def test_a_radius_of_zero_serves_what_stands_at_the_station() -> None:
    points = np.array([[101.78, 36.62], [101.78, 36.6200001]])
    assert reached(points, points[:1], 0.0).tolist() == [True, False]
    assert coverage_matrix(points, points[:1], 0.0).toarray().tolist() == [[True], [False]]


def test_unlocated_points_are_never_reached_and_have_no_distance() -> None:
    points = np.array([[np.nan, np.nan], [101.78, 36.62], [101.78, np.nan]])
    stations = np.array([[101.78, 36.62]])
    numbers, metres = nearest_station(points, stations)
    assert numbers.tolist() == [-1, 0, -1]
    assert np.isnan(metres[[0, 2]]).all()
    assert metres[1] == 0.0
    assert reached(points, stations, 1_000.0).tolist() == [False, True, False]
    assert coverage_matrix(points, stations, 1_000.0).toarray()[:, 0].tolist() == [
        False,
        True,
        False,
    ]


def test_duplicate_points_and_stations_are_counted_each() -> None:
    place = np.array([[101.78, 36.62]] * 3)
    assert coverage_matrix(place, place, 10.0).nnz == 9


def test_nobody_to_reach_gives_empty_answers() -> None:
    nobody, station = np.empty((0, 2)), np.array([[101.78, 36.62]])
    assert reached(nobody, station, 1.0).shape == (0,)
    assert coverage_matrix(nobody, station, 1.0).shape == (0, 1)
    assert len(PointIndex(nobody).within(station[0], 1_000.0)) == 0


@pytest.fixture
def no_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest_of_few, "N_STATIONS_MAX", 0)


@pytest.mark.usefixtures("no_few")
@pytest.mark.parametrize("centre", [(101.78, 36.62), (179.99, -17.0), (30.0, 89.9)])
@pytest.mark.parametrize("m", [1, 3, 40, 3_000])
def test_a_crowd_gets_the_stations_that_a_tree_finds(centre: tuple[float, float], m: int) -> None:
    points = np.vstack([scattered(5, centre, N_POINTS_MIN, 20_000.0), [[np.nan, np.nan]]])
    stations = scattered(6, centre, m, 25_000.0)
    stations = np.vstack([stations, stations[:1]])
    numbers, metres = nearest_station(points, stations)
    chords, _ = cKDTree(ecef(stations)).query(ecef(points[:-1]))
    offsets = ecef(points[:-1]) - ecef(stations[numbers[:-1]])
    assert np.linalg.norm(offsets, axis=1) == pytest.approx(chords, abs=1e-6)
    assert geodesic_m(points[:200], stations[numbers[:200]]) == pytest.approx(
        metres[:200], abs=1e-4
    )
    assert numbers[-1] == -1
    assert np.isnan(metres[-1])


@pytest.mark.usefixtures("no_few")
def test_a_crowd_at_one_place_is_measured_too() -> None:
    place = np.array([[101.78, 36.62]])
    stations = np.array([[101.79, 36.62], [101.77, 36.60]])
    numbers, metres = nearest_station(np.repeat(place, N_POINTS_MIN, axis=0), stations)
    assert (numbers == 0).all()
    assert metres == pytest.approx(894.527, abs=1e-3)


def test_large_clouds_agree_with_the_nearest_distance() -> None:
    points = scattered(3, (101.78, 36.62), 20_000, 30_000.0)
    stations = scattered(4, (101.78, 36.62), 150, 30_000.0)
    covered = coverage_matrix(points, stations, 1_500.0)
    _, metres = nearest_station(points, stations)
    assert np.array_equal(np.diff(covered.indptr) > 0, metres <= 1_500.0)
    assert np.array_equal(reached(points, stations, 1_500.0), metres <= 1_500.0)
    assert covered.has_sorted_indices


@pytest.mark.parametrize("radius_m", [-1.0, float("nan"), float("inf"), 200_001.0])
def test_radii_that_are_none_are_refused(radius_m: float) -> None:
    place = np.array([[101.78, 36.62]])
    with pytest.raises(InvalidRadiusError, match="give metres from 0 to 200000"):
        reached(place, place, radius_m)


def test_shapes_that_do_not_fit_are_refused() -> None:
    place = np.array([[101.78, 36.62]])
    with pytest.raises(ArrayShapeError, match="1 stations need one radius or 1"):
        coverage_matrix(place, place, [1.0, 2.0])
    with pytest.raises(ArrayShapeError, match="station 0 has no location"):
        nearest_station(place, np.array([[np.nan, 1.0]]))
    with pytest.raises(ArrayShapeError, match=r"\(n, 2\)"):
        reached(place[0], place, 1.0)
