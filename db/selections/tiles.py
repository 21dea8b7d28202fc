"""Vector tiles of PostGIS read directly: who may, what changed and the tile, on the event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import func

from db.engine import Database
from db.repositories.vector_tiles import TileFrame, version_statement
from db.selections.direct import DirectReader
from db.selections.fragments import Fragment, Fragments
from db.selections.proof import Proof, guard

# The text as a driver takes it, and what fills it.
_Written: TypeAlias = tuple[str, Fragment]


class TileReader:
    """Reads versions and tiles; each statement is written once.

    Parameters
    ----------
    database : Database
        On PostgreSQL.
    direct : DirectReader
        Of the same database.
    """

    def __init__(self, database: Database, direct: DirectReader) -> None:
        self._direct = direct
        self._fragments = Fragments(database)
        self._versions: dict[tuple[str, ...], _Written] = {}
        self._tiles: dict[Any, _Written] = {}

    async def version(self, layers: Sequence[str], proof: Proof, last: date) -> str | None:
        """Read the version of layers; None where the proof opens nothing.

        Raises
        ------
        DirectReadingError, PoolExhaustedError, StatementTimeoutError
            As `DirectReader.read` does.
        """
        key, known = tuple(layers), {**proof.values(), "last": last}
        written = self._versions.get(key)
        if written is None:
            written = self._versions[key] = self._written(_guarded(layers), known)
        found = await self._value(written, known)
        return None if found is None else found.decode()

    async def tile(self, statement: Any, frame: TileFrame, day: date) -> bytes:
        """Read a tile of a statement, one of those that a program makes once; no bytes if empty.

        Raises
        ------
        DirectReadingError, PoolExhaustedError, StatementTimeoutError
            As `DirectReader.read` does.
        """
        known = frame.values(day)
        written = self._tiles.get(statement)
        if written is None:
            written = self._tiles[statement] = self._written(statement, known)
        return await self._value(written, known) or b""

    def _written(self, statement: Any, known: Mapping[str, Any]) -> _Written:
        fragment = self._fragments.of(statement, known)
        return fragment.as_statement(), fragment

    async def _value(self, written: _Written, known: Mapping[str, Any]) -> bytes | None:
        text, fragment = written
        return await self._direct.read(text, fragment.filled(known))


def _guarded(layers: Sequence[str]) -> Any:
    statement = version_statement(layers, is_postgresql=True)
    (version,) = statement.selected_columns
    return statement.with_only_columns(func.convert_to(version, "UTF8")).where(guard())
