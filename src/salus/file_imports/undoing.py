"""Undoing and cancelling imports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from salus.db import Database, Transaction, lock_person
from salus.file_imports.alone import alone
from salus.file_imports.gathering import gather
from salus.file_imports.listing import found, get_import
from salus.file_imports.model import Import, Progress
from salus.file_imports.progress import Now, Report, Stop
from salus.ingest import Ingest, Undoing, queries
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.observations.merging import Key


def undo(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    erase: bool = False,
    progress: Report,
    stop: Stop,
    now: Now,
) -> Import:
    """Undo an import: the state as if it had never been made. Undoing it again changes nothing.

    With `erase`, the file, old beliefs and what was set aside are destroyed too. What was done is in the
    report under `undone`.
    """
    with alone(db, person, stop=stop):
        with db.transaction(person) as tx:  # allow transactions-at-edges: an undo may have to read files
            ingest = found(tx, person, import_id)
        if ingest.state in ("received", "previewing", "previewed"):
            raise UserInputError(
                "This import has not been made yet; there is nothing to undo.", code="not_imported"
            )
        if ingest.live:
            _undo(db, blobs, person, ingest, now=now(), cancelled=False, erase=erase, progress=progress)
        if erase:
            _erase(db, blobs, person, ingest)
        with db.transaction(person) as tx:  # allow transactions-at-edges: to show how it ended
            return get_import(tx, blobs, person, import_id)


def cancel(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    progress: Report,
    stop: Stop,
    now: Now,
) -> Import:
    """Cancel an import that has not come to its end: nothing of it stays. It has to be stopped before."""
    with alone(db, person, stop=stop):
        with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
            ingest = found(tx, person, import_id)
        if ingest.state == "done":
            raise UserInputError("This import is done; it can be undone.", code="already_done")
        if ingest.live:
            _undo(db, blobs, person, ingest, now=now(), cancelled=True, erase=True, progress=progress)
        elif ingest.state in ("received", "previewing", "previewed", "failed"):
            with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
                queries.set_fields(tx, person, ingest.ingest_no, state="cancelled", undone_at=now())
        _erase(db, blobs, person, ingest)
        with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
            return get_import(tx, blobs, person, import_id)


def abandon(db: Database, blobs: BlobStore, person: PersonId, ingest: Ingest, *, now: datetime) -> None:
    """Take away everything of a file that turned out to be unusable: no row and no blob stays."""
    _undo(db, blobs, person, ingest, now=now, cancelled=True, erase=True, progress=lambda _: None)
    _erase(db, blobs, person, ingest)
    with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
        queries.drop_ingest(tx, person, ingest.ingest_no)


def _undo(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    ingest: Ingest,
    *,
    now: datetime,
    cancelled: bool,
    erase: bool,
    progress: Report,
) -> None:
    undoing = Undoing(person, ingest, now, cancelled=cancelled, erase=erase)
    progress(Progress("match", 0, None))
    needed: dict[Key, tuple[int, ...]] = {}
    try:
        with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
            _attempt(tx, undoing, None)
    except _MustGatherError as must:
        needed = must.needed
    if needed:
        by_ingest: dict[int, list[Key]] = {}
        for key, ingests in needed.items():
            for no in ingests:
                by_ingest.setdefault(no, []).append(key)
        progress(Progress("read", 0, None))
        gathered = gather(db, blobs, person, ingest.road, by_ingest, now=now)
        undoing.raw_missing = len(gathered) < len(by_ingest)
        with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
            _attempt(tx, undoing, gathered)
    progress(Progress("done", 1, 1))


def _attempt(tx: Transaction, undoing: Undoing, gathered: dict[int, frozenset[Key]] | None) -> None:
    lock_person(tx, undoing.person)
    if not undoing.stand_in(tx):
        needed = undoing.undo(tx, gathered=gathered)
        if needed:
            raise _MustGatherError(needed)
    ingest = undoing.ingest
    report = {**ingest.report, "undone": undoing.as_json()}
    queries.set_fields(tx, undoing.person, ingest.ingest_no, report=report)


class _MustGatherError(Exception):
    """Rolls a first attempt back: statements of other files must be read first."""

    def __init__(self, needed: dict[Key, tuple[int, ...]]) -> None:
        super().__init__()
        self.needed = needed


def _erase(db: Database, blobs: BlobStore, person: PersonId, ingest: Ingest) -> None:
    with db.transaction(person) as tx:  # allow transactions-at-edges: as in undo
        queries.forget(tx, person, ingest.ingest_no, erase=True)
        shared = any(
            i.blob_id == ingest.blob_id and i.ingest_no != ingest.ingest_no and i.state == "done"
            for i in queries.ingests(tx, person)
        )
        if ingest.blob_id is not None and not shared:
            blobs.remove(tx, person, ingest.blob_id)
