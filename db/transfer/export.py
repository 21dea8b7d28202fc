"""A register into a file, by the ending of its name: whole or not at all."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from db.transfer.errors import TransferError
from db.transfer.export_rows import Export, ExportOptions, export_rows
from db.transfer.kinds import Kind
from db.transfer.table import Chunk
from db.transfer.write_gdal import write_gdal
from db.transfer.write_geojson import write_geojson
from db.transfer.write_kml import write_kml
from db.transfer.write_parquet import write_parquet
from db.transfer.write_text import write_csv
from db.transfer.write_xlsx import write_xlsx
from geo.reading import Reading

__all__ = ["ENDINGS", "ExportOptions", "ExportReport", "export_file"]

Writer = Callable[[Export, Path], None]
Progress = Callable[[int, int], None]
"""Takes the number of rows written so far and of all rows."""

_WRITERS: Mapping[str, Writer] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".geojson": write_geojson,
    ".json": write_geojson,
    ".gpkg": write_gdal,
    ".shp": write_gdal,
    ".fgb": write_gdal,
    ".kml": write_kml,
    ".parquet": write_parquet,
}
_TELL_CRS = (".geojson", ".json", ".gpkg", ".shp", ".fgb", ".parquet")
"""Of files that say what coordinate system they are in, as far as it has a number."""
ENDINGS = tuple(_WRITERS)
"""Of the files that can be written."""


@dataclass(frozen=True)
class ExportReport:
    """What was written.

    Attributes
    ----------
    kind
        The name of the register.
    files
        More than one for a shapefile.
    n_rows, n_unplaced
        All rows, and those of them without a place.
    remarks
        What a person should know, Chinese and English.
    """

    kind: str
    files: tuple[Path, ...]
    n_rows: int
    n_unplaced: int
    remarks: tuple[tuple[str, str], ...]


def export_file(
    session: Session,
    kind: Kind,
    file: Path,
    options: ExportOptions | None = None,
    *,
    progress: Progress | None = None,
) -> ExportReport:
    """Write a register into a file, in the place of one of this name.

    It is written beside and moved at the end, so that the name never stands for half a file.

    Parameters
    ----------
    kind
        From `kinds.kind_named`.
    file
        Its ending chooses the format: `ENDINGS`.
    progress
        Called after every chunk.

    Raises
    ------
    TransferError
        The format is unknown or cannot hold the register.
    ReaderMissingError
        A package that the format needs is not installed.
    UnknownDistrictError
        No district has the adcode.
    """
    writer = _WRITERS.get(file.suffix.lower())
    if writer is None:
        raise TransferError(
            f"{file.name} is of no kind that can be written; give one of {', '.join(ENDINGS)}"
        )
    if not file.parent.is_dir():
        raise TransferError(f"the folder {file.parent} does not exist; make it first")
    export = export_rows(session, kind, options)
    if progress is not None:
        export = _counted(export, progress)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".quanmap-") as folder:
        writer(export, Path(folder) / file.name)
        export.remarks.extend(_remarks_on_crs(export, file))
        moved = _move(Path(folder), file)
    return ExportReport(kind.name, moved, export.n_rows, export.n_unplaced, tuple(export.remarks))


def _remarks_on_crs(export: Export, file: Path) -> Iterator[tuple[str, str]]:
    """Say what an import has to be told, because the file cannot say it."""
    reading, ending = export.options.reading, file.suffix.lower()
    is_told = ending in _TELL_CRS and not (
        reading.is_shifted and ending not in (".geojson", ".json")
    )
    if export.geometry is None or is_told or reading == Reading():
        return
    zh = f"文件不注明坐标系 ({reading.label});再导入时请加 --crs {reading.name}"
    en = f"the file does not say that its coordinates are in {reading.label}; to import it again "
    yield zh, f"{en}give --crs {reading.name}"


def _counted(export: Export, progress: Progress) -> Export:
    def read() -> Iterator[Chunk]:
        n_rows = 0
        for chunk in export.read():
            yield chunk
            n_rows += len(chunk)
            progress(n_rows, export.n_rows)

    return replace(export, read=read)


def _move(folder: Path, file: Path) -> tuple[Path, ...]:
    """Move what was written to where it belongs, the file itself last."""
    written = sorted(folder.iterdir(), key=lambda one: (one.name == file.name, one.name))
    for one in written:
        one.replace(file.parent / one.name)
    return tuple(file.parent / one.name for one in written)
