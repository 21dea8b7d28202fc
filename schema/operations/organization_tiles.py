"""Organizations in a tile without PostGIS: all of them, or one a cell with how many lie there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from db.engine import Session
from db.repositories.filters import SpatialFilter
from geo.tiles import EXTENT, Tile
from schema.operations.layers import FeatureQuestion, MapLayer
from schema.operations.organization_layer import organization_rows

# A pixel of a tile of 256.
PIXEL_UNITS: Final = EXTENT // 256
# What a statement takes as conditions at once.
_IDS_AT_ONCE: Final = 5_000

Units = NDArray[np.float64]
Rows = list[tuple[int, Mapping[str, Any]]]


def organizations_in(
    session: Session, tile: Tile, day: date, *, is_thinned: bool, most: int
) -> tuple[Units, Rows]:
    """Give places in a tile's units, shape (n, 2), with the number and properties of each, by id.

    Thinned, a pixel has the organization of the lowest id, whose ``count`` says how many lie
    there. A tile that has more than `most` is thinned at every zoom, by cells twice as wide until
    they are few enough: no organization is left out unsaid.
    """
    question = FeatureQuestion(MapLayer.ORGANIZATIONS, SpatialFilter(bbox=tile.bounds), limit=most)
    if not is_thinned:
        ids, xy, properties = organization_rows(session, question, day)
        if len(ids) <= most:
            return tile.units(xy), list(zip(ids, properties, strict=True))
    places = replace(question, properties=(), limit=2**62)
    ids, xy, _ = organization_rows(session, places, day)
    units = tile.units(xy)
    firsts, counts = thinned(units, most)
    chosen = [ids[first] for first in firsts.tolist()]
    rows = _read(session, chosen, day)
    return units[firsts], [
        (number, {**known, "count": count})
        for (number, known), count in zip(rows, counts.tolist(), strict=True)
    ]


def thinned(units: Units, most: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the first point of each cell, ascending, and how many points it has; at most `most`.

    A cell is a pixel, or a square of 2, 4, ... pixels a side. `most` is at least 1.

    >>> firsts, counts = thinned(np.array([[0.0, 0.0], [40.0, 0.0], [3.0, 5.0]]), 2)
    >>> firsts.tolist(), counts.tolist()
    ([0, 1], [2, 1])
    """
    cell = PIXEL_UNITS
    while True:
        cells = np.floor(units / cell)
        if cell > 2 * EXTENT:  # the tile as a whole, with its buffer
            cells = np.zeros_like(units)
        _, firsts, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
        if len(firsts) <= most:
            order = np.argsort(firsts)
            return firsts[order], counts[order]
        cell *= 2


def _read(session: Session, ids: list[int], day: date) -> Rows:
    rows: Rows = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = tuple(ids[start : start + _IDS_AT_ONCE])
        question = FeatureQuestion(MapLayer.ORGANIZATIONS, ids=some, limit=len(some))
        numbers, _, properties = organization_rows(session, question, day)
        rows += zip(numbers, properties, strict=True)
    return rows
