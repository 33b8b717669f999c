"""One worker process: which job goes to which room, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Sequence
from types import FrameType

from salus import accounts, jobs, rollups
from salus.db import Database
from salus.kit.errors import UserInputError
from salus.observations import BlobStore
from salus.worker.engine import Engine
from salus.worker.tasks import Tasks


def run(database: Database, blobs: BlobStore, *, queues: Sequence[str] = ()) -> None:
    """Work until SIGTERM or SIGINT; what is running then goes on at the next start.

    Raises: UserInputError for a queue that does not exist.
    """
    for name in queues:
        if name not in set(jobs.Queue):
            raise UserInputError(f"There is no queue {name}; there are {', '.join(jobs.Queue)}.")
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    logging.basicConfig(level=logging.WARNING, format="worker: %(message)s")
    threading.Thread(target=enqueue_what_was_left, args=(database,), name="mending", daemon=True).start()
    tasks = Tasks(database, blobs)
    asyncio.run(Engine(database, tasks.handlers(), queues).run(stop))


def enqueue_what_was_left(database: Database) -> None:
    """Have the days computed that something killed in the middle (a command, another worker) has left."""
    with database.transaction() as tx:
        everybody = accounts.all_persons(tx)
    for person in everybody:
        with database.transaction(person) as tx:
            if rollups.waiting(tx, person):
                jobs.enqueue(tx, jobs.Recompute(person))
