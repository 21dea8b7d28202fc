"""What the server promises to browsers, and what settings open and close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from db.engine import Database
from schema.http.messages import SAFETY_HEADERS
from server import Settings, create_app
from tests.conftest import SqliteBackend

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
ASKED = {"query": "{ districts { totalCount } }"}


@pytest.fixture(scope="module")
def database(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database() as made:
        yield made


@pytest.fixture(scope="module")
def client(database: Database) -> Iterator[TestClient]:
    with served(database) as made:
        yield made


def served(database: Database, **settings: Any) -> TestClient:
    url = database.address
    app = create_app(Settings(database_url=url, planning_processes=0, **settings))
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/graphql",
        "/graphql?query={viewer{role}}",
        "/graphiql/graphiql.js",
        "/console/settings.json",
        "/schema.graphql",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nowhere",
    ],
)
def test_every_answer_has_the_headers_of_safety(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": PAGE})

    headers = {name.decode(): value.decode() for name, value in SAFETY_HEADERS}
    assert headers.items() <= dict(answer.headers).items()
    assert answer.headers["x-request-id"]
    is_script = "javascript" in answer.headers["content-type"]
    policy = answer.headers.get("content-security-policy", "")
    assert is_script or "frame-ancestors 'none'" in policy
    assert answer.headers.get_list("content-security-policy") == ([] if is_script else [policy])


def test_an_unforeseen_failure_has_them_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("commands.console_page.console_settings", fail)

    answer = client.get("/console/settings.json")

    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_answer_that_is_repeated_has_its_cost_as_the_first_had(client: TestClient) -> None:
    first, second = (client.post("/graphql", json=ASKED).json() for _ in range(2))

    assert first == second
    assert second["extensions"] == {"cost": {"used": 1, "limit": 5_000, "remaining": 4_999}}


def test_no_other_origin_is_let_in_by_default(client: TestClient) -> None:
    origin = {"origin": "https://wall.example"}
    asked = client.post("/graphql", json=ASKED, headers=origin)
    before = client.options("/graphql", headers={**origin, "access-control-request-method": "POST"})

    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in before.headers
    assert before.status_code == 405


def test_an_origin_that_is_set_is_let_in_and_no_other(database: Database) -> None:
    with served(database, allowed_origins="https://wall.example") as open_to_one:
        preflight = {
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        }
        answers = [
            open_to_one.options("/graphql", headers={**preflight, "origin": origin})
            for origin in ("https://wall.example", "https://attacker.example")
        ]

    assert answers[0].status_code == 200
    assert answers[0].headers["access-control-allow-origin"] == "https://wall.example"
    assert "access-control-allow-credentials" not in answers[0].headers
    assert answers[1].status_code == 400
    assert "access-control-allow-origin" not in answers[1].headers


def test_graphiql_can_be_closed(database: Database) -> None:
    with served(database, graphiql=False) as closed:
        page = closed.get("/graphql", headers={"accept": PAGE})
        script = closed.get("/graphiql/graphiql.js")

    assert page.status_code == 400
    assert page.headers["content-type"].startswith("application/json")
    assert script.status_code == 404


def test_introspection_can_be_closed(database: Database) -> None:
    with served(database, introspection=False) as closed:
        asked = closed.post("/graphql", json={"query": "{ __schema { types { name } } }"})
        file = closed.get("/schema.graphql")
        usual = closed.post("/graphql", json=ASKED)

    assert asked.status_code == 400
    assert asked.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_CLOSED"
    assert file.status_code == 404
    assert usual.status_code == 200


def test_limits_are_settings(database: Database) -> None:
    limits = {"depth_max": 2, "cost_max": 3, "rate_limit": "4/day"}
    with served(database, **limits) as limited:
        queries = (
            "{ districts { pageInfo { endCursor } } }",
            "{ districts(first: 4) { edges { cursor } } }",
            "{ districts { totalCount } }",
        )
        answers = [limited.post("/graphql", json={"query": query}) for query in queries]
        answers += [limited.post("/graphql", json=ASKED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_request_has_the_time_that_is_set(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(*_: object, **__: object) -> None:
        await anyio.sleep(30)

    monkeypatch.setattr("schema.build.ApiSchema.execute", wait)
    with served(database, request_time_limit_s=0.05) as hurried:
        answer = hurried.post("/graphql", json={"query": "{ viewer { name } }"})

    assert answer.status_code == 504
    assert answer.json()["errors"][0]["extensions"]["code"] == "REQUEST_TIMEOUT"
