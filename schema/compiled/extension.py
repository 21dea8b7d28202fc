"""Where the compiled path joins the ordinary one: after validation, before execution.

Whatever refuses a document (its length, its cost, its form) has refused it by then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextvars import ContextVar

from graphql import ExecutionResult
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from schema.compiled.answers import Parts, Whole
from schema.compiled.documents import Asked
from schema.compiled.queries import CompiledQueries

COMPILED: ContextVar[CompiledQueries | None] = ContextVar("compiled", default=None)
"""What answers the queries of this request, set by whoever can send JSON text on as it is."""


class CompiledExecution(SchemaExtension):
    """Answers a query by SQL, where `COMPILED` is set; what is left of it goes to the resolvers.

    What was answered so is a fragment of JSON for `orjson` in the result's `data`.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        """Put the answer where the execution would put it."""
        answer, asked = await self._answer(), self.execution_context
        if not isinstance(answer, Parts):
            if answer is not None:
                asked.result = answer.result
            yield
            return
        document, asked.graphql_document = asked.graphql_document, answer.left
        yield
        asked.graphql_document = document
        if isinstance(asked.result, ExecutionResult):
            answer.put_into(asked.result)

    async def _answer(self) -> Whole | Parts | None:
        compiled, asked = COMPILED.get(), self.execution_context
        document = asked.graphql_document
        if compiled is None or document is None or asked.operation_type is not OperationType.QUERY:
            return None
        question = Asked(
            asked.schema, document, asked.query or "", asked.operation_name, asked.variables
        )
        return await compiled.answer(question, asked.context)
