"""The attacks that a GraphQL server of maps has to bear, each as a request and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

JSON = "application/json"


class Answered(Protocol):
    """An answer of any HTTP client."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...


def _anything(_answer: Answered) -> bool:
    return True


@dataclass(frozen=True)
class Attack:
    """A request, the statuses that it may be answered with, and what else has to hold."""

    name: str
    statuses: frozenset[int]
    method: str = "POST"
    path: str = "/graphql"
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": JSON})
    is_harmless: Callable[[Answered], bool] = _anything


def query(
    name: str,
    text: str,
    variables: Any = None,
    *,
    code: str | None = None,
    statuses: tuple[int, ...] = (400,),
    is_harmless: Callable[[Answered], bool] | None = None,
) -> Attack:
    """Attack by a GraphQL document; `code` is that of the error that refuses it."""

    def is_refused(answer: Answered) -> bool:
        errors = json.loads(answer.text).get("errors", [{}])
        return code is None or bool(errors[0].get("extensions", {}).get("code") == code)

    body = json.dumps({"query": text, "variables": variables}).encode()
    return Attack(name, frozenset(statuses), content=body, is_harmless=is_harmless or is_refused)


def page(
    name: str, path: str, *statuses: int, is_harmless: Callable[[Answered], bool] = _anything
) -> Attack:
    """Attack by the address of a page."""
    return Attack(name, frozenset(statuses), "GET", path, is_harmless=is_harmless)


def without(*words: str) -> Callable[[Answered], bool]:
    """Demand that an answer holds none of some words."""
    return lambda answer: not any(word in answer.text for word in words)


def data_is(expected: Any) -> Callable[[Answered], bool]:
    """Demand an answer's data."""
    return lambda answer: bool(json.loads(answer.text).get("data") == expected)


def _chain(n_links: int) -> str:
    links = (
        f"fragment F{i} on DistrictConnection {{ ...F{i + 1} ...F{i + 1} }}" for i in range(n_links)
    )
    last = f"fragment F{n_links} on DistrictConnection {{ totalCount }}"
    return " ".join(["{ districts { ...F0 } }", *links, last])


LIMIT = "LIMIT_EXCEEDED"
WITHIN = "query ($p: GeoJSON) { organizations(filter: {spatial: {within: $p}}) { totalCount } }"
NAMED = "query ($n: String) { organizations(filter: {nameContains: $n}) { totalCount } }"
CODED = "query ($c: String!) { organization(creditCode: $c) { id } }"
TYPES = (
    "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
)


def _polygon(n_vertices: int) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[1, 1]] * n_vertices]}


def _collection(depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "Point", "coordinates": [101, 36]}
    for _ in range(depth):
        made = {"type": "GeometryCollection", "geometries": [made]}
    return made


REFUSED = (
    query("alias", "{" + " ".join(f"a{i}: __typename" for i in range(600)) + "}", code=LIMIT),
    query(
        "alias of a plan", "{" + " ".join(f"a{i}: __typename" for i in range(16)) + "}", code=LIMIT
    ),
    query("directive", "{ __typename " + "@skip(if: false) " * 280 + "}", code=LIMIT),
    query("unknown directive", "{ __typename " + "@a " * 900 + "}", code=LIMIT),
    query("field duplication", "{" + "viewer { role } " * 390 + "}", code=LIMIT),
    query("leaf duplication", "{ viewer {" + "role " * 1_900 + "} }", code=LIMIT),
    query("fragment", _chain(40), code=LIMIT),
    query("long fragment", _chain(150), code=LIMIT),
    query(
        "fragment cycle",
        "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }",
        code="GRAPHQL_VALIDATION_FAILED",
        statuses=(200, 400),
    ),
    query("depth", "{ district" + " { district" * 30 + " { id }" + " }" * 31, code=LIMIT),
    query(
        "rows",
        "{ districts(first: 500) { edges { node { organizations(first: 500) { edges { node {"
        " name } } } } } } }",
        code=LIMIT,
    ),
    query("tokens", "{" + " a" * 100_000 + "}", code=LIMIT),
    query(
        "brackets in a query", "{a(b:" + "[" * 40_000, code="GRAPHQL_PARSE_FAILED", statuses=(200,)
    ),
    query("a long string", '{a(b:"' + "x" * 900_000 + '")}', code=LIMIT),
    query("numbers just short enough", "{a(b:[" + ("9" * 1_000 + " ") * 900 + "])}", code=LIMIT),
    query("introspection in circles", TYPES, code="GRAPHQL_VALIDATION_FAILED", statuses=(200,)),
    query(
        "introspection many times",
        "{" + " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(15)) + "}",
        code=LIMIT,
    ),
    query(
        "huge polygon",
        WITHIN,
        {"p": _polygon(99_000)},
        code="BODY_TOO_LARGE",
        statuses=(413,),
    ),
    query(
        "polygon of too many vertices",
        WITHIN,
        {"p": _polygon(50_001)},
        code="GEOMETRY_TOO_LARGE",
        statuses=(200,),
    ),
    query(
        "nested geometries",
        WITHIN,
        {"p": _collection(300)},
        code="GEOMETRY_TOO_LARGE",
        statuses=(200,),
    ),
    query(
        "polygon without an area",
        WITHIN,
        {"p": _polygon(20_000)},
        code="INVALID_GEOMETRY",
        statuses=(200,),
    ),
    query(
        "huge number of rows",
        "{ organizations(first: " + "9" * 5_000 + ") { totalCount } }",
        code=LIMIT,
    ),
    query(
        "large number of rows",
        "{ organizations(first: " + "9" * 400 + ") { totalCount } }",
        code="GRAPHQL_VALIDATION_FAILED",
        statuses=(200,),
    ),
    query(
        "huge number in a variable",
        "query ($n: Int) { organizations(first: $n) { totalCount } }",
        {"n": 10**18},
        code="GRAPHQL_VALIDATION_FAILED",
        statuses=(200,),
    ),
    query(
        "infinite radius",
        "{ organizations(filter: {spatial: {near: {longitude: 101, latitude: 36, distance: "
        "1e999}}}) { totalCount } }",
        statuses=(200,),
        is_harmless=lambda answer: "errors" in json.loads(answer.text),
    ),
    Attack(
        "infinity in JSON", frozenset({400}), content=b'{"query": "{a}", "variables": {"n": 1e999}}'
    ),
    Attack("batch", frozenset({400}), content=b"[" + b'{"query": "{ a }"},' * 999 + b"{}]"),
    Attack("brackets", frozenset({400}), content=b"[" * 100_000),
    Attack("objects", frozenset({400}), content=b'{"a":' * 100_000),
    Attack("body", frozenset({413}), content=b" " * 1_000_001),
    Attack(
        "CSRF by a form",
        frozenset({415}),
        content=b'{"query": "{ __typename }"}',
        headers={"content-type": "text/plain"},
    ),
    Attack(
        "CSRF by an upload",
        frozenset({400, 403, 415}),
        content=b"--x--",
        headers={"content-type": "multipart/form-data; boundary=x"},
    ),
    page(
        "CSRF by an address",
        "/graphql?query=mutation%20%7B%20postWish(input%3A%20%7Btitle%3A%20%22x%22%7D)%20%7B%20"
        "wish%20%7B%20id%20%7D%20%7D%20%7D",
        405,
    ),
    Attack(
        "DNS rebinding",
        frozenset({421}),
        content=b'{"query": "{ __typename }"}',
        headers={"content-type": JSON, "host": "attacker.example"},
    ),
)
HARMLESS = (
    query(
        "XSS in a query",
        "{ <script>alert(1)</script> }",
        statuses=(200,),
        is_harmless=lambda answer: "errors" in json.loads(answer.text),
    ),
    page("XSS in a map's name", "/maps/%3Cscript%3Ealert(1)%3C%2Fscript%3E.html", 404),
    page(
        "XSS in an argument",
        "/maps/coverage.html?district=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        400,
        404,
    ),
    page(
        "template injection",
        "/maps/coverage.html?district=%7B%7B7*191%7D%7D",
        400,
        404,
        is_harmless=without("1337"),
    ),
    page(
        "template injection in a name",
        "/maps/%7B%7B7*191%7D%7D.html",
        404,
        is_harmless=without("1337"),
    ),
    query(
        "SQL injection in a filter",
        NAMED,
        {"n": "'; DROP TABLE organizations; --"},
        statuses=(200,),
        is_harmless=data_is({"organizations": {"totalCount": 0}}),
    ),
    query(
        "SQL wildcards in a filter",
        NAMED,
        {"n": "%_%"},
        statuses=(200,),
        is_harmless=data_is({"organizations": {"totalCount": 0}}),
    ),
    query(
        "SQL injection in a key",
        CODED,
        {"c": "x' OR '1'='1"},
        statuses=(200,),
        is_harmless=data_is({"organization": None}),
    ),
    page(
        "path traversal in a map",
        "/maps/..%2F..%2F..%2Fetc%2Fpasswd.html",
        404,
        is_harmless=without("root:"),
    ),
    page(
        "path traversal in a plan",
        "/maps/plans/..%2F..%2Fserver.html",
        400,
        404,
        is_harmless=without("import "),
    ),
    page(
        "path traversal in a file",
        "/graphiql/..%2F..%2F__init__.py",
        404,
        is_harmless=without("GraphQL API"),
    ),
    page("path traversal in the console", "/console/%2e%2e/%2e%2e/palette.py", 404),
    page("path traversal by a backslash", "/console/..%5C..%5Cpalette.py", 404),
    page(
        "path traversal to the root", "/console/%2Fetc%2Fpasswd", 404, is_harmless=without("root:")
    ),
    page("a null in a path", "/graphiql/a%00b", 404),
)
