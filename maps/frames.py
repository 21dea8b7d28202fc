"""What is read from a GeoDataFrame: positions, areas and columns, with errors that name the row."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.errors import MapInputError

WGS84_SRID = 4326


class Frame(Protocol):
    """The part of a GeoDataFrame that is used."""

    @property
    def geometry(self) -> Any:
        """The geometries, a sequence of n."""

    @property
    def crs(self) -> Any:
        """Their coordinate system, or None, which is taken as WGS 84."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""

    def to_crs(self, crs: int) -> Any:
        """Return the frame in another coordinate system."""

    def __getitem__(self, column: str) -> Any: ...

    def __len__(self) -> int: ...


def _in_wgs84(frame: Frame) -> NDArray[np.object_]:
    placed = frame if frame.crs is None else frame.to_crs(WGS84_SRID)
    return np.array(list(placed.geometry), dtype=np.object_)


def points_of(frame: Frame, what: str) -> NDArray[np.float64]:
    """Return the positions of a frame's points in WGS 84 degrees, shape (n, 2); NaN where missing.

    Raises
    ------
    MapInputError
        A row is no point; the message names it and `what`.
    """
    geometries = _in_wgs84(frame)
    kinds = shapely.get_type_id(geometries)
    wrong = (kinds != shapely.GeometryType.POINT) & (kinds != shapely.GeometryType.MISSING)
    if wrong.any():
        i = int(np.argmax(wrong))
        raise MapInputError(
            f"Row {i} of {what} is a {geometries[i].geom_type}; points are needed: take the "
            "centroids or a representative point."
        )
    return np.column_stack([shapely.get_x(geometries), shapely.get_y(geometries)])


def polygons_of(frame: Frame) -> NDArray[np.object_]:
    """Return the areas of a frame of districts in WGS 84.

    Raises
    ------
    MapInputError
        There is no row, or one that is no polygon.
    """
    geometries = _in_wgs84(frame)
    areal = np.isin(
        shapely.get_type_id(geometries),
        [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON],
    )
    if not len(geometries) or not areal.all():
        raise MapInputError("districts need at least one row, each a polygon.")
    return geometries


def column_of(frame: Frame, column: str, what: str) -> Any:
    """Return a column.

    Raises
    ------
    MapInputError
        There is none of that name; the message lists those that there are.
    """
    if column not in frame.columns:
        raise MapInputError(
            f"{what} have no column {column!r}; they have {', '.join(map(str, frame.columns))}. "
            "Name the right one in Columns."
        )
    return frame[column]


def texts_of(frame: Frame, column: str | None, what: str) -> list[str]:
    """Return a column as texts; none where no column is named."""
    return [] if column is None else [str(value) for value in column_of(frame, column, what)]


def integers_of(frame: Frame, column: str | None) -> NDArray[np.int64] | None:
    """Return a column of organizations as whole numbers; None where no column is named."""
    if column is None:
        return None
    return np.asarray(column_of(frame, column, "organizations"), dtype=np.int64)
