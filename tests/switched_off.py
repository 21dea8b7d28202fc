"""A PostgreSQL server that can be taken away and brought back, without stopping it."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


class Line:
    """Passes every byte between clients and a server's socket on, while it is on."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._path, self._server = folder / SOCKET, server / SOCKET
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None

    def switch_on(self) -> None:
        """Accept clients."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._path))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def switch_off(self) -> None:
        """Drop every client, and accept none."""
        with self._lock:
            if self._listener is not None:
                self._listener.shutdown(socket.SHUT_RDWR)
                self._listener.close()
                self._path.unlink()
                self._listener = None
            for one in self._open:
                _end(one)
            self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server))
            with self._lock:
                self._open += [client, server]
            threading.Thread(target=_pass_on, args=(client, server), daemon=True).start()


def _end(one: socket.socket) -> None:
    """End both directions, which the peer may have done already."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    other = {client: server, server: client}
    with client, server, selectors.DefaultSelector() as selector:
        for one in other:
            selector.register(one, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                try:
                    data = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                    if not data:
                        return
                    other[key.fileobj].sendall(data)  # type: ignore[index]
                except OSError:
                    return


@contextmanager
def switchable(folder: Path, server: Path) -> Iterator[Line]:
    """Hold a line that is on at first, in a folder that clients give as their host."""
    line = Line(folder, server)
    line.switch_on()
    try:
        yield line
    finally:
        line.switch_off()
