"""Tiles as they were sent, kept up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from typing import NamedTuple

# Of a tile beside what it holds: many hold nothing.
_OVERHEAD_BYTES = 400


class KeptTile(NamedTuple):
    """A tile and what tells it from every other content."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> KeptTile:
        """Make it of its content.

        >>> KeptTile.of(b"").digest == KeptTile.of(b"a").digest
        False
        """
        return cls(content, blake2b(content, digest_size=16).hexdigest())


class KeptTiles:
    """Forgets what was not asked for longest; for several threads.

    >>> kept = KeptTiles(900)
    >>> for key in "aba":
    ...     kept.keep(key, KeptTile.of(key.encode() * 4))
    >>> kept.keep("c", KeptTile.of(b"cccc"))
    >>> kept.find("b"), kept.find("a").content
    (None, b'aaaa')
    """

    def __init__(self, n_bytes_max: int) -> None:
        self._n_bytes_max = n_bytes_max
        self._n_bytes = 0
        self._tiles: OrderedDict[Hashable, KeptTile] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> KeptTile | None:
        """Give a tile, if it is kept."""
        with self._lock:
            tile = self._tiles.get(key)
            if tile is not None:
                self._tiles.move_to_end(key)
            return tile

    def keep(self, key: Hashable, tile: KeptTile) -> None:
        """Keep a tile."""
        with self._lock:
            self._n_bytes -= _size(self._tiles.pop(key, None))
            self._tiles[key] = tile
            self._n_bytes += _size(tile)
            while self._n_bytes > self._n_bytes_max:
                self._n_bytes -= _size(self._tiles.popitem(last=False)[1])


def _size(tile: KeptTile | None) -> int:
    return 0 if tile is None else len(tile.content) + _OVERHEAD_BYTES
