"""Small files of roads, written as other programs write them."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Line = Sequence[tuple[float, ...]]


def write_geojson(
    file: Path, lines: Sequence[Line], properties: Sequence[Mapping[str, Any]] | None = None
) -> Path:
    """Write LineString features."""
    features = [
        {
            "type": "Feature",
            "properties": dict(properties[row]) if properties else None,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for row, line in enumerate(lines)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def write_osm_pbf(
    file: Path,
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[Sequence[int], Mapping[str, str]]],
) -> Path:
    """Write OpenStreetMap's PBF: a header and one block of plain nodes and ways.

    By the published protocol (fileformat.proto, osmformat.proto), with granularity 100 nanodegrees.
    """
    texts = [b""]
    for _, tags in ways:
        texts += [text.encode() for pair in tags.items() for text in pair]
    table = b"".join(_field(1, text) for text in texts)
    groups = [
        _field(
            1,
            _number(1, _zigzag(number))
            + _number(8, _zigzag(round(latitude * 1e7)))
            + _number(9, _zigzag(round(longitude * 1e7))),
        )
        for number, (longitude, latitude) in nodes.items()
    ]
    made = []
    for row, (members, tags) in enumerate(ways, 1):
        keys = b"".join(_varint(texts.index(key.encode())) for key in tags)
        values = b"".join(_varint(texts.index(value.encode())) for value in tags.values())
        steps = [after - before for before, after in zip([0, *members], members, strict=False)]
        refs = b"".join(_varint(_zigzag(step)) for step in steps)
        made.append(
            _field(3, _number(1, row) + _field(2, keys) + _field(3, values) + _field(8, refs))
        )
    block = _field(1, table) + _field(2, b"".join(groups)) + _field(2, b"".join(made))
    header = _field(4, b"OsmSchema-V0.6")
    file.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block))
    return file


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _field(3, zlib.compress(content))
    header = _field(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1
