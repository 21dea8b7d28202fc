"""Whom the token of a request stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.repositories import district, tokens
from schema.permissions import Caller, Role, UnauthenticatedError, require_role
from schema.threads import in_thread

if TYPE_CHECKING:
    from schema.context import Context


async def authenticated(context: Context, authorization: object) -> Context:
    """Give the context of whom a token stands for; the same one where none was sent or needed.

    Parameters
    ----------
    authorization : object
        As a request brought it: ``Bearer TOKEN``, or None.

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
    is_signed = context.signed is not None and secret.count(".") == 2
    caller = await in_thread(_signed_caller if is_signed else _caller, context, secret)
    return replace(context, viewer=caller)


def _caller(context: Context, secret: str) -> Caller:
    with context.database.read() as session:
        bearer = tokens.verify(session, secret, now=context.clock())
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
