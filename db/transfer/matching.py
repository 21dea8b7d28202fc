"""Which column of a file is which of a register: by Chinese or English header, or by a mapping."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.transfer import words
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind, kind_of
from db.transfer.mapping_file import Mapping as FileMapping
from db.transfer.personal import is_personal_header, looks_personal
from db.transfer.table import Table
from db.transfer.units import unit_in_brackets
from db.transfer.write_names import short_names

LONGITUDE, LATITUDE, WKT = "longitude", "latitude", "wkt"
"""The names by which a mapping speaks of a point's columns and of a shape's."""

_PLACE_HEADERS: Mapping[str, tuple[str, ...]] = {
    LONGITUDE: (*words.LONGITUDE, "lon", "lng", "long", "x", "东经", "经度坐标"),
    LATITUDE: (*words.LATITUDE, "lat", "y", "北纬", "纬度坐标"),
    WKT: ("WKT", "geometry", "geom", "the_geom", "wkt_geom"),
}
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s_*:：\-]+")


@dataclass(frozen=True)
class Matched:
    """A column of the file that is one of the register.

    `unit` is what the header has in brackets, such as "万元"; "" where it has none.
    """

    index: int
    header: str
    unit: str = ""


@dataclass(frozen=True)
class Match:
    """What was made of a file's headers.

    Attributes
    ----------
    columns
        By attribute; places by `LONGITUDE`, `LATITUDE`, `WKT`.
    constants
        What every row has, by attribute; "{row}" in it stands for the row's number.
    personal
        Headers that look like personal data and are left behind.
    unused
        Headers that belong to nothing.
    missing
        Attributes that a new entry must have and the file does not give.
    """

    columns: Mapping[str, Matched]
    constants: Mapping[str, Any] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def normalized(header: str) -> str:
    """Give a header without brackets, spaces, marks and capitals, full-width forms folded.

    Examples
    --------
    >>> normalized("* 服务半径（米）"), normalized("Credit_Code")
    ('服务半径', 'creditcode')
    """
    folded = unicodedata.normalize("NFKC", header)
    return _NOISE.sub("", _BRACKETS.sub("", folded)).casefold()


def header_test(kind: Kind) -> Callable[[str], bool]:
    """Give what tells whether a cell is a header of a register."""
    known = set(_names(kind))

    def is_header(cell: str) -> bool:
        return normalized(cell) in known

    return is_header


def match(table: Table, kind: Kind, mapping: FileMapping | None = None) -> Match:
    """Find the columns of a register among those of a table.

    A mapping's headers come first, then exact headers, then other names; a header is used once.

    Raises
    ------
    MappingError
        The mapping names a column, a header or a place that does not exist.
    """
    chosen: dict[str, Matched] = {}
    if mapping is not None:
        mapping.check(kind, table.headers, (*_PLACE_HEADERS,))
        for attribute, header in mapping.columns.items():
            chosen[attribute] = _matched(table.headers.index(header), header)
    constants = {} if mapping is None else dict(mapping.constants)
    ignored = set() if mapping is None else set(mapping.ignored)
    _match_by_name(table, kind, chosen, constants, ignored)
    used = {one.index for one in chosen.values()}
    rest = [header for index, header in enumerate(table.headers) if index not in used]
    personal = _personal(table, rest)
    return Match(
        chosen,
        constants,
        personal,
        tuple(header for header in rest if header not in personal),
        tuple(_missing(table, kind, chosen, constants)),
    )


def _match_by_name(
    table: Table,
    kind: Kind,
    chosen: dict[str, Matched],
    constants: Mapping[str, Any],
    ignored: set[str],
) -> None:
    names = _names(kind)
    used = {one.index for one in chosen.values()}
    ranked: list[tuple[int, int, str]] = []
    for index, header in enumerate(table.headers):
        if header in ignored or is_personal_header(header):
            continue
        for rank, attribute in names.get(normalized(header), ()):
            ranked.append((rank, index, attribute))
    for _, index, attribute in sorted(ranked):
        if index not in used and attribute not in chosen and attribute not in constants:
            chosen[attribute] = _matched(index, table.headers[index])
            used.add(index)


def _matched(index: int, header: str) -> Matched:
    return Matched(index, header, unit_in_brackets(header))


def _names(kind: Kind) -> Mapping[str, list[tuple[int, str]]]:
    """Give, for each name in normal form, what it may stand for; the lower rank is the surer."""
    found: dict[str, list[tuple[int, str]]] = {}

    def add(name: str, rank: int, attribute: str) -> None:
        found.setdefault(normalized(name), []).append((rank, attribute))

    for column in kind.columns:
        if column.value is ValueKind.GEOMETRY:
            _add_places(column, add)
            continue
        bare = column.attribute.removesuffix("_id")
        for rank, name in enumerate((column.zh, column.en, column.attribute, bare)):
            add(name, min(rank, 1), column.attribute)
        for name in column.aliases:
            add(name, 2, column.attribute)
        for name in _names_of_key(kind, column):
            add(name, 3, column.attribute)
    _add_short_names(kind, add)
    return found


def _add_short_names(kind: Kind, add: Callable[[str, int, str], None]) -> None:
    """Add what our own shapefiles call the columns, in either language."""
    columns = [one for one in kind.columns if one.value is not ValueKind.GEOMETRY]
    for headers in ([one.zh for one in columns], [one.en for one in columns]):
        for column, name in zip(columns, short_names(headers), strict=True):
            add(name, 4, column.attribute)


def _names_of_key(kind: Kind, column: Column) -> tuple[str, ...]:
    """Give what the other register calls its key, where only this column refers to it."""
    if column.refers_to is None:
        return ()
    rivals = [one for one in kind.columns if one.refers_to is column.refers_to]
    other = kind_of(column.refers_to)
    if len(rivals) > 1 or len(other.key) > 1 or other is kind:
        return ()
    key = other.column(other.key[0])
    return (key.zh, key.en, key.attribute, *key.aliases)


def _add_places(column: Column, add: Callable[[str, int, str], None]) -> None:
    wanted = [LONGITUDE, LATITUDE, WKT] if column.geometry_type == "POINT" else [WKT]
    for place in wanted:
        for rank, name in enumerate(_PLACE_HEADERS[place]):
            add(name, min(rank, 1), place)
    for name in (column.zh, column.en, column.attribute):
        add(name, 2, WKT)


def _personal(table: Table, headers: Sequence[str]) -> tuple[str, ...]:
    """Give the headers that are left and look like personal data, by name or by their cells."""
    named = {header for header in headers if is_personal_header(header)}
    first = next(table.read(), None)
    if first is not None:
        for header in headers:
            if looks_personal(first.columns[table.headers.index(header)]):
                named.add(header)
    return tuple(header for header in headers if header in named)


def _missing(
    table: Table, kind: Kind, chosen: Mapping[str, Any], constants: Mapping[str, Any]
) -> list[str]:
    missing = []
    for column in kind.columns:
        if not column.is_required or column.attribute in {*chosen, *constants}:
            continue
        is_placed = column.value is ValueKind.GEOMETRY and (
            table.has_geometry or WKT in chosen or {LONGITUDE, LATITUDE} <= chosen.keys()
        )
        if not is_placed:
            missing.append(column.attribute)
    return missing
