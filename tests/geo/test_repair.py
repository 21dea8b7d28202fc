"""Proposals for areas that cross themselves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import CoordinateValueError, GeometryRepairError
from geo.repair import repaired_area

BOWTIE = "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"


def test_a_bowtie_becomes_its_two_triangles() -> None:
    repair = repaired_area(shapely.from_wkt(BOWTIE))

    assert repair.is_changed
    assert repair.place == (1.0, 1.0)
    assert repair.geometry.geom_type == "MultiPolygon"
    assert sorted(part.area for part in shapely.get_parts(repair.geometry)) == [1.0, 1.0]


def test_a_spike_is_left_out() -> None:
    repair = repaired_area(shapely.from_wkt("POLYGON ((0 0, 4 0, 4 1, 4 4, 4 1, 0 1, 0 0))"))

    assert repair.geometry.equals(shapely.box(0, 0, 4, 1))


def test_what_is_valid_stays_as_it_is() -> None:
    area = shapely.box(101.0, 36.0, 101.1, 36.1)
    repair = repaired_area(area)

    assert not repair.is_changed
    assert repair.geometry is area


@pytest.mark.parametrize(
    ("wkt", "words"),
    [
        ("POLYGON ((0 0, 1 0, 2 0, 0 0))", "encloses no area"),
        ("POLYGON EMPTY", "encloses no area"),
        ("LINESTRING (0 0, 1 1)", "a LineString was given"),
    ],
)
def test_where_nothing_would_be_left_it_is_said(wkt: str, words: str) -> None:
    with pytest.raises(GeometryRepairError, match=words):
        repaired_area(shapely.from_wkt(wkt))


def test_positions_off_the_earth_are_refused_before_a_process_starts() -> None:
    with pytest.raises(CoordinateValueError, match="inf"):
        repaired_area(shapely.Polygon([(0, 0), (np.inf, 0), (1, 1), (0, 0)]))


def test_a_process_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(GeometryRepairError, match=r"longer than 0.001 s"):
        repaired_area(shapely.from_wkt(BOWTIE), time_limit_s=0.001)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_proposal_is_valid_and_within_the_hull(seed: int) -> None:
    points = np.random.default_rng(seed).integers(0, 9, size=(12, 2))
    repair = repaired_area(shapely.Polygon(points))

    assert repair.is_changed
    assert shapely.is_valid(repair.geometry)
    assert repair.geometry.area > 0.0
    assert repair.geometry.difference(shapely.MultiPoint(points).convex_hull).area <= 1e-9
