"""Records by their identifiers, and who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.context import Context
from schema.operations.errors import ArgumentError
from schema.types.node import Node, node_types, parse_global_id
from schema.types.viewer import Viewer


def _record(context: Context, value: str, argument: str) -> Awaitable[Any]:
    type_name, number = parse_global_id(value, argument)
    return context.loaders.record(node_types()[type_name].model).load(number)


@strawberry.type
class NodeQueries:
    """What takes identifiers of any type."""

    @strawberry.field(description="The record with an identifier; null where there is none.")
    async def node(
        self,
        info: Info[Context, None],
        id: Annotated[
            strawberry.ID, strawberry.argument(description="Its identifier, `TypeName:number`.")
        ],
    ) -> Node | None:
        """Load one record."""
        found: Node | None = await _record(info.context, id, "id")
        return found

    @strawberry.field(
        description="The records with identifiers, in their order; null in the place of none."
    )
    async def nodes(
        self,
        info: Info[Context, None],
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="Their identifiers, `TypeName:number`; 500 at most."),
        ],
    ) -> list[Node | None]:
        """Load records, those of one type together."""
        most = info.context.limits.page_max
        if len(ids) > most:
            raise ArgumentError("ids", f"{len(ids)} are too many; give {most} at most")
        loads = [_record(info.context, value, f"ids[{i}]") for i, value in enumerate(ids)]
        found: list[Node | None] = await asyncio.gather(*loads)
        return found

    @strawberry.field(description="The caller of this request.")
    def viewer(self, info: Info[Context, None]) -> Viewer:
        """Give who asks."""
        caller = info.context.viewer
        return Viewer(role=caller.role, name=caller.name)
