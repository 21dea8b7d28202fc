"""Arrays and geometries as compact JSON, and JSON that is inert inside a page.

Coordinates are integers at 1e-6 degrees (0.1 m), each the difference from the one before; points
are put in the order of a space-filling curve first, so that the differences are short.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.errors import MapInputError

COORDINATE_SCALE = 1_000_000
CODE_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
ABSENT = -1
_ABSENT_CHARACTER = "_"
_FEW_NAMES = 1000

# The five characters that could end the script block, open a comment in it or, in older engines,
# end a line in JavaScript.
_INERT = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def inert_json(value: Any) -> str:
    r"""Return `value` as JSON that no HTML parser reads as markup.

    Raises
    ------
    MapInputError
        For NaN or infinity, which JSON does not have.

    Examples
    --------
    >>> inert_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise MapInputError(f"A figure is not finite; give None for none ({error}).") from error
    for character, escape in _INERT.items():
        text = text.replace(chr(character), escape)
    if _LONE_SURROGATE.search(text):
        text = _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return text


def encode_codes(codes: NDArray[np.int64]) -> str | list[int]:
    """Return small integers as one character each, or as a list where there are 63 or more.

    ``ABSENT`` (-1) becomes ``_``.

    Examples
    --------
    >>> encode_codes(np.array([0, 1, -1, 10]))
    '01_a'
    """
    if codes.size == 0:
        return ""
    if codes.max() >= len(CODE_ALPHABET):
        values: list[int] = codes.tolist()
        return values
    table = np.frombuffer((CODE_ALPHABET + _ABSENT_CHARACTER).encode(), dtype=np.uint8)
    return table[codes].tobytes().decode()


def encode_names(names: Sequence[str]) -> list[str] | dict[str, Any]:
    """Return many names without the endings that they share, such as 有限公司.

    A city's names repeat a few dozen endings; leaving them out saves a third of the largest column.
    Few names come back as they are.

    Examples
    --------
    >>> encode_names(["甲", "乙"])
    ['甲', '乙']
    """
    if len(names) < _FEW_NAMES:
        return list(names)
    endings = _common_endings(names[:: max(1, len(names) // 2000)])
    codes = np.full(len(names), ABSENT, dtype=np.int64)
    stems = list(names)
    lengths = sorted({len(ending) for ending in endings}, reverse=True)
    for i, name in enumerate(names):
        for length in lengths:
            code = endings.get(name[-length:])
            if code is not None:
                codes[i] = code
                stems[i] = name[:-length]
                break
    return {"stems": stems, "endings": list(endings), "codes": encode_codes(codes)}


def _common_endings(sample: Sequence[str]) -> dict[str, int]:
    counts = Counter(
        name[-length:] for name in sample for length in range(2, 9) if len(name) >= length
    )
    worth = [
        (count * (len(ending) - 1), ending)
        for ending, count in counts.items()
        if count * 100 >= len(sample)
    ]
    best = sorted(worth, key=lambda item: (-item[0], item[1]))[: len(CODE_ALPHABET)]
    return {ending: code for code, (_, ending) in enumerate(best)}


def encode_deltas(values: NDArray[np.int64]) -> list[int]:
    """Return the first value and the differences, as Python integers."""
    deltas: list[int] = np.diff(values, prepend=np.int64(0)).tolist()
    return deltas


def quantize(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return degrees as integers at 1e-6."""
    return np.rint(coordinates * COORDINATE_SCALE).astype(np.int64)


def spatial_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order of points along a Z curve (Morton 1966) of 65,536 cells a side."""
    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64)
    low = xy.min(axis=0)
    span = np.maximum(xy.max(axis=0) - low, 1e-9)
    cells = ((xy - low) / span * 65_535).astype(np.uint64)
    code = _spread_bits(cells[:, 0]) | (_spread_bits(cells[:, 1]) << np.uint64(1))
    return np.argsort(code, kind="stable").astype(np.int64)


def encode_geometry(geometry: BaseGeometry | None) -> list[list[list[int]]]:
    """Return the polygons of a geometry as rings of delta-coded ``[x, y, dx, dy, ...]``.

    Lines and points inside a collection are left out: they have no area to draw.
    """
    if geometry is None or geometry.is_empty:
        return []
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return [
        [
            encode_line(shapely.get_coordinates(ring))
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in polygons
    ]


def encode_line(coordinates: NDArray[np.float64]) -> list[int]:
    """Return one line as delta-coded ``[x, y, dx, dy, ...]``, without repeated vertices."""
    whole = quantize(coordinates)
    if len(whole) > 1:
        whole = whole[np.concatenate([[True], np.any(whole[1:] != whole[:-1], axis=1)])]
    deltas = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    flat: list[int] = deltas.ravel().tolist()
    return flat


def permute(values: Sequence[Any] | NDArray[Any], order: NDArray[np.int64]) -> list[Any]:
    """Return the values in the given order as a list of Python objects."""
    if isinstance(values, np.ndarray):
        permuted: list[Any] = values[order].tolist()
        return permuted
    return [values[i] for i in order.tolist()]


def _spread_bits(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    spread = values
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
