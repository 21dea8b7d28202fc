"""How documents are bounded, and kept so that the same one is parsed and validated once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from strawberry.extensions.parser_cache import _get_parse_cache
from strawberry.extensions.validation_cache import _get_validate_cache

from schema.documents import CACHED_DOCUMENTS, MAX_TOKENS
from server import Settings, create_app
from tests.conftest import SqliteBackend


@pytest.fixture(scope="module")
def client(sqlite_backend: SqliteBackend) -> Iterator[TestClient]:
    with (
        sqlite_backend.database() as database,
        TestClient(create_app(Settings(database_url=database.address))) as test_client,
    ):
        yield test_client


def messages(client: TestClient, query: str) -> list[str]:
    answer = client.post("/graphql", json={"query": query})
    assert answer.status_code == 200
    return [error["message"] for error in answer.json().get("errors", [])]


@pytest.mark.parametrize(("n_tokens", "is_read"), [(MAX_TOKENS, True), (MAX_TOKENS + 1, False)])
def test_a_document_is_read_up_to_its_greatest_length(
    client: TestClient, n_tokens: int, *, is_read: bool
) -> None:
    start, end = '{ nodes(ids: ["', '"]) { id } }'
    n_ids = n_tokens - len(["{", "nodes", "(", "ids", ":", "[", "]", ")", "{", "id", "}", "}"])

    found = messages(client, start + '" "'.join(["District:1"] * n_ids) + end)

    assert any(str(MAX_TOKENS) in message for message in found) is not is_read


@pytest.mark.parametrize("query", ["{" * 100_000, "{a" * 30_000, "{a(b:" + "[" * 100_000])
def test_a_deep_document_is_refused_as_a_syntax_error(client: TestClient, query: str) -> None:
    answer = client.post("/graphql", json={"query": query})

    (error,) = answer.json()["errors"]
    assert error["message"].startswith("Syntax Error")
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


def test_a_known_document_is_parsed_and_validated_once(client: TestClient) -> None:
    query = "{ viewer { name role } districts { totalCount } }"
    caches: tuple[Any, ...] = (
        _get_parse_cache(CACHED_DOCUMENTS),
        _get_validate_cache(CACHED_DOCUMENTS),
    )
    assert messages(client, query) == []
    before = [cache.cache_info() for cache in caches]

    assert messages(client, query) == []

    after = [cache.cache_info() for cache in caches]
    assert [info.misses for info in after] == [info.misses for info in before]
    assert [info.hits for info in after] == [info.hits + 1 for info in before]


def test_a_wrong_document_is_refused_the_same_way_twice(client: TestClient) -> None:
    first, second = (messages(client, "{ nothing }") for _ in range(2))

    assert first == second
    assert "nothing" in first[0]
