"""JSON text in SQL, alike on both databases: PostgreSQL makes it fastest by concatenation.

All of this is text that the program itself writes, from names of its own tables, so that a field
costs no more than the writing of its few words. Of a request only the keys of its fields are in it,
which the grammar keeps to letters, digits and ``_``, and the order of a list in the tags of its
cursors; values are bound.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import Boolean, Date, Enum, Float, Integer, String

from db.errors import UnreadableColumnError
from db.models.base import Cny
from db.spatial import ShapelyGeometry

NULL: Final = "'null'"
# PostgreSQL refuses calls with more than 100 arguments.
_ARGUMENTS_MAX: Final = 90


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression of a statement."""

    text: str


Pieces: TypeAlias = list[str | Sql]
"""Parts of a text one after the other: what is known, and what the statement works out."""


class JsonSql(Protocol):
    """How one database writes texts; each takes and gives SQL expressions."""

    has_having: bool
    """Whether HAVING is taken without GROUP BY."""

    def joined(self, parts: Sequence[str]) -> str:
        """Write texts one after the other; none of them is NULL."""

    def list_of(self, element: str) -> str:
        """Write the aggregate of texts with commas between, in the order of the rows."""

    def quoted(self, value: str) -> str:
        """Write a text as a JSON string; NULL stays NULL or is null."""

    def cursor(self, tag: str, keys: Sequence[str]) -> str:
        """Write base64url of the compact JSON array of a tag and keys, without padding."""

    def point(self, point: str, decimals: int) -> str:
        """Write a point as GeoJSON; NULL for NULL."""

    def real(self, value: str) -> str:
        """Write a double with all its digits."""

    def day(self, value: str) -> str:
        """Write a day by ISO 8601 as a JSON string; NULL for NULL."""

    def fen(self, value: str) -> str:
        """Write an amount in fen as a JSON string of CNY with two places; NULL for NULL."""

    def utf8(self, text: str) -> str:
        """Write a text as its bytes, where that spares decoding it; else itself."""


class PostgresqlJson:
    """How PostgreSQL writes them."""

    has_having = True

    def joined(self, parts: Sequence[str]) -> str:
        """Concatenate; a call within a call where there are many."""
        while len(parts) > _ARGUMENTS_MAX:
            groups = [parts[i : i + _ARGUMENTS_MAX] for i in range(0, len(parts), _ARGUMENTS_MAX)]
            parts = [f"concat({', '.join(group)})" for group in groups]
        return f"concat({', '.join(parts)})"

    def list_of(self, element: str) -> str:
        """Aggregate."""
        return f"string_agg({element}, ',')"

    def quoted(self, value: str) -> str:
        """NULL stays NULL."""
        return f"to_json({value})"

    def cursor(self, tag: str, keys: Sequence[str]) -> str:
        """Encode by `encode`, whose line breaks and padding are taken out."""
        parts = [f"to_json(CAST({tag} AS text))"]
        parts += [f"coalesce(CAST(to_json({key}) AS text), 'null')" for key in keys]
        joint = ", ',', ".join(parts)
        array = f"concat('[', {joint}, ']')"
        encoded = f"encode(convert_to({array}, 'UTF8'), 'base64')"
        return f"translate({encoded}, '+/=' || chr(10), '-_')"

    def point(self, point: str, decimals: int) -> str:
        """Round each coordinate: round() of a double goes to the nearest even one, as NumPy's."""
        x, y = [
            f"round(ST_{axis}({point}) * 1e{decimals}::float8) / 1e{decimals}::float8"
            for axis in "XY"
        ]
        written = f"""'{{"type":"Point","coordinates":[' || {x} || ',' || {y} || ']}}'"""
        empty = """'{"type":"Point","coordinates":[]}'"""
        return f"coalesce({written}, CASE WHEN {point} IS NOT NULL THEN {empty} END)"

    def real(self, value: str) -> str:
        """Cast: a text has the shortest digits that tell a double from all others."""
        return f"CAST({value} AS text)"

    def day(self, value: str) -> str:
        """NULL stays NULL."""
        return f"to_json({value})"

    def fen(self, value: str) -> str:
        """Divide as a decimal number."""
        return f"""('"' || CAST(round(CAST({value} AS numeric) / 100, 2) AS text) || '"')"""

    def utf8(self, text: str) -> str:
        """Give bytes, which the driver hands on as they are."""
        return f"convert_to({text}, 'UTF8')"


class SqliteJson:
    """How SQLite writes them, with functions of `db.sqlite_functions` where it has none."""

    has_having = False  # only since 3.39

    def joined(self, parts: Sequence[str]) -> str:
        """Concatenate."""
        return f"({' || '.join(parts)})"

    def list_of(self, element: str) -> str:
        """Aggregate."""
        return f"group_concat({element}, ',')"

    def quoted(self, value: str) -> str:
        """NULL is null."""
        return f"json_quote({value})"

    def cursor(self, tag: str, keys: Sequence[str]) -> str:
        """Call a function of ours."""
        return f"json_cursor({', '.join([tag, *keys])})"

    def point(self, point: str, decimals: int) -> str:
        """Call a function of ours."""
        return f"json_point({point}, {decimals})"

    def real(self, value: str) -> str:
        """Call a function of ours."""
        return f"json_real({value})"

    def day(self, value: str) -> str:
        """Quote: a day is stored as its text."""
        return f"""('"' || {value} || '"')"""

    def fen(self, value: str) -> str:
        """Write the parts by themselves: SQLite has no decimal numbers."""
        sign = f"CASE WHEN {value} < 0 THEN '-' ELSE '' END"
        parts = f"printf('%d.%02d', abs({value}) / 100, abs({value}) % 100)"
        return f"""('"' || {sign} || {parts} || '"')"""

    def utf8(self, text: str) -> str:
        """Itself."""
        return text


def text_literal(text: str) -> str:
    """Return a text as a literal of the statement; only for what the program itself writes."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def json_literal(value: str | None) -> str:
    """Return a constant as JSON."""
    return json.dumps(value, ensure_ascii=False)


def truth(condition: str) -> str:
    """Return a condition as JSON."""
    return f"CASE WHEN ({condition}) THEN 'true' ELSE 'false' END"


def text_of(pieces: Pieces, sql: JsonSql) -> str:
    """Return pieces as one text; neighbours that are known become one literal."""
    parts: list[str] = []
    known = ""
    for piece in pieces:
        if isinstance(piece, str):
            known += piece
            continue
        if known:
            parts.append(text_literal(known))
            known = ""
        parts.append(piece.text)
    if known or not parts:
        parts.append(text_literal(known))
    return parts[0] if len(parts) == 1 else sql.joined(parts)


def column_json(column: str, stored: Any, sql: JsonSql) -> Pieces:
    """Return a column's value as JSON.

    Parameters
    ----------
    column
        The column as the statement names it.
    stored
        The table's column, which knows the type and whether NULL may be there.

    Raises
    ------
    UnreadableColumnError
        There is no way to write its type.
    """
    for kind, keeps_null, write in _WRITERS:
        if not isinstance(stored.type, kind):
            continue
        pieces = write(column, sql)
        if not stored.nullable:
            return pieces
        if keeps_null:
            return [Sql(f"coalesce({text_of(pieces, sql)}, {NULL})")]
        written = sql.joined([text_of(pieces, sql)])
        return [Sql(f"CASE WHEN ({column} IS NULL) THEN {NULL} ELSE {written} END")]
    raise UnreadableColumnError(f"{stored.key} of type {stored.type!r} cannot be written as JSON")


# The type, whether what is written of NULL is NULL, and how it is written. The first that fits.
_WRITERS: tuple[tuple[Any, bool, Callable[[str, JsonSql], Pieces]], ...] = (
    (Cny, True, lambda column, sql: [Sql(sql.fen(column))]),
    (Enum, False, lambda column, _: ['"', Sql(column), '"']),
    (String, True, lambda column, sql: [Sql(sql.quoted(column))]),
    (Boolean, False, lambda column, _: [Sql(truth(column))]),
    (Integer, False, lambda column, _: [Sql(column)]),
    (Float, True, lambda column, sql: [Sql(sql.real(column))]),
    (Date, True, lambda column, sql: [Sql(sql.day(column))]),
)


def is_readable(stored: Any) -> bool:
    """Tell whether `column_json` can write a column."""
    return isinstance(stored.type, Cny | Enum | String | Boolean | Integer | Float | Date)


def is_point(stored: Any) -> bool:
    """Tell whether a column holds points."""
    return isinstance(stored.type, ShapelyGeometry) and stored.type.geometry_type == "POINT"
