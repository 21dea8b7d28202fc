"""How many requests a process takes, and how long each may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from schema.http.messages import RequestIdentity
from schema.http.metrics import Metrics
from schema.http.traffic import Traffic, TrafficLimits
from schema.request_time import allow_longer


def guarded(limits: TrafficLimits, metrics: Metrics, entered: asyncio.Event | None = None) -> Any:
    async def slow(_request: Request) -> Response:
        if entered is not None:
            entered.set()
        await asyncio.sleep(30)
        return PlainTextResponse("late")

    async def quick(request: Request) -> Response:
        is_wrong = request.headers.get("authorization") == "Bearer wrong"
        return PlainTextResponse("in", status_code=401 if is_wrong else 200)

    async def long_answer(_request: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"one"
            await asyncio.sleep(0.3)
            yield b" two"

        return StreamingResponse(parts())

    async def writing(_request: Request) -> Response:
        allow_longer()
        allow_longer()
        await asyncio.sleep(30)
        return PlainTextResponse("late")

    async def fail(_request: Request) -> Response:
        raise TimeoutError("of its own")

    routes = [
        Route("/slow", slow),
        Route("/", quick),
        Route("/long", long_answer),
        Route("/fail", fail),
        Route("/writing", writing),
        Route("/graphql", slow, methods=["POST"]),
        Route("/healthz", quick),
    ]
    return RequestIdentity(Traffic(Starlette(routes=routes), limits=limits, metrics=metrics))


def client(app: ASGIApp, address: str = "192.0.2.1") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


async def ask(app: ASGIApp, path: str = "/", *, address: str = "192.0.2.1", token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with client(app, address) as asking:
        return await asking.get(path, headers=headers)


def test_a_request_over_its_time_is_a_504_that_says_what_to_do() -> None:
    metrics = Metrics()
    app = guarded(TrafficLimits(time_limit_s=0.05), metrics)

    answer = asyncio.run(ask(app, "/slow"))

    assert answer.status_code == 504
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "REQUEST_TIMEOUT"
    assert "longer than 0.05 s; ask for less" in error["message"]
    assert (metrics.refused["time"], metrics.n_requests) == (1, 0)


@pytest.mark.parametrize(
    ("path", "content_type", "told"),
    [
        ("/graphql", "multipart/form-data; boundary=x", "0.2 s"),
        ("/graphql", "application/json", "0.05 s"),
        ("/slow", "multipart/form-data; boundary=x", "0.05 s"),
    ],
)
def test_only_a_file_for_the_api_has_more_time(path: str, content_type: str, told: str) -> None:
    app = guarded(TrafficLimits(time_limit_s=0.05, upload_time_limit_s=0.2), Metrics())

    async def run() -> Any:
        async with client(app) as asking:
            method = "POST" if path == "/graphql" else "GET"
            return await asking.request(method, path, headers={"content-type": content_type})

    assert f"longer than {told}; ask" in asyncio.run(run()).json()["errors"][0]["message"]


def test_what_takes_its_time_may_ask_for_that_of_a_file() -> None:
    app = guarded(TrafficLimits(time_limit_s=0.05, upload_time_limit_s=0.2), Metrics())

    answer = asyncio.run(ask(app, "/writing"))

    assert "longer than 0.2 s; ask" in answer.json()["errors"][0]["message"]


def test_an_answer_that_has_begun_is_sent_to_its_end() -> None:
    app = guarded(TrafficLimits(time_limit_s=0.1), Metrics())

    assert asyncio.run(ask(app, "/long")).text == "one two"


def test_a_timeout_of_the_application_is_not_taken_for_ours() -> None:
    answer = asyncio.run(ask(guarded(TrafficLimits(), Metrics()), "/fail"))

    assert answer.status_code == 500


def test_one_request_too_many_at_once_is_a_503_at_once() -> None:
    async def run() -> tuple[Any, Any, Metrics]:
        metrics, entered = Metrics(), asyncio.Event()
        app = guarded(TrafficLimits(requests_max=1), metrics, entered)
        first = asyncio.create_task(ask(app, "/slow"))
        await entered.wait()
        second, probe = await ask(app), await ask(app, "/healthz")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return second, probe, metrics

    second, probe, metrics = asyncio.run(run())

    assert (second.status_code, second.headers["retry-after"]) == (503, "1")
    assert probe.status_code == 200
    assert (metrics.refused["requests"], metrics.n_requests) == (1, 0)


def test_requests_are_counted_by_address_and_by_token() -> None:
    async def run() -> list[int]:
        app = guarded(TrafficLimits(rate="2/day"), Metrics())
        answers = [await ask(app) for _ in range(3)]
        answers += [await ask(app, address="192.0.2.2")]
        answers += [await ask(app, token="one") for _ in range(3)]  # noqa: S106
        answers += [await ask(app, token="two")]  # noqa: S106
        answers += [await ask(app, "/healthz")]
        assert int(answers[2].headers["retry-after"]) > 0
        assert answers[2].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        return [answer.status_code for answer in answers]

    assert asyncio.run(run()) == [200, 200, 429, 200, 200, 200, 429, 200, 200]


def test_tokens_that_are_none_are_counted_by_address() -> None:
    async def run() -> list[int]:
        app = guarded(TrafficLimits(rate="2/day"), Metrics())
        answers = [await ask(app, token="wrong") for _ in range(2)]  # noqa: S106
        answers += [await ask(app, token="another")]  # noqa: S106
        answers += [await ask(app, address="192.0.2.2", token="another")]  # noqa: S106
        return [answer.status_code for answer in answers]

    assert asyncio.run(run()) == [401, 401, 429, 200]


@pytest.mark.parametrize(("followers_max", "status"), [(1, 200), (0, 503)])
def test_event_streams_are_counted_apart(followers_max: int, status: int) -> None:
    app = guarded(TrafficLimits(requests_max=1, followers_max=followers_max), Metrics())

    async def run() -> int:
        async with client(app) as asking:
            answer = await asking.get("/", headers={"accept": "text/event-stream"})
            return answer.status_code

    assert asyncio.run(run()) == status
