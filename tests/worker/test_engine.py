"""The engine: what becomes of a job that ends well, badly, for now, or with its worker."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from salus import jobs
from salus.db import Database
from salus.kit.errors import Retriable, UserInputError
from salus.worker.engine import Engine, Handler, Stop
from tests.conftest import new_person_id


@pytest.fixture
def fresh(new_database: Callable[[], Any]) -> Iterator[Database]:
    with new_database() as made:
        yield made


@contextmanager
def working(
    database: Database, handlers: dict[type[jobs.Job], Handler], **kwargs: Any
) -> Iterator[threading.Event]:
    stop = threading.Event()
    engine = Engine(database, handlers, heartbeat=0.2, sweep_every=0.2, **kwargs)
    thread = threading.Thread(target=lambda: asyncio.run(engine.run(stop)))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def append_to(done: list[jobs.Job]) -> Handler:
    return lambda job, _stop: done.append(job)


def put(database: Database, *wanted: jobs.Job) -> None:
    with database.transaction() as tx:
        for job in wanted:
            jobs.enqueue(tx, job)


def states(database: Database) -> dict[str, int]:
    with database.transaction() as tx:
        rows = tx.execute("SELECT status::text, count(*) FROM queue.procrastinate_jobs GROUP BY 1").fetchall()
    return dict(rows)


def until(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_a_job_reaches_its_handler_as_it_was_put_in_and_leaves_nothing_behind(fresh: Database) -> None:
    done: list[jobs.Job] = []
    job = jobs.UndoImport(new_person_id(), uuid4(), erase=True)
    with working(fresh, {jobs.UndoImport: append_to(done)}):
        put(fresh, job)
        until(lambda: states(fresh) == {} and bool(done))
    assert done == [job]


def test_jobs_with_one_lock_run_one_after_another_and_others_beside_them(fresh: Database) -> None:
    running: set[object] = set()
    most: dict[object, int] = {}
    seen_together = threading.Event()
    guard = threading.Lock()
    one, two = new_person_id(), new_person_id()

    def work(job: jobs.RunImport, _stop: Stop) -> None:
        with guard:
            assert job.person not in running
            running.add(job.person)
            if len(running) == 2:
                seen_together.set()
            most[job.person] = most.get(job.person, 0) + 1
        seen_together.wait(5)
        with guard:
            running.discard(job.person)

    put(fresh, *(jobs.RunImport(person, uuid4()) for person in (one, one, one, two)))
    with working(fresh, {jobs.RunImport: work}):
        until(lambda: states(fresh) == {})
    assert most == {one: 3, two: 1}
    assert seen_together.is_set()


def test_a_job_that_asks_for_later_comes_again(fresh: Database) -> None:
    tries: list[float] = []

    def work(_job: jobs.Recompute, _stop: Stop) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise Retriable("the other side is busy", after=timedelta(seconds=0.5))

    put(fresh, jobs.Recompute(new_person_id()))
    with working(fresh, {jobs.Recompute: work}):
        until(lambda: states(fresh) == {})
    assert len(tries) == 2
    assert tries[1] - tries[0] >= 0.5


def test_a_refused_job_is_not_tried_again(fresh: Database) -> None:
    tries: list[jobs.Job] = []

    def work(job: jobs.Recompute, _stop: Stop) -> None:
        tries.append(job)
        raise UserInputError("This file is empty.")

    put(fresh, jobs.Recompute(new_person_id()))
    with working(fresh, {jobs.Recompute: work}):
        until(lambda: states(fresh) == {"failed": 1})
    assert len(tries) == 1


def test_a_failing_job_hurts_no_other_and_its_log_line_holds_no_values(
    fresh: Database, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[jobs.Job] = []

    def fail(_job: jobs.Recompute, _stop: Stop) -> None:
        raise ValueError("heart rate 61 at 03:14")

    with caplog.at_level(logging.DEBUG), working(fresh, {jobs.Recompute: fail, jobs.Replay: append_to(done)}):
        put(fresh, jobs.Recompute(new_person_id()), jobs.Replay(new_person_id()))
        until(lambda: bool(done) and "ValueError" in caplog.text)
    assert "heart rate" not in caplog.text
    assert "run_import" not in caplog.text


def test_a_worker_that_is_asked_to_stop_gives_its_job_back(fresh: Database) -> None:
    begun = threading.Event()

    def work(_job: jobs.Recompute, stop: Stop) -> None:
        begun.set()
        while not stop():
            time.sleep(0.01)

    put(fresh, jobs.Recompute(new_person_id()))
    with working(fresh, {jobs.Recompute: work}):
        assert begun.wait(20)
    assert states(fresh) == {"todo": 1}


def test_a_person_takes_a_running_and_a_waiting_job_back(fresh: Database) -> None:
    begun = threading.Event()
    stopped: list[jobs.Job] = []

    def work(job: jobs.RunImport, stop: Stop) -> None:
        begun.set()
        while not stop():
            time.sleep(0.01)
        stopped.append(job)

    person, running, waiting, other = new_person_id(), uuid4(), uuid4(), uuid4()
    put(fresh, *(jobs.RunImport(person, import_id) for import_id in (running, waiting, other)))
    with working(fresh, {jobs.RunImport: work}):
        assert begun.wait(20)
        with fresh.transaction() as tx:
            assert jobs.take_back(tx, person, waiting) == 1
            assert jobs.take_back(tx, person, running) == 1
            assert jobs.take_back(tx, person, uuid4()) == 0
        until(lambda: len(stopped) == 1)
    assert stopped[0] == jobs.RunImport(person, running)


def test_a_job_whose_worker_was_killed_goes_on_with_another(fresh: Database) -> None:
    put(fresh, jobs.Recompute(new_person_id()))
    code = (
        "import asyncio, sys, threading, time\nfrom salus import jobs\nfrom salus.db import Database\n"
        "from salus.worker.engine import Engine\n"
        "def work(job, stop):\n    print('begun', flush=True)\n    time.sleep(60)\n"
        f"engine = Engine(Database({fresh.app_url!r}), {{jobs.Recompute: work}}, heartbeat=0.2)\n"
        "asyncio.run(engine.run(threading.Event()))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "begun\n"
        doomed.kill()
    assert states(fresh) == {"doing": 1}
    done: list[jobs.Job] = []
    with working(fresh, {jobs.Recompute: append_to(done)}, silent_after=1.0):
        until(lambda: states(fresh) == {})
    assert len(done) == 1


def test_a_worker_takes_only_the_queues_it_is_given(fresh: Database) -> None:
    done: list[jobs.Job] = []
    put(fresh, jobs.Recompute(new_person_id()), jobs.Replay(new_person_id()))
    with working(fresh, {jobs.Recompute: append_to(done), jobs.Replay: append_to(done)}, queues=("imports",)):
        until(lambda: states(fresh) == {"todo": 1})
    assert [type(job) for job in done] == [jobs.Replay]


def test_a_lost_database_connection_is_waited_for(fresh: Database, server_url: str) -> None:
    import psycopg

    done: list[jobs.Job] = []
    with working(fresh, {jobs.Recompute: append_to(done)}):
        put(fresh, jobs.Recompute(new_person_id()))
        until(lambda: len(done) == 1)
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [psycopg.conninfo.conninfo_to_dict(fresh.app_url)["dbname"]],
            )
        until(lambda: _can_put(fresh))
        until(lambda: len(done) == 2)


def _can_put(database: Database) -> bool:
    import psycopg

    try:
        put(database, jobs.Recompute(new_person_id()))
    except psycopg.OperationalError:
        return False
    return True
