"""Where the rows of a list are, as arrays: for what is drawn or counted by the hundred thousand."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Float, Select, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.repositories.columns import raw_columns
from db.spatial import Bbox

# Databases bound the parameters of a statement; SQLite's default is 32,766.
_IDS_AT_ONCE = 10_000


def points_in_box(
    session: Session, statement: Select[Any], model: Any, box: Bbox
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the identifiers and the places of the rows of a list that lie in a box, by id.

    The database finds them by its index alone and the exact test is made on the arrays: asked
    row by row it costs more than all else.

    Parameters
    ----------
    statement
        Selects `model`, without an order.
    model
        A mapped class with a point column `location`.
    box
        West, south, east, north in degrees; its lines belong to it.

    Returns
    -------
    ids : int64 array (n,)
    xy : float64 array (n, 2)
        Longitude and latitude in degrees.
    """
    near = spatial.bbox_index(model.location, *(literal(float(side), Float()) for side in box))
    chosen = statement.where(model.location.is_not(None), near).with_only_columns(
        model.id, type_coerce(model.location, NullType), maintain_column_froms=True
    )
    numbers, blobs = raw_columns(session, chosen)
    ids, xy = np.array(numbers, dtype=np.int64), spatial.decode_points(blobs).reshape(-1, 2)
    west, south, east, north = box
    x, y = xy[:, 0], xy[:, 1]
    inside = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    order = inside[np.argsort(ids[inside], kind="stable")]
    return ids[order], xy[order]


def attributes_by_ids(
    session: Session, model: Any, ids: Sequence[int], attributes: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """Return some attributes of rows by their identifiers, without making objects of the rows."""
    columns = [getattr(model, name) for name in attributes]
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        part = ids[start : start + _IDS_AT_ONCE]
        rows = session.execute(select(model.id, *columns).where(model.id.in_(part)))
        found.update((number, tuple(values)) for number, *values in rows)
    return found


def places_by_ids(
    session: Session, model: Any, ids: Sequence[int]
) -> dict[int, tuple[float, float]]:
    """Return the longitude and latitude of those rows that have a place."""
    located = {
        number: location
        for number, (location,) in attributes_by_ids(session, model, ids, ["location"]).items()
        if location is not None
    }
    return {number: (location.x, location.y) for number, location in located.items()}
