"""The parts of HTTP that every answer shares: media types, errors, request ids, the body's cap."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import Final

import orjson
from cross_web import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON: Final = "application/json"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"
REQUEST_ID_HEADER: Final = "x-request-id"
DEFAULT_MAX_BODY_BYTES: Final = 1_000_000

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, for the log."""

# Of what is no page: JSON, text, tiles.
NOTHING_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"
SAFETY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), payment=()"),
)

_SAFETY_NAMES: Final = frozenset(name for name, _ in SAFETY_HEADERS)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CODES: Final = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    421: "UNKNOWN_HOST",
    429: "RATE_LIMITED",
    500: "INTERNAL_SERVER_ERROR",
    503: "UNAVAILABLE",
    504: "REQUEST_TIMEOUT",
}


class UnavailableHTTPException(HTTPException):
    """A 503 of an answer whose operation could not be done now, and may in `retry_after_s`."""

    def __init__(self, reason: str, retry_after_s: int) -> None:
        super().__init__(503, reason)
        self.retry_after_s = retry_after_s


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
    retry_after_s: int | None = None,
) -> Response:
    """Give an answer of one error, in the form that GraphQL clients read.

    Parameters
    ----------
    code : str, optional
        In ``extensions``; that of the status where not given.
    retry_after_s : int, optional
        When it is worth asking again.
    """
    code = code or _CODES.get(status_code, "BAD_REQUEST")
    error = {"message": message, "extensions": {"code": code, "requestId": request_id}}
    headers = {REQUEST_ID_HEADER: request_id}
    if status_code == 401:
        headers["www-authenticate"] = "Bearer"
    if retry_after_s is not None:
        headers["retry-after"] = str(retry_after_s)
    if status_code == 405:
        headers["allow"] = "GET, POST"
    response = Response(
        orjson.dumps({"errors": [error]}),
        status_code=status_code,
        media_type=f"{media_type}; charset=utf-8",
        headers=headers,
    )
    # An unforeseen failure is answered outside of every middleware.
    response.raw_headers.extend(_missing(response.raw_headers))
    return response


class RequestIdentity:
    """ASGI middleware: every request has an id, and every answer the headers that keep it safe.

    The id is in ``scope["state"]``, in `REQUEST_ID` for the log, and in the answer's header. A
    well-formed ``X-Request-Id`` of the client or of a proxy is kept, so that one id leads through
    the logs of both. The answer's status is left in ``scope["state"]["status"]``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with an id."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        given = header_of(scope, REQUEST_ID_HEADER.encode()) or ""
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        REQUEST_ID.set(request_id)
        own = (REQUEST_ID_HEADER.encode(), request_id.encode())

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"] = message["status"]
                found = [one for one in message.get("headers", ()) if one[0] != own[0]]
                message = {**message, "headers": [*found, *_missing(found), own]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _missing(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Give the headers of safety that an answer does not bring itself."""
    names = dict(headers)
    if _SAFETY_NAMES.isdisjoint(names):
        missing = list(SAFETY_HEADERS)
    else:
        missing = [one for one in SAFETY_HEADERS if one[0] not in names]
    if b"content-security-policy" not in names:
        content_type = names.get(b"content-type", b"")
        if content_type.startswith(b"text/html"):
            # Documents say the rest themselves; this one a page cannot say.
            missing.append((b"content-security-policy", b"frame-ancestors 'none'"))
        elif b"javascript" not in content_type:  # a worker would take it for its own
            missing.append((b"content-security-policy", NOTHING_POLICY))
    return missing


def header_of(scope: Scope, name: bytes) -> str | None:
    """Give the first value of a header, by its name in small letters; None without it."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


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
