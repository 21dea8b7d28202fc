"""Broken and hostile geometries and files: each follows from its number alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely
import xlsxwriter

from db import spatialite_blob
from tests.db.transfer.files import HEADERS, row, write_csv

GEOMETRIES: Final = ("geojson", "wkt", "wkb", "blob")
FILES: Final = ("csv", "wkt.csv", "xlsx", "features.geojson", "shp.zip", "gpkg")
# A file takes about ten times as long as a geometry.
KINDS: Final = (*GEOMETRIES * 4, *FILES)

_WKT = (
    "POINT (101.03 36.03)",
    "MULTIPOINT ((101 36), (101.1 36.1))",
    "LINESTRING (101 36, 101.1 36.1, 101.2 36)",
    "MULTILINESTRING ((101 36, 101.1 36.1), (101.2 36, 101.3 36))",
    "POLYGON ((101 36, 105 36, 105 39, 101 36), (103 36.5, 104 36.5, 104 37, 103 36.5))",
    "MULTIPOLYGON (((101 36, 101.1 36, 101.1 36.1, 101 36)), ((102 36, 103 36, 102 37, 102 36)))",
    "GEOMETRYCOLLECTION (POINT (101 36), LINESTRING (101 36, 102 37))",
    "POINT Z (101 36 2000)",
    "POLYGON EMPTY",
)
_VALUES: tuple[Any, ...] = (
    None, True, "", "x", 0, -1, 1e308, -1e-308, 10**18, 181, 91, [], {}, [[]], [101, 36], "1e999",
)  # fmt: skip
_TOKENS = (
    b"\x00", b"\xff", b"\xfe\xff", b'"', b"'", b",", b";", b"\n", b"\r", b"\t", b"(", b")", b"[",
    b"]", b"{", b"}", b"nan", b"inf", b"-", b"1e999", b"9" * 400, b"EMPTY", b" Z ", b"<", b">",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"&x;", b"=1+1", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff",
    b"\x07\x00\x00\x00", b"null", b"((((" * 20, b"sep=\n", b"[" * 1_000, b'{"a":' * 500,
    b"GEOMETRYCOLLECTION (" * 60_000,
)  # fmt: skip


def valid(kind: str, folder: Path) -> bytes:
    """Write the small valid file of a kind, and give its bytes."""
    file = folder / f"valid.{kind}"
    if not file.exists():
        _WRITERS[kind](file)
    return file.read_bytes()


def kind_of(number: int) -> str:
    """Give the kind of input `number`."""
    return KINDS[number % len(KINDS)]


def made(number: int, folder: Path) -> bytes:
    """Give input `number`; `folder` holds the valid files."""
    kind = kind_of(number)
    random = Random(number)  # noqa: S311 (the same inputs every time)
    if kind in _GEOMETRY_BYTES:
        source = shapely.from_wkt(random.choice(_WKT))
        if random.random() < 0.02:
            return _nested(kind, random)
        return _GEOMETRY_BYTES[kind](source, random)
    whole = valid(kind, folder)
    if kind in ("xlsx", "shp.zip") and random.random() < 0.7:
        return _mutated_entry(whole, random)
    if kind == "features.geojson" and random.random() < 0.6:
        return json.dumps(_misshapen(json.loads(whole), random)).encode()
    return mutated(whole, random)


def mutated(data: bytes, random: Random) -> bytes:
    """Change some bytes: turn, take out, repeat, move, cut off, put strange ones in."""
    changed = bytearray(data)
    if random.random() < 0.3:
        return _renumbered(changed, random)
    for _ in range(random.choice((1, 1, 1, 2, 4, 12))):
        at = random.randrange(len(changed) + 1)
        until = min(len(changed), at + random.choice((1, 1, 1, 2, 4, 64, 1_000)))
        match random.randrange(8):
            case 0 | 6 if at < len(changed):
                changed[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
            case 1:
                del changed[at:until]
            case 2:
                changed[at:at] = changed[at:until] * random.choice((1, 2, 50))
            case 3:
                changed[at:until] = random.randbytes(until - at)
            case 4 if random.random() < 0.3:
                del changed[at:]
            case 7 if at < len(changed):
                changed[at] = random.choice(b"0123456789 .-")
            case _:
                changed[at:at] = random.choice(_TOKENS)
    return bytes(changed)


def _renumbered(changed: bytearray, random: Random) -> bytes:
    """Exchange some digits for others, so that what is read as a geometry may cross itself."""
    digits = [at for at, one in enumerate(changed) if one in b"0123456789"]
    for at in random.sample(digits, min(len(digits), random.choice((1, 2, 6)))):
        changed[at] = random.choice(b"0123456789")
    return bytes(changed)


def _mutated_entry(whole: bytes, random: Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w") as new:
        chosen = random.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutated(content, random) if name == chosen else content)
    return made.getvalue()


def _misshapen(value: Any, random: Random) -> Any:
    """Put a value where it does not belong, somewhere inside."""
    if isinstance(value, dict | list) and value and random.random() < 0.85:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = random.choice(keys)
        changed = value.copy()
        if random.random() < 0.05:
            del changed[key]
        else:
            changed[key] = _misshapen(value[key], random)
        return changed
    if random.random() < 0.03:
        deep: Any = [101, 36]
        for _ in range(random.choice((8, 200, 400, 900))):
            deep = [deep]
        return deep
    return random.choice(_VALUES)


def _nested(kind: str, random: Random) -> bytes:
    """Put collections into collections, as deep as a row of a file may be long."""
    depth = random.choice((9, 33, 400, 50_000))
    if kind == "wkt":
        return b"GEOMETRYCOLLECTION (" * depth + b"POINT (1 2)" + b")" * depth
    if kind == "geojson":
        opened = b'{"type": "GeometryCollection", "geometries": ['
        point = b'{"type": "Point", "coordinates": [1, 2]}'
        return opened * depth + point + b"]}" * depth
    kind_code = random.choice((4, 5, 6, 7, 15)).to_bytes(4, "little")
    mark = b"\x01" if kind == "wkb" else b"\x69"
    levels = (
        kind_code + (mark + kind_code).join([b"\x01\x00\x00\x00"] * depth) + b"\x01\x00\x00\x00"
    )
    wkb = levels + mark + shapely.to_wkb(shapely.Point(1, 2))[1:]
    frame = spatialite_blob.encode(shapely.box(0, 0, 1, 1))[:39]
    return b"\x01" + wkb if kind == "wkb" else frame + wkb + b"\xfe"


def _geojson(source: Any, random: Random) -> bytes:
    text = shapely.to_geojson(source)
    if random.random() < 0.5:
        return mutated(text.encode(), random)
    return json.dumps(_misshapen(json.loads(text), random)).encode()


def _wkb(source: Any, random: Random) -> bytes:
    named = shapely.set_srid(source, random.choice((0, 4326)))
    return mutated(shapely.to_wkb(named, include_srid=random.random() < 0.5), random)


_GEOMETRY_BYTES: Mapping[str, Callable[[Any, Random], bytes]] = {
    "geojson": _geojson,
    "wkt": lambda source, random: mutated(source.wkt.encode(), random),
    "wkb": _wkb,
    "blob": lambda source, random: mutated(spatialite_blob.encode(source), random),
}


def _write_areas(file: Path) -> None:
    write_csv(file, [["圈一", _WKT[4]], ["圈二", _WKT[5]]], ["名称", "WKT"])


def _write_workbook(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, HEADERS)
        for number in (1, 2, 3):
            sheet.write_row(number, 0, row(number))
        sheet.merge_range(1, 5, 2, 5, "West")
        sheet.write_formula(2, 3, "=10+2", None, 12)


def _write_features(file: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(HEADERS[:6], row(number)[:6], strict=True)),
            "geometry": {"type": "Point", "coordinates": [101.71, 36.61]},
        }
        for number in (1, 2, 3)
    ]
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    document = {"type": "FeatureCollection", "crs": named, "features": features}
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _write_layer(file: Path, **options: Any) -> None:
    points = shapely.to_wkb(shapely.points([[101.71, 36.61], [101.72, 36.61]]))
    rows = np.array([row(1)[:4], row(2)[:4]], dtype=object)
    # A shapefile's headers have ten bytes.
    columns, headers = list(rows.T), ["信用代码", "单位名称", "类别", "从业人数"]
    pyogrio.raw.write(
        file, points, columns, headers, geometry_type="Point", crs="EPSG:4326", **options
    )


def _write_shapefile(file: Path) -> None:
    inside = file.with_suffix("")
    inside.mkdir()
    _write_layer(inside / "a.shp", encoding="GB18030")
    with zipfile.ZipFile(file, "w") as archive:
        for part in sorted(inside.iterdir()):
            archive.write(part, part.name)


_WRITERS: Mapping[str, Callable[[Path], object]] = {
    "csv": lambda file: write_csv(file, [row(1), row(2), row(3)]),
    "wkt.csv": _write_areas,
    "xlsx": _write_workbook,
    "features.geojson": _write_features,
    "shp.zip": _write_shapefile,
    "gpkg": lambda file: _write_layer(file, layer="企业"),
}
