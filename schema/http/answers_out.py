"""The answer to an operation: its members, its status, its media type."""

from __future__ import annotations

from cross_web import HTTPException
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.http import GraphQLHTTPResponse, process_result
from strawberry.types import ExecutionResult

from schema.errors import RETRY_AFTER, UNAVAILABLE
from schema.http.messages import (
    GRAPHQL_RESPONSE,
    UnavailableHTTPException,
    error_response,
    request_id_of,
)
from schema.http.persisted_queries import PersistedQueryError
from schema.http.tags import tagged
from schema.query_limits.limits import INTROSPECTION_CLOSED, LIMIT_EXCEEDED


class SubResponse(Response):
    """Carries the request to where its answer is written."""

    def __init__(self, request: Request | WebSocket) -> None:
        super().__init__()
        self.request = request


def answer_members(result: ExecutionResult, state: State) -> GraphQLHTTPResponse:
    """Give the answer's members; without data where the operation was never executed.

    What passes a limit is a 400 in every media type: nothing of it was done. The status is left in
    the state of the request.

    Raises
    ------
    UnavailableHTTPException
        Where the database could not be asked; the longest wait of the errors is told.
    """
    codes = {(error.extensions or {}).get("code"): error for error in result.errors or ()}
    if UNAVAILABLE in codes:
        told = (error.extensions or {} for error in result.errors or ())
        wait_s = max(one.get(RETRY_AFTER, 0) for one in told)
        raise UnavailableHTTPException(codes[UNAVAILABLE].message, wait_s)
    if codes.keys() & {LIMIT_EXCEEDED, INTROSPECTION_CLOSED}:
        state.status_code = 400
    response = process_result(result)
    is_request_error = result.data is None and all(
        error.path is None for error in result.errors or ()
    )
    if is_request_error and state.media_type == GRAPHQL_RESPONSE:
        response.pop("data", None)
        state.status_code = 400
    return response


def written(content: str | bytes, request: Request | WebSocket) -> Response:
    """Write the answer in the media type that was agreed on; to a GET that knows it, 304."""
    response = Response(
        content,
        status_code=getattr(request.state, "status_code", 200),
        media_type=f"{request.state.media_type}; charset=utf-8",
    )
    is_get = isinstance(request, Request) and request.method == "GET"
    return tagged(response, request.headers) if is_get else response


def refused(refusal: HTTPException | PersistedQueryError, request: Request) -> Response:
    """Write why there is no answer, in the media type that was agreed on."""
    media_type, request_id = request.state.media_type, request_id_of(request.scope)
    if isinstance(refusal, HTTPException):
        wait_s = refusal.retry_after_s if isinstance(refusal, UnavailableHTTPException) else None
        return error_response(
            refusal.status_code, refusal.reason, request_id, media_type, retry_after_s=wait_s
        )
    # Clients that send hashes look for the code in an answer that arrived.
    status_code = 400 if media_type == GRAPHQL_RESPONSE else 200
    return error_response(status_code, str(refusal), request_id, media_type, code=refusal.code)
