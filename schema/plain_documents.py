"""Documents that are plainly valid, found so in one walk.

The rules of GraphQL are written for every document and its every mistake, and following them takes
most of the time that a query asked for the first time needs. Most documents are one query without
fragments and directives, where few rules have anything to say. Those are applied here; whatever is
not plain, or not valid, is left to the rules themselves, which name each mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_input_type,
    is_leaf_type,
    is_required_argument,
    is_type_sub_type_of,
    type_from_ast,
)
from graphql.utilities import validate_input_literal


class _NotPlainError(Exception):
    """A document that the rules themselves have to look at."""


def is_plainly_valid(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Tell whether a document is one plain query that breaks no rule.

    False says nothing: the document may be valid all the same.

    Parameters
    ----------
    schema : GraphQLSchema
    document : DocumentNode
        Parsed, and within the limits of `schema.query_limits`: it is walked recursively.
    """
    if len(document.definitions) != 1:
        return False
    operation = document.definitions[0]
    owner = schema.query_type
    if (
        not isinstance(operation, OperationDefinitionNode)
        or operation.operation is not OperationType.QUERY
        or operation.directives
        or owner is None
    ):
        return False
    try:
        _Walk(schema, operation.variable_definitions or ()).operation(operation, owner)
    except _NotPlainError:
        return False
    return True


class _Walk:
    """Walks through one query; raises where it is not plain, or not valid."""

    def __init__(
        self, schema: GraphQLSchema, definitions: Iterable[VariableDefinitionNode]
    ) -> None:
        self._schema = schema
        self._types: dict[str, Any] = {}
        self._used: set[str] = set()
        for one in definitions:
            name, asked = one.variable.name.value, type_from_ast(schema, one.type)
            # One with a default may stand where it could not without.
            if name in self._types or one.directives or one.default_value is not None:
                raise _NotPlainError
            if not is_input_type(asked):
                raise _NotPlainError
            self._types[name] = asked

    def operation(self, node: OperationDefinitionNode, owner: GraphQLObjectType) -> None:
        self._selections(node.selection_set, owner)
        if self._used != self._types.keys():
            raise _NotPlainError

    def _selections(self, selections: SelectionSetNode, owner: Any) -> None:
        if not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType):
            raise _NotPlainError
        keys: set[str] = set()
        for node in selections.selections:
            if not isinstance(node, FieldNode) or node.directives:
                raise _NotPlainError
            key = node.alias.value if node.alias else node.name.value
            if key in keys:  # two fields that have to be merged
                raise _NotPlainError
            keys.add(key)
            self._field(node, owner.fields.get(node.name.value))

    def _field(self, node: FieldNode, definition: GraphQLField | None) -> None:
        if definition is None:
            if node.name.value != "__typename" or node.arguments or node.selection_set:
                raise _NotPlainError
            return
        if node.arguments or definition.args:
            self._arguments(node.arguments or (), definition.args)
        named = get_named_type(definition.type)
        if node.selection_set is not None:
            self._selections(node.selection_set, named)
        elif not is_leaf_type(named):
            raise _NotPlainError

    def _arguments(self, nodes: Iterable[ArgumentNode], definitions: Mapping[str, Any]) -> None:
        given: set[str] = set()
        for node in nodes:
            name = node.name.value
            if name in given or name not in definitions:
                raise _NotPlainError
            given.add(name)
            self._value(node.value, definitions[name].type)
        for name, definition in definitions.items():
            if name not in given and is_required_argument(definition):
                raise _NotPlainError

    def _value(self, node: ValueNode, asked: Any) -> None:
        if isinstance(node, VariableNode):
            name = node.name.value
            found = self._types.get(name)
            if found is None or not is_type_sub_type_of(self._schema, found, asked):
                raise _NotPlainError
            self._used.add(name)
            return
        if _is_out_of_the_plain(node):
            raise _NotPlainError
        validate_input_literal(node, asked, _refuse)


def _refuse(*_told: Any) -> None:
    raise _NotPlainError


def _is_out_of_the_plain(node: ValueNode) -> bool:
    """Tell whether a value has variables inside, or an object in it a field twice."""
    pending: list[Any] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, VariableNode):
            return True
        if isinstance(one, ObjectValueNode):
            if len({member.name.value for member in one.fields}) < len(one.fields):
                return True
            pending.extend(member.value for member in one.fields)
        else:
            pending.extend(getattr(one, "values", None) or ())
    return False
