"""What stands in a file that came with a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.models import District
from db.transfer.city import City
from db.transfer.datum import DatumProposal, Fit, district_numbers
from db.transfer.findings import shown
from db.transfer.kinds import Kind
from db.transfer.mapping_file import Mapping
from db.transfer.matching import Match, header_test, match
from db.transfer.places import place_reader
from db.transfer.reading import ReadOptions, opened_table
from db.transfer.table import Chunk, Table
from geo.crs import CoordinateSystem
from geo.reading import Reading, reading_of

PREVIEW_ROWS = 8
POINTS_MAX = 500
RIVALS_SHOWN = 2
_SAME_DEG = 1e-7
_DECIMALS = 6
_USUAL = (CoordinateSystem.WGS84, CoordinateSystem.GCJ02, CoordinateSystem.BD09)

Positions = NDArray[np.float64]
Points = tuple[Sequence[int], Positions, NDArray[np.int64] | None]
_NO_POINTS: Points = ((), np.empty((0, 2)), None)


@dataclass(frozen=True, eq=False)
class TableSample:
    """How a file begins, and which of its columns is which.

    Attributes
    ----------
    rows
        The first ones as text, a cell a header.
    row_numbers, raw_xy
        Of up to `POINTS_MAX` rows with a point, spread over the first chunk: where each stands in
        the file, and its coordinates as they stand there.
    named_ids
        Of those rows: the district that each names, 0 for none; None where no row names one.
    declared
        What the file says its coordinates are in, or what was asked for.
    """

    kind: Kind
    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    match: Match
    row_numbers: Sequence[int]
    raw_xy: Positions
    named_ids: NDArray[np.int64] | None
    declared: Reading
    city: City


@dataclass(frozen=True, eq=False)
class Candidate:
    """What a file's coordinates may be in, and where its points then are.

    `n_inside` of `n_rows` rows lie in the district that they name, None where too few can tell.
    """

    reading: Reading
    is_declared: bool
    is_proposed: bool
    n_inside: int | None
    n_rows: int | None
    points: dict[str, Any]


def look_at(
    path: Path,
    kind: Kind,
    mapping: Mapping,
    city: City,
    *,
    crs: str | None,
    encoding: str | None,
    sheet: str | None,
) -> TableSample:
    """Read how a file begins.

    Raises
    ------
    TransferError
        It cannot be read, or the mapping does not fit it.
    UnknownCoordinateSystemError
        `crs` names none.
    """
    with opened_table(path, ReadOptions(encoding, sheet, header_test(kind))) as table:
        named = crs or table.crs
        declared = Reading() if named is None else reading_of(named)
        found = match(table, kind, mapping)
        first = next(table.read(), None)
        rows = [] if first is None else _rows(first, found, table)
        points = _NO_POINTS if first is None else _points(first, kind, found, table, city)
        return TableSample(kind, table.headers, rows, found, *points, declared, city)


def _rows(chunk: Chunk, found: Match, table: Table) -> list[list[str]]:
    hidden = {table.headers.index(header) for header in found.personal}
    return [
        [
            "***" if place in hidden else shown(column[row])
            for place, column in enumerate(chunk.columns)
        ]
        for row in range(min(PREVIEW_ROWS, len(chunk)))
    ]


def _points(chunk: Chunk, kind: Kind, found: Match, table: Table, city: City) -> Points:
    column = kind.geometry
    if column is None or column.geometry_type != "POINT":
        return _NO_POINTS
    reader = place_reader(column, found, Reading(), city, has_geometry=table.has_geometry)
    xy = None if reader is None else reader[1](chunk).raw_xy
    if xy is None:
        return _NO_POINTS
    placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(placed) > POINTS_MAX:
        placed = placed[np.linspace(0, len(placed) - 1, POINTS_MAX).astype(np.int64)]
    rows = [chunk.row_numbers[place] for place in placed.tolist()]
    return rows, xy[placed], _named(chunk, kind, found, city, placed)


def _named(
    chunk: Chunk, kind: Kind, found: Match, city: City, rows: NDArray[np.intp]
) -> NDArray[np.int64] | None:
    """Give the district that each row names, 0 for none; None where the file names none."""
    named = [each.attribute for each in kind.columns if each.refers_to is District]
    matched = next((found.columns[name] for name in named if name in found.columns), None)
    if matched is None:
        return None
    cells = chunk.columns[matched.index]
    numbers = district_numbers([cells[row] for row in rows.tolist()], city.names)
    return np.append(city.ids, 0)[numbers] if (numbers >= 0).any() else None


def candidates_of(sample: TableSample, proposal: DatumProposal | None) -> list[Candidate]:
    """Give what the coordinates may be in: as declared, as proposed, and the usual ones.

    What puts no point anywhere, or all of them where an earlier candidate does, is left out.
    """
    if not len(sample.raw_xy):
        return []
    readings = [sample.declared]
    if proposal is not None:
        readings += [proposal.best.reading, *(fit.reading for fit in proposal.rivals)][
            : RIVALS_SHOWN + 1
        ]
    readings += [Reading(system.value) for system in _USUAL]
    proposed = None if proposal is None else proposal.best.reading
    found: list[Candidate] = []
    known: list[Positions] = []
    for reading in dict.fromkeys(readings):
        xy = _located(reading, sample.raw_xy)
        if not np.isfinite(xy).all(axis=1).any():
            continue
        if any(np.allclose(xy, one, rtol=0, atol=_SAME_DEG, equal_nan=True) for one in known):
            continue
        known.append(xy)
        fit = None if proposal is None else _fit(proposal, reading)
        found.append(
            Candidate(
                reading,
                reading == sample.declared,
                reading == proposed,
                None if fit is None else fit.n_inside,
                None if fit is None else fit.n_rows,
                _collection(xy, sample),
            )
        )
    return found


def _fit(proposal: DatumProposal, reading: Reading) -> Fit | None:
    every = (proposal.declared, proposal.best, *proposal.fits)
    return next((one for one in every if reading in (one.reading, *one.same_as)), None)


def _located(reading: Reading, raw_xy: Positions) -> Positions:
    """Read positions; what is none under the reading is NaN."""
    possible = np.array(raw_xy, dtype=np.float64)
    if reading.is_in_degrees:
        limits = (90.0, 180.0) if reading.is_swapped else (180.0, 90.0)
        possible[(np.abs(possible) > limits).any(axis=1)] = np.nan
    return np.array(reading.to_wgs84(possible))


def _collection(xy: Positions, sample: TableSample) -> dict[str, Any]:
    if sample.named_ids is None:
        are_inside = sample.city.districts_of(xy) > 0
    else:
        are_inside = ~sample.city.are_outside(xy, sample.named_ids)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place},
            "properties": {"row": int(row), "isInside": bool(is_inside)},
        }
        for place, row, is_inside in zip(
            xy.round(_DECIMALS).tolist(), sample.row_numbers, are_inside, strict=True
        )
        if np.isfinite(place).all()
    ]
    return {"type": "FeatureCollection", "features": features}
