"""The documents of requests: how long they may be, and how many are kept parsed and validated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from graphql import GraphQLError
from strawberry.extensions import (
    MaxTokensLimiter,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)

# In tokens: it bounds what parsing, validation and the caches of both can hold.
MAX_TOKENS = 2_000
CACHED_DOCUMENTS = 128


class WellFormedCache(ParserCache):
    """Keeps parsed documents; one with a syntax error is left to the schema.

    Raised from here the error would end the request before other extensions, such as the one that
    gives errors their codes, have seen it.
    """

    def on_parse(self) -> Iterator[None]:
        """Parse the document, or find it parsed."""
        with suppress(GraphQLError):
            next(super().on_parse())
        yield


def document_extensions() -> list[Callable[[], SchemaExtension]]:
    """Give the extensions that bound and keep documents, each made anew for a request."""
    return [
        lambda: MaxTokensLimiter(MAX_TOKENS),
        lambda: WellFormedCache(CACHED_DOCUMENTS),
        lambda: ValidationCache(CACHED_DOCUMENTS),
    ]
