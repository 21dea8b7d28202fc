"""The floor of `bench/graphql.py`: the same JSON by hand-written SQL through a bare route.

Started as ``uvicorn --factory graphql_floor:create_app``; ``QUANMAP_DATABASE_URL`` names the
database. The body's ``operationName`` chooses the statement.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

N_CONNECTIONS = 8

LIST = """SELECT convert_to(concat('{"data":{"organizations":{"edges":[', string_agg(concat(
'{"node":{"id":"Organization:', id, '","name":', to_json(name), ',"kind":"', kind,
'","employees":', employees, ',"location":', coalesce(ST_AsGeoJSON(location, 7), 'null'), '}}'
), ','), ']}}}'), 'UTF8')
FROM (SELECT id, name, kind, employees, location FROM organizations ORDER BY id LIMIT %s) AS o"""

NESTED = """SELECT convert_to(concat('{"data":{"districts":{"edges":[', string_agg(concat(
'{"node":{"name":', to_json(d.name), ',"commercialCircles":{"edges":[', (
  SELECT string_agg(concat('{"node":{"name":', to_json(c.name), ',"organizations":{"edges":[', (
    SELECT string_agg(concat('{"node":{"name":', to_json(o.name), '}}'), ',')
    FROM (SELECT name FROM organizations JOIN circle_memberships m ON m.organization_id = id
          WHERE m.circle_id = c.id ORDER BY id LIMIT %(n)s) AS o), ']}}}'), ',')
  FROM (SELECT id, name FROM commercial_circles WHERE district_id = d.id ORDER BY id LIMIT %(n)s)
       AS c), ']}}}'), ','), ']}}}'), 'UTF8')
FROM (SELECT id, name FROM districts ORDER BY adcode, id LIMIT 5) AS d"""


def create_app() -> Starlette:
    """Make the application."""
    free: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        url = os.environ["QUANMAP_DATABASE_URL"]
        for _ in range(N_CONNECTIONS):
            free.put_nowait(await psycopg.AsyncConnection.connect(url, autocommit=True))
        yield

    async def answer(request: Request) -> Response:
        name = orjson.loads(await request.body())["operationName"]
        statement, values = (NESTED, {"n": 20}) if name == "nested" else (LIST, (int(name[4:]),))
        connection = await free.get()
        try:
            async with connection.cursor(binary=True) as cursor:
                await cursor.execute(statement, values)
                row = await cursor.fetchone()
        finally:
            free.put_nowait(connection)
        return Response(row[0] if row else b"", media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=lifespan)
