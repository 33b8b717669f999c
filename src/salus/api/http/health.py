"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

import asyncio

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from salus.api.operation import Server
from salus.db import Transaction
from salus.kit.errors import OperatorError


async def healthz(_: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "alive"})


class Readiness:
    """Says whether the database answers."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def answer(self, _: Request) -> Response:
        """Answer 200 when requests can be served, else 503 with the reason's kind."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._server.threads, self._ask)
        except (OperatorError, psycopg.OperationalError):
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ready"})

    def _ask(self) -> None:
        with self._server.db.transaction() as tx:
            _answers(tx)


def _answers(tx: Transaction) -> None:
    tx.execute("SELECT 1 FROM logins LIMIT 1").fetchone()
