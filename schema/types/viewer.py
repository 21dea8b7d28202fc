"""Who asks."""

from __future__ import annotations

import strawberry

from schema.permissions import Role


@strawberry.type(description="The caller of this request.")
class Viewer:
    """A `schema.permissions.Caller`."""

    role: Role = strawberry.field(description="What the caller may do (角色).")
    name: str = strawberry.field(description="The name that the caller's token was given.")
