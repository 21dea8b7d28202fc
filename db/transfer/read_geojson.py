"""Tables from GeoJSON: what fits into memory by itself, larger files by pyogrio."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from db.transfer.errors import TransferError
from db.transfer.read_gdal import read_gdal
from db.transfer.table import CHUNK_ROWS, Chunk, Geometries, Table

_BYTES_IN_MEMORY = 50 * 2**20
_TYPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)


def read_geojson(file: Path) -> Table:
    """Give the features of a file as a table; rows are numbered from 1.

    Longitude first (RFC 7946); a `crs` of the older specification is followed.

    Raises
    ------
    TransferError
        It is no JSON, or no FeatureCollection.
    """
    if file.stat().st_size > _BYTES_IN_MEMORY:
        return read_gdal(file)
    try:
        document = orjson.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise TransferError(f"{file.name} is no JSON in UTF-8: {error}") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise TransferError(f"{file.name} is no FeatureCollection with features")
    rows = [_object(one) for one in features]
    properties = [_object(row.get("properties")) for row in rows]
    headers = list(dict.fromkeys(str(name) for row in properties for name in row))
    kinds = {str(_object(row.get("geometry")).get("type")) for row in rows} - {"None"}
    has_heights = any(_has_height(row.get("geometry")) for row in rows[:1_000])
    remarks = []
    if has_heights:
        remarks.append(("忽略高程 (三维坐标)", "heights are left out: places have two coordinates"))
    return Table(
        name=file.name,
        headers=tuple(headers),
        read=lambda: _chunks(rows, properties, headers),
        n_rows=len(rows),
        geometry_type=(str(next(iter(kinds))) if len(kinds) == 1 else "Unknown") if kinds else None,
        crs=_crs(document, file),
        remarks=tuple(remarks),
    )


def _crs(document: dict[str, Any], file: Path) -> str:
    named = document.get("crs")
    if named is None:
        return "EPSG:4326"
    name = _object(_object(named).get("properties")).get("name")
    if not isinstance(name, str):
        raise TransferError(f"{file.name} has a crs without a name; give the coordinate system")
    return "EPSG:4326" if "CRS84" in name else name.replace("urn:ogc:def:crs:EPSG::", "EPSG:")


def _chunks(
    rows: Sequence[dict[str, Any]], properties: Sequence[dict[str, Any]], headers: Sequence[str]
) -> Iterator[Chunk]:
    for start in range(0, len(rows), CHUNK_ROWS):
        part = rows[start : start + CHUNK_ROWS]
        named = properties[start : start + CHUNK_ROWS]
        yield Chunk(
            range(start + 1, start + len(part) + 1),
            tuple([_cell(row.get(header)) for row in named] for header in headers),
            _geometries([row.get("geometry") for row in part]),
        )


def _object(value: Any) -> dict[str, Any]:
    """Give a JSON object; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def _cell(value: Any) -> Any:
    """Give a plain value; lists and objects as their JSON."""
    return _json(value) if isinstance(value, dict | list) else value


def _json(value: Any) -> str:
    """Write JSON; what is nested deeper than orjson writes is no value and no geometry."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return ""


def _geometries(given: Sequence[Any]) -> Geometries:
    """Read geometries; one that is none becomes an empty collection, which no column takes."""
    made = np.full(len(given), None, dtype=np.object_)
    texts = [
        # A collection may be nested until GEOS fails; no column takes one anyway.
        _json(one) if isinstance(one, dict) and str(one.get("type")) in _TYPES else None
        for one in given
    ]
    made[:] = shapely.force_2d(
        shapely.from_geojson(np.array(texts, dtype=np.object_), on_invalid="ignore")
    )
    for index, one in enumerate(given):
        if one is not None and made[index] is None:
            made[index] = shapely.GeometryCollection()
    return made


def _has_height(geometry: Any) -> bool:
    position = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    return isinstance(position, list) and len(position) > 2
