"""The places of an operation where arguments decide: what the resolvers there make of them.

The field's own resolver is called with a stand-in for the row above, so that arguments are
checked, and lists named, by the same code on both paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import isawaitable
from types import SimpleNamespace
from typing import Any, Protocol

from graphql import FieldNode, GraphQLField, get_argument_values
from strawberry import Schema
from strawberry.schema.schema_converter import get_arguments
from strawberry.types.field import StrawberryField

from db.repositories.paging import PageRequest
from geo.crs import CoordinateSystem
from schema import filters
from schema.compiled.errors import NotCompilableError
from schema.fields import FoundBy
from schema.operations.listing import ListKey, order_of
from schema.pagination import ConnectionSource
from schema.types.node import parse_global_id

# WGS 84 and what is taken as equal to it.
_PLAIN = (None, CoordinateSystem.WGS84, CoordinateSystem.CGCS2000)


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list and its page."""

    key: ListKey
    request: PageRequest


class Site(Protocol):
    """A place whose arguments are read anew for each request."""

    def read(self, variables: Any, context: Any) -> Any:
        """Give something hashable that the arguments amount to."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one field of an operation."""

    schema: Schema
    definition: GraphQLField
    field: StrawberryField
    node: FieldNode

    def values(self, variables: Any) -> dict[str, Any]:
        """Give the arguments as GraphQL has them, by their names in the schema."""
        return get_argument_values(self.definition, self.node, variables)

    def resolve(self, variables: Any, context: Any) -> Any:
        """Call the field's resolver with a stand-in for the row above."""
        parent, info = SimpleNamespace(id=0), SimpleNamespace(context=context)
        converter = self.schema.schema_converter
        positional, named = get_arguments(
            field=self.field,
            source=parent,
            info=info,  # type: ignore[arg-type]
            kwargs=self.values(variables),
            config=self.schema.config,
            scalar_registry=converter.scalar_registry,
        )
        return self.field.get_result(parent, info=info, args=positional, kwargs=named)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ListSite:
    """A connection; `is_measured` where the distances of what was found are asked for."""

    arguments: Arguments
    is_measured: bool = False

    def read(self, variables: Any, context: Any) -> AskedList:
        """Give which list is asked for, and which page of it."""
        source = self.arguments.resolve(variables, context)
        if not isinstance(source, ConnectionSource):
            if isawaitable(source):
                source.close()  # type: ignore[attr-defined]
            raise NotCompilableError(f"{self.arguments.node.name.value} is computed")
        if self._is_a_search(source.key):
            raise NotCompilableError("a search from a point outwards")
        return AskedList(source.key, source.request)

    def _is_a_search(self, key: ListKey) -> bool:
        """Tell whether a point is more than a condition: rows are measured from it, or sorted."""
        if key.near is None:
            return False
        is_sorted = any(one.within is not None for one in order_of(key).keys)
        return self.is_measured or is_sorted


@dataclass(frozen=True, slots=True)
class FoundSite:
    """A record by what it is known by."""

    arguments: Arguments
    source: FoundBy

    def read(self, variables: Any, context: Any) -> Any:
        """Give the value that is looked for."""
        del context
        (value,) = self.arguments.values(variables).values()
        return filters.checked_text(value, self.source.column) or ""


@dataclass(frozen=True, slots=True)
class NodeSite:
    """A record by its identifier, which is one of several where `place` is given."""

    arguments: Arguments
    place: int | None = None

    def type_name(self, variables: Any) -> str:
        """Give the type that the identifier names."""
        return self._parsed(variables)[0]

    def read(self, variables: Any, context: Any) -> int:
        """Give the number in the identifier."""
        if self.place is not None and self.n_identifiers(variables) > context.limits.page_max:
            raise NotCompilableError("more identifiers than are allowed")
        number = self._parsed(variables)[1]
        if number >= 2**31:
            raise NotCompilableError("an identifier beyond the range of the column")
        return number

    def n_identifiers(self, variables: Any) -> int:
        """Give how many identifiers the argument holds."""
        return len(self._argument(variables))

    def _argument(self, variables: Any) -> Any:
        (value,) = self.arguments.values(variables).values()
        return value

    def _parsed(self, variables: Any) -> tuple[str, int]:
        value = self._argument(variables)
        return parse_global_id(value if self.place is None else value[self.place], "id")


@dataclass(frozen=True, slots=True)
class PlainCrsSite:
    """A location whose coordinate system has to be WGS 84."""

    arguments: Arguments

    def read(self, variables: Any, context: Any) -> None:
        """Refuse every other coordinate system."""
        del context
        if self.arguments.values(variables).get("crs") not in _PLAIN:
            raise NotCompilableError("a location in a shifted coordinate system")
