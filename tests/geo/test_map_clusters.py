"""Points gathered by cells, worked out by hand: at zoom 0 a cell is 90 degrees wide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from geo.map_clusters import map_clusters, whole_cells
from geo.web_mercator import ZOOM_MAX


def test_points_of_a_cell_are_one_cluster_with_its_mean_and_box() -> None:
    xy = np.array([[40.0, 40.0], [-10.0, 10.0], [50.0, 40.0]])

    found = map_clusters(xy, 0)

    # 2**2 cells a side: the meridian 0 is a line between the second and the third.
    assert found.columns.tolist() == [1, 2]
    assert found.rows.tolist() == [1, 1]
    assert found.counts.tolist() == [1, 2]
    assert found.centres == pytest.approx(np.array([[-10.0, 10.0], [45.0, 40.0]]))
    assert found.boxes[1].tolist() == [40.0, 40.0, 50.0, 40.0]
    assert found.firsts.tolist() == [1, 0]


def test_a_cluster_at_the_edge_of_its_cell_is_drawn_in_the_middle_third() -> None:
    # The cell is 0 to 90 degrees east; the mean is 2.
    (centre,) = map_clusters(np.array([[1.0, 40.0], [3.0, 40.0]]), 0).centres

    assert centre == pytest.approx([30.0, 40.0])


def test_a_cluster_falls_apart_at_its_expansion_zoom_and_not_before() -> None:
    # 45 degrees east is a line of zoom 1, 22.5 one of zoom 2.
    for east, zoom in ((50.0, 1), (30.0, 2), (10.0 + 1e-12, ZOOM_MAX)):
        xy = np.array([[10.0, 10.0], [east, 10.0]])
        assert map_clusters(xy, 0).expansion_zooms.tolist() == [zoom]
        assert len(map_clusters(xy, zoom - 1).counts) == 1
    assert len(map_clusters(np.array([[10.0, 10.0], [30.0, 10.0]]), 2).counts) == 2


def test_a_cell_that_meets_the_box_is_counted_whole_and_no_other() -> None:
    xy = np.array([[10.0, 10.0], [80.0, 10.0], [100.0, 10.0]])

    found = map_clusters(xy, 0, box=(5.0, 5.0, 20.0, 20.0))

    assert found.counts.tolist() == [2]
    west, south, east, north = whole_cells((5.0, 5.0, 20.0, 20.0), 0)
    assert (west, east) == pytest.approx((0.0, 90.0), abs=1e-6)
    assert (south, north) == pytest.approx((0.0, 66.51326), abs=1e-5)


def test_the_poles_lie_on_the_edge_of_the_square() -> None:
    found = map_clusters(np.array([[180.0, 90.0], [-180.0, -90.0]]), 0)

    assert list(zip(found.columns.tolist(), found.rows.tolist(), strict=True)) == [(3, 0), (0, 3)]
    assert whole_cells((-180.0, -90.0, 180.0, 90.0), 3) == (-180.0, -90.0, 180.0, 90.0)


def test_no_points_are_no_clusters() -> None:
    found = map_clusters(np.zeros((0, 2)), 5)

    assert found.counts.shape == (0,)
    assert found.centres.shape == (0, 2)
    assert found.boxes.shape == (0, 4)


@given(
    st.integers(0, ZOOM_MAX),
    arrays(np.float64, (20, 2), elements=st.floats(-1.0, 1.0)),
)
def test_every_point_is_in_one_cluster_drawn_in_its_cell(
    zoom: int, offsets: NDArray[np.float64]
) -> None:
    xy = np.array([101.7, 36.6]) + offsets

    found = map_clusters(xy, zoom, box=(100.0, 35.0, 103.0, 38.0))

    assert found.counts.sum() == 20
    assert (found.expansion_zooms[found.counts > 1] > zoom).all() or zoom == ZOOM_MAX
    again = map_clusters(found.centres, zoom)
    assert again.columns.tolist() == found.columns.tolist()
    assert (found.boxes[:, :2] <= found.boxes[:, 2:]).all()
