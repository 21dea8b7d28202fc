"""What-if changes give what a new start gives, figure by figure, after any series of changes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import area_coverage
from geo.crs import metric_crs
from geo.distance import reached
from geo.errors import ArrayShapeError, InvalidRadiusError, UnknownStationError
from geo.service_area import service_areas
from geo.what_if import WhatIf, WhatIfFigures

CRS = metric_crs((101.70, 36.58, 101.82, 36.66))
# A district with a hole and a bay.
SCOPE = CRS.project(
    shapely.Polygon(
        [(101.72, 36.59), (101.80, 36.59), (101.80, 36.65), (101.76, 36.62), (101.72, 36.65)],
        [[(101.74, 36.60), (101.75, 36.60), (101.75, 36.61), (101.74, 36.61)]],
    )
)
POINTS = np.vstack(
    [np.random.default_rng(0).normal([101.76, 36.615], 0.02, (300, 2)), [[np.nan, np.nan]]]
)
WEIGHTS = np.random.default_rng(1).integers(0, 9, 301).astype(np.float64)

# On a coarse grid, so that stations often coincide or touch.
places = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
    lambda at: (101.72 + 0.013 * at[0], 36.58 + 0.011 * at[1])
)
radii = st.sampled_from([0.0, 300.0, 700.0, 700.0, 1_500.0])
changes = st.lists(
    st.tuples(st.sampled_from(["add", "move", "move", "close", "radius"]), places, radii),
    max_size=8,
)


def fresh(stations: dict[int, tuple[float, float, float]]) -> tuple[float, float, float, float]:
    rows = np.array(list(stations.values())).reshape(-1, 3)
    measured = area_coverage(SCOPE, service_areas(rows[:, :2], rows[:, 2], CRS))
    served = float(WEIGHTS[reached(POINTS, rows[:, :2], rows[:, 2])].sum())
    return measured.served_area_km2, measured.overlap_km2, measured.gaps.area, served


def assert_as_fresh(city: WhatIf) -> None:
    served_km2, overlap_km2, gaps_m2, served = fresh(city.stations)
    figures = city.figures
    assert figures.served_area_km2 == pytest.approx(served_km2, rel=1e-9, abs=1e-9)
    assert figures.overlap_km2 == pytest.approx(overlap_km2, rel=1e-9, abs=1e-9)
    assert figures.area_ratio == pytest.approx(served_km2 / figures.scope_area_km2, abs=1e-9)
    assert figures.served == served
    assert figures.demand == WEIGHTS.sum()
    assert city.gaps().area == pytest.approx(gaps_m2, rel=1e-9, abs=1e-3)


@settings(max_examples=150)
@given(st.lists(st.tuples(places, radii), max_size=6), changes, st.randoms(use_true_random=False))
def test_any_series_of_changes_ends_where_a_new_start_begins(
    start: list[tuple[tuple[float, float], float]],
    series: list[tuple[str, tuple[float, float], float]],
    random: np.random.Generator,
) -> None:
    stations = np.array([place for place, _ in start]).reshape(-1, 2)
    city = WhatIf(SCOPE, POINTS, stations, np.array([r for _, r in start]), CRS, WEIGHTS)
    assert_as_fresh(city)
    for kind, place, radius_m in series:
        numbers = sorted(city.stations)
        gaps = city.gaps()
        if kind == "add" or not numbers:
            change = city.add(place, radius_m)
        else:
            number = numbers[int(random.random() * len(numbers))]
            if kind == "move":
                change = city.move(number, place)
            elif kind == "close":
                change = city.close(number)
            else:
                change = city.set_radius(number, radius_m)
        patched = gaps.union(change.opened_gaps).difference(change.closed_gaps)
        assert patched.symmetric_difference(city.gaps()).area < 1e-3
        assert change.after == city.figures
    assert_as_fresh(city)
    rows = np.array(list(city.stations.values())).reshape(-1, 3)
    assert np.array_equal(city.is_reached(), reached(POINTS, rows[:, :2], rows[:, 2]))


def test_a_station_moved_away_and_back_changes_nothing() -> None:
    stations = np.array([[101.76, 36.61], [101.765, 36.612]])
    city = WhatIf(SCOPE, POINTS, stations, 900.0, CRS)
    before = city.figures
    city.move(0, [101.79, 36.60])
    assert city.figures != before
    city.move(0, stations[0])
    after = city.figures
    assert after.served == before.served
    assert after.served_area_km2 == pytest.approx(before.served_area_km2, rel=1e-12)
    assert after.overlap_km2 == pytest.approx(before.overlap_km2, rel=1e-12)


def test_without_stations_all_is_gap() -> None:
    city = WhatIf(SCOPE, POINTS, np.empty((0, 2)), 900.0, CRS)
    area_km2 = SCOPE.area / 1e6
    assert city.figures == WhatIfFigures(area_km2, 0.0, 0.0, 0.0, 301.0, 0.0, 0.0)
    assert city.gaps().equals(SCOPE)
    assert not city.is_reached().any()


def test_closing_the_only_station_leaves_nothing_served() -> None:
    city = WhatIf(SCOPE, POINTS, np.array([[101.76, 36.61]]), 900.0, CRS)
    change = city.close(0)
    assert change.before.served > 0.0
    assert change.after.served == 0.0
    assert change.after.served_area_km2 == pytest.approx(0.0, abs=1e-9)
    assert change.opened_gaps.area / 1e6 == pytest.approx(change.before.served_area_km2)
    assert change.closed_gaps.is_empty


def test_a_station_outside_the_scope_serves_inside_it() -> None:
    city = WhatIf(SCOPE, POINTS, np.empty((0, 2)), 900.0, CRS)
    change = city.add([101.715, 36.62], 900.0)
    disc_km2 = np.pi * 0.9**2
    assert 0.0 < change.after.served_area_km2 < disc_km2 / 2.0


def test_nobody_to_reach_has_a_ratio_of_zero() -> None:
    city = WhatIf(SCOPE, np.empty((0, 2)), np.array([[101.76, 36.61]]), 900.0, CRS)
    assert (city.figures.demand, city.figures.served_ratio) == (0.0, 0.0)


def test_numbers_are_not_given_twice() -> None:
    city = WhatIf(SCOPE, POINTS, np.array([[101.76, 36.61]]), 900.0, CRS)
    city.close(0)
    assert city.add([101.76, 36.61], 900.0).station == 1
    with pytest.raises(UnknownStationError, match=r"there is no station 0; there are \[1\]"):
        city.move(0, [101.76, 36.61])


def test_a_refused_change_changes_nothing() -> None:
    city = WhatIf(SCOPE, POINTS, np.array([[101.76, 36.61]]), 900.0, CRS)
    before, stations = city.figures, city.stations
    with pytest.raises(ArrayShapeError, match="no location"):
        city.move(0, [np.nan, 36.61])
    with pytest.raises(InvalidRadiusError):
        city.set_radius(0, -1.0)
    assert (city.figures, city.stations) == (before, stations)
