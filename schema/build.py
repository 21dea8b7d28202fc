"""The schema, put together."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import enums
from schema.errors import PublicErrors
from schema.queries import Query
from schema.scalars import SCALARS
from schema.types.node import node_types


def build_schema() -> strawberry.Schema:
    """Put the schema together; its context is a `schema.context.Context`."""
    enums.expose_all()
    return strawberry.Schema(
        query=Query,
        types=list(node_types().values()),
        extensions=[PublicErrors],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def export_sdl() -> str:
    """Give the schema in the GraphQL schema language, as `schema/schema.graphql` holds it."""
    return build_schema().as_str() + "\n"
