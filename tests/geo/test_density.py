"""Hexagons: every organization in the one that holds it, the emptiest last."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.coverage import Reach
from geo.density import hex_density
from geo.errors import ArrayShapeError
from geo.reach import ranked_by_gap

WGS84 = Geod(ellps="WGS84")


def test_each_hexagon_holds_what_it_counts() -> None:
    rng = np.random.default_rng(9)
    points = rng.normal([101.78, 36.62], 0.02, (400, 2))
    is_reached = rng.random(400) < 0.5
    weights = rng.integers(1, 9, 400).astype(float)
    density = hex_density(points, is_reached, weights, resolution=8)
    for number, hexagon in enumerate(density.hexagons):
        inside = shapely.contains_xy(hexagon, points[:, 0], points[:, 1])
        assert density.demand[number] == weights[inside].sum()
        assert density.unreached[number] == weights[inside & ~is_reached].sum()
        area_km2 = abs(WGS84.geometry_area_perimeter(hexagon)[0]) / 1e6
        assert density.unreached_per_km2[number] == pytest.approx(
            density.unreached[number] / area_km2, rel=0.01
        )
    assert density.demand.sum() == weights.sum()
    assert (np.diff(density.unreached) <= 0.0).all()


def test_unlocated_organizations_lie_in_no_hexagon() -> None:
    density = hex_density(np.array([[np.nan, np.nan]]), np.array([False]))
    assert len(density.cells) == len(density.hexagons) == 0


def test_resolutions_and_shapes_that_do_not_fit_are_refused() -> None:
    place = np.array([[101.78, 36.62]])
    with pytest.raises(ArrayShapeError, match="resolution 16"):
        hex_density(place, np.array([True]), resolution=16)
    with pytest.raises(ArrayShapeError, match="1 points, 2 flags"):
        hex_density(place, np.array([True, True]))


def test_zones_are_ranked_by_what_is_missing() -> None:
    def zone(demand: float, served: float) -> Reach:
        return Reach(demand, served, served / demand if demand else 0.0, None, None, None, None)

    measured = [zone(0, 0), zone(10, 8), zone(5, 0), zone(100, 98), zone(9, 4), zone(8, 8)]
    assert ranked_by_gap(measured) == [2, 4, 1, 3, 0, 5]
