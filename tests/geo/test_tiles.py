"""Tiles of web maps, against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import UnknownTileError
from geo.tiles import BUFFER, EXTENT, Tile


def test_the_tile_of_zoom_0_is_the_whole_square() -> None:
    west, south, east, north = Tile(0, 0, 0).bounds

    assert (west, east) == (-180.0, 180.0)
    assert (south, north) == pytest.approx((-85.0511287798, 85.0511287798), abs=1e-9)


def test_bounds_reach_a_buffer_beyond_the_tile() -> None:
    # The south-eastern quarter: 0 to 180 degrees east, the equator above.
    west, south, east, north = Tile(1, 1, 1).bounds

    margin_deg = 180.0 * BUFFER / EXTENT
    assert (west, east) == (-margin_deg, 180.0)
    assert south == pytest.approx(-85.0511287798, abs=1e-9)
    assert (
        0.0 < north < margin_deg
    )  # near the equator a degree north is as high as one east is wide
    assert north == pytest.approx(2.8114, abs=1e-4)


def test_units_count_from_the_north_western_corner() -> None:
    tile = Tile(1, 1, 0)
    units = tile.units(np.array([[0.0, 85.05112877980659], [180.0, 0.0], [90.0, 0.0]]))

    np.testing.assert_allclose(units, [[0, 0], [4096, 4096], [2048, 4096]], atol=1e-6)


def test_shapes_are_cut_to_the_tile_and_its_buffer() -> None:
    world = np.array([shapely.box(-180, -85, 180, 85), shapely.box(-20, 10, -10, 20)])
    inside, outside = Tile(2, 2, 1).drawn(world)

    low, high = -BUFFER, EXTENT + BUFFER
    assert inside.bounds == (low, low, high, high)
    assert outside.is_empty


@pytest.mark.parametrize(
    ("zoom", "column", "row", "words"),
    [
        (25, 0, 0, "zoom 25 is out of range; give 0 to 24"),
        (-1, 0, 0, "zoom -1 is out of range"),
        (3, 8, 0, "column 8 is out of range; zoom 3 has 0 to 7"),
        (3, 0, -1, "row -1 is out of range; zoom 3 has 0 to 7"),
    ],
)
def test_a_tile_that_the_grid_lacks_is_refused(
    zoom: int, column: int, row: int, words: str
) -> None:
    with pytest.raises(UnknownTileError, match=words):
        Tile(zoom, column, row)
