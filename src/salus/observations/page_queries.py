"""SQL by which pages are written, compared, moved and taken away.

Many rows go by COPY into a temporary table of the session and from there by one INSERT … SELECT, since the
tables behind row security are never the target of COPY. Days are numbers counted from 1970-01-01.

A page without rows in `ingest_pages` is what the first of its `ingests` says, and nobody else speaks of it:
most pages are such, and their rows would cost as much as a third of their samples. Such a page gets rows
(`make_explicit`) before anybody else speaks of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from salus.db import Transaction
from salus.kit.ids import PersonId
from salus.observations import codec
from salus.observations.model import Int32s, Int64s
from salus.observations.pages import Page, Samples
from salus.observations.told import Told

_EPOCH: Final = "date '1970-01-01'"
_KEYS: Final = """(SELECT u.series_id, u.day, date '1970-01-01' + u.day AS date
             FROM unnest(%s::int4[], %s::int4[]) AS u (series_id, day) OFFSET 0) AS k"""
"""Pages asked for. The date is made before the join, since under row security an index is not searched by
the result of a function that is not known to keep secrets; OFFSET keeps it there."""
_KEYS_NAMED: Final = _KEYS.replace("%s", "%(series)s", 1).replace("%s", "%(days)s", 1)
_NO_ROWS: Final = """NOT EXISTS (SELECT FROM ingest_pages x WHERE x.user_id = o.user_id
                         AND x.series_id = o.series_id AND x.day = o.day)"""
_WHOLE_FILE: Final = (1 << 62) - 1
"""Last offset of a statement of which it is not known where it stands in the file."""
LIVE: Final = "('running', 'cut', 'done')"
"""States of ingests whose statements count."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Where an import writes: the real tables, or temporary ones of the same shape for a preview."""

    pages: str = "observation_days"
    incoming: str = "incoming_days"
    touched: str = "ingest_pages"


REAL: Final = Tables()
PREVIEW: Final = Tables("preview_days", "preview_incoming", "preview_touched")


@dataclass(frozen=True, slots=True)
class Speaker:
    """One live ingest of a road, with what orders its statements among the others'."""

    ingest_no: int
    said_at_ms: int
    content_hash: bytes
    deletes: bool
    """It was imported whole, and what it leaves out is deleted."""

    @property
    def order(self) -> tuple[int, bytes, int]:
        """Return the key by which statements are folded."""
        return self.said_at_ms, self.content_hash, self.ingest_no


@dataclass(frozen=True, slots=True, eq=False)
class StoredPage:
    """One page as it lies in the database."""

    page: Page
    digest: bytes


@dataclass(frozen=True, slots=True)
class Touch:
    """What `ingest_pages` holds about one ingest and page."""

    n: int
    digest: bytes
    first_offset: int
    last_offset: int


def make_preview_tables(tx: Transaction, person: PersonId) -> None:
    """Make empty tables for a preview of this person's file; they live as long as this transaction."""
    del person
    for name, like in zip(
        (PREVIEW.pages, PREVIEW.incoming, PREVIEW.touched),
        (REAL.pages, REAL.incoming, REAL.touched),
        strict=True,
    ):
        tx.execute(f"CREATE TEMPORARY TABLE {name} (LIKE {like} INCLUDING INDEXES) ON COMMIT DROP".encode())


def speakers(tx: Transaction, person: PersonId, road: str) -> dict[int, Speaker]:
    """Return the live ingests of a road by number; those that repeat another say nothing of their own."""
    rows = tx.execute(
        f"""SELECT ingest_no, coalesce(said_at_ms, 0), coalesce(content_hash, ''::bytea),
                   absent_deletes AND whole
            FROM ingests WHERE user_id = %s AND road = %s AND state IN {LIVE} AND repeats IS NULL
        """.encode(),
        [person, road],
    )
    return {r[0]: Speaker(r[0], r[1], r[2], r[3]) for r in rows}


def spoken_pages(
    tx: Transaction, person: PersonId, ingests: Sequence[int], *, pending: bool = False
) -> list[tuple[int, Int64s]]:
    """Return per series, by number, the days about which any of the ingests has spoken.

    Statements that wait to be merged do not count, or with `pending` they alone.
    """
    alone = (
        ""
        if pending
        else f"""UNION SELECT o.series_id, (o.day - {_EPOCH})::int4 FROM observation_days o
                 WHERE o.user_id = %(person)s AND o.ingests[1] = ANY(%(ingests)s) AND {_NO_ROWS}"""
    )
    rows = codec.array_rows(
        tx,
        f"""SELECT series_id, count(*)::int4, array_agg(day)
            FROM (SELECT series_id, (day - {_EPOCH})::int4 AS day FROM ingest_pages p
                  WHERE user_id = %(person)s AND ingest_no = ANY(%(ingests)s)
                    AND {"" if pending else "NOT"} EXISTS (
                        SELECT FROM incoming_days i
                        WHERE i.user_id = %(person)s AND i.ingest_no = p.ingest_no
                          AND i.series_id = p.series_id AND i.day = p.day) {alone}) AS pages
            GROUP BY series_id ORDER BY series_id""",
        {"person": person, "ingests": list(ingests)},
    )
    found = []
    for number, count, days in rows:
        found.append((number, np.unique(codec.decode_int4([days], np.array([count])).astype(np.int64))))
    return found


def stored_digests(
    tx: Transaction, person: PersonId, table: str, series: Int32s, days: Int64s
) -> dict[tuple[int, int], bytes]:
    """Return the digests of those of the pages that exist."""
    rows = tx.execute(
        f"""SELECT k.series_id, k.day, o.digest
            FROM {_KEYS}
            JOIN {table} o ON o.user_id = %s AND o.series_id = k.series_id AND o.day = k.date
        """.encode(),
        [series.tolist(), days.tolist(), person],
    )
    return {(r[0], r[1]): r[2] for r in rows}


def stored_pages(
    tx: Transaction, person: PersonId, table: str, series: Int32s, days: Int64s
) -> dict[tuple[int, int], StoredPage]:
    """Return those of the pages that exist."""
    if not len(series):
        return {}
    rows = codec.array_rows(
        tx,
        f"""SELECT k.series_id, k.day, o.n, o.starts, o.durations, o."values", o.ingests, o.digest
            FROM {_KEYS}
            JOIN {table} o ON o.user_id = %s AND o.series_id = k.series_id AND o.day = k.date""",
        [series.tolist(), days.tolist(), person],
    )
    found: dict[tuple[int, int], StoredPage] = {}
    if rows:
        _, _, counts, starts, durations, values, ingests, _ = zip(*rows, strict=True)
        n = np.array(counts, np.int64)
        flat = Page(
            Samples(
                codec.decode_int4(starts, n), codec.decode_int4(durations, n), codec.decode_float8(values, n)
            ),
            codec.decode_int4(ingests, n),
        )
        bounds = np.concatenate(([0], np.cumsum(n))).tolist()
        for row, a, b in zip(rows, bounds[:-1], bounds[1:], strict=True):
            samples = Samples(flat.samples.starts[a:b], flat.samples.durations[a:b], flat.samples.values[a:b])
            found[row[0], row[1]] = StoredPage(Page(samples, flat.ingests[a:b]), row[7])
    return found


def touches(
    tx: Transaction,
    person: PersonId,
    table: str,
    ingests: Sequence[int],
    series: Int32s,
    days: Int64s,
    *,
    settled: bool = False,
) -> dict[tuple[int, int], dict[int, Touch]]:
    """Return what ingests said about pages, by page and ingest; with `settled`, not what waits."""
    waiting = (
        """AND NOT EXISTS (SELECT FROM incoming_days i WHERE i.user_id = p.user_id
               AND i.ingest_no = p.ingest_no AND i.series_id = p.series_id AND i.day = p.day)"""
        if settled
        else ""
    )
    alone = (
        f"""UNION ALL
            SELECT k.series_id, k.day, o.ingests[1], o.n, o.digest, 0, {_WHOLE_FILE}
            FROM {_KEYS_NAMED}
            JOIN observation_days o ON o.user_id = %(person)s AND o.series_id = k.series_id
                                   AND o.day = k.date
            WHERE o.ingests[1] = ANY(%(ingests)s) AND {_NO_ROWS}"""
        if table == REAL.touched
        else ""
    )
    rows = tx.execute(
        f"""SELECT k.series_id, k.day, p.ingest_no, p.n, p.digest, p.first_offset, p.last_offset
            FROM {_KEYS_NAMED}
            JOIN {table} p ON p.user_id = %(person)s AND p.ingest_no = ANY(%(ingests)s)
                          AND p.series_id = k.series_id AND p.day = k.date {waiting}
            {alone}""".encode(),
        {
            "series": series.tolist(),
            "days": days.tolist(),
            "ingests": list(ingests),
            "person": person,
        },
    )
    found: dict[tuple[int, int], dict[int, Touch]] = {}
    for r in rows:
        found.setdefault((r[0], r[1]), {})[r[2]] = Touch(r[3], r[4], r[5], r[6])
    return found


def incoming(
    tx: Transaction, person: PersonId, table: str, ingests: Sequence[int], series: Int32s, days: Int64s
) -> dict[tuple[int, int], dict[int, Samples]]:
    """Return statements that wait to be merged: by page and ingest."""
    rows = codec.array_rows(
        tx,
        f"""SELECT k.series_id, k.day, p.ingest_no, p.n, p.starts, p.durations, p."values"
            FROM {_KEYS}
            JOIN unnest(%s::int4[]) AS g (ingest_no) ON true
            JOIN {table} p ON p.user_id = %s AND p.ingest_no = g.ingest_no
                          AND p.series_id = k.series_id AND p.day = k.date""",
        [series.tolist(), days.tolist(), list(ingests), person],
    )
    found: dict[tuple[int, int], dict[int, Samples]] = {}
    for r in rows:
        n = np.array([r[3]])
        found.setdefault((r[0], r[1]), {})[r[2]] = Samples(
            codec.decode_int4([r[4]], n), codec.decode_int4([r[5]], n), codec.decode_float8([r[6]], n)
        )
    return found


def incoming_keys(
    tx: Transaction, person: PersonId, table: str, ingest_no: int, after: tuple[int, int], limit: int
) -> tuple[Int32s, Int64s]:
    """Return the next pages, in order of (series, day), of which a statement waits to be merged."""
    rows = tx.execute(
        f"""SELECT series_id, day - {_EPOCH} FROM {table}
            WHERE user_id = %s AND ingest_no = %s AND (series_id, day) > (%s, {_EPOCH} + %s::int4)
            ORDER BY series_id, day LIMIT %s""".encode(),
        [person, ingest_no, after[0], after[1], limit],
    ).fetchall()
    return np.array([r[0] for r in rows], np.int32), np.array([r[1] for r in rows], np.int64)


def write_pages(
    tx: Transaction,
    person: PersonId,
    table: str,
    told: Told,
    ingests: Int32s,
    digests: Sequence[bytes],
) -> None:
    """Write whole pages, replacing what lay there. `ingests` has one number per sample."""
    _copy(
        tx,
        "copied_pages",
        """series_id int4, day date, n int4, starts int4[], durations int4[], "values" float8[],
           ingests int4[], digest bytea""",
        'series_id, day, n, starts, durations, "values", ingests, digest',
        [
            codec.int4_fields(told.series),
            codec.date_fields(told.days),
            codec.int4_fields(told.counts),
            codec.encode(told.samples.starts, told.bounds, codec.INT4),
            codec.encode(told.samples.durations, told.bounds, codec.INT4),
            codec.encode(told.samples.values, told.bounds, codec.FLOAT8),
            codec.encode(ingests, told.bounds, codec.INT4),
            codec.bytea_fields(digests),
        ],
    )
    tx.execute(
        f"""INSERT INTO {table} (user_id, series_id, day, n, starts, durations, "values", ingests, digest)
            SELECT %s, series_id, day, n, starts, durations, "values", ingests, digest FROM copied_pages
            ON CONFLICT (user_id, series_id, day) DO UPDATE
            SET n = EXCLUDED.n, starts = EXCLUDED.starts, durations = EXCLUDED.durations,
                "values" = EXCLUDED."values", ingests = EXCLUDED.ingests, digest = EXCLUDED.digest
        """.encode(),
        [person],
    )
    tx.execute("DELETE FROM copied_pages")


def write_incoming(tx: Transaction, person: PersonId, table: str, ingest_no: int, told: Told) -> None:
    """Keep statements that wait to be merged, replacing what waited there."""
    _copy(
        tx,
        "copied_incoming",
        'series_id int4, day date, n int4, starts int4[], durations int4[], "values" float8[]',
        'series_id, day, n, starts, durations, "values"',
        [
            codec.int4_fields(told.series),
            codec.date_fields(told.days),
            codec.int4_fields(told.counts),
            codec.encode(told.samples.starts, told.bounds, codec.INT4),
            codec.encode(told.samples.durations, told.bounds, codec.INT4),
            codec.encode(told.samples.values, told.bounds, codec.FLOAT8),
        ],
    )
    tx.execute(
        f"""INSERT INTO {table} (user_id, ingest_no, series_id, day, n, starts, durations, "values")
            SELECT %s, %s, series_id, day, n, starts, durations, "values" FROM copied_incoming
            ON CONFLICT (user_id, ingest_no, series_id, day) DO UPDATE
            SET n = EXCLUDED.n, starts = EXCLUDED.starts, durations = EXCLUDED.durations,
                "values" = EXCLUDED."values" """.encode(),
        [person, ingest_no],
    )
    tx.execute("DELETE FROM copied_incoming")


def write_touches(
    tx: Transaction,
    person: PersonId,
    table: str,
    ingest_no: int,
    series: Int32s,
    days: Int64s,
    counts: Int64s,
    digests: Sequence[bytes],
    first_offsets: Int64s,
    last_offsets: Int64s,
) -> None:
    """Write what an ingest said about pages; the reach in the file only grows."""
    _copy(
        tx,
        "copied_touches",
        "series_id int4, day date, n int4, digest bytea, first_offset int8, last_offset int8",
        "series_id, day, n, digest, first_offset, last_offset",
        [
            codec.int4_fields(series),
            codec.date_fields(days),
            codec.int4_fields(counts),
            codec.bytea_fields(digests),
            codec.int8_fields(first_offsets),
            codec.int8_fields(last_offsets),
        ],
    )
    tx.execute(
        f"""INSERT INTO {table} AS p
                (user_id, ingest_no, series_id, day, n, digest, first_offset, last_offset)
            SELECT %s, %s, series_id, day, n, digest, first_offset, last_offset FROM copied_touches
            ON CONFLICT (user_id, ingest_no, series_id, day) DO UPDATE
            SET n = EXCLUDED.n, digest = EXCLUDED.digest,
                first_offset = least(p.first_offset, EXCLUDED.first_offset),
                last_offset = greatest(p.last_offset, EXCLUDED.last_offset)""".encode(),
        [person, ingest_no],
    )
    tx.execute("DELETE FROM copied_touches")


def set_digests(tx: Transaction, person: PersonId, rows: Sequence[tuple[int, int, int, bytes, int]]) -> None:
    """Write (ingest, series, day, digest, n) of statements into `ingest_pages`."""
    if rows:
        tx.execute(
            f"""UPDATE ingest_pages p SET digest = k.digest, n = k.n
                FROM (SELECT u.*, {_EPOCH} + u.day AS date
                      FROM unnest(%s::int4[], %s::int4[], %s::int4[], %s::bytea[], %s::int4[])
                           AS u (ingest_no, series_id, day, digest, n) OFFSET 0) AS k
                WHERE p.user_id = %s AND p.ingest_no = k.ingest_no AND p.series_id = k.series_id
                  AND p.day = k.date""".encode(),
            [*([row[i] for row in rows] for i in range(5)), person],
        )


def drop_pages(tx: Transaction, person: PersonId, table: str, series: Int32s, days: Int64s) -> None:
    """Take whole pages away."""
    tx.execute(
        f"""DELETE FROM {table} o USING {_KEYS}
            WHERE o.user_id = %s AND o.series_id = k.series_id AND o.day = k.date""".encode(),
        [series.tolist(), days.tolist(), person],
    )


def drop_incoming(
    tx: Transaction, person: PersonId, table: str, ingests: Sequence[int], series: Int32s, days: Int64s
) -> None:
    """Take statements away that were merged."""
    tx.execute(
        f"""DELETE FROM {table} o USING {_KEYS}
            WHERE o.user_id = %s AND o.ingest_no = ANY(%s)
              AND o.series_id = k.series_id AND o.day = k.date""".encode(),
        [series.tolist(), days.tolist(), person, list(ingests)],
    )


def drop_all_incoming(tx: Transaction, person: PersonId, *, but: Sequence[int] | None = ()) -> None:
    """Take away all statements that wait, save those of some ingests; nothing where `but` is None."""
    if but is not None:
        tx.execute(
            "DELETE FROM incoming_days WHERE user_id = %s AND ingest_no <> ALL(%s)", [person, list(but)]
        )


def touched_alone(
    tx: Transaction, person: PersonId, ingest_no: int, others: Sequence[int]
) -> list[tuple[int, Int64s]]:
    """Return per series the days of which this ingest has spoken and none of the others has."""
    return _touched(tx, person, ingest_no, others, "NOT")


def touched_too(
    tx: Transaction, person: PersonId, ingest_no: int, others: Sequence[int]
) -> list[tuple[int, Int64s]]:
    """Return per series the days of which this ingest and one of the others has spoken."""
    return _touched(tx, person, ingest_no, others, "")


def _touched(
    tx: Transaction, person: PersonId, ingest_no: int, others: Sequence[int], word: str
) -> list[tuple[int, Int64s]]:
    alone = (
        f"""UNION SELECT o.series_id, o.day FROM observation_days o
            WHERE o.user_id = %(person)s AND o.ingests[1] = %(ingest)s AND {_NO_ROWS}"""
        if word
        else ""
    )
    rows = codec.array_rows(
        tx,
        f"""SELECT series_id, count(*)::int4, array_agg((day - {_EPOCH})::int4 ORDER BY day)
            FROM (SELECT series_id, day FROM ingest_pages p
                  WHERE user_id = %(person)s AND ingest_no = %(ingest)s AND {word} EXISTS (
                      SELECT FROM ingest_pages o
                      WHERE o.user_id = %(person)s AND o.ingest_no = ANY(%(others)s)
                        AND o.series_id = p.series_id AND o.day = p.day AND NOT EXISTS (
                          SELECT FROM incoming_days i WHERE i.user_id = o.user_id
                            AND i.ingest_no = o.ingest_no AND i.series_id = o.series_id
                            AND i.day = o.day)) {alone}) AS pages
            GROUP BY series_id ORDER BY series_id""",
        {"person": person, "ingest": ingest_no, "others": list(others)},
    )
    return [(r[0], codec.decode_int4([r[2]], np.array([r[1]])).astype(np.int64)) for r in rows]


def make_explicit(tx: Transaction, person: PersonId, series: Int32s, days: Int64s) -> None:
    """Write down who speaks of pages that one ingest alone has spoken of, before another one does."""
    tx.execute(
        f"""INSERT INTO ingest_pages
                (user_id, ingest_no, series_id, day, n, digest, first_offset, last_offset)
            SELECT o.user_id, o.ingests[1], o.series_id, o.day, o.n, o.digest, 0, {_WHOLE_FILE}
            FROM {_KEYS}
            JOIN observation_days o ON o.user_id = %s AND o.series_id = k.series_id
                                   AND o.day = k.date
            WHERE {_NO_ROWS} ON CONFLICT DO NOTHING""".encode(),
        [series.tolist(), days.tolist(), person],
    )


def renew_touches(
    tx: Transaction,
    person: PersonId,
    ingest_no: int,
    series: Int32s,
    days: Int64s,
    counts: Int64s,
    digests: Sequence[bytes],
) -> None:
    """Write what an ingest says about pages now, where there is a row for it."""
    rows = [
        (ingest_no, s, d, digest, n)
        for s, d, digest, n in zip(series.tolist(), days.tolist(), digests, counts.tolist(), strict=True)
    ]
    set_digests(tx, person, rows)


def keep_proven(
    tx: Transaction, person: PersonId, ingest_no: int, others: Sequence[int]
) -> tuple[list[tuple[int, Int64s]], int]:
    """Give an undone ingest's samples to others on pages that the newest of the others proves.

    `others` are in the order of their statements. A page proven by its newest remaining statement holds
    exactly that statement: the fold of the remaining ones holds all of it and, as none of them deletes, has
    no more samples of any start and length than the page had. Returns these pages and their samples.
    """
    # Right after an import the planner may take a person's thousands of pages for one and go through all
    # pairs of them; joined by hash, the cost is that of reading them once.
    tx.execute("SET LOCAL enable_nestloop = off")
    rows = tx.execute(
        f"""WITH live AS (SELECT * FROM unnest(%s::int4[]) WITH ORDINALITY AS l (ingest_no, rank)),
            proven AS (
                SELECT p.series_id, p.day, d.n,
                       min(l.rank) FILTER (WHERE q.digest = d.digest) AS heir
                FROM ingest_pages p
                JOIN observation_days d ON d.user_id = %s AND d.series_id = p.series_id AND d.day = p.day
                JOIN live l ON true
                JOIN ingest_pages q ON q.user_id = %s AND q.ingest_no = l.ingest_no
                                   AND q.series_id = p.series_id AND q.day = p.day
                WHERE p.user_id = %s AND p.ingest_no = %s AND NOT EXISTS (
                    SELECT FROM incoming_days i WHERE i.user_id = %s AND i.ingest_no = q.ingest_no
                      AND i.series_id = q.series_id AND i.day = q.day)
                GROUP BY p.series_id, p.day, d.n, d.digest
                HAVING (array_agg(q.digest ORDER BY l.rank DESC))[1] = d.digest),
            given AS (
                UPDATE observation_days o
                SET ingests = array_replace(o.ingests, %s::int4, live.ingest_no)
                FROM proven JOIN live ON live.rank = proven.heir
                WHERE o.user_id = %s AND o.series_id = proven.series_id AND o.day = proven.day
                  AND %s = ANY(o.ingests))
            SELECT series_id, array_agg((day - {_EPOCH})::int4 ORDER BY day), sum(n)
            FROM proven GROUP BY series_id ORDER BY series_id""".encode(),
        [list(others), person, person, person, ingest_no, person, ingest_no, person, ingest_no],
    ).fetchall()
    tx.execute("SET LOCAL enable_nestloop = on")
    return [(r[0], np.array(r[1], np.int64)) for r in rows], sum(int(r[2]) for r in rows)


def hand_over_pages(tx: Transaction, person: PersonId, old: int, new: int) -> None:
    """Let one ingest be what another of the same content was: in pages, statements and what waits."""
    tx.execute(
        """UPDATE observation_days SET ingests = array_replace(ingests, %s::int4, %s::int4)
           WHERE user_id = %s AND %s = ANY(ingests)""",
        [old, new, person, old],
    )
    tx.execute(
        "UPDATE ingest_pages SET ingest_no = %s WHERE user_id = %s AND ingest_no = %s",
        [new, person, old],
    )


def undo_pages(
    tx: Transaction,
    person: PersonId,
    series: Int32s,
    days: Int64s,
    *,
    until: datetime | None,
    by_ingest: int,
) -> int:
    """Take whole pages away, kept as versions where `until` is given; return how many samples they had."""
    keys = [series.tolist(), days.tolist()]
    if until is not None:
        tx.execute(
            f"""INSERT INTO observation_day_versions
                    (user_id, series_id, day, until, cause, by_ingest, starts, durations, "values", ingests)
                SELECT o.user_id, o.series_id, o.day, %s, 'undone', %s, o.starts, o.durations, o."values",
                       o.ingests
                FROM {_KEYS}
                JOIN observation_days o ON o.user_id = %s AND o.series_id = k.series_id
                                       AND o.day = k.date
                ON CONFLICT DO NOTHING""".encode(),
            [until, by_ingest, *keys, person],
        )
    rows = tx.execute(
        f"""WITH gone AS (
                DELETE FROM observation_days o USING {_KEYS}
                WHERE o.user_id = %s AND o.series_id = k.series_id AND o.day = k.date
                RETURNING o.n)
            SELECT coalesce(sum(n), 0) FROM gone""".encode(),
        [*keys, person],
    )
    return sum(int(r[0]) for r in rows)


def drop_touches(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Forget which pages an ingest touched."""
    tx.execute("DELETE FROM ingest_pages WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])


def drop_touches_of_page(
    tx: Transaction, person: PersonId, ingests: Sequence[int], series: int, day: int
) -> None:
    """Forget what ingests said about one page."""
    tx.execute(
        f"""DELETE FROM ingest_pages WHERE user_id = %s AND ingest_no = ANY(%s) AND series_id = %s
            AND day = {_EPOCH} + %s::int4""".encode(),
        [person, list(ingests), series, day],
    )


def write_versions(
    tx: Transaction,
    person: PersonId,
    rows: Sequence[tuple[int, int, str, Page]],
    *,
    until: datetime,
    by_ingest: int,
) -> None:
    """Keep what was believed until now: (series, day, cause, samples) of pages."""
    for series, day, cause, page in rows:
        tx.execute(
            f"""INSERT INTO observation_day_versions
                    (user_id, series_id, day, until, cause, by_ingest, starts, durations, "values", ingests)
                VALUES (%s, %s, {_EPOCH} + %s::int4, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT DO NOTHING""".encode(),
            [
                person,
                series,
                day,
                until,
                cause,
                by_ingest,
                page.samples.starts.tolist(),
                page.samples.durations.tolist(),
                page.samples.values.tolist(),
                page.ingests.tolist(),
            ],
        )


def _copy(tx: Transaction, table: str, shape: str, names: str, columns: Sequence[Sequence[bytes]]) -> None:
    tx.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({shape}) ON COMMIT DELETE ROWS".encode())
    codec.copy_rows(tx, table, names, columns)
