"""Registers in the formats of GDAL: GeoPackage, shapefile, FlatGeobuf; streamed into it by Arrow.

pyogrio's wheels carry GDAL (the extra `quanmap[transfer]`).
"""

import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.export_rows import Export
from db.transfer.kind_columns import ValueKind
from db.transfer.table import Chunk
from db.transfer.write_arrow import GEOMETRY_NAME, arrow, arrow_batches, arrow_schema
from db.transfer.write_names import short_names

DBF_TEXT_BYTES_MAX = 254

_DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
_TYPES = {"POINT": "Point", "MULTIPOLYGON": "MultiPolygon"}


def write_gdal(export: Export, file: Path) -> None:
    """Write a register.

    Raises
    ------
    ReaderMissingError
        pyogrio or pyarrow is not installed.
    TransferError
        The format cannot hold the register: shapefiles and FlatGeobuf need places, and a
        shapefile keeps texts of 254 bytes.
    """
    ending = file.suffix.lower()
    _check_places(export, ending)
    pa, pyogrio = arrow(ending), _gdal(ending)
    is_shapefile = ending == ".shp"
    names = short_names(export.headers) if is_shapefile else list(export.headers)
    if is_shapefile:
        _tell_short_names(export, names)
    schema = arrow_schema(pa, export, names, is_gdal=True)
    raised: list[Exception] = []

    def batches() -> Iterator[Any]:
        # An exception does not come through GDAL as it was.
        try:
            for chunk, batch in arrow_batches(pa, export, schema, is_gdal=True):
                if is_shapefile:
                    _check_texts(export, chunk, file)
                yield batch
        except Exception as error:
            raised.append(error)
            raise

    options = _geometry_options(export, ending)
    try:
        with warnings.catch_warnings():
            # That nothing is said of GCJ-02 is meant, and among the remarks.
            warnings.filterwarnings("ignore", "'crs' was not provided")
            pyogrio.write_arrow(
                pa.RecordBatchReader.from_batches(schema, batches()),
                file,
                layer=export.kind.name if ending == ".gpkg" else file.stem,
                driver=_DRIVERS[ending],
                **options,
            )
    except (RuntimeError, ValueError) as error:  # pyogrio's own are among them
        if raised:
            raise raised[0] from error
        raise TransferError(f"{file.name} cannot be written: {error}") from error


def _gdal(ending: str) -> ModuleType:
    try:
        import pyogrio  # noqa: PLC0415 (an extra)
        import pyogrio.errors  # noqa: PLC0415
    except ImportError as error:
        raise ReaderMissingError(
            f"{ending} is written by pyogrio, which is not installed; "
            "pip install 'quanmap[transfer]', or give .csv, .xlsx, .geojson or .kml"
        ) from error
    return pyogrio  # type: ignore[no-any-return]


def _check_places(export: Export, ending: str) -> None:
    if export.geometry is None and ending != ".gpkg":
        raise TransferError(
            f"{export.kind.name} have no places, which {ending} needs; give .csv, .xlsx or .gpkg"
        )
    if export.options.reading.is_swapped:
        raise TransferError(
            f"{ending} has the eastern coordinate first; leave :swapped out, or give .csv or .xlsx"
        )


def _geometry_options(export: Export, ending: str) -> dict[str, Any]:
    if export.geometry is None:
        return {"geometry_type": None}
    reading = export.options.reading
    options: dict[str, Any] = {
        "geometry_name": GEOMETRY_NAME,
        "geometry_type": _TYPES[str(export.geometry.geometry_type)],
        "crs": reading.crs,
    }
    if ending == ".shp":
        # GDAL writes the .cpg that says so.
        options["encoding"] = "UTF-8"
    if ending == ".fgb" and export.n_unplaced:
        # Its index has no room for what has no place.
        options["SPATIAL_INDEX"] = "NO"
        zh, en = (
            "有的行没有位置,因此文件没有空间索引",
            "some rows have no place: the file has no index",
        )
        export.remarks.append((zh, en))
    return options


def _tell_short_names(export: Export, names: list[str]) -> None:
    cut = [
        f"{header} -> {name}"
        for header, name in zip(export.headers, names, strict=True)
        if header != name
    ]
    if cut:
        listed = "; ".join(cut)
        export.remarks.append(
            (
                f"Shapefile 字段名最多 10 个字节,已缩短: {listed}",
                f"field names of a shapefile have ten bytes at most; shortened: {listed}",
            )
        )


def _check_texts(export: Export, chunk: Chunk, file: Path) -> None:
    """Refuse texts that would be cut off, with the place of the first."""
    for column, cells in zip(export.columns, chunk.columns, strict=True):
        if column.value is ValueKind.BOOLEAN:
            continue
        for row, value in zip(chunk.row_numbers, cells, strict=True):
            if isinstance(value, str) and len(value.encode()) > DBF_TEXT_BYTES_MAX:
                raise TransferError(
                    f"{export.header(column)} in row {row} has {len(value.encode())} bytes, and "
                    f"{file.name} keeps {DBF_TEXT_BYTES_MAX}: {value[:20]}...; give .gpkg, .csv or "
                    ".xlsx"
                )
