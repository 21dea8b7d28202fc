"""What is worked out of a document once, for all its requests."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_operation_ast,
)
from graphql.execution.values import get_variable_values
from strawberry import Schema

from schema.compiled.errors import NotCompilableError


@dataclass(frozen=True, slots=True)
class Asked:
    """A validated operation with the values of its variables."""

    schema: Schema
    document: DocumentNode
    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An operation of a document, and the variables that decide its plan."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    deciding: tuple[str, ...]

    def values(self, schema: Schema, variables: dict[str, Any] | None) -> Any:
        """Coerce the variables of a request.

        Raises
        ------
        NotCompilableError
            They do not fit; the ordinary path says where.
        """
        definitions = self.operation.variable_definitions or ()
        values = get_variable_values(schema._schema, definitions, variables or {})  # noqa: SLF001
        if isinstance(values, list):
            raise NotCompilableError("variables that do not fit")
        return values

    def shape(self, values: Any) -> Hashable:
        """Give what the plan depends on of the values: conditions, and types of identifiers."""
        return tuple(_shape(values.coerced.get(name)) for name in self.deciding)


def prepared(asked: Asked) -> Prepared:
    """Prepare the operation that is asked for.

    Raises
    ------
    NotCompilableError
        There is none of the name.
    """
    operation = get_operation_ast(asked.document, asked.operation_name)
    if operation is None:
        raise NotCompilableError("no operation")
    definitions = asked.document.definitions
    named = [one for one in definitions if isinstance(one, FragmentDefinitionNode)]
    fragments = {one.name.value: one for one in named}
    return Prepared(operation, fragments, _deciding(asked.document))


def document_of(document: DocumentNode, operation: Any, nodes: Iterable[FieldNode]) -> DocumentNode:
    """Give the document in which an operation asks for some of its fields alone.

    The nodes keep their places in the text, so that errors name the same ones.
    """
    chosen = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(nodes)),
        loc=operation.loc,
    )
    definitions = [chosen if one is operation else one for one in document.definitions]
    return DocumentNode(definitions=tuple(definitions), loc=document.loc)


def _shape(value: Any) -> Hashable:
    if isinstance(value, str):
        return value.partition(":")[0][:80]
    return tuple(_shape(one) for one in value) if isinstance(value, list) else bool(value)


def _deciding(document: DocumentNode) -> tuple[str, ...]:
    """Give the variables of @skip, @include, `node` and `nodes` anywhere in a document."""
    found: set[str] = set()
    waiting: list[Any] = [getattr(one, "selection_set", None) for one in document.definitions]
    while waiting:
        selection_set = waiting.pop()
        for selection in () if selection_set is None else selection_set.selections:
            for directive in selection.directives or ():
                found.update(_variables_of(directive.arguments))
            if isinstance(selection, FieldNode) and selection.name.value in {"node", "nodes"}:
                found.update(_variables_of(selection.arguments))
            waiting.append(getattr(selection, "selection_set", None))
    return tuple(sorted(found))


def _variables_of(arguments: Any) -> Iterator[str]:
    """Give the variables in the values of arguments, which may be lists of them."""
    for argument in arguments or ():
        values = [argument.value]
        while values:
            value = values.pop()
            if isinstance(value, VariableNode):
                yield value.name.value
            values.extend(getattr(value, "values", None) or ())
