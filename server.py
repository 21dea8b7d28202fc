"""The program: its application and its entry."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import TextIOWrapper
from ipaddress import ip_address
from typing import Final

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette_compress import CompressMiddleware, add_compress_type

from commands.console_page import console_routes
from commands.map_pages import map_routes
from commands.settings import DEFAULT_DATABASE_URL, Settings, variable_of
from db.engine import Database, open_database
from db.errors import DatabaseError, DatabaseUnavailableError, SchemaVersionError
from geo.errors import GeoError
from maps.basemap import Basemap
from maps.errors import MapError
from maps.setting import Setting
from schema.build import build_schema
from schema.compiled.queries import CompiledQueries
from schema.compiled.short_way import ShortWay
from schema.context import Context
from schema.errors import MASKED_MESSAGE
from schema.http.messages import RETRY_AFTER_S, RequestIdentity, error_response, request_id_of
from schema.http.tiles import MEDIA_TYPE, tile_routes
from schema.http.view import GraphQLView, graphiql_assets
from schema.operations.change_feed import ChangeFeed
from schema.operations.errors import SchemaError
from schema.operations.limits import Limits, PlanningLimits
from schema.operations.planning_runner import PlanningRunner
from schema.operations.planning_worker import Address
from schema.operations.roads import RoadReader
from schema.permissions import UnauthenticatedError
from schema.tokens import authenticated

__all__ = ["DEFAULT_DATABASE_URL", "Settings", "create_app", "create_default_app", "variable_of"]

logger = logging.getLogger("quanmap.server")

# What these say is meant for whoever asked.
KNOWN_ERRORS: Final = (DatabaseError, GeoError, MapError, SchemaError)


def open_from(settings: Settings) -> Database:
    """Give the database that the settings name; nothing is connected yet."""
    return open_database(
        settings.database_url,
        schema=settings.database_schema,
        read_url=settings.read_database_url,
    )


def reading_needs_token(settings: Settings) -> bool:
    """Tell whether reading needs a token: by default where others can reach the address."""
    if settings.open_reading == "loopback":
        return not is_loopback(settings.host)
    return settings.open_reading == "never"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def limits_of(settings: Settings) -> Limits:
    """Give what bounds an answer and defines its rates."""
    return Limits(
        page_default=settings.page_default,
        page_max=settings.page_max,
        features_max=settings.features_max,
        service_radius_m=settings.service_radius_m,
        activity_months=settings.activity_months,
        assessment_years=settings.assessment_years,
        planning=PlanningLimits(
            job_time_s=settings.planning_time_limit_s, jobs_max=settings.planning_jobs_max
        ),
    )


def planning_of(settings: Settings) -> PlanningRunner:
    """Give what runs the planning jobs of a server; nothing runs yet."""
    address = Address(settings.database_url, settings.database_schema, settings.read_database_url)
    n_cores = os.cpu_count() or 1
    chosen = settings.planning_processes
    return PlanningRunner(address, limits_of(settings), n_cores if chosen is None else chosen)


def map_setting(settings: Settings) -> Setting:
    """Give what stands on every map beside its content."""
    basemap = settings.basemap_url and Basemap(
        settings.basemap_url,
        attribution=settings.basemap_attribution,
        coordinate_system=settings.basemap_crs,
    )
    return Setting(
        attribution=settings.map_attribution,
        approval_number=settings.map_approval_number,
        basemap=basemap or None,
    )


def create_app(settings: Settings) -> Starlette:
    """Make the application: GraphQL, the pages, the probes.

    Nothing is opened before a request needs it; the end of the application closes the database.
    """
    database = open_from(settings)
    schema = build_schema()
    limits, roads, feed = limits_of(settings), RoadReader(), ChangeFeed(database)
    compiled = CompiledQueries(database) if settings.compiled_queries else None
    needs_token = reading_needs_token(settings)

    def make_context(request_id: str) -> Context:
        return Context(
            database, request_id, limits, roads=roads, feed=feed, needs_token=needs_token
        )

    async def identify(request: Request) -> None:
        """Refuse who may not read; pages are read as the API is."""
        context = make_context(request_id_of(request.scope))
        await authenticated(context, request.headers.get("authorization"))

    view = GraphQLView(
        schema,
        make_context,
        max_body_bytes=settings.max_body_bytes,
        compiled=compiled,
    )
    told = schema.documents.told
    api: ASGIApp = view
    if compiled is not None:
        api = ShortWay(view, compiled, told=told, needs_token=needs_token)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with planning_of(settings).running():
            yield
        if compiled is not None:
            await compiled.close()
        database.dispose()

    async def schema_text(_request: Request) -> Response:
        return PlainTextResponse(schema.as_str())

    async def is_alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def is_ready(_request: Request) -> Response:
        try:
            await to_thread.run_sync(database.check)
        except DatabaseError as error:
            words, headers = f"{public_words(error)}\n", {"retry-after": RETRY_AFTER_S}
            return PlainTextResponse(words, status_code=503, headers=headers)
        return PlainTextResponse("ready\n")

    app = Starlette(
        routes=[
            Route("/graphql", api, name="graphql"),
            WebSocketRoute("/graphql", view),
            *console_routes(database, map_setting(settings)),
            Mount("/graphiql", StaticFiles(directory=graphiql_assets())),
            *map_routes(database, limits, map_setting(settings), identify),
            *tile_routes(database, limits, identify, settings.map_attribution),
            Route("/schema.graphql", schema_text),
            Route("/healthz", is_alive),
            Route("/readyz", is_ready),
        ],
        middleware=[Middleware(RequestIdentity), Middleware(CompressMiddleware)],
        exception_handlers={
            **dict.fromkeys(KNOWN_ERRORS, answer_refusal),
            Exception: answer_failure,
        },
        lifespan=lifespan,
    )
    app.state.compiled_queries = compiled
    return app


# Compressible as they are: keys and values stand in them as text.
add_compress_type(MEDIA_TYPE)
add_compress_type("application/graphql-response+json")


def create_default_app() -> Starlette:
    """Make the application of a worker process, which finds the settings around it."""
    return create_app(Settings())


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer what the caller can mend, such as the adcode of a map, or what is not ready yet."""
    is_out = isinstance(error, DatabaseUnavailableError | SchemaVersionError)
    is_nobody = isinstance(error, UnauthenticatedError)
    status_code = 503 if is_out else 401 if is_nobody else 400
    return error_response(status_code, public_words(error), request_id_of(request.scope))


def public_words(error: Exception) -> str:
    """Give what a stranger may read: a driver's words name the host and the user."""
    if not isinstance(error, DatabaseUnavailableError):
        return str(error)
    logger.error("the database is out of reach: %s", error)
    return error.public_message


async def answer_failure(request: Request, error: Exception) -> Response:
    """Answer what nothing foresaw, without its words: those go to the log."""
    request_id = request_id_of(request.scope)
    logger.error("request %s failed: %r", request_id, error)
    return error_response(500, MASKED_MESSAGE.format(request_id=request_id), request_id)


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
