"""The jobs themselves, on an invented person's export: what the page asks for is what the worker does."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from salus import file_imports, jobs, rollups
from salus.accounts.keys import load_keyring
from salus.db import Database
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.sandbox import invent, write
from salus.worker.engine import Engine
from salus.worker.run import enqueue_what_was_left
from salus.worker.tasks import Tasks
from tests.conftest import make_person

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LAST_DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine days of an invented life."""
    folder = tmp_path_factory.mktemp("export")
    return write(invent(7, days=9, last_day=LAST_DAY, density=0.3), folder / "export.zip").path


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", load_keyring(tmp_path))


@pytest.fixture
def someone(database: Database) -> PersonId:
    return make_person(database)


@contextmanager
def a_worker(database: Database, blobs: BlobStore) -> Iterator[None]:
    stop = threading.Event()
    engine = Engine(database, Tasks(database, blobs).handlers(), heartbeat=0.2)
    thread = threading.Thread(target=lambda: asyncio.run(engine.run(stop)))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def begin(database: Database, blobs: BlobStore, person: PersonId, path: Path) -> UUID:
    blob_id = file_imports.receive(database, blobs, person, path, path.name, now=NOW)
    return file_imports.start_import(database, blobs, person, blob_id, now=NOW).import_id


def do(database: Database, *wanted: jobs.Job) -> None:
    with database.transaction(wanted[0].person) as tx:
        for job in wanted:
            jobs.enqueue(tx, job)


def state(database: Database, blobs: BlobStore, person: PersonId, import_id: UUID) -> str:
    with database.transaction(person) as tx:
        return file_imports.get_import(tx, blobs, person, import_id).state


def steps(database: Database, person: PersonId) -> list[float]:
    with database.transaction(person) as tx:
        days = rollups.daily_values(tx, person, "steps", date(2026, 11, 12), LAST_DAY, now=NOW)
    return [float(value) for value in np.nan_to_num(days.value)]


def until(what: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_a_file_is_previewed_imported_undone_and_the_days_follow(
    database: Database, blobs: BlobStore, someone: PersonId, export: Path
) -> None:
    import_id = begin(database, blobs, someone, export)
    heard = database.listen("salus_progress", idle=0.05)
    next(heard)
    with a_worker(database, blobs):
        do(database, jobs.PreviewImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) == "previewed")
        assert sum(steps(database, someone)) == 0

        do(database, jobs.RunImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) == "done")
        until(lambda: sum(day > 0 for day in steps(database, someone)) >= 8)

        do(database, jobs.UndoImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) == "undone")
        until(lambda: sum(steps(database, someone)) == 0)
    notice = next(found for found in heard if found is not None)
    heard.close()
    assert json.loads(notice.payload) == {"person": str(someone), "job": str(import_id)}
    with database.transaction(someone) as tx:
        told = tx.execute("SELECT phase FROM job_progress WHERE job_id = %s", [import_id]).fetchone()
    assert told == ("done",)


def test_a_running_import_is_cancelled_and_leaves_nothing(
    database: Database, blobs: BlobStore, someone: PersonId, export: Path
) -> None:
    import_id = begin(database, blobs, someone, export)
    with a_worker(database, blobs):
        do(database, jobs.RunImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) != "received")
        with database.transaction(someone) as tx:
            jobs.take_back(tx, someone, import_id)
            jobs.enqueue(tx, jobs.CancelImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) in ("cancelled", "done"))
    ended = state(database, blobs, someone, import_id)
    if ended == "cancelled":
        assert sum(steps(database, someone)) == 0


def test_an_import_goes_on_where_the_stopping_worker_left_it(
    database: Database, blobs: BlobStore, someone: PersonId, export: Path
) -> None:
    import_id = begin(database, blobs, someone, export)
    do(database, jobs.RunImport(someone, import_id))
    with a_worker(database, blobs):
        until(lambda: state(database, blobs, someone, import_id) != "received")
    with a_worker(database, blobs):
        until(lambda: state(database, blobs, someone, import_id) == "done")
        until(lambda: sum(day > 0 for day in steps(database, someone)) >= 8)


def test_a_replay_of_what_is_current_changes_nothing(
    database: Database, blobs: BlobStore, someone: PersonId, export: Path
) -> None:
    import_id = begin(database, blobs, someone, export)
    with a_worker(database, blobs):
        do(database, jobs.RunImport(someone, import_id))
        until(lambda: state(database, blobs, someone, import_id) == "done" and _nothing_waits(database))
        before = steps(database, someone)
        assert sum(before) > 0
        do(database, jobs.Replay(someone), jobs.Recompute(someone))
        until(lambda: _nothing_waits(database))
    assert steps(database, someone) == before


def test_days_that_a_killed_command_left_behind_are_computed_when_a_worker_starts(
    database: Database, blobs: BlobStore, someone: PersonId, export: Path
) -> None:
    import_id = begin(database, blobs, someone, export)
    file_imports.run_import(
        database,
        blobs,
        someone,
        import_id,
        progress=lambda _: None,
        stop=lambda: False,
        now=lambda: NOW,
    )
    assert sum(steps(database, someone)) == 0
    with database.transaction() as tx:
        tx.execute("INSERT INTO logins VALUES (%s, %s)", [someone.bytes, someone])
    enqueue_what_was_left(database)
    with a_worker(database, blobs):
        until(lambda: sum(day > 0 for day in steps(database, someone)) >= 8)


def _nothing_waits(database: Database) -> bool:
    with database.transaction() as tx:
        return not [queue for queue in jobs.waiting(tx) if queue.waiting or queue.running]
