"""Automatic persisted queries, as Apollo's clients ask for them, and entity tags on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from schema.http.messages import GRAPHQL_RESPONSE, RequestIdentity
from schema.http.persisted_queries import PersistedQueries, PersistedQueryError
from schema.http.view import GraphQLView

QUERY = "{ hello }"
KEY = sha256(QUERY.encode()).hexdigest()


@strawberry.type
class Query:
    hello: str = strawberry.field(resolver=lambda: "你好")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"


@pytest.fixture
def client() -> Iterator[TestClient]:
    view = GraphQLView(strawberry.Schema(Query, Mutation), lambda _request_id: None)
    routes = [Route("/graphql", view)]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(RequestIdentity)])) as served:
        yield served


def extensions(key: str = KEY, version: int = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": key}}


def by_hash(key: str = KEY) -> dict[str, str]:
    return {"extensions": json.dumps(extensions(key))}


def test_a_hash_is_enough_once_the_query_is_known(client: TestClient) -> None:
    unknown = client.get("/graphql", params=by_hash())
    registered = client.post("/graphql", json={"query": QUERY, "extensions": extensions()})
    known = client.get("/graphql", params=by_hash())

    (error,) = unknown.json()["errors"]
    assert unknown.status_code == 200
    assert error["message"] == "PersistedQueryNotFound"
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert registered.json() == known.json() == {"data": {"hello": "你好"}}


def test_an_unknown_hash_is_400_in_the_media_type_of_its_own(client: TestClient) -> None:
    answer = client.get("/graphql", params=by_hash(), headers={"accept": GRAPHQL_RESPONSE})

    assert answer.status_code == 400


def test_a_persisted_mutation_is_refused_by_get(client: TestClient) -> None:
    text = "mutation { change }"
    key = sha256(text.encode()).hexdigest()
    client.post("/graphql", json={"query": text, "extensions": extensions(key)})

    assert client.get("/graphql", params=by_hash(key)).status_code == 405


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/graphql", params={"query": QUERY})
    again = client.get(
        "/graphql", params={"query": QUERY}, headers={"if-none-match": first.headers["etag"]}
    )
    posted = client.post("/graphql", json={"query": QUERY})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"
    assert "etag" not in posted.headers


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"version": 2, "sha256Hash": KEY}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ("text", "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1, "sha256Hash": "abc"}, "BAD_REQUEST"),
        ({"version": 1, "sha256Hash": "0" * 64}, "BAD_REQUEST"),
        ({"version": 1}, "BAD_REQUEST"),
    ],
)
def test_what_does_not_fit_is_refused(asked: object, code: str) -> None:
    with pytest.raises(PersistedQueryError) as refused:
        PersistedQueries().query_of(QUERY, {"persistedQuery": asked})

    assert refused.value.code == code


def test_the_least_recently_used_query_is_forgotten() -> None:
    queries = PersistedQueries(kept_max=2)
    texts = ["{ a }", "{ b }", "{ c }"]
    keys = [sha256(text.encode()).hexdigest() for text in texts]
    queries.query_of(texts[0], extensions(keys[0]))
    queries.query_of(texts[1], extensions(keys[1]))
    queries.query_of(None, extensions(keys[0]))
    queries.query_of(texts[2], extensions(keys[2]))

    assert queries.query_of(None, extensions(keys[0])) == texts[0]
    with pytest.raises(PersistedQueryError, match="NotFound"):
        queries.query_of(None, extensions(keys[1]))
