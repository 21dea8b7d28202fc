"""What was refused before: the same document again costs no second look."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import Final

from schema.query_limits.limits import IntrospectionClosedError, LimitExceededError

REFUSED_KEPT: Final = 512
Refusal = LimitExceededError | IntrospectionClosedError


class RefusedDocuments:
    """Keeps the refusals of the last documents, apart from those that are answered.

    Of a document only its digest is kept, so that many long ones take no memory and push out
    nothing that honest callers ask.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Refusal] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def raise_again(self, digest: bytes) -> None:
        """Refuse what was refused before.

        Raises
        ------
        LimitExceededError, IntrospectionClosedError
            As then.
        """
        found = self._kept.get(digest)
        if found is not None:
            self._kept.move_to_end(digest)
            raise found.again()

    def keep(self, digest: bytes, refusal: Refusal) -> None:
        """Keep a refusal; a copy, as what was raised holds on to the request."""
        self._kept[digest] = refusal.again()
        while len(self._kept) > REFUSED_KEPT:
            self._kept.popitem(last=False)


def digest_of(query: str, operation_name: str | None) -> bytes:
    """Give what stands for an operation of a document."""
    hashed = blake2b(query.encode("utf-8", "surrogatepass"), digest_size=32)
    if operation_name is not None:
        # A null stands in no name, and a document with one in it is none.
        hashed.update(b"\0" + operation_name.encode("utf-8", "surrogatepass"))
    return hashed.digest()
