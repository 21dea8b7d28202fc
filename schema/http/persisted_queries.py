"""Automatic persisted queries: a client sends a query's hash, its text only where it is unknown.

The protocol is Apollo's: ``extensions.persistedQuery`` holds ``version`` 1 and ``sha256Hash``. With
GET, such a query has a short address that caches and entity tags work on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

KEPT_MAX: Final = 1_000


class PersistedQueryError(Exception):
    """A persisted query that cannot be given; `code` is for programs, as Apollo's clients know."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class PersistedQueries:
    """The queries that clients have registered, the most recently used ones.

    Parameters
    ----------
    kept_max : int
        How many are kept; one that is forgotten is asked for again.
    """

    def __init__(self, kept_max: int = KEPT_MAX) -> None:
        self._kept_max = kept_max
        self._queries: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def query_of(self, query: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """Give the query that a request means, and remember it where it brings both.

        Raises
        ------
        PersistedQueryError
            For a hash that is not known yet, is not the query's or is of another protocol.
        """
        asked = (extensions or {}).get("persistedQuery")
        if asked is None:
            return query
        if not isinstance(asked, Mapping) or asked.get("version") != 1:
            raise PersistedQueryError(
                "persistedQuery has to be an object with version 1 and sha256Hash",
                "PERSISTED_QUERY_NOT_SUPPORTED",
            )
        key = asked.get("sha256Hash")
        if not isinstance(key, str) or len(key) != 64:
            raise PersistedQueryError(
                "sha256Hash has to be the SHA-256 of the query, in 64 hexadecimal digits",
                "BAD_REQUEST",
            )
        key = key.lower()
        if query is None:
            return self._known(key)
        if not compare_digest(sha256(query.encode()).hexdigest(), key):
            raise PersistedQueryError("sha256Hash is not the SHA-256 of the query", "BAD_REQUEST")
        with self._lock:
            self._queries[key] = query
            self._queries.move_to_end(key)
            while len(self._queries) > self._kept_max:
                self._queries.popitem(last=False)
        return query

    def _known(self, key: str) -> str:
        with self._lock:
            query = self._queries.get(key)
            if query is None:
                raise PersistedQueryError("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
            self._queries.move_to_end(key)
        return query
