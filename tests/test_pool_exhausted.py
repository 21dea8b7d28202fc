"""Every connection to the database is held: who waits is told so soon, and when to come back."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from db.engine import Database
from server import Settings, create_app
from tests.conftest import PostgisBackend

QUERY = "{ organizations(first: 1) { edges { node { name } } } }"
# Of the connections that read without leaving the event loop there are eight.
N_HELD = 8
N_ASKED = 20


async def ask_at_once(settings: Settings, locked: Database) -> tuple[list[Any], Any]:
    """Ask often while a table is locked, and once more when it is not."""
    app = create_app(settings)
    transport = httpx2.ASGITransport(app=app)
    body = {"query": QUERY}
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        with locked.engines[0].begin() as connection:
            connection.execute(sa.text("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE"))
            asked = (client.post("/graphql", json=body) for _ in range(N_ASKED))
            answers = await asyncio.gather(*asked)
        after = await client.post("/graphql", json=body)
    await app.state.compiled_queries.close()
    return answers, after


@pytest.mark.slow
def test_who_gets_no_connection_is_told_so_before_those_who_have_one(
    postgis_backend: PostgisBackend,
) -> None:
    with postgis_backend.database() as database:
        settings = Settings(
            database_url=database.engines[0].url.render_as_string(hide_password=False),
            planning_processes=0,
            statement_time_limit_s=3.0,
        )
        answers, after = asyncio.run(ask_at_once(settings, database))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {503: N_ASKED - N_HELD, 200: N_HELD}
    for answer in answers:
        (error,) = answer.json()["errors"]
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1"
            assert error["extensions"]["code"] == "UNAVAILABLE"
            assert "too many requests wait for the database" in error["message"]
            assert answer.elapsed.total_seconds() < 3.0
        else:
            assert error["extensions"]["code"] == "STATEMENT_TIMEOUT"
    assert "errors" not in after.json()
