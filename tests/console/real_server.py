"""The program's own server with the console at ``/``."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from maps.console import assets, content_security_policy
from server import Settings, create_app


def console_app(settings: Settings) -> Starlette:
    """Make the application, the page before all else."""
    policy = {"content-security-policy": content_security_policy()}

    async def page(_request: Request) -> FileResponse:
        return FileResponse(assets() / "index.html", headers=policy)

    return Starlette(
        routes=[
            Route("/", page),
            Mount("/console", StaticFiles(directory=assets() / "console")),
            Mount("/", create_app(settings)),
        ]
    )
