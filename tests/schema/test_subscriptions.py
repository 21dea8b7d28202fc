"""Subscriptions over HTTP: graphql-transport-ws and server-sent events."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from websockets import Origin, Subprotocol
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from db.engine import Database
from db.models.enums import TokenRole
from db.repositories import tokens
from schema.context import Context
from schema.http.messages import RequestIdentity
from schema.http.view import GraphQLView
from tests.conftest import Backend
from tests.live_server import live_server
from tests.schema import city
from tests.schema.city import SCHEMA
from tests.schema.planning import run, start

FOLLOW = """subscription ($id: ID!) { planningJobChanged(id: $id) {
  state plan { objectiveValue } } }"""
PROTOCOL = Subprotocol("graphql-transport-ws")


@pytest.fixture
def followed(backend: Backend) -> Iterator[tuple[Database, str]]:
    with backend.database(city.fill) as database:
        view = GraphQLView(SCHEMA, lambda request_id: Context(database, request_id))
        routes = [Route("/graphql", view), WebSocketRoute("/graphql", view)]
        app = Starlette(routes=routes, middleware=[Middleware(RequestIdentity)])
        with live_server(app) as address:
            yield database, address


def states(events: list[dict[str, Any]]) -> list[str]:
    return [event["data"]["planningJobChanged"]["state"] for event in events]


def test_a_job_is_followed_by_server_sent_events(followed: tuple[Database, str]) -> None:
    database, address = followed
    job = start(database)
    timer = threading.Timer(0.5, run, args=(database, job))
    timer.start()
    events: list[dict[str, Any]] = []
    asked = {"query": FOLLOW, "variables": {"id": job}}
    headers = {"accept": "text/event-stream"}
    with httpx2.stream(
        "POST", f"{address}/graphql", json=asked, headers=headers, timeout=60
    ) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = list(response.iter_lines())
    timer.join()
    for name, data in itertools.pairwise(lines):
        if name == "event: next":
            events.append(json.loads(data.removeprefix("data: ")))

    assert states(events)[0] == "QUEUED"
    assert events[-1]["data"]["planningJobChanged"] == {
        "state": "DONE",
        "plan": {"objectiveValue": 4.0},
    }
    assert "event: complete" in lines


def test_a_job_is_followed_by_websocket(followed: tuple[Database, str]) -> None:
    database, address = followed
    job = start(database)
    timer = threading.Timer(0.5, run, args=(database, job))
    timer.start()
    events = []
    url = address.replace("http", "ws") + "/graphql"
    with connect(url, subprotocols=[PROTOCOL]) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(30)) == {"type": "connection_ack"}
        payload = {"query": FOLLOW, "variables": {"id": job}}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        while (message := json.loads(socket.recv(60)))["type"] != "complete":
            events.append(message["payload"])
    timer.join()

    assert states(events)[0] == "QUEUED"
    assert states(events)[-1] == "DONE"


def test_a_job_that_is_none_is_named_in_both_ways(followed: tuple[Database, str]) -> None:
    _, address = followed
    asked = {"query": FOLLOW, "variables": {"id": "PlanningJob:9"}}

    answer = httpx2.post(
        f"{address}/graphql", json=asked, headers={"accept": "text/event-stream"}, timeout=60
    )

    (data,) = [line for line in answer.text.splitlines() if line.startswith("data: {")]
    (error,) = json.loads(data.removeprefix("data: "))["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    with connect(address.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL]) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        socket.recv(30)
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
        message = json.loads(socket.recv(30))
    (error,) = message["payload"]["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"


def test_a_page_of_another_origin_opens_no_websocket(followed: tuple[Database, str]) -> None:
    _, address = followed
    url = address.replace("http", "ws") + "/graphql"

    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(url, subprotocols=[PROTOCOL], origin=Origin("https://evil.example")),
    ):
        pass

    assert refusal.value.response.status_code == 403


def _acknowledged(address: str, payload: dict[str, str]) -> Any:
    """Give what the server answers to the first message; a string says that it is text."""
    with connect(address.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL]) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        first = socket.recv(30)
        assert isinstance(first, str)
        asked = {"query": "{ viewer { role name } }"}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
        return json.loads(socket.recv(30))["payload"]["data"]["viewer"]


def test_a_websocket_is_of_whom_its_first_message_names(followed: tuple[Database, str]) -> None:
    database, address = followed
    now = datetime.now(tz=UTC)
    with database.write() as session:
        terms = tokens.TokenTerms("planner of the west", TokenRole.PLANNER)
        _, secret = tokens.create(session, terms, now=now)
    bearer = {"authorization": f"Bearer {secret}"}

    assert _acknowledged(address, {}) == {"role": "ANONYMOUS", "name": "anonymous"}
    known = {"role": "PLANNER", "name": "planner of the west"}
    assert _acknowledged(address, bearer) == known
    answer = httpx2.post(
        f"{address}/graphql", json={"query": "{ viewer { role name } }"}, headers=bearer
    )
    assert answer.json()["data"]["viewer"] == known


@pytest.mark.parametrize("authorization", ["Bearer quanmap_unknown", "quanmap_x", "Basic eDp5"])
def test_a_token_that_does_not_hold_is_refused_in_both_ways(
    followed: tuple[Database, str], authorization: str
) -> None:
    _, address = followed
    headers = {"authorization": authorization}

    answer = httpx2.post(f"{address}/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    with pytest.raises(ConnectionClosedError) as closed:
        _acknowledged(address, headers)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
