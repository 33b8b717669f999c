"""Goals 1 and 3 to 7: what an import takes, beside the floors on the same file."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from salus.cli.bench.files import Files
from salus.cli.bench.product import Product
from salus.cli.bench.report import Line, ratio, unmeasured, value
from salus.kit.errors import OperatorError
from salus.kit.ids import PersonId
from salus.sandbox import Written
from salus.sandbox.truth import truth_of

VOID = 40
WORTH_COMPARING = 150_000


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds, processor seconds with the server's, peak memory in MB, what was done (records or bytes)."""

    seconds: float
    cpu_seconds: float
    rss_mb: float
    done: int


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: seconds to current days, of them those to take the file in, processor seconds with the
    server's, peak memory in MB, its report, seconds to the first day."""

    seconds: float
    received: float
    cpu_seconds: float
    rss_mb: float
    report: dict[str, Any]
    first_day_after: float | None = None


def floor(what: str, path: Path, url: str = "", *, times: int = 1) -> Floor:
    """Run a floor in a process of its own; the quickest of `times` counts."""
    found = []
    for _ in range(times):
        words = [sys.executable, "-m", "salus.cli.bench.floors", what, str(path)]
        done = subprocess.run(words, input=url, text=True, capture_output=True, check=False)
        if done.returncode:
            raise OperatorError(f"The floor “{what}” failed: {done.stderr[-2000:]}")
        said = json.loads(done.stdout)
        found.append(Floor(said["seconds"], said["cpu_seconds"], said["rss_mb"], said["done"]))
    return min(found, key=lambda f: f.seconds)


def import_in_child(
    product: Product,
    email: str,
    paths: Sequence[Path],
    watch: tuple[psycopg.Connection[Any], PersonId] | None,
) -> list[Imported]:
    """Import files one after the other in one process, as a running worker would.

    watch: a connection that sees the person's days, to note when the first one of the first file is there.
    """
    words = [sys.executable, "-m", "salus.cli.bench.child", email, *map(str, paths)]
    child = subprocess.Popen(words, env=product.environment, stdout=subprocess.PIPE, text=True)
    if child.stdout is None:
        raise OperatorError("The importing process has no output.")
    found = []
    with child.stdout as lines:
        for line in lines:
            said = json.loads(line)
            if "report" in said:
                found.append(_imported(said))
            elif watch is not None and not found:
                after = _first_day(*watch, said["begun"], child)
                found.append(_imported(json.loads(next(lines)), after))
    if child.wait() not in (0, 3):
        raise OperatorError(f"The import ended with status {child.returncode}.")
    return found


def _imported(said: dict[str, Any], first_day_after: float | None = None) -> Imported:
    return Imported(
        said["seconds"],
        said["received"],
        said["cpu_seconds"],
        said["rss_mb"],
        said["report"],
        first_day_after,
    )


def _first_day(
    conn: psycopg.Connection[Any], person: PersonId, begun: float, child: subprocess.Popen[str]
) -> float | None:
    """Seconds from `begun` until a day of the person can be read."""
    while child.poll() is None:
        row = conn.execute("SELECT 1 FROM daily WHERE user_id = %s LIMIT 1", [person]).fetchone()
        if row is not None:
            return time.monotonic() - begun
        time.sleep(0.02)
    return None


def wrong_days(conn: psycopg.Connection[Any], person: PersonId, files: Files, until: date) -> list[str]:
    """Every day of every metric whose stored value is not the truth, as sentences."""
    truth = truth_of(files.person, until=until)
    wrong = []
    for metric, days in truth.days.items():
        stored = dict(
            conn.execute(
                "SELECT day, value FROM daily WHERE user_id = %s AND metric = %s AND value IS NOT NULL",
                [person, metric],
            ).fetchall()
        )
        wrong += [
            f"{metric} {day}: {stored.get(day)} stored, {days.get(day)} true"
            for day in sorted(stored.keys() | days.keys())
            if not _equal(stored.get(day), days.get(day))
        ]
    asleep = {day: night.asleep for day, night in truth.nights.items()}
    stored = dict(
        conn.execute(
            "SELECT day, value FROM daily WHERE user_id = %s AND metric = 'sleep_duration_total'", [person]
        ).fetchall()
    )
    wrong += [
        f"sleep {day}: {stored.get(day)} stored, {asleep.get(day)} true"
        for day in sorted(stored.keys() | asleep.keys())
        if not _equal(stored.get(day), asleep.get(day))
    ]
    return wrong


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= max(2e-3, 2e-6 * abs(other))


def unbalanced(report: dict[str, Any]) -> int:
    """How many of the read records are in no bucket, or in two."""
    skipped = sum(map(int, report["skipped"].values()))
    known = sum(int(report[name]) for name in ("new", "changed", "unchanged", "quarantined", "unmapped"))
    return int(report["read"]) - known - skipped


def false_new(files: Files, report: dict[str, Any]) -> int:
    """How many records a later export brought as new or changed that are neither."""
    return int(report["new"]) + int(report["changed"]) - expected_new(files)


def expected_new(files: Files) -> int:
    """How many records the later export has that the first had not; repetitions are not counted."""

    return _distinct(files.later.written) - _distinct(files.first.written)


def _distinct(written: Written) -> int:
    once = written.read.total() - written.duplicates - written.repeats
    return once - written.unmapped.total()


def stored_bytes(conn: psycopg.Connection[Any]) -> int:
    """Bytes on disk of all tables, with indexes."""
    row = conn.execute(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r'"
    ).fetchone()
    return int(row[0]) if row else 0


def lines(
    files: Files,
    floors: dict[str, Floor],
    first: Imported,
    again: Imported,
    later: Imported,
    small: Imported,
    bytes_a_sample: float,
    wrong: Sequence[str],
) -> list[Line]:
    """Goals 1 and 3 to 7."""
    records = files.first.written.read["Record"]
    hashed, staged, digest = floors["hash"], floors["staged"], floors["digest"]
    void = staged.seconds > VOID * hashed.seconds
    quality = "every day true" if not wrong else f"{len(wrong):,} days wrong, so it does not count"
    if unbalanced(first.report):
        quality += f"; counts off by {unbalanced(first.report):,}"
    speed = f"{records / first.seconds:,.0f} records/s; {_effort(first, staged)}; {quality}"
    if void:
        busy = staged.seconds / hashed.seconds
        why = f"void, the machine is too busy: staged is {busy:.0f} × hash (24 when quiet)"
        one = unmeasured(
            1, "first import", f"{why}; {first.seconds:.1f} s to {staged.seconds:.1f} s, {speed}"
        )
    else:
        one = ratio(1, "first import", staged.seconds, first.seconds, "s", 0.9, 0.5, speed)
    growth = first.rss_mb / small.rss_mb - 1
    shares = f"{100 * growth:+.0f} % from {small.report['read']:,} to {first.report['read']:,} records"
    known = f"packed anew; {again.received:.2g} s more to take the file in"
    wrongly = false_new(files, later.report)
    return [
        one,
        value(3, "peak memory", first.rss_mb, "MB", 200, 100, floor=staged.rss_mb),
        value(3, "… its growth", 100 * growth, "%", 20, 20, shares)
        if int(small.report["read"]) >= WORTH_COMPARING
        else unmeasured(3, "… its growth", f"{shares}; the goal begins at 200,000: say --size 1m"),
        ratio(4, "same file again", hashed.seconds, again.seconds - again.received, "s", 2, 1.2, known),
        ratio(
            5,
            "later export",
            digest.seconds,
            later.seconds,
            "s",
            2.5,
            1.5,
            f"{wrongly:,} false new; {_effort(later, digest)}",
        ),
        value(6, "bytes a sample", bytes_a_sample, "B", 30, 18, floor=14.9),
        value(7, "first days visible", first.first_day_after, "s", 5, 2)
        if first.first_day_after is not None
        else unmeasured(7, "first days visible", "no day was seen before the end"),
    ]


def _effort(ours: Imported, floor: Floor) -> str:
    """The processor time of both, which says more than seconds where the machine is busy."""
    return f"CPU {ours.cpu_seconds:.1f} s to {floor.cpu_seconds:.1f} s"
