"""Long works as the edges run them: the room's work, the days kept current beside it, progress told to all.

The worker and the command line call these alike, so a command needs no worker to leave everything current.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from salus import file_imports, rollups
from salus.db import Database
from salus.file_imports import Import, Progress
from salus.kit.ids import PersonId
from salus.observations import BlobStore

log = logging.getLogger("salus.worker")

FIRST_RECOMPUTE = 1.0
LONGEST_RECOMPUTE_WAIT = 30.0
DAYS_AT_ONCE = 20_000
TELL_EVERY = 0.25

Show = Callable[[Progress], None]
Stop = Callable[[], bool]


def clock() -> datetime:
    """The time, which rooms are given as a value."""
    return datetime.now(UTC)


def never() -> bool:
    """Do not stop."""
    return False


def preview_import(
    database: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    show: Show | None = None,
    stop: Stop = never,
) -> Import:
    """Read a received file and count what it would bring, without writing any of it."""
    with _told(database, person, import_id, "preview", show) as tell:
        return file_imports.make_preview(
            database, blobs, person, import_id, progress=tell, stop=stop, now=clock
        )


def run_import(
    database: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    absent_deletes: bool = False,
    show: Show | None = None,
    stop: Stop = never,
) -> Import:
    """Import a received file, or go on where it was cut; afterwards the days are current."""
    with _told(database, person, import_id, "import", show) as tell:
        with _kept_current(database, person):
            done = file_imports.run_import(
                database,
                blobs,
                person,
                import_id,
                absent_deletes=absent_deletes,
                progress=tell,
                stop=stop,
                now=clock,
            )
        _recompute(database, person, tell, stop)
        return done


def undo_import(
    database: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    erase: bool = False,
    show: Show | None = None,
    stop: Stop = never,
) -> Import:
    """Take an import back; afterwards the days are current."""
    with _told(database, person, import_id, "undo", show) as tell:
        done = file_imports.undo(
            database, blobs, person, import_id, erase=erase, progress=tell, stop=stop, now=clock
        )
        _recompute(database, person, tell, stop)
        return done


def cancel_import(
    database: Database,
    blobs: BlobStore,
    person: PersonId,
    import_id: UUID,
    *,
    show: Show | None = None,
    stop: Stop = never,
) -> Import:
    """Take away what an import that did not come to its end has left; afterwards the days are current."""
    with _told(database, person, import_id, "cancel", show) as tell:
        done = file_imports.cancel(database, blobs, person, import_id, progress=tell, stop=stop, now=clock)
        _recompute(database, person, tell, stop)
        return done


def replay(
    database: Database,
    blobs: BlobStore,
    person: PersonId,
    provider: str = "",
    *,
    dry_run: bool = False,
    show: Show | None = None,
    stop: Stop = never,
) -> list[file_imports.Replayed]:
    """Read kept files again as this version understands them; afterwards the days are current."""
    with _told(database, person, person, "replay", show) as tell:
        done = file_imports.replay(
            database, blobs, person, provider, dry_run=dry_run, progress=tell, stop=stop, now=clock
        )
        _recompute(database, person, tell, stop)
        return done


def recompute(database: Database, person: PersonId, *, show: Show | None = None, stop: Stop = never) -> int:
    """Bring a person's days up to date and return how many were written; its progress has the person's id."""
    with _told(database, person, person, "recompute", show) as tell:
        return _recompute(database, person, tell, stop)


@contextmanager
def _told(database: Database, person: PersonId, job_id: UUID, kind: str, show: Show | None) -> Iterator[Show]:
    """Yield what tells progress to the page (at most four times a second) and to `show`; the end always."""
    told_at, told = 0.0, ""

    def tell(progress: Progress) -> None:
        nonlocal told_at, told
        if show is not None:
            show(progress)
        if progress.phase != told or time.monotonic() - told_at >= TELL_EVERY:
            told_at, told = time.monotonic(), progress.phase
            write(progress)

    def write(progress: Progress) -> None:
        file_imports.report_progress(database, person, job_id, kind, progress, now=clock())

    try:
        yield tell
    except BaseException:
        write(Progress("failed", 0, None))
        raise
    write(Progress("done", 1, 1))


@contextmanager
def _kept_current(database: Database, person: PersonId) -> Iterator[None]:
    """Bring days up to date now and then while a long work runs, so that the first are seen soon."""
    over = threading.Event()

    def work() -> None:
        wait = FIRST_RECOMPUTE
        while not over.wait(wait):
            try:
                rollups.recompute(database, person, now=clock, stop=over.is_set, limit=DAYS_AT_ONCE)
            except Exception as error:  # noqa: BLE001 (of the same job: its own recompute at the end meets it)
                log.warning("days could not be kept current beside a long work: %s", type(error).__name__)
                return
            # Ever more seldom, so as not to compete with the work itself.
            wait = min(wait * 3, LONGEST_RECOMPUTE_WAIT)

    beside = threading.Thread(target=work, name="recompute", daemon=True)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join()


def _recompute(database: Database, person: PersonId, tell: Show, stop: Stop) -> int:
    def shown(done: int, total: int) -> None:
        tell(Progress("recalculate", done, total))

    return rollups.recompute(database, person, now=clock, progress=shown, stop=stop)
