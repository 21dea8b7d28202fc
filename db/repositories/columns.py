"""Lists as columns of plain values: for layers of many thousands, where an object a row is dear."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial

_ROWS_AT_ONCE = 2_000
_RAW_ROWS_AT_ONCE = 500


def point_columns(
    session: Session, statement: Select[Any], model: Any, attributes: Sequence[str], limit: int
) -> tuple[NDArray[np.float64], list[list[Any]]]:
    """Return the locations and some attributes of the rows of a list, by id.

    Parameters
    ----------
    statement
        Selects `model`, without an order.
    model
        A mapped class with a `location`.
    attributes
        Names of columns of the model, such as ``id``.
    limit
        Rows at most.

    Returns
    -------
    xy
        Longitude and latitude in degrees, shape (n, 2); NaN where there is no location.
    columns
        One list of n values for each attribute, as the driver gives them: an enum by its name, a
        day as a `date` or, on SQLite, as text by ISO 8601.
    """
    chosen = statement.with_only_columns(
        type_coerce(model.location, NullType),
        *(type_coerce(getattr(model, name), NullType) for name in attributes),
        maintain_column_froms=True,
    )
    result = session.connection().execute(chosen.order_by(model.id).limit(limit))
    columns: list[list[Any]] = [[] for _ in range(len(attributes) + 1)]
    # Part by part: the garbage collector walks through every tuple that is kept.
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    return spatial.decode_points(columns[0]), columns[1:]


def raw_columns(session: Session, statement: Any) -> list[list[Any]]:
    """Return the rows of a statement as one list a column.

    Part by part, because the garbage collector walks through every tuple that is kept: all
    rows of 100,000 organizations at once take three times as long.
    """
    result = session.connection().execute(statement)
    columns: list[list[Any]] = [[] for _ in range(len(result.keys()))]
    for part in result.partitions(_RAW_ROWS_AT_ONCE):
        for column, values in zip(columns, zip(*part, strict=True), strict=True):
            column.extend(values)
    return columns
