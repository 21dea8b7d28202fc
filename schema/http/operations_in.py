"""The operation that an HTTP request brings: in a body, in a form or in its address."""

from __future__ import annotations

from typing import Any, Final

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from strawberry.http import GraphQLRequestData

from schema.http.messages import JSON, is_event_stream
from schema.http.persisted_queries import PersistedQueries
from schema.http.uploads import MULTIPART, read_form

# A position is a list, and a geometry has 50,000 of them at most; to read so many takes a while.
LISTS_MAX: Final = 60_000

_MEMBERS: Final = (
    ("query", str, "a string"),
    ("operationName", str, "a string"),
    ("variables", dict, "an object"),
    ("extensions", dict, "an object"),
)


async def read_posted(request: AsyncHTTPRequestAdapter) -> Any:
    """Read the JSON of a POST: its body, or the operation of a form.

    Raises
    ------
    HTTPException
        415 where the body is neither JSON nor a form with a file by its content type; 400 where
        it is not by its form; 413 where it has so many lists that no geometry in it would be taken.
    """
    content_type = (request.content_type or "").split(";")[0].strip().lower()
    if content_type == MULTIPART:
        return await read_form(request)
    if content_type != JSON:
        raise HTTPException(415, f"The body has to be {JSON}, not {content_type or 'untyped'}.")
    body = await request.get_body()
    n_lists = body.count(b"]")
    if n_lists > LISTS_MAX:
        raise HTTPException(
            413,
            f"The body has {n_lists:,} lists, and {LISTS_MAX:,} are read; simplify its geometries.",
        )
    return read_json(body)


def read_json(data: str | bytes) -> Any:
    """Read JSON, telling the client where it is wrong.

    Raises
    ------
    HTTPException
        400 where it is wrong.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"This is not valid JSON: {error}.") from error


def read_operation(
    data: Any, request: AsyncHTTPRequestAdapter, persisted: PersistedQueries
) -> GraphQLRequestData:
    """Read the operation out of the members of a request.

    Raises
    ------
    HTTPException
        400 where they are not those of one operation.
    PersistedQueryError
        Only a hash was sent, and it is not known.
    """
    if isinstance(data, list):
        raise HTTPException(400, "A request holds one operation; send several requests.")
    if not isinstance(data, dict):
        raise HTTPException(400, "The body has to be a JSON object with the member query.")
    for name, kind, wording in _MEMBERS:
        if not isinstance(data.get(name), kind | None):
            raise HTTPException(400, f"{name} has to be {wording}.")
    return GraphQLRequestData(
        query=persisted.query_of(data.get("query"), data.get("extensions")),
        variables=data.get("variables"),
        operation_name=data.get("operationName"),
        extensions=data.get("extensions"),
        protocol="sse" if is_event_stream(request.headers.get("accept") or "") else "http",
    )
