"""The database goes away and comes back under a server that is not restarted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from db.engine import Database
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.tokens import TokenTerms
from server import Settings, create_app
from tests import postgis
from tests.conftest import PostgisBackend
from tests.switched_off import Line, switchable

QUERIES = (
    "{ organizations(first: 1) { edges { node { name } } } }",
    "{ coverage { asOf } }",
    '{ node(id: "Organization:1") { id } }',
)
# Never asked before: the first answers come another way than the later ones.
NEW_QUERIES = (
    "{ organizations(first: 2) { edges { node { creditCode } } } }",
    "{ dashboard { organizations } districts(first: 2) { edges { node { name } } } }",
)
PAGES = ("/maps/coverage.html", "/maps/circles.html", "/readyz")
SECRETS = ("postgres", "socket", "psycopg", "server closed", "Traceback", "sqlalchemy")


@dataclass(frozen=True)
class Served:
    client: TestClient
    line: Line
    token: str

    def ask(self, query: str) -> httpx2.Response:
        return self.client.post("/graphql", json={"query": query})

    def change(self) -> httpx2.Response:
        query = (
            'mutation { registerOrganization(input: {creditCode: "91630104MA75ABCD0F", name: "A",'
            " kind: NON_PUBLIC_ECONOMIC, employees: 1, partyMembers: 0}) { __typename } }"
        )
        headers = {"authorization": f"Bearer {self.token}"}
        return self.client.post("/graphql", json={"query": query}, headers=headers)


@contextmanager
def served(cluster: postgis.Cluster, database: Database, *, compiled: bool) -> Iterator[Served]:
    name = database.engines[0].url.database
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quanmap-")))
        line = stack.enter_context(switchable(folder, cluster.folder))
        url = f"postgresql://{cluster.user}@/{name}?host={folder}"
        with database.write() as session:
            terms = TokenTerms("a", TokenRole.ADMIN)
            secret = tokens.create(session, terms, now=datetime.now(tz=UTC))[1]
        settings = Settings(database_url=url, compiled_queries=compiled, planning_processes=1)
        client = stack.enter_context(TestClient(create_app(settings)))
        yield Served(client, line, secret)


@pytest.mark.parametrize("compiled", [True, False])
def test_every_path_says_503_while_the_database_is_away_and_answers_when_it_is_back(
    postgis_cluster: postgis.Cluster, postgis_backend: PostgisBackend, *, compiled: bool
) -> None:
    with (
        postgis_backend.database() as database,
        served(postgis_cluster, database, compiled=compiled) as one,
    ):
        before = [one.ask(query).json() for query in QUERIES]
        pages = [one.client.get(page).status_code for page in PAGES]
        one.line.switch_off()
        away = [
            *(one.ask(query) for query in (*QUERIES * 2, *NEW_QUERIES)),
            *(one.client.get(page) for page in PAGES),
            one.change(),
        ]
        alive = one.client.get("/healthz").status_code
        one.line.switch_on()
        after = [one.ask(query).json() for query in QUERIES]

        for response in away:
            assert response.status_code == 503, response.text
            assert response.headers["retry-after"] == "5"
            assert not [word for word in SECRETS if word.lower() in response.text.lower()]
        assert alive == 200
        assert before == after
        assert all("errors" not in each for each in after)
        assert [one.client.get(page).status_code for page in PAGES] == pages
        assert "errors" not in one.change().json()
