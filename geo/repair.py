"""A proposal for an area that crosses itself, made in a process that can be stopped.

GEOS can take seconds for some hundred vertices, hold every lock meanwhile and, on hostile input,
end the process that it runs in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryRepairError
from geo.validation import checked_positions

TIME_LIMIT_S: Final = 5.0

_POLYGONS: Final = ("Polygon", "MultiPolygon")
# Reads and writes WKB; nothing of this package runs there.
_WORKER: Final = """
import sys, shapely
area = shapely.from_wkb(sys.stdin.buffer.read())
repaired = shapely.make_valid(area, method="structure", keep_collapsed=False)
sys.stdout.buffer.write(shapely.to_wkb(repaired))
"""


@dataclass(frozen=True, eq=False, slots=True)
class Repair:
    """A valid area in the place of one that is not.

    Attributes
    ----------
    geometry : Polygon or MultiPolygon in WGS 84 degrees
    is_changed : bool
        Whether anything was wrong.
    place : (x, y), optional
        Where the first thing was wrong, as far as it can be told.
    """

    geometry: BaseGeometry
    is_changed: bool
    place: tuple[float, float] | None = None


def repaired_area(area: BaseGeometry, *, time_limit_s: float = TIME_LIMIT_S) -> Repair:
    """Give a valid area that is closest to what was drawn, as a proposal for a person to look at.

    Each ring is made valid first, then holes are taken out of the outlines (the "structure"
    method of GEOS): a bowtie becomes its two triangles, a ring that runs over itself its union.

    Parameters
    ----------
    area : Polygon or MultiPolygon in WGS 84 degrees
    time_limit_s : float
        After so many seconds the process is stopped.

    Raises
    ------
    CoordinateValueError
        A position is not finite or not on the Earth.
    GeometryRepairError
        It is no area, nothing of it would be left, or it takes too long.

    Examples
    --------
    >>> bowtie = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    >>> repaired_area(bowtie).geometry.area
    2.0
    """
    if area.geom_type not in _POLYGONS:
        raise GeometryRepairError(
            f"a {area.geom_type} was given; only a {' or a '.join(_POLYGONS)} can be repaired"
        )
    checked_positions(shapely.get_coordinates(area))
    if not area.is_empty and shapely.is_valid(area):
        return Repair(area, is_changed=False)
    reason = shapely.is_valid_reason(area)
    repaired = shapely.from_wkb(_made_valid(shapely.to_wkb(area), time_limit_s))
    parts = [
        part
        for part in shapely.get_parts(repaired)
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    if not parts:
        raise GeometryRepairError("it encloses no area, so nothing would be left; draw it again")
    geometry = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return Repair(geometry, is_changed=True, place=_place_of(reason))


def _made_valid(wkb: bytes, time_limit_s: float) -> bytes:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(  # noqa: S603 (a text of our own)
            [sys.executable, "-c", _WORKER],
            input=wkb,
            capture_output=True,
            timeout=time_limit_s,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GeometryRepairError(
            f"it takes longer than {time_limit_s:g} s; draw it again with fewer points"
        ) from error
    if done.returncode:
        raise GeometryRepairError("it cannot be repaired; draw it again")
    return done.stdout


def _place_of(reason: str) -> tuple[float, float] | None:
    found = re.fullmatch(r"[^\[]+\[(\S+) (\S+)\]", reason)
    return None if found is None else (float(found[1]), float(found[2]))
