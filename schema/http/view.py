"""GraphQL over HTTP: what the specification of that name asks of a server, and GraphiQL.

The specification is the GraphQL Foundation's "GraphQL over HTTP" (stage 2 draft); the audits of
the npm package graphql-http test it point by point.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.compiled.extension import COMPILED
from schema.compiled.queries import CompiledQueries
from schema.context import Context
from schema.http.answers_out import SubResponse, answer_members, refused, written
from schema.http.messages import (
    DEFAULT_MAX_BODY_BYTES,
    GRAPHQL_RESPONSE,
    JSON,
    capped,
    error_response,
    is_event_stream,
    negotiate,
    request_id_of,
)
from schema.http.operations_in import read_json, read_operation, read_posted
from schema.http.persisted_queries import PersistedQueries, PersistedQueryError
from schema.http.uploads import (
    DEFAULT_UPLOAD_MAX_BYTES,
    UploadRequest,
    is_multipart,
    require_preflight,
    require_uploader,
)
from schema.http.websocket import Connection, TextWebSocket
from schema.permissions import UnauthenticatedError
from schema.tokens import authenticated

MakeContext = Callable[[str], object]
SUBSCRIPTION_PROTOCOLS: Final = (GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL)

# Of one WebSocket: until it says who it is, and operations at once.
CONNECTION_INIT_TIME: Final = timedelta(seconds=10)
FOLLOWED_MAX: Final = 50

# Monaco, the editor in GraphiQL, makes style elements of its own.
_PAGE_POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self'; frame-ancestors 'none'"
)


def graphiql_assets() -> Path:
    """Give the folder of the files that GraphiQL's page loads."""
    return Path(str(files("schema"))) / "graphiql" / "static"


class GraphQLView(GraphQL[object, None]):
    """Strawberry's ASGI view, held to the specification.

    Parameters
    ----------
    schema : strawberry.Schema
        The schema to execute.
    make_context : callable
        Makes the context of one request from its request id; a valid token puts its bearer in.
    max_body_bytes, max_upload_bytes : int
        The longest body that is read, and the longest file in a form; what is longer is answered
        with 413.
    compiled : CompiledQueries, optional
        Answers by one SQL statement what it can; without it the resolvers answer everything.
    graphiql : bool
        Whether a browser that asks nothing gets GraphiQL.
    """

    graphql_transport_ws_handler_class = Connection
    websocket_adapter_class = TextWebSocket
    request_adapter_class = UploadRequest

    def __init__(
        self,
        schema: Schema,
        make_context: MakeContext,
        *,
        max_body_bytes: int = DEFAULT_MAX_BODY_BYTES,
        max_upload_bytes: int = DEFAULT_UPLOAD_MAX_BYTES,
        compiled: CompiledQueries | None = None,
        graphiql: bool = True,
    ) -> None:
        super().__init__(
            schema,
            subscription_protocols=SUBSCRIPTION_PROTOCOLS,
            connection_init_wait_timeout=CONNECTION_INIT_TIME,
            max_subscriptions_per_connection=FOLLOWED_MAX,
        )
        self._make_context = make_context
        self._max_body_bytes = max_body_bytes
        self._max_upload_bytes = max_upload_bytes
        self._compiled = compiled
        self._bearers = None if compiled is None else compiled.bearers
        self._graphiql = graphiql
        self._persisted = PersistedQueries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one WebSocket."""
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        # A form has the operation beside the file.
        longest = self._max_body_bytes + self._max_upload_bytes * is_multipart(scope)
        request = Request(scope, capped(receive, longest))
        accept = request.headers.get("accept", "")
        media_type = JSON if is_event_stream(accept) else negotiate(accept)
        if media_type is None and not self._is_for_a_browser(request):
            message = f"The answer comes as {GRAPHQL_RESPONSE} or {JSON}; accept one."
            await error_response(406, message, request_id_of(scope))(scope, receive, send)
            return
        request.state.media_type = media_type or JSON
        try:
            response: Response = await self.run(request)
        except (HTTPException, PersistedQueryError) as refusal:
            response = refused(refusal, request)
        finally:
            await request.close()
        await response(scope, receive, send)

    def _is_for_a_browser(self, request: Request | BaseRequestProtocol) -> bool:
        return (
            self._graphiql
            and request.method == "GET"
            and not {"query", "extensions"} & set(request.query_params)
            and "text/html" in request.headers.get("accept", "")
        )

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Tell whether a person's browser asks: a program that takes anything is none."""
        return self._is_for_a_browser(request)

    async def render_graphql_ide(self, request: Request) -> Response:
        """Give GraphiQL's page."""
        del request
        page = (graphiql_assets() / "index.html").read_text(encoding="utf-8")
        return HTMLResponse(page, headers={"content-security-policy": _PAGE_POLICY})

    async def get_context(self, request: Request | WebSocket, response: object) -> object:
        """Make the context of one request.

        Raises
        ------
        HTTPException
            401 for a token that is not valid, and for none where reading needs one; of a form
            what `require_preflight` and `require_uploader` refuse, before its file is read.
        """
        del response
        has_file = is_multipart(request.scope)
        if has_file:
            require_preflight(request.headers)
        context = self._make_context(request_id_of(request.scope))
        if not isinstance(context, Context) or request.scope["type"] != "http":
            return context
        try:
            caller = await authenticated(
                context, request.headers.get("authorization"), self._bearers
            )
        except UnauthenticatedError as error:
            raise HTTPException(401, str(error)) from error
        if has_file:
            require_uploader(caller.viewer)
        return caller

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON; numbers beyond a double and nesting beyond 1,024 levels are refused."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """Write JSON, arrays of NumPy included."""
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)

    async def parse_http_body(
        self, request: AsyncHTTPRequestAdapter
    ) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the operation out of a request.

        Raises
        ------
        HTTPException
            415 where the body is neither JSON nor a form with a file by its content type; 400
            where it is not by its form;
            413 where it has so many lists that no geometry in it would be taken.
        PersistedQueryError
            Only a hash was sent, and it is not known.
        """
        if request.method == "POST":
            data = await read_posted(request)
        else:
            data = self.parse_query_params(request.query_params)
        return read_operation(data, request, self._persisted)

    def parse_json(self, data: str | bytes) -> Any:
        """Read JSON, telling the client where it is wrong.

        Raises
        ------
        HTTPException
            400 where it is wrong.
        """
        return read_json(data)

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: object,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Execute one operation; a GET never changes anything.

        Raises
        ------
        HTTPException
            400 where there is no operation to execute, 405 for a mutation by GET.
        """
        del request, sub_response
        COMPILED.set(self._compiled)
        try:
            return await self.schema.execute(
                request_data.query,
                root_value=root_value,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=OperationType.from_http(request_adapter.method),
                operation_extensions=request_data.extensions,
            )
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise HTTPException(405, error.as_http_error_reason(request_adapter.method)) from error
        except MissingQueryError as error:
            raise HTTPException(
                400, "The member query is missing: it holds the operation."
            ) from error

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Give the answer's members, as `answer_members` does."""
        return answer_members(result, request.state)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Give the response that carries what `create_response` has to know of the request."""
        return SubResponse(request)

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Write the events of a subscription as they come."""
        del request, sub_response
        return StreamingResponse(stream(), headers=dict(headers))

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """Write the answer in the media type that was agreed on; to a GET that knows it, 304."""
        assert isinstance(sub_response, SubResponse)  # noqa: S101
        return written(self.encode_json(response_data), sub_response.request)
