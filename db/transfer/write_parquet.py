"""Registers as GeoParquet 1.1: WKB, the coordinate system as PROJJSON."""

import json
from pathlib import Path
from typing import Any

from db.transfer.errors import TransferError
from db.transfer.export_rows import Export
from db.transfer.write_arrow import GEOMETRY_NAME, arrow, arrow_batches, arrow_schema

_TYPES = {"POINT": ["Point"], "MULTIPOLYGON": ["MultiPolygon"]}


def write_parquet(export: Export, file: Path) -> None:
    """Write a register; without places it is plain Parquet.

    Raises
    ------
    ReaderMissingError
        pyarrow is not installed.
    TransferError
        The northern coordinate is to come first, which GeoParquet has not.
    """
    if export.options.reading.is_swapped:
        raise TransferError(
            ".parquet has the eastern coordinate first; leave :swapped out, or give .csv or .xlsx"
        )
    pa = arrow(".parquet")
    import pyarrow.parquet  # noqa: PLC0415 (an extra)

    schema = arrow_schema(pa, export, export.headers, is_gdal=False)
    if export.geometry is not None:
        schema = schema.with_metadata({b"geo": json.dumps(_metadata(export)).encode()})
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for _, batch in arrow_batches(pa, export, schema, is_gdal=False):
            writer.write_batch(batch)


def _metadata(export: Export) -> dict[str, Any]:
    geometry_type = "" if export.geometry is None else str(export.geometry.geometry_type)
    return {
        "version": "1.1.0",
        "primary_column": GEOMETRY_NAME,
        "columns": {
            GEOMETRY_NAME: {
                "encoding": "WKB",
                "geometry_types": _TYPES[geometry_type],
                # null says that it is unknown, which GCJ-02 and BD-09 are to every registry.
                "crs": export.options.reading.projjson,
            }
        },
    }
