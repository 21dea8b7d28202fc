"""What must hold of every city: of stations added, moved in the list, or in another system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import AreaCoverage, area_coverage, areas_by_multiplicity, served_ratios
from geo.crs import CoordinateSystem, from_wgs84, metric_crs, to_wgs84
from geo.distance import nearest_station
from geo.reach import Reach, reach, reach_and_distance
from geo.service_area import service_areas
from tests.fuzz.documents import repeatable

Floats = NDArray[np.float64]
WEST, SOUTH, EAST, NORTH = 101.70, 36.55, 101.85, 36.70
CRS = metric_crs((WEST, SOUTH, EAST, NORTH))
ELSEWHERE = metric_crs((101.0, 36.0, 103.5, 38.0))
# Of the scope's 220 km2: what rounding in GEOS and PROJ may make of one area or another.
RELATIVE = 1e-9
# A round trip is exact to a thousandth of a millimetre.
NEAR_EDGE_M = 1e-5

# On a grid of some 90 m, so that places coincide and lie on one line.
longitudes = st.integers(0, 150).map(lambda step: WEST + step / 1_000)
latitudes = st.integers(0, 150).map(lambda step: SOUTH + step / 1_000)
places = st.tuples(longitudes, latitudes)
# The fourth is the distance between two places of the grid that are neighbours in longitude.
radii = st.sampled_from([0.0, 1.0, 250.0, 89.4, 500.0, 1_000.0, 3_000.0, 5_000.0])


@dataclass(frozen=True)
class City:
    """Weighted organizations, some of them without a place, and stations with their radii."""

    points: Floats
    weights: Floats
    stations: Floats
    radii: Floats

    def only(self, rows: NDArray[np.int64]) -> City:
        """Give the city with some stations, in the order of `rows`."""
        return City(self.points, self.weights, self.stations[rows], self.radii[rows])

    @property
    def reach(self) -> Reach:
        return reach(self.points, self.stations, self.radii, self.weights)

    @property
    def areas(self) -> NDArray[np.object_]:
        return service_areas(self.stations, self.radii, CRS)


@st.composite
def cities(draw: st.DrawFn) -> City:
    """Make a city of up to 40 organizations and 1 to 8 stations, some at one another's place."""
    located = draw(st.lists(places, min_size=1, max_size=40))
    stations = draw(st.lists(st.one_of(places, st.sampled_from(located)), min_size=1, max_size=8))
    unlocated = [(float("nan"), float("nan"))] * draw(st.integers(0, 3))
    points = np.array([*located, *unlocated])
    numbers = st.integers(0, 1_000).map(float)
    weights = draw(st.lists(numbers, min_size=len(points), max_size=len(points)))
    chosen = draw(st.lists(radii, min_size=len(stations), max_size=len(stations)))
    return City(points, np.array(weights), np.array(stations), np.array(chosen))


scopes = st.one_of(
    st.just(shapely.box(WEST, SOUTH, EAST, NORTH)),
    st.tuples(places, places, places)
    .map(shapely.Polygon)
    .filter(lambda triangle: triangle.area > 1e-6),
).map(CRS.project)


def measured(scope: BaseGeometry, city: City) -> AreaCoverage:
    return area_coverage(scope, city.areas)


def check_reach(city: City) -> None:
    whole = city.reach
    sums = 0.0
    before: Reach | None = None
    for n_stations in range(len(city.stations) + 1):
        some = city.only(np.arange(n_stations)).reach
        assert 0.0 <= some.served_ratio <= 1.0
        assert some.served <= some.demand == whole.demand
        if before is not None:
            assert some.served >= before.served
            assert (before.farthest_distance_m or np.inf) >= (some.farthest_distance_m or 0.0)
            sums += city.only(np.array([n_stations - 1])).reach.served
        before = some
    assert whole.served <= sums


def check_areas(scope: BaseGeometry, city: City) -> None:
    allowed = RELATIVE * scope.area / 1e6
    before = 0.0
    for n_stations in range(len(city.stations) + 1):
        some = measured(scope, city.only(np.arange(n_stations)))
        assert some.served_area_km2 >= before - allowed
        assert 0.0 <= some.area_ratio <= 1.0
        assert 0.0 <= some.overlap_km2 <= some.served_area_km2 + allowed
        before = some.served_area_km2
    each_km2 = [
        measured(scope, city.only(np.array([row]))).served_area_km2
        for row in range(len(city.stations))
    ]
    whole = measured(scope, city)
    assert whole.served_area_km2 <= sum(each_km2) + allowed
    # What is served twice or more is counted twice or more in the sum.
    assert whole.served_area_km2 + whole.overlap_km2 <= sum(each_km2) + allowed
    assert whole.served_area_km2 >= max(each_km2) - allowed
    gaps_km2 = whole.gaps.area / 1e6
    assert whole.served_area_km2 + gaps_km2 == pytest.approx(whole.scope_area_km2, abs=allowed)
    times = areas_by_multiplicity(scope, city.areas, n_times_max=9)
    assert (times >= -allowed).all()
    assert (times * np.arange(10)).sum() == pytest.approx(sum(each_km2), abs=10 * allowed)
    assert 0.0 <= served_ratios(np.array([scope]), whole.served)[0] <= 1.0


def check_order(scope: BaseGeometry, city: City, seed: int) -> None:
    rng = np.random.default_rng(seed)
    stations = city.only(rng.permutation(len(city.stations)))
    rows = rng.permutation(len(city.points))
    turned = City(city.points[rows], city.weights[rows], stations.stations, stations.radii)
    one, other = city.reach, turned.reach
    assert (one.demand, one.served, one.served_ratio) == (
        other.demand,
        other.served,
        other.served_ratio,
    )
    assert one.farthest_distance_m == other.farthest_distance_m
    means_m = [
        np.nan if each.mean_distance_m is None else each.mean_distance_m for each in (one, other)
    ]
    assert means_m[0] == pytest.approx(means_m[1], rel=1e-12, nan_ok=True)
    first, second = measured(scope, city), measured(scope, turned)
    allowed = RELATIVE * scope.area / 1e6
    assert first.served_area_km2 == pytest.approx(second.served_area_km2, abs=allowed)
    assert first.overlap_km2 == pytest.approx(second.overlap_km2, abs=allowed)


ROUND_TRIPS: list[Callable[[Floats], Floats]] = [
    lambda xy: CRS.unproject(CRS.project(xy)),
    lambda xy: ELSEWHERE.unproject(ELSEWHERE.project(xy)),
    lambda xy: to_wgs84(from_wgs84(xy, CoordinateSystem.GCJ02), CoordinateSystem.GCJ02),
    lambda xy: to_wgs84(from_wgs84(xy, CoordinateSystem.BD09), CoordinateSystem.BD09),
]


def check_round_trips(scope: BaseGeometry, city: City) -> None:
    is_reached, distances_m = reach_and_distance(city.points, city.stations, city.radii)
    # Whoever stands on a circle's edge may fall to either side of it.
    edges_m = np.array(
        [
            np.abs(nearest_station(city.points, city.stations[[row]])[1] - city.radii[row])
            for row in range(len(city.stations))
        ]
    )
    is_clear = ~(edges_m <= NEAR_EDGE_M).any(axis=0)
    whole = measured(scope, city)
    for there_and_back in ROUND_TRIPS:
        points, stations = there_and_back(city.points), there_and_back(city.stations)
        reached_again, distances_again_m = reach_and_distance(points, stations, city.radii)
        assert (reached_again == is_reached)[is_clear].all()
        assert distances_again_m == pytest.approx(distances_m, abs=NEAR_EDGE_M, nan_ok=True)
        moved = City(points, city.weights, stations, city.radii)
        scope_again = CRS.project(CRS.unproject(scope))
        again = measured(scope_again, moved)
        # A circle of 31 km moved by a hundredth of a millimetre sweeps a third of a square metre.
        assert again.served_area_km2 == pytest.approx(whole.served_area_km2, abs=1e-6 * 8)
        assert again.scope_area_km2 == pytest.approx(whole.scope_area_km2, rel=1e-9)


@repeatable(50)
@given(cities())
def test_reach_grows_with_stations_and_stays_under_the_sum(city: City) -> None:
    check_reach(city)


@repeatable(8)
@given(scopes, cities(), st.integers(0, 99))
def test_areas_of_a_few_cities_keep_to_the_rules(
    scope: BaseGeometry, city: City, seed: int
) -> None:
    check_areas(scope, city)
    check_order(scope, city, seed)
    check_round_trips(scope, city)


@pytest.mark.slow
@repeatable(1_000)
@given(cities())
def test_reach_of_many_cities_grows_with_stations(city: City) -> None:
    check_reach(city)


@pytest.mark.slow
@repeatable(300)
@given(scopes, cities())
def test_areas_of_many_cities_grow_with_stations(scope: BaseGeometry, city: City) -> None:
    check_areas(scope, city)


@pytest.mark.slow
@repeatable(300)
@given(scopes, cities(), st.integers(0, 99))
def test_no_order_matters(scope: BaseGeometry, city: City, seed: int) -> None:
    check_order(scope, city, seed)


@pytest.mark.slow
@repeatable(300)
@given(scopes, cities())
def test_a_round_trip_through_another_system_matters_to_nobody(
    scope: BaseGeometry, city: City
) -> None:
    check_round_trips(scope, city)
