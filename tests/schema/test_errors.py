"""What a client sees of an error, and what it does not."""

from __future__ import annotations

import logging

import pytest
from graphql import GraphQLError

from db.engine import Database
from db.errors import DatabaseUnavailableError, StaleVersionError
from db.repositories import district
from geo.errors import CoordinateOutOfReachError, InvalidGeometryError
from schema.errors import error_code, public_error
from schema.operations.errors import ArgumentError, CursorError, argument, below
from tests.schema.city import ask


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArgumentError("first", "no"), "BAD_USER_INPUT"),
        (CursorError("after", "no"), "BAD_CURSOR"),
        (InvalidGeometryError("no"), "INVALID_GEOMETRY"),
        (CoordinateOutOfReachError("no"), "COORDINATES_OUT_OF_REACH"),
        (StaleVersionError("no"), "STALE_VERSION"),
        (DatabaseUnavailableError("postgresql://host/"), "UNAVAILABLE"),
        (ValueError("no"), None),
        (None, None),
    ],
)
def test_known_errors_have_a_code(error: Exception | None, code: str | None) -> None:
    assert error_code(error) == code


def test_an_argument_is_named_and_keeps_the_code_of_its_cause() -> None:
    with pytest.raises(ArgumentError) as caught, below("input"), argument("scope.polygon"):
        raise CoordinateOutOfReachError("too far")

    assert str(caught.value) == "input.scope.polygon: too far"
    assert caught.value.argument == "input.scope.polygon"
    assert error_code(caught.value) == "COORDINATES_OUT_OF_REACH"


def test_an_unknown_error_is_masked_and_logged_with_the_request_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = ValueError("password=hunter2")
    with caplog.at_level(logging.ERROR, logger="quanmap.schema"):
        shown = public_error(GraphQLError("x", original_error=secret, path=["a"]), "request-7")

    assert "hunter2" not in str(shown)
    assert shown.extensions == {"code": "INTERNAL_SERVER_ERROR", "requestId": "request-7"}
    assert "request-7" in shown.message
    assert "request-7" in caplog.text
    assert "hunter2" in caplog.text


def test_a_fault_in_a_resolver_is_masked(
    small_city: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(district, "find_by_adcode", broken)
    answer = ask(small_city, '{ district(adcode: "630101") { name } }')

    assert answer.error["code"] == "INTERNAL_SERVER_ERROR"
    assert answer.error["requestId"] == "request-1"
    assert "fire" not in answer.error["message"]
    assert "disk on fire" in caplog.text


def test_a_callers_mistake_is_no_line_of_the_log(
    small_city: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        ask(small_city, "{ organizations(first: -1) { totalCount } }")

    assert caplog.records == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "query ($a: Int!) { organizations(first: $a) { totalCount } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ],
)
def test_errors_of_the_language_pass_with_a_code(
    small_city: Database, query: str, code: str
) -> None:
    assert ask(small_city, query).error["code"] == code
