"""From a validated operation to a tree of what is asked for, by the schema's declarations.

A plain field is the column of its own name; every other field says in its metadata, under
`SOURCE`, what it reads. There is no second table of fields: what says something else, or asks for
a role, is left to the ordinary resolvers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    is_list_type,
    is_object_type,
)
from graphql.type import get_nullable_type
from strawberry import Schema
from strawberry.types.field import StrawberryField

from db.selections import json_sql
from db.selections.tree import (
    ColumnValue,
    Constant,
    Cursor,
    Edges,
    FoundRecord,
    FoundRecords,
    GlobalId,
    ListOfRecords,
    NodeRecord,
    OneRecord,
    PageFact,
    PageFacts,
    PointValue,
    RootField,
    RowField,
    TotalCount,
)
from schema.compiled.collection import Collector
from schema.compiled.errors import NotCompilableError
from schema.compiled.sites import (
    Arguments,
    FoundSite,
    ListSite,
    NodeSite,
    PlainCrsSite,
    Site,
)
from schema.fields import SOURCE, FoundBy, GeometryColumn, Loaded, Related, ToOne
from schema.operations.errors import SchemaError
from schema.operations.shapes import PRECISION_DEFAULT
from schema.permissions import ROLE
from schema.types.node import node_types

# Each is a subquery of its own; more are better read by type.
IDENTIFIERS_MAX = 20

PAGE_FACTS: dict[str, PageFact] = {
    "hasNextPage": "has_next_page",
    "hasPreviousPage": "has_previous_page",
    "startCursor": "start_cursor",
    "endCursor": "end_cursor",
}


@dataclass(frozen=True, slots=True)
class PlannedRoot:
    """A field of an operation, and the places that its lists and values are read from.

    Attributes
    ----------
    nodes
        Where it stands in the operation.
    field
        What it reads; None where only the ordinary resolvers can answer it.
    reason
        Why that is so.
    """

    key: str
    nodes: tuple[FieldNode, ...]
    field: RootField | None
    sites: tuple[Site, ...] = ()
    reason: str = ""


Plan = tuple[PlannedRoot, ...]
"""The fields of an operation, in the order of the answer."""


class Planner:
    """Plans one operation.

    Parameters
    ----------
    schema : strawberry.Schema
    fragments : dict
        The document's fragments by name.
    variables : VariableValues
        The values of the variables: they decide @skip, @include and the type of a `node`.
    """

    def __init__(
        self, schema: Schema, fragments: dict[str, FragmentDefinitionNode], variables: Any
    ) -> None:
        self._schema = schema
        self._graphql = schema._schema  # noqa: SLF001 (no public way)
        self._variables = variables
        self._collector = Collector(self._graphql, fragments, variables)
        self._sites: list[Site] = []
        self._is_measured = False

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """Plan a query, each of its fields by itself.

        Raises
        ------
        NotCompilableError
            For an operation of which no part can be planned.
        """
        owner = self._graphql.query_type
        assert owner is not None  # noqa: S101 (there is a query type)
        grouped = self._collector.root_fields(operation.selection_set.selections, owner)
        return tuple(self._planned(key, nodes, owner) for key, nodes in grouped.items())

    def _planned(self, key: str, nodes: list[FieldNode], owner: GraphQLObjectType) -> PlannedRoot:
        self._sites, self._is_measured = [], False
        try:
            field = self._root(key, nodes, owner)
        except NotCompilableError as error:
            return PlannedRoot(key, tuple(nodes), None, reason=str(error))
        sites = tuple(
            replace(one, is_measured=self._is_measured) if isinstance(one, ListSite) else one
            for one in self._sites
        )
        return PlannedRoot(key, tuple(nodes), field, sites)

    def _site(self, site: Site) -> int:
        self._sites.append(site)
        return len(self._sites) - 1

    def _declared(
        self, nodes: list[FieldNode], owner: GraphQLObjectType
    ) -> tuple[StrawberryField, Arguments]:
        """Give the declaration of a field, if everybody may read it."""
        name = nodes[0].name.value
        definition = owner.fields.get(name)
        field = definition and definition.extensions.get("strawberry-definition")
        if definition is None or not isinstance(field, StrawberryField):
            raise NotCompilableError(f"{owner.name}.{name} is no field of ours")
        if field.permission_classes or field.extensions or ROLE in field.metadata:
            raise NotCompilableError(f"{owner.name}.{name} asks who the caller is")
        return field, Arguments(self._schema, definition, field, nodes[0])

    def _root(self, key: str, nodes: list[FieldNode], owner: GraphQLObjectType) -> RootField:
        name = nodes[0].name.value
        if name == "__typename":
            return Constant(key, owner.name)
        field, arguments = self._declared(nodes, owner)
        if name == "node":
            return self._node(key, nodes, NodeSite(arguments))
        if name == "nodes":
            n_identifiers = NodeSite(arguments).n_identifiers(self._variables)
            if n_identifiers > IDENTIFIERS_MAX:
                raise NotCompilableError("many identifiers")
            sites = [NodeSite(arguments, place) for place in range(n_identifiers)]
            return FoundRecords(key, tuple(self._node("", nodes, site) for site in sites))
        match field.metadata.get(SOURCE):
            case Related():
                return self._list(key, nodes, arguments)
            case FoundBy(model, column) as source:
                target = self._target(arguments, model)
                place = self._site(FoundSite(arguments, source))
                return FoundRecord(key, model, column, place, self._row(nodes, target))
        raise NotCompilableError(f"{owner.name}.{name} is computed")

    def _node(self, key: str, nodes: list[FieldNode], site: NodeSite) -> FoundRecord:
        try:
            type_name = site.type_name(self._variables)
        except SchemaError as error:
            raise NotCompilableError("an identifier that is none") from error
        target = self._graphql.get_type(type_name)
        if not isinstance(target, GraphQLObjectType):
            raise NotCompilableError(f"{type_name} is no object")
        model = node_types()[type_name].model
        return FoundRecord(key, model, "id", self._site(site), self._row(nodes, target))

    def _target(self, arguments: Arguments, model: Any) -> GraphQLObjectType:
        """Give the type that a field leads to, if it is a single record of the model."""
        named = get_named_type(arguments.definition.type)
        if is_list_type(get_nullable_type(arguments.definition.type)) or not is_object_type(named):
            raise NotCompilableError(f"{arguments.node.name.value} is no single record")
        if self._model(named) is not model:
            raise NotCompilableError(f"{named.name} is no record of its source")
        return named

    @staticmethod
    def _model(owner: GraphQLObjectType) -> Any:
        found = node_types().get(owner.name)
        if found is None:
            raise NotCompilableError(f"{owner.name} is no record")
        return found.model

    def _row(self, nodes: list[FieldNode], owner: GraphQLObjectType) -> tuple[RowField, ...]:
        grouped = self._collector.fields_of(nodes, owner)
        return tuple(self._member(key, found, owner) for key, found in grouped.items())

    def _member(self, key: str, nodes: list[FieldNode], owner: GraphQLObjectType) -> RowField:
        name = nodes[0].name.value
        if name == "__typename":
            return Constant(key, owner.name)
        field, arguments = self._declared(nodes, owner)
        source = field.metadata.get(SOURCE)
        if isinstance(source, Related):
            return self._list(key, nodes, arguments)
        if isinstance(source, ToOne):
            target = self._target(arguments, source.model)
            return OneRecord(key, source.model, source.key, self._row(nodes, target))
        found = self._value(key, field, arguments, owner)
        if found is None:
            raise NotCompilableError(f"{owner.name}.{name} is computed")
        return found

    def _value(
        self, key: str, field: StrawberryField, arguments: Arguments, owner: GraphQLObjectType
    ) -> Constant | GlobalId | ColumnValue | PointValue | None:
        """Give what a field without fields of its own reads of the row, or None."""
        columns = self._model(owner).__mapper__.columns
        name = field.python_name
        found: Constant | GlobalId | ColumnValue | PointValue | None = None
        match field.metadata.get(SOURCE):
            case None if name == "id":
                found = GlobalId(key, owner.name)
            case None if field.base_resolver is None and name in columns:
                found = ColumnValue(key, name) if json_sql.is_readable(columns[name]) else None
            case GeometryColumn(column, "geometry") if json_sql.is_point(columns[column]):
                self._site(PlainCrsSite(arguments))
                found = PointValue(key, column, PRECISION_DEFAULT)
            case Loaded("distances_m", None):
                # A list from a point, which alone measures, is then left to the resolvers.
                self._is_measured = True
                found = Constant(key, None)
        return found

    def _list(self, key: str, nodes: list[FieldNode], arguments: Arguments) -> ListOfRecords:
        connection = get_named_type(arguments.definition.type)
        if not isinstance(connection, GraphQLObjectType) or "edges" not in connection.fields:
            raise NotCompilableError(f"{arguments.node.name.value} is computed from a list")
        place = self._site(ListSite(arguments))
        parts: list[TotalCount | PageFacts | Edges | Constant] = []
        for part_key, found in self._collector.fields_of(nodes, connection).items():
            match found[0].name.value:
                case "__typename":
                    parts.append(Constant(part_key, connection.name))
                case "totalCount":
                    parts.append(TotalCount(part_key))
                case "edges":
                    parts.append(Edges(part_key, self._edge(found, connection)))
                case "pageInfo":
                    parts.append(PageFacts(part_key, self._facts(found, connection)))
                case name:
                    raise NotCompilableError(f"{connection.name}.{name} is computed")
        return ListOfRecords(key, place, tuple(parts))

    def _edge(
        self, nodes: list[FieldNode], connection: GraphQLObjectType
    ) -> tuple[Cursor | NodeRecord | Constant, ...]:
        edge = get_named_type(connection.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)  # noqa: S101 (as `Connection` declares)
        target = get_named_type(edge.fields["node"].type)
        assert isinstance(target, GraphQLObjectType)  # noqa: S101 (as `Edge` declares)
        makers: dict[str, Callable[[str, list[FieldNode]], Cursor | NodeRecord | Constant]] = {
            "__typename": lambda key, _: Constant(key, edge.name),
            "cursor": lambda key, _: Cursor(key),
            "node": lambda key, found: NodeRecord(key, self._row(found, target)),
        }
        grouped = self._collector.fields_of(nodes, edge)
        return tuple(makers[found[0].name.value](key, found) for key, found in grouped.items())

    def _facts(
        self, nodes: list[FieldNode], connection: GraphQLObjectType
    ) -> tuple[tuple[str, PageFact] | Constant, ...]:
        info = get_named_type(connection.fields["pageInfo"].type)
        assert isinstance(info, GraphQLObjectType)  # noqa: S101 (as `Connection` declares)
        return tuple(
            Constant(key, info.name)
            if found[0].name.value == "__typename"
            else (key, PAGE_FACTS[found[0].name.value])
            for key, found in self._collector.fields_of(nodes, info).items()
        )
