"""An import that was killed, stopped or cut goes on and ends as if nothing had happened."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salus import file_imports
from salus.file_imports import Import, running
from salus.sandbox import invent, write
from tests.file_imports.conftest import NOW, Home
from tests.file_imports.exports import Told, export, record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def often(monkeypatch):
    """Checkpoints after every chunk."""
    monkeypatch.setattr(running, "SAMPLES_A_FLUSH", 1)


def comparable(report: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in report.items() if k not in ("id", "seconds")}


def everything(home: Home) -> tuple[Any, ...]:
    """All that an import leaves, by content."""
    touched = home.rows(
        """SELECT s.metric, r.app, r.hardware, p.day, p.n, p.digest, p.first_offset, p.last_offset
           FROM ingest_pages p JOIN series s USING (user_id, series_id)
           JOIN sources r USING (user_id, source_id) ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"""
    )
    aside = home.rows("SELECT item_no, reason, metric, detail, at_offset FROM quarantine ORDER BY 1")
    zones = home.rows("SELECT from_ms, zone FROM zone_history WHERE believed_to IS NULL ORDER BY 1")
    streams = home.rows("SELECT record_key, name, digest, n FROM record_streams ORDER BY 1, 2, 3")
    unmapped = home.rows("SELECT type, records FROM unmapped_types ORDER BY 1")
    return home.pages(), home.records(), touched, aside, zones, streams, unmapped


def stopping_after(steps: int) -> Callable[[], bool]:
    left = iter(range(steps))
    return lambda: next(left, None) is None


def stop_and_go(home: Home, path: Path, rng: random.Random) -> Import:
    """Import with a stop after every few checkpoints."""
    started = home.begin(path)
    for _ in range(200):
        done = home.run(started, stop=stopping_after(rng.randint(0, 2)))
        if done.state == "done":
            return done
        assert done.state == "cut"
        assert done.can_resume
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("seed", range(2))
def test_an_import_stopped_at_many_points_ends_as_an_uncut_one(
    home, new_home, small_export, often, seed, monkeypatch
):
    done = stop_and_go(home, small_export.path, random.Random(seed))
    monkeypatch.setattr(running, "SAMPLES_A_FLUSH", 200_000)
    uncut = new_home()
    assert comparable(uncut.bring(small_export.path).report) == comparable(done.report)
    assert everything(uncut) == everything(home)


def test_a_later_export_stopped_at_many_points_ends_as_an_uncut_one(
    home, new_home, small_person, small_export, tmp_path, often, monkeypatch
):
    words: dict[str, Any] = {"version": 26, "units": "imperial", "locale": "en_US", "offsets": "per-sample"}
    early = write(small_person, tmp_path / "early.zip", until=small_person.first_day.replace(day=17), **words)
    home.bring(early.path)
    done = stop_and_go(home, small_export.path, random.Random(5))
    monkeypatch.setattr(running, "SAMPLES_A_FLUSH", 200_000)
    uncut = new_home()
    uncut.bring(early.path)
    assert comparable(uncut.bring(small_export.path).report) == comparable(done.report)
    assert everything(uncut) == everything(home)


@pytest.mark.slow
def test_an_import_killed_at_random_points_and_resumed_ends_as_an_uncut_one(home, new_home, tmp_path):
    person = invent(9, days=10, last_day=date(2026, 11, 20), density=0.5)
    words: dict[str, Any] = {"version": 26, "units": "imperial", "locale": "en_US", "offsets": "fixed"}
    early = write(person, tmp_path / "early.zip", until=date(2026, 11, 15), **words).path
    path = write(person, tmp_path / "late.zip", phone_name="Neu", **{**words, "units": "metric"}).path
    rng = random.Random(11)
    uncut = new_home()
    uncut.bring(early)
    report = comparable(uncut.bring(path).report)
    wanted = everything(uncut)
    home.bring(early)
    started = home.begin(path)
    for _ in range(20):
        _run_and_kill(home, started, rng.uniform(0.0, 0.8))
        with home.database.transaction(home.person) as tx:
            state = file_imports.get_import(tx, home.blobs, home.person, started.import_id).state
        if state == "done":
            assert everything(home) == wanted
            home.undo(started)
            started = home.begin(path)
    done = home.run(started)
    assert comparable(done.report) == report
    assert everything(home) == wanted


def _run_and_kill(home: Home, started: Import, seconds: float) -> None:
    words = [home.database.app_url, str(home.person), str(started.import_id), str(home.blobs.folder), "1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.file_imports.killed_import", *words], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    process.stdout.close()


def test_importing_a_file_again_whose_import_was_cut_resumes_it(home, small_export, often):
    started = home.begin(small_export.path)
    cut = home.run(started, stop=stopping_after(1))
    assert cut.state == "cut"
    again = home.begin(small_export.path)
    assert again.import_id == started.import_id
    assert home.run(again).state == "done"


def test_cancelling_leaves_nothing(home, small_export, often):
    started = home.begin(small_export.path)
    home.run(started, stop=stopping_after(1))
    assert home.pages()
    gone = file_imports.cancel(
        home.database,
        home.blobs,
        home.person,
        started.import_id,
        progress=lambda _: None,
        stop=lambda: False,
        now=lambda: NOW,
    )
    assert gone.state == "cancelled"
    tables = ("observation_days", "ingest_pages", "incoming_days", "quarantine", "blobs", "health_events")
    for table in (*tables, "observation_day_versions", "source_names", "zone_evidence"):
        assert home.rows(f"SELECT 1 FROM {table}") == [], table
    assert [p for p in home.blobs.folder.rglob("*") if p.is_file()] == []


def test_another_file_may_come_between_a_cut_import_and_its_end(home, new_home, tmp_path, often):
    def lines(value: int, count: int) -> list[str]:
        return [record(Told("heart_rate", at, 0, value, "Watch")) for at in range(count)]

    old = export(tmp_path / "old.xml", lines(60, 200), said_day=1)
    big = export(tmp_path / "big.xml", lines(61, 9000), said_day=3)
    late = export(tmp_path / "late.xml", lines(62, 400), said_day=5)
    home.bring(old)
    started = home.begin(big)
    assert home.run(started, stop=stopping_after(0)).state == "cut"
    home.bring(late)
    assert home.run(started).state == "done"
    in_order = new_home()
    for path in (old, big, late):
        in_order.bring(path)
    assert home.pages() == in_order.pages()
