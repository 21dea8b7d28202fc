"""Threads that allocate share what is free."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from commands.memory import ARENAS

# Each thread allocates what no small-object allocator takes; glibc then opens it an arena.
PROGRAM = """
import ctypes, threading
from commands.memory import share_arenas
is_done = share_arenas()
libc, barrier = ctypes.CDLL(None), threading.Barrier(16)
libc.malloc.restype = ctypes.c_void_p
def allocate():
    libc.malloc(ctypes.c_size_t(5_000))
    barrier.wait()
threads = [threading.Thread(target=allocate) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.fdopen.restype = libc.stdout_file = ctypes.c_void_p
stream = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(stream))
libc.fflush(ctypes.c_void_p(stream))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
def test_a_server_of_many_threads_has_few_arenas() -> None:
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
    ).stdout

    assert 1 <= told.count("<heap nr=") <= ARENAS
