"""How documents are bounded, and kept so that the same one is parsed and validated once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

import schema.documents
from schema.query_limits.limits import QueryLimits
from server import Settings, create_app
from tests.conftest import SqliteBackend

TOKENS_MAX = QueryLimits().tokens_max


@pytest.fixture(scope="module")
def client(sqlite_backend: SqliteBackend) -> Iterator[TestClient]:
    with (
        sqlite_backend.database() as database,
        TestClient(create_app(Settings(database_url=database.address))) as test_client,
    ):
        yield test_client


def ask(client: TestClient, query: str) -> tuple[int, dict[str, Any]]:
    answer = client.post("/graphql", json={"query": query})
    return answer.status_code, answer.json()


@pytest.mark.parametrize(("n_tokens", "is_read"), [(TOKENS_MAX, True), (TOKENS_MAX + 1, False)])
def test_a_document_is_read_up_to_its_greatest_length(
    client: TestClient, n_tokens: int, *, is_read: bool
) -> None:
    start, end = '{ nodes(ids: ["', '"]) { id } }'
    n_ids = n_tokens - len(["{", "nodes", "(", "ids", ":", "[", "]", ")", "{", "id", "}", "}"])

    status, answer = ask(client, start + '" "'.join(["District:1"] * n_ids) + end)

    assert status == (200 if is_read else 400)
    if not is_read:
        assert answer["errors"][0]["extensions"] == {
            "code": "LIMIT_EXCEEDED",
            "limit": "tokens",
            "allowed": TOKENS_MAX,
            "found": TOKENS_MAX + 1,
        }


@pytest.mark.parametrize("query", ["{" * 40_000, "{a" * 20_000, "{a(b:" + "[" * 40_000])
def test_a_deep_document_is_refused_as_a_syntax_error(client: TestClient, query: str) -> None:
    _, answer = ask(client, query)

    (error,) = answer["errors"]
    assert error["message"].startswith("Syntax Error")
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


def test_a_document_over_a_limit_is_a_400_in_both_media_types(client: TestClient) -> None:
    body = {"query": "{" + " ".join(f"a{i}: __typename" for i in range(16)) + "}"}

    for accept in ("application/json", "application/graphql-response+json"):
        answer = client.post("/graphql", json=body, headers={"accept": accept})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["limit"] == "aliases"


def test_a_known_document_is_parsed_and_validated_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "{ viewer { name role } districts { totalCount } }"
    assert "errors" not in ask(client, query)[1]

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(schema.documents, "parse", fail)
    monkeypatch.setattr(schema.documents, "validate", fail)

    assert "errors" not in ask(client, query)[1]


def test_a_wrong_document_is_refused_the_same_way_twice(client: TestClient) -> None:
    first, second = (ask(client, "{ nothing }")[1]["errors"] for _ in range(2))

    assert first == second
    assert "nothing" in first[0]["message"]


def test_the_answer_tells_what_it_cost_and_what_remains(client: TestClient) -> None:
    told = [ask(client, "{ viewer { name role } }")[1]["extensions"] for _ in range(2)]

    assert told == [{"cost": {"used": 3, "limit": 5_000, "remaining": 4_997}}] * 2


def test_a_document_over_a_limit_is_refused_by_websocket_too(client: TestClient) -> None:
    query = "subscription { featureChanged(layer: STATIONS) {" + " ...A" * 3 + "} }"
    chain = " ".join(
        f"fragment F{i} on FeatureChange {{ ...F{i + 1} ...F{i + 1} }}" for i in range(40)
    )
    ends = "fragment A on FeatureChange { ...F0 } fragment F40 on FeatureChange { id }"
    query = f"{query} {ends} {chain}"
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answer = socket.receive_json()

    assert answer["type"] == "error"
    assert answer["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    "query", ["subscription { featureChanged(layer: NOTHING) { id } }", "{ a "]
)
def test_a_wrong_document_is_refused_by_websocket_with_its_code(
    client: TestClient, query: str
) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answer = socket.receive_json()

    assert answer["type"] == "error"


def test_a_long_document_is_refused_by_websocket_too(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        payload = {"query": "subscription Long {" + " a" * 3_000 + "}", "operationName": "Long"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
        answer = socket.receive_json()

    assert answer["payload"][0]["extensions"]["limit"] == "tokens"
