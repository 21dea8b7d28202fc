"""Ending statements that take longer than they may.

SQLite asks a handler every so many steps of a statement whether to go on. PostgreSQL counts by
itself within a transaction; a statement that is a transaction of its own, with nothing sent beside
it, is cancelled from a thread.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

# Between two looks at the clock; a look costs as much as some ten steps.
SQLITE_STEPS = 1_000
_CANCEL_WITHIN_S = 5.0


class Deadline:
    """When the statement that runs on one SQLite connection has to end, by `time.monotonic`."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._ends = math.inf

    def start(self) -> None:
        """Give the next statement its time."""
        self._ends = time.monotonic() + self._limit_s

    def is_over(self) -> bool:
        """Tell SQLite to interrupt the statement."""
        return time.monotonic() > self._ends


class Cancellable(Protocol):
    """A connection whose statement another thread can cancel, as psycopg's."""

    def cancel_safe(self, *, timeout: float) -> None:
        """Cancel what runs."""


class _Watched:
    def __init__(self, connection: Cancellable, ends: float) -> None:
        self.ends = ends
        self.lock = threading.Lock()
        self.connection: Cancellable | None = connection

    def cancel(self) -> None:
        with self.lock:
            if self.connection is not None:
                self.connection.cancel_safe(timeout=_CANCEL_WITHIN_S)


class Watchdog:
    """Cancels statements that take longer than a limit, from one thread for all connections.

    Parameters
    ----------
    limit_s
        The same for every statement, so that they fall due in the order in which they began.
    """

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self._watched: dict[int, _Watched] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, connection: Cancellable) -> Iterator[None]:
        """Cancel what runs on the connection meanwhile, should it take too long."""
        watched = _Watched(connection, time.monotonic() + self.limit_s)
        with self._changed:
            self._watched[id(watched)] = watched
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            if len(self._watched) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._watched.pop(id(watched), None)
            with watched.lock:  # a cancellation that has begun would hit the next statement
                watched.connection = None

    def _run(self) -> None:
        while True:
            self._next().cancel()

    def _next(self) -> _Watched:
        with self._changed:
            while True:
                first = next(iter(self._watched.values()), None)
                wait_s = None if first is None else first.ends - time.monotonic()
                if first is not None and wait_s is not None and wait_s <= 0:
                    return self._watched.pop(id(first))
                self._changed.wait(wait_s)
