"""Running an import in many short transactions, each of which leaves a state that can be gone on from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import psycopg

from salus.db import Database, Transaction, lock_person
from salus.file_imports import queries as file_queries
from salus.file_imports.alone import alone
from salus.file_imports.gathering import gather
from salus.file_imports.listing import as_import, found, get_import
from salus.file_imports.model import Import, Progress
from salus.file_imports.progress import Now, Pace, Report, Stop
from salus.file_imports.reading import Reader, opened
from salus.file_imports.repeating import earlier_same, repeat
from salus.file_imports.undoing import abandon
from salus.ingest import Ending, Ingest, Taking, queries, report
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId, uuid7
from salus.observations import BlobStore
from salus.providers import base as providers

SAMPLES_A_FLUSH: Final = 100_000
SECONDS_A_FLUSH: Final = 2.0
FIRST_FLUSH_AFTER: Final = 0.4
"""Seconds after which the first days are stored, so that they can be seen while the rest is read."""
KEPT_EXPORTS: Final = 3
ENOUGH_FOR_STATISTICS: Final = 20_000
"""New samples after which the database should look at its tables anew before it plans again."""


def run_import(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    absent_deletes: bool = False,
    kept_exports: int = KEPT_EXPORTS,
    progress: Report,
    stop: Stop,
    now: Now,
) -> Import:
    """Run an import to its end, or go on with one that was cut; one that is done is returned as it is.

    When `stop` says so, it is cut at a checkpoint and can be resumed. The days it touched are to be
    recomputed by the caller, beside it and after it.
    Raises: UserInputError for a file that turns out to be unusable (then nothing of it stays), and
    OperatorError when the machine stands in the way (then it is cut and can be resumed).
    `kept_exports` is how many whole exports of the road are kept as files.
    """
    with alone(db, person, stop=stop):
        with _tx(db, person) as tx:
            ingest = found(tx, person, import_id)
            if ingest.state == "done":
                return as_import(tx, blobs, person, ingest)
            if ingest.state in ("undone", "cancelled", "failed"):
                raise UserInputError(
                    f"This import is {ingest.state}; import the file again instead.", code="not_runnable"
                )
            if ingest.state not in ("cut", "running"):
                queries.restart(tx, person, ingest.ingest_no)
                ingest = replace(ingest, absent_deletes=absent_deletes)
            queries.set_fields(
                tx,
                person,
                ingest.ingest_no,
                state="running",
                absent_deletes=ingest.absent_deletes,
                problem=None,
            )
            ingest = replace(ingest, state="running", problem=None)
        run = _Run(db, blobs, person, ingest, progress, stop, now, kept_exports)
        try:
            run.run()
        except UserInputError as error:
            if error.code == "raw_gone":
                _cut(db, person, ingest, str(error))
            else:
                abandon(db, blobs, person, ingest, now=now())
            raise
        except (psycopg.OperationalError, OSError) as error:
            message = _in_the_way(error)
            _cut(db, person, ingest, message)
            raise OperatorError(message) from error
        except BaseException:
            _cut(db, person, ingest, "The import was interrupted; it can be resumed.")
            raise
        with _tx(db, person) as tx:
            return get_import(tx, blobs, person, import_id)


@dataclass(slots=True)
class _Run:
    db: Database
    blobs: BlobStore
    person: PersonId
    ingest: Ingest
    progress: Report
    stop: Stop
    now: Now
    kept_exports: int
    seconds: float = 0.0

    def run(self) -> None:
        with opened(self.db, self.blobs, self.person, self.ingest) as reader:
            with _tx(self.db, self.person) as tx:
                kept = queries.checkpoint(tx, self.person, self.ingest.ingest_no)
            if kept is None and self._is_here_already(reader):
                return
            self.seconds = float(kept[1]["seconds"]) if kept else 0.0
            began = time.monotonic() - self.seconds
            with _tx(self.db, self.person) as tx:
                taking = Taking.begin(
                    tx, self.person, self.ingest, self.blobs.keyring, kept=kept[1] if kept else None
                )
            if (kept is None or kept[1]["phase"] == "read") and not self._read(reader, taking, kept, began):
                _cut(self.db, self.person, self.ingest, "The import was stopped; it can be resumed.")
                return
            self._end(taking, began)

    def _is_here_already(self, reader: Reader) -> bool:
        """Let a file that was imported before be so at the price of its hash."""
        with _tx(self.db, self.person) as tx:
            alike = earlier_same(tx, self.person, self.ingest, reader.opened.main.crc)
        if not alike:
            return False
        began = time.monotonic()
        pace = Pace(self.progress, "read", reader.opened.main.size or None)
        content_hash = reader.hash_only(lambda done: pace.at(done, 0))
        earlier = next((i for i in alike if i.content_hash == content_hash), None)
        if earlier is None:
            return False
        with _tx(self.db, self.person) as tx:
            lock_person(tx, self.person)
            repeat(
                tx,
                self.person,
                self.ingest,
                earlier,
                seconds=time.monotonic() - began,
                now=self.now(),
            )
            self._keep_raw(tx, content_hash)
        self.progress(Progress("done", reader.opened.main.size, reader.opened.main.size))
        return True

    def _read(self, reader: Reader, taking: Taking, kept: Any, began: float) -> bool:
        """Read and store the file; return False when told to stop."""
        pace = Pace(self.progress, "read", reader.opened.main.size or None)
        offset, state = (kept[0], kept[1]["reader"]) if kept else (0, None)
        flushed = time.monotonic() - (SECONDS_A_FLUSH - FIRST_FLUSH_AFTER if kept is None else 0.0)
        finished = False
        with reader.chunks(offset, state) as chunks:
            for chunk in chunks:
                taking.take(chunk)
                offset, state, finished = chunk.next_offset, chunk.state, chunk.finished
                pace.at(offset, taking.progressed.read)
                late = time.monotonic() - flushed >= SECONDS_A_FLUSH
                if taking.taken.samples >= SAMPLES_A_FLUSH or late:
                    self._flush(taking, offset, state, began)
                    flushed = time.monotonic()
                    if self.stop():
                        return False
        self._flush(taking, offset, state, began)
        if self.stop():
            return False
        self.ingest = replace(
            self.ingest,
            whole=finished,
            content_hash=reader.content_hash,
            said_at_ms=taking.said_at_ms if taking.said_at_ms is not None else self._file_time(),
        )
        taking.ingest = self.ingest
        with _tx(self.db, self.person) as tx:
            queries.set_fields(
                tx,
                self.person,
                self.ingest.ingest_no,
                whole=self.ingest.whole,
                content_hash=self.ingest.content_hash,
                said_at_ms=self.ingest.said_at_ms,
            )
            self._checkpoint(tx, taking, "end", offset, state, began)
        return True

    def _file_time(self) -> int:
        """A file without a date of its own is as old as its arrival."""
        return int(self.ingest.started_at.timestamp() * 1000)

    def _flush(self, taking: Taking, offset: int, state: Any, began: float) -> None:
        with _tx(self.db, self.person, relaxed_commit=True) as tx:
            lock_person(tx, self.person)
            taking.flush(tx, now=self.now())
            if taking.progressed.correlations:
                Ending(taking, self.now()).resolve_correlations(tx, last=False)
            if taking.said_at_ms != self.ingest.said_at_ms and taking.said_at_ms is not None:
                self.ingest = replace(self.ingest, said_at_ms=taking.said_at_ms)
                queries.set_fields(tx, self.person, self.ingest.ingest_no, said_at_ms=self.ingest.said_at_ms)
            self._checkpoint(tx, taking, "read", offset, state, began)

    def _checkpoint(
        self, tx: Transaction, taking: Taking, phase: str, offset: int, state: Any, began: float
    ) -> None:
        self.seconds = time.monotonic() - began
        kept = {
            **taking.progressed.as_json(),
            "phase": phase,
            "reader": dict(state or {}),
            "seconds": self.seconds,
        }
        queries.put_checkpoint(tx, self.person, self.ingest.ingest_no, "main", offset, kept, self.now())

    def _end(self, taking: Taking, began: float) -> None:
        ending = Ending(taking, self.now())
        size = self.ingest.member_size or 0
        pace = Pace(self.progress, "match", None)
        steps = 0

        def step(work: Callable[[Transaction], Any]) -> Any:
            nonlocal steps
            with _tx(self.db, self.person, relaxed_commit=True) as tx:
                lock_person(tx, self.person)
                result = work(tx)
                self._checkpoint(tx, taking, "end", size, None, began)
            steps += 1
            pace.at(steps, taking.progressed.read)
            return result

        step(ending.settle_names)
        while step(ending.place_next):
            pass
        step(lambda tx: ending.resolve_correlations(tx, last=True))
        while step(ending.merge_next):
            pass
        self._merge_gathered(ending, step)
        if self.ingest.absent_deletes and self.ingest.whole:
            step(ending.delete_absent)
            self._merge_gathered(ending, step, absent=True)
        step(ending.refresh_zones)
        with _tx(self.db, self.person) as tx:
            lock_person(tx, self.person)
            finished_at = self.now()
            made = report(taking, seconds=time.monotonic() - began)
            queries.set_fields(
                tx,
                self.person,
                self.ingest.ingest_no,
                state="done",
                report=made,
                ended_at=finished_at,
                problem=None,
            )
            queries.drop_checkpoint(tx, self.person, self.ingest.ingest_no)
            self._keep_raw(tx, self.ingest.content_hash or b"")
            if taking.progressed.tally.total("new") >= ENOUGH_FOR_STATISTICS:
                tx.execute("SELECT refresh_page_statistics()")
        prune(self.db, self.blobs, self.person, self.ingest.provider, self.kept_exports)
        self.progress(Progress("done", size, size, taking.progressed.read))

    def _merge_gathered(
        self,
        ending: Ending,
        step: Callable[[Callable[[Transaction], Any]], Any],
        *,
        absent: bool = False,
    ) -> None:
        needed = ending.needed()
        if not needed:
            return
        gathered = gather(self.db, self.blobs, self.person, self.ingest.road, needed, now=self.now())
        step(lambda tx: ending.merge_gathered(tx, gathered, absent=absent))

    def _keep_raw(self, tx: Transaction, content_hash: bytes) -> None:
        file_queries.keep_raw(
            tx,
            self.person,
            self.ingest.provider,
            uuid7(self.now()),
            self.ingest.ingest_no,
            content_hash,
            self.ingest.normalizer_version,
            self.ingest.blob_id,
            self.now(),
        )


def prune(db: Database, blobs: BlobStore, person: PersonId, provider: str, kept: int) -> None:
    """Keep the files of the last few whole exports of a road; older ones hold nothing that those lack."""
    if not providers.get(provider).exports_whole:
        return
    with _tx(db, person) as tx:
        ended = [
            i
            for i in queries.ingests(tx, person)
            if i.provider == provider
            and i.state in ("done", "undone")
            and i.blob_id is not None
            and blobs.kept(person, i.blob_id)
        ]
        newest_first = sorted(ended, key=lambda i: (i.live, i.ingest_no), reverse=True)
        files = list(dict.fromkeys(i.blob_id for i in newest_first if i.blob_id is not None))
        for blob_id in files[kept:]:
            blobs.remove(tx, person, blob_id)


def _cut(db: Database, person: PersonId, ingest: Ingest, problem: str) -> None:
    """Let an import be resumable; where even that cannot be written, it still is by its state."""
    try:
        with _tx(db, person) as tx:
            queries.set_fields(tx, person, ingest.ingest_no, state="cut", problem=problem)
    except (psycopg.Error, OperatorError):
        return


def _in_the_way(error: Exception) -> str:
    if isinstance(error, psycopg.errors.DiskFull) or getattr(error, "errno", None) == 28:
        return "The disk is full. Make room in the data directory, then resume the import."
    said = " ".join(str(error).split())
    return f"The import was interrupted ({said}); it can be resumed."


@contextmanager
def _tx(db: Database, person: PersonId, *, relaxed_commit: bool = False) -> Iterator[Transaction]:
    with db.transaction(  # allow transactions-at-edges: an import is many short transactions
        person, relaxed_commit=relaxed_commit
    ) as tx:
        yield tx
