"""How files come in and go out again. The work itself is the worker's."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import strawberry

from salus import file_imports, jobs
from salus.api.graphql.base import Id, Info, Problem, uuid_of
from salus.api.graphql.imports.types import (
    Import,
    ImportAccepted,
    ImportResult,
    UndoPreview,
    UndoPreviewResult,
)
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore

_CONFIRMABLE: Final = ("received", "previewing", "previewed")
_RESUMABLE: Final = ("cut", "running")


@strawberry.type
class ImportsMutation:
    """Fields of Mutation about imports."""

    @strawberry.mutation(
        description="Take an upload in: find out what it is, then preview it, or import it at once."
    )
    async def start_import(
        self, info: Info, upload_id: Id, preview: bool = True, provider: str | None = None
    ) -> ImportResult:
        op = info.context
        op.writer()
        try:
            blob_id = uuid_of(upload_id, "upload")
            found = await op.with_database(
                file_imports.start_import,
                op.server.blobs,
                op.person(),
                blob_id,
                provider=provider,
                now=op.now,
            )
            await op.change(_begin, found, preview=preview)
        except UserInputError as error:
            return Problem.of(error)
        return ImportAccepted(import_=Import.of(found))

    @strawberry.mutation(description="Import what was previewed.")
    async def confirm_import(self, info: Info, id: Id, absent_deletes: bool = False) -> ImportResult:
        op = info.context
        op.writer()
        try:
            found = await op.change(
                _run, op.server.blobs, uuid_of(id, "import"), _CONFIRMABLE, absent_deletes
            )
        except UserInputError as error:
            return Problem.of(error)
        return ImportAccepted(import_=Import.of(found))

    @strawberry.mutation(description="Go on with an import that was cut.")
    async def resume_import(self, info: Info, id: Id) -> ImportResult:
        op = info.context
        op.writer()
        try:
            found = await op.change(_run, op.server.blobs, uuid_of(id, "import"), _RESUMABLE, None)
        except UserInputError as error:
            return Problem.of(error)
        return ImportAccepted(import_=Import.of(found))

    @strawberry.mutation(description="Stop an import and keep nothing of it.")
    async def cancel_import(self, info: Info, id: Id) -> ImportResult:
        op = info.context
        op.writer()
        try:
            import_id = uuid_of(id, "import")
            found = await op.change(_cancel, op.server.blobs, import_id)
        except UserInputError as error:
            return Problem.of(error)
        return ImportAccepted(import_=Import.of(found))

    @strawberry.mutation(description="Say what undoing an import would do, and change nothing.")
    async def preview_undo(self, info: Info, id: Id) -> UndoPreviewResult:
        op = info.context
        op.reader()
        try:
            found = await op.in_room(_preview_undo, op.server.blobs, uuid_of(id, "import"))
        except UserInputError as error:
            return Problem.of(error)
        return UndoPreview.of(found)

    @strawberry.mutation(
        description="Take an import back, as if never made; `erase` destroys its file and history too."
    )
    async def undo_import(self, info: Info, id: Id, erase: bool = False) -> ImportResult:
        op = info.context
        op.writer()
        try:
            found = await op.change(_undo, op.server.blobs, uuid_of(id, "import"), erase=erase)
        except UserInputError as error:
            return Problem.of(error)
        return ImportAccepted(import_=Import.of(found))


def _begin(tx: Transaction, person: PersonId, found: file_imports.Import, *, preview: bool) -> None:
    job = jobs.PreviewImport if preview and found.state != "cut" else jobs.RunImport
    jobs.enqueue(tx, job(person, found.import_id))


def _run(
    tx: Transaction,
    person: PersonId,
    blobs: BlobStore,
    import_id: UUID,
    from_states: tuple[str, ...],
    absent_deletes: bool | None,
) -> file_imports.Import:
    found = file_imports.get_import(tx, blobs, person, import_id)
    if found.state not in from_states:
        raise UserInputError(_nothing_to_do(found), code="wrong_state")
    wanted = found.absent_deletes if absent_deletes is None else absent_deletes
    jobs.enqueue(tx, jobs.RunImport(person, import_id, absent_deletes=wanted))
    return found


def _cancel(tx: Transaction, person: PersonId, blobs: BlobStore, import_id: UUID) -> file_imports.Import:
    found = file_imports.get_import(tx, blobs, person, import_id)
    if found.state in ("done", "undone", "cancelled"):
        raise UserInputError(_nothing_to_do(found), code="wrong_state")
    jobs.take_back(tx, person, import_id)
    jobs.enqueue(tx, jobs.CancelImport(person, import_id))
    return found


def _preview_undo(
    tx: Transaction, person: PersonId, blobs: BlobStore, import_id: UUID
) -> file_imports.UndoPreview:
    return file_imports.preview_undo(tx, blobs, person, import_id)


def _undo(
    tx: Transaction, person: PersonId, blobs: BlobStore, import_id: UUID, *, erase: bool
) -> file_imports.Import:
    found = file_imports.get_import(tx, blobs, person, import_id)
    if not found.can_undo:
        raise UserInputError(_nothing_to_do(found), code="wrong_state")
    jobs.enqueue(tx, jobs.UndoImport(person, import_id, erase=erase))
    return found


def _nothing_to_do(found: file_imports.Import) -> str:
    return f"This import is {found.state}, so that cannot be done with it now."
