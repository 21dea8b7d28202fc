"""Opening a file of any kind that registers are read from, with its size and safety checked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from db.transfer.archives import unpacked
from db.transfer.errors import TransferError
from db.transfer.read_csv import read_csv
from db.transfer.read_gdal import read_gdal
from db.transfer.read_geojson import read_geojson
from db.transfer.read_parquet import read_parquet
from db.transfer.read_sheets import read_sheet
from db.transfer.table import Table

FILE_BYTES_MAX = 4 * 2**30
_TEXTS = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_GDAL = (".gpkg", ".shp", ".fgb", ".kml")
_ARCHIVES = (".zip", ".kmz")
_SIDECARS = (".shx", ".dbf", ".prj", ".cpg")
_IN_ARCHIVES = (
    *_TEXTS,
    *_WORKBOOKS,
    *_GDAL,
    *_SIDECARS,
    ".geojson",
    ".json",
    ".parquet",
)


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read, where it does not say.

    Attributes
    ----------
    encoding
        Of its text.
    sheet
        The sheet or layer; the first with rows if not given.
    is_header
        Whether a cell is a known header.
    """

    encoding: str | None = None
    sheet: str | None = None
    is_header: Callable[[str], bool] | None = None


@contextmanager
def opened_table(file: Path, options: ReadOptions | None = None) -> Iterator[Table]:
    """Hold the table of a file, by the ending of its name.

    Raises
    ------
    TransferError
        It is missing, a symbolic link, empty, too large, of no known kind, or broken.
    """
    chosen = options or ReadOptions()
    check_file(file)
    if file.suffix.lower() in _ARCHIVES:
        with unpacked(file, _IN_ARCHIVES) as files:
            inner, sheet = _inner(file, files, chosen.sheet)
            yield replace(_table(inner, replace(chosen, sheet=sheet)), name=file.name)
    else:
        yield _table(file, chosen)


def check_file(file: Path) -> None:
    """Raise `TransferError` unless a path is a file of its own, neither empty nor too large."""
    if file.is_symlink():
        raise TransferError(f"{file} is a symbolic link; give the file that it points to")
    if not file.is_file():
        raise TransferError(f"{file} is not there, or no file")
    size = file.stat().st_size
    if size == 0:
        raise TransferError(f"{file} is empty")
    if size > FILE_BYTES_MAX:
        raise TransferError(
            f"{file} has {size:,} bytes, more than {FILE_BYTES_MAX:,}; split it into several files"
        )


def _table(file: Path, options: ReadOptions) -> Table:
    kind = file.suffix.lower()
    if kind in _TEXTS:
        return read_csv(file, encoding=options.encoding, is_header=options.is_header)
    if kind in _WORKBOOKS:
        return read_sheet(file, sheet=options.sheet, is_header=options.is_header)
    if kind in (".geojson", ".json"):
        return read_geojson(file)
    if kind in _GDAL:
        return read_gdal(file, sheet=options.sheet, encoding=options.encoding)
    if kind in (".parquet", ".geoparquet"):
        return read_parquet(file)
    raise TransferError(
        f"{file.name} is of no kind that registers are read from; give .csv, .xlsx, .xls, "
        ".geojson, .gpkg, .shp, .zip, .kml, .fgb or .parquet"
    )


def _inner(file: Path, files: list[Path], sheet: str | None) -> tuple[Path, str | None]:
    """Choose the one file of an archive that is a table, or the one that the sheet names."""
    tables = [one for one in files if one.suffix.lower() not in _SIDECARS]
    named = [one for one in tables if sheet in (one.name, one.stem)]
    if named:
        return named[0], None
    if len(tables) == 1:
        return tables[0], sheet
    listed = ", ".join(sorted(one.name for one in tables)) or "none"
    raise TransferError(
        f"{file.name} holds {len(tables)} files that could be read ({listed}); name one as sheet"
    )
