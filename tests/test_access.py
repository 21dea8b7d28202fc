"""Who may read and write over HTTP: open on this machine, by token elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from commands.token import make_token
from db.engine import Database
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.tokens import TokenTerms
from server import Settings, create_app, is_loopback, reading_needs_token
from tests.conftest import SqliteBackend
from tests.schema import city

NOW = datetime.now(tz=UTC)
READ = "{ organizations { totalCount } viewer { role name } }"
WRITE = """mutation { postWish(input: {title: "书架"}) { wish { id } userErrors { code } } }"""


@pytest.fixture(scope="module")
def database(sqlite_backend: SqliteBackend) -> Iterator[Database]:
    with sqlite_backend.database(city.fill) as made:
        yield made


def client(database: Database, **settings: Any) -> TestClient:
    url = database.address
    return TestClient(create_app(Settings(database_url=url, planning_processes=0, **settings)))


def bearer(database: Database, name: str, role: TokenRole, **terms: Any) -> dict[str, str]:
    secret = make_token(database, TokenTerms(name, role, **terms), NOW)
    return {"authorization": f"Bearer {secret}"}


def test_reading_is_open_on_this_machine_and_writing_is_not(database: Database) -> None:
    with client(database) as on_loopback:
        read = on_loopback.post("/graphql", json={"query": READ}).json()
        written = on_loopback.post("/graphql", json={"query": WRITE}).json()

    assert read["data"]["viewer"] == {"role": "ANONYMOUS", "name": "anonymous"}
    (error,) = written["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "token of the role EDITOR" in error["message"]


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"open_reading": "never"}])  # noqa: S104
def test_reading_needs_a_token_elsewhere(database: Database, settings: dict[str, Any]) -> None:
    name = f"reader {next(iter(settings))}"
    token = bearer(database, name, TokenRole.VIEWER)
    with client(database, **settings) as elsewhere:
        refused = elsewhere.post("/graphql", json={"query": READ})
        page = elsewhere.get("/maps/coverage.html")
        read = elsewhere.post("/graphql", json={"query": READ}, headers=token).json()
        written = elsewhere.post("/graphql", json={"query": WRITE}, headers=token).json()

    assert (refused.status_code, page.status_code) == (401, 401)
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert read["data"] == {
        "organizations": {"totalCount": 6},
        "viewer": {"role": "VIEWER", "name": name},
    }
    assert written["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_an_editor_writes_until_the_token_is_revoked(database: Database) -> None:
    token = bearer(database, "editor", TokenRole.EDITOR)
    with client(database) as served:
        written = served.post("/graphql", json={"query": WRITE}, headers=token).json()
        with database.write() as session:
            tokens.revoke(session, "editor", now=NOW)
        refused = served.post("/graphql", json={"query": WRITE}, headers=token)

    assert written["data"]["postWish"]["userErrors"] == []
    assert refused.status_code == 401


def test_an_expired_token_is_none(database: Database) -> None:
    secret = make_token(
        database,
        TokenTerms("late", TokenRole.EDITOR, expires_at=NOW - timedelta(days=1)),
        NOW - timedelta(days=2),
    )
    with client(database) as served:
        answer = served.post(
            "/graphql", json={"query": WRITE}, headers={"authorization": f"Bearer {secret}"}
        )

    assert answer.status_code == 401


def test_a_bound_editor_writes_in_the_own_district_only(database: Database) -> None:
    token = bearer(database, "east", TokenRole.EDITOR, districts=("630102",))
    mutation = """mutation ($at: GeoJSON) { postWish(input: {title: "书架", location: $at}) {
        userErrors { code } } }"""
    places = ([101.13, 36.03], [101.03, 36.03])
    with client(database) as served:
        answers = [
            served.post(
                "/graphql",
                json={
                    "query": mutation,
                    "variables": {"at": {"type": "Point", "coordinates": place}},
                },
                headers=token,
            ).json()
            for place in places
        ]

    assert answers[0]["data"] == {"postWish": {"userErrors": []}}
    assert answers[1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.cn", False)],  # noqa: S104
)
def test_loopback_is_what_only_this_machine_reaches(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours
    assert reading_needs_token(Settings(host=host)) is not is_ours
    assert not reading_needs_token(Settings(host=host, open_reading="always"))
