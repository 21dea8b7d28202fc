"""Registers as Arrow record batches: the way into GeoParquet and into what GDAL writes."""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import shapely

from db.transfer.errors import ReaderMissingError
from db.transfer.export_rows import Export
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.table import Chunk
from db.transfer.write_cells import plain_values

GEOMETRY_NAME = "geometry"


def arrow(ending: str) -> ModuleType:
    """Give pyarrow.

    Raises
    ------
    ReaderMissingError
        It is not installed.
    """
    try:
        import pyarrow  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise ReaderMissingError(
            f"{ending} is written by pyarrow, which is not installed; "
            "pip install 'quanmap[transfer]', or give .csv, .xlsx, .geojson or .kml"
        ) from error
    return pyarrow  # type: ignore[no-any-return]


def arrow_schema(pa: ModuleType, export: Export, names: Sequence[str], *, is_gdal: bool) -> Any:
    """Give the schema of a register under these names, its geometry (WKB) last.

    Parameters
    ----------
    is_gdal
        Amounts as numbers, which hold every amount that is stored to the fen; and moments as text,
        since GDAL's formats cut them off.
    """
    types = {
        ValueKind.INTEGER: pa.int64(),
        ValueKind.YEAR: pa.int64(),
        ValueKind.NUMBER: pa.float64(),
        ValueKind.MONEY: pa.float64() if is_gdal else pa.decimal128(18, 2),
        ValueKind.DATE: pa.date32(),
        ValueKind.BOOLEAN: pa.bool_(),
        ValueKind.MOMENT: pa.string() if is_gdal else pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(name, types.get(column.value, pa.string()))
        for name, column in zip(names, export.columns, strict=True)
    ]
    if export.geometry is not None:
        metadata = {"ARROW:extension:name": "geoarrow.wkb"} if is_gdal else None
        fields.append(pa.field(GEOMETRY_NAME, pa.binary(), metadata=metadata))
    return pa.schema(fields)


def arrow_batches(
    pa: ModuleType, export: Export, schema: Any, *, is_gdal: bool
) -> Iterator[tuple[Chunk, Any]]:
    """Give each chunk with its record batch."""
    for chunk in export.read():
        arrays = [
            pa.array(_values(column, cells, is_gdal=is_gdal), schema.field(place).type)
            for place, (column, cells) in enumerate(zip(export.columns, chunk.columns, strict=True))
        ]
        if chunk.geometry is not None:
            arrays.append(pa.array(list(shapely.to_wkb(chunk.geometry)), pa.binary()))
        yield chunk, pa.RecordBatch.from_arrays(arrays, schema=schema)


def _values(column: Column, cells: Sequence[Any], *, is_gdal: bool) -> Sequence[Any]:
    if not is_gdal:
        return cells
    if column.value is ValueKind.MONEY:
        return [None if one is None else float(one) for one in cells]
    return plain_values(column, cells)
