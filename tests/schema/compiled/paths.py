"""Asking on both paths: compiled where it can be, and by the resolvers alone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

import orjson

from db.engine import Database
from db.selections.proof import Proof
from schema.compiled.answers import Request
from schema.compiled.extension import COMPILED
from schema.compiled.queries import CompiledQueries
from schema.context import Context
from schema.operations.limits import Limits
from tests.schema.city import SCHEMA


@dataclass(frozen=True)
class Both:
    """The answers of both paths, parsed, and how much of the first was compiled."""

    compiled: dict[str, Any]
    ordinary: dict[str, Any]
    was_compiled: bool
    was_partly: bool


class Asker:
    """Asks on both paths, in one event loop as a server has; a context manager.

    Parameters
    ----------
    database : Database
    limits : Limits, optional
    """

    def __init__(self, database: Database, limits: Limits | None = None) -> None:
        self.compiled = CompiledQueries(database)
        self._database = database
        self._limits = limits or Limits()
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.compiled.close())
        self._runner.close()

    def run(self, awaited: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the loop."""
        return self._runner.run(awaited)

    def both(self, query: str, **variables: Any) -> Both:
        """Ask on both paths; what was compiled a second time, by the short way."""
        n_whole, n_partly = self.compiled.n_compiled, self.compiled.n_partly
        first = self.run(self._execute(self.compiled, query, variables))
        was_compiled = self.compiled.n_compiled > n_whole
        if was_compiled:
            again = self.again(query, **variables)
            assert again is None or again == first["data"]
        ordinary = self.run(self._execute(None, query, variables))
        return Both(first, ordinary, was_compiled, self.compiled.n_partly > n_partly)

    def again(self, query: str, proof: Proof | None = None, **variables: Any) -> Any:
        """Ask by the short way alone; the data, or None where it gives no answer."""
        request = Request(query, None, variables)
        answer = self.run(self.compiled.again(request, proof or self.nothing))
        return None if answer is None else orjson.loads(answer + b"}")["data"]

    @property
    def nothing(self) -> Proof:
        """The proof of a request that needs none."""
        return Proof(None, self._context.clock())

    @property
    def _context(self) -> Context:
        return Context(self._database, "request-1", self._limits)

    async def _execute(
        self, compiled: CompiledQueries | None, query: str, variables: dict[str, Any]
    ) -> dict[str, Any]:
        COMPILED.set(compiled)
        result = await SCHEMA.execute(query, variable_values=variables, context_value=self._context)
        errors = [
            {
                "message": error.message,
                "path": error.path,
                "locations": [list(one) for one in error.locations or ()],
                "extensions": error.extensions,
            }
            for error in result.errors or ()
        ]
        answer = {"data": result.data, "errors": sorted(errors, key=lambda one: str(one["path"]))}
        parsed: dict[str, Any] = orjson.loads(
            orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
        )
        return parsed
