"""The layers that every map is made of: areas, points and lines, in WGS 84, (longitude, latitude).

A layer may change over the steps of its document (before and after, or month by month): it then
holds one code per feature and step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.encoding import ABSENT
from maps.errors import MapInputError
from maps.language import Format, Text
from maps.palette import AreaStyle, LineStyle, Symbol

Label = Text | str
Codes = NDArray[np.int64]
N_AXES = 2
HALF_TURN = 180.0
# Web Mercator's square ends here.
MERCATOR_LIMIT = 85.05


@dataclass(frozen=True)
class Field:
    """One line of a popup.

    Parameters
    ----------
    label : Text
        What the figure is.
    values : sequence, length n
        Strings, numbers, Text or None; with `choices`, integers into them.
    format : Format
        How the page shows it.
    choices : sequence of Text or str
        The names of coded values; empty where `values` are shown themselves.
    """

    label: Text
    values: Sequence[object] | NDArray[np.generic]
    format: Format = "text"
    choices: Sequence[Label] = ()


@dataclass(frozen=True)
class Category:
    """One kind of point: its name in the legend and its symbol."""

    name: Text
    symbol: Symbol
    show: bool = True


@dataclass(frozen=True)
class AreaClass:
    """One kind of area: its name in the legend and its style."""

    name: Text
    style: AreaStyle


@dataclass(frozen=True)
class LineClass:
    """One kind of line: its name in the legend and its style."""

    name: Text
    style: LineStyle


@dataclass(frozen=True)
class AreaLayer:
    """Polygons, each of one class per step.

    Parameters
    ----------
    geometries : sequence of Polygon, MultiPolygon or None
        One per feature.
    codes : ndarray of int, shape (n,) or (steps, n)
        Index into `classes`; -1 leaves the feature out.
    names : sequence, length n
        Empty strings where the areas have none.
    labels : sequence of float or None
        A ratio shown under the name on the map; empty for areas without labels.
    labels_on_top : bool
        Labels stand on the northern edge instead of in the middle.
    is_outline : bool
        Drawn in the overview map.
    """

    id: str
    name: Text
    geometries: Sequence[BaseGeometry | None]
    codes: Codes
    classes: Sequence[AreaClass]
    names: Sequence[Label]
    fields: Sequence[Field] = ()
    labels: Sequence[float | None] = ()
    show: bool = True
    labels_on_top: bool = False
    is_outline: bool = False
    is_interactive: bool = True
    note: Text | None = None

    def __post_init__(self) -> None:
        """Check that every column has one value per feature."""
        n = len(self.geometries)
        _check_codes(self.id, self.codes, n, len(self.classes))
        _check_columns(self.id, n, self.names, self.fields)
        if len(self.labels) not in (0, n):
            raise MapInputError(f"Layer {self.id} has {n} areas and {len(self.labels)} labels.")


@dataclass(frozen=True)
class PointLayer:
    """Points, each of one category per step.

    Parameters
    ----------
    xy : ndarray of float, shape (n, 2)
        Longitude and latitude in degrees. A row of NaN is a record without a location: it is
        counted, not drawn.
    codes : ndarray of int, shape (n,) or (steps, n)
        Index into `categories`; -1 leaves the point out.
    is_marker : bool
        Drawn as single page elements that the keyboard reaches; for a few hundred points at most.
    badges : sequence of str
        Short texts beside the markers, such as ranks; empty for none.
    cluster_above : int
        With more points than this in view they are drawn as clusters; 0 never.
    """

    id: str
    name: Text
    xy: NDArray[np.float64]
    codes: Codes
    categories: Sequence[Category]
    names: Sequence[Label]
    fields: Sequence[Field] = ()
    show: bool = True
    is_marker: bool = False
    badges: Sequence[str] = ()
    cluster_above: int = 5000
    note: Text | None = None

    def __post_init__(self) -> None:
        """Check the shape and range of the coordinates and that the columns fit."""
        _check_points(self.id, self.xy)
        _check_codes(self.id, self.codes, len(self.xy), len(self.categories))
        _check_columns(self.id, len(self.xy), self.names, self.fields)
        if len(self.badges) not in (0, len(self.xy)):
            raise MapInputError(
                f"Layer {self.id} has {len(self.xy)} points and {len(self.badges)} badges."
            )

    @property
    def has_location(self) -> NDArray[np.bool_]:
        """Which points can be drawn, shape (n,)."""
        return np.asarray(~np.isnan(self.xy).any(axis=1))


@dataclass(frozen=True)
class LineLayer:
    """Straight lines from one point to another, each of one class per step.

    Parameters
    ----------
    start_xy, end_xy : ndarray of float, shape (n, 2)
        Longitude and latitude in degrees; a line with a NaN is counted, not drawn.
    """

    id: str
    name: Text
    start_xy: NDArray[np.float64]
    end_xy: NDArray[np.float64]
    codes: Codes
    classes: Sequence[LineClass]
    names: Sequence[str]
    fields: Sequence[Field] = ()
    show: bool = True
    note: Text | None = None

    def __post_init__(self) -> None:
        """Check the shape and range of the coordinates and that the columns fit."""
        _check_points(self.id, self.start_xy)
        _check_points(self.id, self.end_xy)
        if len(self.start_xy) != len(self.end_xy):
            raise MapInputError(
                f"Layer {self.id} has {len(self.start_xy)} starts and {len(self.end_xy)} ends."
            )
        _check_codes(self.id, self.codes, len(self.start_xy), len(self.classes))
        _check_columns(self.id, len(self.start_xy), self.names, self.fields)


Layer = AreaLayer | PointLayer | LineLayer


def step_codes(codes: Codes, step: int) -> Codes:
    """Return the codes at one step; a layer without steps has the same at each."""
    return codes if codes.ndim == 1 else codes[step]


def _check_points(layer: str, xy: NDArray[np.float64]) -> None:
    if xy.ndim != N_AXES or xy.shape[1] != N_AXES:
        raise MapInputError(f"Layer {layer}: coordinates have shape {xy.shape}; give (n, 2).")
    if np.isinf(xy).any():
        raise MapInputError(f"Layer {layer}: a coordinate is infinite; give NaN for no location.")
    outside = (np.abs(xy[:, 0]) > HALF_TURN) | (np.abs(xy[:, 1]) > MERCATOR_LIMIT)
    if outside.any():
        i = int(np.argmax(outside))
        raise MapInputError(
            f"Layer {layer}: point {i} lies at ({xy[i, 0]}, {xy[i, 1]}), outside 180 degrees of "
            "longitude and 85.05 of latitude; give (longitude, latitude) in WGS 84."
        )


def _check_codes(layer: str, codes: Codes, n: int, n_classes: int) -> None:
    if codes.ndim not in (1, 2) or codes.shape[-1] != n:
        raise MapInputError(f"Layer {layer}: codes have shape {codes.shape} for {n} features.")
    if codes.size and (codes.min() < ABSENT or codes.max() >= n_classes):
        raise MapInputError(
            f"Layer {layer}: codes run from {codes.min()} to {codes.max()}; "
            f"take -1 (left out) to {n_classes - 1}."
        )


def _check_columns(layer: str, n: int, names: Sequence[Label], fields: Sequence[Field]) -> None:
    if len(names) != n:
        raise MapInputError(f"Layer {layer} has {n} features and {len(names)} names.")
    for column in fields:
        if len(column.values) != n:
            raise MapInputError(
                f"Layer {layer} has {n} features and {len(column.values)} values of "
                f"{column.label.en or column.label.zh}."
            )
