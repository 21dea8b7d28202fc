"""The districts and circles of a city in memory: their areas, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import circle, district
from db.repositories import facts as stored
from geo.crs import MetricCrs, metric_crs
from geo.multiplicity import polygonal
from schema.operations.errors import UnknownRecordError
from schema.operations.questions import Scope

# How far beyond the districts a station still makes sense, in degrees: some 50 km.
_REACH_MARGIN_DEG = 0.5
# Of a district's or a circle's row, beside its boundary.
_BYTES_PER_ROW = 3_000


def reach_bounds_of(
    districts: Sequence[models.District],
) -> tuple[float, float, float, float] | None:
    """Give the box of the districts and some 50 km around, in degrees; None without any."""
    if not districts:
        return None
    bounds = shapely.total_bounds([one.boundary for one in districts])
    west, south, east, north = bounds.tolist()
    margin = _REACH_MARGIN_DEG
    return west - margin, south - margin, east + margin, north + margin


class Places:
    """The districts and the circles, and the rows of the facts that the circles hold.

    Parameters
    ----------
    districts, circles : list of rows
        By adcode, and by id.
    members : mapping of circle id to array of rows
        A circle without members may be missing.
    """

    def __init__(
        self,
        districts: list[models.District],
        circles: list[models.CommercialCircle],
        members: Mapping[int, NDArray[np.intp]],
    ) -> None:
        self.districts = districts
        self.circles = circles
        self._members = members

    @classmethod
    def load(cls, session: Session, ids: NDArray[np.int64]) -> Places:
        """Read all districts and circles, and which of the organizations `ids` are in those."""
        districts = session.scalars(
            district.list_statement(session).order_by(models.District.adcode)
        ).all()
        circles = session.scalars(
            circle.list_statement(session).order_by(models.CommercialCircle.id)
        ).all()
        return cls(list(districts), list(circles), stored.circle_members(session, ids))

    @property
    def n_bytes(self) -> int:
        """Some measure of its memory: rows, members, boundaries, simplified ones and the union."""
        boundaries = [one.boundary for one in self.districts]
        boundaries += [one.boundary for one in self.circles]
        n_vertices = int(shapely.get_num_coordinates(boundaries).sum())
        of_members = sum(rows.nbytes for rows in self._members.values())
        return _BYTES_PER_ROW * len(boundaries) + 3 * 16 * n_vertices + of_members

    def district(self, adcode: str) -> models.District:
        """Give the district with an adcode.

        Raises
        ------
        UnknownRecordError
            There is none; the message lists those that there are.
        """
        for one in self.districts:
            if one.adcode == adcode:
                return one
        known = ", ".join(one.adcode for one in self.districts) or "none are stored"
        raise UnknownRecordError(
            "scope.district", f"no district has the adcode {adcode!r}; known: {known}"
        )

    def circle(self, circle_id: int) -> models.CommercialCircle:
        """Give the circle with an id.

        Raises
        ------
        UnknownRecordError
            There is none.
        """
        for one in self.circles:
            if one.id == circle_id:
                return one
        raise UnknownRecordError(
            "scope.circle",
            f'there is no "CommercialCircle:{circle_id}"; take an id of commercialCircles',
        )

    def members_of(self, circle_id: int) -> NDArray[np.intp]:
        """Give the rows of the organizations in a circle; raises as `circle` does."""
        return self._members.get(self.circle(circle_id).id, np.empty(0, dtype=np.intp))

    def rows_of(
        self, scope: Scope, xy: NDArray[np.float64], district_ids: NDArray[np.int64]
    ) -> slice | NDArray[np.intp]:
        """Give the rows of the organizations of a scope; raises as `district` and `circle` do.

        Parameters
        ----------
        xy : float64 array (n, 2) of WGS 84 degrees
            NaN where not located, which lies in no polygon.
        district_ids : int64 array (n,)
        """
        rows: slice | NDArray[np.intp] = slice(None)
        if scope.adcode is not None:
            rows = np.flatnonzero(district_ids == self.district(scope.adcode).id)
        elif scope.circle_id is not None:
            rows = self.members_of(scope.circle_id)
        elif scope.polygon is not None:
            # The boundary belongs to the polygon; NaN lies in none.
            rows = np.flatnonzero(shapely.intersects_xy(scope.polygon, xy[:, 0], xy[:, 1]))
        if scope.district_id is None:
            return rows
        inside = np.flatnonzero(district_ids == scope.district_id)
        return inside if isinstance(rows, slice) else np.intersect1d(rows, inside)

    @cached_property
    def city(self) -> BaseGeometry:
        """The union of all districts in WGS 84; empty without any."""
        return polygonal(shapely.union_all([one.boundary for one in self.districts]))

    @cached_property
    def projection(self) -> MetricCrs:
        """The equal-area projection around all districts, or else around all circles."""
        areas = [one.boundary for one in self.districts or self.circles]
        if not areas:
            return metric_crs((0.0, 0.0, 0.0, 0.0), areal_error_max=0.0)
        west, south, east, north = shapely.total_bounds(areas).tolist()
        return metric_crs((west, south, east, north), areal_error_max=0.0)

    @cached_property
    def reach_bounds(self) -> tuple[float, float, float, float] | None:
        """Where a station makes sense: the districts and some 50 km around; None without any."""
        return reach_bounds_of(self.districts)

    def area(self, scope: Scope) -> BaseGeometry:
        """Give the area of a scope in WGS 84; raises as `district` and `circle` do."""
        area = self.city
        if scope.adcode is not None:
            area = self.district(scope.adcode).boundary
        elif scope.circle_id is not None:
            area = self.circle(scope.circle_id).boundary
        elif scope.polygon is not None:
            area = scope.polygon
        if scope.district_id is None:
            return area
        part = next(one.boundary for one in self.districts if one.id == scope.district_id)
        if scope.circle_id is None and scope.polygon is None:
            return part
        return polygonal(shapely.intersection(area, part))

    def projection_of(self, scope: Scope) -> MetricCrs:
        """Choose the projection for a scope: the city's, or for a polygon elsewhere its own."""
        if scope.polygon is None or self._is_in_reach(scope.polygon):
            return self.projection
        west, south, east, north = scope.polygon.bounds
        return metric_crs((west, south, east, north), areal_error_max=0.0)

    def districts_of(self, scope: Scope) -> list[models.District]:
        """Give the districts that share an area with a scope, by adcode."""
        if scope.adcode is not None:
            return [self.district(scope.adcode)]
        if scope.district_id is not None:
            return [one for one in self.districts if one.id == scope.district_id]
        if scope.circle_id is None and scope.polygon is None:
            return self.districts
        area = self.area(scope)
        return [
            one
            for one in self.districts
            if not polygonal(shapely.intersection(one.boundary, area)).is_empty
        ]

    def circles_of(self, scope: Scope) -> list[models.CommercialCircle]:
        """Give the circles that share an area with a scope, by id."""
        if scope == Scope():
            return self.circles
        if scope.circle_id is not None and scope.district_id is None:
            return [self.circle(scope.circle_id)]
        area = self.area(scope)
        return [
            one
            for one in self.circles
            if not polygonal(shapely.intersection(one.boundary, area)).is_empty
        ]

    def _is_in_reach(self, polygon: BaseGeometry) -> bool:
        if self.reach_bounds is None:
            return False
        west, south, east, north = self.reach_bounds
        left, bottom, right, top = polygon.bounds
        return west <= left and south <= bottom and right <= east and top <= north
