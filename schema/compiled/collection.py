"""The fields of a selection as a client will see them: merged, with fragments and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    get_directive_values,
    is_abstract_type,
)

from schema.compiled.errors import NotCompilableError

Grouped = dict[str, list[FieldNode]]


class Collector:
    """Collects the fields of selections of one operation.

    Parameters
    ----------
    schema : GraphQLSchema
    fragments : mapping
        The document's fragments by name.
    variables : VariableValues
        The values of the variables; only those of @skip and @include are read.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Any,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def fields_of(self, nodes: list[FieldNode], owner: GraphQLObjectType) -> Grouped:
        """Give the fields below nodes of one response key, by their own response keys."""
        grouped: Grouped = {}
        visited: set[str] = set()
        for node in nodes:
            if node.selection_set is not None:
                self._collect(node.selection_set.selections, owner, grouped, visited)
        return grouped

    def root_fields(self, selections: Any, owner: GraphQLObjectType) -> Grouped:
        """Give the fields of an operation by their response keys."""
        grouped: Grouped = {}
        self._collect(selections, owner, grouped, set())
        return grouped

    def _collect(
        self, selections: Any, owner: GraphQLObjectType, grouped: Grouped, visited: set[str]
    ) -> None:
        for selection in selections:
            if not self._is_included(selection):
                continue
            match selection:
                case FieldNode():
                    key = selection.alias.value if selection.alias else selection.name.value
                    grouped.setdefault(key, []).append(selection)
                case InlineFragmentNode():
                    if self._is_of(selection.type_condition, owner):
                        nested = selection.selection_set.selections
                        self._collect(nested, owner, grouped, visited)
                case FragmentSpreadNode():
                    name = selection.name.value
                    fragment = self._fragments[name]
                    if name in visited or getattr(fragment, "variable_definitions", None):
                        if name not in visited:
                            raise NotCompilableError("a fragment with variables of its own")
                        continue
                    visited.add(name)
                    if self._is_of(fragment.type_condition, owner):
                        nested = fragment.selection_set.selections
                        self._collect(nested, owner, grouped, visited)

    def _is_of(self, condition: Any, owner: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == owner.name:
            return True
        wanted = self._schema.get_type(condition.name.value)
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, owner)

    def _is_included(self, selection: SelectionNode) -> bool:
        directives = getattr(selection, "directives", None)
        if not directives:
            return True
        for directive in directives:
            if directive.name.value not in {"skip", "include"}:
                raise NotCompilableError(f"the directive @{directive.name.value}")
        skip = get_directive_values(GraphQLSkipDirective, selection, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, selection, self._variables)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))
