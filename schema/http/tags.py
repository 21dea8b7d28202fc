"""Entity tags (RFC 9110, 8.8.3): what a client still has is not sent again."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

# An answer may be kept, and is asked for again. Who asks and what is accepted make it another.
HEADERS: Final = {"cache-control": "no-cache", "vary": "authorization, accept, accept-encoding"}


def is_known(header: str, tag: str) -> bool:
    """Tell whether an ``If-None-Match`` names a tag, by the weak comparison of RFC 9110, 13.1.2."""
    tags = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in tags or tags == ["*"]


def tagged(response: Response, asked: Headers) -> Response:
    """Give an answer with the tag of its content; 304 without content where the client has it."""
    if response.status_code != 200:
        return response
    tag = f'"{blake2b(bytes(response.body), digest_size=16).hexdigest()}"'
    headers = {**HEADERS, "etag": tag}
    if is_known(asked.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
