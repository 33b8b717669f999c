"""The server as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Final

import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from salus import settings as configuration
from salus.accounts import throttle
from salus.accounts.keys import load_keyring
from salus.accounts.passwords import warm_up
from salus.api.authentication import Gate
from salus.api.execution import Executor
from salus.api.feed import Feed
from salus.api.graphql.schema import core_schema
from salus.api.http.graphql import GraphQLOverHttp
from salus.api.http.health import Readiness, healthz
from salus.api.http.pages import WebApp
from salus.api.http.telemetry import Monitoring, Telemetry
from salus.api.http.uploads import Uploads
from salus.api.http.websocket import GraphQLOverWebSocket
from salus.api.operation import Server
from salus.db import Database
from salus.db.roles import refuse_unsafe_role
from salus.kit.errors import OperatorError
from salus.observations import BlobStore
from salus.settings import Settings

Handler = Callable[[Request], Awaitable[Response]]
LOG = logging.getLogger("salus.api")
ROOM_THREADS: Final = 8
READING: Final = 8
"""Operations that may hold a transaction of reading at a time."""
PASSWORD_THREADS: Final = 2
PATIENCE: Final = 4.0
"""Seconds for which a request waits for a connection to the database."""
_TIDY_EVERY: Final = 3600.0


def create_app(settings: Settings | None = None) -> Starlette:
    """Return the server for these settings, by default those of the environment.

    Raises: OperatorError when the database role is one that row security does not bind.
    """
    settings = settings or configuration.load(os.environ)
    server = open_server(settings)
    gate = Gate.of(server, settings.rate_limit, settings.trusted_proxies)
    web = WebApp(secure=server.secure)
    executor = Executor(core_schema(), web.documents())
    telemetry = Telemetry()
    monitoring = Monitoring(gate, telemetry)
    graphql = GraphQLOverHttp(gate, executor, telemetry)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_tidy(server))
        try:
            yield
        finally:
            tidying.cancel()
            with suppress(asyncio.CancelledError):
                await tidying
            close_server(server)

    routes: list[BaseRoute] = [
        Route("/healthz", healthz),
        Route("/readyz", Readiness(server).answer),
        Route("/graphql", telemetry.watched("graphql", graphql.answer), methods=["POST"]),
        WebSocketRoute("/graphql", GraphQLOverWebSocket(gate, executor).talk),
        *_upload_routes(Uploads(gate, server.blobs), telemetry),
        Route("/api/v1/metrics", monitoring.answer),
        Route("/metrics", _counters_or_page(monitoring, web)),
        Route("/{path:path}", telemetry.watched("page", web.serve)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _counters_or_page(monitoring: Monitoring, web: WebApp) -> Handler:
    """One address for both: a page of the app for people, counters for who asks for plain text."""

    async def answer(request: Request) -> Response:
        accepted = request.headers.get("accept", "")
        if "text/plain" in accepted or "openmetrics" in accepted:
            return await monitoring.answer(request)
        return await web.serve(request)

    return answer


def _upload_routes(uploads: Uploads, telemetry: Telemetry) -> list[Route]:
    one, collection = (telemetry.watched("upload", fn) for fn in (uploads.one, uploads.collection))
    return [
        route
        for prefix in ("", "/api/v1")
        for route in (
            Route(f"{prefix}/uploads", collection, methods=["OPTIONS", "POST"]),
            Route(f"{prefix}/uploads/{{id}}", one, methods=["HEAD", "PATCH", "DELETE"]),
        )
    ]


def open_server(settings: Settings) -> Server:
    """Open what all requests share.

    Raises: OperatorError when the database cannot be reached, or its role is not safe.
    """
    db = Database(
        settings.app_url,
        read_url=settings.database_read_url,
        max_connections=ROOM_THREADS + READING,
        patience=PATIENCE,
    )
    try:
        with db.transaction() as tx:
            refuse_unsafe_role(tx)
        keyring = load_keyring(settings.data_dir, given=settings.master_key, file=settings.master_key_file)
    except BaseException:
        db.close()
        raise
    passwords = ThreadPoolExecutor(PASSWORD_THREADS, thread_name_prefix="salus password")
    passwords.submit(warm_up)
    return Server(
        db=db,
        keyring=keyring,
        blobs=BlobStore(settings.data_dir / "blobs", keyring),
        data_dir=settings.data_dir,
        public_url=settings.public_url,
        threads=ThreadPoolExecutor(ROOM_THREADS, thread_name_prefix="salus room"),
        password_threads=passwords,
        reading=asyncio.Semaphore(READING),
        feed=Feed(db),
    )


def close_server(server: Server) -> None:
    """Close what `open_server` opened, when nothing runs any more."""
    server.feed.close()
    server.threads.shutdown()
    server.password_threads.shutdown()
    server.db.close()


async def _tidy(server: Server) -> None:
    """Forget limits that have recovered, once an hour."""

    def work() -> None:
        with server.db.transaction(relaxed_commit=True) as tx:
            throttle.forget_idle(tx, now=datetime.now(UTC))

    while True:
        try:
            await asyncio.get_running_loop().run_in_executor(server.threads, work)
        except (OperatorError, psycopg.Error) as error:
            LOG.warning("limits were not tidied: %s", type(error).__name__)
        await asyncio.sleep(_TIDY_EVERY)
