"""The queue's tables, as those see them who put work in and who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from salus.db import Transaction
from salus.jobs.model import Job, Queue, name_of, to_arguments
from salus.kit.ids import PersonId


def enqueue(
    tx: Transaction,
    job: Job,
    *,
    lock: str | None = None,
    queue: Queue | None = None,
    run_at: datetime | None = None,
) -> int | None:
    """Put `job` into its queue when this transaction commits, and return its number.

    `lock` (by default the job's own) lets one job of that name run at a time. `run_at` is aware; without it
    the job runs as soon as a worker is free. The same job waiting already is enough: then nothing is added
    and None returned.
    """
    name, arguments = name_of(type(job)), Jsonb(to_arguments(job))
    row = tx.execute(
        """SELECT unnest(queue.procrastinate_defer_jobs_v1(ARRAY[
                  ROW(%(queue)s, %(name)s, 0, %(lock)s, NULL, %(arguments)s, %(run_at)s)
                  ::queue.procrastinate_job_to_defer_v1]))
           WHERE NOT EXISTS (
               SELECT 1 FROM queue.procrastinate_jobs
               WHERE status = 'todo' AND task_name = %(name)s AND args = %(arguments)s
                 AND scheduled_at IS NOT DISTINCT FROM %(run_at)s)""",
        {
            "queue": str(queue or job.queue),
            "name": name,
            "lock": lock or job.lock,
            "arguments": arguments,
            "run_at": run_at,
        },
    ).fetchone()
    return int(row[0]) if row else None


def take_back(tx: Transaction, person: PersonId, import_id: UUID) -> int:
    """Drop the waiting jobs of an import and ask the running one to stop; return how many there were.

    The running one ends at its next good place, after this transaction commits.
    """
    rows = tx.execute(
        """SELECT queue.procrastinate_cancel_job_v1(id, true, true) FROM queue.procrastinate_jobs
           WHERE status IN ('todo', 'doing') AND args @> %s""",
        [Jsonb({"person": str(person), "import_id": str(import_id)})],
    ).fetchall()
    return sum(1 for (number,) in rows if number is not None)


@dataclass(frozen=True, slots=True)
class Stuck:
    """How a queue stands."""

    queue: str
    waiting: int
    running: int
    failed: int
    oldest_seconds: float
    """How long the oldest job that could run has been waiting."""


def waiting(tx: Transaction) -> list[Stuck]:
    """Return how each queue stands, by name; queues with nothing in them are left out."""
    rows = tx.execute(
        """SELECT j.queue_name,
                  count(*) FILTER (WHERE j.status = 'todo'),
                  count(*) FILTER (WHERE j.status = 'doing'),
                  count(*) FILTER (WHERE j.status = 'failed'),
                  coalesce(extract(epoch FROM now() - min(e.at) FILTER (
                      WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now())), 0)
           FROM queue.procrastinate_jobs j
           LEFT JOIN LATERAL (SELECT min(at) AS at FROM queue.procrastinate_events
                              WHERE job_id = j.id AND type = 'deferred') e ON true
           GROUP BY j.queue_name ORDER BY j.queue_name"""
    ).fetchall()
    return [Stuck(name, todo, doing, failed, float(oldest)) for name, todo, doing, failed, oldest in rows]
