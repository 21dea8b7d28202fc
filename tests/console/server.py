"""A made-up server behind a real browser: the page's own files, and answers by the schema.

The browser's requests never leave it: Playwright hands them to the functions here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync
from playwright.sync_api import Page, Route, WebSocketRoute

from maps.console import assets, content_security_policy
from tests.console.answers import Answers
from tests.console.city import City, make_city
from tests.console.planning import PlanningAnswers

ADDRESS = "http://console.test/"
TOKEN = "test-token-of-a-planner"  # noqa: S105
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
}


@cache
def load_schema() -> GraphQLSchema:
    """Give the exported schema."""
    exported = Path(__file__).parents[2] / "schema" / "schema.graphql"
    return build_schema(exported.read_text(encoding="utf-8"))


@dataclass
class ConsoleServer:
    """What the page can ask, and what it has asked."""

    city: City = field(default_factory=make_city)
    settings: dict[str, Any] = field(default_factory=dict)
    # Root fields that this server does not have yet.
    missing: frozenset[str] = frozenset()
    operations: list[str] = field(default_factory=list)
    variables: list[dict[str, Any]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    # Map documents that were asked for, each with whether a token came along.
    files: list[tuple[str, bool]] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    subscriptions: dict[str, tuple[str, WebSocketRoute]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the schema and make the resolvers."""
        self.schema = load_schema()
        self.answers = Answers(self.city)
        self.planning = PlanningAnswers(self.answers)

    def attach(self, page: Page) -> None:
        """Answer all that a page asks."""
        page.route("**/*", self._answer)
        page.route_web_socket("**/graphql", self._connect)

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if not url.startswith(ADDRESS):
            self.others.append(url)
            route.abort()
        elif url == f"{ADDRESS}graphql":
            self._answer_graphql(route)
        else:
            self._answer_file(route, url.removeprefix(ADDRESS).split("#")[0])

    def _answer_file(self, route: Route, name: str) -> None:
        if name == "console/settings.json":
            route.fulfill(json=self.settings)
            return
        if name.startswith("maps/"):
            has_token = "authorization" in route.request.headers
            self.files.append((name, has_token))
            route.fulfill(body="<!DOCTYPE html>", headers={"content-type": _TYPES[".html"]})
            return
        path = assets() / (name or "index.html")
        if not path.is_file():
            route.fulfill(status=404)
            return
        headers = {
            "content-type": _TYPES.get(path.suffix, "text/plain"),
            "content-security-policy": content_security_policy(),
        }
        route.fulfill(body=path.read_bytes(), headers=headers)

    def _answer_graphql(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        name = body["query"].split("{")[0].split("(")[0].split()[-1]
        self.operations.append(name)
        self.variables.append(body.get("variables") or {})
        has_token = route.request.headers.get("authorization") == f"Bearer {TOKEN}"
        self.answers.role = "PLANNER" if has_token else "ANONYMOUS"
        root = self.planning.root()
        result = graphql_sync(self.schema, body["query"], root, variable_values=body["variables"])
        answer = result.formatted
        data = answer.get("data")
        if name == "Capabilities" and data:
            self._leave_out(data["__schema"])
        route.fulfill(json=answer)

    def _leave_out(self, schema: dict[str, Any]) -> None:
        for root in filter(None, schema.values()):
            root["fields"] = [one for one in root["fields"] if one["name"] not in self.missing]

    # graphql-transport-ws, as far as a page that subscribes needs it

    def _connect(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)

        def receive(text: str | bytes) -> None:
            message = json.loads(text)
            if message["type"] == "connection_init":
                socket.send(json.dumps({"type": "connection_ack"}))
            elif message["type"] == "subscribe":
                query = message["payload"]["query"]
                name = query.split("(")[0].split()[-1]
                self.subscriptions[message["id"]] = (name, socket)

        socket.on_message(receive)

    def publish(self, operation: str, data: dict[str, Any]) -> None:
        """Send an event to every subscription of an operation."""
        for identifier, (name, socket) in list(self.subscriptions.items()):
            if name == operation:
                payload = {"id": identifier, "type": "next", "payload": {"data": data}}
                socket.send(json.dumps(payload))
