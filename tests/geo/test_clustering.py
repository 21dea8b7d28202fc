"""DBSCAN against its definition, and circles around towns drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.clustering import proposed_circles
from geo.dbscan import dbscan
from geo.errors import InvalidRadiusError

Floats = NDArray[np.float64]

clouds = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40)
DISTRICT = shapely.box(0, 0, 10_000, 10_000)


def town(x: float, y: float, n: int, seed: int = 0, spread_m: float = 100.0) -> Floats:
    return np.random.default_rng(seed).normal([x, y], spread_m, (n, 2))


def by_definition(xy: Floats, reach: float, n_min: int) -> list[set[int]]:
    """Give the core points of each cluster, grown neighbour by neighbour."""
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= reach
    is_core = near.sum(axis=1) >= n_min
    left, clusters = set(np.flatnonzero(is_core).tolist()), []
    while left:
        cluster, frontier = set(), [min(left)]
        while frontier:
            point = frontier.pop()
            if point in left:
                left.remove(point)
                cluster.add(point)
                frontier += [n for n in np.flatnonzero(near[point] & is_core).tolist() if n in left]
        clusters.append(cluster)
    return clusters


@settings(max_examples=400)
@given(clouds, st.sampled_from([1.0, 3.0, 5.0]), st.integers(1, 5))
def test_clusters_are_those_of_the_definition(
    points: list[tuple[int, int]], reach: float, n_min: int
) -> None:
    xy = np.array(points, dtype=np.float64).reshape(-1, 2)
    labels = dbscan(xy, reach, n_min)
    clusters = by_definition(xy, reach, n_min)
    core = set().union(*clusters)
    for number, cluster in enumerate(clusters):
        assert {point for point in core if labels[point] == number} == cluster
    for point in set(range(len(xy))) - core:
        metres = np.hypot(*(xy[sorted(core)] - xy[point]).T)
        if len(metres) and metres.min() <= reach:
            nearest = np.array(sorted(core))[metres == metres.min()]
            assert labels[point] in labels[nearest]
        else:
            assert labels[point] == -1


def test_many_points_of_dense_towns_are_clustered_as_towns() -> None:
    towns = np.vstack([town(2_000, 2_000, 30_000, 1), town(8_000, 8_000, 20_000, 2)])
    labels = dbscan(towns, 300.0, 20)
    assert labels.max() == 1
    assert np.bincount(labels[labels >= 0]).tolist() == [30_000, 20_000]


def test_each_town_gets_a_circle_around_all_its_members() -> None:
    large, small = town(2_000, 2_000, 60, 1), town(7_000, 7_000, 25, 2)
    loner = np.array([[5_000.0, 5_000.0]])
    circles = proposed_circles(np.vstack([small, large, loner]), DISTRICT)
    assert [len(circle.members) for circle in circles] == [60, 25]
    assert circles[0].members.tolist() == list(range(25, 85))
    for circle, xy in zip(circles, (large, small), strict=True):
        assert shapely.covers(circle.boundary, shapely.points(xy)).all()
        assert circle.area_km2 == pytest.approx(circle.boundary.area / 1e6)
        assert circle.existing is None


def test_twenty_within_300_metres_make_a_circle_and_nineteen_do_not() -> None:
    assert len(proposed_circles(np.repeat([[500.0, 500.0]], 20, axis=0), DISTRICT)) == 1
    assert proposed_circles(np.repeat([[500.0, 500.0]], 19, axis=0), DISTRICT) == []


def test_boundaries_are_cut_to_the_district_and_strangers_left_out() -> None:
    across = town(0, 5_000, 400, 3)
    (circle,) = proposed_circles(across, DISTRICT)
    assert DISTRICT.covers(circle.boundary)
    assert (across[circle.members][:, 0] >= 0.0).all()
    assert len(circle.members) == (across[:, 0] >= 0.0).sum()


def test_unlocated_organizations_belong_to_none() -> None:
    xy = np.vstack([town(2_000, 2_000, 30), [[np.nan, np.nan]]])
    (circle,) = proposed_circles(xy, DISTRICT)
    assert 30 not in circle.members


def test_an_existing_circle_is_recognized_by_half_of_its_area() -> None:
    xy = town(2_000, 2_000, 100)
    far, touching = shapely.box(6_000, 6_000, 7_000, 7_000), shapely.box(2_150, 1_000, 9_000, 3_000)
    same = shapely.box(1_700, 1_700, 2_300, 2_300)
    existing = np.array([far, touching, same], dtype=np.object_)
    assert proposed_circles(xy, DISTRICT, existing=existing)[0].existing == 2
    assert proposed_circles(xy, DISTRICT, existing=existing[:2])[0].existing is None
    assert proposed_circles(xy, DISTRICT, existing=existing[:0])[0].existing is None


def test_a_crowd_is_thinned_but_covered() -> None:
    crowd = town(5_000, 5_000, 30_000, 5, spread_m=400.0)
    circle = proposed_circles(crowd, DISTRICT)[0]
    assert shapely.covers(circle.boundary, shapely.points(crowd[circle.members])).all()


def test_nobody_and_a_reach_of_nothing() -> None:
    assert proposed_circles(np.empty((0, 2)), DISTRICT) == []
    with pytest.raises(InvalidRadiusError, match="reach over 0 m"):
        proposed_circles(town(0, 0, 5), DISTRICT, reach_m=0.0)
