"""What every request passes before the application."""

from __future__ import annotations

import logging

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Scope

from commands.installation import traffic_limits_of
from commands.settings import Settings, names_in
from schema.http.doors import Doors
from schema.http.messages import RequestIdentity
from schema.http.metrics import Counting, Metrics
from schema.http.traces import Tracing, tracer_provider
from schema.http.traffic import Traffic
from schema.http.uploads import PREFLIGHT_HEADERS

logger = logging.getLogger("quanmap.access")


def guards_of(settings: Settings, metrics: Metrics) -> list[Middleware]:
    """Give what every request passes before the application, the outermost first."""
    origins = names_in(settings.allowed_origins)
    hosts = (settings.host, *names_in(settings.allowed_hosts))
    seen = tell_request if settings.access_log else None
    guards = [
        Middleware(RequestIdentity),
        Middleware(Counting, metrics=metrics, seen=seen),
        Middleware(Doors, hosts=hosts, origins=origins),
        Middleware(Traffic, limits=traffic_limits_of(settings), metrics=metrics),
    ]
    if origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id", PREFLIGHT_HEADERS[0]],
            expose_headers=["x-request-id", "retry-after"],
        )
        guards.insert(3, cors)
    if settings.otel_endpoint:
        guards.insert(1, Middleware(Tracing, provider=tracer_provider(settings.otel_endpoint)))
    return guards


def tell_request(scope: Scope, status: int, seconds: float) -> None:
    """Log a request: never what it holds, nor the part of its address after the path."""
    logger.info(
        "request",
        extra={
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "milliseconds": round(seconds * 1e3, 2),
        },
    )
