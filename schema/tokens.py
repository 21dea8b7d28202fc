"""Whom the token of a request stands for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from db.repositories import tokens
from schema.context import Context
from schema.permissions import Caller, Role, UnauthenticatedError, require_role


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
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnauthenticatedError("the authorization is no `Bearer TOKEN`; send one, or none")

    def look_up() -> tokens.Bearer | None:
        with context.database.read() as session:
            return tokens.verify(session, secret.strip(), now=context.clock())

    bearer = await asyncio.to_thread(look_up)
    if bearer is None:
        raise UnauthenticatedError(
            "the token is unknown, expired or revoked; make one by `quanmap token create`"
        )
    caller = Caller(Role(bearer.role.value), bearer.name, bearer.district_ids)
    return replace(context, viewer=caller)
