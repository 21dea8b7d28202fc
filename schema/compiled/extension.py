"""Where the compiled path joins the ordinary one: after validation, before execution.

Whatever refuses a document (its length, its cost, its form) has refused it by then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextvars import ContextVar

import orjson
from graphql import ExecutionResult
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from schema.compiled.queries import Asked, CompiledQueries

COMPILED: ContextVar[CompiledQueries | None] = ContextVar("compiled", default=None)
"""What answers the queries of this request, set by whoever can send JSON text on as it is."""


class CompiledExecution(SchemaExtension):
    """Answers a query by one SQL statement, where `COMPILED` is set.

    The answer's `data` is then a fragment of JSON for `orjson`.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        """Put the answer where the execution would put it."""
        compiled, asked = COMPILED.get(), self.execution_context
        document = asked.graphql_document
        if (
            compiled is not None
            and document is not None
            and asked.operation_type is OperationType.QUERY
        ):
            question = Asked(
                asked.schema, document, asked.query or "", asked.operation_name, asked.variables
            )
            text = await compiled.answer(question, asked.context)
            if text is not None:
                asked.result = ExecutionResult(data=orjson.Fragment(text))  # type: ignore[arg-type]
        yield
