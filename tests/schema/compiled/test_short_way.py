"""A request that was asked before is answered as the view answers it, and refused as it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from db.engine import Database
from db.errors import StatementTimeoutError
from db.models.enums import TokenRole
from db.repositories import tokens
from schema.compiled.queries import CompiledQueries
from schema.compiled.short_way import ShortWay
from schema.context import Context
from schema.http.messages import GRAPHQL_RESPONSE, JSON, RequestIdentity
from schema.http.view import GraphQLView
from tests.schema.city import SCHEMA

NAMES = "query ($n: Int) { organizations(first: $n) { totalCount edges { node { id name } } } }"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Api:
    """The application, what answers its queries, and a token that it takes."""

    client: TestClient
    compiled: CompiledQueries
    secret: str

    def ask(self, query: str = NAMES, n: object = 2, **headers: str) -> httpx2.Response:
        """Ask with the token, unless another authorization is given."""
        sent = {"authorization": f"Bearer {self.secret}", **headers}
        body = {"query": query, "variables": {"n": n}}
        chosen = {name: value for name, value in sent.items() if value}
        return self.client.post("/graphql", json=body, headers=chosen)


@pytest.fixture(params=[True, False], ids=["closed", "open"])
def needs_token(request: pytest.FixtureRequest) -> bool:
    """Whether reading needs a token."""
    return bool(request.param)


@pytest.fixture
def api(small_city: Database, needs_token: bool) -> Iterator[Api]:
    """Open the API with a token of its own."""
    with small_city.write() as session:
        name = f"reader {datetime.now(tz=UTC)}"
        _, secret = tokens.create(session, tokens.TokenTerms(name, TokenRole.VIEWER), now=NOW)
    compiled = CompiledQueries(small_city)

    def context(request_id: str) -> Context:
        return Context(small_city, request_id, needs_token=needs_token)

    view = GraphQLView(SCHEMA, context, compiled=compiled)
    short = ShortWay(view, compiled, told=SCHEMA.documents.told, needs_token=needs_token)
    app = Starlette(
        routes=[Route("/graphql", short)],
        middleware=[Middleware(RequestIdentity)],
    )
    with TestClient(app) as client:
        yield Api(client, compiled, secret)
        assert client.portal is not None
        client.portal.call(compiled.close)


def test_the_second_answer_is_the_first_one(api: Api) -> None:
    first, second = api.ask(), api.ask()

    assert api.compiled.n_compiled == 2
    assert second.json() == first.json()
    assert len(second.json()["data"]["organizations"]["edges"]) == 2
    assert second.status_code == 200
    assert second.headers["content-type"] == first.headers["content-type"]
    assert len(second.headers["x-request-id"]) == 16


def test_both_media_types_are_given_as_asked(api: Api) -> None:
    for accept in (JSON, GRAPHQL_RESPONSE):
        for _ in range(2):
            response = api.ask(accept=accept)
            assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert api.ask(accept="text/csv").status_code == 406


def test_a_token_that_was_revoked_opens_nothing_more(api: Api, small_city: Database) -> None:
    api.ask()
    with small_city.write() as session:
        _, other = tokens.create(
            session, tokens.TokenTerms(f"b {datetime.now(tz=UTC)}", TokenRole.VIEWER), now=NOW
        )
    again = api.ask(authorization=f"Bearer {other}")
    with small_city.write() as session:
        bearer = tokens.verify(session, other, now=datetime.now(tz=UTC))
        assert bearer is not None
        tokens.revoke(session, bearer.name, now=NOW)
    refused = api.ask(authorization=f"Bearer {other}")

    assert again.status_code == 200
    assert refused.status_code == 401
    assert api.ask().status_code == 200


def test_a_query_that_nobody_asked_is_no_way_in_for_a_revoked_token(
    api: Api, small_city: Database
) -> None:
    name = f"lost {datetime.now(tz=UTC)}"
    with small_city.write() as session:
        _, other = tokens.create(session, tokens.TokenTerms(name, TokenRole.VIEWER), now=NOW)
    statuses = []
    for at in range(4):
        if at == 2:
            with small_city.write() as session:
                tokens.revoke(session, name, now=NOW)
        query = f"{{ organizations(first: 1) {{ edges {{ node {{ a{at}: name }} }} }} }}"
        statuses.append(api.ask(query, authorization=f"Bearer {other}").status_code)

    assert statuses == [200, 200, 401, 401]


@pytest.mark.parametrize("authorization", ["Bearer quanmap_x", "Bearer ", "Basic eDp5", "nonsense"])
def test_what_is_no_token_is_refused(api: Api, authorization: str) -> None:
    api.ask()

    assert api.ask(authorization=authorization).status_code == 401


def test_who_shows_nothing_reads_where_reading_is_open(api: Api, needs_token: bool) -> None:
    api.ask()

    assert api.ask(authorization="").status_code == (401 if needs_token else 200)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"query": 1}', b'{"query": "{ a"}', b'{"query": "", "variables": []}', b"\xff"],
)
def test_what_is_no_request_is_left_to_the_view(api: Api, body: bytes) -> None:
    headers = {"content-type": JSON, "authorization": f"Bearer {api.secret}"}
    response = api.client.post("/graphql", content=body, headers=headers)

    assert response.status_code in {200, 400}
    assert response.json()["errors"]


def test_another_value_is_looked_at_anew(api: Api) -> None:
    answers: list[Any] = [api.ask(n=n).json() for n in (1, 2, 501, "x", 1)]

    assert [bool(answer.get("errors")) for answer in answers] == [False, False, True, True, False]
    assert answers[0]["data"] == answers[4]["data"]


def test_a_body_in_pieces_is_read_whole(api: Api) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"query": "{ organizations(first: 1) '
        yield b'{ edges { node { name } } } }"}'

    headers = {"content-type": JSON, "authorization": f"Bearer {api.secret}"}
    for _ in range(2):
        response = api.client.post("/graphql", content=pieces(), headers=headers)
        assert len(response.json()["data"]["organizations"]["edges"]) == 1
    assert api.compiled.n_compiled == 2


def test_a_long_body_reaches_the_view_whole(api: Api) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"query": '
        for _ in range(10):
            yield b" " * 20_000
        yield b'"{ organizations(first: 1) { edges { node { name } } } }"}'

    headers = {"content-type": JSON, "authorization": f"Bearer {api.secret}"}
    response = api.client.post("/graphql", content=pieces(), headers=headers)

    assert len(response.json()["data"]["organizations"]["edges"]) == 1


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
def test_what_takes_too_long_is_told_as_the_view_tells_it(
    api: Api, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.ask()

    async def late(*_: object) -> bytes:
        raise StatementTimeoutError(5.0)

    monkeypatch.setattr(api.compiled, "_read", late)
    by_the_short_way = api.ask(accept=accept)
    by_the_view = api.ask(query=NAMES.replace("query", "query Unseen"), accept=accept)

    assert by_the_short_way.status_code == by_the_view.status_code
    told, expected = by_the_short_way.json(), by_the_view.json()
    assert told.keys() == expected.keys()
    assert told["errors"][0]["message"] == expected["errors"][0]["message"]
    assert told["errors"][0]["extensions"]["code"] == "STATEMENT_TIMEOUT"
