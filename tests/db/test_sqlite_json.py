"""The SQL functions that write JSON on SQLite, with values worked out by hand."""

import base64
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from shapely import Point

from db import spatialite_blob, sqlite_json


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    sqlite_json.register(opened)
    yield opened
    opened.close()


def answer(connection: sqlite3.Connection, call: str, *values: Any) -> Any:
    return connection.execute(f"SELECT {call}", values).fetchone()[0]


@pytest.mark.parametrize(
    ("value", "text"), [(0.1, "0.1"), (1.0, "1.0"), (2, "2.0"), (1 / 3, "0.3333333333333333")]
)
def test_real_keeps_every_digit(connection: sqlite3.Connection, value: float, text: str) -> None:
    assert answer(connection, "json_real(?)", value) == text


def test_null_stays_null(connection: sqlite3.Connection) -> None:
    assert answer(connection, "json_real(NULL)") is None
    assert answer(connection, "json_point(NULL, 7)") is None


def test_point_is_rounded_to_the_decimals(connection: sqlite3.Connection) -> None:
    blob = spatialite_blob.encode(Point(101.12345678, 36.5), 4326)
    expected = '{"type":"Point","coordinates":[101.1234568,36.5]}'
    assert answer(connection, "json_point(?, 7)", blob) == expected


def test_cursor_is_base64url_of_compact_json(connection: sqlite3.Connection) -> None:
    text = answer(connection, "json_cursor('Organization:NAME', ?, 7)", "西宁")
    assert "=" not in text
    padded = text + "=" * (-len(text) % 4)
    assert base64.urlsafe_b64decode(padded).decode() == '["Organization:NAME","西宁",7]'
