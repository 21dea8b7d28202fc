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


class UnauthenticatedError(NotPermittedError):
    """A caller without a token, or with one that is not valid, where one is needed."""


class Role(enum.StrEnum):
    """What a caller may do; each role may do all that the ones before it may."""

    ANONYMOUS = "ANONYMOUS"
    VIEWER = "VIEWER"
    EDITOR = "EDITOR"
    PLANNER = "PLANNER"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Caller:
    """The role of a request and the name that its token was given.

    `district_ids` are those of the districts that the caller may write in; None for all.
    """

    role: Role
    name: str
    district_ids: frozenset[int] | None = None


ANONYMOUS = Caller(role=Role.ANONYMOUS, name="anonymous")


def require_role(caller: Caller, role: Role) -> None:
    """Let a caller pass whose role is at least the one asked.

    Raises
    ------
    UnauthenticatedError
        For nobody known, with what is needed.
    NotPermittedError
        For a lower role, with what is needed.
    """
    ranks = list(Role)
    if caller.role is Role.ANONYMOUS and role is not Role.ANONYMOUS:
        raise UnauthenticatedError(
            f"this needs a token of the role {role}; send it as `Authorization: Bearer TOKEN`"
        )
    if ranks.index(caller.role) < ranks.index(role):
        raise NotPermittedError(
            f"this needs the role {role}, and {caller.name} has {caller.role}; send a token of "
            f"that role as `Authorization: Bearer TOKEN`"
        )
