"""Frames that no client of graphql-transport-ws sends, and event streams asked for wrongly."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx2
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from db.engine import Database
from server import Settings, create_app
from tests.conftest import Backend
from tests.fuzz.served import _INSIDE, MASKED
from tests.live_server import live_server
from tests.schema import city

CHANGES = "subscription { featureChanged(layer: ORGANIZATIONS) { __typename } }"
INIT = {"type": "connection_init"}
BROKEN: list[str | bytes] = [
    "",
    "null",
    "1e999",
    "[]",
    "{",
    '"connection_init"',
    "[" * 100_000,
    "\x00",
    '{"type": "\\ud800"}',
    b"\xff\xfe",
    b'{"type": "connection_init"}',
    random.Random(64).randbytes(64),  # noqa: S311 (the same in every process of a run)
]
WRONG: list[Any] = [
    {},
    {"type": None},
    {"type": 1},
    {"type": "start"},
    {"type": "connection_init", "payload": 7},
    {"type": "connection_init", "payload": {"authorization": {"a": 1}}},
    {"type": "connection_init", "payload": {"authorization": "Bearer " + "a" * 100_000}},
    {"type": "connection_init", "payload": {"authorization": "Bearer \x00\udfff"}},
    {"type": "connection_ack"},
    {"type": "subscribe"},
    {"type": "subscribe", "id": None, "payload": {"query": CHANGES}},
    {"type": "subscribe", "id": "a"},
    {"type": "subscribe", "id": "a", "payload": None},
    {"type": "subscribe", "id": "a", "payload": {}},
    {"type": "subscribe", "id": "a", "payload": {"query": 1}},
    {"type": "subscribe", "id": "a", "payload": {"query": ""}},
    {"type": "subscribe", "id": "a", "payload": {"query": "{"}},
    {"type": "subscribe", "id": "a", "payload": {"query": "{ nothing }"}},
    {"type": "subscribe", "id": "a", "payload": {"query": CHANGES, "variables": []}},
    {"type": "subscribe", "id": "a", "payload": {"query": CHANGES, "operationName": "B"}},
    {"type": "subscribe", "id": "a", "payload": {"query": CHANGES, "extensions": 3}},
    {"type": "subscribe", "id": "a" * 100_000, "payload": {"query": "{ viewer { name } }"}},
    {
        "type": "subscribe",
        "id": "a",
        "payload": {"query": 'subscription { planningJobChanged(id: "x\x00") { id } }'},
    },
    {"type": "complete", "id": "nothing"},
    {"type": "complete"},
    {"type": "pong", "payload": "x"},
    {"type": "ping", "payload": {"a": "b" * 100_000}},
]


@pytest.fixture(scope="module")
def address(sqlite_backend: Backend) -> Iterator[str]:
    """The address of a real server over the small city."""
    with sqlite_backend.database() as database:
        yield from _serve(database)


def _serve(database: Database) -> Iterator[str]:
    city.fill(database)
    settings = Settings(database_url=database.address, planning_processes=0, followers_max=20)
    with live_server(create_app(settings)) as address:
        yield address


def talk(address: str, work: Callable[[ClientConnection], Awaitable[Any]]) -> Any:
    """Open a WebSocket, do something with it, and see that the server still answers others."""

    async def run() -> Any:
        async with opened(address) as socket:
            found = await work(socket)
        await answers(address)
        return found

    return asyncio.run(asyncio.wait_for(run(), 30))


@contextlib.asynccontextmanager
async def opened(address: str) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket of the subprotocol."""
    url = address.replace("http", "ws") + "/graphql"
    subprotocols = [Subprotocol("graphql-transport-ws")]
    async with connect(url, subprotocols=subprotocols, max_size=None) as socket:
        yield socket


async def answers(address: str) -> None:
    """See that a server answers an ordinary question."""
    async with httpx2.AsyncClient(timeout=10) as client:
        answer = await client.post(f"{address}/graphql", json={"query": "{ __typename }"})
    assert answer.json()["data"] == {"__typename": "Query"}


async def heard(socket: ClientConnection, within_s: float = 0.3) -> list[dict[str, Any]]:
    """Give what a server says until it is silent or closes; each in words for others."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(TimeoutError, ConnectionClosed):
        while True:
            found.append(orjson.loads(await asyncio.wait_for(socket.recv(), within_s)))
    for message in found:
        text = str(message)
        assert MASKED not in text, text[:500]
        inside = _INSIDE.search(text)
        assert inside is None, text[:500]
    if socket.close_code is not None:
        # 1011 is a server's own failure; 4500 an operation's.
        assert socket.close_code not in (1006, 1011, 4500), socket.close_reason
        assert _INSIDE.search(socket.close_reason or "") is None
    return found


async def say(socket: ClientConnection, *messages: Any) -> None:
    """Send messages, as long as the server listens."""
    with contextlib.suppress(ConnectionClosed):
        for message in messages:
            text = message if isinstance(message, str | bytes) else _text(message)
            await socket.send(text)


def _text(message: Any) -> str:
    # Other than orjson it writes halves of characters, too.
    import json  # noqa: PLC0415

    return json.dumps(message)


@pytest.mark.parametrize("frame", BROKEN, ids=lambda one: repr(one)[:40])
@pytest.mark.parametrize("before", [[], [INIT]], ids=["first", "after the init"])
def test_a_frame_that_is_no_message_closes_its_connection_alone(
    address: str, frame: str | bytes, before: list[Any]
) -> None:
    async def work(socket: ClientConnection) -> Any:
        await say(socket, *before, frame)
        await heard(socket)
        return socket.close_code

    assert talk(address, work) in (1007, 4400, 4401, 4403, None)


@pytest.mark.parametrize("message", WRONG, ids=lambda one: str(one)[:60])
@pytest.mark.parametrize("before", [[], [INIT]], ids=["first", "after the init"])
def test_a_message_that_is_wrong_is_answered_in_words(
    address: str, message: Any, before: list[Any]
) -> None:
    async def work(socket: ClientConnection) -> None:
        await say(socket, *before, message)
        await heard(socket)

    talk(address, work)


def test_an_id_that_is_taken_closes_with_its_code(address: str) -> None:
    async def work(socket: ClientConnection) -> Any:
        one = {"type": "subscribe", "id": "a", "payload": {"query": CHANGES}}
        await say(socket, INIT, one, one)
        await heard(socket)
        return socket.close_code

    assert talk(address, work) == 4409


def test_a_question_before_the_init_closes_with_its_code(address: str) -> None:
    async def work(socket: ClientConnection) -> Any:
        await say(socket, {"type": "subscribe", "id": "a", "payload": {"query": CHANGES}})
        await heard(socket)
        return socket.close_code

    assert talk(address, work) == 4401


def test_a_frame_longer_than_a_body_closes_its_connection(address: str) -> None:
    async def work(socket: ClientConnection) -> None:
        await say(socket, INIT, {"type": "ping", "payload": {"a": "x" * 20_000_000}})
        await heard(socket)

    talk(address, work)


@pytest.mark.slow
def test_a_thousand_subscriptions_on_one_connection_are_bounded(address: str) -> None:
    async def work(socket: ClientConnection) -> tuple[int, Any]:
        asked = (
            {"type": "subscribe", "id": f"{number}", "payload": {"query": CHANGES}}
            for number in range(1_000)
        )
        await say(socket, INIT, *asked)
        found = await heard(socket, 2.0)
        return sum(message["type"] == "error" for message in found), socket.close_code

    n_refused, code = talk(address, work)
    assert code is not None or n_refused >= 900


@pytest.mark.slow
def test_messages_in_any_order_break_nothing(address: str) -> None:
    chance = random.Random(8)  # noqa: S311 (no secret)
    frames = [*BROKEN[:5], *WRONG, INIT, INIT, INIT]

    async def work(socket: ClientConnection) -> None:
        await say(socket, INIT, *chance.choices(frames, k=12))
        await heard(socket, 0.1)

    for _ in range(60):
        talk(address, work)


def test_followers_over_the_limit_are_refused_and_the_rest_go_on(address: str) -> None:
    async def run() -> tuple[int, int]:
        async with contextlib.AsyncExitStack() as stack:
            sockets = [await stack.enter_async_context(opened(address)) for _ in range(20)]
            n_refused = 0
            for _ in range(5):
                try:
                    async with opened(address) as socket:
                        await socket.recv()
                except Exception:  # noqa: BLE001 (refused by status or by a close)
                    n_refused += 1
            await say(sockets[0], INIT)
            (told,) = await heard(sockets[0])
        await answers(address)
        return n_refused, told["type"] == "connection_ack"

    assert asyncio.run(asyncio.wait_for(run(), 30)) == (5, True)


@pytest.mark.parametrize(
    "query",
    ["", "{", "subscription { nothing }", "subscription { a: featureChanged }", CHANGES + CHANGES],
)
def test_an_event_stream_that_is_asked_wrongly_is_refused_in_words(
    address: str, query: str
) -> None:
    async def run() -> tuple[int, str]:
        headers = {"accept": "text/event-stream"}
        async with httpx2.AsyncClient(timeout=10) as client:
            answer = await client.post(f"{address}/graphql", json={"query": query}, headers=headers)
        await answers(address)
        return answer.status_code, answer.text

    status, text = asyncio.run(run())
    assert status < 500
    assert MASKED not in text
    assert _INSIDE.search(text) is None
