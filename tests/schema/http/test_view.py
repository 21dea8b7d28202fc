"""What the GraphQL view accepts, refuses and answers, over a schema of two fields."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
import pytest
import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from schema.http.messages import GRAPHQL_RESPONSE, JSON, RequestIdentity, negotiate
from schema.http.view import GraphQLView, graphiql_assets

MAX_BODY_BYTES = 1_000_000


@dataclass(frozen=True)
class Context:
    request_id: str


@strawberry.type
class Query:
    @strawberry.field
    def double(self, number: float) -> float:
        return 2 * number

    @strawberry.field
    def request_id(self, info: strawberry.Info[Context, None]) -> str:
        return info.context.request_id

    @strawberry.field
    def broken(self) -> str:
        raise ValueError("out of order")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> bool:
        return True


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    view = GraphQLView(strawberry.Schema(Query, Mutation), Context, max_body_bytes=MAX_BODY_BYTES)
    app = Starlette(routes=[Route("/graphql", view)], middleware=[Middleware(RequestIdentity)])
    with TestClient(app) as test_client:
        yield test_client


def ask(client: TestClient, query: str, accept: str = JSON, **body: Any) -> httpx2.Response:
    return client.post("/graphql", json={"query": query, **body}, headers={"accept": accept})


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, {JSON};q=0.9", GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE};q=0.5", JSON),
        (f"{GRAPHQL_RESPONSE.upper()}; charset=utf-8", GRAPHQL_RESPONSE),
        (f"{JSON};q=0", None),
        (f"{JSON};q=high", None),
        ("text/html", None),
        ("image/*, text/plain", None),
    ],
)
def test_the_media_type_follows_the_accept_header(accept: str, media_type: str | None) -> None:
    assert negotiate(accept) == media_type


def test_a_query_by_post_is_answered(client: TestClient) -> None:
    response = ask(client, "query D($n: Float!) { double(number: $n) }", variables={"n": 2.5})

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {"double": 5.0}}


def test_a_query_by_get_is_answered(client: TestClient) -> None:
    parameters = {"query": "query D($n: Float!) { double(number: $n) }", "variables": '{"n": 4}'}

    response = client.get("/graphql", params=parameters)

    assert response.json() == {"data": {"double": 8.0}}


def test_a_mutation_by_get_is_refused_and_not_executed(client: TestClient) -> None:
    response = client.get("/graphql", params={"query": "mutation { change }"})

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "query", ["{", "{ unknown }", "query D($n: Float!) { double(number: $n) }"]
)
def test_a_request_error_is_a_400_where_the_client_knows_the_new_media_type(
    client: TestClient, query: str
) -> None:
    old, new = ask(client, query, JSON), ask(client, query, GRAPHQL_RESPONSE)

    assert (old.status_code, new.status_code) == (200, 400)
    assert new.headers["content-type"] == f"{GRAPHQL_RESPONSE}; charset=utf-8"
    assert "data" not in new.json()
    assert len(new.json()["errors"]) == 1


def test_a_field_error_is_a_200_in_both_media_types(client: TestClient) -> None:
    for media_type in (JSON, GRAPHQL_RESPONSE):
        response = ask(client, "{ broken }", media_type)

        assert response.status_code == 200
        assert response.json()["data"] is None
        assert response.json()["errors"][0]["path"] == ["broken"]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"[" * 100_000, "depth limit"),
        (b"", "not valid JSON"),
        (b'{"query": "{ broken }"', "not valid JSON"),
        (b'{"query": "{ a }", "variables": {"n": 1e999}}', "infinity"),
        (b'{"query": "{ a }", "variables": {"n": NaN}}', "not valid JSON"),
        (b'{"query": "\xff"}', "not valid JSON"),
        (b"1", "JSON object"),
        (b"[]", "one operation"),
        (b"{}", "query is missing"),
        (b'{"query": 1}', "query has to be a string"),
        (b'{"query": "{ broken }", "variables": []}', "variables has to be an object"),
        (b'{"query": "{ broken }", "operationName": 1}', "operationName has to be a string"),
        (b'{"query": "{ broken }", "extensions": 1}', "extensions has to be an object"),
        (b'{"query": "{ broken }", "operationName": "Other"}', "Other"),
    ],
)
def test_a_wrong_body_is_a_400_that_says_what_is_wrong(
    client: TestClient, body: bytes, cause: str
) -> None:
    response = client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code == 400
    assert cause in response.json()["errors"][0]["message"]
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("variables", ["{", '{"n": 1e999}', "[" * 10_000])
def test_wrong_variables_in_an_address_are_a_400(client: TestClient, variables: str) -> None:
    response = client.get("/graphql", params={"query": "{ broken }", "variables": variables})

    assert response.status_code == 400


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_a_415(client: TestClient, content_type: str) -> None:
    body = json.dumps({"query": "{ broken }"})

    response = client.post("/graphql", content=body, headers={"content-type": content_type})

    assert response.status_code == 415


def test_a_body_of_exactly_the_cap_is_read(client: TestClient) -> None:
    start = b'{"query": "{ requestId }"'
    body = start + b" " * (MAX_BODY_BYTES - len(start) - 1) + b"}"

    response = client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code == 200


def test_a_body_over_the_cap_is_a_413(client: TestClient) -> None:
    response = client.post(
        "/graphql", content=b" " * (MAX_BODY_BYTES + 1), headers={"content-type": JSON}
    )

    assert response.status_code == 413
    assert "1,000,000 bytes" in response.json()["errors"][0]["message"]


def test_a_body_without_a_length_is_cut_off_at_the_cap() -> None:
    n_read = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal n_read
        for _ in range(100):
            n_read += 1
            yield b" " * 100_000

    async def post() -> int:
        view = RequestIdentity(GraphQLView(strawberry.Schema(Query), Context))
        transport = httpx2.ASGITransport(app=view)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            response = await client.post("/", content=chunks(), headers={"content-type": JSON})
            return response.status_code

    assert anyio.run(post) == 413
    assert n_read <= 12


def test_an_answer_that_the_client_cannot_take_is_a_406(client: TestClient) -> None:
    response = ask(client, "{ requestId }", "text/plain")

    assert response.status_code == 406
    assert GRAPHQL_RESPONSE in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_a_405(client: TestClient, method: str) -> None:
    assert client.request(method, "/graphql").status_code == 405


def test_a_request_id_is_made_and_returned(client: TestClient) -> None:
    first, second = ask(client, "{ requestId }"), ask(client, "{ requestId }")

    assert first.headers["x-request-id"] == first.json()["data"]["requestId"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("proxy-1.a:b_c", True), ("a b", False), ("x" * 65, False), ("<i>", False)],
)
def test_only_a_well_formed_request_id_is_kept(
    client: TestClient, given: str, is_kept: bool
) -> None:
    response = client.get(
        "/graphql", params={"query": "{ requestId }"}, headers={"x-request-id": given}
    )

    assert (response.headers["x-request-id"] == given) is is_kept


def test_a_browser_gets_graphiql_from_our_own_files(client: TestClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    response = client.get("/graphql", headers={"accept": accept})

    assert response.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "//" not in response.text.replace("<!doctype", "")


def test_a_program_that_takes_anything_gets_an_error_and_no_page(client: TestClient) -> None:
    response = client.get("/graphql", headers={"accept": "*/*"})

    assert response.status_code == 400
    assert "query is missing" in response.json()["errors"][0]["message"]


def test_the_files_of_graphiql_and_their_licences_are_shipped() -> None:
    names = {file.name for file in graphiql_assets().iterdir()}

    assert names >= {"graphiql.js", "graphiql.css", "editor.worker.js", "LICENSES.txt"}
    assert "monaco-editor 0.52.2 (MIT)" in (graphiql_assets() / "LICENSES.txt").read_text("utf-8")
