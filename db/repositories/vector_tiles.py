"""Vector tiles made by PostGIS: rows of a list as one Mapbox vector tile, version 2.

A statement is made once for a layer; which tile is asked for, and of what day, are its values.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Float,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from db import spatial
from db.models import LayerVersion
from db.repositories import facts
from db.spatial import Bbox

DAY: Final[Any] = bindparam("day", type_=Date())
"""The day of the figures, in the list of a statement."""

_WEB_MERCATOR_SRID = 3857
# A pixel of a tile of 256.
_PIXEL_UNITS = 16
# Always has a row. The table is made anew where a backup is restored, the row where all others are.
_REVISION = Table(
    "alembic_version", MetaData(), Column("tableoid", Integer()), Column("xmin", Integer())
)
# Counts what makes tables, and whatever a backup is copied over.
_SCHEMA = Table("pragma_schema_version", MetaData(), Column("schema_version", Integer()))
# Of what a version is made, apart; a date has dashes.
_BETWEEN = "|"


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

    def values(self, day: date | None = None) -> dict[str, Any]:
        """Give what fills a statement of `tile_statement`."""
        west, south, east, north = self.bounds
        return {
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "zoom": self.zoom,
            "tile_column": self.column,
            "tile_row": self.row,
            "world_units": float(self.extent * 2**self.zoom),
            "left_units": float(self.extent * self.column),
            "top_units": float(self.extent * self.row),
            "extent_units": self.extent,
            "buffer_units": self.buffer,
            "day": day,
        }


def tile_statement(
    statement: Select[Any],
    geometry: Any,
    attributes: Mapping[str, Any],
    *,
    layer: str,
    is_thinned: bool = False,
) -> Select[Any]:
    """Return the statement of the features of a list in a tile, for `TileFrame.values`.

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
    box = spatial.bbox_index(
        geometry, *(bindparam(side, type_=Float()) for side in ("west", "south", "east", "north"))
    )
    is_points = geometry.type.geometry_type == "POINT"
    drawn = _units(geometry) if is_points else [_clipped(geometry).label("shape")]
    inside = (
        statement.where(geometry.is_not(None), box)
        .with_only_columns(
            model.id,
            *drawn,
            *(attribute.label(name) for name, attribute in attributes.items()),
            maintain_column_froms=True,
        )
        # Else the shape is worked out where it is asked for NULL, and again where it is drawn.
        .offset(literal_column("0"))
        .subquery("inside")
    )
    rows = _points(inside, is_thinned=is_thinned) if is_points else _areas(inside)
    features = rows.order_by("id").subquery("drawn")
    extent = bindparam("extent_units", type_=Integer())
    return select(
        func.ST_AsMVT(literal_column("drawn"), literal(layer, Text()), extent, "shape", "id")
    ).select_from(features)


def read_tile(session: Session, statement: Select[Any], values: Mapping[str, Any]) -> bytes:
    """Return a tile of a statement of `tile_statement`, no bytes where it has no features."""
    # Drawing counts as dear, but to start another process for a tile is dearer.
    session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
    return session.scalar(statement, dict(values)) or b""


def version_statement(layers: Sequence[str], *, is_postgresql: bool) -> Select[str]:
    """Return the statement of a text that changes whenever what layers show may have changed.

    It holds how often each changed, what tells a restored database from the one before, and the
    day of the newest fact, of which `last` is the latest; `day_of` reads it out.
    """
    parts: list[Any] = [
        func.coalesce(
            cast(
                select(LayerVersion.changes).where(LayerVersion.layer == layer).scalar_subquery(),
                String(),
            ),
            "0",
        )
        for layer in layers
    ]
    of = _REVISION.c if is_postgresql else _SCHEMA.c
    parts += [
        func.coalesce(select(cast(made, String())).limit(literal_column("1")).scalar_subquery(), "")
        for made in of
    ]
    day = facts.newest_day_statement().scalar_subquery()
    parts.append(func.coalesce(cast(day, String()), ""))
    joined: Any = parts[0]
    for part in parts[1:]:
        joined = joined.concat(literal(_BETWEEN, String())).concat(part)
    return select(joined)


def day_of(version: str) -> date | None:
    """Return the day in a version; None where no fact is dated."""
    day = version.rpartition(_BETWEEN)[2]
    return date.fromisoformat(day) if day else None


def _clipped(geometry: Any) -> Any:
    at_column, at_row, zoom = (
        bindparam(name, type_=Integer()) for name in ("tile_column", "tile_row", "zoom")
    )
    return func.ST_AsMVTGeom(
        func.ST_Transform(type_coerce(geometry, NullType), literal_column(f"{_WEB_MERCATOR_SRID}")),
        func.ST_TileEnvelope(zoom, at_column, at_row),
        bindparam("extent_units", type_=Integer()),
        bindparam("buffer_units", type_=Integer()),
        literal_column("true"),
    )


def _areas(inside: Any) -> Select[Any]:
    return select(inside).where(inside.c.shape.is_not(None))


def _units(geometry: Any) -> list[Any]:
    """Give a point in the tile's units, as `geo.web_mercator` has it.

    Of a point that is half the work of ST_Transform and ST_AsMVTGeom.
    """
    point = type_coerce(geometry, NullType)
    longitude = func.ST_X(point, type_=Float())
    sine = func.sin(func.radians(func.ST_Y(point, type_=Float())), type_=Float())
    one = _float(1.0)
    world, left, top = (
        bindparam(name, type_=Float()) for name in ("world_units", "left_units", "top_units")
    )
    logarithm = func.ln((one + sine) / (one - sine), type_=Float())
    x = (longitude + _float(180.0)) / _float(360.0) * world - left
    y = (_float(0.5) - logarithm / _float(4.0 * math.pi)) * world - top
    return [x.label("x"), y.label("y")]


def _points(inside: Any, *, is_thinned: bool) -> Select[Any]:
    x, y = inside.c.x, inside.c.y
    known = [one for one in inside.c if one.name not in ("id", "x", "y")]
    shape = func.ST_Point(func.round(x), func.round(y))
    if not is_thinned:
        return select(inside.c.id, shape.label("shape"), *known).where(*_met(x, y))
    # Nothing lies further out than the buffer, so that one number tells a pixel.
    pixel = cast(func.floor(x / _float(_PIXEL_UNITS)), Integer()) * literal_column("100000") + cast(
        func.floor(y / _float(_PIXEL_UNITS)), Integer()
    )
    counted = (
        select(
            inside,
            func.count().over(partition_by=pixel).label("count"),
            # By the same window as the count: a rank needs a second one.
            func.min(inside.c.id).over(partition_by=pixel).label("lowest_id"),
        )
        .where(*_met(x, y))
        .subquery("counted")
    )
    shape = func.ST_Point(func.round(counted.c.x), func.round(counted.c.y))
    kept = [counted.c[one.name] for one in known]
    return select(counted.c.id, shape.label("shape"), *kept, counted.c["count"]).where(
        counted.c.id == counted.c.lowest_id
    )


def _met(x: Any, y: Any) -> list[ColumnElement[bool]]:
    """Give the exact test: the boxes of an index are rounded."""
    low = -cast(bindparam("buffer_units", type_=Integer()), Float())
    high = cast(
        bindparam("extent_units", type_=Integer()) + bindparam("buffer_units", type_=Integer()),
        Float(),
    )
    return [func.round(side).between(low, high) for side in (x, y)]


def _float(number: float) -> Any:
    return literal_column(f"{float(number)!r}::float8", Float())
