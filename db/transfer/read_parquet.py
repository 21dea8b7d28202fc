"""Tables from GeoParquet and plain Parquet, by pyarrow."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import shapely

from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.flat_geometries import flat_wkb
from db.transfer.table import CHUNK_ROWS, Chunk, Table


def read_parquet(file: Path) -> Table:
    """Give the table of a file; rows are numbered from 1.

    Raises
    ------
    ReaderMissingError
        pyarrow is not installed.
    TransferError
        It is no Parquet, or its places are not WKB.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra)
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise ReaderMissingError(
            f"{file.suffix} is read by pyarrow, which is not installed; "
            "pip install 'quanmap[transfer]', or give .csv or .xlsx"
        ) from error
    try:
        opened = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        raise TransferError(f"{file.name} is no Parquet file: {error}") from error
    names = list(opened.schema_arrow.names)
    place, crs, kinds = _geometry(opened.schema_arrow.metadata or {}, file)
    if place is not None and place not in names:
        raise TransferError(f"{file.name} has no column {place}, which its metadata names")
    headers = [name for name in names if name != place]
    return Table(
        name=file.name,
        headers=tuple(headers),
        read=lambda: _chunks(file, headers, place),
        n_rows=opened.metadata.num_rows,
        geometry_type=None if place is None else (kinds[0] if len(kinds) == 1 else "Unknown"),
        crs=crs,
    )


def _geometry(
    metadata: dict[bytes, bytes], file: Path
) -> tuple[str | None, str | None, Sequence[str]]:
    """Give the column of places, its coordinate system, and its types, by the metadata."""
    if b"geo" not in metadata:
        return None, None, ()
    try:
        geo = orjson.loads(metadata[b"geo"])
        place = geo["primary_column"]
        column = geo["columns"][place]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise TransferError(f"the metadata of {file.name} is no GeoParquet: {error}") from error
    if str(column.get("encoding", "WKB")).upper() != "WKB":
        raise TransferError(
            f"the places of {file.name} are {column['encoding']}; write them as WKB"
        )
    crs = "EPSG:4326" if "crs" not in column else _crs(column["crs"])
    return str(place), crs, column.get("geometry_types") or ()


def _crs(projjson: Any) -> str | None:
    """Give PROJJSON's EPSG number, or itself as PROJ takes it; None where it is unknown."""
    if projjson is None:
        return None
    identifier = projjson.get("id") or {}
    if identifier.get("authority") == "EPSG":
        return f"EPSG:{identifier['code']}"
    return "EPSG:4326" if identifier.get("code") == "CRS84" else orjson.dumps(projjson).decode()


def _chunks(file: Path, headers: Sequence[str], place: str | None) -> Iterator[Chunk]:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    start = 0
    try:
        for batch in pq.ParquetFile(file).iter_batches(CHUNK_ROWS):
            n_rows = batch.num_rows
            yield Chunk(
                range(start + 1, start + n_rows + 1),
                tuple(batch.column(name).to_pylist() for name in headers),
                None if place is None else _places(batch.column(place).to_pylist()),
            )
            start += n_rows
    except (pa.ArrowException, OSError) as error:
        raise TransferError(
            f"{file.name} cannot be read from row {start + 1} on: {error}"
        ) from error


def _places(values: Sequence[bytes | None]) -> Any:
    return shapely.force_2d(flat_wkb(values))
