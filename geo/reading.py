"""By which coordinate system the numbers of a file are read, or written: any, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import (
    CoordinateSystem,
    MetricCrs,
    Positions,
    Spatial,
    apply_to_positions,
    from_wgs84,
    to_wgs84,
)
from geo.errors import UnknownCoordinateSystemError

if TYPE_CHECKING:
    import pyproj

SWAPPED = ":swapped"
"""What a name ends in where the file gives the northern coordinate first."""

_DEGREES = tuple(CoordinateSystem)
# Numbers by which files call what counts as WGS 84 here.
_SAME_AS_WGS84 = {4326: CoordinateSystem.WGS84, 4490: CoordinateSystem.CGCS2000}
_CONFIDENCE_PERCENT = 20


@dataclass(frozen=True)
class Reading:
    """A coordinate system, and the order of its axes in the file.

    Attributes
    ----------
    definition : str
        WGS84, CGCS2000, GCJ02, BD09, or what PROJ takes: "EPSG:4543", a WKT, a PROJ string.
    is_swapped : bool
        The file gives the northern coordinate first: latitude, or the X of Chinese surveyors.
    """

    definition: str = CoordinateSystem.WGS84.value
    is_swapped: bool = False

    @property
    def name(self) -> str:
        """What `reading_of` makes this reading of again."""
        return f"{self.definition}{SWAPPED}" if self.is_swapped else self.definition

    @property
    def label(self) -> str:
        """What a person is told: the name, short even of a WKT."""
        if self.definition in _DEGREES:
            bare = self.definition
        else:
            title = _crs(self.definition).name
            is_number = self.definition.startswith("EPSG:")
            bare = f"{self.definition} ({title})" if is_number else title
        return f"{bare}, northern coordinate first" if self.is_swapped else bare

    @property
    def is_shifted(self) -> bool:
        """Whether this is GCJ-02 or BD-09, which no registry numbers and no PROJ knows."""
        return self.definition in (CoordinateSystem.GCJ02, CoordinateSystem.BD09)

    @property
    def is_in_degrees(self) -> bool:
        """Whether the numbers are longitudes and latitudes."""
        return self.definition in _DEGREES or _crs(self.definition).is_geographic

    @property
    def crs(self) -> str | None:
        """What PROJ calls it; None where it has no word for it (`is_shifted`)."""
        if self.is_shifted:
            return None
        numbers = {name: f"EPSG:{number}" for number, name in _SAME_AS_WGS84.items()}
        return {str(name): value for name, value in numbers.items()}.get(
            self.definition, self.definition
        )

    @property
    def projjson(self) -> dict[str, object] | None:
        """The coordinate system as PROJJSON, as GeoParquet has it; None where `crs` is."""
        return None if self.crs is None else _crs(self.crs).to_json_dict()

    def to_wgs84(self, value: Spatial) -> Spatial:
        """Turn what was read into WGS 84 degrees, longitude first; what has no place is NaN."""
        straight = apply_to_positions(value, _exchanged) if self.is_swapped else value
        if self.definition in _DEGREES:
            return to_wgs84(straight, self.definition)
        return MetricCrs(self.definition).unproject(straight)

    def from_wgs84(self, value: Spatial) -> Spatial:
        """Turn WGS 84 degrees into what is written; the counterpart of `to_wgs84`."""
        if self.definition in _DEGREES:
            moved = from_wgs84(value, self.definition)
        else:
            moved = MetricCrs(self.definition).project(value)
        return apply_to_positions(moved, _exchanged) if self.is_swapped else moved


def reading_of(text: str) -> Reading:
    """Give the reading of a name, in either case.

    Parameters
    ----------
    text : str
        WGS84, CGCS2000, GCJ02 (GCJ-02), BD09 (BD-09), an EPSG number with or without "EPSG:",
        a WKT or a PROJ string; ":swapped" behind it if the northern coordinate comes first.

    Raises
    ------
    UnknownCoordinateSystemError
        It names none, or one that is no system of positions on the Earth.

    Examples
    --------
    >>> reading_of("gcj-02:swapped")
    Reading(definition='GCJ02', is_swapped=True)
    >>> reading_of("4543").definition
    'EPSG:4543'
    """
    from pyproj.exceptions import CRSError  # noqa: PLC0415, only where a system is named

    bare = text.strip()
    is_swapped = bare.lower().endswith(SWAPPED)
    bare = bare[: -len(SWAPPED)].strip() if is_swapped else bare
    shortened = re.sub(r"[\s_-]", "", bare.upper())
    if shortened in _DEGREES:
        return Reading(shortened, is_swapped)
    try:
        # A bare number is EPSG's; PROJ would take other words, such as a country's name, too.
        crs = _crs(f"EPSG:{bare}" if bare.isdecimal() else bare)
    except CRSError as error:
        raise UnknownCoordinateSystemError(
            f"{text!r} names no coordinate system; give one of {', '.join(_DEGREES)}, an EPSG "
            f"number such as EPSG:4543, or a WKT; with {SWAPPED} behind it if the northern "
            "coordinate comes first"
        ) from error
    if not (crs.is_geographic or crs.is_projected):
        raise UnknownCoordinateSystemError(
            f"{text!r} is {crs.name}, no system of positions on the Earth; give a geographic or "
            "a projected one"
        )
    number = _number(crs)
    if number in _SAME_AS_WGS84:
        return Reading(_SAME_AS_WGS84[number].value, is_swapped)
    return Reading(crs.to_wkt() if number is None else f"EPSG:{number}", is_swapped)


def _number(crs: pyproj.CRS) -> int | None:
    """Give the EPSG number of a system, if it has one."""
    import pyproj  # noqa: PLC0415, only where a system is named

    if crs.to_authority() == ("OGC", "CRS84"):
        return 4326
    if (number := crs.to_epsg()) is not None:
        return number
    # The zones with and without their number in the eastings make PROJ unsure of either.
    for one in crs.list_authority(auth_name="EPSG", min_confidence=_CONFIDENCE_PERCENT):
        if _parameters(pyproj.CRS.from_epsg(int(one.code))) == _parameters(crs):
            return int(one.code)
    return None


def _parameters(crs: pyproj.CRS) -> tuple[object, ...]:
    operation, base = crs.coordinate_operation, crs.geodetic_crs
    if operation is None or base is None:
        return (crs.name,)
    values = (round(float(each.value), 9) for each in operation.params)
    return (base.to_epsg(), operation.method_code, *values)


@lru_cache(maxsize=64)
def _crs(definition: str) -> pyproj.CRS:
    import pyproj  # noqa: PLC0415, only where a system is named

    return pyproj.CRS.from_user_input(definition)


def _exchanged(xy: Positions) -> Positions:
    return np.ascontiguousarray(xy[:, ::-1])
