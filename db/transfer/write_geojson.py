"""Registers as GeoJSON (RFC 7946), a feature a line."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import shapely

from db.transfer.export_rows import Export
from db.transfer.table import Geometries
from db.transfer.write_cells import plain_values
from geo.crs import CoordinateSystem


def write_geojson(export: Export, file: Path) -> None:
    """Write a register.

    A row without a place has the geometry null. In another system than WGS 84 the collection says
    so by the member "crs" of GeoJSON 2008, which GDAL and QGIS understand.
    """
    n_rows = 0
    with file.open("wb") as stream:
        stream.write(b'{"type":"FeatureCollection","name":' + orjson.dumps(export.kind.name))
        stream.write(_crs_member(export) + b',"features":[')
        for chunk in export.read():
            columns = [
                plain_values(column, cells)
                for column, cells in zip(export.columns, chunk.columns, strict=True)
            ]
            geometries = _fragments(chunk.geometry, len(chunk))
            for *values, geometry in zip(*columns, geometries, strict=True):
                feature = {
                    "type": "Feature",
                    "properties": dict(zip(export.headers, values, strict=True)),
                    "geometry": geometry,
                }
                stream.write(b",\n" if n_rows else b"\n")
                stream.write(orjson.dumps(feature, default=_plain))
                n_rows += 1
        stream.write(b"\n]}\n")


def _crs_member(export: Export) -> bytes:
    reading = export.options.reading
    if reading.definition in (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000):
        return b""
    number = reading.crs or ""
    name = number.replace("EPSG:", "urn:ogc:def:crs:EPSG::") or reading.definition
    return b',"crs":' + orjson.dumps({"type": "name", "properties": {"name": name}})


def _fragments(geometry: Geometries | None, n_rows: int) -> list[orjson.Fragment | None]:
    if geometry is None:
        return [None] * n_rows
    texts = shapely.to_geojson(geometry)
    return [None if one is None else orjson.Fragment(one) for one in texts]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no value of a register")
