"""Organizations in a tile without PostGIS: none is left out unsaid."""

from __future__ import annotations

from datetime import date

import numpy as np

from db.engine import Database
from geo.tiles import Tile
from schema.operations.organization_tiles import organizations_in, thinned
from tests.schema import city

DAY = date(2017, 11, 1)
# The whole city lies in it.
TILE = Tile(8, 199, 100)


def test_cells_widen_until_they_are_few_enough() -> None:
    # Pixels of 16 units: two points in the first, one in each of the two to the east.
    units = np.array([[1.0, 1.0], [17.0, 1.0], [40.0, 1.0], [15.0, 15.0]])

    # Of 16 units three cells, of 32 two, of 64 one.
    assert [part.tolist() for part in thinned(units, 3)] == [[0, 1, 2], [2, 1, 1]]
    assert [part.tolist() for part in thinned(units, 2)] == [[0, 2], [3, 1]]
    assert [part.tolist() for part in thinned(units, 1)] == [[0], [4]]


def test_one_cell_is_always_few_enough() -> None:
    corners = np.array([[-64.0, -64.0], [4160.0, 4160.0], [-64.0, 4160.0]])

    assert [part.tolist() for part in thinned(corners, 1)] == [[0], [3]]


def test_an_empty_tile_has_no_cells() -> None:
    assert [part.tolist() for part in thinned(np.empty((0, 2)), 1)] == [[], []]


def test_more_than_allowed_are_counted_and_not_cut(sqlite_database: Database) -> None:
    city.fill(sqlite_database)
    with sqlite_database.read() as session:
        _, every = organizations_in(session, TILE, DAY, is_thinned=False, most=1_000)
        cut = [
            organizations_in(session, TILE, DAY, is_thinned=False, most=most) for most in (1, 2, 3)
        ]

    assert len(every) == 4
    assert all("count" not in known for _, known in every)
    for most, (units, rows) in enumerate(cut, start=1):
        assert len(units) == len(rows) <= most
        assert sum(known["count"] for _, known in rows) == len(every)
        assert all(known["name"] for _, known in rows)
