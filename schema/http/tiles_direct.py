"""The short way to a tile of PostGIS: token, version and tile without a thread or a session.

What it cannot answer at once goes the ordinary way, so that every refusal comes from there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request

from db.engine import Database
from db.errors import DirectReadingError
from db.repositories.vector_tiles import day_of
from db.selections.direct import DirectReader
from db.selections.proof import proof_of
from db.selections.tiles import TileReader
from geo.errors import UnknownTileError
from geo.tiles import Tile
from schema.operations.kept_tiles import KeptTile
from schema.operations.layers import MapLayer
from schema.operations.limits import UNDATED
from schema.operations.vector_tiles import (
    VectorTiles,
    frame_of,
    is_drawn_by_postgis,
    rests_on,
    statement_of,
    today_in_city,
)


def _now() -> datetime:
    return datetime.now(tz=UTC)


class DirectTiles:
    """Answers requests for tiles once the ordinary way has found the database to be right.

    Parameters
    ----------
    database : Database
        On PostgreSQL.
    direct : DirectReader
        Of the same database.
    tiles : VectorTiles
        What the ordinary way keeps is found here too.
    needs_token : bool
        Whether reading needs a token; one that is sent has to be valid anyhow.
    clock : callable
        Gives the moment at which a token has to be valid.
    """

    def __init__(
        self,
        database: Database,
        direct: DirectReader,
        tiles: VectorTiles,
        *,
        needs_token: bool,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._direct = direct
        self._reader = TileReader(database, direct)
        self._tiles = tiles
        self._needs_token = needs_token
        self._clock = clock

    @property
    def is_open(self) -> bool:
        """Whether it can be gone."""
        return self._direct.is_open

    def open(self) -> None:
        """Note that the ordinary way has found the tables of this program."""
        self._direct.open()

    async def drawn(self, request: Request) -> KeptTile | None:
        """Give the tile of a request; None where the ordinary way has to answer."""
        authorization, place = request.headers.get("authorization"), _place(request)
        proof = proof_of(authorization, self._clock(), needs_token=self._needs_token)
        if proof is None or place is None:
            return None
        layer, tile = place
        try:
            version = await self._reader.version(rests_on(layer), proof, today_in_city())
            if version is None:
                return None
            found = self._tiles.kept(layer, tile, version)
            if found is not None:
                return found
            day = day_of(version) or UNDATED
            statement, frame = statement_of(layer, tile), frame_of(tile)
            content = await self._reader.tile(statement, frame, day)
        except DirectReadingError:
            return None
        return self._tiles.keep(layer, tile, version, content)


def _place(request: Request) -> tuple[MapLayer, Tile] | None:
    """Give what is asked for; None for what there is not, and what one statement does not draw."""
    try:
        layer = MapLayer(str(request.path_params["layer"]).upper())
        tile = Tile(*(int(request.path_params[name]) for name in ("z", "x", "y")))
    except (ValueError, UnknownTileError):
        return None
    return (layer, tile) if is_drawn_by_postgis(layer) else None
