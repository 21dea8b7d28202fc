"""Map layers as vector tiles (Mapbox's specification, version 2.1), and what describes them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.repositories import circle, culture_site, district, facts, station
from db.repositories.validity import day_in_city
from db.repositories.vector_tiles import (
    DAY,
    TileFrame,
    read_tile,
    tile_statement,
    version_statement,
)
from geo.tiles import BUFFER, EXTENT, Tile
from schema.operations.features import LAYERS_OF_A_STUDY, layer_rows, properties_of
from schema.operations.kept_studies import KeptStudies
from schema.operations.kept_tiles import KeptTile, KeptTiles
from schema.operations.layers import PROPERTIES, FeatureQuestion, MapLayer
from schema.operations.limits import UNDATED, Limits
from schema.operations.organization_layer import organization_statement
from schema.operations.organization_tiles import organizations_in

THINNED_BELOW_ZOOM: Final = 14
"""Below it a tile has one organization a pixel, whose ``count`` says how many lie there."""

_KEPT_LAYERS: Final = 12
_KEPT_BYTES: Final = 16_000_000

Geometries = NDArray[np.object_]

# What PostGIS can draw without a detour: the table and its geometry.
_TABLES: Mapping[MapLayer, tuple[Callable[..., Any], Any]] = {
    MapLayer.DISTRICTS: (district.list_statement, models.District.boundary),
    MapLayer.COMMERCIAL_CIRCLES: (circle.list_statement, models.CommercialCircle.boundary),
    MapLayer.GUIDANCE_STATIONS: (station.list_statement, models.GuidanceStation.location),
    MapLayer.CULTURE_SITES: (culture_site.list_statement, models.CultureSite.location),
}
# Their lists depend on the day, which they ask the database for.
_ASKING: Final = frozenset({MapLayer.CULTURE_SITES})
# What a layer shows follows from these too: the day of the figures, and whom stations reach.
_RESTS_ON: Mapping[MapLayer, tuple[MapLayer, ...]] = {
    MapLayer.SERVICE_AREAS: (MapLayer.ORGANIZATIONS,),
    MapLayer.PAIRINGS: (MapLayer.ORGANIZATIONS,),
    MapLayer.COVERAGE_GAPS: (MapLayer.ORGANIZATIONS, MapLayer.GUIDANCE_STATIONS),
    MapLayer.UNREACHED_DENSITY: (
        MapLayer.ORGANIZATIONS,
        MapLayer.GUIDANCE_STATIONS,
        MapLayer.DISTRICTS,
    ),
}


@dataclass(frozen=True, eq=False, slots=True)
class _Drawing:
    """A whole layer in memory: m geometries in degrees, their boxes and their properties."""

    geometries: Geometries
    boxes: NDArray[np.float64]
    properties: Sequence[Mapping[str, Any]]
    ids: Sequence[Any]


class VectorTiles:
    """Draws tiles; keeps them, and the few layers that take long to make, until they change.

    One for all requests of a server; safe to share between threads.

    Parameters
    ----------
    limits : Limits
        The windows of the rates, and the default service radius.
    studies : KeptStudies, optional
        Where the facts of coverage are kept.
    """

    def __init__(self, limits: Limits, studies: KeptStudies | None = None) -> None:
        self._limits = limits
        self._studies = studies or KeptStudies()
        self._drawings: OrderedDict[tuple[MapLayer, str, int], _Drawing] = OrderedDict()
        self._lock = threading.Lock()
        self._tiles = KeptTiles(_KEPT_BYTES)

    def kept(self, layer: MapLayer, tile: Tile, version: str) -> KeptTile | None:
        """Give a tile of a layer in a version of it, if it is kept."""
        return self._tiles.find((layer, version, tile))

    def keep(self, layer: MapLayer, tile: Tile, version: str, content: bytes) -> KeptTile:
        """Keep a tile that was made otherwise, and give it."""
        made = KeptTile.of(content)
        self._tiles.keep((layer, version, tile), made)
        return made

    def read(self, session: Session, layer: MapLayer, tile: Tile, version: str) -> KeptTile:
        """Give a tile of a layer in a version of it; no bytes where it has nothing there."""
        found = self.kept(layer, tile, version)
        if found is None:
            found = self.keep(layer, tile, version, self._made(session, layer, tile))
        return found

    def _made(self, session: Session, layer: MapLayer, tile: Tile) -> bytes:
        if layer is MapLayer.ORGANIZATIONS:
            return self._organizations(session, tile)
        if layer in _TABLES and session.get_bind().dialect.name == "postgresql":
            if is_drawn_by_postgis(layer):
                statement = statement_of(layer, tile)
            else:
                statement = _made_statement(layer, session, is_thinned=False)
            return read_tile(session, statement, frame_of(tile).values())
        drawing = self._drawing(session, layer, tile.zoom)
        west, south, east, north = tile.bounds
        boxes = drawing.boxes
        meets = np.flatnonzero(
            (boxes[:, 0] <= east)
            & (boxes[:, 2] >= west)
            & (boxes[:, 1] <= north)
            & (boxes[:, 3] >= south)
        )
        shapes = tile.drawn(drawing.geometries[meets])
        chosen = [(drawing.ids[place], drawing.properties[place]) for place in meets.tolist()]
        return _encoded(layer, shapes, chosen)

    def _organizations(self, session: Session, tile: Tile) -> bytes:
        layer, day = MapLayer.ORGANIZATIONS, facts.latest_fact_day(session) or UNDATED
        if session.get_bind().dialect.name == "postgresql":
            return read_tile(session, statement_of(layer, tile), frame_of(tile).values(day))
        units, rows = organizations_in(
            session,
            tile,
            day,
            is_thinned=_is_thinned(layer, tile),
            most=self._limits.features_max,
        )
        points: Geometries = shapely.points(np.rint(units))  # type: ignore[assignment]
        return _encoded(layer, points, rows)

    def _drawing(self, session: Session, layer: MapLayer, zoom: int) -> _Drawing:
        # Hexagons alone differ from zoom to zoom.
        zoom = zoom if layer is MapLayer.UNREACHED_DENSITY else 0
        key = (layer, version_of(session, layer), zoom)
        with self._lock:
            kept = self._drawings.get(key)
            if kept is not None:
                self._drawings.move_to_end(key)
                return kept
        drawing = self._draw(session, layer, zoom)
        with self._lock:
            self._drawings[key] = drawing
            while len(self._drawings) > _KEPT_LAYERS:
                self._drawings.popitem(last=False)
        return drawing

    def _draw(self, session: Session, layer: MapLayer, zoom: int) -> _Drawing:
        day = facts.latest_fact_day(session) or UNDATED
        study = None
        if layer in LAYERS_OF_A_STUDY:
            study = self._studies.load(session, day, self._limits)
        question = FeatureQuestion(layer, zoom=zoom, limit=self._limits.features_max)
        rows, geometries = layer_rows(session, question, day, study)
        return _Drawing(
            geometries,
            shapely.bounds(geometries).reshape(-1, 4),
            list(properties_of(rows, question)),
            [row.id for row in rows],
        )


def version_of(session: Session, layer: MapLayer) -> str:
    """Give a text that changes whenever what a layer shows may have changed."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    statement = version_statement(rests_on(layer), is_postgresql=is_postgresql)
    version: str = session.execute(statement, {"last": today_in_city()}).scalar_one()
    return version


def rests_on(layer: MapLayer) -> tuple[MapLayer, ...]:
    """Give the layers whose changes change what a layer shows, itself the first."""
    return (layer, *_RESTS_ON.get(layer, ()))


def today_in_city() -> date:
    """Give the day after which no fact counts yet."""
    return day_in_city(datetime.now(tz=UTC))


def is_drawn_by_postgis(layer: MapLayer) -> bool:
    """Tell whether one statement, always the same, makes a tile of a layer."""
    return layer is MapLayer.ORGANIZATIONS or (layer in _TABLES and layer not in _ASKING)


def statement_of(layer: MapLayer, tile: Tile) -> Any:
    """Give the statement of tiles of a layer, for `TileFrame.values`."""
    return _statement(layer, is_thinned=_is_thinned(layer, tile))


def frame_of(tile: Tile) -> TileFrame:
    """Give a tile as PostGIS is told of it."""
    return TileFrame(tile.zoom, tile.column, tile.row, tile.bounds, EXTENT, BUFFER)


def _is_thinned(layer: MapLayer, tile: Tile) -> bool:
    return layer is MapLayer.ORGANIZATIONS and tile.zoom < THINNED_BELOW_ZOOM


@cache
def _statement(layer: MapLayer, *, is_thinned: bool) -> Any:
    # Lists without conditions ask a session nothing.
    nobody: Any = None
    return _made_statement(layer, nobody, is_thinned=is_thinned)


def _made_statement(layer: MapLayer, session: Session, *, is_thinned: bool) -> Any:
    if layer is MapLayer.ORGANIZATIONS:
        statement = organization_statement(session, FeatureQuestion(layer), DAY)
        geometry: Any = models.Organization.location
    else:
        list_statement, geometry = _TABLES[layer]
        statement = list_statement(session)
    model = geometry.class_
    attributes = {name: getattr(model, column) for name, column in PROPERTIES[layer].items()}
    return tile_statement(
        statement, geometry, attributes, layer=layer.lower(), is_thinned=is_thinned
    )


def _encoded(
    layer: MapLayer, shapes: Geometries, rows: Sequence[tuple[Any, Mapping[str, Any]]]
) -> bytes:
    # Slow to import, and PostGIS needs it for the derived layers only.
    from mapbox_vector_tile import encode  # noqa: PLC0415
    from mapbox_vector_tile.encoder import on_invalid_geometry_make_valid  # noqa: PLC0415

    features = []
    for shape, (number, properties) in zip(shapes, rows, strict=True):
        if shape is None or shape.is_empty:
            continue
        known = {name: value for name, value in properties.items() if value is not None}
        one = {"geometry": shape, "properties": known}
        if isinstance(number, int):
            one["id"] = number
        else:
            known["id"] = number
        features.append(one)
    if not features:
        return b""
    encoded: bytes = encode(
        {"name": layer.lower(), "features": features},
        default_options={
            "extents": EXTENT,
            "y_coord_down": True,
            "on_invalid_geometry": on_invalid_geometry_make_valid,
        },
    )
    return encoded
