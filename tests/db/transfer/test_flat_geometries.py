"""Geometries of files are read without collections, which end the process when they are deep."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Literal

import pytest
import shapely

from db.transfer.flat_geometries import flat_wkb, flat_wkt
from db.transfer.importing import ImportOptions, import_file
from tests.conftest import SqliteBackend
from tests.db.transfer.files import add_city, write_csv

# As deep as a row of a file may be long; the stack of a thread ends before.
N_LEVELS = 45_000
DEEP = "GEOMETRYCOLLECTION (" * N_LEVELS + "POINT (1 2)" + ")" * N_LEVELS
FLAT = (
    "POINT (1 2)",
    "POINT Z (1 2 3)",
    "LINESTRING (0 0, 1 1)",
    "MULTIPOINT ((1 2), (3 4))",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
    "POLYGON ((0 0, 4 0, 4 4, 0 0), (2 1, 3 1, 3 2, 2 1))",
    "MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)), ((5 5 1, 6 5 1, 6 6 1, 5 5 1)))",
)


@pytest.mark.parametrize("text", FLAT)
@pytest.mark.parametrize("byte_order", [0, 1])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
def test_what_is_flat_is_read(
    text: str, byte_order: int, flavor: Literal["iso", "extended"]
) -> None:
    geometry = shapely.from_wkt(text)
    wkb = shapely.to_wkb(geometry, byte_order=byte_order, flavor=flavor)
    named = shapely.to_wkb(
        shapely.set_srid(geometry, 4326), byte_order=byte_order, include_srid=True
    )

    assert flat_wkt([text, None]).tolist() == [geometry, None]
    assert flat_wkb([wkb, named, None]).tolist() == [geometry, geometry, None]


@pytest.mark.parametrize("kind", [4, 5, 6, 7])
def test_what_is_nested_is_not_read(kind: int) -> None:
    levels = struct.pack("<BII", 1, kind, 1) * N_LEVELS
    point = shapely.to_wkb(shapely.Point(1, 2))
    hidden = struct.pack("<BII", 1, 4, 2) + point + levels + point

    assert flat_wkb([levels + point, hidden, levels, b"", b"\x01"]).tolist() == [None] * 5


@pytest.mark.parametrize("text", [DEEP, DEEP.lower(), "MULTICURVE ((0 0, 1 1))", "POINT (", ""])
def test_text_that_is_nested_or_broken_is_not_read(text: str) -> None:
    assert flat_wkt([text]).tolist() == [None]


def test_a_file_of_nested_collections_is_refused_by_its_row(
    sqlite_backend: SqliteBackend, tmp_path: Path
) -> None:
    good = "POLYGON ((101 36, 101.1 36, 101.1 36.1, 101 36))"
    file = write_csv(tmp_path / "a.csv", [["圈一", good], ["圈二", DEEP]], ["名称", "WKT"])
    with sqlite_backend.database() as database:
        add_city(database)
        report = import_file(database, "circles", file, ImportOptions(is_dry_run=True))

    assert (report.n_added, [one.row for one in report.findings.kept]) == (1, [3])
