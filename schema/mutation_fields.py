"""The factory of mutations: each names the role that it needs, and checks it first."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry.types import Info

from schema.permissions import ROLE, Role, require_role


def mutation(role: Role, resolver: Callable[..., Awaitable[Any]], description: str) -> Any:
    """Declare a mutation that callers of at least a role may ask for.

    The resolver takes `info` first. The role stands in the field's metadata, under `ROLE`. What
    the request read before is forgotten, so that the payload shows what was written.
    """

    @functools.wraps(resolver)
    async def permitted(info: Info[Any, Any], **arguments: Any) -> Any:
        require_role(info.context.viewer, role)
        outcome = await resolver(info, **arguments)
        info.context.forget()
        return outcome

    return strawberry.mutation(resolver=permitted, description=description, metadata={ROLE: role})
