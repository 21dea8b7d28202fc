"""The short way to a tile of PostGIS: it answers as the ordinary way does, and lets in no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from commands.settings import Settings
from db import models
from db.engine import Database, open_database
from db.models.enums import TokenRole
from db.repositories import journal, tokens
from server import create_app
from tests.conftest import PostgisBackend
from tests.postgis import Cluster, unique_name
from tests.schema import city

PLACES = ("8/199/100", "11/1598/804", "11/1599/804", "14/12790/6436")
LAYERS = ("organizations", "districts", "commercial_circles", "guidance_stations", "culture_sites")


@pytest.fixture
def filled(postgis_backend: PostgisBackend) -> Iterator[Database]:
    with postgis_backend.database(city.fill) as made:
        yield made


@pytest.fixture
def secret(filled: Database) -> str:
    with filled.write() as session:
        terms = tokens.TokenTerms("viewer", TokenRole.VIEWER)
        _, made = tokens.create(session, terms, now=datetime.now(tz=UTC))
    return made


def settings(database: Database, *, compiled: bool = True) -> Settings:
    url = database.engines[0].url.set(drivername="postgresql")
    return Settings(
        database_url=url.render_as_string(hide_password=False),
        database_schema=database.schema,
        open_reading="never",
        compiled_queries=compiled,
        planning_processes=0,
    )


def listened(app: Starlette) -> list[str]:
    """Give a list that gets what the ordinary driver is asked."""
    asked: list[str] = []
    used = app.state.compiled_queries._database.engines[1]
    event.listen(
        used, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement)
    )
    return asked


@pytest.fixture
def client(filled: Database, secret: str) -> Iterator[TestClient]:
    with TestClient(create_app(settings(filled))) as opened:
        opened.headers["authorization"] = f"Bearer {secret}"
        # Opens the short way.
        assert opened.get("/tiles/districts/0/0/0.mvt").status_code == 200
        yield opened


def test_both_ways_give_the_same_bytes(client: TestClient, filled: Database, secret: str) -> None:
    with TestClient(create_app(settings(filled, compiled=False))) as ordinary:
        ordinary.headers["authorization"] = f"Bearer {secret}"
        for layer in LAYERS:
            for place in PLACES:
                address = f"/tiles/{layer}/{place}.mvt"
                short, long = client.get(address), ordinary.get(address)
                assert (short.status_code, short.content) == (long.status_code, long.content)
                assert short.headers["etag"] == long.headers["etag"]
                assert short.headers["cache-control"] == "no-cache"


def test_a_tile_asks_the_ordinary_driver_nothing(filled: Database, secret: str) -> None:
    app = create_app(settings(filled))
    with TestClient(app) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        client.get("/tiles/districts/0/0/0.mvt")
        asked = listened(app)
        answer = client.get(f"/tiles/organizations/{PLACES[0]}.mvt")

    assert (answer.status_code, asked) == (200, [])


def test_who_may_not_read_is_refused(client: TestClient) -> None:
    client.headers.pop("authorization")
    address = f"/tiles/organizations/{PLACES[0]}.mvt"
    sent = ({}, *({"authorization": one} for one in ("Bearer wrong", "Basic abc", "Bearer ")))

    answers = [client.get(address, headers=headers) for headers in sent]

    assert [answer.status_code for answer in answers] == [401] * 4


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_token_ends_at_once(client: TestClient, filled: Database, column: str) -> None:
    address = f"/tiles/organizations/{PLACES[0]}.mvt"
    before = client.get(address)
    with filled.write() as session:
        token = session.query(models.AccessToken).one()
        setattr(token, column, datetime.now(tz=UTC) - timedelta(seconds=1))

    after = client.get(address, headers={"if-none-match": before.headers["etag"]})

    assert (before.status_code, after.status_code) == (200, 401)


def test_a_change_is_drawn_at_once(client: TestClient, filled: Database) -> None:
    address = f"/tiles/guidance_stations/{PLACES[1]}.mvt"
    tag = client.get(address).headers["etag"]
    known = client.get(address, headers={"if-none-match": tag})
    with journal.recorded_write(filled, journal.Author("editor"), action="update") as session:
        session.get_one(models.GuidanceStation, 1).name = "新站"
    changed = client.get(address, headers={"if-none-match": tag})

    assert (known.status_code, changed.status_code) == (304, 200)
    assert "新站".encode() in changed.content


def test_counters_that_repeat_match_no_other_content(client: TestClient, filled: Database) -> None:
    address = f"/tiles/guidance_stations/{PLACES[1]}.mvt"
    tag = client.get(address).headers["etag"]
    # As a restored backup has it: other rows, the same counters, tables made anew.
    with filled.write() as session:
        session.execute(text("UPDATE guidance_stations SET name = '旧站' WHERE id = 1"))
        session.execute(text("CREATE TABLE kept AS SELECT * FROM alembic_version"))
        session.execute(text("DROP TABLE alembic_version"))
        session.execute(text("ALTER TABLE kept RENAME TO alembic_version"))

    answer = client.get(address, headers={"if-none-match": tag})

    assert answer.status_code == 200
    assert "旧站".encode() in answer.content


def test_what_there_is_not_is_said(client: TestClient) -> None:
    paths = ("organizations/25/0/0", "roads/1/0/0", "organizations/1/2/0")

    answers = [client.get(f"/tiles/{path}.mvt") for path in paths]

    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.slow
def test_a_city_in_a_schema_of_its_own_is_read_directly(postgis_cluster: Cluster) -> None:
    name = unique_name()
    postgis_cluster.create(name)
    try:
        database = open_database(postgis_cluster.url(name), schema="xining")
        database.upgrade()
        city.fill(database)
        with database.write() as session:
            terms = tokens.TokenTerms("viewer", TokenRole.VIEWER)
            _, made = tokens.create(session, terms, now=datetime.now(tz=UTC))
        app = create_app(settings(database))
        database.dispose()
        with TestClient(app) as client:
            client.headers["authorization"] = f"Bearer {made}"
            client.get("/tiles/districts/0/0/0.mvt")
            asked = listened(app)
            answers = [client.get(f"/tiles/{layer}/{PLACES[0]}.mvt") for layer in LAYERS[:-1]]
    finally:
        postgis_cluster.drop(name)

    assert [answer.status_code for answer in answers] == [200] * 4
    assert asked == []
