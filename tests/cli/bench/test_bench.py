"""What the benchmark compares with is what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import psycopg
import pytest

from salus.cli.bench import files, floors, importing, report
from salus.cli.bench.product import median, p95, quietest_p95
from salus.db import Database
from salus.sandbox import invent, write

LAST = date(2026, 11, 20)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A small main file and the number of its records, those inside correlations too."""
    path = tmp_path_factory.mktemp("bench") / "export.xml"
    write(invent(1, days=6, last_day=LAST), path, version=16)
    return path, path.read_bytes().count(b"<Record ")


def test_the_staged_floor_keeps_every_distinct_record(export: tuple[Path, int], database: Database) -> None:
    path, records = export
    assert database.owner_url is not None
    assert floors.staged(path, database.owner_url) == records
    with psycopg.connect(database.owner_url) as conn:
        row = conn.execute("SELECT count(*), count(DISTINCT tableoid) FROM bench_floor.samples").fetchone()
        steps = conn.execute(
            "SELECT count(*) FROM bench_floor.samples WHERE start_at >= '2026-11-20 00:00+01'"
        ).fetchone()
        assert floors.staged_bytes(conn) > 100_000
    assert row is not None
    assert 0.98 * records < row[0] < records
    assert row[1] >= 1
    assert steps is not None
    assert steps[0] > 500


def test_the_digest_floor_reads_every_record(export: tuple[Path, int]) -> None:
    assert floors.digested(export[0]) == export[1]


def test_a_floor_runs_in_a_process_of_its_own_and_says_its_memory(export: tuple[Path, int]) -> None:
    done = importing.floor("hash", export[0])
    assert done.done == export[0].stat().st_size
    assert 5 < done.rss_mb < 60
    assert 0 < done.cpu_seconds < 5


def test_the_files_of_a_run_tell_one_life_twice(tmp_path: Path) -> None:
    made = files.make(tmp_path, "50k", LAST)
    assert 0.8 < made.first.written.read["Record"] / 50_000 < 1.3
    assert importing.expected_new(made) > 300
    with zipfile.ZipFile(made.again) as archive:
        assert archive.read("Health/export.xml") == made.first.xml.read_bytes()
    assert made.small.read["Record"] < made.first.written.read["Record"]


def test_a_line_passes_by_its_ratio_or_its_limit() -> None:
    assert report.ratio(1, "import", 2.0, 1.0, "s", 0.9, 0.5).verdict == "aim"
    assert report.ratio(1, "import", 2.0, 1.6, "s", 0.9, 0.5).verdict == "pass"
    assert report.ratio(1, "import", 2.0, 1.9, "s", 0.9, 0.5).verdict == "short"
    assert report.value(3, "memory", 250, "MB", 200, 100).verdict == "short"
    assert report.unmeasured(7, "days", "why").verdict == "–"
    shown = report.table([report.ratio(1, "import", 2.0, 1.0, "s", 0.9, 0.5, "fast")])
    assert "0.50" in shown
    assert "fast" in shown
    assert json.dumps(report.value(3, "memory", 250, "MB", 200, 100).as_json())


def test_an_unequal_sum_of_counts_is_seen() -> None:
    counts = {
        "new": 5,
        "changed": 0,
        "unchanged": 1,
        "quarantined": 1,
        "unmapped": 1,
        "skipped": {"duplicate": 2},
    }
    assert importing.unbalanced({"read": 10, **counts}) == 0
    assert importing.unbalanced({"read": 11, **counts}) == 1


def test_p95_is_the_value_that_five_in_a_hundred_exceed() -> None:
    seconds = [n / 1000 for n in range(1, 101)]
    assert p95(seconds) == 96
    assert median(seconds) == 51


def test_one_disturbed_round_does_not_count() -> None:
    assert quietest_p95([0.5] * 60 + [0.001] * 60 + [0.002] * 60) == 1


def test_the_floors_start_without_the_product() -> None:
    """So that a floor's memory is its own."""
    heavy = "[m for m in sys.modules if m in ('numpy', 'starlette')]"
    seen = f"import sys, salus.cli.bench.floors; print({heavy})"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
