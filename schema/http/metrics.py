"""What a server counts of itself, and the page on which Prometheus reads it.

Counting is plain additions; the library that writes the page is imported when it is first asked.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from db.engine import Database
    from schema.compiled.queries import CompiledQueries

PROMETHEUS: Final = "text/plain; version=1.0.0; charset=utf-8"
BOUNDS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
# The first part of a path: a label for each identifier would have no end.
ROUTES: Final = frozenset(
    {
        "console",
        "graphiql",
        "graphql",
        "healthz",
        "maps",
        "metrics",
        "readyz",
        "schema.graphql",
        "tiles",
    }
)


@dataclass(slots=True)
class Latencies:
    """Durations by how long they were: one count for each of `BOUNDS_S`, and one beyond."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    total_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.total_s += seconds


@dataclass(slots=True)
class Metrics:
    """What was counted since the process began, and how many requests and followers there are.

    `refused` counts requests over a limit, by the limit's name.
    """

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    latencies: dict[str, Latencies] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    n_requests: int = 0
    n_followers: int = 0

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests[route, method, status] += 1
        found = self.latencies.get(route)
        if found is None:
            found = self.latencies[route] = Latencies()
        found.add(seconds)


class Counting:
    """ASGI middleware that counts every request; `seen` is told of each, too."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        seen: Callable[[Scope, int, float], None] | None = None,
    ) -> None:
        self.app = app
        self._metrics = metrics
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        try:
            await self.app(scope, receive, send)
        finally:
            seconds = time.perf_counter() - start
            # Without an answer it failed, and the failure is answered further out.
            status = scope["state"].get("status", 500)
            self._metrics.add(route_of(scope["path"]), scope["method"], status, seconds)
            if self._seen is not None:
                self._seen(scope, status, seconds)


def route_of(path: str) -> str:
    """Give the label of a path.

    >>> route_of("/maps/coverage.html"), route_of("/"), route_of("/wp-admin")
    ('maps', 'index', 'other')
    """
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    if not first:
        return "index"
    return first if first in ROUTES else "other"


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """What the page tells of, beside what was counted."""

    metrics: Metrics
    database: Database
    compiled: CompiledQueries | None
    n_jobs: Callable[[], int | None]

    def page(self) -> bytes:
        """Write the page, in Prometheus's text format; it asks the database for the jobs.

        A process counts for itself: the label ``worker`` keeps several of one server apart.
        """
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415
        from prometheus_client.platform_collector import PlatformCollector  # noqa: PLC0415
        from prometheus_client.process_collector import ProcessCollector  # noqa: PLC0415

        registry = CollectorRegistry()
        registry.register(self)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        return generate_latest(registry)

    def collect(self) -> Iterator[Any]:
        """Give every family of figures, as Prometheus's registry asks."""
        yield from self._counters()
        yield self._histogram()
        yield from self._gauges()

    def _counters(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415

        worker = str(os.getpid())
        names = ["route", "method", "status", "worker"]
        requests = CounterMetricFamily("quanmap_requests", "Requests answered", labels=names)
        for (route, method, status), count in self.metrics.requests.copy().items():
            requests.add_metric([route, method, str(status), worker], count)
        yield requests
        refused = CounterMetricFamily(
            "quanmap_limits_refused", "Requests over a limit", labels=["limit", "worker"]
        )
        for limit, count in self.metrics.refused.copy().items():
            refused.add_metric([limit, worker], count)
        yield refused
        if self.compiled is not None:
            paths = CounterMetricFamily(
                "quanmap_queries", "Queries by how they were answered", labels=["way", "worker"]
            )
            paths.add_metric(["compiled", worker], self.compiled.n_compiled)
            paths.add_metric(["partly", worker], self.compiled.n_partly)
            paths.add_metric(["resolvers", worker], sum(self.compiled.fallbacks.values()))
            yield paths

    def _histogram(self) -> Any:
        from prometheus_client.core import HistogramMetricFamily  # noqa: PLC0415

        durations = HistogramMetricFamily(
            "quanmap_request_duration_seconds", "How long answers took", labels=["route", "worker"]
        )
        for route, found in sorted(self.metrics.latencies.items()):
            below, buckets = 0, []
            for bound, count in zip((*BOUNDS_S, float("inf")), found.counts, strict=True):
                below += count
                buckets.append(("+Inf" if bound == float("inf") else str(bound), below))
            durations.add_metric([route, str(os.getpid())], buckets, found.total_s)
        return durations

    def _gauges(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        worker = str(os.getpid())
        pool = GaugeMetricFamily(
            "quanmap_pool_connections", "Connections in use", labels=["pool", "worker"]
        )
        for name, engine in zip(("write", "read"), self.database.engines, strict=True):
            in_use: Any = getattr(engine.pool, "checkedout", None)
            if in_use is not None:
                pool.add_metric([name, worker], in_use())
        yield pool
        now = GaugeMetricFamily(
            "quanmap_requests_now", "Requests being answered", labels=["kind", "worker"]
        )
        now.add_metric(["requests", worker], self.metrics.n_requests)
        now.add_metric(["followers", worker], self.metrics.n_followers)
        yield now
        n_jobs = self.n_jobs()
        if n_jobs is not None:
            yield GaugeMetricFamily(
                "quanmap_planning_jobs", "Planning jobs that wait or run", value=n_jobs
            )
