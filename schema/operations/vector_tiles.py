"""Map layers as vector tiles (Mapbox's specification, version 2.1), and what describes them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from db import models
from db.engine import Session
from db.repositories import circle, culture_site, district, facts, layer_changes, station
from db.repositories.filters import SpatialFilter
from db.repositories.vector_tiles import TileFrame, read_tile
from geo.tiles import BUFFER, EXTENT, Tile
from schema.operations.coverage import CoverageStudy
from schema.operations.features import LAYERS_OF_A_STUDY, layer_rows, properties_of
from schema.operations.kept_tiles import KeptTiles
from schema.operations.layers import PROPERTIES, FeatureQuestion, MapLayer
from schema.operations.limits import UNDATED, Limits
from schema.operations.organization_layer import organization_rows, organization_statement

THINNED_BELOW_ZOOM: Final = 14
"""Below it a tile has one organization a pixel, whose ``count`` says how many lie there."""

# A pixel of a tile of 256.
_PIXEL_UNITS: Final = EXTENT // 256
_KEPT_LAYERS: Final = 12
_KEPT_BYTES: Final = 16_000_000

Geometries = NDArray[np.object_]

# What PostGIS can draw without a detour: the table, its geometry, whether its points are thinned.
_TABLES: Mapping[MapLayer, tuple[Callable[..., Any], Any]] = {
    MapLayer.DISTRICTS: (district.list_statement, models.District.boundary),
    MapLayer.COMMERCIAL_CIRCLES: (circle.list_statement, models.CommercialCircle.boundary),
    MapLayer.GUIDANCE_STATIONS: (station.list_statement, models.GuidanceStation.location),
    MapLayer.CULTURE_SITES: (culture_site.list_statement, models.CultureSite.location),
}
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
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._drawings: OrderedDict[tuple[MapLayer, str, int], _Drawing] = OrderedDict()
        self._lock = threading.Lock()
        self._tiles = KeptTiles(_KEPT_BYTES)

    def read(self, session: Session, layer: MapLayer, tile: Tile, version: str) -> bytes:
        """Give a tile of a layer in a version of it; no bytes where it has nothing there."""
        key = (layer, version, tile)
        found = self._tiles.find(key)
        if found is None:
            found = self._made(session, layer, tile)
            self._tiles.keep(key, found)
        return found

    def _made(self, session: Session, layer: MapLayer, tile: Tile) -> bytes:
        if layer is MapLayer.ORGANIZATIONS:
            return self._organizations(session, tile)
        if layer in _TABLES and session.get_bind().dialect.name == "postgresql":
            list_statement, geometry = _TABLES[layer]
            return _from_postgis(session, layer, list_statement(session), geometry, tile)
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
        layer, is_thinned = MapLayer.ORGANIZATIONS, tile.zoom < THINNED_BELOW_ZOOM
        day = facts.latest_fact_day(session) or UNDATED
        if session.get_bind().dialect.name == "postgresql":
            statement = organization_statement(session, FeatureQuestion(layer), day)
            geometry = models.Organization.location
            return _from_postgis(session, layer, statement, geometry, tile, is_thinned=is_thinned)
        question = FeatureQuestion(
            layer, SpatialFilter(bbox=tile.bounds), limit=self._limits.features_max
        )
        ids, xy, properties = organization_rows(session, question, day)
        units = tile.units(xy)
        rows = list(zip(ids, properties, strict=True))
        if is_thinned:
            pixels = np.floor(units / _PIXEL_UNITS)
            _, firsts, counts = np.unique(pixels, axis=0, return_index=True, return_counts=True)
            order = np.argsort(firsts)
            units = units[firsts[order]]
            rows = [
                (rows[first][0], {**rows[first][1], "count": count})
                for first, count in zip(firsts[order].tolist(), counts[order].tolist(), strict=True)
            ]
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
            study = CoverageStudy.load(session, day, self._limits)
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
    layers = [layer, *_RESTS_ON.get(layer, ())]
    counters = layer_changes.versions(session, layers)
    day: date | None = None
    if MapLayer.ORGANIZATIONS in layers:
        day = facts.latest_fact_day(session)
    return "-".join([*(str(counters[one]) for one in layers), str(day or "")])


def _from_postgis(
    session: Session,
    layer: MapLayer,
    statement: Any,
    geometry: Any,
    tile: Tile,
    *,
    is_thinned: bool = False,
) -> bytes:
    model = geometry.class_
    attributes = {name: getattr(model, column) for name, column in PROPERTIES[layer].items()}
    frame = TileFrame(tile.zoom, tile.column, tile.row, tile.bounds, EXTENT, BUFFER)
    return read_tile(
        session, statement, geometry, attributes, frame, layer=layer.lower(), is_thinned=is_thinned
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
