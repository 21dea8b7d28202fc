"""Registers as GeoDataFrames, and back, for notebooks; geopandas is imported where it is needed.

>>> from db.engine import open_database                                  # doctest: +SKIP
>>> from db.transfer.frames import read_frame, write_frame               # doctest: +SKIP
>>> database = open_database("sqlite:///quanmap.sqlite3")                # doctest: +SKIP
>>> shops = read_frame(database, "organizations")                        # doctest: +SKIP
>>> shops.loc[shops.employees.isna(), "employees"] = 0                   # doctest: +SKIP
>>> write_frame(database, "organizations", shops).n_updated              # doctest: +SKIP
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from db.engine import Database
from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.export_rows import ExportOptions, export_rows
from db.transfer.importing import ImportOptions, ImportReport, import_file
from db.transfer.kind_columns import Column, ValueKind
from db.transfer.kinds import Kind, kind_named
from db.transfer.table import Geometries
from geo.crs import CoordinateSystem

if TYPE_CHECKING:
    import geopandas
    import pandas

GEOMETRY_NAME = "geometry"


def read_frame(
    database: Database, kind: Kind | str, *, district: str | None = None
) -> "geopandas.GeoDataFrame | pandas.DataFrame":
    """Read a register; one of places as a GeoDataFrame in EPSG:4326, any other as a DataFrame.

    Columns are called by their attributes (``service_radius_m``), enums by their names, and what
    refers to another entry has that entry's key: an adcode, a credit code, a name. Days are
    ``datetime64``, amounts floats in CNY, counts ``Int64`` with ``<NA>`` where nothing is known.

    Parameters
    ----------
    kind
        Such as "organizations", or its Chinese title.
    district
        An adcode: only what belongs to this district.

    Raises
    ------
    ReaderMissingError
        geopandas is not installed.
    UnknownKindError, UnknownDistrictError
        There is none.
    """
    pandas, geo = _pandas(), _geopandas()
    register = kind_named(kind) if isinstance(kind, str) else kind
    with database.read() as session:
        export = export_rows(session, register, ExportOptions(language="en", district=district))
        chunks = list(export.read())
    columns = {
        column.attribute: _series(
            pandas, column, [value for chunk in chunks for value in chunk.columns[place]]
        )
        for place, column in enumerate(export.columns)
    }
    if export.geometry is None:
        return pandas.DataFrame(columns)
    shapes: list[Geometries] = [one.geometry for one in chunks if one.geometry is not None]
    geometry = np.concatenate(shapes) if shapes else np.empty(0, dtype=np.object_)
    return geo.GeoDataFrame(columns, geometry=geometry, crs=CoordinateSystem.WGS84.value)


def write_frame(
    database: Database,
    kind: Kind | str,
    frame: "geopandas.GeoDataFrame | pandas.DataFrame",
    options: ImportOptions | None = None,
) -> ImportReport:
    """Import a frame into a register, as `importing.import_file` does a file.

    Every row is judged; entries that are there are updated, others added, and one import of the
    audit can be taken back whole. Columns may be called by attributes or by Chinese or English
    headers. A frame without a coordinate system is in longitude and latitude.

    Raises
    ------
    ReaderMissingError
        geopandas or pyarrow is not installed.
    TransferError
        The frame has no row, or a column that has no type.
    """
    register = kind_named(kind) if isinstance(kind, str) else kind
    if not len(frame):
        raise TransferError(f"the frame has no row to import into {register.name}")
    chosen = options or ImportOptions()
    with tempfile.TemporaryDirectory(prefix="quanmap-") as folder:
        # By a file, so that the audit has its digest as it has of every other import.
        file = Path(folder) / f"{register.name} (frame).parquet"
        _write(frame, file)
        if chosen.crs is None and register.geometry is not None:
            chosen = replace(chosen, crs=_crs_of(frame))
        return import_file(database, register, file, chosen)


def _write(frame: Any, file: Path) -> None:
    _pandas()
    try:
        frame.reset_index(drop=True).to_parquet(file, index=False)
    except ImportError as error:
        raise ReaderMissingError(
            "frames are written by way of pyarrow, which is not installed; "
            "pip install 'quanmap[transfer]'"
        ) from error
    except (TypeError, ValueError) as error:
        raise TransferError(f"the frame has a column that cannot be imported: {error}") from error


def _crs_of(frame: Any) -> str | None:
    crs = getattr(frame, "crs", None)
    return None if crs is None else str(crs.to_wkt())


def _series(pandas: ModuleType, column: Column, values: Sequence[Any]) -> Any:
    if column.value in (ValueKind.INTEGER, ValueKind.YEAR):
        return pandas.array(values, dtype="Int64")
    if column.value is ValueKind.BOOLEAN:
        return pandas.array(values, dtype="boolean")
    if column.value in (ValueKind.NUMBER, ValueKind.MONEY):
        return np.array([np.nan if one is None else float(one) for one in values])
    if column.value is ValueKind.DATE:
        return pandas.to_datetime(pandas.Series(values, dtype="object")).astype("datetime64[s]")
    if column.value is ValueKind.MOMENT:
        return pandas.to_datetime(pandas.Series(values, dtype="object"), utc=True)
    return pandas.array(values, dtype="string")


def _pandas() -> ModuleType:
    try:
        import pandas  # noqa: PLC0415 (with geopandas)
    except ImportError as error:
        raise _missing() from error
    return pandas  # type: ignore[no-any-return]


def _geopandas() -> ModuleType:
    try:
        import geopandas  # noqa: PLC0415 (what notebooks have)
    except ImportError as error:
        raise _missing() from error
    return geopandas  # type: ignore[no-any-return]


def _missing() -> ReaderMissingError:
    return ReaderMissingError(
        "frames need geopandas, which is not installed; pip install geopandas"
    )
