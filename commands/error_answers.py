"""What a request gets that fails outside GraphQL: a page, a tile, a probe."""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from db.errors import DatabaseError, DatabaseUnavailableError, StatementTimeoutError
from geo.errors import GeoError
from maps.errors import MapError
from schema.errors import MASKED_MESSAGE, UNAVAILABLE_ERRORS, error_code
from schema.http.messages import error_response, request_id_of
from schema.operations.errors import SchemaError
from schema.permissions import NotPermittedError, UnauthenticatedError

logger = logging.getLogger("quanmap.server")

# What these say is meant for whoever asked.
KNOWN_ERRORS: Final = (DatabaseError, GeoError, MapError, SchemaError)
# All others are the caller's to mend.
_STATUSES: Final[dict[type[Exception], int]] = {
    **dict.fromkeys(UNAVAILABLE_ERRORS, 503),
    StatementTimeoutError: 504,
    UnauthenticatedError: 401,
    NotPermittedError: 403,
}


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer what the caller can mend, such as the adcode of a map, or what is not ready yet."""
    statuses = (status for kind, status in _STATUSES.items() if isinstance(error, kind))
    return error_response(
        next(statuses, 400),
        public_words(error),
        request_id_of(request.scope),
        # Another 504 is that of the whole request.
        code=error_code(error) if isinstance(error, StatementTimeoutError) else None,
        retry_after_s=error.retry_after_s if isinstance(error, UNAVAILABLE_ERRORS) else None,
    )


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
