"""Records by their identifiers, and who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.operations.errors import ArgumentError
from schema.types.node import Node, node_types, parse_global_id
from schema.types.viewer import Viewer


def _record(info: Info[Any, Any], value: str, argument: str) -> Awaitable[Any]:
    type_name, number = parse_global_id(value, argument)
    found: Awaitable[Any] = info.context.loaders.record(node_types()[type_name].model).load(number)
    return found


def _node(
    info: Info[Any, Any],
    id: Annotated[
        strawberry.ID, strawberry.argument(description="Its identifier, `TypeName:number`.")
    ],
) -> Any:
    return _record(info, id, "id")


async def _nodes(
    info: Info[Any, Any],
    ids: Annotated[
        list[strawberry.ID],
        strawberry.argument(description="Their identifiers, `TypeName:number`; 500 at most."),
    ],
) -> Any:
    most = info.context.limits.page_max
    if len(ids) > most:
        raise ArgumentError("ids", f"{len(ids)} are too many; give {most} at most")
    return await asyncio.gather(
        *(_record(info, value, f"ids[{place}]") for place, value in enumerate(ids))
    )


def _viewer(info: Info[Any, Any]) -> Any:
    return info.context.viewer


@strawberry.type
class NodeQueries:
    """What takes identifiers of any type."""

    node: Node | None = strawberry.field(
        resolver=_node, description="The record with an identifier; null where there is none."
    )
    nodes: list[Node | None] = strawberry.field(
        resolver=_nodes,
        description="The records with identifiers, in their order; null in the place of none.",
    )
    viewer: Viewer = strawberry.field(resolver=_viewer, description="The caller of this request.")
