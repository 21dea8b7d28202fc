"""Access tokens: made once, shown once, stored as hashes, verified in constant time.

A token is 256 random bits, so that a plain SHA-256 of it cannot be searched: no slow hash is
needed, and a request costs one look-up. When a token was last used is not stored: that would make
a write of every read.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from db.errors import RecordNotFoundError, TokenError
from db.models import AccessToken, AccessTokenDistrict, District
from db.models.enums import TokenRole
from db.repositories import changes

_PREFIX = "quanmap_"
_N_BYTES = 32
_LONGEST = 200


@dataclass(frozen=True)
class Bearer:
    """Whom a valid token stands for; `district_ids` is None where it is bound to no district."""

    token_id: int
    name: str
    role: TokenRole
    district_ids: frozenset[int] | None = None


@dataclass(frozen=True)
class TokenTerms:
    """What a token is made for; without districts it may write in all, without expiry for ever."""

    name: str
    role: TokenRole
    districts: tuple[str, ...] = ()
    expires_at: datetime | None = None


def create(session: Session, terms: TokenTerms, *, now: datetime) -> tuple[AccessToken, str]:
    """Store a new token and return it with its secret, which cannot be had again.

    Raises
    ------
    TokenError
        The name is empty or taken, it expires at once, a district is unknown, or a role that
        sees the whole city is bound to districts.
    """
    if not terms.name.strip():
        raise TokenError("a token needs a name; say who or what it is for")
    if terms.expires_at is not None and terms.expires_at <= now:
        raise TokenError(f"{terms.expires_at} is past; give a later moment, or none")
    if terms.districts and terms.role is not TokenRole.EDITOR:
        raise TokenError(f"only an EDITOR is bound to districts, not a {terms.role.value}")
    if session.scalar(select(AccessToken.id).where(AccessToken.name == terms.name)) is not None:
        raise TokenError(f"a token is named {terms.name} already; take another name")
    secret = _PREFIX + secrets.token_urlsafe(_N_BYTES)
    token = AccessToken(
        name=terms.name,
        role=terms.role,
        secret_sha256=_hash(secret),
        created_at=now,
        expires_at=terms.expires_at,
    )
    changes.add(session, token)
    for district_id in _district_ids(session, terms.districts):
        session.add(AccessTokenDistrict(token_id=token.id, district_id=district_id))
    session.flush()
    return token, secret


def verify(session: Session, secret: str, *, now: datetime) -> Bearer | None:
    """Return whom a secret stands for; None if it is unknown, expired or revoked."""
    if len(secret) > _LONGEST:
        return None
    wanted = _hash(secret)
    token = session.scalar(select(AccessToken).where(AccessToken.secret_sha256 == wanted))
    if token is None or not hmac.compare_digest(token.secret_sha256, wanted):
        return None
    if not is_valid(token, now):
        return None
    bound = session.scalars(
        select(AccessTokenDistrict.district_id).where(AccessTokenDistrict.token_id == token.id)
    ).all()
    return Bearer(token.id, token.name, token.role, frozenset(bound) if bound else None)


def is_valid(token: AccessToken, now: datetime) -> bool:
    """Return whether a token is neither revoked nor expired at a moment."""
    return token.revoked_at is None and (token.expires_at is None or now < token.expires_at)


def holds(secret_sha256: Any, moment: Any) -> ColumnElement[bool]:
    """Return the condition that a token with a hash is neither revoked nor expired at a moment."""
    return exists().where(*holder(secret_sha256, moment))


def holder(secret_sha256: Any, moment: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a token has a hash and is valid at a moment."""
    return (
        AccessToken.secret_sha256 == secret_sha256,
        AccessToken.revoked_at.is_(None),
        or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > moment),
    )


def digest(secret: str) -> str | None:
    """Return the hash that a secret is stored as; None for what is no token's."""
    return _hash(secret) if len(secret) <= _LONGEST else None


def revoke(session: Session, name: str, *, now: datetime) -> AccessToken:
    """Revoke a token by its name; one that is revoked stays so.

    Raises
    ------
    RecordNotFoundError
        No token has the name.
    """
    token = session.scalar(select(AccessToken).where(AccessToken.name == name))
    if token is None:
        known = ", ".join(each.name for each in list_all(session)) or "none"
        raise RecordNotFoundError(f"no token is named {name}; there are: {known}")
    if token.revoked_at is None:
        token.revoked_at = now
        session.flush()
    return token


def list_all(session: Session) -> Sequence[AccessToken]:
    """Return every token, by name."""
    return session.scalars(select(AccessToken).order_by(AccessToken.name)).all()


def adcodes_by_token_ids(session: Session, token_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the adcodes of the districts that each token is bound to."""
    bound: dict[int, list[str]] = {key: [] for key in token_ids}
    rows = session.execute(
        select(AccessTokenDistrict.token_id, District.adcode)
        .join(District, District.id == AccessTokenDistrict.district_id)
        .where(AccessTokenDistrict.token_id.in_(token_ids))
        .order_by(District.adcode)
    )
    for token_id, adcode in rows:
        bound[token_id].append(adcode)
    return bound


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _district_ids(session: Session, adcodes: Iterable[str]) -> list[int]:
    known = dict(session.execute(select(District.adcode, District.id)).all())
    unknown = sorted(set(adcodes) - known.keys())
    if unknown:
        listed = ", ".join(sorted(known)) or "none are stored"
        raise TokenError(f"no district has the adcode {unknown[0]}; known: {listed}")
    return sorted(known[adcode] for adcode in set(adcodes))
