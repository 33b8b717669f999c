"""SQL of the day tables. Many rows travel as one array literal per column, which is fast without COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.observations.codec import array_rows
from salus.resolution.model import Flag

DAY_COLUMNS = "day, value, least, greatest, n, source_id, sources, used, quality, flags"
EPOCH = date(1970, 1, 1).toordinal()

# ---------------------------------------------------------------- what must be recomputed


def lock_recompute(tx: Transaction, person: PersonId) -> None:
    """Let one recompute of a person at a time write, until the transaction ends."""
    tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('recompute:' || %s, 0))", [str(person)])


def waiting_metrics(tx: Transaction, person: PersonId) -> list[str]:
    """Return the metrics that have changed spans."""
    rows = tx.execute(
        "SELECT DISTINCT metric FROM changed_spans WHERE user_id = %s ORDER BY metric", [person]
    )
    return [row[0] for row in rows]


def take_spans(tx: Transaction, person: PersonId, metric: str) -> list[tuple[int, int, str]]:
    """Take the changed spans (from_ms, to_ms, why) of a metric away."""
    rows = tx.execute(
        """DELETE FROM changed_spans WHERE user_id = %s AND metric = %s RETURNING from_ms, to_ms, why""",
        [person, metric],
    )
    return sorted({(row[0], row[1], row[2]) for row in rows})


def has_waiting(tx: Transaction, person: PersonId) -> bool:
    """Tell whether anything must be recomputed."""
    row = tx.execute("SELECT EXISTS (SELECT FROM changed_spans WHERE user_id = %s)", [person]).fetchone()
    return bool(row and row[0])


def settled_at(tx: Transaction, person: PersonId) -> datetime | None:
    """Return when the days were last current with no import running."""
    row = tx.execute("SELECT at FROM settled WHERE user_id = %s", [person]).fetchone()
    return row[0] if row else None


def settle(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Write down that the days are current, unless an import is running or something waits."""
    tx.execute(
        """INSERT INTO settled (user_id, at)
           SELECT %(person)s, %(now)s
           WHERE NOT EXISTS (SELECT FROM ingests WHERE user_id = %(person)s AND state = 'running')
             AND NOT EXISTS (SELECT FROM changed_spans WHERE user_id = %(person)s)
           ON CONFLICT (user_id) DO UPDATE SET at = excluded.at""",
        {"person": person, "now": now},
    )


def announce(tx: Transaction, payload: str) -> None:
    """Tell listeners what changed, when the transaction commits."""
    tx.execute("SELECT pg_notify('salus_data', %s)", [payload])


# ---------------------------------------------------------------- days


def answered_days(tx: Transaction, person: PersonId, metric: str) -> tuple[int, int] | None:
    """Return the first and last day (ordinals) for which a metric has an answer, of any source."""
    row = tx.execute(
        """SELECT least(d.first, s.first), greatest(d.last, s.last)
           FROM (SELECT min(day) AS first, max(day) AS last FROM daily
                 WHERE user_id = %(person)s AND metric = %(metric)s) d,
                (SELECT min(day) AS first, max(day) AS last FROM daily_by_source
                 WHERE user_id = %(person)s AND metric = %(metric)s) s""",
        {"person": person, "metric": metric},
    ).fetchone()
    return _ordinals(row)


def night_days(tx: Transaction, person: PersonId) -> tuple[int, int] | None:
    """Return the first and last day (ordinals) that has a night."""
    return _ordinals(
        tx.execute("SELECT min(day), max(day) FROM nights WHERE user_id = %s", [person]).fetchone()
    )


def workout_days(tx: Transaction, person: PersonId) -> tuple[int, int] | None:
    """Return the first and last day (ordinals) that has a workout."""
    return _ordinals(
        tx.execute("SELECT min(day), max(day) FROM resolved_workouts WHERE user_id = %s", [person]).fetchone()
    )


def _ordinals(row: tuple[Any, ...] | None) -> tuple[int, int] | None:
    return (row[0].toordinal(), row[1].toordinal()) if row and row[0] is not None else None


def day_rows(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date
) -> list[tuple[Any, ...]]:
    """Return the rows of DAY_COLUMNS and (believed_from, cause) of a span of days, oldest first."""
    cursor = tx.cursor(binary=True)
    cursor.execute(
        f"""SELECT {DAY_COLUMNS}, believed_from, cause FROM daily
            WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s ORDER BY day""",
        [person, metric, first, last],
    )
    return cursor.fetchall()


_PACKED = """
    SELECT count(*)::int4, array_agg(day - DATE '1970-01-01'), array_agg(coalesce(value, 'NaN')),
           array_agg(coalesce(least, 'NaN')), array_agg(coalesce(greatest, 'NaN')), array_agg(n),
           array_agg(coalesce({source}, -1)), array_agg(coalesce({quality}, 'NaN')::float8),
           array_agg({flags})
    FROM ({rows}) AS d"""
_RESOLVED = _PACKED.format(source="source_id", quality="quality", flags="flags", rows="{}")
_PACKED_COLUMNS = "day, value, least, greatest, n, source_id, quality, flags"


def packed_days(tx: Transaction, person: PersonId, metric: str, first: date, last: date) -> tuple[Any, ...]:
    """Return the resolved days of a span as (count, day numbers from 1970, value, …): arrays undecoded."""
    rows = f"""SELECT {_PACKED_COLUMNS} FROM daily
               WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s ORDER BY day"""
    return array_rows(tx, _RESOLVED.format(rows), [person, metric, first, last])[0]


def packed_days_of(
    tx: Transaction, person: PersonId, metrics: Sequence[str], first: date, last: date
) -> dict[str, tuple[Any, ...]]:
    """Return `packed_days` of several metrics at once; those without any day are left out."""
    rows = f"""SELECT metric, {_PACKED_COLUMNS} FROM daily
               WHERE user_id = %s AND metric = ANY (%s) AND day BETWEEN %s AND %s ORDER BY metric, day"""
    query = _RESOLVED.format(rows).replace("SELECT count", "SELECT metric, count", 1) + " GROUP BY metric"
    found = array_rows(tx, query, [person, list(metrics), first, last])
    return {row[0]: row[1:] for row in found}


def packed_days_as_of(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date, as_of: datetime
) -> tuple[Any, ...]:
    """Return `packed_days` as they were believed at an instant."""
    rows = f"""
        SELECT * FROM (
            SELECT {_PACKED_COLUMNS} FROM daily
            WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s AND believed_from <= %s
            UNION ALL
            SELECT {_PACKED_COLUMNS} FROM daily_versions
            WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s
              AND believed_from <= %s AND believed_to > %s) AS both_tables ORDER BY day"""
    span = [person, metric, first, last, as_of]
    return array_rows(tx, _RESOLVED.format(rows), [*span, *span, as_of])[0]


def packed_source_days(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date, source: int | None
) -> list[tuple[Any, ...]]:
    """Return (source, *as packed_days) of each source's own days, or of one source."""
    rows = f"""SELECT day, value, least, greatest, n, source_id FROM daily_by_source
               WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s
                 AND (%s::int4 IS NULL OR source_id = %s)
               UNION ALL
               SELECT day, value, least, greatest, n, source_id FROM daily
               WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s
                 AND (%s::int4 IS NULL OR source_id = %s) AND flags & {int(Flag.ALONE)} <> 0
               ORDER BY source_id, day"""
    query = _PACKED.format(source="source_id", quality="NULL::float8", flags="0", rows=rows)
    query = query.replace("SELECT count", "SELECT source_id, count", 1) + " GROUP BY source_id"
    return array_rows(tx, query, [person, metric, first, last, source, source] * 2)


def contributions(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date
) -> dict[int, tuple[int, float]]:
    """Return by source on how many days it counted, and the sum of what it gave."""
    rows = tx.execute(
        """SELECT u.source, count(*), sum(u.used)
           FROM daily d CROSS JOIN LATERAL
             unnest(coalesce(d.sources, ARRAY[d.source_id]), coalesce(d.used, ARRAY[d.value]))
             AS u (source, used)
           WHERE d.user_id = %s AND d.metric = %s AND d.day BETWEEN %s AND %s GROUP BY u.source""",
        [person, metric, first, last],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def day_as_of(
    tx: Transaction, person: PersonId, metric: str, day: date, as_of: datetime | None
) -> tuple[Any, ...] | None:
    """Return DAY_COLUMNS, believed_from and cause of one day, now or as it was believed at an instant."""
    values = {"person": person, "metric": metric, "day": day, "at": as_of}
    if as_of is None:
        return tx.execute(
            f"""SELECT {DAY_COLUMNS}, believed_from, cause FROM daily
                WHERE user_id = %(person)s AND metric = %(metric)s AND day = %(day)s""",
            values,
        ).fetchone()
    return tx.execute(
        f"""SELECT {DAY_COLUMNS}, believed_from, cause FROM daily
            WHERE user_id = %(person)s AND metric = %(metric)s AND day = %(day)s AND believed_from <= %(at)s
            UNION ALL
            SELECT {DAY_COLUMNS}, believed_from, cause FROM daily_versions
            WHERE user_id = %(person)s AND metric = %(metric)s AND day = %(day)s
              AND believed_from <= %(at)s AND believed_to > %(at)s LIMIT 1""",
        values,
    ).fetchone()


def versions(tx: Transaction, person: PersonId, metric: str, day: date) -> list[tuple[Any, ...]]:
    """Return (value, quality, source, believed_from, until, cause) of a day, oldest first, present last."""
    return tx.execute(
        """SELECT value, quality, source_id, believed_from, believed_to, cause FROM daily_versions
           WHERE user_id = %(person)s AND metric = %(metric)s AND day = %(day)s
           UNION ALL
           SELECT value, quality, source_id, believed_from, NULL, cause FROM daily
           WHERE user_id = %(person)s AND metric = %(metric)s AND day = %(day)s ORDER BY 4""",
        {"person": person, "metric": metric, "day": day},
    ).fetchall()


def samples_between(tx: Transaction, person: PersonId, metric: str, first: date, last: date) -> int:
    """Return how many samples all sources have in pages of the UTC days first to last."""
    row = tx.execute(
        """SELECT coalesce(sum(o.n), 0)::int8 FROM series s
           JOIN observation_days o ON o.user_id = s.user_id AND o.series_id = s.series_id
           WHERE s.user_id = %s AND s.metric = %s AND o.day BETWEEN %s AND %s""",
        [person, metric, first, last],
    ).fetchone()
    return int(row[0]) if row else 0


def samples_by_day(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date
) -> list[tuple[int, int]]:
    """Return (day as ordinal, samples of all sources) of the UTC days first to last that have any."""
    cursor = tx.cursor(binary=True)
    cursor.execute(
        """SELECT o.day - DATE '0001-01-01' + 1, sum(o.n)::int8 FROM series s
           JOIN observation_days o ON o.user_id = s.user_id AND o.series_id = s.series_id
           WHERE s.user_id = %s AND s.metric = %s AND o.day BETWEEN %s AND %s
           GROUP BY o.day ORDER BY o.day""",
        [person, metric, first, last],
    )
    return cursor.fetchall()


def coverage(tx: Transaction, person: PersonId) -> list[tuple[str, date, date, int]]:
    """Return (metric, first day, last day, days) of all metrics with a resolved value."""
    return tx.execute(
        """SELECT metric, min(day), max(day), count(*)::int4 FROM daily
           WHERE user_id = %s GROUP BY metric ORDER BY metric""",
        [person],
    ).fetchall()


def delivered(
    tx: Transaction, person: PersonId, metrics: Sequence[str], first: date, last: date
) -> list[tuple[str, int, int, date]]:
    """Return (metric, source, days, last day) for the sources with own values on the days from first to last.

    One short range of the index for each metric and source, however many years there are.
    """
    return list(
        tx.execute(
            """SELECT m.metric, s.source_id, d.days, d.last
               FROM unnest(%s::text[]) AS m (metric)
               CROSS JOIN sources s
               CROSS JOIN LATERAL (
                   SELECT count(*)::int4 AS days, max(day) AS last FROM daily_by_source b
                   WHERE b.user_id = %s AND b.metric = m.metric AND b.source_id = s.source_id
                     AND b.day BETWEEN %s AND %s) d
               WHERE s.user_id = %s AND d.days > 0""",
            [list(metrics), person, first, last, person],
        )
    )


def keep_versions(
    tx: Transaction, person: PersonId, metric: str, days: Sequence[int], now: datetime, cause: str
) -> None:
    """Copy the present answers of some days (ordinals) to the versions, ended now by a cause."""
    tx.execute(
        f"""INSERT INTO daily_versions (user_id, metric, {DAY_COLUMNS}, believed_from, believed_to, cause)
            SELECT user_id, metric, {DAY_COLUMNS}, believed_from, %(now)s, %(cause)s FROM daily
            WHERE user_id = %(person)s AND metric = %(metric)s AND day = ANY (%(days)s::date[])
              AND believed_from < %(now)s
            ON CONFLICT DO NOTHING""",
        {"person": person, "metric": metric, "days": dates(days), "now": now, "cause": cause},
    )


def drop_days(tx: Transaction, person: PersonId, metric: str, days: Sequence[int]) -> None:
    """Delete the answers of some days (ordinals)."""
    tx.execute(
        "DELETE FROM daily WHERE user_id = %s AND metric = %s AND day = ANY (%s::date[])",
        [person, metric, dates(days)],
    )


def put_days(
    tx: Transaction,
    person: PersonId,
    metric: str,
    rows: Sequence[tuple[Any, ...]],
    believed: Sequence[datetime],
    cause: str,
) -> None:
    """Write answers: rows of DAY_COLUMNS with days as ordinals, and since when each is believed."""
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    tx.execute(
        f"""INSERT INTO daily (user_id, metric, {DAY_COLUMNS}, believed_from, cause)
            SELECT %s, %s, DATE '0001-01-01' + (day - 1), value, least, greatest, n, source_id,
                   sources::int4[], used::float8[], quality, flags, believed_from, %s
            FROM unnest(%s::int4[], %s::float8[], %s::float8[], %s::float8[], %s::int4[], %s::int4[],
                        %s::text[], %s::text[], %s::float4[], %s::int4[], %s::timestamptz[])
              AS t (day, value, least, greatest, n, source_id, sources, used, quality, flags, believed_from)
            ON CONFLICT (user_id, metric, day) DO UPDATE SET
              value = excluded.value, least = excluded.least, greatest = excluded.greatest,
              n = excluded.n, source_id = excluded.source_id, sources = excluded.sources,
              used = excluded.used, quality = excluded.quality, flags = excluded.flags,
              believed_from = excluded.believed_from, cause = excluded.cause""",
        [
            person,
            metric,
            cause,
            *(array(column) for column in columns[:6]),
            nested(columns[6]),
            nested(columns[7]),
            array(columns[8]),
            array(columns[9]),
            instants(believed),
        ],
    )


def source_day_rows(
    tx: Transaction, person: PersonId, metric: str, first: int, last: int
) -> dict[tuple[int, int], tuple[Any, ...]]:
    """Return by (source, day as ordinal) the (value, least, greatest, n) that are kept for a span of days."""
    cursor = tx.cursor(binary=True)
    cursor.execute(
        """SELECT source_id, day - DATE '0001-01-01' + 1, value, least, greatest, n FROM daily_by_source
           WHERE user_id = %s AND metric = %s AND day BETWEEN %s AND %s""",
        [person, metric, date.fromordinal(first), date.fromordinal(last)],
    )
    return {(row[0], row[1]): row[2:] for row in cursor}


def contested_days(
    tx: Transaction, person: PersonId, metric: str, first: date, last: date, never: Sequence[int]
) -> list[int]:
    """Return the days (ordinals) that do not stand on one source alone, or on one of `never`."""
    rows = tx.execute(
        f"""SELECT day - DATE '0001-01-01' + 1 FROM daily_by_source
            WHERE user_id = %(person)s AND metric = %(metric)s AND day BETWEEN %(first)s AND %(last)s
            UNION
            SELECT day - DATE '0001-01-01' + 1 FROM daily
            WHERE user_id = %(person)s AND metric = %(metric)s AND day BETWEEN %(first)s AND %(last)s
              AND (flags & {int(Flag.ALONE)} = 0 OR source_id = ANY (%(never)s))
            ORDER BY 1""",
        {"person": person, "metric": metric, "first": first, "last": last, "never": list(never)},
    )
    return [row[0] for row in rows]


def drop_source_days(tx: Transaction, person: PersonId, metric: str, gone: Sequence[tuple[int, int]]) -> None:
    """Delete rows of (source, day as ordinal)."""
    source, days = zip(*gone, strict=True)
    tx.execute(
        """DELETE FROM daily_by_source WHERE user_id = %s AND metric = %s
             AND (source_id, day) IN (SELECT * FROM unnest(%s::int4[], %s::date[]))""",
        [person, metric, array(source), dates(days)],
    )


def put_source_days(
    tx: Transaction,
    person: PersonId,
    metric: str,
    rows: Sequence[tuple[int, int, float, float | None, float | None, int]],
) -> None:
    """Write (source, day as ordinal, value, least, greatest, n)."""
    columns = zip(*rows, strict=True)
    tx.execute(
        """INSERT INTO daily_by_source (user_id, metric, source_id, day, value, least, greatest, n)
           SELECT %s, %s, source_id, DATE '0001-01-01' + (day - 1), value, least, greatest, n
           FROM unnest(%s::int4[], %s::int4[], %s::float8[], %s::float8[], %s::float8[], %s::int4[])
             AS t (source_id, day, value, least, greatest, n)
           ON CONFLICT (user_id, metric, source_id, day) DO UPDATE SET value = excluded.value,
             least = excluded.least, greatest = excluded.greatest, n = excluded.n""",
        [person, metric, *(array(column) for column in columns)],
    )


# ---------------------------------------------------------------- latest


def put_latest(
    tx: Transaction,
    person: PersonId,
    metric: str,
    rows: Sequence[tuple[int, int, float, int | None]],
    asked: Iterable[int],
) -> None:
    """Replace the newest values of the sources asked about: (source, at_ms, value, usual_interval_ms)."""
    tx.execute(
        "DELETE FROM latest WHERE user_id = %s AND metric = %s AND source_id = ANY (%s)",
        [person, metric, list(asked)],
    )
    if rows:
        source, at, value, usual = zip(*rows, strict=True)
        tx.execute(
            """INSERT INTO latest (user_id, metric, source_id, at_ms, value, usual_interval_ms)
               SELECT %s, %s, t.* FROM unnest(%s::int4[], %s::int8[], %s::float8[], %s::int8[]) AS t""",
            [person, metric, array(source), array(at), array(value), array(usual)],
        )


def last_pages(tx: Transaction, person: PersonId, metric: str) -> list[tuple[int, str, int]]:
    """Return (source, grain, last day as ordinal) of each series of a metric that has pages."""
    rows = tx.execute(
        """SELECT s.source_id, s.grain, o.last FROM series s CROSS JOIN LATERAL (
             SELECT max(day) AS last FROM observation_days
             WHERE user_id = s.user_id AND series_id = s.series_id) o
           WHERE s.user_id = %s AND s.metric = %s AND o.last IS NOT NULL""",
        [person, metric],
    )
    return [(row[0], row[1], row[2].toordinal()) for row in rows]


def newest_own(
    tx: Transaction, person: PersonId, metric: str, source: SourceId, before: date
) -> tuple[int, float] | None:
    """Return (day as ordinal, value) of the last day before `before` on which a source had a value."""
    row = tx.execute(
        f"""SELECT day, value FROM (
             SELECT day, value FROM daily_by_source
             WHERE user_id = %(person)s AND metric = %(metric)s AND source_id = %(source)s
             UNION ALL
             SELECT day, value FROM daily
             WHERE user_id = %(person)s AND metric = %(metric)s AND source_id = %(source)s
               AND flags & {int(Flag.ALONE)} <> 0) own
           WHERE day < %(before)s ORDER BY day DESC LIMIT 1""",
        {"person": person, "metric": metric, "source": source, "before": before},
    ).fetchone()
    return (row[0].toordinal(), row[1]) if row else None


def latest_sources(tx: Transaction, person: PersonId, metric: str) -> list[int]:
    """Return the sources that have a newest value of a metric."""
    rows = tx.execute("SELECT source_id FROM latest WHERE user_id = %s AND metric = %s", [person, metric])
    return [row[0] for row in rows]


def latest_rows(
    tx: Transaction, person: PersonId, metrics: Sequence[str] | None
) -> list[tuple[str, int, int, float, int | None]]:
    """Return (metric, source, at_ms, value, usual_interval_ms), of some metrics or of all."""
    cursor = tx.cursor(binary=True)
    cursor.execute(
        """SELECT metric, source_id, at_ms, value, usual_interval_ms FROM latest
           WHERE user_id = %s AND (%s::text[] IS NULL OR metric = ANY (%s)) ORDER BY metric, source_id""",
        [person, metrics, metrics],
    )
    return cursor.fetchall()


def freshness(tx: Transaction, person: PersonId) -> dict[int, int]:
    """Return by source the time (epoch ms) of its newest value of any metric."""
    rows = tx.execute("SELECT source_id, max(at_ms) FROM latest WHERE user_id = %s GROUP BY 1", [person])
    return {row[0]: row[1] for row in rows}


# ---------------------------------------------------------------- nights and workouts


def replace_nights(tx: Transaction, person: PersonId, first: date, last: date, rows_json: str) -> None:
    """Put nights (a JSON array of rows) in place of those of a span of days."""
    tx.execute("DELETE FROM nights WHERE user_id = %s AND day BETWEEN %s AND %s", [person, first, last])
    tx.execute(
        """INSERT INTO nights (user_id, day, start_ms, end_ms, main, source_id, zone, in_bed_from_ms,
             in_bed_to_ms, minutes, stage_starts, stage_durations, stages, others)
           SELECT %s, t.* FROM jsonb_to_recordset(%s::jsonb) AS t (
             day date, start_ms int8, end_ms int8, main boolean, source_id int4, zone text,
             in_bed_from_ms int8, in_bed_to_ms int8, minutes float8[], stage_starts int4[],
             stage_durations int4[], stages int2[], others jsonb)""",
        [person, rows_json],
    )


def night_rows(tx: Transaction, person: PersonId, first: date, last: date) -> list[tuple[Any, ...]]:
    """Return nights and naps of a span of days in order of time."""
    return tx.execute(
        """SELECT day, start_ms, end_ms, main, source_id, zone, in_bed_from_ms, in_bed_to_ms, minutes,
                  stage_starts, stage_durations, stages, others
           FROM nights WHERE user_id = %s AND day BETWEEN %s AND %s ORDER BY day, start_ms""",
        [person, first, last],
    ).fetchall()


def replace_workouts(tx: Transaction, person: PersonId, from_ms: int, to_ms: int, rows_json: str) -> None:
    """Put resolved workouts (a JSON array of rows) in place of those that start in [from_ms, to_ms)."""
    tx.execute(
        "DELETE FROM resolved_workouts WHERE user_id = %s AND start_ms >= %s AND start_ms < %s",
        [person, from_ms, to_ms],
    )
    tx.execute(
        """INSERT INTO resolved_workouts (user_id, workout_id, day, start_ms, end_ms, record_key, members,
             attributes, flags)
           SELECT %s, t.workout_id, t.day, t.start_ms, t.end_ms, decode(t.record_key, 'hex'), t.members,
                  t.attributes, t.flags
           FROM jsonb_to_recordset(%s::jsonb) AS t (workout_id uuid, day date, start_ms int8, end_ms int8,
             record_key text, members jsonb, attributes jsonb, flags int4)
           ON CONFLICT (user_id, workout_id) DO UPDATE SET day = excluded.day, start_ms = excluded.start_ms,
             end_ms = excluded.end_ms, record_key = excluded.record_key, members = excluded.members,
             attributes = excluded.attributes, flags = excluded.flags""",
        [person, rows_json],
    )


def workout_rows(tx: Transaction, person: PersonId, first: date, last: date) -> list[tuple[Any, ...]]:
    """Return resolved workouts of a span of days in order of time."""
    return tx.execute(
        """SELECT workout_id, day, start_ms, end_ms, record_key, members, attributes, flags
           FROM resolved_workouts WHERE user_id = %s AND day BETWEEN %s AND %s ORDER BY start_ms""",
        [person, first, last],
    ).fetchall()


def workout_row(tx: Transaction, person: PersonId, workout_id: UUID) -> tuple[Any, ...] | None:
    """Return one resolved workout, by its id or by that of a record joined to it."""
    return tx.execute(
        """SELECT workout_id, day, start_ms, end_ms, record_key, members, attributes, flags
           FROM resolved_workouts
           WHERE user_id = %(person)s AND (workout_id = %(id)s OR members @> %(member)s::jsonb)
           ORDER BY workout_id = %(id)s DESC LIMIT 1""",
        {"person": person, "id": workout_id, "member": f'[{{"workout_id": "{workout_id}"}}]'},
    ).fetchone()


# ---------------------------------------------------------------- columns as text


def array(values: Sequence[float | None]) -> str:
    """Return an array literal of numbers; None and NaN are NULL."""
    return "{" + str(list(values))[1:-1].replace("None", "NULL").replace("nan", "NULL") + "}"


def nested(values: Iterable[str | None]) -> str:
    """Return an array literal of array literals, to be cast one by one."""
    return "{" + ",".join("NULL" if v is None else f'"{v}"' for v in values) + "}"


def dates(ordinals: Iterable[int]) -> str:
    """Return an array literal of days."""
    return "{" + ",".join(date.fromordinal(day).isoformat() for day in ordinals) + "}"


def instants(moments: Sequence[datetime]) -> str:
    """Return an array literal of instants; most are equal."""
    written = {moment: f'"{moment.isoformat()}"' for moment in set(moments)}
    return "{" + ",".join([written[moment] for moment in moments]) + "}"
