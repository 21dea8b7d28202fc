"""What a server counts of itself, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from commands.token import make_token
from db.engine import Database
from db.models.enums import TokenRole
from db.repositories.tokens import TokenTerms
from schema.http.metrics import Latencies
from server import Settings, create_app
from tests.conftest import SqliteBackend


@pytest.fixture(scope="module")
def database(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database() as made:
        yield made


def served(database: Database, **settings: Any) -> TestClient:
    url = database.address
    return TestClient(create_app(Settings(database_url=url, planning_processes=0, **settings)))


def figures(page: str) -> dict[str, float]:
    """Read the lines of a page, without the label of the process."""
    found = {}
    for line in page.splitlines():
        if line.startswith("quanmap_"):
            name, _, value = line.rpartition(" ")
            head, _, labels = name.partition("{")
            kept = [one for one in labels.rstrip("}").split(",") if "worker=" not in one]
            found[f"{head}{{{','.join(one for one in kept if one)}}}"] = float(value)
    return found


def test_a_duration_on_a_bound_is_in_it() -> None:
    latencies = Latencies()
    for seconds in (0.001, 0.0011, 99.0):
        latencies.add(seconds)

    assert latencies.counts == [1, 1, *[0] * 11, 1]


def test_requests_refusals_ways_pool_and_jobs_are_told(database: Database) -> None:
    deep = {"query": "{" + "district { " * 11 + "id" + "}" * 12}
    known = {"query": "{ districts { totalCount } }"}
    with served(database) as client:
        for body in (known, known, deep):
            client.post("/graphql", json=body)
        client.get("/wp-login.php")
        page = client.get("/metrics")

    assert page.headers["content-type"].startswith("text/plain; version=1.0.0")
    told = figures(page.text)
    assert told['quanmap_requests_total{method="POST",route="graphql",status="200"}'] == 2
    assert told['quanmap_requests_total{method="POST",route="graphql",status="400"}'] == 1
    assert told['quanmap_requests_total{method="GET",route="other",status="404"}'] == 1
    assert told['quanmap_request_duration_seconds_bucket{le="+Inf",route="graphql"}'] == 3
    assert told['quanmap_limits_refused_total{limit="depth"}'] == 1
    assert told['quanmap_queries_total{way="compiled"}'] == 2
    assert told['quanmap_pool_connections{pool="read"}'] >= 0
    assert told['quanmap_requests_now{kind="requests"}'] == 0
    assert told["quanmap_planning_jobs{}"] == 0


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"open_metrics": "never"}])  # noqa: S104
def test_elsewhere_metrics_are_for_administrators(
    database: Database, settings: dict[str, str]
) -> None:
    now = datetime.now(tz=UTC)
    name = next(iter(settings))
    tokens = {
        role: make_token(database, TokenTerms(f"{name} {role}", role), now)
        for role in (TokenRole.PLANNER, TokenRole.ADMIN)
    }
    with served(database, **settings) as client:
        statuses = [
            client.get("/metrics", headers=headers).status_code
            for headers in (
                {},
                {"authorization": f"Bearer {tokens[TokenRole.PLANNER]}"},
                {"authorization": f"Bearer {tokens[TokenRole.ADMIN]}"},
            )
        ]

    assert statuses == [401, 403, 200]
