"""The short way of a request that was asked before: from its body to the database and back.

It stands before the view. What it cannot answer at once goes on as if it had not been there, so
that every refusal and every first answer comes from the view.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.errors import StatementTimeoutError
from db.selections.proof import proof_of
from schema.compiled.answers import Request
from schema.compiled.queries import CompiledQueries
from schema.errors import error_code
from schema.http.messages import GRAPHQL_RESPONSE, JSON, is_event_stream, negotiate

# In bytes: what is longer is hardly ever kept, and takes a while to read.
BODY_MAX = 100_000
Headers = dict[bytes, bytes]
COPIED_MAX_BYTES = 64 * 1024
_MEMBERS = {"query": str, "operationName": str, "variables": dict}
Told = Callable[[str | None, str | None, dict[str, Any] | None], bytes]


def _now() -> datetime:
    return datetime.now(tz=UTC)


class ShortWay:
    """ASGI application: answers POST requests that `compiled` has accepted before.

    Parameters
    ----------
    view : ASGI application
        Answers everything else.
    compiled : CompiledQueries
    told : callable
        Gives the JSON of an answer's `extensions` for a query, its operation's name and its
        variables; empty for none.
    needs_token : bool
        Whether reading needs a token; one that is sent has to be valid anyhow.
    clock : callable
        Gives the moment at which a token has to be valid.
    """

    def __init__(
        self,
        view: ASGIApp,
        compiled: CompiledQueries,
        *,
        told: Told,
        needs_token: bool,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._view = view
        self._compiled = compiled
        self._told = told
        self._needs_token = needs_token
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was asked before, or pass it on."""
        headers = dict(scope["headers"])
        media_type = _media_type(scope, headers)
        authorization = _text(headers, b"authorization")
        proof = proof_of(authorization, self._clock(), needs_token=self._needs_token)
        if media_type is None or proof is None:
            await self._view(scope, receive, send)
            return
        messages = await _received(receive)
        request = _request(messages)
        try:
            answer = None if request is None else await self._compiled.again(request, proof)
        except StatementTimeoutError as error:  # the view would wait as long, for nothing
            await _tell(send, media_type, error, self._ending(request))
            return
        if request is None or answer is None:
            await self._view(scope, _replayed(messages, receive), send)
            return
        await _send(send, media_type, answer, self._ending(request))

    def _ending(self, request: Request | None) -> bytes:
        """Give how an answer ends: with what is told of the request's cost."""
        asked = request or Request(None, None, None)
        told = self._told(asked.query, asked.operation_name, asked.variables)
        return b',"extensions":%b}' % told if told else b"}"


async def _tell(send: Send, media_type: bytes, error: StatementTimeoutError, ending: bytes) -> None:
    """Answer as the view does where nothing could be read in time."""
    told = {"message": str(error), "extensions": {"code": error_code(error)}}
    is_strict = media_type.startswith(GRAPHQL_RESPONSE.encode())
    members = {"errors": [told]} if is_strict else {"data": None, "errors": [told]}
    body = orjson.dumps(members)[:-1] + ending
    described = [(b"content-type", media_type), (b"content-length", b"%d" % len(body))]
    status = 400 if is_strict else 200
    await send({"type": "http.response.start", "status": status, "headers": described})
    await send({"type": "http.response.body", "body": body})


async def _send(send: Send, media_type: bytes, answer: bytes, ending: bytes) -> None:
    """Send an answer and its ending; what is long is not copied for that."""
    length = b"%d" % (len(answer) + len(ending))
    described = [(b"content-type", media_type), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": described})
    if len(answer) > COPIED_MAX_BYTES:
        await send({"type": "http.response.body", "body": answer, "more_body": True})
        await send({"type": "http.response.body", "body": ending})
    else:
        await send({"type": "http.response.body", "body": answer + ending})


def _text(headers: Headers, name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def _media_type(scope: Scope, headers: Headers) -> bytes | None:
    """Give the content type of the answer; None for what is no plain POST of JSON."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    return _agreed(_text(headers, b"content-type") or "", _text(headers, b"accept") or "")


@lru_cache(maxsize=64)
def _agreed(content_type: str, accept: str) -> bytes | None:
    given = content_type.partition(";")[0].strip().lower()
    if given != JSON or is_event_stream(accept):
        return None
    media_type = negotiate(accept)
    return None if media_type is None else f"{media_type}; charset=utf-8".encode()


async def _received(receive: Receive) -> list[Message]:
    """Receive a body, which may come in pieces, as far as a request that is kept can be long."""
    messages, n_bytes = [await receive()], 0
    while messages[-1]["type"] == "http.request" and messages[-1].get("more_body"):
        n_bytes += len(messages[-1].get("body", b""))
        if n_bytes > BODY_MAX:
            break
        messages.append(await receive())
    return messages


def _request(messages: list[Message]) -> Request | None:
    """Read the operation out of a body; None for anything out of the common."""
    last = messages[-1]
    text = b"".join(message.get("body", b"") for message in messages)
    if last["type"] != "http.request" or last.get("more_body") or len(text) > BODY_MAX:
        return None
    try:
        body: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict) or not body.keys() <= _MEMBERS.keys():
        return None
    if any(not isinstance(value, _MEMBERS[name] | None) for name, value in body.items()):
        return None
    return Request(body.get("query"), body.get("operationName"), body.get("variables"))


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    """Give a `receive` that begins with messages that were taken already."""
    waiting = deque(messages)

    async def replay() -> Message:
        return waiting.popleft() if waiting else await receive()

    return replay
