"""Entity tags of answers."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response

from schema.http.tags import is_known, tagged


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", False), ('"1"', True), ('W/"1"', True), ('"2", "1"', True), ('"11"', False), ("*", True)],
)
def test_tags_compare_weakly(header: str, *, expected: bool) -> None:
    assert is_known(header, '"1"') is expected


def test_equal_answers_have_equal_tags_and_are_not_sent_again() -> None:
    first = tagged(Response(b"a"), Headers())
    other = tagged(Response(b"b"), Headers())
    again = tagged(Response(b"a"), Headers({"if-none-match": first.headers["etag"]}))

    assert first.headers["etag"] != other.headers["etag"]
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_an_error_has_no_tag() -> None:
    assert "etag" not in tagged(Response(b"a", status_code=400), Headers()).headers
