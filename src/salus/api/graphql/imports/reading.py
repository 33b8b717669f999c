"""What can be asked about imports."""

from __future__ import annotations

from uuid import UUID

import strawberry

from salus import file_imports
from salus.api.graphql.base import After, Connection, First, Id, Info, page_of, uuid_of
from salus.api.graphql.imports.types import Import
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore


@strawberry.type
class ImportsQuery:
    """Fields of Query about imports."""

    @strawberry.field(description="All files that came in, newest first.")
    async def imports(self, info: Info, first: First = None, after: After = None) -> Connection[Import]:
        info.context.reader()
        found = await info.context.in_room(_listed, info.context.server.blobs)
        return page_of(found, first, after, Import.of)

    @strawberry.field(name="import", description="One file that came in.")
    async def import_(self, info: Info, id: Id) -> Import | None:
        info.context.reader()
        try:
            import_id = uuid_of(id, "import")
            return Import.of(await info.context.in_room(one_import, info.context.server.blobs, import_id))
        except UserInputError as error:
            if error.code in ("not_found", "unknown_import"):
                return None
            raise


def one_import(tx: Transaction, person: PersonId, blobs: BlobStore, import_id: UUID) -> file_imports.Import:
    """Return one import. Raises: UserInputError when there is none."""
    return file_imports.get_import(tx, blobs, person, import_id)


def _listed(tx: Transaction, person: PersonId, blobs: BlobStore) -> list[file_imports.Import]:
    found = file_imports.list_imports(tx, blobs, person)
    return sorted(found, key=lambda made: made.started_at, reverse=True)
