"""Facts for the tests of resolved days: sources, samples and exports written as observations keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import uuid4

from salus import observations
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import DAY_MS, EPOCH_ORDINAL
from salus.observations.model import Span

WATCH, PHONE, RING, SCALE, SUMMARY = (SourceId(n) for n in range(1, 6))
CLASSES = {WATCH: "watch", PHONE: "phone", RING: "ring", SCALE: "scale", SUMMARY: "summary"}
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(text: str) -> int:
    """Epoch ms of a local time in Berlin's summer: `05-05 09:00` of 2026."""
    return int(datetime.fromisoformat(f"2026-{text}+02:00").timestamp() * 1000)


def sources(tx: Transaction, person: PersonId) -> None:
    for source, device_class in CLASSES.items():
        tx.execute(
            """INSERT INTO sources (user_id, source_id, road, app, manufacturer, model, hardware, by_hand,
                 name, device_class, said_at_ms, created_at)
               VALUES (%s, %s, 'apple_health', %s, '', '', '', false, %s, %s, 0, %s)""",
            [person, source, device_class, device_class.title(), device_class, NOW],
        )


def samples(
    tx: Transaction,
    person: PersonId,
    metric: str,
    source: SourceId,
    rows: Iterable[tuple[int, int, float]],
    *,
    grain: str = "sample",
    ingest: int = 1,
    why: str = "ingest",
) -> None:
    """Make (start_ms, duration_ms, value) all that a source says of a metric on the UTC days they touch."""
    row = tx.execute(
        "SELECT series_id FROM series WHERE user_id = %s AND metric = %s AND source_id = %s AND grain = %s",
        [person, metric, source, grain],
    ).fetchone()
    if row is None:
        row = tx.execute(
            """INSERT INTO series (user_id, series_id, metric, source_id, grain)
               SELECT %s, coalesce(max(series_id), 0) + 1, %s, %s, %s FROM series WHERE user_id = %s
               RETURNING series_id""",
            [person, metric, source, grain, person],
        ).fetchone()
    assert row is not None
    pages: dict[int, list[tuple[int, int, float]]] = {}
    listed = sorted(rows)
    for start, duration, value in listed:
        pages.setdefault(start // DAY_MS, []).append((start % DAY_MS, duration, value))
    for day, page in pages.items():
        starts, durations, values = (list(column) for column in zip(*page, strict=True))
        tx.execute(
            """INSERT INTO observation_days (user_id, series_id, day, n, starts, durations, "values", ingests,
                 digest)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '\\x00')
               ON CONFLICT (user_id, series_id, day) DO UPDATE SET n = excluded.n, starts = excluded.starts,
                 durations = excluded.durations, "values" = excluded."values", ingests = excluded.ingests""",
            [
                person,
                row[0],
                date.fromordinal(day + EPOCH_ORDINAL),
                len(page),
                starts,
                durations,
                values,
                [ingest] * len(page),
            ],
        )
    tx.execute(
        """UPDATE series SET longest_ms = greatest(longest_ms, %s)
           WHERE user_id = %s AND series_id = %s""",
        [max((d for _, d, _ in listed), default=0), person, row[0]],
    )
    if listed:
        high = max(start + duration for start, duration, _ in listed) + 1
        observations.mark_changed(tx, person, [Span(metric, listed[0][0], high)], why)


def daily(
    tx: Transaction, person: PersonId, metric: str, source: SourceId, values: dict[date, float]
) -> None:
    """Vendor's own values per date."""
    rows = [((day.toordinal() - EPOCH_ORDINAL) * DAY_MS, 0, value) for day, value in values.items()]
    samples(tx, person, metric, source, rows, grain="daily")


def export(
    tx: Transaction, person: PersonId, said_at: datetime, *, ingest: int = 1, state: str = "done"
) -> None:
    """A whole export that was written at an instant."""
    tx.execute(
        """INSERT INTO ingests (user_id, ingest_no, import_id, road, provider, kind, state, said_at_ms, whole,
             started_at)
           VALUES (%s, %s, %s, 'apple_health', 'apple_health', 'file', %s, %s, true, %s)""",
        [person, ingest, uuid4(), state, int(said_at.timestamp() * 1000), said_at],
    )


HOUR = 3_600_000


def spread(start: str, hours: float, value: float) -> tuple[int, int, float]:
    """One sample from a local time on, over some hours."""
    return at(start), int(hours * HOUR), value
