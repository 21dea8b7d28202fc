"""The registers that are map layers: places of culture, and the lines to paired villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from db import models
from db.engine import Session
from db.repositories import culture_site, pairing
from db.repositories.filters import SpatialFilter, spatial_conditions
from db.repositories.register import RegisterFilter
from schema.operations.errors import ArgumentError

Rows = Sequence[Any]
Geometries = NDArray[np.object_]


def culture_sites(
    session: Session, spatial: SpatialFilter | None, limit: int
) -> tuple[Rows, Geometries]:
    """Give the places of culture that a filter keeps, by id, and their points.

    Raises
    ------
    FilterError, UnknownDistrictError
        As the filters of the register and of places do.
    """
    register_filter, rest = _split_places(spatial)
    statement = culture_site.list_statement(session, register_filter).where(
        *spatial_conditions(session, models.CultureSite, rest)
    )
    rows = session.scalars(statement.order_by(models.CultureSite.id).limit(limit)).all()
    return rows, _array([row.location for row in rows])


def pairing_lines(
    session: Session, spatial: SpatialFilter | None, day: date
) -> tuple[Rows, Geometries, SpatialFilter | None]:
    """Give the pairings that have a line on a day, by id, with the lines.

    The third value is what is still to be asked of the lines.

    Raises
    ------
    ArgumentError
        For the condition near, which lines do not have.
    FilterError, UnknownDistrictError
        As the filter of the register does.
    """
    if spatial is not None and spatial.near is not None:
        raise ArgumentError("filter.near", "lines are not filtered by it; use bbox or intersects")
    register_filter, rest = _split_places(spatial)
    statement = pairing.list_statement(session, register_filter)
    rows = session.scalars(statement.order_by(models.Pairing.id)).all()
    lines = pairing.lines_by_ids(session, [row.id for row in rows], day)
    drawn = [row for row in rows if row.id in lines]
    return drawn, _array([lines[row.id] for row in drawn]), rest


def _split_places(
    spatial: SpatialFilter | None,
) -> tuple[RegisterFilter, SpatialFilter | None]:
    """Ask the register for the district and the circle, and geometry for the rest."""
    if spatial is None:
        return RegisterFilter(), None
    of_register = RegisterFilter(district=spatial.district, circle=spatial.circle)
    return of_register, replace(spatial, district=None, circle=None)


def _array(geometries: Sequence[BaseGeometry]) -> Geometries:
    array = np.empty(len(geometries), dtype=np.object_)
    array[:] = geometries
    return array
