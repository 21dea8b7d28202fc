"""Who asks."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from schema.operations.errors import SchemaError

ROLE: Final = "role"
"""The key of the role that a field needs, in its metadata."""


class NotPermittedError(SchemaError):
    """A caller whose role may not do what was asked."""


class Role(enum.StrEnum):
    """What a caller may do; each role may do all that the ones before it may."""

    ANONYMOUS = "ANONYMOUS"
    VIEWER = "VIEWER"
    EDITOR = "EDITOR"
    PLANNER = "PLANNER"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Caller:
    """The role of a request and the name that its token was given."""

    role: Role
    name: str


ANONYMOUS = Caller(role=Role.ANONYMOUS, name="anonymous")


def require_role(caller: Caller, role: Role) -> None:
    """Let a caller pass whose role is at least the one asked.

    Raises
    ------
    NotPermittedError
        For a lower role, with what is needed.
    """
    ranks = list(Role)
    if ranks.index(caller.role) < ranks.index(role):
        raise NotPermittedError(
            f"this needs the role {role}, and {caller.name} has {caller.role}; send a token of "
            f"that role as `Authorization: Bearer TOKEN`"
        )
