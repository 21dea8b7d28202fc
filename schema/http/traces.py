"""Traces of requests by OpenTelemetry; its library is an extra, imported where it is wanted."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.http.metrics import route_of
from schema.operations.errors import SchemaError


class TracesMissingError(SchemaError):
    """Traces are wanted, and what sends them is not installed."""


class Tracing:
    """ASGI middleware: each request is a span, below that of its `traceparent`.

    Parameters
    ----------
    app : ASGI application
    provider : opentelemetry.sdk.trace.TracerProvider
    """

    def __init__(self, app: ASGIApp, *, provider: Any) -> None:
        from opentelemetry.trace import SpanKind  # noqa: PLC0415
        from opentelemetry.trace.propagation import tracecontext  # noqa: PLC0415

        self.app = app
        self._tracer = provider.get_tracer("quanmap")
        self._kind = SpanKind.SERVER
        self._propagator = tracecontext.TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within its span."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parent = self._propagator.extract(dict(Headers(scope=scope)))
        route = route_of(scope["path"])
        name = f"{scope['method']} {route}"
        with self._tracer.start_as_current_span(name, context=parent, kind=self._kind) as span:
            await self.app(scope, receive, send)
            status = scope["state"].get("status", 500)
            span.set_attribute("http.request.method", scope["method"])
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", status)
            span.set_attribute("quanmap.request_id", scope["state"]["request_id"])


def tracer_provider(endpoint: str) -> Any:
    """Make what sends spans to an OTLP endpoint over HTTP, from a thread of its own.

    Raises
    ------
    TracesMissingError
        The extra is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise TracesMissingError(
            "QUANMAP_OTEL_ENDPOINT needs the extra otel: pip install 'quanmap[otel]', or leave it"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "quanmap"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return provider
