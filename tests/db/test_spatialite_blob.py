import math
import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from shapely.geometry.base import BaseGeometry

from db import spatialite_blob
from db.errors import BlobError
from tests.db import geometries

# SpatiaLite's own, by `SELECT hex(MakePoint(1, 2, 4326))` and so on.
POINT = bytes.fromhex(
    "0001E6100000"
    "000000000000F03F0000000000000040000000000000F03F0000000000000040"
    "7C01000000000000000000F03F0000000000000040FE"
)


def test_point_is_laid_out_as_spatialite_lays_it_out() -> None:
    assert spatialite_blob.encode(shapely.Point(1, 2)) == POINT
    assert spatialite_blob.encode_point(1, 2) == POINT


def test_members_of_a_collection_are_marked_as_spatialite_marks_them() -> None:
    blob = spatialite_blob.encode(shapely.MultiPoint([(1, 2), (3, 4)]), 4326)
    assert blob == (
        struct.pack("<BBi4dBiI", 0, 1, 4326, 1, 2, 3, 4, 0x7C, 4, 2)
        + struct.pack("<Bi2d", 0x69, 1, 1, 2)
        + struct.pack("<Bi2d", 0x69, 1, 3, 4)
        + b"\xfe"
    )


@given(geometries.geometry)
def test_geometries_come_back_as_they_went_in(geometry: BaseGeometry) -> None:
    blob = spatialite_blob.encode(geometry)
    back = spatialite_blob.decode(blob)
    assert back.geom_type == geometry.geom_type
    assert shapely.equals_exact(back, geometry) or (back.is_empty and geometry.is_empty)
    expected = None if geometry.is_empty else geometry.bounds
    assert spatialite_blob.bounds(blob) == expected


def test_nested_collections_come_back() -> None:
    inner = shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)])
    outer = shapely.GeometryCollection([inner, shapely.MultiPoint([(5, 6)])])
    assert spatialite_blob.decode(spatialite_blob.encode(outer)) == outer


def test_collections_nested_too_deeply_are_refused() -> None:
    geometry: BaseGeometry = shapely.Point(0, 0)
    for _ in range(40):
        geometry = shapely.GeometryCollection([geometry])
    with pytest.raises(BlobError, match="deeper than 32"):
        spatialite_blob.encode(geometry)


def test_heights_are_dropped() -> None:
    assert spatialite_blob.encode(shapely.Point(1, 2, 3)) == POINT


def test_srid_is_read_and_replaced() -> None:
    assert spatialite_blob.srid(POINT) == 4326
    other = spatialite_blob.with_srid(POINT, 4490)
    assert spatialite_blob.srid(other) == 4490
    assert spatialite_blob.point_xy(other) == (1.0, 2.0)


def test_points_are_decoded_together_and_missing_ones_are_nan() -> None:
    empty = spatialite_blob.encode(shapely.Point())
    found = spatialite_blob.decode_points([POINT, None, empty])
    np.testing.assert_array_equal(found, [[1, 2], [math.nan] * 2, [math.nan] * 2])
    assert spatialite_blob.decode_points([]).shape == (0, 2)


def test_a_column_of_points_refuses_areas() -> None:
    with pytest.raises(BlobError):
        spatialite_blob.decode_points([spatialite_blob.encode(shapely.box(0, 0, 1, 1))])


@pytest.mark.parametrize("blob", [b"", b"\x00\x01", POINT[:-1], b"\x01" + POINT[1:]])
def test_other_bytes_are_refused(blob: bytes) -> None:
    with pytest.raises(BlobError, match="not a little-endian SpatiaLite geometry"):
        spatialite_blob.decode(blob)
