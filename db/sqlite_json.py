"""SQL functions that write JSON on SQLite, where its own would lose digits or know no geometry."""

import base64
import json
import sqlite3
from typing import Any

from db import spatialite_blob


def register(connection: sqlite3.Connection) -> None:
    """Add the functions to a connection; its database is not touched."""
    for name, n_arguments, function in (
        ("json_real", 1, _json_real),
        ("json_point", 2, _json_point),
        ("json_cursor", -1, _json_cursor),
    ):
        connection.create_function(name, n_arguments, function, deterministic=True)


def _json_real(value: float | None) -> str | None:
    """Write a number with as many digits as it takes to read the same one back."""
    return None if value is None else repr(float(value))


def _json_point(blob: bytes | None, decimals: int) -> str | None:
    """Write a point as GeoJSON, rounded as NumPy rounds; NULL for NULL."""
    if blob is None:
        return None
    x, y = spatialite_blob.point_xy(blob)
    if x != x:  # noqa: PLR0124 (the empty point's coordinates are NaN)
        return '{"type":"Point","coordinates":[]}'
    scale = 10.0**decimals
    return (
        f'{{"type":"Point","coordinates":[{round(x * scale) / scale},{round(y * scale) / scale}]}}'
    )


def _json_cursor(*values: Any) -> str:
    """Write a tag and a key as base64url of compact JSON, without padding."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
