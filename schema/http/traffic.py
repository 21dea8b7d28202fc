"""How many requests a process takes: at once, from one caller, and how long each may take."""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.messages import error_response, header_of, is_event_stream, request_id_of
from schema.http.metrics import Metrics
from schema.http.uploads import is_multipart
from schema.request_time import LONGER

if TYPE_CHECKING:
    from limits import RateLimitItem

# Asked by machines that watch the server, most of all when it is busy.
PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
BUSY_RETRY_S: Final = 1


@dataclass(frozen=True, slots=True)
class TrafficLimits:
    """What one process takes.

    Parameters
    ----------
    requests_max, followers_max : int
        Requests, and WebSockets and event streams, at once.
    time_limit_s, upload_time_limit_s : float
        How long a request may take until its answer begins, and one that carries a file or takes
        an import back.
    rate : str, optional
        Requests of one token or address, such as ``600/minute``.
    """

    requests_max: int = 256
    followers_max: int = 1_000
    time_limit_s: float = 15.0
    upload_time_limit_s: float = 300.0
    rate: str | None = None


class Traffic:
    """ASGI middleware that holds requests to `TrafficLimits`.

    `metrics` is told how many there are, and which were refused.
    """

    def __init__(self, app: ASGIApp, *, limits: TrafficLimits, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics
        self._limits = limits
        self._rates = None if limits.rate is None else Rates(limits.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it at once."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        callers = None if self._rates is None else Callers.of(scope)
        if self._rates is not None and callers is not None:
            wait_s = self._rates.wait_s(callers)
            if wait_s:
                message = (
                    f"more than {self._limits.rate} requests from one caller; go on in {wait_s} s, "
                    "and ask for more at once rather than more often"
                )
                await self._refuse(scope, receive, send, "rate", (429, message, wait_s))
                return
        if scope["type"] == "websocket" or _follows(scope):
            await self._follow(scope, receive, send)
        else:
            await self._answer(scope, receive, send)
        if self._rates is not None and callers is not None and scope["state"].get("status") == 401:
            self._rates.count_failure(callers)

    async def _follow(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._metrics.n_followers >= self._limits.followers_max:
            message = (
                f"{self._metrics.n_followers} follow this server already; try again in a moment"
            )
            await self._refuse(scope, receive, send, "followers", (503, message, BUSY_RETRY_S))
            return
        self._metrics.n_followers += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._metrics.n_followers -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._metrics.n_requests >= self._limits.requests_max:
            message = (
                f"{self._metrics.n_requests} requests are being answered; try again in a moment"
            )
            await self._refuse(scope, receive, send, "requests", (503, message, BUSY_RETRY_S))
            return
        self._metrics.n_requests += 1
        limits = self._limits
        # Whoever may send no file is refused at once there; other paths keep to the usual limit.
        has_file = scope["path"].endswith("/graphql") and is_multipart(scope)
        limit_s = limits.upload_time_limit_s if has_file else limits.time_limit_s
        time_limit = asyncio.timeout(limit_s)
        is_started = False

        def extend() -> None:
            nonlocal limit_s
            when = time_limit.when()
            if when is not None and not time_limit.expired():
                longer_s = max(limit_s, limits.upload_time_limit_s)
                time_limit.reschedule(when + longer_s - limit_s)
                limit_s = longer_s

        async def send_in_time(message: Message) -> None:
            nonlocal is_started
            if not is_started:
                # How long a slow network takes to read it holds no worker.
                is_started = True
                time_limit.reschedule(None)
            await send(message)

        before = LONGER.set(extend)
        try:
            async with time_limit:
                await self.app(scope, receive, send_in_time)
        except TimeoutError:
            if is_started or not time_limit.expired():
                raise
            message = (
                f"the answer took longer than {limit_s:g} s; ask for less: a "
                "smaller area, fewer rows, or a planning job; a change may have been made all "
                "the same"
            )
            await self._refuse(scope, receive, send, "time", (504, message, None))
        finally:
            LONGER.reset(before)
            self._metrics.n_requests -= 1

    async def _refuse(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        limit: str,
        refusal: tuple[int, str, int | None],
    ) -> None:
        self._metrics.refused[limit] += 1
        status, message, wait_s = refusal
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013, "reason": message[:120]})
            return
        answer = error_response(status, message, request_id_of(scope), retry_after_s=wait_s)
        await answer(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Callers:
    """By whom a request is counted: the hash of its token, if it has one, and its address."""

    token: str | None
    address: str

    @classmethod
    def of(cls, scope: Scope) -> Callers:
        """Read them off a request."""
        sent = header_of(scope, b"authorization")
        token = None if sent is None else hashlib.sha256(sent.encode()).hexdigest()
        return cls(token, (scope.get("client") or ("unknown", 0))[0])


class Rates:
    """Counts requests by token, those without one by address; and by address, tokens that failed.

    Whoever invents tokens to be counted anew is counted by address for each, and then refused.
    """

    def __init__(self, rate: str) -> None:
        # Slow to import, and of no use where nothing is counted.
        from limits import parse  # noqa: PLC0415
        from limits.storage import MemoryStorage  # noqa: PLC0415
        from limits.strategies import SlidingWindowCounterRateLimiter  # noqa: PLC0415

        self._rate: RateLimitItem = parse(rate.replace("/", " per "))
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait_s(self, callers: Callers) -> int:
        """Count a request; give the seconds to wait where it is one too many, else 0."""
        if callers.token is None:
            keys = ("address", callers.address)
            is_allowed = self._counted.hit(self._rate, *keys)
        else:
            keys = ("failures", callers.address)
            is_allowed = self._counted.test(self._rate, *keys)
            if is_allowed:
                keys = ("token", callers.token)
                is_allowed = self._counted.hit(self._rate, *keys)
        if is_allowed:
            return 0
        reset_time = self._counted.get_window_stats(self._rate, *keys).reset_time
        return max(math.ceil(reset_time - time.time()), 1)

    def count_failure(self, callers: Callers) -> None:
        """Count a token that is none."""
        if callers.token is not None:
            self._counted.hit(self._rate, "failures", callers.address)


def _follows(scope: Scope) -> bool:
    accept = header_of(scope, b"accept")
    return accept is not None and "text/event-stream" in accept and is_event_stream(accept)
