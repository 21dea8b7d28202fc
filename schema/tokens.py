"""Whom the token of a request stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.errors import DirectReadingError
from db.repositories import district, tokens
from db.repositories.tokens import Bearer
from schema.permissions import Caller, Role, UnauthenticatedError, require_role
from schema.threads import in_thread

if TYPE_CHECKING:
    from db.selections.bearers import BearerReader
    from schema.context import Context


async def authenticated(
    context: Context, authorization: object, bearers: BearerReader | None = None
) -> Context:
    """Give the context of whom a token stands for; the same one where none was sent or needed.

    Parameters
    ----------
    authorization : object
        As a request brought it: ``Bearer TOKEN``, or None.
    bearers : BearerReader, optional
        Reads who the bearer is on the event loop, where it can.

    Raises
    ------
    UnauthenticatedError
        For anything else, for a token that is unknown, expired or revoked, and for none where
        reading needs one.
    """
    if authorization is None:
        if context.needs_token:
            require_role(context.viewer, Role.VIEWER)
        return context
    scheme, _, secret = (
        authorization.partition(" ") if isinstance(authorization, str) else ("",) * 3
    )
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise UnauthenticatedError("the authorization is no `Bearer TOKEN`; send one, or none")
    # Our own tokens have no dots, signed ones have two.
    if context.signed is not None and secret.count(".") == 2:
        caller = await in_thread(_signed_caller, context, secret)
    else:
        caller = _caller(await _bearer(context, secret, bearers))
    return replace(context, viewer=caller)


async def _bearer(context: Context, secret: str, bearers: BearerReader | None) -> Bearer | None:
    """Read whom a secret stands for; the ordinary way where the direct one is not open."""
    if bearers is not None and bearers.is_open:
        try:
            return await bearers.verify(secret, now=context.clock())
        except DirectReadingError:
            pass
    found = await in_thread(_verified, context, secret)
    if bearers is not None:
        bearers.open()
    return found


def _verified(context: Context, secret: str) -> Bearer | None:
    with context.database.read() as session:
        return tokens.verify(session, secret, now=context.clock())


def _caller(bearer: Bearer | None) -> Caller:
    if bearer is None:
        raise UnauthenticatedError(
            "the token is unknown, expired or revoked; make one by `quanmap token create`"
        )
    return Caller(Role(bearer.role.value), bearer.name, bearer.district_ids)


def _signed_caller(context: Context, secret: str) -> Caller:
    assert context.signed is not None  # noqa: S101 (`authenticated` has looked)
    bearer = context.signed.verify(secret)
    if bearer.adcodes is None:
        return Caller(bearer.role, bearer.name)
    ids = set()
    with context.database.read() as session:
        for adcode in sorted(bearer.adcodes):
            found = district.find_by_adcode(session, adcode)
            if found is None:
                raise UnauthenticatedError(
                    f"the signed token is bound to {adcode[:20]!r}, which is no district's "
                    "adcode; its issuer has to correct it"
                )
            ids.add(found.id)
    return Caller(bearer.role, bearer.name, frozenset(ids))
