"""The planner's console as routes of the server: the page, its files, its settings."""

from __future__ import annotations

import os
import re
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from commands.map_content import sourced
from db.engine import Database
from maps.console import assets, content_security_policy
from maps.setting import Setting
from schema.threads import in_thread

# Where the build put a hash of the content into the name, the content never changes.
_HASHED: Final = re.compile(r"-[\w-]{8}\.\w+")
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


def console_routes(database: Database, setting: Setting) -> list[BaseRoute]:
    """Give the routes of the page at ``/`` and of all that it loads."""
    basemap = setting.basemap
    headers = {
        "content-security-policy": content_security_policy(basemap.url if basemap else None),
        "cache-control": _ASK_AGAIN,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }

    async def page(_request: Request) -> Response:
        return FileResponse(assets() / "index.html", headers=headers)

    async def settings(_request: Request) -> Response:
        given = await in_thread(console_settings, database, setting)
        return JSONResponse(given, headers={"cache-control": _ASK_AGAIN})

    return [
        Route("/", page),
        Route("/console/settings.json", settings),
        Mount("/console", _Assets(directory=assets() / "console")),
    ]


def console_settings(database: Database, setting: Setting) -> dict[str, Any]:
    """Give what the page shows beside its content: the base map, the sources, 审图号."""
    with database.read() as session:
        setting = sourced(setting, session)
    basemap = setting.basemap
    return {
        "basemap": basemap
        and {
            "url": basemap.url,
            "attribution": basemap.attribution,
            "coordinateSystem": basemap.coordinate_system,
            "maxZoom": basemap.max_zoom,
        },
        "approvalNumber": setting.approval_number,
        "attribution": setting.attribution,
        "isSynthetic": setting.is_synthetic,
    }


class _Assets(StaticFiles):
    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        is_hashed = _HASHED.search(os.path.basename(full_path))  # noqa: PTH119 (a str or a PathLike)
        response.headers["cache-control"] = _FOR_EVER if is_hashed else _ASK_AGAIN
        return response
