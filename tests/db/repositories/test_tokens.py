"""Tokens are shown once, hashed, bound, expire and are revoked."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import models
from db.engine import Database
from db.errors import RecordNotFoundError, TokenError
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.journal import recorded_write
from db.repositories.tokens import Bearer, TokenTerms
from tests.db import city

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_secret_is_random_and_not_stored(city_session: Session) -> None:
    first, secret = tokens.create(city_session, TokenTerms("a", TokenRole.ADMIN), now=NOW)
    _, other = tokens.create(city_session, TokenTerms("b", TokenRole.ADMIN), now=NOW)
    assert secret != other
    # 43 characters of base64 hold 256 bits.
    assert len(secret) == len("quanmap_") + 43
    assert first.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()


def test_a_secret_stands_for_its_bearer(city_session: Session) -> None:
    terms = TokenTerms("clerk", TokenRole.EDITOR, ("630104", "630102"))
    token, secret = tokens.create(city_session, terms, now=NOW)
    assert tokens.verify(city_session, secret, now=NOW) == Bearer(
        token.id, "clerk", TokenRole.EDITOR, frozenset({city.WEST, city.EAST})
    )
    assert tokens.adcodes_by_token_ids(city_session, [token.id]) == {token.id: ["630102", "630104"]}
    _, free = tokens.create(city_session, TokenTerms("v", TokenRole.VIEWER), now=NOW)
    bearer = tokens.verify(city_session, free, now=NOW)
    assert bearer is not None
    assert bearer.district_ids is None


def test_unknown_secrets_stand_for_nobody(city_session: Session) -> None:
    token, secret = tokens.create(city_session, TokenTerms("a", TokenRole.ADMIN), now=NOW)
    for wrong in ("", secret[:-1], secret + "x", token.secret_sha256, "x" * 1_000_000, "\x00"):
        assert tokens.verify(city_session, wrong, now=NOW) is None


def test_a_token_expires_at_its_moment(city_session: Session) -> None:
    terms = TokenTerms("a", TokenRole.VIEWER, expires_at=NOW + SECOND)
    _, secret = tokens.create(city_session, terms, now=NOW)
    assert tokens.verify(city_session, secret, now=NOW) is not None
    assert tokens.verify(city_session, secret, now=NOW + SECOND) is None


def test_a_revoked_token_stays_revoked(city_session: Session) -> None:
    _, secret = tokens.create(city_session, TokenTerms("a", TokenRole.VIEWER), now=NOW)
    tokens.revoke(city_session, "a", now=NOW)
    assert tokens.verify(city_session, secret, now=NOW) is None
    assert tokens.revoke(city_session, "a", now=NOW + SECOND).revoked_at == NOW
    assert [each.name for each in tokens.list_all(city_session)] == ["a"]
    with pytest.raises(RecordNotFoundError, match="named b; there are: a"):
        tokens.revoke(city_session, "b", now=NOW)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (TokenTerms(" ", TokenRole.VIEWER), "needs a name"),
        (TokenTerms("taken", TokenRole.VIEWER), "named taken already"),
        (TokenTerms("a", TokenRole.VIEWER, expires_at=NOW), "is past"),
        (TokenTerms("a", TokenRole.EDITOR, ("999999",)), "999999; known: 630102, 630104"),
        (TokenTerms("a", TokenRole.ADMIN, ("630104",)), "only an EDITOR"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    city_session: Session, terms: TokenTerms, message: str
) -> None:
    tokens.create(city_session, TokenTerms("taken", TokenRole.VIEWER), now=NOW)
    with pytest.raises(TokenError, match=message):
        tokens.create(city_session, terms, now=NOW)


def test_the_audit_knows_the_token_but_neither_secret_nor_hash(small_city: Database) -> None:
    with recorded_write(small_city, "admin", "createToken") as session:
        token, secret = tokens.create(session, TokenTerms("a", TokenRole.VIEWER), now=NOW)
    with small_city.read() as session:
        text = session.scalar(sa.select(models.AuditEntry.changes)) or ""
        assert tokens.verify(session, secret, now=NOW) is not None
    assert '"name":"a"' in text
    assert secret not in text
    assert token.secret_sha256 not in text
