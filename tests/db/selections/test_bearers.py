"""Whom a token stands for is read on the event loop as an ordinary session reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.engine import Database, open_database
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.tokens import Bearer, TokenTerms
from db.selections.bearers import BearerReader
from db.selections.direct import DirectReader
from tests import postgis
from tests.conftest import PostgisBackend
from tests.db import city

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def database(postgis_backend: PostgisBackend) -> Iterator[Database]:
    """Two districts on PostGIS; each test makes tokens of other names."""
    with postgis_backend.database() as made:
        with made.write() as session:
            city.add_districts(session)
        yield made


def verified(database: Database, secrets: list[str], now: datetime = NOW) -> list[Bearer | None]:
    """Verify secrets by one reader."""

    async def read() -> list[Bearer | None]:
        direct = DirectReader(database)
        bearers = BearerReader(database, direct)
        found = [await bearers.verify(secret, now=now) for secret in secrets]
        await direct.close()
        return found

    return asyncio.run(read())


def created(database: Database, terms: TokenTerms) -> tuple[int, str]:
    """Make a token; give its identifier and its secret."""
    with database.write() as session:
        token, secret = tokens.create(session, terms, now=NOW)
        return token.id, secret


def test_a_secret_stands_for_its_bearer_bound_or_not(database: Database) -> None:
    bound_id, bound = created(database, TokenTerms("clerk", TokenRole.EDITOR, ("630104", "630102")))
    free_id, free = created(database, TokenTerms("党建", TokenRole.ADMIN))

    found = verified(database, [bound, free])

    assert found == [
        Bearer(bound_id, "clerk", TokenRole.EDITOR, frozenset({city.WEST, city.EAST})),
        Bearer(free_id, "党建", TokenRole.ADMIN, None),
    ]
    with database.read() as session:
        assert [tokens.verify(session, secret, now=NOW) for secret in (bound, free)] == found


def test_unknown_secrets_stand_for_nobody(database: Database) -> None:
    _, secret = created(database, TokenTerms("known", TokenRole.ADMIN))
    wrong = ["", secret[:-1], f"{secret}x", tokens.digest(secret) or "", "x" * 1_000_000, "\x00"]

    assert verified(database, wrong) == [None] * 6


def test_a_token_expires_at_its_moment(database: Database) -> None:
    terms = TokenTerms("short", TokenRole.VIEWER, expires_at=NOW + SECOND)
    _, secret = created(database, terms)

    assert verified(database, [secret]) != [None]
    assert verified(database, [secret], NOW + SECOND) == [None]


def test_a_revoked_token_opens_nothing_on_the_same_connection(database: Database) -> None:
    _, secret = created(database, TokenTerms("lost", TokenRole.VIEWER))

    async def read() -> list[bool]:
        direct = DirectReader(database)
        bearers = BearerReader(database, direct)
        before = await bearers.verify(secret, now=NOW)
        with database.write() as session:
            tokens.revoke(session, "lost", now=NOW)
        after = await bearers.verify(secret, now=NOW)
        await direct.close()
        return [before is None, after is None]

    assert asyncio.run(read()) == [False, True]


def test_it_waits_until_the_tables_are_found_right(database: Database) -> None:
    bearers = BearerReader(database, DirectReader(database))
    states = [bearers.is_open]
    bearers.open()
    states.append(bearers.is_open)

    assert states == [False, True]


def test_tokens_of_a_named_schema_are_its_own(postgis_cluster: postgis.Cluster) -> None:
    name = postgis.unique_name()
    postgis_cluster.create(name)
    url = postgis_cluster.url(name)
    cities = [open_database(url, schema=schema) for schema in ("xining", "Other")]
    for one in cities:
        one.upgrade()
    _, secret = created(cities[1], TokenTerms("clerk", TokenRole.VIEWER))

    found = [verified(one, [secret]) for one in cities]
    for one in cities:
        one.dispose()

    assert found == [[None], [Bearer(1, "clerk", TokenRole.VIEWER)]]
