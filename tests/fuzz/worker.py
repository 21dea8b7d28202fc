"""A process that takes inputs one after another, and may be ended by any of them.

``python -m tests.fuzz.worker FOLDER DATABASE FIRST END`` writes a line when it begins an input and
one with what came of it. Over the time of the processor or of the clock the system ends it.
"""

from __future__ import annotations

import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from db import spatialite_blob
from db.engine import Database, open_database
from db.errors import BlobError
from db.transfer.errors import TransferError
from db.transfer.flat_geometries import flat_wkb, flat_wkt
from db.transfer.importing import ImportOptions, import_file
from geo.errors import GeoError
from geo.geojson import geometry_from_geojson
from geo.repair import repaired_area
from geo.validation import checked_geometry
from tests.fuzz.inputs import GEOMETRIES, kind_of, made

CPU_LIMIT_S = 2.0
WALL_LIMIT_S = 30.0
REFUSALS = (GeoError, BlobError, TransferError, orjson.JSONDecodeError)
# Each starts a process of its own.
_REPAIRED_OF = 4


def _judge(geometry: BaseGeometry | None, number: int) -> str:
    if geometry is None:
        return "refused"
    try:
        checked_geometry(geometry)
    except GeoError:
        if number % _REPAIRED_OF == 0 and geometry.geom_type in ("Polygon", "MultiPolygon"):
            repaired_area(geometry, time_limit_s=CPU_LIMIT_S)
            return "repaired"
        raise
    return "taken"


def _blob(data: bytes) -> BaseGeometry:
    geometry = spatialite_blob.decode(data)
    spatialite_blob.bounds(data)
    if spatialite_blob.is_point(data):
        spatialite_blob.decode_points([data, None])
    if geometry.geom_type == "LineString":
        spatialite_blob.decode_lines([data])
    return geometry


_READERS: dict[str, Callable[[bytes], BaseGeometry | None]] = {
    "geojson": lambda data: geometry_from_geojson(orjson.loads(data)),
    "wkt": lambda data: flat_wkt([data.decode("utf-8", "replace")])[0],
    "wkb": lambda data: flat_wkb([data])[0],
    "blob": _blob,
}


def _import(database: Database, kind: str, data: bytes, folder: Path) -> str:
    file = folder / f"input.{kind}"
    file.write_bytes(data)
    register = "circles" if kind == "wkt.csv" else "organizations"
    report = import_file(database, register, file, ImportOptions(is_dry_run=True))
    return "refused" if report.n_refused else "taken"


def _take(kind: str, number: int, data: bytes, folder: Path, database: Database) -> str:
    try:
        if kind in GEOMETRIES:
            return _judge(_READERS[kind](data), number)
        return _import(database, kind, data, folder)
    except REFUSALS:
        return "refused"
    except Exception as error:  # noqa: BLE001 (what the test is after)
        return f"escaped: {type(error).__module__}.{type(error).__name__}: {error}"[:300]


def main(folder: Path, address: str, first: int, end: int) -> None:
    """Take the inputs `first` to `end` - 1."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    shapely.get_parts(shapely.box(0, 0, 1, 1))
    scratch = folder / f"from-{first}"
    scratch.mkdir(exist_ok=True)
    database = open_database(address)
    for number in range(first, end):
        kind, data = kind_of(number), made(number, folder)
        _say("begin", number)
        signal.setitimer(signal.ITIMER_PROF, CPU_LIMIT_S)
        signal.setitimer(signal.ITIMER_REAL, WALL_LIMIT_S)
        began = time.process_time()
        outcome = _take(kind, number, data, scratch, database)
        seconds = time.process_time() - began
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        _say("end", number, round(seconds, 4), outcome)


def _say(*words: Any) -> None:
    print(orjson.dumps(words).decode(), flush=True)  # noqa: T201 (to the test)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
