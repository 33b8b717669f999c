"""SQL of records that are no series: events, workouts and the streams that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb

from salus.db import Transaction
from salus.kit.ids import PersonId

EVENTS: Final = "health_events"
WORKOUTS: Final = "workouts"
_SHARED: Final = (
    "record_key, digest, source_id, by_name, start_ms, end_ms, details, said_at_ms, version, ingests, "
    "believed"
)
_OWN: Final = {
    EVENTS: "kind, code, value",
    WORKOUTS: "workout_id, activity, family, duration_ms, zone, totals, events, legs",
}
_JSON: Final = frozenset({"details", "totals", "events", "legs"})


def columns(table: str) -> list[str]:
    """Return the columns of a record table, without the person."""
    return f"{_SHARED}, {_OWN[table]}".split(", ")


def by_key(tx: Transaction, person: PersonId, table: str, keys: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return every statement of the records with these keys."""
    names = columns(table)
    rows = tx.execute(
        f"SELECT {', '.join(names)} FROM {table} WHERE user_id = %s AND record_key = ANY(%s)".encode(),
        [person, list(keys)],
    )
    return [dict(zip(names, _plain(row), strict=True)) for row in rows]


def believed(
    tx: Transaction,
    person: PersonId,
    table: str,
    from_ms: int | None,
    to_ms: int | None,
    *,
    kind: str | None = None,
    workout_id: Any = None,
) -> list[dict[str, Any]]:
    """Return believed records that overlap [from_ms, to_ms), by start."""
    names = columns(table)
    more = "AND kind = %(kind)s" if kind is not None else ""
    more += " AND workout_id = %(id)s" if workout_id is not None else ""
    rows = tx.execute(
        f"""SELECT {", ".join(names)} FROM {table}
            WHERE user_id = %(person)s AND believed {more}
              AND (%(to)s::int8 IS NULL OR start_ms < %(to)s)
              AND (%(from)s::int8 IS NULL OR start_ms >= %(from)s OR end_ms > %(from)s)
            ORDER BY start_ms, record_key""".encode(),
        {"person": person, "kind": kind, "id": workout_id, "from": from_ms, "to": to_ms},
    )
    return [dict(zip(names, _plain(row), strict=True)) for row in rows]


def add(tx: Transaction, person: PersonId, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert statements."""
    if not rows:
        return
    names = columns(table)
    with tx.cursor() as cursor:
        cursor.executemany(
            f"""INSERT INTO {table} (user_id, {", ".join(names)})
                VALUES (%s, {", ".join(["%s"] * len(names))})""".encode(),
            [[person, *(_json(row[name]) if name in _JSON else row[name] for name in names)] for row in rows],
        )


def update(tx: Transaction, person: PersonId, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write who says statements, since when, and whether they are believed."""
    if rows:
        with tx.cursor() as cursor:
            cursor.executemany(
                f"""UPDATE {table} SET ingests = %s, said_at_ms = %s, version = %s, believed = %s
                    WHERE user_id = %s AND record_key = %s AND digest = %s""".encode(),
                [
                    [
                        *(r[name] for name in ("ingests", "said_at_ms", "version", "believed")),
                        person,
                        r["record_key"],
                        r["digest"],
                    ]
                    for r in rows
                ],
            )


def of_ingest(tx: Transaction, person: PersonId, table: str, ingest_no: int) -> list[dict[str, Any]]:
    """Return every statement of the records of which an ingest says something."""
    names = columns(table)
    rows = tx.execute(
        f"""SELECT {", ".join(names)} FROM {table}
            WHERE user_id = %s AND record_key IN (
                SELECT record_key FROM {table} WHERE user_id = %s AND %s = ANY(ingests))""".encode(),
        [person, person, ingest_no],
    )
    return [dict(zip(names, _plain(row), strict=True)) for row in rows]


def drop(tx: Transaction, person: PersonId, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
    """Take away statements by (record key, digest)."""
    if rows:
        tx.execute(
            f"""DELETE FROM {table} t USING unnest(%s::bytea[], %s::bytea[]) AS k (record_key, digest)
                WHERE t.user_id = %s AND t.record_key = k.record_key AND t.digest = k.digest""".encode(),
            [[key for key, _ in rows], [digest for _, digest in rows], person],
        )


def named_records(
    tx: Transaction, person: PersonId, table: str
) -> list[tuple[bytes, bytes, str, int, str, int]]:
    """Return (key, digest, by_name, start_ms, kind, source) of records whose source a name decided."""
    kind = "kind" if table == EVENTS else "'workout'"
    return [
        (r[0], r[1], r[2], r[3], r[4], r[5])
        for r in tx.execute(
            f"""SELECT record_key, digest, by_name, start_ms, {kind}, source_id FROM {table}
                WHERE user_id = %s AND by_name <> '' """.encode(),
            [person],
        )
    ]


def set_sources(
    tx: Transaction, person: PersonId, table: str, rows: Sequence[tuple[bytes, bytes, int]]
) -> None:
    """Give records, by (key, digest), to other sources."""
    if rows:
        tx.execute(
            f"""UPDATE {table} t SET source_id = k.source_id
                FROM unnest(%s::bytea[], %s::bytea[], %s::int4[]) AS k (record_key, digest, source_id)
                WHERE t.user_id = %s AND t.record_key = k.record_key AND t.digest = k.digest""".encode(),
            [[r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], person],
        )


def absent(
    tx: Transaction, person: PersonId, table: str, road: str, ingest_no: int, until_ms: int
) -> list[dict[str, Any]]:
    """Return statements of a road's records that end by `until_ms` and of which an ingest says nothing."""
    names = columns(table)
    rows = tx.execute(
        f"""SELECT {", ".join(names)} FROM {table} t
            WHERE user_id = %s AND end_ms <= %s
              AND source_id IN (SELECT source_id FROM sources WHERE user_id = %s AND road = %s)
              AND NOT EXISTS (SELECT FROM {table} o WHERE o.user_id = t.user_id
                                AND o.record_key = t.record_key AND %s = ANY(o.ingests))""".encode(),
        [person, until_ms, person, road, ingest_no],
    )
    return [dict(zip(names, _plain(row), strict=True)) for row in rows]


def add_stream(
    tx: Transaction,
    person: PersonId,
    record_key: bytes,
    name: str,
    digest: bytes,
    n: int,
    packed: bytes,
    ingest_no: int,
) -> None:
    """Keep a stream; one that is here already is now said by this ingest too."""
    tx.execute(
        """INSERT INTO record_streams AS s (user_id, record_key, name, digest, n, "columns", ingests)
           VALUES (%(person)s, %(key)s, %(name)s, %(digest)s, %(n)s, %(packed)s, ARRAY[%(ingest)s::int4])
           ON CONFLICT (user_id, record_key, name, digest) DO UPDATE
           SET ingests = CASE WHEN %(ingest)s = ANY(s.ingests) THEN s.ingests
                              ELSE s.ingests || %(ingest)s::int4 END""",
        {
            "person": person,
            "key": record_key,
            "name": name,
            "digest": digest,
            "n": n,
            "packed": packed,
            "ingest": ingest_no,
        },
    )


def stream(tx: Transaction, person: PersonId, record_key: bytes, name: str) -> bytes | None:
    """Return the packed stream of a record that the newest ingest says."""
    row = tx.execute(
        """SELECT "columns" FROM record_streams s
           WHERE user_id = %s AND record_key = %s AND name = %s
           ORDER BY (SELECT max(ARRAY[coalesce(i.said_at_ms, 0), i.ingest_no]) FROM ingests i
                     WHERE i.user_id = s.user_id AND i.ingest_no = ANY(s.ingests)) DESC NULLS LAST, digest
           LIMIT 1""",
        [person, record_key, name],
    ).fetchone()
    return bytes(row[0]) if row else None


def forget_streams(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Undo what an ingest said about streams; those that nobody else says go."""
    tx.execute(
        "DELETE FROM record_streams WHERE user_id = %s AND ingests = ARRAY[%s::int4]", [person, ingest_no]
    )
    tx.execute(
        """UPDATE record_streams SET ingests = array_remove(ingests, %s::int4)
           WHERE user_id = %s AND %s = ANY(ingests)""",
        [ingest_no, person, ingest_no],
    )


def hand_over_records(tx: Transaction, person: PersonId, old: int, new: int) -> None:
    """Let one ingest have said the records that another of the same content said."""
    for table in (EVENTS, WORKOUTS, "record_streams"):
        tx.execute(
            f"""UPDATE {table} SET ingests = array_replace(ingests, %s::int4, %s::int4)
                WHERE user_id = %s AND %s = ANY(ingests)""".encode(),
            [old, new, person, old],
        )


def _json(value: Any) -> Jsonb:
    """Return a value as JSON; what is no finite number is null there."""
    return Jsonb(value, dumps=orjson.dumps)


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]
