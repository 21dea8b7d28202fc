"""Geometries of files, read without collections: nested deep enough these end the process.

GEOS reads collections in collections by calling itself, until the stack is full. No register takes
a collection, so none is read.
"""

import re
import struct
from collections.abc import Sequence

import numpy as np
import shapely

from db.transfer.table import Geometries

# Only these hold geometries that are named again inside.
_NESTING_WKT = re.compile("collection|curve|surface", re.IGNORECASE)
_PLAIN_TYPES, _MULTI_TYPES = range(1, 4), range(4, 7)
_POINT, _LINE = 1, 2
_EXTENDED_Z, _EXTENDED_M, _EXTENDED_SRID = 0x80000000, 0x40000000, 0x20000000


def flat_wkt(texts: Sequence[str | None]) -> Geometries:
    """Read WKT, shape (n,): None where there is none, where it is broken, or holds a collection."""
    given = [None if text is None or _NESTING_WKT.search(text) else text for text in texts]
    made: Geometries = shapely.from_wkt(np.array(given, dtype=np.object_), on_invalid="ignore")
    return made


def flat_wkb(values: Sequence[bytes | None]) -> Geometries:
    """Read WKB, shape (n,): None where there is none, where it is broken, or holds a collection."""
    given = [value if value is not None and _is_flat(value) else None for value in values]
    made: Geometries = shapely.from_wkb(np.array(given, dtype=np.object_), on_invalid="ignore")
    return made


def _is_flat(wkb: bytes) -> bool:
    """Tell whether WKB is a plain geometry, or several of the one kind that it says."""
    try:
        whole = _Head(wkb, 0)
        if whole.kind in _PLAIN_TYPES:
            return True
        if whole.kind not in _MULTI_TYPES:
            return False
        offset = whole.end + 4
        for _ in range(whole.count(wkb, whole.end)):
            member = _Head(wkb, offset)
            if member.kind != whole.kind - 3:
                return False
            offset = _end(wkb, member)
    except (IndexError, struct.error):
        return False
    return True


class _Head:
    """The byte order, the kind and the axes that stand before the body of a geometry."""

    def __init__(self, wkb: bytes, offset: int) -> None:
        self.order = "<" if wkb[offset] == 1 else ">"
        (code,) = struct.unpack_from(f"{self.order}I", wkb, offset + 1)
        thousands = (code & 0xFFFF) // 1_000
        has_z = bool(code & _EXTENDED_Z) or thousands in (1, 3)
        has_m = bool(code & _EXTENDED_M) or thousands in (2, 3)
        self.kind: int = (code & 0xFFFF) % 1_000
        self.position_bytes = 8 * (2 + has_z + has_m)
        self.end = offset + 5 + (4 if code & _EXTENDED_SRID else 0)

    def count(self, wkb: bytes, offset: int) -> int:
        """Give the number of parts that stands at an offset."""
        return int(struct.unpack_from(f"{self.order}I", wkb, offset)[0])


def _end(wkb: bytes, head: _Head) -> int:
    """Give where the body of a plain geometry ends."""
    offset = head.end
    if head.kind == _POINT:
        return offset + head.position_bytes
    n_parts = head.count(wkb, offset)
    offset += 4
    if head.kind == _LINE:
        return offset + head.position_bytes * n_parts
    for _ in range(n_parts):
        offset += 4 + head.position_bytes * head.count(wkb, offset)
    return offset
