"""Requests that carry a file: the GraphQL multipart request specification, one file a request.

A form of another page's can send multipart/form-data without asking first; a header of its own
cannot (Fetch, "CORS-safelisted request-header"). So one of `PREFLIGHT_HEADERS` has to be there.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from cross_web import AsyncHTTPRequestAdapter, FormData, HTTPException, StarletteRequestAdapter
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException
from starlette.types import Scope

from schema.http.messages import header_of
from schema.operations.uploaded_file import UploadedFile
from schema.permissions import Caller, NotPermittedError, Role, UnauthenticatedError, require_role

MULTIPART: Final = "multipart/form-data"
DEFAULT_UPLOAD_MAX_BYTES: Final = 50_000_000
PREFLIGHT_HEADERS: Final = (
    "x-quanmap-preflight",
    "apollo-require-preflight",
    "graphql-require-preflight",
)
_PARTS = ("operations", "map")
_VARIABLES = "variables."


def is_multipart(scope: Scope) -> bool:
    """Tell whether a request is a form with files."""
    content_type = header_of(scope, b"content-type") or ""
    return content_type.split(";", 1)[0].strip().lower() == MULTIPART


def require_preflight(headers: Headers) -> None:
    """Refuse a form of a foreign page.

    Raises
    ------
    HTTPException
        415 without one of `PREFLIGHT_HEADERS`: so it is no type that is taken.
    """
    if not any(headers.get(name) for name in PREFLIGHT_HEADERS):
        raise HTTPException(
            415,
            f"A request of {MULTIPART} needs the header X-Quanmap-Preflight: 1 (or "
            "Apollo-Require-Preflight: true), which no form of a foreign page can send.",
        )


def require_uploader(viewer: Caller) -> None:
    """Refuse who may not import, before the file is read.

    Raises
    ------
    HTTPException
        401 without a token, 403 for a role below EDITOR.
    """
    try:
        require_role(viewer, Role.EDITOR)
    except UnauthenticatedError as error:
        raise HTTPException(401, str(error)) from error
    except NotPermittedError as error:
        raise HTTPException(403, str(error)) from error


class UploadRequest(StarletteRequestAdapter):
    """A request whose form has one file, and texts of 1 MB at most."""

    async def get_form_data(self) -> FormData:
        """Read the form; files over 1 MB go to the disk as they come."""
        data = await self._request.form(max_files=1, max_fields=len(_PARTS))
        return FormData(files=data, form=data)


async def read_form(request: AsyncHTTPRequestAdapter) -> dict[str, Any]:
    """Read the operation of a form, with its file where the map says.

    Raises
    ------
    HTTPException
        400 where the form is not as the specification says, with what is wrong.
    """
    try:
        form = (await request.get_form_data()).form
    except (MultiPartException, StarletteHTTPException) as error:
        said = error.message if isinstance(error, MultiPartException) else error.detail
        raise HTTPException(
            400, f"The form cannot be read ({said}); send operations, map and one file."
        ) from error
    operation = _read_json(form.get("operations"), "operations")
    for name, paths in _read_json(form.get("map"), "map").items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise HTTPException(400, f"The map names the file {name!r:.80}, which the form lacks.")
        given = UploadedFile(file.filename or "", file.file, file.size or 0)
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise HTTPException(400, f"The map gives {name!r:.80} no list of paths.")
        for path in paths:
            _put(operation, path, given)
    return operation


def _read_json(text: object, name: str) -> dict[str, Any]:
    if not isinstance(text, str):
        raise HTTPException(400, f"The form has no part {name}; send it as JSON text.")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"The part {name} is not valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise HTTPException(400, f"The part {name} has to be a JSON object; send one operation.")
    return value


def _put(operation: dict[str, Any], path: str, file: UploadedFile) -> None:
    """Put a file into the place of a null among the variables."""
    keys, target = path.split("."), operation
    for key in keys[:-1]:
        found: Any = target.get(key)
        target = found if isinstance(found, dict) else {}
    if not path.startswith(_VARIABLES) or target.get(keys[-1], 0) is not None:
        raise HTTPException(
            400, f"The map's path {path!r:.120} leads to no null among the variables."
        )
    target[keys[-1]] = file
