"""Whom a token stands for, read on the event loop by one statement, anew for each request."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, cast, func, literal_column, select

from db.engine import Database
from db.models import AccessToken, AccessTokenDistrict
from db.models.enums import TokenRole
from db.repositories import tokens
from db.repositories.tokens import Bearer
from db.selections.direct import DirectReader
from db.selections.fragments import Fragments
from db.selections.proof import Proof, token_parameters


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
        self._fragment = Fragments(database).of(_statement())
        self._text = self._fragment.as_statement()

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._direct.is_open

    def open(self) -> None:
        """Note that the ordinary way has found the tables of this program."""
        self._direct.open()

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
        known = Proof(hashed, now).values()
        found = await self._direct.read(self._text, self._fragment.filled(known))
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
    text = func.convert_to(cast(told, Text), literal_column("'UTF8'"))
    return select(text).where(*tokens.holder(*token_parameters()))
