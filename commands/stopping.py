"""Stopping in order: readiness falls first, requests finish, and the end comes in any case."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

READINESS: Final = "/readyz"
# Beyond drain and grace: threads that still compute are not waited for any longer.
LAST_S: Final = 10.0
Handler = Callable[[int, FrameType | None], Any]


class Stopping:
    """ASGI application: passes everything on, and says on SIGTERM that it is not ready any more.

    The server's own handler of the signal, which ends it, is called after `drain_s`, so that
    whoever sends requests here learns of it in time. A second signal ends it at once.

    Parameters
    ----------
    app : ASGI application
    drain_s : float
        Seconds between the signal and the server's own handling of it.
    grace_s : float
        Seconds that requests have to finish after that.
    """

    def __init__(self, app: ASGIApp, *, drain_s: float, grace_s: float) -> None:
        self._app = app
        self._drain_s = drain_s
        self._grace_s = grace_s
        self._is_stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, but for a probe of readiness while it stops."""
        if scope["type"] == "lifespan":
            self._watch()
        if self._is_stopping and scope["type"] == "http" and scope["path"] == READINESS:
            headers = {"retry-after": "5", "connection": "close"}
            response = PlainTextResponse("stopping\n", status_code=503, headers=headers)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _watch(self) -> None:
        """Stand before the server's handler, which is there when the application starts."""
        following = signal.getsignal(signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread() or not callable(following):
            return
        loop = asyncio.get_running_loop()

        def stop(number: int, frame: FrameType | None) -> None:
            if self._is_stopping:
                following(number, frame)
                return
            self._is_stopping = True
            end_in_any_case(self._drain_s + self._grace_s + LAST_S)
            loop.call_soon_threadsafe(loop.call_later, self._drain_s, following, number, frame)

        signal.signal(signal.SIGTERM, stop)


def end_in_any_case(seconds: float) -> None:
    """End the process after some time, should a thread keep it from ending by itself."""
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()
