"""GraphQL over a WebSocket: the subprotocol graphql-transport-ws.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
)

from schema.context import Context
from schema.permissions import UnauthenticatedError
from schema.tokens import authenticated

FORBIDDEN = 4403
# RFC 6455 leaves a close frame 125 bytes, two of them for the code.
REASON_MAX_BYTES = 123


class TextWebSocket(ASGIWebSocketAdapter):
    """A WebSocket that writes text frames: the protocol knows no others, and browsers refuse."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Write one message."""
        encoded = self.view.encode_json(message)
        text = encoded.decode() if isinstance(encoded, bytes) else encoded
        try:
            await self.ws.send_text(text)
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close with a reason that fits, as a longer one would be a failure of this server's."""
        fitting = reason.encode("utf-8", "replace")[:REASON_MAX_BYTES].decode("utf-8", "ignore")
        await super().close(code=code, reason=fitting)


class Connection(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection: who asks is said once, what was read is kept for one operation only."""

    async def handle_message(self, message: Message) -> None:
        """Handle one message; what the protocol does not know closes with 4400, as it says."""
        wrong = wrong_in(message)
        if wrong is None:
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(wrong)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Take the token out of the payload's `authorization`; browsers set no headers here."""
        payload = message.get("payload")
        is_first = not self.connection_init_received
        if is_first and isinstance(self.context, Context):
            token = payload.get("authorization") if isinstance(payload, dict) else None
            try:
                self.context = await authenticated(self.context, token)
            except UnauthenticatedError:
                await self.websocket.close(code=FORBIDDEN, reason="Forbidden")
                return
        await super().handle_connection_init(message)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run an operation in a context of its own: the connection's would remember old rows."""
        if isinstance(self.context, Context):
            self.context = replace(self.context)
        await super().run_operation(operation)


def wrong_in(message: object) -> str | None:
    """Tell what is wrong in the form of a message; None where nothing is."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is a JSON object with a type"
    kind, payload = message["type"], message.get("payload")
    if kind in {"subscribe", "complete"} and not isinstance(message.get("id"), str):
        return f"A message of type {kind} has an id, which is text"
    if kind in {"ping", "pong"} and not isinstance(payload, dict | None):
        return f"The payload of a {kind} is an object"
    return _wrong_in_operation(payload) if kind == "subscribe" else None


def _wrong_in_operation(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "The payload of subscribe is an object with a query"
    if not isinstance(payload.get("query"), str) or not payload["query"]:
        return "The member query is missing: it holds the operation"
    for name, kind, words in (
        ("variables", dict, "an object"),
        ("operationName", str, "text"),
        ("extensions", dict, "an object"),
    ):
        if not isinstance(payload.get(name), kind | None):
            return f"The member {name} has to be {words}"
    return None
