"""GraphQL over WebSocket by the protocol graphql-transport-ws.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import orjson
import psycopg
from starlette.websockets import WebSocket, WebSocketDisconnect

from salus.accounts import Caller
from salus.api.authentication import LOOK_AGAIN, Gate
from salus.api.execution import BadRequest, Executor, Request, encode, read_request, unavailable
from salus.api.operation import Operation
from salus.kit.errors import OperatorError

PROTOCOL: Final = "graphql-transport-ws"
_INIT_WITHIN: Final = 10.0
_MOST_SUBSCRIPTIONS: Final = 50
_LONGEST_MESSAGE: Final = 1024 * 1024


class Closed(Exception):  # noqa: N818 (ends the conversation, with the protocol's code)
    """The client broke the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class GraphQLOverWebSocket:
    """Holds conversations over WebSocket."""

    def __init__(self, gate: Gate, executor: Executor) -> None:
        self._gate = gate
        self._executor = executor

    async def talk(self, socket: WebSocket) -> None:
        """Hold one conversation to its end."""
        if PROTOCOL not in socket.scope.get("subprotocols", []):
            await socket.accept()
            await socket.close(4406, f"Speak {PROTOCOL}.")
            return
        await socket.accept(subprotocol=PROTOCOL)
        conversation = _Conversation(self._gate, self._executor, socket)
        try:
            await conversation.hold()
        except Closed as error:
            await _close(socket, error.code, str(error))
        except WebSocketDisconnect:
            pass
        finally:
            await conversation.end()


class _Conversation:
    def __init__(self, gate: Gate, executor: Executor, socket: WebSocket) -> None:
        self._gate = gate
        self._executor = executor
        self._socket = socket
        self._caller: Caller | None = None
        self._authorization: str | None = None
        self._watching: asyncio.Task[None] | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def hold(self) -> None:
        try:
            first = await asyncio.wait_for(self._receive(), _INIT_WITHIN)
        except TimeoutError as error:
            raise Closed(4408, "Connection initialisation timeout") from error
        if first.get("type") != "connection_init":
            raise Closed(4401, "Unauthorized")
        await self._recognize(first.get("payload"))
        await self._send({"type": "connection_ack"})
        if self._caller is not None:
            self._watching = asyncio.ensure_future(self._watch())
        while True:
            message = await self._receive()
            kind, number = message.get("type"), message.get("id")
            if kind == "ping":
                await self._send({"type": "pong"})
            elif kind == "pong":
                pass
            elif kind == "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            elif kind == "subscribe" and isinstance(number, str) and number:
                self._subscribe(number, message.get("payload"))
            elif kind == "complete" and isinstance(number, str):
                task = self._running.pop(number, None)
                if task is not None:
                    task.cancel()
            else:
                raise Closed(4400, "Invalid message received")

    async def end(self) -> None:
        tasks: list[asyncio.Task[None]] = list(self._running.values())
        if self._watching is not None:
            tasks.append(self._watching)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self) -> None:
        """Close the conversation soon after its token or session has ended."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            if not await self._may_go_on():
                return

    async def _may_go_on(self) -> bool:
        try:
            if await self._gate.still(self._socket, self._caller, authorization=self._authorization):
                return True
        except (OperatorError, psycopg.OperationalError):
            return True  # the database is away; what is asked of it is refused by itself
        await _close(self._socket, 4403, "The token or session has ended.")
        return False

    async def _recognize(self, payload: object) -> None:
        given = None
        if isinstance(payload, Mapping):
            given = payload.get("Authorization", payload.get("authorization"))
        self._authorization = given if isinstance(given, str) else None
        try:
            self._caller = await self._gate.caller(
                self._socket, authorization=self._authorization, counted=False
            )
        except BadRequest as error:
            raise Closed(4403, str(error)) from error
        except (OperatorError, psycopg.OperationalError) as error:
            raise Closed(4500, str(unavailable(error))) from error

    def _subscribe(self, number: str, payload: object) -> None:
        if number in self._running:
            raise Closed(4409, f"Subscriber for {number[:40]} already exists")
        if len(self._running) >= _MOST_SUBSCRIPTIONS:
            raise Closed(4400, "Too many subscriptions on one connection")
        self._running[number] = asyncio.ensure_future(self._answer(number, payload))

    async def _answer(self, number: str, payload: object) -> None:
        if not await self._may_go_on():
            return
        try:
            request = read_request(payload)
            await self._gate.count(self._caller)
        except BadRequest as error:
            await self._send({"id": number, "type": "error", "payload": error.answer()["errors"]})
            self._running.pop(number, None)
            return
        await self._run(number, request)
        if self._running.pop(number, None) is not None:
            await self._send({"id": number, "type": "complete"})

    async def _run(self, number: str, request: Request) -> None:
        operation = Operation(self._gate.server, self._gate.client(self._socket), self._caller)
        answers = self._executor.stream(request, operation)
        try:
            async for body in answers:
                if "data" in body:
                    await self._send({"id": number, "type": "next", "payload": body})
                else:
                    await self._send({"id": number, "type": "error", "payload": body["errors"]})
                    self._running.pop(number, None)
                    return
        finally:
            if hasattr(answers, "aclose"):
                await answers.aclose()

    async def _receive(self) -> Mapping[str, Any]:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if text is None or len(text) > _LONGEST_MESSAGE:
            raise Closed(4400, "Invalid message received")
        try:
            decoded = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise Closed(4400, "Invalid message received") from error
        if not isinstance(decoded, dict):
            raise Closed(4400, "Invalid message received")
        return decoded

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_text(encode(message).decode())


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError):  # the other side was faster
        await socket.close(code, reason[:120])
