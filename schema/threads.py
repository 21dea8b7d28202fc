"""The way into threads of a request, for whatever would hold the event loop up.

There are as many threads as the pool of the database has connections (`db.engine.open_database`),
so that who has a thread gets a connection too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

from anyio import to_thread

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


async def in_thread(
    function: Callable[[Unpack[Arguments]], Result], *arguments: *Arguments
) -> Result:
    """Run a function in a thread.

    A request that ends before it (its time is over, its client has gone) leaves it behind; the
    limits of statements end it soon, and until then it keeps its place among the threads.
    """
    return await to_thread.run_sync(function, *arguments, abandon_on_cancel=True)
