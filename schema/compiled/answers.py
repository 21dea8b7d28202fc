"""What the compiled path gives: a whole answer, or some fields of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult

from db.selections.rendering import Rendered
from db.selections.statement import OPENING


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None

    def key(self, longest: int) -> tuple[str, str | None, bytes] | None:
        """Give what has to be the same for the same answer; None where it is too long to keep."""
        query = self.query or ""
        try:
            variables = orjson.dumps(self.variables) if self.variables else b""
        except orjson.JSONEncodeError:
            return None  # nested more deeply than is written, but not than is read
        if len(query) + len(variables) > longest:
            return None
        return query, self.operation_name, variables


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that went through every check, and the statement that answers it.

    `day` is that of the newest fact where the statement depends on it, else None.
    """

    rendered: Rendered
    day: date | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole answer as JSON text, up to the brace that closes it."""

    text: bytes

    @property
    def result(self) -> ExecutionResult:
        """The result of an execution whose data is a fragment of JSON for `orjson`."""
        data: Any = orjson.Fragment(self.text[len(OPENING) :])
        return ExecutionResult(data=data)


@dataclass(frozen=True, slots=True)
class Parts:
    """Some fields of an answer as JSON texts, and the document of those that are left.

    Attributes
    ----------
    keys
        Of all fields, in the order of the answer.
    """

    keys: tuple[str, ...]
    texts: dict[str, bytes]
    left: DocumentNode

    def put_into(self, result: ExecutionResult) -> None:
        """Put the fields into the result of what was left, where it has any data."""
        if result.data is None:
            return
        fragments: dict[str, Any] = {key: orjson.Fragment(text) for key, text in self.texts.items()}
        together = {**result.data, **fragments}
        result.data = {key: together[key] for key in self.keys}


def text_of_field(key: str, text: bytes) -> bytes:
    """Give the value's text out of an answer of one field."""
    return text[len(OPENING) + len(f'{{"{key}":') : -1]
