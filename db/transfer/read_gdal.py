"""Tables from GeoPackage, shapefile, FlatGeobuf, KML and large GeoJSON, read by pyogrio.

A file is opened only if it is what its name says: GDAL goes by the content, and a text named
.gpkg could make it open other files or addresses.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import shapely

from db.transfer.dbf_text import dbf_encoding
from db.transfer.errors import ReaderMissingError, TransferError
from db.transfer.table import CHUNK_ROWS, Chunk, Table

_MAGIC = {
    ".gpkg": b"SQLite format 3\x00",
    ".shp": b"\x00\x00\x27\x0a",
    ".fgb": b"fgb\x03",
}
_SIDECARS = (".shx", ".dbf", ".prj", ".cpg")
# pyogrio's own errors are RuntimeErrors; text in another encoding than it is said to be in is a
# ValueError; of a broken coordinate system it has no name to give.
_REFUSALS = (RuntimeError, ValueError, OSError, UnboundLocalError)
_KML_BYTES_MAX = 500 * 2**20
# What the driver of KML gives to every place, whoever wrote it.
_KML_FIELDS = frozenset(
    {
        "altitudeMode",
        "begin",
        "drawOrder",
        "end",
        "extrude",
        "icon",
        "snippet",
        "tessellate",
        "timestamp",
        "visibility",
    }
)


def read_gdal(file: Path, *, sheet: str | None = None, encoding: str | None = None) -> Table:
    """Give the table of a layer; rows are numbered from 1 in the order of the file.

    Parameters
    ----------
    sheet
        The layer; the first if not given.
    encoding
        Of a shapefile's text; told from its bytes if not given.

    Raises
    ------
    ReaderMissingError
        pyogrio is not installed.
    TransferError
        It is not what its name says, broken, or lacks the layer or a part.
    """
    pyogrio = _pyogrio(file)
    remarks: list[tuple[str, str]] = []
    _check_content(file)
    if file.suffix.lower() == ".shp":
        encoding = _shapefile_encoding(file, encoding, remarks)
    try:
        layers = [(str(name), kind) for name, kind in pyogrio.list_layers(file).tolist()]
        layer = _layer(file, layers, sheet, remarks)
        info = pyogrio.read_info(file, layer=layer, encoding=encoding, force_feature_count=True)
    except _REFUSALS as error:
        raise TransferError(f"{file.name} cannot be read: {error}") from error
    headers = [str(name) for name in info["fields"]]
    kept = [i for i, name in enumerate(headers) if not _is_filling(file, name)]
    geometry_type = info["geometry_type"]
    if geometry_type is not None and ("3D" in geometry_type or " Z" in geometry_type):
        remarks.append(("忽略高程 (三维坐标)", "heights are left out: places have two coordinates"))
    return Table(
        name=file.name,
        headers=tuple(headers[place] for place in kept),
        read=lambda: _chunks(pyogrio, file, layer, encoding, kept, headers),
        sheet=layer,
        n_rows=int(info["features"]),
        geometry_type=geometry_type,
        crs=info["crs"],
        encoding=encoding if file.suffix.lower() == ".shp" else None,
        remarks=tuple(remarks),
    )


def _pyogrio(file: Path) -> ModuleType:
    try:
        import pyogrio  # noqa: PLC0415 (an extra)
        import pyogrio.errors  # noqa: PLC0415
        import pyogrio.raw  # noqa: PLC0415
    except ImportError as error:
        raise ReaderMissingError(
            f"{file.suffix} is read by pyogrio, which is not installed; "
            "pip install 'quanmap[transfer]', or give .csv, .xlsx or .geojson"
        ) from error
    module: ModuleType = pyogrio
    return module


def _check_content(file: Path) -> None:
    ending = file.suffix.lower()
    with file.open("rb") as stream:
        first = stream.read(64)
    if ending in _MAGIC and not first.startswith(_MAGIC[ending]):
        raise TransferError(f"{file.name} is no {ending} file: it does not begin like one")
    if ending == ".kml":
        if file.stat().st_size > _KML_BYTES_MAX:
            raise TransferError(f"{file.name} is larger than {_KML_BYTES_MAX:,} bytes; split it")
        text = file.read_bytes()
        if b"<kml" not in text[:4_096]:
            raise TransferError(f"{file.name} is no KML: no <kml> at its beginning")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise TransferError(
                f"{file.name} defines entities, which KML has no need of and which can grow "
                "without end; save it anew"
            )


def _shapefile_encoding(file: Path, given: str | None, remarks: list[tuple[str, str]]) -> str:
    for ending in _SIDECARS:
        if file.with_suffix(ending).is_symlink():
            raise TransferError(f"{file.with_suffix(ending)} is a symbolic link; give the file")
    for ending in (".shx", ".dbf"):
        if not file.with_suffix(ending).is_file():
            raise TransferError(
                f"{file.stem}{ending} is missing beside {file.name}; a shapefile is at least .shp, "
                ".shx and .dbf, best given as one .zip"
            )
    if given is not None:
        return given
    told = dbf_encoding(file)
    if told.found is None:
        if told.declared is not None:
            return told.declared
        raise TransferError(
            f"the text of {file.stem}.dbf is neither UTF-8 nor Chinese in GB18030, and no .cpg "
            "says what it is; name its encoding"
        )
    if told.is_contradicted:
        remarks.append(
            (
                f".cpg 写的是 {told.declared}, 实际内容是 {told.found}, 已按后者读取",
                f"the .cpg says {told.declared}, but the text is {told.found}, and is read so",
            )
        )
    return "utf-8" if told.found == "ascii" else told.found


def _layer(
    file: Path,
    layers: Sequence[tuple[str, Any]],
    wanted: str | None,
    remarks: list[tuple[str, str]],
) -> str:
    names = [name for name, _ in layers]
    if not names:
        raise TransferError(f"{file.name} has no layer")
    if wanted is not None:
        if wanted not in names:
            raise TransferError(f"{file.name} has no layer {wanted!r}; it has {', '.join(names)}")
        return wanted
    if len(names) > 1:
        listed = ", ".join(names[1:])
        remarks.append(
            (
                f"只读取图层 {names[0]}, 另有 {listed};可指定工作表或图层",
                f"only the layer {names[0]} is read, not {listed}; name another to read it",
            )
        )
    return names[0]


def _is_filling(file: Path, name: str) -> bool:
    return file.suffix.lower() in (".kml", ".kmz") and name in _KML_FIELDS


def _chunks(
    pyogrio: ModuleType,
    file: Path,
    layer: str,
    encoding: str | None,
    kept: Sequence[int],
    headers: Sequence[str],
) -> Iterator[Chunk]:
    wanted = [headers[place] for place in kept]
    start = 0
    while True:
        try:
            meta, _, places, values = pyogrio.raw.read(
                file,
                layer=layer,
                encoding=encoding,
                columns=wanted,
                skip_features=start,
                max_features=CHUNK_ROWS,
                force_2d=True,
            )
        except _REFUSALS as error:
            raise TransferError(
                f"{file.name} cannot be read from row {start + 1} on: {error}"
            ) from error
        by_name = dict(zip(meta["fields"], values, strict=True))
        n_rows = len(places) if places is not None else len(values[0]) if values else 0
        if n_rows == 0:
            return
        yield Chunk(
            range(start + 1, start + n_rows + 1),
            tuple(_cells(by_name[name]) for name in wanted),
            None if places is None else shapely.from_wkb(places, on_invalid="ignore"),
        )
        start += n_rows
        if n_rows < CHUNK_ROWS:
            return


def _cells(values: Any) -> Sequence[Any]:
    """Give Python values, None where the file has none."""
    if values.dtype.kind == "M":
        days = values.astype("datetime64[D]")
        is_whole = bool((days == values)[~np.isnat(values)].all())
        return (days if is_whole else values.astype("datetime64[us]")).tolist()  # type: ignore[no-any-return]
    if values.dtype.kind == "f":
        return [None if cell != cell else cell for cell in values.tolist()]  # noqa: PLR0124 (NaN)
    return [None if cell is None else cell for cell in values.tolist()]
