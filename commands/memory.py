"""How many arenas the threads of a server allocate from."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

# Of malloc.h: M_ARENA_MAX.
_ARENA_MAX: Final = -8
ARENAS: Final = 2


def share_arenas() -> bool:
    """Let the threads of this process share few arenas of the C library's allocator.

    By default glibc gives eight a core, and what is free in one is of no use to the others: under
    load a server keeps growing for many minutes while it holds no more. Has to be called before
    there are threads. Tells whether it was done: other C libraries have no arenas to bound.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_ARENA_MAX, ARENAS))
