"""SQL of ingests, of what was set aside, of types not mapped yet, and of checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from salus.db import Transaction
from salus.kit.ids import IngestNo, PersonId

LIVE: Final = ("running", "cut", "done")

_COLUMNS: Final = (
    "ingest_no, import_id, road, provider, kind, file_name, state, said_at_ms, content_hash, member_size, "
    "member_crc, blob_id, whole, absent_deletes, normalizer_version, replays, report, preview, problem, "
    "started_at, ended_at, undone_at, repeats"
)


@dataclass(frozen=True, slots=True)
class Ingest:
    """One row of `ingests`: a file, a page of a sync, a push, or a replay of one."""

    ingest_no: IngestNo
    import_id: UUID
    road: str
    provider: str
    kind: str
    file_name: str
    state: str
    said_at_ms: int | None
    content_hash: bytes | None
    member_size: int | None
    member_crc: int | None
    blob_id: UUID | None
    whole: bool
    absent_deletes: bool
    normalizer_version: int
    replays: int | None
    report: Mapping[str, Any]
    preview: Mapping[str, Any] | None
    problem: str | None
    started_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    repeats: int | None
    """The ingest that read the same content before, and speaks for this one too."""

    @property
    def live(self) -> bool:
        """Return whether its statements count."""
        return self.state in LIVE


def add_ingest(
    tx: Transaction,
    person: PersonId,
    import_id: UUID,
    *,
    provider: str,
    kind: str,
    file_name: str,
    blob_id: UUID | None,
    member_size: int | None,
    member_crc: int | None,
    normalizer_version: int,
    replays: int | None,
    now: datetime,
) -> IngestNo:
    """Insert an ingest in state `received` and return its number. A file's road is its provider's code."""
    row = tx.execute(
        """INSERT INTO ingests (user_id, ingest_no, import_id, road, provider, kind, file_name, state,
                                blob_id, member_size, member_crc, normalizer_version, replays, started_at)
           SELECT %s, coalesce(max(ingest_no), 0) + 1, %s, %s, %s, %s, %s, 'received',
                  %s, %s, %s, %s, %s, %s
           FROM ingests WHERE user_id = %s RETURNING ingest_no""",
        [
            person,
            import_id,
            provider,
            provider,
            kind,
            file_name,
            blob_id,
            member_size,
            member_crc,
            normalizer_version,
            replays,
            now,
            person,
        ],
    ).fetchone()
    return IngestNo(int(row[0])) if row else IngestNo(0)


def ingests(tx: Transaction, person: PersonId) -> list[Ingest]:
    """Return all ingests of a person, the newest first."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM ingests WHERE user_id = %s ORDER BY ingest_no DESC".encode(), [person]
    )
    return [Ingest(*row) for row in rows]


def by_import(tx: Transaction, person: PersonId, import_id: UUID) -> Ingest | None:
    """Return the ingest of an import."""
    row = tx.execute(
        f"SELECT {_COLUMNS} FROM ingests WHERE user_id = %s AND import_id = %s".encode(),
        [person, import_id],
    ).fetchone()
    return Ingest(*row) if row else None


def set_fields(tx: Transaction, person: PersonId, ingest_no: int, **fields: Any) -> None:
    """Write some columns of an ingest."""
    words = ", ".join(f"{name} = %s" for name in fields)
    tx.execute(
        f"UPDATE ingests SET {words} WHERE user_id = %s AND ingest_no = %s".encode(),
        [
            *(Jsonb(v, dumps=orjson.dumps) if isinstance(v, dict) else v for v in fields.values()),
            person,
            ingest_no,
        ],
    )


def drop_ingest(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Take an ingest away that never stored anything."""
    tx.execute("DELETE FROM ingests WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])


def add_quarantine(
    tx: Transaction,
    person: PersonId,
    ingest_no: int,
    rows: Sequence[tuple[int, str, str, str, int, bytes]],
    key_version: int,
) -> None:
    """Keep what was set aside: (number, reason, metric, detail, offset, sealed raw form)."""
    if rows:
        tx.execute(
            """INSERT INTO quarantine (user_id, ingest_no, item_no, reason, metric, detail, at_offset,
                                       key_version, raw)
               SELECT %s, %s, k.item_no, k.reason, k.metric, k.detail, k.at_offset, %s, k.raw
               FROM unnest(%s::int4[], %s::text[], %s::text[], %s::text[], %s::int8[], %s::bytea[])
                    AS k (item_no, reason, metric, detail, at_offset, raw)""",
            [person, ingest_no, key_version, *([row[i] for row in rows] for i in range(6))],
        )


def quarantine(
    tx: Transaction, person: PersonId, ingest_no: int, after: int, limit: int
) -> list[tuple[int, str, str, str, int, int, bytes]]:
    """Return (number, reason, metric, detail, offset, key version, sealed raw form) after a number."""
    return list(
        tx.execute(
            """SELECT item_no, reason, metric, detail, at_offset, key_version, raw FROM quarantine
               WHERE user_id = %s AND ingest_no = %s AND item_no > %s ORDER BY item_no LIMIT %s""",
            [person, ingest_no, after, limit],
        )
    )


def quarantine_count(tx: Transaction, person: PersonId, ingest_no: int) -> int:
    """Return how many records of an ingest were set aside."""
    rows = tx.execute(
        "SELECT count(*) FROM quarantine WHERE user_id = %s AND ingest_no = %s", [person, ingest_no]
    )
    return sum(int(r[0]) for r in rows)


def add_unmapped(tx: Transaction, person: PersonId, ingest_no: int, counts: Mapping[str, int]) -> None:
    """Add to how many records of types not mapped yet an ingest had."""
    if counts:
        tx.execute(
            """INSERT INTO unmapped_types AS u (user_id, ingest_no, type, records)
               SELECT %s, %s, * FROM unnest(%s::text[], %s::int8[])
               ON CONFLICT (user_id, ingest_no, type) DO UPDATE SET records = u.records + EXCLUDED.records""",
            [person, ingest_no, list(counts), list(counts.values())],
        )


def hand_over(tx: Transaction, person: PersonId, old: int, new: int) -> None:
    """Let one ingest be what another of the same content was, also for the others that repeat it."""
    tx.execute(
        "UPDATE unmapped_types SET ingest_no = %s WHERE user_id = %s AND ingest_no = %s", [new, person, old]
    )
    tx.execute(
        """UPDATE ingests SET repeats = CASE WHEN ingest_no = %s THEN NULL ELSE %s END
           WHERE user_id = %s AND repeats = %s""",
        [new, new, person, old],
    )


def unmapped(tx: Transaction, person: PersonId, ingest_no: int) -> list[tuple[str, int]]:
    """Return (type, records) of types not mapped yet, the most frequent first."""
    return list(
        tx.execute(
            """SELECT type, records FROM unmapped_types WHERE user_id = %s AND ingest_no = %s
               ORDER BY records DESC, type""",
            [person, ingest_no],
        )
    )


def put_checkpoint(
    tx: Transaction,
    person: PersonId,
    ingest_no: int,
    member: str,
    offset: int,
    state: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep where an ingest can go on."""
    tx.execute(
        """INSERT INTO import_checkpoints (user_id, ingest_no, member, "offset", state, at)
           VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (user_id, ingest_no) DO UPDATE
           SET member = EXCLUDED.member, "offset" = EXCLUDED."offset", state = EXCLUDED.state,
               at = EXCLUDED.at""",
        [person, ingest_no, member, offset, Jsonb(dict(state), dumps=orjson.dumps), now],
    )


def checkpoint(
    tx: Transaction, person: PersonId, ingest_no: int
) -> tuple[int, Mapping[str, Any], datetime] | None:
    """Return (offset, state, time) at which an ingest can go on."""
    row = tx.execute(
        """SELECT "offset", state, at FROM import_checkpoints WHERE user_id = %s AND ingest_no = %s""",
        [person, ingest_no],
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def drop_checkpoint(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Forget where an ingest could go on."""
    tx.execute("DELETE FROM import_checkpoints WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])


def forget(tx: Transaction, person: PersonId, ingest_no: int, *, erase: bool) -> None:
    """Take away what an undone ingest leaves: with `erase` also what was set aside and old beliefs."""
    drop_checkpoint(tx, person, ingest_no)
    if erase:
        tx.execute(
            "DELETE FROM observation_day_versions WHERE user_id = %s AND by_ingest = %s", [person, ingest_no]
        )
        tx.execute(
            "DELETE FROM observation_day_versions WHERE user_id = %s AND ingests <@ ARRAY[%s::int4]",
            [person, ingest_no],
        )
        tx.execute("DELETE FROM quarantine WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])
        tx.execute("DELETE FROM unmapped_types WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])
        tx.execute("DELETE FROM raw_pages WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])


def restart(tx: Transaction, person: PersonId, ingest_no: int) -> None:
    """Take away what an ingest that begins anew had set aside and counted."""
    tx.execute("DELETE FROM quarantine WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])
    tx.execute("DELETE FROM unmapped_types WHERE user_id = %s AND ingest_no = %s", [person, ingest_no])
    drop_checkpoint(tx, person, ingest_no)


def _column(value: Any) -> Any:
    return Jsonb(value, dumps=orjson.dumps) if isinstance(value, dict) else value
