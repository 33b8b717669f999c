"""Reading imports: their state, reports, what was set aside, what is not mapped yet."""

from __future__ import annotations

from uuid import UUID

from salus.accounts.keys import data_key, open_sealed
from salus.db import Transaction
from salus.file_imports import queries as file_queries
from salus.file_imports.model import Import, QuarantinedRecord, UndoPreview
from salus.ingest import queries
from salus.ingest.queries import Ingest
from salus.ingest.taking import quarantine_aad
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore


def list_imports(tx: Transaction, blobs: BlobStore, person: PersonId) -> list[Import]:
    """Return all imports of a person, the newest first."""
    return [as_import(tx, blobs, person, ingest) for ingest in queries.ingests(tx, person)]


def get_import(tx: Transaction, blobs: BlobStore, person: PersonId, import_id: UUID) -> Import:
    """Return one import. Raises: UserInputError when there is none."""
    return as_import(tx, blobs, person, found(tx, person, import_id))


def found(tx: Transaction, person: PersonId, import_id: UUID) -> Ingest:
    """Return the ingest of an import. Raises: UserInputError when there is none."""
    ingest = queries.by_import(tx, person, import_id)
    if ingest is None:
        raise UserInputError("There is no such import; `salus imports` lists them.", code="unknown_import")
    return ingest


def as_import(tx: Transaction, blobs: BlobStore, person: PersonId, ingest: Ingest) -> Import:
    """Return an ingest as the room hands it out."""
    kept = ingest.blob_id is not None and blobs.kept(person, ingest.blob_id)
    size = None
    if kept and ingest.blob_id is not None:
        size = blobs.found(tx, person, ingest.blob_id).size
    return Import(
        import_id=ingest.import_id,
        ingest_no=ingest.ingest_no,
        provider=ingest.provider,
        kind=ingest.kind,
        file_name=ingest.file_name,
        size=size,
        state=ingest.state,
        said_at_ms=ingest.said_at_ms,
        whole=ingest.whole,
        absent_deletes=ingest.absent_deletes,
        report=ingest.report,
        preview=ingest.preview,
        problem=ingest.problem,
        started_at=ingest.started_at,
        ended_at=ingest.ended_at,
        undone_at=ingest.undone_at,
        can_resume=ingest.state in ("cut", "running") and kept,
        can_undo=ingest.state in ("done", "cut", "running"),
        raw_kept=kept,
    )


def quarantine_page(
    tx: Transaction, blobs: BlobStore, person: PersonId, import_id: UUID, after: int = 0, limit: int = 50
) -> list[QuarantinedRecord]:
    """Return records of an import that were set aside, after a number, with their raw form."""
    ingest = found(tx, person, import_id)
    listed = []
    for no, reason, metric, detail, offset, version, sealed in queries.quarantine(
        tx, person, ingest.ingest_no, after, limit
    ):
        key = data_key(tx, person, ingest.provider, "quarantine", blobs.keyring, version=version)
        raw = open_sealed(key, bytes(sealed), quarantine_aad(ingest.ingest_no, no))
        listed.append(QuarantinedRecord(no, reason, metric, detail, offset, raw.decode("utf-8", "replace")))
    return listed


def quarantine_count(tx: Transaction, person: PersonId, import_id: UUID) -> int:
    """Return how many records of an import were set aside."""
    return queries.quarantine_count(tx, person, found(tx, person, import_id).ingest_no)


def unmapped(tx: Transaction, person: PersonId, import_id: UUID) -> list[tuple[str, int]]:
    """Return (type, records) of types of an import that are not mapped yet, the most frequent first."""
    return queries.unmapped(tx, person, found(tx, person, import_id).ingest_no)


def preview_undo(tx: Transaction, blobs: BlobStore, person: PersonId, import_id: UUID) -> UndoPreview:
    """Return what an undo would do."""
    ingest = found(tx, person, import_id)
    if not ingest.live or ingest.repeats is not None:
        return UndoPreview(0, 0, 0, 0, raw_missing=False)
    if any(i.repeats == ingest.ingest_no and i.live for i in queries.ingests(tx, person)):
        kept = sum(n for n, more, _ in file_queries.samples_of(tx, person, ingest.ingest_no).values())
        return UndoPreview(0, 0, kept, 0, raw_missing=False)
    by_metric = file_queries.samples_of(tx, person, ingest.ingest_no)
    shared = sum(kept for _, kept, _ in by_metric.values())
    raw_missing = shared > 0 and any(
        i.live
        and i.ingest_no != ingest.ingest_no
        and (i.blob_id is None or not blobs.kept(person, i.blob_id))
        for i in queries.ingests(tx, person)
    )
    return UndoPreview(
        sum(only for only, _, _ in by_metric.values()),
        file_queries.versions_by(tx, person, ingest.ingest_no),
        shared,
        file_queries.records_only_of(tx, person, ingest.ingest_no),
        raw_missing,
        {metric: only for metric, (only, _, _) in by_metric.items() if only},
        sum(days for _, _, days in by_metric.values()),
    )
