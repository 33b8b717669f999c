"""POST /graphql: one JSON request, one JSON answer, or a stream of events where that is accepted."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import orjson
import psycopg
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse

from salus.api.authentication import LOOK_AGAIN, Gate, retry_headers
from salus.api.execution import BadRequest, Executor, encode, read_request, unavailable
from salus.api.http.telemetry import Telemetry
from salus.api.operation import Operation
from salus.kit.errors import OperatorError

LARGEST_BODY: Final = 1024 * 1024
_WORTH_PACKING: Final = 4096
_KEEP_ALIVE: Final = 12.0


class GraphQLOverHttp:
    """Answers requests over HTTP."""

    def __init__(self, gate: Gate, executor: Executor, telemetry: Telemetry) -> None:
        self._gate = gate
        self._executor = executor
        self._telemetry = telemetry

    async def answer(self, http: HttpRequest) -> Response:
        """Answer one request; what is wrong with it is said as a GraphQL error."""
        try:
            _require_json(http)
            request = read_request(await _decoded(http))
            caller = await self._gate.caller(http)
            operation = Operation(self._gate.server, self._gate.client(http), caller)
            if "text/event-stream" in http.headers.get("accept", ""):
                return StreamingResponse(
                    _events(
                        self._executor.stream(request, operation), lambda: self._gate.still(http, caller)
                    ),
                    media_type="text/event-stream",
                    headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
                )
            body = await self._executor.run(request, operation)
        except BadRequest as error:
            return self._refused(http, error)
        except (OperatorError, psycopg.OperationalError) as error:
            return self._refused(http, unavailable(error))
        self._telemetry.failed(body)
        response = _json(http, body)
        if operation.client.new_cookie is not None:
            response.headers.append("Set-Cookie", self._gate.cookie_header(operation.client.new_cookie))
        return response

    def _refused(self, http: HttpRequest, error: BadRequest) -> Response:
        body = error.answer()
        self._telemetry.failed(body)
        return _json(http, body, status=error.status, headers=dict(retry_headers(error)))


def _require_json(http: HttpRequest) -> None:
    # Also a wall: a page of another origin cannot send this type without being asked first.
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/graphql+json"):
        raise BadRequest("Send the request as JSON: Content-Type: application/json.", status=415)


async def _decoded(http: HttpRequest) -> object:
    declared = http.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise BadRequest("The request is larger than 1 MiB.", code="too_large", status=413)
    body = bytearray()
    try:
        async for part in http.stream():
            body += part
            if len(body) > LARGEST_BODY:
                raise BadRequest("The request is larger than 1 MiB.", code="too_large", status=413)
    except ClientDisconnect as error:
        raise BadRequest("The request ended early.") from error  # nobody is there to read it
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest("The body is not JSON.") from error


def _json(
    http: HttpRequest, body: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    content = encode(body)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    if len(content) > _WORTH_PACKING and "gzip" in http.headers.get("accept-encoding", ""):
        content = gzip.compress(content, compresslevel=4, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, status_code=status, media_type="application/json", headers=headers)


async def _events(
    answers: AsyncIterator[dict[str, Any]], still: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    """Yield server-sent events of the protocol graphql-sse in its distinct connections mode.

    `still` says whether who asked may go on; it is asked now and then.
    """
    pending: asyncio.Task[dict[str, Any]] | None = None
    clock = asyncio.get_running_loop().time
    looked = clock()
    try:
        while True:
            if clock() - looked > LOOK_AGAIN:
                with suppress(OperatorError, psycopg.OperationalError):
                    if not await still():
                        break
                looked = clock()
            pending = pending or asyncio.ensure_future(anext(answers))
            done, _ = await asyncio.wait([pending], timeout=_KEEP_ALIVE)
            if not done:
                yield b":\n\n"
                continue
            try:
                body = pending.result()
            except StopAsyncIteration:
                break
            finally:
                pending = None
            yield b"event: next\ndata: " + encode(body) + b"\n\n"
        yield b"event: complete\ndata: \n\n"
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)
        if hasattr(answers, "aclose"):
            await answers.aclose()
