"""In which coordinate system a file is, told by the districts that its rows name.

Nothing is applied: what fits best is proposed, with the figures. `bench/datum.py` measures how
often the answer is right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from db.transfer.datum_evidence import (
    FlatCity,
    Floats,
    Geometries,
    Numbers,
    depths_m,
    flat_city,
    is_in_named,
    row_evidence,
    strongest_spot,
)
from db.transfer.datum_proposal import (
    DatumError,
    DatumProposal,
    Fit,
    Verdict,
    require_declared,
)
from db.transfer.datum_readings import candidate_readings
from geo.reading import Reading

__all__ = [
    "DatumError",
    "DatumProposal",
    "Fit",
    "Verdict",
    "district_numbers",
    "propose_datum",
    "require_declared",
]

ROWS_MIN = 20
"""With fewer rows nothing is told."""
ROWS_MAX = 20_000
"""Of longer files so many rows are looked at, evenly spread."""

# Odds of 100 to 1, and still 10 to 1 without the spot that speaks loudest.
_DECISIVE, _DECISIVE_WITHOUT_SPOT, _SPOT_M = math.log(100.0), math.log(10.0), 500.0
_FITS_MIN_RATIO = 0.5
_SAMPLE_ROWS = 300
_SAME_DEG = 1e-6


def propose_datum(
    xy: Floats,
    named: Numbers | None,
    boundaries: Geometries,
    *,
    declared: Reading | None = None,
) -> DatumProposal | None:
    """Find the reading of a file's coordinates under which rows lie in the districts they name.

    Parameters
    ----------
    xy : float64 array (n, 2)
        As they stand in the file, the column called longitude or eastings first; NaN where a row
        has none.
    named : int64 array (n,), optional
        Which boundary each row names, -1 for none. Without any name the rows are only asked
        whether they lie in the city.
    boundaries : object array (z,) of polygons
        WGS 84 degrees.
    declared : Reading, optional
        What the file or the user says; WGS 84 if nothing.

    Returns
    -------
    DatumProposal or None
        None where fewer than `ROWS_MIN` rows have coordinates and a district, or there is no
        boundary.
    """
    present = np.flatnonzero(~(shapely.is_missing(boundaries) | shapely.is_empty(boundaries)))
    if not len(present):
        return None
    is_by_city = named is None or not bool((named >= 0).any())
    if is_by_city or named is None:
        zones = np.array([shapely.union_all(boundaries[present])], dtype=np.object_)
        named = np.zeros(len(xy), dtype=np.int64)
    else:
        zones, named = _of_present(boundaries, present, named)
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1) & (named >= 0))
    if len(rows) < ROWS_MIN:
        return None
    rows = _spread(rows, ROWS_MAX)
    return _Comparison(
        flat_city(zones), xy[rows], named[rows], declared or Reading(), is_by_city
    ).proposal(tuple(shapely.total_bounds(zones).tolist()))


def district_numbers(named: Sequence[Any], districts: Sequence[Sequence[str | None]]) -> Numbers:
    """Give the number of the district that each cell names, -1 for none.

    Parameters
    ----------
    named
        Cells, such as "630102", 630102 or "城东区"; spaces around do not matter.
    districts
        What each district is called: adcode, name, English name. What two are called names none.

    Examples
    --------
    >>> district_numbers(["城东区", 630103, "其他"], [("630102", "城东区"), ("630103", "城中区")])
    array([ 0,  1, -1])
    """
    numbers: dict[str, int] = {}
    for number, names in enumerate(districts):
        for name in {str(one).strip().casefold() for one in names if one}:
            numbers[name] = -1 if name in numbers else number
    return np.array(
        [-1 if one is None else numbers.get(str(one).strip().casefold(), -1) for one in named],
        dtype=np.int64,
    )


def _of_present(
    boundaries: Geometries, present: Numbers, named: Numbers
) -> tuple[Geometries, Numbers]:
    places = np.full(len(boundaries) + 1, -1, dtype=np.int64)
    places[present] = np.arange(len(present))
    return boundaries[present], places[named]


def _spread(rows: Numbers, n_rows: int) -> Numbers:
    if len(rows) <= n_rows:
        return rows
    return rows[np.linspace(0, len(rows) - 1, n_rows).astype(np.int64)]


@dataclass(frozen=True, eq=False)
class _Comparison:
    city: FlatCity
    xy: Floats
    named: Numbers
    declared: Reading
    is_by_city: bool

    def proposal(self, bounds: tuple[float, float, float, float]) -> DatumProposal:
        groups = self._groups([self.declared, *candidate_readings(bounds)])
        readings = [group[0] for group in groups]
        inside = [is_in_named(self.city, self._metres(one), self.named) for one in readings]
        same_as = {group[0]: tuple(group[1:]) for group in groups}
        fits = {
            one: Fit(one, int(held.sum()), len(self.named), same_as[one])
            for one, held in zip(readings, inside, strict=True)
        }
        highest = max(fit.n_inside for fit in fits.values())
        kept = [one for one in readings if 2 * fits[one].n_inside >= highest]
        evidence = {one: self._evidence(one) for one in kept}
        # Of equal ones the first, which is the declared one.
        best = max(kept, key=lambda one: float(evidence[one].sum()))
        rivals = [one for one in kept if one != best and not self._beats(evidence, best, one)]
        rivals.sort(key=lambda one: -float(evidence[one].sum()))
        other = self.declared if best != self.declared else _closest(evidence, best)
        held = dict(zip(readings, inside, strict=True))
        differs = held[best] != held[other]
        return DatumProposal(
            verdict=_verdict(fits[best], self.declared, rivals),
            declared=fits[self.declared],
            best=fits[best],
            rivals=tuple(fits[one] for one in rivals),
            fits=tuple(sorted(fits.values(), key=lambda fit: (fit.reading != best, -fit.n_inside))),
            n_deciding=int(differs.sum()),
            n_for_best=int((differs & held[best]).sum()),
            is_by_city=self.is_by_city,
        )

    def _groups(self, readings: Sequence[Reading]) -> list[list[Reading]]:
        """Put together the readings that give the same places."""
        sample = self.xy[_spread(np.arange(len(self.xy)), _SAMPLE_ROWS)]
        groups: list[tuple[Floats, list[Reading]]] = []
        for one in dict.fromkeys(readings):
            places = _located(one, sample)
            for known, group in groups:
                if np.allclose(places, known, rtol=0.0, atol=_SAME_DEG, equal_nan=True):
                    group.append(one)
                    break
            else:
                if one == self.declared or np.isfinite(places).any():
                    groups.append((places, [one]))
        return [group for _, group in groups]

    def _metres(self, reading: Reading) -> Floats:
        return self.city.metres(_located(reading, self.xy))

    def _evidence(self, reading: Reading) -> Floats:
        depths = depths_m(self.city, self._metres(reading), self.named)
        return row_evidence(depths, self.named, len(self.city.boundaries))

    def _beats(self, evidence: dict[Reading, Floats], best: Reading, other: Reading) -> bool:
        margin = evidence[best] - evidence[other]
        total = float(margin.sum())
        spot = strongest_spot(margin, self._metres(best), _SPOT_M)
        return total >= _DECISIVE and total - spot >= _DECISIVE_WITHOUT_SPOT


def _closest(evidence: dict[Reading, Floats], best: Reading) -> Reading:
    others = [one for one in evidence if one != best]
    return max(others, key=lambda one: float(evidence[one].sum()), default=best)


def _located(reading: Reading, xy: Floats) -> Floats:
    """Read positions; what is none under the reading is NaN."""
    possible = np.array(xy, dtype=np.float64)
    if reading.is_in_degrees:
        limits = (90.0, 180.0) if reading.is_swapped else (180.0, 90.0)
        possible[(np.abs(possible) > limits).any(axis=1)] = np.nan
    else:
        # A whole city within a kilometre of where a zone's axes meet is not to be had.
        possible[(np.abs(possible) < 1000.0).all(axis=1)] = np.nan
    return reading.to_wgs84(possible)


def _verdict(best: Fit, declared: Reading, rivals: Sequence[Reading]) -> Verdict:
    if best.ratio < _FITS_MIN_RATIO:
        return Verdict.NONE_FITS
    if rivals:
        return Verdict.UNDECIDED
    return Verdict.AS_DECLARED if best.reading == declared else Verdict.OTHER
