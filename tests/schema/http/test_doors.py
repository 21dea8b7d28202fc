"""By which names a server may be asked, and which pages may follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from schema.http.doors import Doors
from schema.http.messages import RequestIdentity


async def page(_request: Request) -> Response:
    return PlainTextResponse("in")


async def follow(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("in")
    await websocket.close()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    hosts, origins = ("127.0.0.1", "map.example", "*.city.example"), ("https://wall.example",)
    app = Starlette(
        routes=[Route("/", page), WebSocketRoute("/follow", follow)],
        middleware=[
            Middleware(RequestIdentity),
            Middleware(Doors, hosts=hosts, origins=origins),
        ],
    )
    with TestClient(app) as made:
        yield made


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("10.1.2.3", 200),
        ("quanmap", 200),
        ("map.example:443", 200),
        ("MAP.example.", 200),
        ("a.b.city.example", 200),
        ("city.example", 421),
        ("map.example.attacker.example", 421),
        ("attacker.example:8000", 421),
        ("127.0.0.1.attacker.example", 421),
        ("<script>.example", 421),
    ],
)
def test_a_name_that_someone_else_may_own_has_to_be_allowed(
    client: TestClient, host: str, status: int
) -> None:
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == status
    if status == 421:
        assert "QUANMAP_ALLOWED_HOSTS" in answer.json()["errors"][0]["message"]


def test_any_name_is_allowed_where_it_is_said() -> None:
    assert Doors(Starlette(), hosts=("*",), origins=()).is_known("anything.example")


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (None, True),
        ("http://testserver", True),
        ("https://wall.example", True),
        ("https://attacker.example", False),
        ("null", False),
        ("http://testserver.attacker.example", False),
    ],
)
def test_a_page_of_another_server_opens_no_websocket(
    client: TestClient, origin: str | None, *, is_let_in: bool
) -> None:
    headers = {} if origin is None else {"origin": origin}
    opened: Callable[[], object] = lambda: client.websocket_connect(  # noqa: E731
        "/follow", headers=headers
    ).__enter__()

    if is_let_in:
        with client.websocket_connect("/follow", headers=headers) as socket:
            assert socket.receive_text() == "in"
    else:
        with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)):
            opened()
