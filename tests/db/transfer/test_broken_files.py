"""Files that are broken inside are refused as such, and not by what a library says of them."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from db import spatialite_blob
from db.errors import BlobError
from db.transfer.errors import TransferError
from db.transfer.reading import opened_table


def rows(file: Path) -> list[tuple[Any, ...]]:
    with opened_table(file) as table:
        return [
            row for chunk in table.read() for row in zip(*map(list, chunk.columns), strict=True)
        ]


def test_an_archive_whose_content_was_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "name\nold\n")
    file.write_bytes(file.read_bytes().replace(b"old", b"new"))

    with pytest.raises(TransferError, match=r"a\.zip is no zip archive, or broken: Bad CRC-32"):
        rows(file)


@pytest.mark.parametrize("mark", ["sep=\n", 'sep="\n', "sep=,\n"])
def test_a_first_line_that_names_no_delimiter_leaves_the_comma(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{mark}name,kind\nx,y\n", encoding="utf-8")

    assert rows(file) == [("x", "y")]


@pytest.mark.parametrize(
    "feature",
    [
        {"properties": "x", "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"properties": {"name": "x"}, "geometry": ["Point"]},
        {"properties": {"name": "x"}, "geometry": {"type": ["Point"], "coordinates": [1, 2]}},
        {"properties": ["name"], "geometry": 1},
        "x",
    ],
)
def test_a_feature_of_another_shape_is_no_place(tmp_path: Path, feature: Any) -> None:
    good = {"properties": {"name": "y"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, good]}))

    assert [row[0] for row in rows(file)][1:] == ["y"]


def test_a_blob_that_is_broken_inside_is_refused() -> None:
    whole = spatialite_blob.encode(shapely.box(0, 0, 1, 1))
    cut = whole[:60] + b"\xfe"
    frame = whole[:39]
    # A collection with z and m to GEOS, which reads the type modulo 1,000.
    nested = frame + (struct.pack("<II", 3_007, 1) + b"\x69") * 50_000 + b"\xfe"
    deep = frame + (struct.pack("<II", 7, 1) + b"\x69") * 50_000 + b"\xfe"

    for blob in (cut, nested, deep, frame + b"\xfe" * 20):
        with pytest.raises(BlobError):
            spatialite_blob.decode(blob)
