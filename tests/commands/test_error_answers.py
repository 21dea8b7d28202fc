"""Answers to requests outside GraphQL that fail."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from commands.error_answers import KNOWN_ERRORS, answer_failure, answer_refusal
from db.engine import Database
from db.errors import (
    CorruptDatabaseError,
    DatabaseUnavailableError,
    PoolExhaustedError,
    SchemaVersionError,
    StatementTimeoutError,
    UnknownDistrictError,
)
from schema.http.messages import RequestIdentity
from schema.permissions import NotPermittedError, UnauthenticatedError
from server import Settings, create_app

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000000)"
    " SELECT count(*) FROM n"
)


def answered(error: Exception) -> tuple[int, str, str | None]:
    """The status, the code and the pause that a page's error gets."""

    async def page(_request: Request) -> None:
        raise error

    handlers = {**dict.fromkeys(KNOWN_ERRORS, answer_refusal), Exception: answer_failure}
    app = Starlette(
        routes=[Route("/", page)],
        middleware=[Middleware(RequestIdentity)],
        exception_handlers=handlers,
    )
    answer = TestClient(app, raise_server_exceptions=False).get("/")
    code = answer.json()["errors"][0]["extensions"]["code"]
    return answer.status_code, code, answer.headers.get("retry-after")


@pytest.mark.parametrize(
    ("error", "status_code", "retry_after_s"),
    [
        (UnknownDistrictError("there is no district 1"), 400, None),
        (UnauthenticatedError("a token is needed"), 401, None),
        (NotPermittedError("an ADMIN may"), 403, None),
        (RuntimeError("unforeseen"), 500, None),
        (PoolExhaustedError("10 of 10"), 503, "1"),
        (DatabaseUnavailableError("refused"), 503, "5"),
        (CorruptDatabaseError("malformed"), 503, "60"),
        (SchemaVersionError("0007"), 503, "60"),
        (StatementTimeoutError(5.0), 504, None),
    ],
)
def test_an_error_has_the_status_of_whoever_can_mend_it(
    error: Exception, status_code: int, retry_after_s: str | None
) -> None:
    found, _, pause = answered(error)

    assert (found, pause) == (status_code, retry_after_s)


def test_a_tile_that_takes_the_database_too_long_is_a_504(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(read_from: Database, *_: object) -> None:
        with read_from.read() as session:
            session.execute(sa.text(ENDLESS))

    monkeypatch.setattr("schema.http.tiles._drawn", draw)
    settings = Settings(
        database_url=database.address,
        planning_processes=0,
        statement_time_limit_s=0.1,
        compiled_queries=False,
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        answer = client.get("/tiles/guidance_stations/12/3206/1597.mvt")

    (error,) = answer.json()["errors"]
    assert answer.status_code == 504
    assert error["extensions"]["code"] == "STATEMENT_TIMEOUT"
    assert "longer than 0.1 s" in error["message"]
