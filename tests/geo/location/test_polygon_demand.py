"""Polygons served in part."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from geo.location import MaximalCovering, divide_polygons, solve
from geo.location.polygon_demand import service_disc


def test_disc_has_the_circles_area_and_lies_within_a_tenth_of_a_metre() -> None:
    disc = service_disc(10, 20, 1000)
    assert disc.area == pytest.approx(math.pi * 1e6, rel=1e-9)
    assert abs(shapely.distance(disc.exterior, shapely.Point(10, 20)) - 1000) < 0.1


def test_half_plane_square_is_served_by_the_share_of_its_area() -> None:
    # A square from the centre rightwards, 2 radii wide and high: the disc covers half of itself.
    square = shapely.box(0, -100, 200, 100)
    divided = divide_polygons([square], [8.0], [(0, 0)], 100)
    answer = solve(
        MaximalCovering(coverage_matrix=divided.coverage_matrix, weights=divided.weights, n_sites=1)
    )
    assert answer.objective == pytest.approx(8.0 * (math.pi * 100**2 / 2) / 200**2, rel=1e-4)


def test_overlap_of_two_sites_counts_once() -> None:
    square = shapely.box(-300, -300, 300, 300)
    sites = [(-50, 0), (50, 0)]
    divided = divide_polygons([square], None, sites, 100)
    answer = solve(
        MaximalCovering(coverage_matrix=divided.coverage_matrix, weights=divided.weights, n_sites=2)
    )
    union = service_disc(-50, 0, 100).union(service_disc(50, 0, 100))
    assert answer.objective == pytest.approx(union.area / square.area, rel=1e-6)
    assert divided.weights.sum() == pytest.approx(1.0)


def test_polygon_inside_a_disc_is_one_piece_and_one_without_area_counts_nothing() -> None:
    divided = divide_polygons([shapely.box(0, 0, 1, 1), shapely.Polygon()], [3, 4], [(0, 0)], 10)
    assert divided.weights.tolist() == [3.0]
    assert divided.polygon_of_piece.tolist() == [0]
    assert np.asarray(divided.coverage_matrix.todense()).tolist() == [[1]]
