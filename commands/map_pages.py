"""The map documents as pages of the server, drawn anew for each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from commands.map_documents import DOCUMENTS, map_html
from commands.plan_map import job_plan_html
from db.engine import Database
from maps.setting import Setting
from schema.operations.limits import Limits

Identify = Callable[[Request], Awaitable[None]]


def map_routes(
    database: Database, limits: Limits, setting: Setting, identify: Identify
) -> list[BaseRoute]:
    """Give the routes below ``/maps``.

    Parameters
    ----------
    identify : callable
        Raises what the server answers to one who may not read.
    """

    async def map_page(request: Request) -> Response:
        await identify(request)
        name, adcode = PurePosixPath(request.url.path).stem, request.query_params.get("district")
        html = await to_thread.run_sync(lambda: map_html(database, limits, setting, name, adcode))
        return HTMLResponse(html)

    async def plan_page(request: Request) -> Response:
        await identify(request)
        job = str(request.path_params["job"])
        html = await to_thread.run_sync(lambda: job_plan_html(database, limits, setting, job))
        return HTMLResponse(html)

    return [
        *(Route(f"/maps/{name}.html", map_page, name=f"map-{name}") for name in DOCUMENTS),
        Route("/maps/plans/{job}.html", plan_page),
    ]
