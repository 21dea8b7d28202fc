"""The schema, put together."""

from __future__ import annotations

from pathlib import Path

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema import enums
from schema.compiled.extension import CompiledExecution
from schema.documents import document_extensions
from schema.errors import PublicErrors
from schema.mutations import Mutation
from schema.queries import Query
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.types.node import node_types


class ApiSchema(strawberry.Schema):
    """Strawberry's schema; what goes wrong is logged by `PublicErrors` alone, if it is ours."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave it to `PublicErrors`: a caller's mistake is no line of the server's log."""


def build_schema() -> strawberry.Schema:
    """Put the schema together; its context is a `schema.context.Context`."""
    enums.expose_all()
    return ApiSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=list(node_types().values()),
        extensions=[PublicErrors, *document_extensions(), CompiledExecution],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def export_sdl() -> str:
    """Give the schema in the GraphQL schema language, as `schema/schema.graphql` holds it."""
    return build_schema().as_str() + "\n"


def write_sdl() -> None:
    """Write `schema/schema.graphql` anew."""
    Path(__file__).with_name("schema.graphql").write_text(export_sdl(), encoding="utf-8")
