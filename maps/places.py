"""The places that maps are given: districts, organizations, circles and stations, in WGS 84.

Rows of organizations are arrays, so that 100,000 of them cost no object each. Strings may hold
anything; the page shows them as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.indicators import Rate
from maps.errors import MapInputError
from maps.language import Text
from maps.layers import Label

KIND_NAMES = {
    "NON_PUBLIC_ECONOMIC": Text("非公经济组织", "Non-public economic organization"),
    "SOCIAL": Text("社会组织", "Social organization"),
}
STATUS_NAMES = {
    "OPEN": Text("开放", "Open"),
    "PLANNED": Text("筹建", "Planned"),
    "CLOSED": Text("已撤销", "Closed"),
}


@dataclass(frozen=True)
class District:
    """A district with its figures.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        In WGS 84.
    station_reach : Rate
        Organizations reached by an open station, of all.
    area_ratio : float, optional
        Share of the area that stations serve, in [0, 1].
    """

    adcode: str
    name: str
    boundary: BaseGeometry
    station_reach: Rate
    name_en: str = ""
    area_km2: float | None = None
    area_ratio: float | None = None
    formal_coverage: Rate | None = None
    work_coverage: Rate | None = None
    effective_coverage: Rate | None = None
    n_stations: int | None = None
    n_circles: int | None = None

    @property
    def label(self) -> Text:
        """The name in both languages."""
        return Text(self.name, self.name_en)


@dataclass(frozen=True)
class Organizations:
    """Organizations by columns, each of n values.

    Parameters
    ----------
    xy : ndarray of float, shape (n, 2)
        Longitude, latitude in degrees; NaN for an organization without a location, which counts as
        not reached.
    is_reached : ndarray of bool, shape (n,)
        Within the radius of an open station.
    kinds, districts, industries : sequence of str, optional
        Names of values; known kinds are translated.
    employees : ndarray of int, optional
    nearest_station_m : ndarray of float, optional
        Metres; NaN where there is none.
    is_formally_covered : ndarray of bool, optional
    """

    xy: NDArray[np.float64]
    names: Sequence[str]
    is_reached: NDArray[np.bool_]
    kinds: Sequence[str] = ()
    districts: Sequence[str] = ()
    industries: Sequence[str] = ()
    employees: NDArray[np.integer] | None = None
    nearest_station_m: NDArray[np.float64] | None = None
    is_formally_covered: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        """Check that the columns have one length, so that a message can name the odd one."""
        columns = {
            "names": self.names,
            "is_reached": self.is_reached,
            "kinds": self.kinds if len(self.kinds) else None,
            "districts": self.districts if len(self.districts) else None,
            "industries": self.industries if len(self.industries) else None,
            "employees": self.employees,
            "nearest_station_m": self.nearest_station_m,
            "is_formally_covered": self.is_formally_covered,
        }
        for name, column in columns.items():
            if column is not None and len(column) != len(self.xy):
                raise MapInputError(
                    f"Organizations: {name} has {len(column)} values for {len(self.xy)} locations."
                )

    def __len__(self) -> int:
        """Return the number of organizations, located or not."""
        return len(self.xy)

    def take(self, rows: NDArray[np.int64]) -> Organizations:
        """Return the organizations of the given rows."""

        def texts(column: Sequence[str]) -> Sequence[str]:
            return [column[i] for i in rows.tolist()] if len(column) else ()

        return Organizations(
            xy=self.xy[rows],
            names=texts(self.names),
            is_reached=self.is_reached[rows],
            kinds=texts(self.kinds),
            districts=texts(self.districts),
            industries=texts(self.industries),
            employees=None if self.employees is None else self.employees[rows],
            nearest_station_m=None
            if self.nearest_station_m is None
            else self.nearest_station_m[rows],
            is_formally_covered=None
            if self.is_formally_covered is None
            else self.is_formally_covered[rows],
        )


@dataclass(frozen=True)
class Circle:
    """A commercial circle with its committee and figures."""

    name: str
    boundary: BaseGeometry
    committee: str = ""
    district: str = ""
    n_organizations: int | None = None
    station_reach: Rate | None = None
    formal_coverage: Rate | None = None
    work_coverage: Rate | None = None
    effective_coverage: Rate | None = None
    area_km2: float | None = None


@dataclass(frozen=True)
class Station:
    """A guidance station.

    Parameters
    ----------
    location : (float, float)
        Longitude, latitude in degrees.
    status : str
        ``OPEN``, ``PLANNED`` or ``CLOSED``.
    service_area : Polygon or MultiPolygon, optional
        In WGS 84; drawn for open stations.
    """

    name: str
    location: tuple[float, float]
    service_radius_m: float
    status: str = "OPEN"
    capacity: int | None = None
    served_organizations: int | None = None
    service_area: BaseGeometry | None = None
    district: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown status, which would be drawn as none."""
        if self.status not in STATUS_NAMES:
            raise MapInputError(
                f"Station {self.name}: status is {self.status!r}; take {', '.join(STATUS_NAMES)}."
            )


def coded(values: Sequence[str]) -> tuple[NDArray[np.int64], tuple[Label, ...]]:
    """Return repeated strings as codes and their choices, in order of first appearance.

    Examples
    --------
    >>> codes, choices = coded(["b", "a", "b"])
    >>> codes.tolist(), choices
    ([0, 1, 0], ('b', 'a'))
    """
    positions: dict[str, int] = {}
    codes = [positions.setdefault(value, len(positions)) for value in values]
    choices = tuple(KIND_NAMES.get(value, value) for value in positions)
    return np.array(codes, dtype=np.int64), choices
