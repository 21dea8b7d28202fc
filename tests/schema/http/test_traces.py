"""Traces of requests: one span each, below the one that the caller names."""

from __future__ import annotations

import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from schema.http.messages import RequestIdentity
from schema.http.traces import TracesMissingError, Tracing, tracer_provider

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


async def page(_request: Request) -> Response:
    return PlainTextResponse("in", status_code=404)


def test_a_request_is_a_span_without_the_rest_of_its_address() -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    app = Starlette(
        routes=[Route("/maps/{name}", page)],
        middleware=[Middleware(RequestIdentity), Middleware(Tracing, provider=provider)],
    )
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "x-request-id": "abc"}
    with TestClient(app) as client:
        client.get("/maps/coverage.html?district=630102", headers=headers)

    (span,) = spans.get_finished_spans()
    assert span.name == "GET maps"
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == PARENT
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "maps",
        "http.response.status_code": 404,
        "quanmap.request_id": "abc",
    }


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(TracesMissingError, match=r"quanmap\[otel\]"):
        tracer_provider("http://127.0.0.1:4318/v1/traces")
