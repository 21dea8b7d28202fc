"""Attacks over HTTP: refused with bounded work, or harmless; what follows finds all as it was.

How long each takes is told by ``bench/attacks.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from schema.http.messages import SAFETY_HEADERS
from server import Settings, create_app
from tests.attacks import HARMLESS, REFUSED, Attack
from tests.conftest import SqliteBackend
from tests.schema import city


@pytest.fixture(scope="module")
def client(sqlite_backend: SqliteBackend) -> Iterator[TestClient]:
    with sqlite_backend.database(city.fill) as database:
        settings = Settings(database_url=database.address, planning_processes=0)
        with TestClient(create_app(settings), raise_server_exceptions=False) as made:
            yield made


@pytest.mark.parametrize("attack", [*REFUSED, *HARMLESS], ids=lambda attack: attack.name)
def test_an_attack_is_refused_or_harmless(client: TestClient, attack: Attack) -> None:
    answer = client.request(
        attack.method, attack.path, content=attack.content, headers=dict(attack.headers)
    )

    assert answer.status_code in attack.statuses, answer.text[:300]
    assert attack.is_harmless(answer), answer.text[:300]
    assert not answer.headers["content-type"].startswith("text/html")
    headers = {name.decode(): value.decode() for name, value in SAFETY_HEADERS}
    assert headers.items() <= dict(answer.headers).items()
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_all_is_as_it_was_afterwards(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": "{ organizations { totalCount } }"})

    assert answer.json()["data"] == {"organizations": {"totalCount": 6}}
