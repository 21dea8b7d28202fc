"""What the API refuses, and the one table that gives every known error its public code."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult as StrawberryExecutionResult

from db import errors as db_errors
from geo import errors as geo_errors
from schema.operations.computing_pool import BusyError
from schema.operations.errors import ArgumentError, CursorError, UnknownRecordError
from schema.permissions import NotPermittedError, UnauthenticatedError

logger = logging.getLogger("quanmap.schema")


UNAVAILABLE = "UNAVAILABLE"
RETRY_AFTER = "retryAfter"
"""The extension that tells after how many seconds it is worth asking again."""
# Looked up along the class's ancestors; everything that is not here is masked.
ERROR_CODES: dict[type[Exception], str] = {
    ArgumentError: "BAD_USER_INPUT",
    CursorError: "BAD_CURSOR",
    UnknownRecordError: "NOT_FOUND",
    BusyError: "TOO_MANY_QUERIES",
    NotPermittedError: "FORBIDDEN",
    UnauthenticatedError: "UNAUTHENTICATED",
    geo_errors.GeoError: "INVALID_GEOMETRY",
    geo_errors.CoordinateOutOfReachError: "COORDINATES_OUT_OF_REACH",
    geo_errors.GeometryTooLargeError: "GEOMETRY_TOO_LARGE",
    db_errors.AmountError: "BAD_USER_INPUT",
    db_errors.DatabaseUnavailableError: UNAVAILABLE,
    db_errors.FilterError: "BAD_USER_INPUT",
    db_errors.OutsideDistrictsError: "FORBIDDEN",
    db_errors.RecordNotFoundError: "NOT_FOUND",
    db_errors.SchemaVersionError: UNAVAILABLE,
    db_errors.StaleVersionError: "STALE_VERSION",
    db_errors.StatementTimeoutError: "STATEMENT_TIMEOUT",
    db_errors.UnknownDistrictError: "NOT_FOUND",
    db_errors.UnknownIdentifierError: "NOT_FOUND",
}
# By a stream they come as results; their words are of the request alone.
REQUEST_ERRORS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
UNAVAILABLE_ERRORS = (db_errors.DatabaseUnavailableError, db_errors.SchemaVersionError)
"""What passes in a moment or by the administrator's hand; its own words are for the log."""
MASKED_CODE = "INTERNAL_SERVER_ERROR"
MASKED_MESSAGE = (
    "The server failed to answer this field. Report request id {request_id} to its administrator."
)


def error_code(error: BaseException | None) -> str | None:
    """Give the public code of an error, or None where it has to be masked."""
    if type(error) is ArgumentError and error.__cause__ is not None:
        # The layer below that refused the argument knows better why.
        return error_code(error.__cause__) or ERROR_CODES[ArgumentError]
    codes = (ERROR_CODES[one] for one in type(error).__mro__ if one in ERROR_CODES)
    return next(codes, None)


def public_error(error: GraphQLError, request_id: str) -> GraphQLError:
    """Give what a client may see of an error, with its code under ``extensions.code``.

    Errors of the language itself (syntax, validation, variables) pass with a code. Known errors
    pass with that of `ERROR_CODES`. All else is logged with the request id and masked.
    """
    if error.original_error is None and "code" in (error.extensions or {}):
        return error  # it is public already: of a stream's last result
    original: BaseException | None = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, REQUEST_ERRORS):
        code, message = "BAD_REQUEST", error.message
    elif original is None or isinstance(original, GraphQLError):
        is_syntax = isinstance(error, GraphQLSyntaxError)
        code = "GRAPHQL_PARSE_FAILED" if is_syntax else "GRAPHQL_VALIDATION_FAILED"
        message = error.message
    else:
        known = error_code(original)
        code, message = known or MASKED_CODE, str(original)
        if known is None:
            logger.error("request %s failed at %s", request_id, error.path, exc_info=original)
            message = MASKED_MESSAGE.format(request_id=request_id)
        elif isinstance(original, UNAVAILABLE_ERRORS):
            logger.error("request %s: the database is out of reach: %s", request_id, original)
            message = original.public_message
    extensions: dict[str, Any] = {**(error.extensions or {}), "code": code}
    if code == MASKED_CODE:
        extensions["requestId"] = request_id
    if isinstance(original, ArgumentError):
        extensions["argument"] = original.argument
    if isinstance(original, UNAVAILABLE_ERRORS):
        extensions[RETRY_AFTER] = original.retry_after_s
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


class PublicErrors(SchemaExtension):
    """Puts `public_error` in the place of every error of a result."""

    def on_operation(self) -> Iterator[None]:
        """Replace the errors once the operation has ended."""
        yield
        self._publish(self.execution_context.result)

    def on_stream_result(self, result: object) -> Iterator[None]:
        """Replace the errors of each result of a stream before it is sent."""
        self._publish(result)
        yield

    def _publish(self, result: object) -> None:
        if isinstance(result, ExecutionResult | StrawberryExecutionResult) and result.errors:
            request_id = getattr(self.execution_context.context, "request_id", "-")
            result.errors = [public_error(error, request_id) for error in result.errors]
