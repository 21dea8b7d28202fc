"""Vector tiles and what describes them, over HTTP: ``/tiles/{layer}/{z}/{x}/{y}.mvt``, TileJSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import shapely
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.engine import Database
from db.repositories import district
from db.repositories.organization import is_synthetic
from geo.errors import UnknownTileError
from geo.tiles import Tile
from geo.web_mercator import ZOOM_MAX
from schema.http.tags import HEADERS, is_known
from schema.operations.kept_studies import KeptStudies
from schema.operations.kept_tiles import KeptTile
from schema.operations.layers import PROPERTIES, MapLayer
from schema.operations.limits import Limits
from schema.operations.vector_tiles import THINNED_BELOW_ZOOM, VectorTiles, version_of
from schema.threads import in_thread

if TYPE_CHECKING:
    from db.selections.direct import DirectReader

Identify = Callable[[Request], Awaitable[None]]

MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
_NUMBERS: Final = frozenset(
    {
        "employees",
        "partyMembers",
        "serviceRadius",
        "capacity",
        "areaKm2",
        "year",
        "organizations",
        "unreached",
        "unreachedPerKm2",
    }
)


def tile_routes(
    database: Database,
    limits: Limits,
    identify: Identify,
    attribution: str,
    *,
    is_of_demo: bool = False,
    direct: DirectReader | None = None,
    needs_token: bool = True,
    studies: KeptStudies | None = None,
) -> list[BaseRoute]:
    """Give the routes below ``/tiles``.

    Parameters
    ----------
    identify : callable
        Raises what the server answers to one who may not read.
    attribution : str
        Of the boundaries, for TileJSON.
    is_of_demo : bool
        Whether that is of the demo city's boundaries, and belongs to it alone.
    direct : DirectReader, optional
        Reads tiles on PostgreSQL without a thread.
    needs_token : bool
        Whether reading needs a token, as `identify` has it.
    studies : KeptStudies, optional
        Where the facts of coverage are kept.
    """
    tiles = VectorTiles(limits, studies)
    short_way = None
    if direct is not None:
        from schema.http.tiles_direct import DirectTiles  # noqa: PLC0415, only on PostgreSQL

        short_way = DirectTiles(database, direct, tiles, needs_token=needs_token)

    async def tile(request: Request) -> Response:
        drawn = None
        if short_way is not None and short_way.is_open:
            drawn = await short_way.drawn(request)
        if drawn is None:
            await identify(request)
            layer, at = _layer(request), _place(request)
            drawn = await in_thread(_drawn, database, tiles, layer, at)
            if short_way is not None:
                short_way.open()
        return _answer(drawn, request.headers.get("if-none-match", ""))

    async def tile_json(request: Request) -> Response:
        await identify(request)
        layer = _layer(request)
        address = str(request.url_for("tile", layer=layer.lower(), z=0, x=0, y=0))
        template = address.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt"
        describe = partial(_tile_json, is_of_demo=is_of_demo)
        described = await in_thread(describe, database, layer, template, attribution)
        return JSONResponse(described, headers={"cache-control": "no-cache"})

    return [
        Route("/tiles/{layer}.json", tile_json),
        Route("/tiles/{layer}/{z:int}/{x:int}/{y:int}.mvt", tile, name="tile"),
    ]


def _layer(request: Request) -> MapLayer:
    name = str(request.path_params["layer"])
    try:
        return MapLayer(name.upper())
    except ValueError as error:
        layers = ", ".join(layer.lower() for layer in MapLayer)
        raise HTTPException(404, f"There is no layer {name!r}; there are {layers}.") from error


def _place(request: Request) -> Tile:
    try:
        return Tile(*(int(request.path_params[name]) for name in ("z", "x", "y")))
    except UnknownTileError as error:
        raise HTTPException(404, f"{error}.") from error


def _drawn(database: Database, tiles: VectorTiles, layer: MapLayer, at: Tile) -> KeptTile:
    with database.read() as session:
        # Whether a tile changed costs one look at the counters of its layers.
        return tiles.read(session, layer, at, version_of(session, layer))


def _answer(drawn: KeptTile, known: str) -> Response:
    # Of the content, not of the counters: those of a restored database count over again.
    tag = f'"{drawn.digest}"'
    headers = {**HEADERS, "etag": tag}
    if is_known(known, tag):
        return Response(status_code=304, headers=headers)
    if not drawn.content:
        return Response(status_code=204, headers=headers)
    return Response(drawn.content, media_type=MEDIA_TYPE, headers=headers)


def _tile_json(
    database: Database, layer: MapLayer, template: str, attribution: str, *, is_of_demo: bool
) -> dict[str, Any]:
    with database.read() as session:
        synthetic = is_synthetic(session)
        boundaries = [row.boundary for row in session.scalars(district.list_statement(session))]
    fields = {name: "Number" if name in _NUMBERS else "String" for name in PROPERTIES[layer]}
    if layer is MapLayer.ORGANIZATIONS:
        fields["count"] = f"Number: organizations at this pixel, below zoom {THINNED_BELOW_ZOOM}"
    described: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": layer.lower(),
        "tiles": [template],
        "minzoom": 0,
        "maxzoom": ZOOM_MAX,
        "attribution": "" if is_of_demo and not synthetic else attribution,
        "vector_layers": [{"id": layer.lower(), "fields": fields}],
    }
    if boundaries:
        described["bounds"] = shapely.total_bounds(boundaries).round(6).tolist()
    return described
