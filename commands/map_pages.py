"""The map documents as pages of the server, drawn anew for each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from db.engine import Database
from maps.setting import Setting
from schema.operations.limits import Limits
from schema.threads import in_thread

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

    # What draws maps is slow to import, and most servers are asked for none.
    def draw(name: str, adcode: str | None) -> str:
        from commands.map_documents import DOCUMENTS, map_html  # noqa: PLC0415

        if name not in DOCUMENTS:
            raise HTTPException(404, f"There is no map {name!r}; there are {', '.join(DOCUMENTS)}.")
        return map_html(database, limits, setting, name, adcode)

    def draw_plan(job: str) -> str:
        from commands.plan_map import job_plan_html  # noqa: PLC0415

        return job_plan_html(database, limits, setting, job)

    async def map_page(request: Request) -> Response:
        await identify(request)
        name, adcode = str(request.path_params["name"]), request.query_params.get("district")
        return HTMLResponse(await in_thread(draw, name, adcode))

    async def plan_page(request: Request) -> Response:
        await identify(request)
        return HTMLResponse(await in_thread(draw_plan, str(request.path_params["job"])))

    return [Route("/maps/{name}.html", map_page), Route("/maps/plans/{job}.html", plan_page)]
