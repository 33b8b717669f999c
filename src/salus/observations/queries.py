"""SQL of sources, series, spans, zones and the reading of pages. Pages are written in page_queries.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import randbits
from typing import Any

from salus.db import Transaction
from salus.kit.ids import PersonId, SeriesId, SourceId
from salus.kit.zones import ZoneEvidence
from salus.observations.codec import array_rows
from salus.observations.model import Series, Source, Span
from salus.providers.base import SourceKey


def sources(tx: Transaction, person: PersonId, road: str | None = None) -> list[Source]:
    """Return the person's sources, of one road where given, by number."""
    rows = tx.execute(
        """SELECT source_id, road, app, manufacturer, model, hardware, by_hand, name, device_class, origin,
                  said_at_ms
           FROM sources WHERE user_id = %s AND (%s::text IS NULL OR road = %s) ORDER BY source_id""",
        [person, road, road],
    )
    return [
        Source(SourceId(r[0]), r[1], SourceKey(r[2], r[3], r[4], r[5], r[6]), r[7], r[8], r[9], r[10])
        for r in rows
    ]


def add_source(tx: Transaction, person: PersonId, source: Source, now: datetime) -> None:
    """Insert one source."""
    key = source.key
    tx.execute(
        """INSERT INTO sources (user_id, source_id, road, app, manufacturer, model, hardware, by_hand, name,
                                device_class, origin, said_at_ms, created_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            person,
            source.source_id,
            source.road,
            key.app,
            key.manufacturer,
            key.model,
            key.hardware,
            key.by_hand,
            source.name,
            source.device_class,
            source.origin,
            source.said_at_ms,
            now,
        ],
    )


def rename_source(tx: Transaction, person: PersonId, source: SourceId, name: str, said_at_ms: int) -> None:
    """Show a source under the name it said last."""
    tx.execute(
        "UPDATE sources SET name = %s, said_at_ms = %s WHERE user_id = %s AND source_id = %s",
        [name, said_at_ms, person, source],
    )


def next_source(tx: Transaction, person: PersonId) -> int:
    """Return the number after the person's last source."""
    rows = tx.execute("SELECT coalesce(max(source_id), 0) FROM sources WHERE user_id = %s", [person])
    return 1 + sum(int(r[0]) for r in rows)


def next_series(tx: Transaction, person: PersonId) -> int:
    """Return the number after the person's last series."""
    rows = tx.execute("SELECT coalesce(max(series_id), 0) FROM series WHERE user_id = %s", [person])
    return 1 + sum(int(r[0]) for r in rows)


def series(
    tx: Transaction,
    person: PersonId,
    *,
    metric: str | None = None,
    road: str | None = None,
    grain: str | None = None,
    source: int | None = None,
) -> list[Series]:
    """Return the person's series, of one metric, road, grain or source where given, by number."""
    rows = tx.execute(
        """SELECT series_id, metric, source_id, context, grain, undeviced, names, longest_ms
           FROM series s
           WHERE user_id = %(person)s
             AND (%(metric)s::text IS NULL OR metric = %(metric)s)
             AND (%(grain)s::text IS NULL OR grain = %(grain)s)
             AND (%(source)s::int4 IS NULL OR source_id = %(source)s)
             AND (%(road)s::text IS NULL OR EXISTS (
                 SELECT FROM sources r WHERE r.user_id = %(person)s AND r.source_id = s.source_id
                                         AND r.road = %(road)s))
           ORDER BY series_id""",
        {"person": person, "metric": metric, "grain": grain, "source": source, "road": road},
    )
    return [Series(SeriesId(r[0]), r[1], SourceId(r[2]), r[3], r[4], r[5], tuple(r[6]), r[7]) for r in rows]


def add_series(tx: Transaction, person: PersonId, made: Series) -> None:
    """Insert one series."""
    tx.execute(
        """INSERT INTO series (user_id, series_id, metric, source_id, context, grain, undeviced, names,
                               longest_ms)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            person,
            made.series_id,
            made.metric,
            made.source_id,
            made.context,
            made.grain,
            made.undeviced,
            list(made.names),
            made.longest_ms,
        ],
    )


def note_names(tx: Transaction, person: PersonId, series: int, names: Iterable[str]) -> None:
    """Add names under which an undeviced series was written."""
    tx.execute(
        """UPDATE series SET names = ARRAY(SELECT DISTINCT n FROM unnest(names || %s::text[]) AS n ORDER BY n)
           WHERE user_id = %s AND series_id = %s AND NOT names @> %s::text[]""",
        [list(names), person, series, list(names)],
    )


def lengthen_series(tx: Transaction, person: PersonId, longest: Sequence[tuple[int, int]]) -> None:
    """Write (series, longest sample in ms) where it grew."""
    if longest:
        tx.execute(
            """UPDATE series s SET longest_ms = k.ms
               FROM unnest(%s::int4[], %s::int4[]) AS k (series_id, ms)
               WHERE s.user_id = %s AND s.series_id = k.series_id AND s.longest_ms < k.ms""",
            [[series_id for series_id, _ in longest], [ms for _, ms in longest], person],
        )


def page_rows(
    tx: Transaction, person: PersonId, ids: Sequence[int], first_day: int | None, last_day: int | None
) -> list[tuple[Any, ...]]:
    """Return (series, day number, n, starts, durations, values, ingests) of pages, arrays as bytes."""
    return array_rows(
        tx,
        """SELECT series_id, day - date '1970-01-01', n, starts, durations, "values", ingests
           FROM observation_days
           WHERE user_id = %s AND series_id = ANY(%s)
             AND (%s::int4 IS NULL OR day >= date '1970-01-01' + %s::int4)
             AND (%s::int4 IS NULL OR day <= date '1970-01-01' + %s::int4)
           ORDER BY series_id, day""",
        [person, list(ids), first_day, first_day, last_day, last_day],
    )


def add_changed_spans(tx: Transaction, person: PersonId, spans: Iterable[Span], why: str) -> None:
    """Write spans that must be recomputed.

    Each call's rows are its own, also where equal ones wait: who takes those away may not see this
    transaction's data yet, and would leave it unmarked.
    """
    listed = list(dict.fromkeys(spans))
    if listed:
        tx.execute(
            """INSERT INTO changed_spans (user_id, metric, from_ms, to_ms, why, mark)
               SELECT %s, metric, from_ms, to_ms, %s, %s
               FROM unnest(%s::text[], %s::int8[], %s::int8[]) AS k (metric, from_ms, to_ms)""",
            [
                person,
                why,
                randbits(63),
                [s.metric for s in listed],
                [s.from_ms for s in listed],
                [s.to_ms for s in listed],
            ],
        )


def profile_zone(tx: Transaction, person: PersonId) -> str:
    """Return the zone of the person's profile."""
    row = tx.execute("SELECT time_zone FROM users WHERE user_id = %s", [person]).fetchone()
    return str(row[0]) if row else "UTC"


def zone_rows(tx: Transaction, person: PersonId) -> list[tuple[int, str, str]]:
    """Return (from_ms, zone, evidence) as believed now, in order of time."""
    return [
        (r[0], r[1], r[2])
        for r in tx.execute(
            """SELECT from_ms, zone, evidence FROM zone_history
               WHERE user_id = %s AND believed_to IS NULL ORDER BY from_ms""",
            [person],
        )
    ]


def end_zone_rows(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Stop believing what records proved about zones."""
    tx.execute(
        """UPDATE zone_history SET believed_to = %s
           WHERE user_id = %s AND believed_to IS NULL AND evidence = 'record'""",
        [now, person],
    )


def add_zone_rows(
    tx: Transaction, person: PersonId, segments: Iterable[tuple[int, str]], now: datetime
) -> None:
    """Believe what records prove about zones from `now` on."""
    for from_ms, zone in segments:
        tx.execute(
            """INSERT INTO zone_history (user_id, from_ms, believed_from, zone, evidence)
               VALUES (%s, %s, %s, %s, 'record')
               ON CONFLICT (user_id, from_ms, believed_from)
               DO UPDATE SET zone = EXCLUDED.zone, believed_to = NULL""",
            [person, from_ms, now, zone],
        )


def add_zone_evidence(
    tx: Transaction, person: PersonId, ingest_no: int, rows: Sequence[ZoneEvidence]
) -> None:
    """Keep which zones an ingest's records named, and when; the longer of two runs with one start stays."""
    longest: dict[tuple[int, str], ZoneEvidence] = {}
    for row in rows:
        known = longest.get((row.at_ms, row.zone))
        if known is None or (row.until_ms, row.records) > (known.until_ms, known.records):
            longest[row.at_ms, row.zone] = row
    if longest:
        tx.execute(
            """INSERT INTO zone_evidence AS z (user_id, ingest_no, at_ms, zone, until_ms, records)
               SELECT %s, %s, * FROM unnest(%s::int8[], %s::text[], %s::int8[], %s::int4[])
               ON CONFLICT (user_id, ingest_no, at_ms, zone) DO UPDATE
               SET until_ms = greatest(z.until_ms, EXCLUDED.until_ms),
                   records = greatest(z.records, EXCLUDED.records)""",
            [
                person,
                ingest_no,
                [r.at_ms for r in longest.values()],
                [r.zone for r in longest.values()],
                [r.until_ms for r in longest.values()],
                [r.records for r in longest.values()],
            ],
        )


def zone_evidence(tx: Transaction, person: PersonId) -> list[ZoneEvidence]:
    """Return the evidence of all ingests that are not undone."""
    rows = tx.execute(
        """SELECT z.at_ms, z.until_ms, z.zone, z.records
           FROM zone_evidence z JOIN ingests i USING (user_id, ingest_no)
           WHERE z.user_id = %s AND i.state IN ('running', 'cut', 'done') ORDER BY z.at_ms""",
        [person],
    )
    return [ZoneEvidence(r[0], r[1], r[2], r[3]) for r in rows]


def claims(
    tx: Transaction, person: PersonId, road: str, ingests: Sequence[int]
) -> list[tuple[str, int, bytes]]:
    """Return (name, source, packed write times) of what ingests say about who wrote under which name."""
    rows = tx.execute(
        """SELECT name, source_id, writes FROM source_names
           WHERE user_id = %s AND road = %s AND ingest_no = ANY(%s)
           ORDER BY name, source_id, ingest_no, part""",
        [person, road, list(ingests)],
    )
    return [(r[0], r[1], r[2]) for r in rows]


def add_claim_part(
    tx: Transaction,
    person: PersonId,
    road: str,
    name: str,
    source: int,
    ingest_no: int,
    part: int,
    writes: bytes,
) -> None:
    """Keep when one source wrote under one name, as far as one flush tells."""
    tx.execute(
        """INSERT INTO source_names (user_id, road, name, source_id, ingest_no, part, writes)
           VALUES (%s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (user_id, road, name, source_id, ingest_no, part)
           DO UPDATE SET writes = EXCLUDED.writes""",
        [person, road, name, source, ingest_no, part, writes],
    )


def drop_claim_parts(tx: Transaction, person: PersonId, road: str, ingest_no: int) -> None:
    """Take away the parts of an ingest's claims."""
    tx.execute(
        "DELETE FROM source_names WHERE user_id = %s AND road = %s AND ingest_no = %s AND part > 0",
        [person, road, ingest_no],
    )


def forget_evidence(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Take away what an ingest said about names and zones."""
    tx.execute("DELETE FROM source_names WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])
    tx.execute("DELETE FROM zone_evidence WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])


def hand_over_evidence(tx: Transaction, person: PersonId, old: int, new: int) -> None:
    """Let one ingest have said what another of the same content said about names and zones."""
    for table in ("source_names", "zone_evidence"):
        tx.execute(
            f"UPDATE {table} SET ingest_no = %s WHERE user_id = %s AND ingest_no = %s".encode(),
            [new, person, old],
        )
