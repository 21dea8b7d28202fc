"""What lets a request read, and the condition of a statement that asks for it by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Text, bindparam, or_

from db.models.moment import Moment
from db.repositories import tokens

IS_OPEN: Final = "is_open"
SECRET: Final = "secret_sha256"  # noqa: S105 (the name of a parameter)
MOMENT: Final = "asked_at"
# Of no request: each fills in its own.
_NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Proof:
    """What lets a request read: the hash of a token's secret, valid at a moment; or nothing asked.

    The statement itself looks the token up, so that one that was revoked opens nothing more.
    """

    secret_sha256: str | None
    moment: datetime

    def values(self) -> dict[str, Any]:
        """Give the parameters of `guard`."""
        secret = self.secret_sha256
        return {IS_OPEN: secret is None, SECRET: secret or "", MOMENT: self.moment}


def proof_of(authorization: str | None, moment: datetime, *, needs_token: bool) -> Proof | None:
    """Give what a request shows; None where it shows nothing and has to, or no token.

    Parameters
    ----------
    authorization : str, optional
        As the request brought it: ``Bearer TOKEN``.
    moment : datetime
        When the token has to be valid.
    needs_token : bool
        Whether reading needs one; one that is sent has to be valid anyhow.
    """
    if authorization is None:
        return None if needs_token else Proof(None, moment)
    scheme, _, secret = authorization.partition(" ")
    secret = secret.strip()
    hashed = tokens.digest(secret) if scheme.lower() == "bearer" and secret else None
    return None if hashed is None else Proof(hashed, moment)


def guard() -> ColumnElement[bool]:
    """Return the condition that a request is open, or its token valid."""
    is_open = bindparam(IS_OPEN, False, type_=Boolean())
    return or_(is_open, tokens.holds(*token_parameters()))


def token_parameters() -> tuple[Any, Any]:
    """Return the parameters of a token's hash and of the moment at which it is to be valid."""
    return bindparam(SECRET, "", type_=Text()), bindparam(MOMENT, _NO_MOMENT, type_=Moment())
