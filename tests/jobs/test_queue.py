"""Jobs are put in with the caller's transaction, and come out as they went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus import jobs
from salus.db import Database, Transaction
from salus.kit.ids import PersonId
from tests.conftest import new_person_id


def kept(tx: Transaction, number: int | None) -> tuple[str, str, str, dict[str, object]]:
    row = tx.execute(
        "SELECT queue_name, task_name, lock, args FROM queue.procrastinate_jobs WHERE id = %s", [number]
    ).fetchone()
    assert row is not None
    return row


def test_a_job_carries_its_queue_its_lock_and_nothing_but_ids(db: Transaction, person: PersonId) -> None:
    import_id = uuid4()
    number = jobs.enqueue(db, jobs.RunImport(person, import_id, absent_deletes=True))
    assert kept(db, number) == (
        "imports",
        "run_import",
        f"ingest:{person}",
        {"person": str(person), "import_id": str(import_id), "absent_deletes": True},
    )


def test_a_rollback_takes_the_job_with_it(database: Database) -> None:
    job = jobs.Recompute(new_person_id())
    with pytest.raises(ZeroDivisionError), database.transaction(job.person) as tx:  # noqa: PT012
        number = jobs.enqueue(tx, job)
        raise ZeroDivisionError
    with database.transaction() as tx:
        left = tx.execute("SELECT count(*) FROM queue.procrastinate_jobs WHERE id = %s", [number]).fetchone()
        assert left == (0,)


def test_the_same_job_waits_once_and_another_one_beside_it(db: Transaction, person: PersonId) -> None:
    assert jobs.enqueue(db, jobs.Recompute(person)) is not None
    assert jobs.enqueue(db, jobs.Recompute(person)) is None
    assert jobs.enqueue(db, jobs.Replay(person)) is not None
    later = datetime.now(UTC) + timedelta(hours=1)
    assert jobs.enqueue(db, jobs.Recompute(person), run_at=later) is not None


def test_the_same_job_may_wait_while_an_equal_one_runs(db: Transaction, person: PersonId) -> None:
    first = jobs.enqueue(db, jobs.Recompute(person))
    db.execute("UPDATE queue.procrastinate_jobs SET status = 'doing' WHERE id = %s", [first])
    assert jobs.enqueue(db, jobs.Recompute(person)) is not None


def test_queues_are_counted(db: Transaction, person: PersonId) -> None:
    jobs.enqueue(db, jobs.Recompute(person))
    mine = next(queue for queue in jobs.waiting(db) if queue.queue == "recompute")
    assert mine.waiting >= 1
    assert mine.oldest_seconds >= 0


@given(person=st.uuids(), import_id=st.uuids(), erase=st.booleans())
def test_arguments_come_back_as_the_same_job(person: PersonId, import_id: PersonId, erase: bool) -> None:
    for job in (
        jobs.UndoImport(person, import_id, erase),
        jobs.RunImport(person, import_id),
        jobs.CancelImport(person, import_id),
        jobs.PreviewImport(person, import_id),
        jobs.Replay(person, "oura"),
        jobs.Recompute(person),
    ):
        name = jobs.name_of(type(job))
        assert jobs.from_arguments(name, jobs.to_arguments(job)) == job
