"""What if a station stood elsewhere: a city's coverage kept up to date change by change.

A change touches only what lies near: the organizations within the radius before and after, and of
the area the part of the disc that no other station serves (it leaves or joins the served area) and
the part that exactly one other serves (it leaves or joins the overlap).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import M2_PER_KM2, area_coverage
from geo.crs import MetricCrs
from geo.errors import ArrayShapeError, UnknownStationError
from geo.geodesic import Floats, checked_radii, is_located, located_stations, positions
from geo.multiplicity import polygonal
from geo.point_index import PointIndex
from geo.service_area import service_areas

_N_STATIONS_MAX = int(np.iinfo(np.uint16).max)
_NOWHERE = shapely.Polygon()


@dataclass(frozen=True)
class WhatIfFigures:
    """Reach and area of the scope with the stations as they stand now; as in `geo.coverage`."""

    scope_area_km2: float
    served_area_km2: float
    overlap_km2: float
    area_ratio: float
    demand: float
    served: float
    served_ratio: float


@dataclass(frozen=True)
class WhatIfChange:
    """What one change of a station does.

    Attributes
    ----------
    before, after : WhatIfFigures
    closed_gaps, opened_gaps : polygonal geometry
        What the gaps lose and gain, in metres: gaps after = (gaps before ∪ opened) - closed.
    """

    station: int
    before: WhatIfFigures
    after: WhatIfFigures
    closed_gaps: BaseGeometry
    opened_gaps: BaseGeometry


@dataclass(frozen=True)
class _Station:
    """A station as it stands, with its disc in metres."""

    place_deg: Floats
    radius_m: float
    disc: BaseGeometry


@dataclass(frozen=True)
class _Share:
    """What of the scope only one disc holds, and how much it and exactly one other hold."""

    only: BaseGeometry
    only_m2: float
    with_one_other_m2: float


class WhatIf:
    """The coverage of a city, changed station by station.

    Each change costs what its neighbourhood holds, not what the city holds, and leaves the figures
    that a new start with the same stations would give: counts of whole weights exactly, areas
    within 1e-9 of `geo.coverage.area_coverage` on the same discs. One thread at a time may use it.

    Parameters
    ----------
    scope : polygonal geometry
        In metres of `crs`. Stations outside it serve inside it.
    points_deg : array (n, 2)
        Demand points in WGS 84 degrees; NaN rows are unlocated: in the demand, never reached.
        All count, wherever they lie: give those of the scope.
    stations_deg : array (m, 2)
        Stations 0 to m - 1; duplicates are allowed.
    radii_m : float or array (m,)
        A distance equal to the radius is reached (d <= S).
    crs : MetricCrs
    weights : array (n,), optional
        1 each by default.

    Examples
    --------
    >>> from geo.crs import metric_crs
    >>> crs = metric_crs((101.7, 36.5, 101.9, 36.7))
    >>> scope = crs.project(shapely.box(101.7, 36.5, 101.9, 36.7))
    >>> points = np.array([[101.78, 36.62], [101.85, 36.60]])
    >>> city = WhatIf(scope, points, points[:1], 1000.0, crs)
    >>> city.move(0, points[1]).after.served, city.add(points[0], 500.0).after.served
    (1.0, 2.0)
    """

    def __init__(
        self,
        scope: BaseGeometry,
        points_deg: Floats,
        stations_deg: Floats,
        radii_m: ArrayLike,
        crs: MetricCrs,
        weights: ArrayLike | None = None,
    ) -> None:
        points, places = positions(points_deg), located_stations(stations_deg)
        radii = checked_radii(radii_m, len(places))
        self._scope, self._crs = scope, crs
        shapely.prepare(scope)
        self._scope_m2 = float(scope.area)
        self._take_points(points, weights)
        discs = service_areas(places, radii, crs)
        measured = area_coverage(scope, discs)
        self._served_m2 = measured.served_area_km2 * M2_PER_KM2
        self._overlap_m2 = measured.overlap_km2 * M2_PER_KM2
        self._stations: dict[int, _Station] = {}
        self._next_number = 0
        # While one station is dragged, its share of the last place is what it leaves behind.
        self._last_share: tuple[int, _Share] | None = None
        for place, radius_m, disc in zip(places, radii.tolist(), discs, strict=True):
            self._cover(place, radius_m, up=True)
            self._stations[self._new_number()] = _Station(place, radius_m, disc)

    @property
    def figures(self) -> WhatIfFigures:
        """The figures with the stations as they stand now."""
        served_m2 = min(max(self._served_m2, 0.0), self._scope_m2)
        return WhatIfFigures(
            scope_area_km2=self._scope_m2 / M2_PER_KM2,
            served_area_km2=served_m2 / M2_PER_KM2,
            overlap_km2=max(self._overlap_m2, 0.0) / M2_PER_KM2,
            area_ratio=served_m2 / self._scope_m2 if self._scope_m2 > 0.0 else 0.0,
            demand=self._demand,
            served=self._served,
            served_ratio=self._served / self._demand if self._demand > 0.0 else 0.0,
        )

    @property
    def stations(self) -> dict[int, tuple[float, float, float]]:
        """The stations by number: longitude, latitude, radius in metres."""
        return {
            number: (float(s.place_deg[0]), float(s.place_deg[1]), s.radius_m)
            for number, s in self._stations.items()
        }

    def add(self, place_deg: ArrayLike, radius_m: float) -> WhatIfChange:
        """Open a station; the change tells its number, which no station had before."""
        return self._change(self._new_number(), None, self._station(place_deg, radius_m))

    def move(self, number: int, place_deg: ArrayLike) -> WhatIfChange:
        """Move a station to another place; raise `UnknownStationError` if there is none."""
        old = self._existing(number)
        return self._change(number, old, self._station(place_deg, old.radius_m))

    def set_radius(self, number: int, radius_m: float) -> WhatIfChange:
        """Give a station another radius; raise `UnknownStationError` if there is none."""
        old = self._existing(number)
        return self._change(number, old, self._station(old.place_deg, radius_m))

    def close(self, number: int) -> WhatIfChange:
        """Close a station for good; raise `UnknownStationError` if there is none."""
        return self._change(number, self._existing(number), None)

    def is_reached(self) -> NDArray[np.bool_]:
        """Say for each demand point, in the order given, whether some station reaches it."""
        reached = np.zeros(self._n_points, dtype=np.bool_)
        reached[self._rows] = self._counts > 0
        return reached

    def gaps(self) -> BaseGeometry:
        """Give the scope without what is served, in metres; united anew, so not for every frame."""
        discs = np.array([s.disc for s in self._stations.values()], dtype=np.object_)
        return polygonal(shapely.difference(self._scope, shapely.union_all(discs)))

    def _take_points(self, points: Floats, weights: ArrayLike | None) -> None:
        self._n_points = len(points)
        located = np.flatnonzero(is_located(points))
        self._index = PointIndex(points[located])
        self._rows = located[self._index.order]
        self._counts = np.zeros(len(located), dtype=np.uint16)
        given = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
        if given.shape != (len(points),):
            raise ArrayShapeError(f"{len(points)} points need as many weights, not {given.shape}")
        self._demand, self._served = float(given.sum()), 0.0
        self._weights = None if weights is None else given[self._rows]

    def _station(self, place_deg: ArrayLike, radius_m: float) -> _Station:
        place = located_stations(np.atleast_2d(np.asarray(place_deg, dtype=np.float64)))
        disc = service_areas(place, radius_m, self._crs)[0]
        return _Station(place[0], float(radius_m), disc)

    def _existing(self, number: int) -> _Station:
        station = self._stations.get(number)
        if station is None:
            raise UnknownStationError(
                f"there is no station {number}; there are {sorted(self._stations)[:20]}"
            )
        return station

    def _new_number(self) -> int:
        if self._next_number >= _N_STATIONS_MAX:
            raise ArrayShapeError(f"more than {_N_STATIONS_MAX} stations; start anew with the rest")
        self._next_number += 1
        return self._next_number - 1

    def _change(self, number: int, old: _Station | None, new: _Station | None) -> WhatIfChange:
        before = self.figures
        self._stations.pop(number, None)
        last = self._last_share
        left = last[1] if last is not None and last[0] == number else self._share(old)
        joined = self._share(new)
        self._last_share = (number, joined)
        for station, share, sign in ((old, left, -1.0), (new, joined, 1.0)):
            self._served_m2 += sign * share.only_m2
            self._overlap_m2 += sign * share.with_one_other_m2
            if station is not None:
                self._cover(station.place_deg, station.radius_m, up=sign > 0.0)
        if new is not None:
            self._stations[number] = new
        closed, opened = joined.only, left.only
        if old is not None and new is not None:
            closed, opened = closed - old.disc, opened - new.disc
        return WhatIfChange(number, before, self.figures, polygonal(closed), polygonal(opened))

    def _cover(self, place_deg: Floats, radius_m: float, *, up: bool) -> None:
        """Count a station in or out for the points within its radius."""
        places = self._index.within(place_deg, radius_m)
        counts = self._counts[places]
        if up:
            turned = places[counts == 0]
            self._counts[places] = counts + 1
        else:
            turned = places[counts == 1]
            self._counts[places] = counts - 1
        weight = len(turned) if self._weights is None else self._weights[turned].sum()
        self._served += float(weight) if up else -float(weight)

    def _share(self, station: _Station | None) -> _Share:
        """Split what a disc holds of the scope by how many of the other discs hold it too."""
        if station is None or station.disc.is_empty:
            return _Share(_NOWHERE, 0.0, 0.0)
        alone = station.disc
        if not shapely.contains_properly(self._scope, alone):
            alone = polygonal(shapely.intersection(alone, self._scope))
        with_one: BaseGeometry = _NOWHERE
        for other in self._neighbours(station):
            if alone.is_empty and with_one.is_empty:
                break
            shared = polygonal(shapely.intersection(alone, other))
            alone = shapely.difference(alone, other)
            with_one = shapely.union(shapely.difference(with_one, other), shared)
        return _Share(alone, float(alone.area), float(with_one.area))

    def _neighbours(self, station: _Station) -> list[BaseGeometry]:
        """Give the discs that meet a station's, the nearest first: they leave the least over."""
        discs = np.array([s.disc for s in self._stations.values()], dtype=np.object_)
        west, south, east, north = shapely.bounds(station.disc).tolist()
        bounds = shapely.bounds(discs).reshape(-1, 4)
        meets = (bounds[:, 0] < east) & (bounds[:, 2] > west)
        meets &= (bounds[:, 1] < north) & (bounds[:, 3] > south)
        near = np.flatnonzero(meets)
        centres = (bounds[near, :2] + bounds[near, 2:]) / 2.0
        offsets = centres - [(west + east) / 2.0, (south + north) / 2.0]
        return list(discs[near[np.argsort(np.hypot(*offsets.T), kind="stable")]])
