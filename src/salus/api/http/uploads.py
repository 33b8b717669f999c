"""Resumable uploads by tus 1.0 (core, creation, creation-with-upload, termination), straight into the blobs.

Bytes are sealed and on the disk before their offset is acknowledged, so an upload goes on after a cut
connection, another network or a restart of the server. Source: https://tus.io/protocols/resumable-upload
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeVar
from uuid import UUID

import psycopg
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from salus.api.authentication import Gate, retry_headers
from salus.api.execution import BadRequest, unavailable
from salus.db import Transaction
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore

T = TypeVar("T")

LARGEST: Final = 64 << 30
VERSION: Final = "1.0.0"
_BATCH: Final = 4 << 20
"""Bytes kept together before they are sealed and written: whole blocks of the blob store."""
_STATUS: Final = {
    "unknown_upload": 404,
    "wrong_offset": 409,
    "too_long": 413,
    "disk_full": 507,
    "in_use": 409,
}
_BYTES: Final = "application/offset+octet-stream"


class Uploads:
    """Receives files in as many parts as it takes."""

    def __init__(self, gate: Gate, blobs: BlobStore) -> None:
        self._gate = gate
        self._blobs = blobs

    async def collection(self, request: Request) -> Response:
        """Answer OPTIONS (what is spoken) and POST (begin an upload)."""
        if request.method == "OPTIONS":
            return Response(
                status_code=204,
                headers={
                    "Tus-Resumable": VERSION,
                    "Tus-Version": VERSION,
                    "Tus-Extension": "creation,creation-with-upload,termination",
                    "Tus-Max-Size": str(LARGEST),
                },
            )
        return await self._answered(request, self._begin)

    async def one(self, request: Request) -> Response:
        """Answer HEAD (how far), PATCH (more bytes) and DELETE (give up)."""
        steps = {"HEAD": self._tell, "GET": self._tell, "PATCH": self._append, "DELETE": self._end}
        return await self._answered(request, steps[request.method])

    async def _answered(
        self, request: Request, step: Callable[[Request, PersonId], Awaitable[Response]]
    ) -> Response:
        try:
            if request.method != "GET" and request.headers.get("tus-resumable", "") != VERSION:
                return _said(412, "This server speaks tus 1.0.0.", {"Tus-Version": VERSION})
            caller = await self._gate.caller(request, counted=False)
            if caller is None:
                return _said(401, "Sign in first, or send a token.")
            if not caller.scopes.writes:
                return _said(403, "This token may not upload; it would need the scope write.")
            answer = await step(request, caller.person)
        except BadRequest as error:
            return _said(error.status, str(error), dict(retry_headers(error)))
        except UserInputError as error:
            return _said(_STATUS.get(error.code, 400), str(error))
        except (OperatorError, psycopg.OperationalError) as error:
            return _said(503, str(unavailable(error)))
        answer.headers.setdefault("Tus-Resumable", VERSION)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    async def _begin(self, request: Request, person: PersonId) -> Response:
        size = _number(request.headers.get("upload-length"), "Upload-Length")
        if size > LARGEST:
            raise UserInputError("The file is larger than 64 GiB.", code="too_long")
        if size == 0:
            raise UserInputError("The file is empty.", code="empty")
        name = _metadata(request.headers.get("upload-metadata", "")).get("filename", "")
        now = datetime.now(UTC)
        blob_id = await self._in_room(
            person, lambda tx: self._blobs.begin(tx, person, file_name=name, size=size, now=now)
        )
        offset = 0
        if request.headers.get("content-type") == _BYTES:
            offset = await self._receive(request, person, blob_id, 0)
        return Response(
            status_code=201,
            headers={"Location": f"{request.url.path.rstrip('/')}/{blob_id}", "Upload-Offset": str(offset)},
        )

    async def _tell(self, request: Request, person: PersonId) -> Response:
        blob_id = _id(request)
        blob = await self._in_room(person, lambda tx: self._blobs.found(tx, person, blob_id))
        return Response(headers={"Upload-Offset": str(blob.received), "Upload-Length": str(blob.size)})

    async def _append(self, request: Request, person: PersonId) -> Response:
        if request.headers.get("content-type") != _BYTES:
            return _said(415, f"Send the bytes as Content-Type: {_BYTES}.")
        offset = _number(request.headers.get("upload-offset"), "Upload-Offset")
        blob_id = _id(request)
        await self._in_room(person, lambda tx: self._blobs.append(tx, person, blob_id, offset, b""))
        offset = await self._receive(request, person, blob_id, offset)
        return Response(status_code=204, headers={"Upload-Offset": str(offset)})

    async def _end(self, request: Request, person: PersonId) -> Response:
        blob_id = _id(request)

        def work(tx: Transaction) -> None:
            blob = self._blobs.found(tx, person, blob_id, lock=True)
            if blob.purpose != "upload":
                raise UserInputError("This file belongs to an import; undo that instead.", code="in_use")
            self._blobs.remove(tx, person, blob_id)

        await self._in_room(person, work)
        return Response(status_code=204)

    async def _receive(self, request: Request, person: PersonId, blob_id: UUID, offset: int) -> int:
        """Write what arrives from `offset` on and return the new length; a cut keeps what came before it."""
        waiting = bytearray()

        async def write(length: int) -> None:
            nonlocal offset
            data = bytes(waiting[:length])
            del waiting[:length]
            at = offset
            offset = await self._in_room(person, lambda tx: self._blobs.append(tx, person, blob_id, at, data))

        try:
            async for part in request.stream():
                waiting += part
                # End where a block ends, so that no block is sealed twice.
                while len(waiting) >= _BATCH:
                    await write(_BATCH - offset % _BATCH)
        except ClientDisconnect:
            pass
        if waiting:
            await write(len(waiting))
        return offset

    async def _in_room(self, person: PersonId, work: Callable[[Transaction], T]) -> T:
        db = self._gate.server.db

        def run() -> T:
            with db.transaction(person) as tx:
                return work(tx)

        return await asyncio.get_running_loop().run_in_executor(self._gate.server.threads, run)


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError as error:
        raise UserInputError("This upload does not exist.", code="unknown_upload") from error


def _number(text: str | None, header: str) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise UserInputError(f"The header {header} must be a number of bytes.", code="bad_header")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    found = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = b64decode(value, validate=True).decode("utf-8", "replace")
        except (NotBase64, ValueError) as error:
            raise UserInputError(
                "The header Upload-Metadata holds base64 values.", code="bad_header"
            ) from error
    return found


def _said(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return Response(
        message + "\n",
        status_code=status,
        media_type="text/plain",
        headers={"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})},
    )
