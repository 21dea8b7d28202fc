"""Requests that are broken as HTTP, JSON or text, on each database: refused in words, never 5xx."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.conftest import Backend
from tests.fuzz.served import NOBODY, Served, served

COUNTED = "query A($n: String) { organizations(filter: {nameContains: $n}) { totalCount } }"
READ = f'{{"query": "{COUNTED}"'
NUL = "a\x00b"
DEEP: Any = [101, 36]
for _ in range(900):
    DEEP = [DEEP]
NAMED = "query ($v: String!) { organizations(filter: {nameContains: $v}) { totalCount } }"
CODED = "query ($v: String!) { organization(creditCode: $v) { id } }"
NODE = "query ($v: ID!) { node(id: $v) { id } }"
AFTER = "query ($v: String) { organizations(after: $v) { totalCount edges { cursor } } }"
DISTRICT = "query ($v: String!) { coverage(input: {district: $v}) { organizations } }"
WISH = "mutation ($v: String!) { postWish(input: {title: $v}) { wish { id } userErrors { code } } }"
WITHIN = "query ($v: GeoJSON!) { organizations(filter: {spatial: {within: $v}}) { totalCount } }"
WITHIN_RADIUS = """query ($v: Float!) { organizations(filter: {spatial: {near: {
    longitude: $v, latitude: $v, distance: $v}}}) { totalCount } }"""
FIRST = "query ($v: Int) { organizations(first: $v) { totalCount } }"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.slow)])
def app(request: pytest.FixtureRequest) -> Iterator[Served]:
    backend: Backend = request.getfixturevalue(f"{request.param}_backend")
    with backend.database() as database, served(database) as made:
        yield made


def refused(app: Served, answer: Any) -> None:
    app.check(answer)
    assert answer.status_code in range(400, 500), (answer.status_code, answer.text[:300])
    (error,) = answer.json()["errors"]
    assert error["extensions"]["requestId"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/graphql", "/maps/coverage.html", "/metrics", "/healthz", "/"])
def test_other_methods_are_refused(app: Served, method: str, path: str) -> None:
    answer = app.client.request(method, path, content=b"{}")

    app.check(answer)
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/graphql", "multipart/form-data", "x", "é"],
)
def test_other_content_types_are_refused(app: Served, content_type: str) -> None:
    headers = {"content-type": content_type.encode()}
    refused(app, app.client.post("/graphql", content=READ + "}", headers=headers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"1e999",
        b'"a"',
        b"[]",
        b"{}",
        b"\x00",
        b"\xff\xfe{}",
        b'{"query": "\xff"}',
        b'{"query": "\xed\xa0\x80"}',
        b'{"query": "\\ud800"}',
        b'{"query": 1}',
        b'{"query": "{ a }", "variables": []}',
        b'{"query": "{ a }", "variables": {"n": 1e999}}',
        b'{"query": "{ a }", "variables": {"n": NaN}}',
        b'{"query": "{ a }", "variables": {"n": "\\udfff"}}',
        b'{"query": "{ a }", "operationName": {}}',
        b'{"query": "{ a }", "extensions": "x"}',
        b'{"query": ' + b"[" * 2_000,
        (READ + "}").encode("utf-16"),
        gzip.compress((READ + "}").encode()),
    ],
)
def test_bodies_that_are_no_request_are_refused(app: Served, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    refused(app, app.client.post("/graphql", content=content, headers=headers))


def test_a_body_that_is_cut_off_is_refused_wherever_it_is(app: Served) -> None:
    whole = (READ + ', "variables": {"n": "党"}}').encode()
    for n_bytes in range(0, len(whole), 7):
        headers = {"content-type": "application/json"}
        refused(app, app.client.post("/graphql", content=whole[:n_bytes], headers=headers))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", b"Bearer"),
        ("authorization", b"Bearer \xff\xfe"),
        ("authorization", b"Bearer " + b"a" * 10_000),
        ("authorization", b"Bearer a.b.c"),
        ("authorization", b"Bearer eyJhbGciOiJub25lIn0.e30."),
        ("authorization", b"Basic YTpi"),
        ("accept", b"image/png"),
        ("accept", b"application/json;q=0"),
        ("host", b"a.\xff"),
    ],
)
def test_headers_that_are_no_use_are_refused(app: Served, name: str, value: bytes) -> None:
    headers = {"content-type": b"application/json", name: value}
    answer = app.client.post("/graphql", content=READ + "}", headers=headers)  # type: ignore[arg-type]
    refused(app, answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-request-id": b"a\xffb"},
        {"x-request-id": b"x" * 5_000},
        {"accept-encoding": b"\xff, gzip;q=x"},
        {"content-encoding": b"gzip"},
        {"accept": b"x;q=\xff, */*"},
        {"if-none-match": b"\xff" * 100},
        {"accept-language": b";;q=\x80"},
        {"cookie": b"=\xff;;"},
        {"origin": b"null"},
        {"forwarded": b"for=\xff"},
    ],
)
def test_strange_headers_change_nothing(app: Served, headers: dict[str, bytes]) -> None:
    sent: Any = {"content-type": b"application/json", **headers}
    answer = app.client.post("/graphql", content=READ + "}", headers=sent)

    app.check(answer)
    assert answer.status_code in (200, 403)


@pytest.mark.parametrize("document", [NAMED, CODED, NODE, AFTER, DISTRICT, WISH])
@pytest.mark.parametrize("value", [NUL, "\x00", "\uffff", "\u202e", "x" * 100_000, "'\"\\%_`$1:a"])
def test_strange_text_is_taken_or_refused_in_words(app: Served, document: str, value: str) -> None:
    answer = app.ask("EDITOR", document, {"v": value})

    assert answer.get("data") is not None or answer["errors"]


@pytest.mark.parametrize("document", [NAMED, CODED, NODE, AFTER, DISTRICT, WISH])
def test_strange_text_within_a_document_is_taken_or_refused_in_words(
    app: Served, document: str
) -> None:
    head, _, body = document.partition(") {")
    literal = body.replace("$v", '"a\\u0000b"')
    app.ask("EDITOR", f"{'mutation' if head.startswith('mutation') else 'query'} {{{literal}")


@pytest.mark.parametrize("document", [WITHIN, WITHIN_RADIUS, FIRST])
@pytest.mark.parametrize(
    "value",
    [DEEP, {"type": DEEP}, {"type": "Point", "coordinates": DEEP}, 1e308, -1e-308, 10**18, -1],
)
def test_strange_values_are_refused_in_words(app: Served, document: str, value: Any) -> None:
    answer = app.ask(NOBODY, document, {"v": value})

    assert answer.get("data") is not None or answer["errors"]


@pytest.mark.parametrize(
    "path",
    [
        "/maps/coverage.html?district=%00",
        "/maps/coverage.html?radius=nan&weight=%ff",
        "/maps/coverage.html?radius=1e999",
        "/maps/coverage.html?on=9999-99-99",
        "/maps/plans/%00.html",
        "/maps/plans/999999999999999999999999.html",
        "/tiles/organizations/99/0/0.mvt",
        "/tiles/organizations/-1/0/0.mvt",
        "/tiles/organizations/5/999999999999999999999/0.mvt",
        "/tiles/%00/5/1/1.mvt",
        "/graphql?query=%00",
        "/graphql?query=%ff&variables=%ff",
        "/graphql?query={__typename}&variables=[1]",
        "/graphql?query={__typename}&extensions=%7B%22persistedQuery%22:1%7D",
        "/graphql?query=mutation{postWish(input:{title:%22a%22}){wish{id}}}",
        "/%00",
        "/%ff%fe",
        "//",
    ],
)
def test_strange_addresses_are_refused_in_words(app: Served, path: str) -> None:
    before = app.held()
    answer = app.client.get(path)

    app.check(answer)
    assert app.held() == before
    assert answer.status_code < 500


def test_what_follows_is_answered(app: Served) -> None:
    answer = app.post(NOBODY, (READ + "}").encode(), "application/json")

    assert orjson.dumps(answer["data"]) == b'{"organizations":{"totalCount":6}}'
