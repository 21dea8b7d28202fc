"""The districts of the city, as arrays: who holds which points."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import District
from db.transfer.table import Geometries

Positions = NDArray[np.float64]
Numbers = NDArray[np.int64]

_REACH_MARGIN_DEG = 0.5
"""How far beyond the districts something of the city may lie, in degrees: some 50 km."""


@dataclass(frozen=True, eq=False)
class City:
    """The districts by ascending identifier.

    Attributes
    ----------
    ids : int64 array (z,)
    names
        Of each: adcode, name, English name.
    boundaries : object array (z,) in WGS 84 degrees
    """

    ids: Numbers
    names: tuple[tuple[str, str, str | None], ...]
    boundaries: Geometries

    @property
    def reach(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of where things of the city may lie; None without districts."""
        if not len(self.ids):
            return None
        west, south, east, north = shapely.total_bounds(self.boundaries).tolist()
        margin = _REACH_MARGIN_DEG
        return west - margin, south - margin, east + margin, north + margin

    def districts_of(self, xy: Positions) -> Numbers:
        """Give the district that each point lies in or on the line of, the lowest; 0 for none.

        Parameters
        ----------
        xy : float64 array (n, 2) in degrees
            NaN lies nowhere.
        """
        found = np.zeros(len(xy), dtype=np.int64)
        for identifier, boundary in zip(self.ids.tolist(), self.boundaries, strict=True):
            free = np.flatnonzero(found == 0)
            found[free[_inside(boundary, xy[free])]] = identifier
        return found

    def are_outside(self, xy: Positions, district_ids: Numbers) -> NDArray[np.bool_]:
        """Tell which points lie outside the district that is named; the line is inside.

        Points without a place and rows without a district (0) lie nowhere outside.
        """
        outside = np.zeros(len(xy), dtype=np.bool_)
        is_placed = np.isfinite(xy).all(axis=1)
        for identifier, boundary in zip(self.ids.tolist(), self.boundaries, strict=True):
            rows = np.flatnonzero((district_ids == identifier) & is_placed)
            outside[rows] = ~_inside(boundary, xy[rows])
        return outside


def read_city(session: Session) -> City:
    """Read the districts of a database."""
    rows = session.execute(
        select(
            District.id, District.adcode, District.name, District.name_en, District.boundary
        ).order_by(District.id)
    ).all()
    boundaries = np.empty(len(rows), dtype=np.object_)
    boundaries[:] = [row[4] for row in rows]
    return City(
        np.array([row[0] for row in rows], dtype=np.int64),
        tuple((row[1], row[2], row[3]) for row in rows),
        boundaries,
    )


def _inside(boundary: BaseGeometry, xy: Positions) -> NDArray[np.bool_]:
    """Tell which points a boundary covers; a prepared geometry, and its box first."""
    west, south, east, north = boundary.bounds
    is_near = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    near = np.flatnonzero(is_near)
    inside = np.zeros(len(xy), dtype=np.bool_)
    if len(near):
        shapely.prepare(boundary)
        inside[near] = shapely.intersects_xy(boundary, xy[near, 0], xy[near, 1])
    return inside
