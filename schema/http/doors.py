"""By which names a server may be asked, and which pages of other servers may ask it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from schema.http.messages import error_response, header_of, request_id_of

HOSTS_KEPT: Final = 256


class Doors:
    """ASGI middleware against DNS rebinding and WebSockets of foreign pages.

    A page of an attacker whose name was made to lead here would be of this server's origin to the
    browser; its name would still be in the Host header. Addresses and names without a dot can be
    no such names: nobody's domain leads to them.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        Names that are allowed besides; ``*.example`` for all below one, ``*`` for any.
    origins : iterable of str
        Origins of pages that may open a WebSocket, beside the server's own.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], origins: Iterable[str]) -> None:
        self.app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._endings = tuple(host[1:] for host in self._hosts if host.startswith("*."))
        self._known: set[str] = set()
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        host = (header_of(scope, b"host") or "").lower()
        if host not in self._known and not self._learn(host):
            message = (
                f"this server is not asked by the name {host[:100]!r}; its administrator allows "
                "names by QUANMAP_ALLOWED_HOSTS"
            )
            await _refuse(scope, receive, send, 421, message)
        elif scope["type"] == "websocket" and not self._is_ours(header_of(scope, b"origin"), host):
            message = (
                "pages of another server may not follow this one; its administrator allows them "
                "by QUANMAP_ALLOWED_ORIGINS"
            )
            await _refuse(scope, receive, send, 403, message)
        else:
            await self.app(scope, receive, send)

    def _learn(self, host: str) -> bool:
        """Tell whether a name is allowed, and remember it: most requests name one of few."""
        is_known = self.is_known(host)
        if is_known and len(self._known) < HOSTS_KEPT:
            self._known.add(host)
        return is_known

    def is_known(self, host: str) -> bool:
        """Tell whether the server may be asked by a name, with or without a port."""
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        name = name.removesuffix(".")
        if "." not in name or name in self._hosts or "*" in self._hosts:
            return True
        return name.endswith((".localhost", *self._endings)) or _is_address(name)

    def _is_ours(self, origin: str | None, host: str) -> bool:
        if origin is None:
            return True  # a program: browsers send it always
        return urlsplit(origin).netloc.lower() == host or origin.lower() in self._origins


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, message: str) -> None:
    if scope["type"] == "websocket":
        # Before it is accepted, which answers 403.
        await send({"type": "websocket.close", "code": 1008, "reason": message[:120]})
        return
    await error_response(status, message, request_id_of(scope))(scope, receive, send)
