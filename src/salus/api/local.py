"""GraphQL from the command line, without a server: for whoever holds the data directory, or a token."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from salus import accounts
from salus.accounts import Caller
from salus.api.app import close_server, open_server
from salus.api.execution import Executor, Request, encode
from salus.api.graphql.schema import core_schema
from salus.api.operation import Client, Operation, Server
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.settings import Settings


def run_query(
    settings: Settings,
    person: PersonId | None,
    document: str,
    variables: Mapping[str, Any] | None = None,
    *,
    token: str | None = None,
    operation_name: str | None = None,
) -> dict[str, Any]:
    """Return the answer to a query or mutation: `data` and where there are any `errors`, in plain JSON.

    Asked as `person` with all rights, or as the holder of `token` with its scopes, or as nobody.
    Raises: UserInputError `unauthenticated` for a token that is unknown or has ended; OperatorError when the
    database cannot be reached.
    """
    server = open_server(settings)
    try:
        found = asyncio.run(_run(server, document, person, token, variables or {}, operation_name))
    finally:
        close_server(server)
    answered: dict[str, Any] = orjson.loads(encode(found))
    return answered


async def _run(
    server: Server,
    document: str,
    person: PersonId | None,
    token: str | None,
    variables: Mapping[str, Any],
    operation_name: str | None,
) -> dict[str, Any]:
    caller = None
    if token is not None:
        caller = _holder(server, token)
    elif person is not None:
        caller = accounts.local_caller(person)
    operation = Operation(server, Client("", "salus query", loopback=True), caller)
    request = Request(document, None, operation_name, variables)
    return await Executor(core_schema()).run(request, operation)


def _holder(server: Server, token: str) -> Caller:
    now = datetime.now(UTC)
    with server.db.transaction(lookup=accounts.secret_hash(token)) as tx:
        found = accounts.caller_by_token(tx, token, now=now)
    if found is None:
        raise UserInputError("This token is unknown, revoked or has ended.", code="unauthenticated")
    return found.caller
