"""Who asks."""

from __future__ import annotations

import enum
from dataclasses import dataclass


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
