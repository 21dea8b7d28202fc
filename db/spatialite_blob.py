"""The BLOB that SpatiaLite stores a geometry in, to and from Shapely.

Layout (https://www.gaia-gis.it/gaia-sins/BLOB-Geometry.html), all little endian::

    00 01 | srid int32 | min x, min y, max x, max y: 4 doubles | 7c | type int32 | body | fe

The body is WKB's without its byte order, and each member of a collection starts with the
mark 69 where WKB has its byte order. Only two dimensions are stored.
"""

import math
import struct
import sys
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from db.errors import BlobError

Bounds = tuple[float, float, float, float]

WGS84_SRID = 4326

_POINT, _LINE, _POLYGON = 1, 2, 3
_MULTI_TYPES = range(4, 8)
_TYPES = range(1, 8)
_WKB_MARK, _ENTITY_MARK = 0x01, 0x69
_HEADER_END, _END = 0x7C, 0xFE
_TYPE_OFFSET, _BODY_OFFSET = 39, 43
_POINT_LENGTH = 60
_SMALLEST_LENGTH = 48
_MAX_NESTING = 32

_START = struct.Struct("<BBi")
_BOUNDS = struct.Struct("<4d")
_XY = struct.Struct("<2d")
_COUNT = struct.Struct("<I")
# What SpatiaLite leaves in the box of a geometry that has no point: it meets no other box.
_EMPTY_BOUNDS = (sys.float_info.max, sys.float_info.max, -sys.float_info.max, -sys.float_info.max)
_POINT_DTYPE = np.dtype(
    {"names": ["xy"], "formats": ["2<f8"], "offsets": [_BODY_OFFSET], "itemsize": _POINT_LENGTH}
)


def encode(geometry: BaseGeometry, srid: int = WGS84_SRID) -> bytes:
    """Return the BLOB of a geometry; z and m are dropped, an empty geometry stays empty."""
    wkb = shapely.to_wkb(geometry, byte_order=1, output_dimension=2)
    kind = wkb[1]
    if kind == _POINT:
        x, y = _XY.unpack_from(wkb, 5)
        return encode_point(x, y, srid)
    body = wkb[1:]
    if kind in _MULTI_TYPES:
        marked = bytearray(body)
        _mark_members(marked, 0, _ENTITY_MARK)
        body = bytes(marked)
    bounds = _EMPTY_BOUNDS if geometry.is_empty else geometry.bounds
    return _START.pack(0, 1, srid) + _BOUNDS.pack(*bounds) + b"\x7c" + body + b"\xfe"


def encode_point(x: float, y: float, srid: int = WGS84_SRID) -> bytes:
    """Return the BLOB of one point; NaN coordinates make the empty point."""
    bounds = _EMPTY_BOUNDS if math.isnan(x) or math.isnan(y) else (x, y, x, y)
    return (
        _START.pack(0, 1, srid)
        + _BOUNDS.pack(*bounds)
        + b"\x7c\x01\x00\x00\x00"
        + _XY.pack(x, y)
        + b"\xfe"
    )


def decode(blob: bytes) -> BaseGeometry:
    """Return the geometry in a BLOB.

    Raises
    ------
    BlobError
        The bytes are not a little-endian SpatiaLite geometry.
    """
    check(blob)
    body = blob[_TYPE_OFFSET:-1]
    try:
        if body[0] in _MULTI_TYPES:
            marked = bytearray(body)
            _mark_members(marked, 0, _WKB_MARK)
            body = bytes(marked)
        return shapely.from_wkb(b"\x01" + body)
    except (IndexError, struct.error, ShapelyError) as error:
        raise BlobError(f"{len(blob)} bytes are no geometry inside: {error}") from error


def decode_points(blobs: Sequence[bytes | None]) -> NDArray[np.float64]:
    """Return the coordinates of many points, shape (n, 2); NaN for None and for no point.

    Raises
    ------
    BlobError
        One of the BLOBs holds something other than a point.
    """
    missing = encode_point(math.nan, math.nan)
    joined = b"".join([missing if blob is None else blob for blob in blobs])
    if len(joined) != _POINT_LENGTH * len(blobs):
        raise BlobError("a column of points holds another kind of geometry")
    return np.ascontiguousarray(np.frombuffer(joined, _POINT_DTYPE)["xy"])


def decode_lines(blobs: Sequence[bytes]) -> NDArray[np.object_]:
    """Return many lines at once, shape (n,).

    Raises
    ------
    BlobError
        One of the BLOBs holds something other than a line.
    """
    for blob in blobs:
        check(blob)
        if blob[_TYPE_OFFSET] != _LINE:
            raise BlobError("a column of lines holds another kind of geometry")
    lines = np.empty(len(blobs), dtype=np.object_)
    try:
        lines[:] = shapely.from_wkb([b"\x01" + blob[_TYPE_OFFSET:-1] for blob in blobs])
    except ShapelyError as error:
        raise BlobError(f"a line of a column cannot be read: {error}") from error
    return lines


def check(blob: bytes) -> None:
    """Raise `BlobError` unless the frame of a BLOB is SpatiaLite's."""
    if (
        len(blob) < _SMALLEST_LENGTH
        or blob[0] != 0
        or blob[1] != 1
        or blob[_TYPE_OFFSET - 1] != _HEADER_END
        or blob[-1] != _END
        or _COUNT.unpack_from(blob, _TYPE_OFFSET)[0] not in _TYPES
    ):
        raise BlobError(f"{len(blob)} bytes are not a little-endian SpatiaLite geometry")


def is_point(blob: bytes) -> bool:
    """Tell whether a BLOB holds a (possibly empty) point."""
    return len(blob) == _POINT_LENGTH and blob[_TYPE_OFFSET] == _POINT


def point_xy(blob: bytes) -> tuple[float, float]:
    """Return the coordinates of a point's BLOB; NaN for the empty point."""
    x, y = _XY.unpack_from(blob, _BODY_OFFSET)
    return x, y


def bounds(blob: bytes) -> Bounds | None:
    """Return min x, min y, max x, max y from a BLOB's header; None for an empty geometry."""
    min_x, min_y, max_x, max_y = _BOUNDS.unpack_from(blob, _START.size)
    return (min_x, min_y, max_x, max_y) if min_x <= max_x and min_y <= max_y else None


def srid(blob: bytes) -> int:
    """Return the spatial reference identifier in a BLOB's header."""
    return int(_START.unpack_from(blob)[2])


def with_srid(blob: bytes, srid: int) -> bytes:
    """Return the BLOB with another spatial reference identifier, coordinates unchanged."""
    return _START.pack(0, 1, srid) + blob[_START.size :]


def _mark_members(buffer: bytearray, offset: int, mark: int, nesting: int = 0) -> int:
    """Write `mark` before each member of the geometry whose type is at `offset`; return its end."""
    if nesting > _MAX_NESTING:
        raise BlobError(f"geometry collections are nested deeper than {_MAX_NESTING}")
    kind = _COUNT.unpack_from(buffer, offset)[0]
    if kind not in _TYPES:
        raise BlobError(f"a geometry of the type {kind} in another; two dimensions are stored")
    offset += 4
    if kind == _POINT:
        return offset + 16
    n = _COUNT.unpack_from(buffer, offset)[0]
    offset += 4
    if kind == _LINE:
        return offset + 16 * int(n)
    for _ in range(n):
        if kind == _POLYGON:
            offset += 4 + 16 * int(_COUNT.unpack_from(buffer, offset)[0])
        else:
            buffer[offset] = mark
            offset = _mark_members(buffer, offset + 1, mark, nesting + 1)
    return offset
