"""Asking on both paths: compiled where it can be, and by the resolvers alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson
from strawberry.types import ExecutionResult

from db.engine import Database
from schema.compiled.extension import COMPILED
from schema.compiled.queries import CompiledQueries, Request
from schema.context import Context
from schema.operations.limits import Limits
from tests.schema.city import SCHEMA


@dataclass(frozen=True)
class Both:
    """The answers of both paths, parsed, and whether the first was compiled."""

    compiled: dict[str, Any]
    ordinary: dict[str, Any]
    was_compiled: bool


def ask_both(
    database: Database,
    compiled: CompiledQueries,
    query: str,
    *,
    limits: Limits | None = None,
    **variables: Any,
) -> Both:
    """Ask on both paths."""
    before = compiled.n_compiled
    first = _ask(database, compiled, query, variables, limits)
    was_compiled = compiled.n_compiled > before
    if was_compiled:
        assert first == _ask(database, compiled, query, variables, limits)
    return Both(first, _ask(database, None, query, variables, limits), was_compiled)


def _ask(
    database: Database,
    compiled: CompiledQueries | None,
    query: str,
    variables: dict[str, Any],
    limits: Limits | None,
) -> dict[str, Any]:
    context = Context(database, "request-1", limits or Limits())

    async def execute() -> Any:
        COMPILED.set(compiled)
        if compiled is not None:
            # What was accepted before is answered without being looked at again.
            text = await compiled.answer_again(Request(query, None, variables), context)
            if text is not None:
                return ExecutionResult(data=orjson.Fragment(text), errors=None)  # type: ignore[arg-type]
        return await SCHEMA.execute(query, variable_values=variables, context_value=context)

    result = asyncio.run(execute())
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
    parsed: dict[str, Any] = orjson.loads(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY))
    return parsed
