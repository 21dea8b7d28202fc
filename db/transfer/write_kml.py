"""Registers as KML, for globes and telephones: WGS 84, values as text with their type beside."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from db.transfer.errors import TransferError
from db.transfer.export_rows import Export
from db.transfer.kind_columns import ValueKind
from db.transfer.write_cells import plain_values
from geo.crs import CoordinateSystem

_TYPES = {
    ValueKind.INTEGER: "int",
    ValueKind.YEAR: "int",
    ValueKind.NUMBER: "double",
    ValueKind.MONEY: "double",
    ValueKind.BOOLEAN: "bool",
}
# What GDAL calls a placemark's own name; a field of this name would hide behind it.
_NAME = "Name"
_ALLOWED_CONTROLS = "\t\n\r"


def write_kml(export: Export, file: Path) -> None:
    """Write a register.

    Raises
    ------
    TransferError
        In another coordinate system than WGS 84, or a text has characters that XML cannot hold.
    """
    reading = export.options.reading
    known = (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000)
    if reading.definition not in known or reading.is_swapped:
        raise TransferError(
            f"KML is in WGS 84, not in {reading.label}; leave --crs out, or give .geojson or .gpkg"
        )
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_head(export))
        for chunk in export.read():
            columns = [
                plain_values(column, cells)
                for column, cells in zip(export.columns, chunk.columns, strict=True)
            ]
            shapes = [None] * len(chunk) if chunk.geometry is None else chunk.geometry
            for *values, shape in zip(*columns, shapes, strict=True):
                stream.write(_placemark(export, values, shape))
        stream.write("</Folder></Document></kml>\n")


def _head(export: Export) -> str:
    fields = "".join(
        f"<SimpleField type={quoteattr(_TYPES.get(column.value, 'string'))} "
        f"name={quoteattr(export.header(column))}/>"
        for column in export.columns
        if export.header(column) != _NAME
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
        f'<Document id="root">\n<Schema name={quoteattr(export.kind.name)} id="row">{fields}'
        f"</Schema>\n<Folder><name>{escape(export.kind.name)}</name>\n"
    )


def _placemark(export: Export, values: Sequence[Any], shape: BaseGeometry | None) -> str:
    data = "".join(
        f"<SimpleData name={quoteattr(header)}>{_text(header, value)}</SimpleData>"
        for header, value in zip(export.headers, values, strict=True)
        if value is not None and header != _NAME
    )
    named = (
        f"<name>{_text(column.zh, value)}</name>"
        for column, value in zip(export.columns, values, strict=True)
        if column.attribute == "name" and value is not None
    )
    return (
        f'<Placemark>{"".join(named)}<ExtendedData><SchemaData schemaUrl="#row">{data}</SchemaData>'
        f"</ExtendedData>{'' if shape is None else _shape(shape)}</Placemark>\n"
    )


def _text(header: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    spoken = str(value)
    if any(one < " " and one not in _ALLOWED_CONTROLS for one in spoken):
        raise TransferError(
            f"{header} has {spoken!r}, with characters that KML cannot hold; mend it, or give .csv"
        )
    return escape(spoken, {"\r": "&#13;"})


def _shape(shape: BaseGeometry) -> str:
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_coordinates(shape)}</coordinates></Point>"
    parts = "".join(_polygon(part) for part in shapely.get_parts(shape))
    return f"<MultiGeometry>{parts}</MultiGeometry>"


def _polygon(polygon: Any) -> str:
    holes = "".join(
        f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in polygon.interiors
    )
    outer = f"<outerBoundaryIs>{_ring(polygon.exterior)}</outerBoundaryIs>"
    return f"<Polygon>{outer}{holes}</Polygon>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing><coordinates>{_coordinates(ring)}</coordinates></LinearRing>"


def _coordinates(shape: BaseGeometry) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
