"""What a document costs: rows times fields, with the values of its variables.

A value costs 1, a record or a list 1 and what is asked below it, that of a list times its rows;
lists in lists multiply. What is computed weighs more (`schema.query_limits.weights`), and so do the
vertices and radii of arguments. `edges`, `node` and `pageInfo` cost nothing themselves.

Each fragment is read once, and what no variable decides is added up once for a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_list_type,
)
from graphql.type import GraphQLNamedType, get_nullable_type

from schema.query_limits.cost_sums import NOTHING, ONE, Cost, Rows, Weighed, constant, product
from schema.query_limits.limits import QueryLimits
from schema.query_limits.weights import (
    FIELD_ROWS,
    FIELD_WEIGHTS,
    LIST_ROWS,
    MUTATION_WEIGHT,
    ROWS_IN_ONE_PIECE,
    TYPE_WEIGHTS,
    USUAL_ROWS,
)

WRAPPERS: Final = frozenset({"edges", "node", "pageInfo"})


class CostReader:
    """Reads the costs of one document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        limits: QueryLimits,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._limits = limits
        self._known: dict[str, tuple[Cost, Cost]] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Cost:
        """Read what an operation costs."""
        owner = self._schema.get_root_type(operation.operation)
        return sum(self._of(operation.selection_set, owner), NOTHING)

    def _of(
        self, selections: SelectionSetNode, owner: GraphQLNamedType | None
    ) -> tuple[Cost, Cost]:
        """Read what selections cost once and, of a page, what each of its rows costs."""
        once, each = NOTHING, NOTHING
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                cost = self._of_field(selection, owner)
                if selection.name.value == "edges" and _is_page(owner):
                    each += cost
                else:
                    once += cost
                continue
            if isinstance(selection, FragmentSpreadNode):
                found = self._of_fragment(selection.name.value)
            else:
                found = self._of(
                    selection.selection_set,  # type: ignore[attr-defined]
                    self._condition(selection, owner),
                )
            once, each = once + found[0].as_one(), each + found[1].as_one()
        return once, each

    def _of_fragment(self, name: str) -> tuple[Cost, Cost]:
        if name not in self._known:
            self._known[name] = (NOTHING, NOTHING)  # of a cycle, which validation refuses
            fragment = self._fragments.get(name)
            if fragment is not None:
                owner = self._condition(fragment, None)
                self._known[name] = self._of(fragment.selection_set, owner)
        return self._known[name]

    def _condition(self, node: Any, owner: GraphQLNamedType | None) -> GraphQLNamedType | None:
        condition = node.type_condition
        return owner if condition is None else self._schema.get_type(condition.name.value)

    def _of_field(self, node: FieldNode, owner: GraphQLNamedType | None) -> Cost:
        name = node.name.value
        definition = self._definition(owner, name)
        if definition is None or owner is None:
            # Unknown, as validation will say; or a name of the language.
            below = () if node.selection_set is None else self._of(node.selection_set, None)
            return sum(below, ONE)
        named = get_named_type(definition.type)
        arguments = {one.name.value: one.value for one in node.arguments or ()}
        own = self._own(owner, name, named, node)
        own += _of_arguments(definition, arguments)
        if named.name == "FeatureCollection":
            limit = definition.args.get("limit")
            default = limit.default_value if limit and isinstance(limit.default_value, int) else 0
            own += product(_rows(arguments, ("limit",), default, default, ROWS_IN_ONE_PIECE), ONE)
        if node.selection_set is None:
            return own
        once, each = self._of(node.selection_set, named)
        if _is_page(named):
            usual = USUAL_ROWS.get(f"{owner.name}.{name}", self._limits.page_default)
            rows = _rows(
                arguments,
                ("first", "last"),
                min(usual, self._limits.page_default),
                self._limits.page_max,
            )
            return own + once + product(rows, each)
        return own + self._times(definition, owner, name, arguments, once + each)

    def _definition(self, owner: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if name.startswith("__") and owner is self._schema.query_type:
            return self._schema.get_field(owner, name)  # type: ignore[arg-type]
        fields = owner.fields if isinstance(owner, GraphQLObjectType | GraphQLInterfaceType) else {}
        return fields.get(name)

    def _own(
        self, owner: GraphQLNamedType, name: str, named: GraphQLNamedType, node: FieldNode
    ) -> Cost:
        """Give what a field costs beside the fields below it."""
        weight = FIELD_WEIGHTS.get(f"{owner.name}.{name}", TYPE_WEIGHTS.get(named.name))
        if weight is None:
            is_wrapper = node.selection_set is not None and (name in WRAPPERS or _is_page(named))
            weight = 0 if is_wrapper else 1
        return constant(weight + (MUTATION_WEIGHT if owner is self._schema.mutation_type else 0))

    def _times(
        self,
        definition: GraphQLField,
        owner: GraphQLNamedType,
        name: str,
        arguments: Mapping[str, ValueNode],
        cost: Cost,
    ) -> Cost:
        if not is_list_type(get_nullable_type(definition.type)) or owner.name.startswith("__"):
            return cost
        if name == "edges" and _is_page(owner):
            return cost  # the page has said how many
        n_rows = FIELD_ROWS.get(f"{owner.name}.{name}", LIST_ROWS)
        return product(_rows(arguments, ("ids",), n_rows, n_rows), cost)


def _of_arguments(definition: GraphQLField, arguments: Mapping[str, ValueNode]) -> Cost:
    """Weigh the arguments that may hold a geometry or a radius."""
    cost = NOTHING
    for name, value in arguments.items():
        asked = definition.args.get(name)
        if asked is not None and _is_weighty(get_named_type(asked.type)):
            cost += product(Weighed(value), ONE)
    return cost


def _is_weighty(named: GraphQLNamedType) -> bool:
    return isinstance(named, GraphQLInputObjectType) or named.name == "GeoJSON"


def _is_page(owner: GraphQLNamedType | None) -> bool:
    return isinstance(owner, GraphQLObjectType) and "pageInfo" in owner.fields


def _rows(
    arguments: Mapping[str, ValueNode],
    names: tuple[str, ...],
    otherwise: int,
    most: int,
    in_one: int = 1,
) -> Rows:
    nodes = tuple(arguments[name] for name in names if name in arguments)
    return Rows(nodes, otherwise, most, in_one)
