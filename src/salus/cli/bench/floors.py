"""The floors: the least work that anything must do, done plainly, each in a process of its own.

hash: blake2b over the uncompressed main file. staged: expat, one connection, binary COPY into a temporary
table, sorted INSERT … ON CONFLICT DO NOTHING into monthly partitions with a key of five columns, ANALYZE.
digest: a regular expression over the bytes, values normalized, one digest per series and day.
"""

from __future__ import annotations

import json
import re
import sys
import time
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.parsers import expat

import psycopg
from psycopg import sql

from salus.cli.bench.effort import cpu_seconds, peak_rss_mb

BLOCK = 1 << 20
SCHEMA = "bench_floor"
PERSON = UUID(int=1)

_STAGING = """
CREATE TEMP TABLE staging (
    user_id uuid, metric int4, source int4, start_ms int8, end_ms int8, value float8, utc_offset int4
)"""
_TARGET = """
CREATE TABLE bench_floor.samples (
    user_id uuid NOT NULL, metric int4 NOT NULL, source int4 NOT NULL,
    start_at timestamptz NOT NULL, end_at timestamptz NOT NULL, value float8 NOT NULL, utc_offset int4,
    PRIMARY KEY (user_id, metric, source, start_at, end_at)
) PARTITION BY RANGE (start_at)"""
_MONTHS = """
SELECT generate_series(date_trunc('month', to_timestamp(min(start_ms) / 1000.0)),
                       to_timestamp(max(start_ms) / 1000.0), interval '1 month') FROM staging"""
_INSERT = """
INSERT INTO bench_floor.samples
SELECT user_id, metric, source, to_timestamp(start_ms / 1000.0), to_timestamp(end_ms / 1000.0),
       value, utc_offset
FROM staging ORDER BY user_id, metric, source, start_ms, end_ms
ON CONFLICT DO NOTHING"""


def hashed(path: Path) -> int:
    """Hash the file; return its bytes."""
    digest, size = blake2b(digest_size=32), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    digest.digest()
    return size


def staged(path: Path, url: str) -> int:
    """Store every record of the file as a row; return how many there were."""
    with psycopg.connect(url) as conn:
        conn.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        conn.execute(f"CREATE SCHEMA {SCHEMA}")
        conn.execute(_STAGING)
        with conn.cursor() as cursor, cursor.copy("COPY staging FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["uuid", "int4", "int4", "int8", "int8", "float8", "int4"])
            records = _parse(path, copy.write_row)
        conn.execute(_TARGET)
        for (month,) in conn.execute(_MONTHS).fetchall():
            following = (month + timedelta(days=32)).replace(day=1)
            conn.execute(
                sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                    sql.Identifier(SCHEMA, f"samples_{month:%Y%m}"),
                    sql.Identifier(SCHEMA, "samples"),
                    sql.Literal(month.isoformat()),
                    sql.Literal(following.isoformat()),
                )
            )
        conn.execute(_INSERT)
        conn.execute(f"ANALYZE {SCHEMA}.samples")
    return records


def staged_bytes(conn: psycopg.Connection[Any]) -> int:
    """Bytes on disk of the staged floor's rows with their index; drops them."""
    row = conn.execute(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = %s AND relkind = 'r'",
        [SCHEMA],
    ).fetchone()
    conn.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    return int(row[0] or 0) if row else 0


def _parse(path: Path, write: Any) -> int:
    """Give each Record as a row to `write`."""
    metrics: dict[str, int] = {}
    sources: dict[str, int] = {}
    states: dict[str, float] = {}
    moments = _Moments()
    count = 0

    def opened(name: str, said: dict[str, str]) -> None:
        nonlocal count
        if name != "Record":
            return
        value = said.get("value", "")
        try:
            number = float(value)
        except ValueError:
            number = states.setdefault(value, float(len(states)))
        start, offset = moments.of(said["startDate"])
        end, _ = moments.of(said["endDate"])
        kind = said["type"]
        who = said["sourceName"]
        write(
            (
                PERSON,
                metrics.setdefault(kind, len(metrics)),
                sources.setdefault(who, len(sources)),
                start,
                end,
                number,
                offset,
            )
        )
        count += 1

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    for block in _without_doctype(path):
        parser.Parse(block)
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own signature)
    return count


class _Moments:
    """Dates of an export as epoch milliseconds; the hour is remembered, minutes and seconds are added."""

    def __init__(self) -> None:
        self._hours: dict[tuple[str, str], tuple[int, int]] = {}

    def of(self, text: str) -> tuple[int, int]:
        """Return (epoch ms, minutes east of UTC)."""
        hour = (text[:13], text[20:])
        known = self._hours.get(hour)
        if known is None:
            moment = datetime.strptime(f"{text[:13]}:00:00 {text[20:]}", "%Y-%m-%d %H:%M:%S %z")
            offset = moment.utcoffset()
            known = (int(moment.timestamp()) * 1000, int(offset.total_seconds()) // 60 if offset else 0)
            self._hours[hour] = known
        return known[0] + int(text[14:16]) * 60_000 + int(text[17:19]) * 1000, known[1]


def _without_doctype(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(64 << 10)
        start = head.index(b"<!DOCTYPE")
        rest = head[head.index(b"]>", start) + 2 :]
        yield head[:start] + rest.lstrip(b"\n>")
        while block := file.read(BLOCK):
            yield block


_RECORD = re.compile(
    rb'<Record type="([^"]+)" sourceName="([^"]+)" sourceVersion="[^"]*"(?: device="[^"]*")?'
    rb'(?: unit="([^"]*)")? creationDate="[^"]*" startDate="([^"]+)" endDate="([^"]+)" value="([^"]*)"'
)
_FACTORS = {b"Cal": 1.0, b"kJ": 1 / 4.184, b"mi": 1609.344, b"km": 1000.0, b"lb": 0.45359237, b"%": 100.0}


def digested(path: Path) -> int:
    """Read every record by a regular expression and digest each series' days; return the records."""
    hours: dict[bytes, int] = {}
    open_days: dict[tuple[bytes, bytes], tuple[int, array[float]]] = {}
    digests: dict[tuple[bytes, bytes, int], bytes] = {}
    count = 0

    def epoch(text: bytes) -> int:
        hour = text[:13] + text[20:]
        base = hours.get(hour)
        if base is None:
            moment = datetime.strptime(hour.decode(), "%Y-%m-%d %H%z").astimezone(UTC)
            base = hours[hour] = int(moment.timestamp())
        return base + int(text[14:16]) * 60 + int(text[17:19])

    def close(key: tuple[bytes, bytes], day: int, numbers: array[float]) -> None:
        digests[*key, day] = blake2b(
            digests.get((*key, day), b"") + numbers.tobytes(), digest_size=8
        ).digest()

    for window in _windows(path):
        for kind, who, unit, started, ended, text in _RECORD.findall(window):
            start = epoch(started)
            end = start if ended == started else epoch(ended)
            try:
                value = float(text) * _FACTORS.get(unit, 1.0)
            except ValueError:
                value = float(len(text))
            key = (kind, who)
            day = start // 86400
            known = open_days.get(key)
            if known is None or known[0] != day:
                if known is not None:
                    close(key, *known)
                known = open_days[key] = (day, array("d"))
            known[1].extend((start, end, round(value, 3)))
            count += 1
    for key, (day, numbers) in open_days.items():
        close(key, day, numbers)
    return count


def _windows(path: Path) -> Iterator[bytes]:
    """The file in pieces that end where a record ends."""
    left = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = left + block
            cut = text.rfind(b"<Record ")
            if cut <= 0:
                left = text
                continue
            yield text[:cut]
            left = text[cut:]
    yield left


def main() -> None:
    """`python -m salus.cli.bench.floors hash|staged|digest FILE [URL]`: do it, print seconds and memory."""
    what, path = sys.argv[1], Path(sys.argv[2])
    begun, busy = time.perf_counter(), cpu_seconds()
    if what == "hash":
        done = hashed(path)
    elif what == "staged":
        done = staged(path, sys.stdin.read().strip())
    else:
        done = digested(path)
    print(
        json.dumps(
            {
                "done": done,
                "seconds": time.perf_counter() - begun,
                "cpu_seconds": cpu_seconds() - busy,
                "rss_mb": peak_rss_mb(),
            }
        )
    )


if __name__ == "__main__":
    main()
