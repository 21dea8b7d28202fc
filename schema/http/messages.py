"""The parts of HTTP that every answer shares: media types, errors, request ids, the body's cap."""

from __future__ import annotations

import re
import secrets
from typing import Final

import orjson
from cross_web import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON: Final = "application/json"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"
REQUEST_ID_HEADER: Final = "x-request-id"
DEFAULT_MAX_BODY_BYTES: Final = 1_000_000

# Of a database that is away or has no connection free.
RETRY_AFTER_S: Final = "5"

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CODES: Final = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL_SERVER_ERROR",
    503: "UNAVAILABLE",
}


def negotiate(accept: str) -> str | None:
    """Choose the media type of the answer from an Accept header.

    Parameters
    ----------
    accept : str
        The header; empty where the client sent none, which means anything.

    Returns
    -------
    str or None
        ``application/graphql-response+json`` where it is named and nothing is preferred to it,
        else ``application/json`` where anything covers that, else None.
    """
    if not accept.strip():
        return JSON
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in item.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                weight = float(value) if re.fullmatch(r"[01](\.\d{0,3})?", value.strip()) else 0.0
        weights[media_type] = max(weight, weights.get(media_type, 0.0))
    any_type = weights.get("application/*", weights.get("*/*", 0.0))
    response_weight = weights.get(GRAPHQL_RESPONSE, 0.0)
    json_weight = weights.get(JSON, any_type)
    if response_weight > 0.0 and response_weight >= json_weight:
        return GRAPHQL_RESPONSE
    return JSON if json_weight > 0.0 else None


def is_event_stream(accept: str) -> bool:
    """Tell whether an Accept header asks for server-sent events, as subscriptions give them."""
    return any(item.split(";", 1)[0].strip().lower() == EVENT_STREAM for item in accept.split(","))


def error_response(
    status_code: int,
    message: str,
    request_id: str,
    media_type: str = JSON,
    *,
    code: str | None = None,
) -> Response:
    """Give an answer of one error, in the form that GraphQL clients read.

    Parameters
    ----------
    code : str, optional
        In ``extensions``; that of the status where not given.
    """
    code = code or _CODES.get(status_code, "BAD_REQUEST")
    error = {"message": message, "extensions": {"code": code, "requestId": request_id}}
    headers = {REQUEST_ID_HEADER: request_id}
    if status_code == 401:
        headers["www-authenticate"] = "Bearer"
    if status_code == 503:
        headers["retry-after"] = RETRY_AFTER_S
    if status_code == 405:
        headers["allow"] = "GET, POST"
    return Response(
        orjson.dumps({"errors": [error]}),
        status_code=status_code,
        media_type=f"{media_type}; charset=utf-8",
        headers=headers,
    )


class RequestIdentity:
    """ASGI middleware: every request has an id, in ``scope["state"]`` and in the answer's header.

    A well-formed ``X-Request-Id`` of the client or of a proxy is kept, so that one id leads
    through the logs of both.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with an id."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        await self.app(scope, receive, send_with_id)


def request_id_of(scope: Scope) -> str:
    """Give the id that `RequestIdentity` gave the request of a scope."""
    return str(scope["state"]["request_id"])


def capped(receive: Receive, max_body_bytes: int) -> Receive:
    """Refuse a body once it has passed the cap, whatever length it was announced with."""
    n_bytes = 0

    async def receive_capped() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > max_body_bytes:
            raise HTTPException(
                413,
                f"The body is over {max_body_bytes:,} bytes; split the request into smaller ones.",
            )
        return message

    return receive_capped
