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
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ConnectionInitMessage

from schema.context import Context
from schema.permissions import UnauthenticatedError
from schema.tokens import authenticated

FORBIDDEN = 4403


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


class Connection(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection: who asks is said once, what was read is kept for one operation only."""

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
