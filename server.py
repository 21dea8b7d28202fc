"""The program: its application and its entry."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import TextIOWrapper

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette_compress import CompressMiddleware, add_compress_type

from commands.console_page import console_routes
from commands.error_answers import KNOWN_ERRORS, answer_failure, answer_refusal, public_words
from commands.guards import guards_of
from commands.installation import (
    is_loopback,
    limits_of,
    map_setting,
    n_jobs_of,
    needs_token,
    open_from,
    planning_of,
    query_limits_of,
    reading_needs_token,
    signed_tokens_of,
)
from commands.map_pages import map_routes
from commands.settings import DEFAULT_DATABASE_URL, Settings, variable_of
from db.engine import Database
from db.errors import DatabaseError, DatabaseUnavailableError
from schema.build import ApiSchema, build_schema
from schema.compiled.queries import CompiledQueries
from schema.compiled.short_way import ShortWay
from schema.context import Context
from schema.errors import UNAVAILABLE_ERRORS
from schema.http.messages import request_id_of
from schema.http.metrics import PROMETHEUS, Metrics, Watched
from schema.http.tiles import MEDIA_TYPE, tile_routes
from schema.http.view import GraphQLView, graphiql_assets
from schema.operations.change_feed import ChangeFeed
from schema.operations.kept_studies import KeptStudies
from schema.operations.limits import Limits
from schema.operations.roads import RoadReader
from schema.permissions import (
    Caller,
    Role,
    require_role,
)
from schema.signed_tokens import SignedTokens
from schema.threads import in_thread
from schema.tokens import authenticated

__all__ = [
    "DEFAULT_DATABASE_URL",
    "Settings",
    "create_app",
    "create_default_app",
    "is_loopback",
    "limits_of",
    "map_setting",
    "open_from",
    "reading_needs_token",
    "variable_of",
]


def create_app(settings: Settings) -> Starlette:
    """Make the application: GraphQL, the pages, the probes.

    Nothing is opened before a request needs it; the end of the application closes the database.
    """
    parts = ServerParts.of(settings)
    compiled, database = parts.compiled, parts.database

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with planning_of(settings).running():
            yield
        if compiled is not None:
            await compiled.close()
        database.dispose()

    app = Starlette(
        routes=routes_of(parts),
        middleware=[*guards_of(settings, parts.metrics), Middleware(CompressMiddleware)],
        exception_handlers={
            **dict.fromkeys(KNOWN_ERRORS, answer_refusal),
            Exception: answer_failure,
        },
        lifespan=lifespan,
    )
    app.state.compiled_queries = compiled
    return app


@lru_cache(maxsize=1)
def text_of(schema: ApiSchema) -> str:
    """Write the schema as text, once."""
    return schema.as_str()


@dataclass(frozen=True, slots=True)
class ServerParts:
    """What the routes of one application share."""

    settings: Settings
    database: Database
    schema: ApiSchema
    limits: Limits
    roads: RoadReader
    studies: KeptStudies
    feed: ChangeFeed
    compiled: CompiledQueries | None
    signed: SignedTokens | None
    metrics: Metrics

    @classmethod
    def of(cls, settings: Settings) -> ServerParts:
        """Make them; nothing is connected yet."""
        database = open_from(settings, statement_time_limit_s=settings.statement_time_limit_s)
        schema, metrics = build_schema(query_limits_of(settings)), Metrics()
        schema.documents.refused = metrics.refused
        return cls(
            settings,
            database,
            schema,
            limits_of(settings),
            RoadReader(),
            KeptStudies(),
            ChangeFeed(database),
            CompiledQueries(database) if settings.compiled_queries else None,
            signed_tokens_of(settings),
            metrics,
        )

    def context(self, request_id: str) -> Context:
        """Make the context of one request."""
        return Context(
            self.database,
            request_id,
            self.limits,
            roads=self.roads,
            studies=self.studies,
            feed=self.feed,
            needs_token=reading_needs_token(self.settings),
            signed=self.signed,
        )

    async def identify(self, request: Request) -> None:
        """Refuse who may not read; pages are read as the API is."""
        await self._caller(request)

    async def identify_watcher(self, request: Request) -> None:
        """Refuse who may not read the metrics."""
        if needs_token(self.settings.open_metrics, self.settings):
            require_role(await self._caller(request), Role.ADMIN)

    async def _caller(self, request: Request) -> Caller:
        context = self.context(request_id_of(request.scope))
        return (await authenticated(context, request.headers.get("authorization"))).viewer

    def api(self) -> tuple[ASGIApp, GraphQLView]:
        """Give what answers GraphQL, and what follows it by WebSocket."""
        view = GraphQLView(
            self.schema,
            self.context,
            max_body_bytes=self.settings.max_body_bytes,
            max_upload_bytes=self.settings.max_upload_bytes,
            compiled=self.compiled,
            graphiql=self.settings.graphiql,
        )
        if self.compiled is None:
            return view, view
        told, is_closed = self.schema.documents.told, reading_needs_token(self.settings)
        return ShortWay(view, self.compiled, told=told, needs_token=is_closed), view


def routes_of(parts: ServerParts) -> list[BaseRoute]:
    """Give the routes of the application."""
    settings, database, limits = parts.settings, parts.database, parts.limits
    api, view = parts.api()
    setting = map_setting(settings)

    async def schema_text(_request: Request) -> Response:
        return PlainTextResponse(await in_thread(text_of, parts.schema))

    routes = [
        Route("/graphql", api, name="graphql"),
        WebSocketRoute("/graphql", view),
        *console_routes(database, setting),
        *map_routes(database, limits, setting, parts.identify),
        *tile_routes(
            database,
            limits,
            parts.identify,
            setting.attribution,
            is_of_demo=setting.is_of_demo,
            direct=None if parts.compiled is None else parts.compiled.direct,
            needs_token=reading_needs_token(settings),
            studies=parts.studies,
        ),
        *probe_routes(parts),
    ]
    if settings.graphiql:
        routes.append(Mount("/graphiql", StaticFiles(directory=graphiql_assets())))
    if settings.introspection:
        routes.append(Route("/schema.graphql", schema_text))
    return routes


def probe_routes(parts: ServerParts) -> list[BaseRoute]:
    """Give the routes for machines that watch the server."""
    watched = Watched(parts.metrics, parts.database, parts.compiled, n_jobs_of(parts.database))

    async def is_alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def is_ready(_request: Request) -> Response:
        try:
            await in_thread(parts.database.check)
        except DatabaseError as error:
            kind = error if isinstance(error, UNAVAILABLE_ERRORS) else DatabaseUnavailableError
            words, headers = f"{public_words(error)}\n", {"retry-after": f"{kind.retry_after_s}"}
            return PlainTextResponse(words, status_code=503, headers=headers)
        return PlainTextResponse("ready\n")

    async def metrics(request: Request) -> Response:
        await parts.identify_watcher(request)
        return Response(await in_thread(watched.page), media_type=PROMETHEUS)

    return [
        Route("/healthz", is_alive),
        Route("/readyz", is_ready),
        Route("/metrics", metrics),
    ]


# Compressible as they are: keys and values stand in them as text.
add_compress_type(MEDIA_TYPE)
add_compress_type("application/graphql-response+json")


def create_default_app() -> Starlette:
    """Make the application of a worker process, which finds the settings around it."""
    return create_app(Settings())


def main() -> None:
    """Run the command line."""
    from commands.root import cli  # noqa: PLC0415, the commands need this module's settings

    for stream in (sys.stdout, sys.stderr):
        # Windows writes to files and pipes in a code page that may lack Chinese.
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
    cli(prog_name="quanmap")


if __name__ == "__main__":
    main()
