"""A client for `bench/graphql.py` that takes little of the machine it shares with the servers."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What a server sent: its status and its body."""

    status: int
    body: bytes


def request(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """Write a request."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench", "accept: application/json"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=300)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = bytearray()

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    def ask(self, written: bytes) -> Answer:
        """Send a request and read its answer."""
        self._socket.sendall(written)
        end = self._until(b"\r\n\r\n")
        head = bytes(self._left[:end]).lower()
        del self._left[:end]
        status = int(head[9:12])
        _, found, rest = head.partition(b"content-length:")
        if found:
            return Answer(status, self._take(int(rest.partition(b"\r\n")[0])))
        body = b""
        while n_bytes := int(self._take(self._until(b"\r\n")).strip() or b"0", 16):
            body += self._take(n_bytes)
            self._take(2)
        self._take(2)
        return Answer(status, body)

    def timed(self, written: bytes, n_requests: int) -> tuple[Answer, list[float]]:
        """Ask the same several times; the last answer, and milliseconds of each."""
        latencies_ms, answer = [], Answer(0, b"")
        for _ in range(n_requests):
            start = time.perf_counter()
            answer = self.ask(written)
            latencies_ms.append((time.perf_counter() - start) * 1e3)
        return answer, latencies_ms

    def _receive(self) -> None:
        data = self._socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._left += data

    def _until(self, mark: bytes) -> int:
        while (place := self._left.find(mark)) < 0:
            self._receive()
        return place + len(mark)

    def _take(self, n_bytes: int) -> bytes:
        while len(self._left) < n_bytes:
            self._receive()
        taken = bytes(self._left[:n_bytes])
        del self._left[:n_bytes]
        return taken
