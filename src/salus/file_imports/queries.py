"""SQL of progress and of kept files. Ingests themselves are in the room `ingest`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from salus.db import Transaction
from salus.file_imports.model import JobProgress, Progress
from salus.kit.ids import PersonId


def put_progress(
    tx: Transaction, person: PersonId, job_id: UUID, kind: str, progress: Progress, now: datetime
) -> None:
    """Write where a work stands; done never goes back within a phase."""
    tx.execute(
        """INSERT INTO job_progress AS j (user_id, job_id, kind, phase, done, total, records, rate,
                                          seconds_left, message, updated_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (user_id, job_id) DO UPDATE
           SET kind = EXCLUDED.kind, phase = EXCLUDED.phase, total = EXCLUDED.total,
               done = CASE WHEN j.phase = EXCLUDED.phase AND j.kind = EXCLUDED.kind
                           THEN greatest(j.done, EXCLUDED.done) ELSE EXCLUDED.done END,
               records = EXCLUDED.records, rate = EXCLUDED.rate, seconds_left = EXCLUDED.seconds_left,
               message = EXCLUDED.message, updated_at = EXCLUDED.updated_at""",
        [
            person,
            job_id,
            kind,
            progress.phase,
            progress.done,
            progress.total,
            progress.records,
            progress.rate,
            progress.seconds_left,
            progress.message,
            now,
        ],
    )


_PROGRESS = "job_id, kind, phase, done, total, records, rate, seconds_left, message, updated_at"


def progress_of(tx: Transaction, person: PersonId, job_id: UUID) -> JobProgress | None:
    """Return where one work stood when it last told."""
    row = tx.execute(
        f"SELECT {_PROGRESS} FROM job_progress WHERE user_id = %s AND job_id = %s", [person, job_id]
    ).fetchone()
    return None if row is None else JobProgress(*row)


def list_progress(tx: Transaction, person: PersonId) -> list[JobProgress]:
    """Return where the person's works stood, the one that told last first."""
    rows = tx.execute(
        f"SELECT {_PROGRESS} FROM job_progress WHERE user_id = %s ORDER BY updated_at DESC LIMIT 50", [person]
    ).fetchall()
    return [JobProgress(*row) for row in rows]


def keep_raw(
    tx: Transaction,
    person: PersonId,
    provider: str,
    raw_id: UUID,
    ingest_no: int,
    content_hash: bytes,
    normalizer_version: int,
    blob_id: UUID | None,
    now: datetime,
) -> None:
    """Note which kept file is the raw data of an ingest."""
    tx.execute(
        """INSERT INTO raw_pages (user_id, provider, raw_id, ingest_no, content_hash, normalizer_version,
                                  blob_id, received_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [person, provider, raw_id, ingest_no, content_hash, normalizer_version, blob_id, now],
    )


def samples_of(tx: Transaction, person: PersonId, ingest_no: int) -> dict[str, tuple[int, int, int]]:
    """Return per metric (samples that only this ingest says, samples that others say too, days)."""
    rows = tx.execute(
        """SELECT s.metric, coalesce(sum(p.n) FILTER (WHERE NOT shared), 0),
                  coalesce(sum(p.n) FILTER (WHERE shared), 0), count(*)
           FROM (SELECT series_id, n, EXISTS (
                     SELECT FROM ingest_pages o
                     JOIN ingests i ON i.user_id = o.user_id AND i.ingest_no = o.ingest_no
                     WHERE o.user_id = p.user_id AND o.series_id = p.series_id AND o.day = p.day
                       AND o.ingest_no <> p.ingest_no AND i.state IN ('running', 'cut', 'done')) AS shared
                 FROM ingest_pages p WHERE user_id = %(person)s AND ingest_no = %(ingest)s
                 UNION ALL
                 SELECT series_id, n, false FROM observation_days o
                 WHERE user_id = %(person)s AND ingests[1] = %(ingest)s AND NOT EXISTS (
                     SELECT FROM ingest_pages x WHERE x.user_id = o.user_id
                       AND x.series_id = o.series_id AND x.day = o.day)) AS p
           JOIN series s ON s.user_id = %(person)s AND s.series_id = p.series_id
           GROUP BY s.metric ORDER BY s.metric""",
        {"person": person, "ingest": ingest_no},
    )
    return {r[0]: (int(r[1]), int(r[2]), int(r[3])) for r in rows}


def versions_by(tx: Transaction, person: PersonId, ingest_no: int) -> int:
    """Return how many samples an ingest has replaced or taken away."""
    rows = tx.execute(
        """SELECT coalesce(sum(greatest(cardinality(starts), cardinality("values"))), 0)
           FROM observation_day_versions
           WHERE user_id = %s AND by_ingest = %s AND cause IN ('changed', 'removed')""",
        [person, ingest_no],
    )
    return sum(int(r[0]) for r in rows)


def records_only_of(tx: Transaction, person: PersonId, ingest_no: int) -> int:
    """Return how many events and workouts only this ingest says."""
    rows = tx.execute(
        """SELECT (SELECT count(*) FROM health_events WHERE user_id = %s AND ingests = ARRAY[%s::int4])
                + (SELECT count(*) FROM workouts WHERE user_id = %s AND ingests = ARRAY[%s::int4])""",
        [person, ingest_no, person, ingest_no],
    )
    return sum(int(r[0]) for r in rows)
