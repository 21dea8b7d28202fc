"""Vector tiles of PostGIS read directly: who may, what changed and the tile, on the event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Text, bindparam, func, or_
from sqlalchemy.dialects.postgresql import asyncpg

from db.engine import Database
from db.models.moment import Moment
from db.repositories import tokens
from db.repositories.vector_tiles import TileFrame, version_statement
from db.selections.direct import DirectReader
from db.selections.rendering import Proof

# Of no request: each fills in its own.
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as the driver takes it: its text, its values, and which of them are named."""

    text: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    writers: Mapping[str, Any]

    def filled(self, known: Mapping[str, Any]) -> list[Any]:
        """Give the values of all places."""
        return [
            self._value(name, known[name]) if name in known else value
            for name, value in zip(self.names, self.values, strict=True)
        ]

    def _value(self, name: str, value: Any) -> Any:
        write = self.writers.get(name)
        return value if write is None or value is None else write(value)


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
        self._options: dict[str, Any] = {}
        if database.schema is not None:
            self._options["schema_translate_map"] = {None: database.schema}
            self._options["render_schema_translate"] = True
        self._versions: dict[tuple[str, ...], _Written] = {}
        self._tiles: dict[Any, _Written] = {}

    @property
    def is_usable(self) -> bool:
        """Whether nothing has just stood in the way."""
        return self._direct.is_usable

    async def version(self, layers: Sequence[str], proof: Proof, last: date) -> str | None:
        """Read the version of layers; None where the proof opens nothing.

        Raises
        ------
        DirectReadingError, PoolExhaustedError, StatementTimeoutError
            As `DirectReader.read` does.
        """
        key = tuple(layers)
        known = {
            "is_open": proof.secret_sha256 is None,
            "secret_sha256": proof.secret_sha256 or "",
            "asked_at": proof.moment,
            "last": last,
        }
        written = self._versions.get(key)
        if written is None:
            written = self._versions[key] = self._written(_guarded(layers), known)
        found = await self._direct.read(written.text, written.filled(known))
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
        return await self._direct.read(written.text, written.filled(known)) or b""

    def _written(self, statement: Any, known: Mapping[str, Any]) -> _Written:
        dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
        compiled = statement.compile(dialect=dialect, **self._options)
        values = compiled.construct_params(known)
        names = tuple(compiled.positiontup)
        return _Written(
            str(compiled),
            tuple(values[name] for name in names),
            names,
            compiled._bind_processors,  # noqa: SLF001 (as an engine does)
        )


def _guarded(layers: Sequence[str]) -> Any:
    moment = bindparam("asked_at", _NO_MOMENT, type_=Moment())
    valid = tokens.holds(bindparam("secret_sha256", "", type_=Text()), moment)
    statement = version_statement(layers, is_postgresql=True)
    (version,) = statement.selected_columns
    return statement.with_only_columns(func.convert_to(version, "UTF8")).where(
        or_(bindparam("is_open", False, type_=Boolean()), valid)
    )
