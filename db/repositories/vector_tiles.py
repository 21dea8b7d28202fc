"""Vector tiles made by PostGIS: rows of a list as one Mapbox vector tile, version 2."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, literal_column, select, text, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.spatial import Bbox

_WEB_MERCATOR_SRID = 3857
# A pixel of a tile of 256.
_PIXEL_UNITS = 16


@dataclass(frozen=True, slots=True)
class TileFrame:
    """A tile of the grid of web maps.

    Parameters
    ----------
    zoom, column, row : int
    bounds : tuple
        West, south, east, north with the buffer, in degrees.
    extent, buffer : int
        Units along a side, and around it.
    """

    zoom: int
    column: int
    row: int
    bounds: Bbox
    extent: int
    buffer: int


def read_tile(
    session: Session,
    statement: Select[Any],
    geometry: Any,
    attributes: Mapping[str, Any],
    frame: TileFrame,
    *,
    layer: str,
    is_thinned: bool,
) -> bytes:
    """Return the features of a list in a tile, no bytes where it has none.

    Parameters
    ----------
    statement
        Selects a model, without an order.
    geometry
        The geometry attribute of the model.
    attributes
        The attributes to carry along, by their names in the tile.
    layer
        The name of the layer in the tile.
    is_thinned
        Of points: one a pixel, that with the lowest id, and ``count`` says how many lie there.
    """
    model = geometry.class_
    shape = func.ST_AsMVTGeom(
        func.ST_Transform(type_coerce(geometry, NullType), _WEB_MERCATOR_SRID),
        func.ST_TileEnvelope(frame.zoom, frame.column, frame.row),
        frame.extent,
        frame.buffer,
        literal(True),
    ).label("shape")
    box = spatial.bbox_index(geometry, *(literal(side) for side in frame.bounds))
    inner = (
        statement.where(geometry.is_not(None), box)
        .with_only_columns(
            model.id,
            shape,
            *(column.label(name) for name, column in attributes.items()),
            maintain_column_froms=True,
        )
        # Else the shape is worked out where it is asked for NULL, and again where it is drawn.
        .offset(0)
        .subquery("inside")
    )
    rows = select(inner).where(inner.c.shape.is_not(None))
    if is_thinned:
        rows = _thinned(inner)
    drawn = rows.order_by("id").subquery("drawn")
    # Drawing counts as dear, but to start another process for a tile is dearer.
    session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
    return (
        session.scalar(
            select(
                func.ST_AsMVT(literal_column("drawn"), layer, frame.extent, "shape", "id")
            ).select_from(drawn)
        )
        or b""
    )


def _thinned(inner: Any) -> Select[Any]:
    pixel = [func.floor(side(inner.c.shape) / _PIXEL_UNITS) for side in (func.ST_X, func.ST_Y)]
    ranked = (
        select(
            inner,
            func.count().over(partition_by=pixel).label("count"),
            func.row_number().over(partition_by=pixel, order_by=inner.c.id).label("rank"),
        )
        .where(inner.c.shape.is_not(None))
        .subquery("ranked")
    )
    kept = [column for column in ranked.c if column.name != "rank"]
    return select(*kept).where(ranked.c.rank == 1)
