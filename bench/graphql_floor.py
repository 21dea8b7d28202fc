"""The floor of `bench/graphql.py`: the same JSON by hand-written SQL through a bare route.

Started as ``uvicorn --factory graphql_floor:create_app``; ``QUANMAP_DATABASE_URL`` names the
database. The body's ``operationName`` chooses the statement, whose number of rows it ends in. The
driver is the fastest that there is, its statements are prepared once.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

N_CONNECTIONS = 8

LIST = """SELECT convert_to(concat('{"data":{"organizations":{"edges":[', string_agg(concat(
'{"node":{"id":"Organization:', id, '","name":', to_json(name), ',"kind":"', kind,
'","employees":', employees, ',"location":', coalesce(ST_AsGeoJSON(location, 7), 'null'), '}}'
), ','), ']}}}'), 'UTF8')
FROM (SELECT id, name, kind, employees, location FROM organizations ORDER BY id LIMIT %(n)d) AS o"""

NESTED = """SELECT convert_to(concat('{"data":{"districts":{"edges":[', string_agg(concat(
'{"node":{"name":', to_json(d.name), ',"commercialCircles":{"edges":[', (
  SELECT string_agg(concat('{"node":{"name":', to_json(c.name), ',"organizations":{"edges":[', (
    SELECT string_agg(concat('{"node":{"name":', to_json(o.name), '}}'), ',')
    FROM (SELECT name FROM organizations JOIN circle_memberships m ON m.organization_id = id
          WHERE m.circle_id = c.id ORDER BY id LIMIT %(n)d) AS o), ']}}}'), ',')
  FROM (SELECT id, name FROM commercial_circles WHERE district_id = d.id ORDER BY id LIMIT %(n)d)
       AS c), ']}}}'), ','), ']}}}'), 'UTF8')
FROM (SELECT id, name FROM districts ORDER BY adcode, id LIMIT 5) AS d"""


async def _nothing(_connection: Any) -> None:
    """Leave a connection as it is when it comes back."""


def create_app() -> Starlette:
    """Make the application."""
    pool: Any = None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        nonlocal pool
        url = os.environ["QUANMAP_DATABASE_URL"]
        async with asyncpg.create_pool(
            url, min_size=1, max_size=N_CONNECTIONS, reset=_nothing
        ) as pool:
            yield

    async def answer(request: Request) -> Response:
        name = orjson.loads(await request.body())["operationName"]
        statement, n_rows = (NESTED, 20) if name == "nested" else (LIST, int(name[4:]))
        async with pool.acquire() as connection:
            # Written out: a kept plan that does not know the number is planned anew each time.
            text = await connection.fetchval(statement % {"n": n_rows})
        return Response(text, media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=lifespan)
