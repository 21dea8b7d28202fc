"""What every record shares: an identifier that is unique in the whole API."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.types import Info

from db.models import Record
from schema.operations.errors import ArgumentError

_GLOBAL_ID = re.compile(r"([A-Za-z]{1,60}):([1-9][0-9]{0,17})")


def _global_id(root: Any, info: Info[Any, Any]) -> Any:
    return f"{info._raw_info.parent_type.name}:{root.id}"  # noqa: SLF001 (no public way)


@strawberry.interface(description="A record with an identifier that is unique in the whole API.")
class Node:
    """A type whose source is a row of the table `model`."""

    model: ClassVar[type[Record]]

    id: strawberry.ID = strawberry.field(
        resolver=_global_id, description="The identifier, `TypeName:number`."
    )

    @classmethod
    def is_type_of(cls, row: object, _info: GraphQLResolveInfo[Any]) -> bool:
        """Tell whether a row is one of this type."""
        return isinstance(row, cls.model)


def node_types() -> dict[str, type[Node]]:
    """Give the types of all records by their names in the API."""
    return {node_type.__name__: node_type for node_type in Node.__subclasses__()}


def parse_global_id(value: str, argument: str) -> tuple[str, int]:
    """Split an identifier into the name of its type and its number.

    Raises
    ------
    ArgumentError
        Where it is none, or where no type has that name.
    """
    match = _GLOBAL_ID.fullmatch(value)
    if match is None:
        shown = repr(value[:80])
        raise ArgumentError(argument, f'{shown} is no identifier; give one such as "District:1"')
    if match[1] not in node_types():
        known = ", ".join(sorted(node_types()))
        raise ArgumentError(argument, f"no type is called {match[1]!r}; there are {known}")
    return match[1], int(match[2])


def parse_id_of(type_name: str, value: str, argument: str) -> int:
    """Give the number in an identifier of the named type.

    Raises
    ------
    ArgumentError
        Where it is none, or one of another type.
    """
    name, number = parse_global_id(value, argument)
    if name != type_name:
        raise ArgumentError(
            argument, f'{value!r} is a {name}; give a {type_name} such as "{type_name}:1"'
        )
    return number
