"""The schema, put together."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema import enums
from schema.compiled.extension import CompiledExecution
from schema.documents import DocumentGuard, Documents
from schema.errors import PublicErrors, public_error
from schema.mutations import Mutation
from schema.queries import Query
from schema.query_limits.limits import QueryLimits
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.types.node import node_types
from schema.uploads import UPLOAD


class ApiSchema(strawberry.Schema):
    """Strawberry's schema; what goes wrong is logged by `PublicErrors` alone, if it is ours.

    Attributes
    ----------
    documents : Documents
        Bounds the documents of its requests, and keeps them.
    """

    documents: Documents

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave the log to `PublicErrors`: a caller's mistake is no line of it.

        What an extension raises itself passes here alone, so that it is masked here.
        """
        context = None if execution_context is None else execution_context.context
        request_id = getattr(context, "request_id", "-")
        errors[:] = [public_error(error, request_id) for error in errors]


def build_schema(limits: QueryLimits | None = None) -> ApiSchema:
    """Put the schema together; its context is a `schema.context.Context`.

    Parameters
    ----------
    limits : QueryLimits, optional
        What a document may hold; the usual limits by default.
    """
    enums.expose_all()
    documents = Documents(limits or QueryLimits())
    schema = ApiSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=list(node_types().values()),
        extensions=[PublicErrors, lambda: DocumentGuard(documents), CompiledExecution],
        config=StrawberryConfig(scalar_map=SCALARS | UPLOAD),
    )
    schema.documents = documents
    return schema


def export_sdl() -> str:
    """Give the schema in the GraphQL schema language, as `schema/schema.graphql` holds it."""
    return build_schema().as_str() + "\n"
