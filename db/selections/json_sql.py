"""JSON text in SQL, alike on both databases: PostgreSQL makes it fastest by concatenation."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Float,
    Integer,
    String,
    Text,
    case,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.errors import UnreadableColumnError
from db.models.base import Cny
from db.spatial import ShapelyGeometry

TEXT, TRUTH = Text(), Boolean()  # made once: each keeps what it adds to a statement's key
NULL = literal_column("'null'", TEXT)
# PostgreSQL refuses calls with more than 100 arguments.
_ARGUMENTS_MAX = 90


class joined(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """Texts one after the other; none of them is NULL."""

    inherit_cache = True
    name = "joined"
    type = Text()


class list_of(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """The aggregate of texts with commas between, in the order of the rows."""

    inherit_cache = True
    name = "list_of"
    type = Text()


class quoted(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """A text as a JSON string, escaped; NULL stays NULL on PostgreSQL and is null on SQLite."""

    inherit_cache = True
    name = "quoted"
    type = Text()


class cursor_text(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """cursor_text(tag, key...): base64url of their compact JSON array, without padding."""

    inherit_cache = True
    name = "cursor_text"
    type = Text()


class point_text(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """point_text(point, decimals): GeoJSON; NULL for NULL."""

    inherit_cache = True
    name = "point_text"
    type = Text()


class real_text(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """A double with all its digits."""

    inherit_cache = True
    name = "real_text"
    type = Text()


class day_text(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """A day by ISO 8601 as a JSON string; NULL for NULL."""

    inherit_cache = True
    name = "day_text"
    type = Text()


class fen_text(FunctionElement[str]):  # noqa: N801 (reads as the SQL function that it is)
    """An amount in fen as a JSON string of CNY with two places; NULL for NULL."""

    inherit_cache = True
    name = "fen_text"
    type = Text()


class utf8(FunctionElement[bytes]):  # noqa: N801 (reads as the SQL function that it is)
    """A text as its bytes on PostgreSQL, where that spares decoding it; itself on SQLite."""

    inherit_cache = True
    name = "utf8"


def text_literal(text: str) -> ColumnElement[str]:
    """Return a text as a literal of the statement; only for what the program itself writes."""
    escaped = text.replace("'", "''")
    return literal_column(f"'{escaped}'", TEXT)


def json_literal(value: str | None) -> str:
    """Return a constant as JSON."""
    return json.dumps(value, ensure_ascii=False)


def truth(condition: ColumnElement[bool]) -> ColumnElement[str]:
    """Return a condition as JSON."""
    return case((condition, text_literal("true")), else_=text_literal("false"))


Pieces = list[str | ColumnElement[Any]]
"""Parts of a text one after the other: what is known, and what the statement works out."""


def text_of(pieces: Pieces) -> ColumnElement[Any]:
    """Return pieces as one text; neighbours that are known become one literal."""
    merged: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    parts = [text_literal(piece) if isinstance(piece, str) else piece for piece in merged]
    return parts[0] if len(parts) == 1 else joined(*parts)


def column_json(column: Any, stored: Any) -> Pieces:
    """Return a column's value as JSON.

    Parameters
    ----------
    column
        What holds the value in the statement.
    stored
        The table's column, which knows the type and whether NULL may be there.

    Raises
    ------
    UnreadableColumnError
        There is no way to write its type.
    """
    plain = type_coerce(column, TEXT)
    for kind, keeps_null, write in _WRITERS:
        if not isinstance(stored.type, kind):
            continue
        pieces = write(plain)
        if not stored.nullable:
            return pieces
        if keeps_null:
            return [func.coalesce(text_of(pieces), NULL)]
        return [case((plain.is_(None), NULL), else_=joined(text_of(pieces)))]
    raise UnreadableColumnError(f"{stored.key} of type {stored.type!r} cannot be written as JSON")


# The type, whether what is written of NULL is NULL, and how it is written. The first that fits.
_WRITERS: tuple[tuple[Any, bool, Callable[[Any], Pieces]], ...] = (
    (Cny, True, lambda column: [fen_text(column)]),
    (Enum, False, lambda column: ['"', column, '"']),
    (String, True, lambda column: [quoted(column)]),
    (Boolean, False, lambda column: [truth(type_coerce(column, TRUTH))]),
    (Integer, False, lambda column: [column]),
    (Float, True, lambda column: [real_text(column)]),
    (Date, True, lambda column: [day_text(column)]),
)


def is_readable(stored: Any) -> bool:
    """Tell whether `column_json` can write a column."""
    return isinstance(stored.type, Cny | Enum | String | Boolean | Integer | Float | Date)


def is_point(stored: Any) -> bool:
    """Tell whether a column holds points."""
    return isinstance(stored.type, ShapelyGeometry) and stored.type.geometry_type == "POINT"


def _parts(element: Any, compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    return [compiler.process(clause, **kw) for clause in element.clauses]


@compiles(joined, "postgresql")
def _joined_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    parts = _parts(element, compiler, kw)
    while len(parts) > _ARGUMENTS_MAX:
        groups = [parts[i : i + _ARGUMENTS_MAX] for i in range(0, len(parts), _ARGUMENTS_MAX)]
        parts = [f"concat({', '.join(group)})" for group in groups]
    return f"concat({', '.join(parts)})"


@compiles(joined, "sqlite")
def _joined_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    parts = _parts(element, compiler, kw)
    return f"({' || '.join(parts)})"


@compiles(list_of, "postgresql")
def _list_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"string_agg({_parts(element, compiler, kw)[0]}, ',')"


@compiles(list_of, "sqlite")
def _list_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"group_concat({_parts(element, compiler, kw)[0]}, ',')"


@compiles(quoted, "postgresql")
def _quoted_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_json({_parts(element, compiler, kw)[0]})"


@compiles(quoted, "sqlite")
def _quoted_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_quote({_parts(element, compiler, kw)[0]})"


@compiles(cursor_text, "postgresql")
def _cursor_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    tag, *keys = _parts(element, compiler, kw)
    parts = [f"to_json(CAST({tag} AS text))"]
    parts += [f"coalesce(CAST(to_json({key}) AS text), 'null')" for key in keys]
    joint = ", ',', ".join(parts)
    array = f"concat('[', {joint}, ']')"
    encoded = f"encode(convert_to({array}, 'UTF8'), 'base64')"
    return f"translate({encoded}, '+/=' || chr(10), '-_')"


@compiles(cursor_text, "sqlite")
def _cursor_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_cursor({', '.join(_parts(element, compiler, kw))})"


@compiles(point_text, "postgresql")
def _point_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    point, decimals = _parts(element, compiler, kw)
    # round() of a double goes to the nearest even one, as NumPy's does.
    x, y = [
        f"round(ST_{axis}({point}) * 1e{decimals}::float8) / 1e{decimals}::float8" for axis in "XY"
    ]
    written = f"""'{{"type":"Point","coordinates":[' || {x} || ',' || {y} || ']}}'"""
    empty = """'{"type":"Point","coordinates":[]}'"""
    return f"coalesce({written}, CASE WHEN {point} IS NOT NULL THEN {empty} END)"


@compiles(point_text, "sqlite")
def _point_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_point({', '.join(_parts(element, compiler, kw))})"


@compiles(real_text, "postgresql")
def _real_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({_parts(element, compiler, kw)[0]} AS text)"


@compiles(real_text, "sqlite")
def _real_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_real({_parts(element, compiler, kw)[0]})"


@compiles(day_text, "postgresql")
def _day_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_json({_parts(element, compiler, kw)[0]})"


@compiles(day_text, "sqlite")
def _day_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"""('"' || {_parts(element, compiler, kw)[0]} || '"')"""


@compiles(fen_text, "postgresql")
def _fen_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (fen,) = _parts(element, compiler, kw)
    return f"""('"' || CAST(round(CAST({fen} AS numeric) / 100, 2) AS text) || '"')"""


@compiles(fen_text, "sqlite")
def _fen_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (fen,) = _parts(element, compiler, kw)
    sign = f"CASE WHEN {fen} < 0 THEN '-' ELSE '' END"
    return f"""('"' || {sign} || printf('%d.%02d', abs({fen}) / 100, abs({fen}) % 100) || '"')"""


@compiles(utf8, "postgresql")
def _utf8_on_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"convert_to({_parts(element, compiler, kw)[0]}, 'UTF8')"


@compiles(utf8, "sqlite")
def _utf8_on_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return _parts(element, compiler, kw)[0]
