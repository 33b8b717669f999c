"""Reading kept files again for what they say about some pages: one pass per file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from salus.db import Database
from salus.file_imports.reading import Reader, opened
from salus.ingest import Ingest, queries
from salus.ingest.rereading import FLUSHED_AT, Gathering, reach, within
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore, list_series
from salus.observations.merging import Key
from salus.observations.undeviced import Deciding, claims_of


def gather(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    road: str,
    needed: Mapping[int, Sequence[Key]],
    *,
    now: datetime,
) -> dict[int, frozenset[Key]]:
    """Keep in `incoming_days` what ingests say about pages; return those of the files that were read."""
    gathered: dict[int, frozenset[Key]] = {}
    for ingest_no, wanted in sorted(needed.items()):
        with db.transaction(person) as tx:  # allow transactions-at-edges: part of a long import or undo
            ingests: dict[int, Ingest] = {i.ingest_no: i for i in queries.ingests(tx, person)}
            live = [no for no, i in ingests.items() if i.live and i.road == road]
            deciding = Deciding(person, road, claims_of(tx, person, road, live), now)
            undeviced = {int(s.series_id) for s in list_series(tx, person) if s.undeviced}
            bounds = reach(tx, person, ingest_no, wanted, undeviced)
            read_until = queries.checkpoint(tx, person, ingest_no)
        # An ingest that repeats this one has the same file.
        kept = [
            i
            for i in (ingests[ingest_no], *(i for i in ingests.values() if i.repeats == ingest_no))
            if i.blob_id is not None and blobs.kept(person, i.blob_id)
        ]
        if not kept:
            continue
        ingest = kept[0]
        first, last = bounds if bounds is not None else (0, None)
        if read_until is not None:
            # What a cut import has not read yet it has not said.
            last = min(read_until[0] - 1, last if last is not None else read_until[0])
        try:
            with opened(db, blobs, person, ingest) as reader:
                _gather(db, person, reader, ingest_no, wanted, deciding, first, last)
        except UserInputError:
            # The file is not kept any more or is not readable now: its samples stand as the pages hold them.
            continue
        gathered[ingest_no] = frozenset(wanted)
    return gathered


def _gather(
    db: Database,
    person: PersonId,
    reader: Reader,
    ingest_no: int,
    wanted: Sequence[Key],
    deciding: Deciding,
    first: int,
    last: int | None,
) -> None:
    with db.transaction(person) as tx:  # allow transactions-at-edges: one of many short ones
        gathering = Gathering.begin(tx, person, ingest_no, wanted, deciding)
    with reader.chunks(first, None, hashing=False) as chunks:
        for chunk in within(chunks, last):
            with db.transaction(person) as tx:  # allow transactions-at-edges: one of many short ones
                gathering.take(tx, chunk)
                if gathering.held >= FLUSHED_AT:
                    gathering.flush(tx, last=False)
    with db.transaction(person) as tx:  # allow transactions-at-edges: one of many short ones
        gathering.flush(tx, last=True)
