"""The doorbell: takes jobs from the queue and hands each to its room, in a thread and within a bulkhead."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob

from salus import jobs
from salus.db import Database
from salus.kit.errors import OperatorError, Retriable, UserInputError

log = logging.getLogger("salus.worker")

AT_ONCE = 4
POLL = 0.5
"""Seconds until a job is seen whose lock has become free or whose time has come; new ones are heard of."""
HEARTBEAT = 3.0
SILENT_AFTER = 15.0
SWEEP_EVERY = 15.0
KEEP_FINISHED_HOURS = 24 * 7
CLEAN_EVERY = 3600.0
LAST_ATTEMPT = 3
STOP_PATIENCE = 20.0
LONGEST_WAIT = 30.0

Stop = Callable[[], bool]
Handler = Callable[[Any, Stop], None]
"""Does one job, given as its frozen dataclass, until it is done or told to stop; raises the errors of `kit`.

A handler that has stopped just returns. Where the worker ends, its job goes on at the next start; where a
person took the job back (`jobs.take_back`), it has ended.
"""


class _Again(Exception):  # noqa: N818
    """Tells the queue when to try again."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at


class _Failed(Exception):  # noqa: N818
    """Tells the queue that a job has failed for good; its reason is in our log."""


class _Strategy(BaseRetryStrategy):
    def get_retry_decision(
        self,
        *,
        exception: BaseException,
        job: QueuedJob,  # noqa: ARG002 (the base class names it)
    ) -> RetryDecision | None:
        return RetryDecision(retry_at=exception.at) if isinstance(exception, _Again) else None


@dataclass(slots=True)
class Engine:
    """One worker process. `handlers` says who does which kind of job."""

    database: Database
    handlers: Mapping[type[jobs.Job], Handler]
    queues: Sequence[str] = ()
    at_once: int = AT_ONCE
    heartbeat: float = HEARTBEAT
    silent_after: float = SILENT_AFTER
    sweep_every: float = SWEEP_EVERY

    async def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a lost database is waited for."""
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        # We log ids and classes ourselves; the library's words may hold an exception's text.
        wait = 0.5
        while not stop.is_set():
            began = time.monotonic()
            try:
                await self._work(stop)
            except (ConnectorException, psycopg.OperationalError, OSError) as error:
                log.warning("the queue cannot be reached (%s); asking again", type(error).__name__)
            wait = 0.5 if time.monotonic() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
            await _sleep(wait, stop)

    async def _work(self, stop: threading.Event) -> None:
        connector = PsycopgConnector(
            conninfo=self.database.app_url,
            kwargs={
                "options": "-c search_path=queue -c synchronous_commit=off -c timezone=UTC",
                "application_name": "salus worker",
            },
            min_size=1,
            max_size=4,
        )
        app = App(connector=connector)
        for kind, handler in self.handlers.items():
            name = jobs.name_of(kind)
            app.task(name=name, queue=str(kind.queue), retry=_Strategy(), pass_context=True)(
                _bulkhead(name, handler, stop)
            )
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=list(self.queues or jobs.Queue),
                    name=f"worker-{os.getpid()}",
                    concurrency=self.at_once,
                    fetch_job_polling_interval=POLL,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    update_heartbeat_interval=self.heartbeat,
                    stalled_worker_timeout=self.silent_after,
                    shutdown_graceful_timeout=STOP_PATIENCE,
                )
            )
            sweeping = asyncio.create_task(self._sweep(app))
            stopping = asyncio.create_task(_until(stop))
            try:
                await asyncio.wait({working, sweeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (stopping, sweeping, working):
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    async def _sweep(self, app: App) -> None:
        """Give jobs back whose worker went silent, and clear away what ended long ago."""
        cleaned = -CLEAN_EVERY
        while True:
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.silent_after)
            for job in stalled:
                log.warning("job %s %s: its worker went silent; it goes on", job.id, job.task_name)
                await app.job_manager.retry_job(job)
            if time.monotonic() - cleaned > CLEAN_EVERY:
                cleaned = time.monotonic()
                await app.job_manager.delete_old_jobs(
                    KEEP_FINISHED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
                )
            await asyncio.sleep(self.sweep_every)


def _bulkhead(name: str, handler: Handler, stop: threading.Event) -> Callable[..., None]:
    """Wrap a handler so that one job's failure stays its own, and its log line holds no health data."""

    def perform(context: JobContext, **arguments: Any) -> None:
        number, attempt = context.job.id, context.job.attempts + 1
        began = time.monotonic()

        def stopped() -> bool:
            return stop.is_set() or context.should_abort()

        try:
            handler(jobs.from_arguments(name, arguments), stopped)
        except Retriable as error:
            raise _Again(_in(error.after.total_seconds())) from None
        except UserInputError as error:
            # Its sentence is for the person and stands where they look; it may name what they sent.
            log.info("job %s %s: refused, %s", number, name, error.code)
            raise _Failed from None
        except (OperatorError, psycopg.OperationalError) as error:
            wait = min(2.0**attempt, 600.0)
            log.warning("job %s %s: %s, again in %.0f s", number, name, type(error).__name__, wait)
            raise _Again(_in(wait)) from None
        except Exception as error:  # noqa: BLE001 (the bulkhead around one job)
            log.error("job %s %s: %s at %s", number, name, type(error).__name__, _place(error))  # noqa: TRY400
            if attempt < LAST_ATTEMPT and not stop.is_set():
                raise _Again(_in(5.0**attempt)) from None
            raise _Failed from None
        if stop.is_set():
            # Perhaps it was cut short: what is done already does no harm when it is done again.
            log.info("job %s %s: goes on at the next start", number, name)
            raise _Again(_in(0))
        log.info("job %s %s: done in %.1f s", number, name, time.monotonic() - began)

    perform.__name__ = name
    return perform


def _place(error: BaseException) -> str:
    """Where it happened: file and line, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/salus/" in frame.filename] or list(frames)
    return f"{ours[-1].filename.rpartition('/salus/')[2]}:{ours[-1].lineno}" if ours else "?"


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def _until(stop: threading.Event) -> None:
    # Signals and other threads set it, which an event of asyncio does not allow.
    while not stop.is_set():  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def _sleep(seconds: float, stop: threading.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(_until(stop), seconds)
