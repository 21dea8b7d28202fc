"""The cells of formats that hold text and numbers alone: places in columns, yes and no in words."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import shapely

from db.transfer import words
from db.transfer.export_rows import LANGUAGES, Export
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.table import Chunk, Geometries

Values = Sequence[Any]


def sheet_columns(export: Export, chunk: Chunk) -> list[Values]:
    """Give a chunk's columns with those of places behind them, for files without geometries."""
    language = LANGUAGES.index(export.options.language)
    columns = [
        _spoken(column, cells, language)
        for column, cells in zip(export.columns, chunk.columns, strict=True)
    ]
    if export.geometry is None or chunk.geometry is None:
        return columns
    if export.geometry.geometry_type == "POINT":
        return [*columns, *point_columns(chunk.geometry)]
    texts = shapely.to_wkt(chunk.geometry, rounding_precision=-1)
    return [*columns, [None if one is None else str(one) for one in texts]]


def point_columns(points: Geometries) -> tuple[Values, Values]:
    """Give the coordinates of points, None where there is none."""
    x, y = shapely.get_x(points).tolist(), shapely.get_y(points).tolist()
    return (
        [None if math.isnan(one) else one for one in x],
        [None if math.isnan(one) else one for one in y],
    )


def moment_text(moment: datetime | None) -> str | None:
    """Give a moment by ISO 8601, in UTC and to the microsecond where it has any."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def plain_values(column: Column, cells: Values) -> Values:
    """Give the values of formats with types of their own, moments as text: most cut them off."""
    if column.value is ValueKind.MOMENT:
        return [moment_text(one) for one in cells]
    return cells


def _spoken(column: Column, cells: Values, language: int) -> Values:
    if column.value is ValueKind.BOOLEAN:
        spoken = {True: words.YES[language], False: words.NO[language], None: None}
        return [spoken[one] for one in cells]
    return plain_values(column, cells)
