"""What an import would do, found by doing it into temporary tables and rolling back: nothing is written."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from uuid import UUID

from salus.db import Database, Transaction
from salus.file_imports.alone import alone
from salus.file_imports.listing import as_import, found, get_import
from salus.file_imports.model import Import, Progress
from salus.file_imports.progress import Now, Pace, Report, Stop
from salus.file_imports.reading import Reader, opened
from salus.file_imports.repeating import earlier_same, repeated_report
from salus.file_imports.undoing import abandon
from salus.ingest import Ending, Ingest, Taking, queries, report
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore

SAMPLES_A_FLUSH = 100_000


def make_preview(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    progress: Report,
    stop: Stop,
    now: Now,
) -> Import:
    """Find out what an import would bring and keep that as its preview; pages and records stay as they are.

    The preview is a report plus `months` ([first of month, new, here], oldest first) and
    `unmapped_types` ([type, records]).
    Raises: UserInputError for a file that turns out to be unusable (then nothing of it stays), OperatorError
    when told to stop.
    """
    with alone(db, person, stop=stop):
        with db.transaction(person) as tx:  # allow transactions-at-edges: a preview is rolled back
            ingest = found(tx, person, import_id)
            if ingest.state not in ("received", "previewing", "previewed"):
                return as_import(tx, blobs, person, ingest)
            queries.set_fields(tx, person, ingest.ingest_no, state="previewing", problem=None)
        try:
            preview = _preview(db, blobs, person, ingest, progress, stop, now)
        except UserInputError as error:
            if error.code != "raw_gone":
                abandon(db, blobs, person, ingest, now=now())
            raise
        except BaseException:
            with db.transaction(person) as tx:  # allow transactions-at-edges: one of several short ones
                queries.set_fields(tx, person, ingest.ingest_no, state="received")
            raise
        with db.transaction(person) as tx:  # allow transactions-at-edges: one of several short ones
            queries.set_fields(tx, person, ingest.ingest_no, state="previewed", preview=preview)
            made = get_import(tx, blobs, person, import_id)
        progress(Progress("done", ingest.member_size or 0, ingest.member_size, preview["read"]))
        return made


def _preview(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    ingest: Ingest,
    progress: Report,
    stop: Stop,
    now: Now,
) -> dict[str, Any]:
    began = time.monotonic()
    with opened(db, blobs, person, ingest) as reader:
        earlier = _here_already(db, person, ingest, reader, progress)
        if earlier is not None:
            repeated = repeated_report(earlier, ingest, time.monotonic() - began)
            return {**repeated, "months": [], "unmapped_types": [], "same_as": str(earlier.import_id)}
        with (
            db.transaction(person) as tx,  # allow transactions-at-edges: all of it is rolled back
            tx.transaction(force_rollback=True),  # allow transactions-at-edges: one of several short ones
        ):
            found_out = _try(tx, blobs, person, ingest, reader, progress, stop, now)
    found_out["seconds"] = round(time.monotonic() - began, 3)
    return found_out


def _here_already(
    db: Database, person: PersonId, ingest: Ingest, reader: Reader, progress: Report
) -> Ingest | None:
    with db.transaction(person) as tx:  # allow transactions-at-edges: one of several short ones
        alike = earlier_same(tx, person, ingest, reader.opened.main.crc)
    if not alike:
        return None
    pace = Pace(progress, "read", reader.opened.main.size or None)
    content_hash = reader.hash_only(lambda done: pace.at(done, 0))
    return next((i for i in alike if i.content_hash == content_hash), None)


def _try(
    tx: Transaction,
    blobs: BlobStore,
    person: PersonId,
    ingest: Ingest,
    reader: Reader,
    progress: Report,
    stop: Stop,
    now: Now,
) -> dict[str, Any]:
    taking = Taking.begin(tx, person, ingest, blobs.keyring, preview=True)
    pace = Pace(progress, "read", reader.opened.main.size or None)
    unmapped: dict[str, int] = {}
    finished = False
    with reader.chunks() as chunks:
        for chunk in chunks:
            taking.take(chunk)
            finished = chunk.finished
            for word, count in chunk.counts.unmapped.items():
                unmapped[word] = unmapped.get(word, 0) + count
            pace.at(chunk.next_offset, taking.progressed.read)
            if stop():
                raise OperatorError("The preview was stopped.")
            if taking.taken.samples >= SAMPLES_A_FLUSH:
                taking.flush(tx, now=now())
    taking.flush(tx, now=now())
    taking.ingest = replace(ingest, whole=finished, content_hash=reader.content_hash)
    ending = Ending(taking, now())
    pace = Pace(progress, "match", None)
    ending.settle_names(tx)
    while ending.place_next(tx):
        pace.at(0, taking.progressed.read)
    ending.resolve_correlations(tx, last=True)
    while ending.merge_next(tx):
        pace.at(0, taking.progressed.read)
    if ending.unresolved:
        # Which of two older files is right about these pages is found out at the import itself.
        ending.merge_gathered(tx, {})
    return {
        **report(taking, seconds=0.0),
        "months": [
            [month.isoformat(), new, here] for month, new, here in taking.progressed.tally.month_counts()
        ],
        "unmapped_types": sorted(unmapped.items(), key=lambda item: (-item[1], item[0])),
    }
