"""Whom a token stands for, read on the event loop by one statement, anew for each request."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, bindparam, cast, func, literal_column, select

from db.engine import Database
from db.models import AccessToken, AccessTokenDistrict
from db.models.enums import TokenRole
from db.models.moment import Moment
from db.repositories import tokens
from db.repositories.tokens import Bearer
from db.selections.direct import DirectReader
from db.selections.fragments import PLACE, Fragments

_SECRET, _MOMENT = "secret_sha256", "asked_at"
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


class BearerReader:
    """Verifies tokens as `tokens.verify` does, without a thread and a session.

    Those cost ten times the processor time of the statement. It waits until the ordinary way has
    found the tables to be this program's, so that a database without them is refused there.

    Parameters
    ----------
    database : Database
        On PostgreSQL.
    direct : DirectReader
        Of the same database.
    """

    def __init__(self, database: Database, direct: DirectReader) -> None:
        self._direct = direct
        fragment = Fragments(database).of(_statement())
        self._text = PLACE.sub(lambda found: f"${int(found[1]) + 1}", fragment.text)
        self._names = fragment.names
        self._is_right = False

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._is_right and self._direct.is_usable

    def open(self) -> None:
        """Note that the ordinary way has found the tables of this program."""
        self._is_right = True

    async def verify(self, secret: str, *, now: datetime) -> Bearer | None:
        """Give whom a secret stands for; None if it is unknown, expired or revoked.

        Raises
        ------
        DirectReadingError, PoolExhaustedError, StatementTimeoutError
            As `DirectReader.read` does.
        """
        hashed = tokens.digest(secret)
        if hashed is None:
            return None
        known = {_SECRET: hashed, _MOMENT: now.astimezone(UTC)}
        found = await self._direct.read(self._text, [known[name] for name in self._names])
        if found is None:
            return None
        token_id, name, role, stored, bound = orjson.loads(found)
        if not hmac.compare_digest(stored, hashed):
            return None
        return Bearer(token_id, name, TokenRole(role), frozenset(bound) if bound else None)


def _statement() -> Select[Any]:
    bound = (
        select(func.json_agg(AccessTokenDistrict.district_id))
        .where(AccessTokenDistrict.token_id == AccessToken.id)
        .scalar_subquery()
    )
    told = func.json_build_array(
        AccessToken.id,
        AccessToken.name,
        cast(AccessToken.role, Text),
        AccessToken.secret_sha256,
        bound,
    )
    secret = bindparam(_SECRET, "", type_=Text())
    moment = bindparam(_MOMENT, _NO_MOMENT, type_=Moment())
    text = func.convert_to(cast(told, Text), literal_column("'UTF8'"))
    return select(text).where(*tokens.holder(secret, moment))
