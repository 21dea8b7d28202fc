"""How long the request at hand may take: longer where it asks for what takes its time."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

LONGER: ContextVar[Callable[[], None] | None] = ContextVar("LONGER", default=None)
"""What gives the request at hand the time of one with a file; set by who limits its time."""


def allow_longer() -> None:
    """Give the request at hand as long as one with a file has, where its time is limited."""
    extend = LONGER.get()
    if extend is not None:
        extend()
