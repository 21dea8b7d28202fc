"""The documents of requests: bounded before anything else, then kept parsed and validated."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
    value_from_ast_untyped,
)
from strawberry.extensions import SchemaExtension

from schema.plain_documents import is_plainly_valid
from schema.query_limits.cost import CostReader
from schema.query_limits.cost_sums import Cost
from schema.query_limits.limits import (
    IntrospectionClosedError,
    LimitExceededError,
    QueryLimits,
)
from schema.query_limits.refused_documents import RefusedDocuments, digest_of
from schema.query_limits.shape import ShapeReader, check_shape

DOCUMENTS_KEPT: Final = 512
# In characters: what is longer is answered, but not kept.
KEPT_DOCUMENT_MAX: Final = 20_000
# In characters: strings are read at a microsecond each, whatever the number of tokens.
DOCUMENT_MAX: Final = 50_000
# Of one number: Python reads no longer ones than 4,300 digits, and reading takes their square.
DIGITS_MAX: Final = 1_000
_LONG_NUMBER: Final = re.compile(rf"(?<!\d)\d{{{DIGITS_MAX + 1}}}")


@dataclass(slots=True)
class CheckedOperation:
    """An operation that is within every limit but perhaps that of cost, which variables decide."""

    document: DocumentNode
    cost: Cost
    defaults: dict[str, Any]
    errors: list[GraphQLError] | None = None
    """What validation found; None until it was asked."""
    told: bytes | None = None
    """What answers tell of the cost, where no variable changes it."""

    def cost_of(self, variables: dict[str, Any] | None) -> int:
        """Give the cost with the values of the variables."""
        if not self.cost.products:
            return self.cost.constant
        return self.cost.value({**self.defaults, **(variables or {})})


class Documents:
    """Checks documents against the limits, each once, and keeps the verdict with the document.

    Parameters
    ----------
    limits : QueryLimits

    Attributes
    ----------
    refused : Counter
        How many operations were refused, by limit.
    """

    def __init__(self, limits: QueryLimits) -> None:
        self.limits = limits
        self.refused: Counter[str] = Counter()
        self._refused_documents = RefusedDocuments()
        self._kept: OrderedDict[tuple[str, str | None], CheckedOperation] = OrderedDict()

    def check(
        self, schema: GraphQLSchema, query: str, operation_name: str | None
    ) -> CheckedOperation | None:
        """Give the operation of a document; None where it has none, as its execution will tell.

        Raises
        ------
        LimitExceededError
            It passes a limit.
        IntrospectionClosedError
            It asks for the schema, and that is not told.
        """
        key = (query, operation_name)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        if len(query) > DOCUMENT_MAX:
            raise LimitExceededError(
                "characters",
                allowed=DOCUMENT_MAX,
                found=len(query),
                remedy="give values by variables",
            )
        digest = digest_of(query, operation_name)
        self._refused_documents.raise_again(digest)
        try:
            document = self._parse(query)
            checked = None if document is None else self._checked(schema, document, operation_name)
        except (LimitExceededError, IntrospectionClosedError) as refusal:
            self._refused_documents.keep(digest, refusal)
            raise
        if checked is not None and len(query) <= KEPT_DOCUMENT_MAX:
            self._kept[key] = checked
            while len(self._kept) > DOCUMENTS_KEPT:
                self._kept.popitem(last=False)
        return checked

    def told(
        self, query: str | None, operation_name: str | None, variables: dict[str, Any] | None
    ) -> bytes:
        """Give the `extensions` of the answer to a kept document as JSON; empty for another one."""
        key = (query or "", operation_name)
        found = self._kept.get(key)
        if found is None:
            return b""
        self._kept.move_to_end(key)
        if found.cost.products:
            return orjson.dumps(self.cost_extensions(found.cost_of(variables)))
        if found.told is None:
            found.told = orjson.dumps(self.cost_extensions(found.cost.constant))
        return found.told

    def cost_extensions(self, used: int) -> dict[str, Any]:
        """Tell a cost, the limit, and what remains."""
        most = self.limits.cost_max
        return {"cost": {"used": used, "limit": most, "remaining": most - used}}

    def check_cost(self, checked: CheckedOperation, variables: dict[str, Any] | None) -> int:
        """Give the cost of an operation.

        Raises
        ------
        LimitExceededError
            It passes the limit.
        """
        most = self.limits.cost_max
        # What doubles along fragments is never added up: its least cost is over the limit.
        used = checked.cost.least
        if used <= most:
            used = checked.cost_of(variables)
        if used > most:
            raise LimitExceededError(
                "cost",
                allowed=most,
                found=used,
                remedy="ask for fewer rows (`first`) or fewer fields, a page after the other; "
                "rows multiply where lists stand in lists",
            )
        return used

    def _parse(self, query: str) -> DocumentNode | None:
        """Parse a document; one with a syntax error is left to the schema, which names it."""
        if _LONG_NUMBER.search(query):
            raise LimitExceededError(
                "digits", allowed=DIGITS_MAX, found=DIGITS_MAX + 1, remedy="give smaller numbers"
            )
        most = self.limits.tokens_max
        try:
            return parse(query, max_tokens=most)
        except GraphQLSyntaxError as error:
            if f"more than {most} tokens" not in error.message:
                return None
            raise LimitExceededError(
                "tokens",
                allowed=most,
                found=most + 1,
                remedy="give values by variables, and split the document into several requests",
            ) from error

    def _checked(
        self, schema: GraphQLSchema, document: DocumentNode, operation_name: str | None
    ) -> CheckedOperation | None:
        operations = [
            one for one in document.definitions if isinstance(one, OperationDefinitionNode)
        ]
        fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        shapes = ShapeReader(fragments)
        for operation in operations:
            # Those that are not executed are validated all the same.
            check_shape(shapes.of_operation(operation), self.limits)
        asked = [
            one
            for one in operations
            if operation_name in (None, one.name.value if one.name else None)
        ]
        if len(asked) != 1:
            return None
        cost = CostReader(schema, fragments, self.limits).of_operation(asked[0])
        checked = CheckedOperation(document, cost, _defaults(asked[0]))
        if cost.least > self.limits.cost_max or not cost.products:
            # No variable mends it.
            self.check_cost(checked, None)
        return checked


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        one.variable.name.value: value_from_ast_untyped(one.default_value)
        for one in operation.variable_definitions or ()
        if one.default_value is not None
    }


class DocumentGuard(SchemaExtension):
    """Refuses what passes a limit before anything else is done; parses and validates once."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._checked: CheckedOperation | None = None
        self._refusal: GraphQLError | None = None
        self._used = 0

    def on_operation(self) -> Iterator[None]:
        """Check the document, or find it checked."""
        asked = self.execution_context
        asked.parse_options["max_tokens"] = self._documents.limits.tokens_max
        try:
            self._check()
        except LimitExceededError as error:
            self._documents.refused[error.limit] += 1
            self._refusal = error
        except IntrospectionClosedError as error:
            self._refusal = error
        if self._refusal is not None:
            # Raised from here it would end a WebSocket's operation without an answer.
            asked.graphql_document = _nothing(asked.operation_name)
        yield

    def _check(self) -> None:
        asked = self.execution_context
        if asked.query:
            schema = asked.schema._schema  # noqa: SLF001 (no public way)
            self._checked = self._documents.check(schema, asked.query, asked.operation_name)
        if self._checked is not None:
            self._used = self._documents.check_cost(self._checked, asked.variables)
            asked.graphql_document = self._checked.document

    def on_validate(self) -> Iterator[None]:
        """Validate the document, or find it validated or refused."""
        checked, asked = self._checked, self.execution_context
        if self._refusal is not None:
            asked.pre_execution_errors = [self._refusal]
        elif checked is not None:
            if checked.errors is None:
                schema = asked.schema._schema  # noqa: SLF001 (no public way)
                is_valid = is_plainly_valid(schema, checked.document)
                checked.errors = (
                    [] if is_valid else validate(schema, checked.document, asked.validation_rules)
                )
            asked.pre_execution_errors = checked.errors
        yield

    def get_results(self) -> dict[str, Any]:
        """Tell what the operation cost and what remains."""
        is_told = self._checked is not None and self._refusal is None
        return self._documents.cost_extensions(self._used) if is_told else {}


def _nothing(operation_name: str | None) -> DocumentNode:
    """Give a document in the place of one that is refused, with an operation of the same name."""
    name = None if operation_name is None else NameNode(value=operation_name)
    field = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=name,
        variable_definitions=(),
        directives=(),
        selection_set=SelectionSetNode(selections=(field,)),
    )
    return DocumentNode(definitions=(operation,))
