"""What was used last, up to a number; for several threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """A mapping that forgets what was not used for longest.

    >>> recent = Recent(2)
    >>> for key in "aba":
    ...     recent.keep(key, key.upper())
    >>> recent.keep("c", "C")
    >>> recent.find("b") is None, recent.find("a")
    (True, 'A')
    """

    def __init__(self, n_max: int) -> None:
        self._n_max = n_max
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def find(self, key: Hashable) -> Value | None:
        """Give what is kept under a key, if anything is."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value under a key."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._n_max:
                self._values.popitem(last=False)
