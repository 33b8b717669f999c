"""Every day of whole invented exports equals the truth that was worked out second by second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from salus import file_imports, observations, resolution, rollups
from salus import metrics as catalogue
from salus.accounts.keys import Keyring
from salus.db import Database
from salus.kit.ids import PersonId
from salus.observations import BlobStore, Span
from salus.resolution.nights import NIGHT_METRICS
from salus.resolution.rules import ADDITIVE
from salus.sandbox import Journey, Person, invent, write
from salus.sandbox.truth import Truth, truth_of
from tests.conftest import make_person

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CASES = [
    # Home, last day, days, journeys: both changes of the clocks, over the date line and back.
    ("Europe/Berlin", date(2026, 11, 6), 24, (Journey(8, 14, "America/New_York"),)),
    (
        "America/New_York",
        date(2026, 3, 30),
        40,
        (Journey(5, 9, "Asia/Tokyo"), Journey(20, 24, "Europe/London")),
    ),
    ("Asia/Kathmandu", date(2026, 7, 1), 12, ()),
    ("Pacific/Auckland", date(2026, 10, 10), 18, (Journey(6, 12, "Pacific/Honolulu"),)),
]


def imported(
    database: Database, folder: Path, life: Person, *, beside: Callable[[PersonId], None] | None = None
) -> PersonId:
    """Bring the export of a life in as the command line does, days kept current after it, or beside it."""
    person = make_person(database, time_zone=life.home)
    written = write(life, folder / "export.zip")
    blobs = BlobStore(folder / "blobs", Keyring((bytes(range(32)),)))
    blob = file_imports.receive(database, blobs, person, written.path, "export.zip", now=NOW)
    begun = file_imports.start_import(database, blobs, person, blob, now=NOW)
    file_imports.run_import(
        database,
        blobs,
        person,
        begun.import_id,
        progress=lambda _: beside(person) if beside else None,
        stop=lambda: False,
        now=lambda: NOW,
    )
    rollups.recompute(database, person, now=lambda: NOW)
    return person


@pytest.mark.parametrize(("home", "last_day", "days", "journeys"), CASES, ids=[case[0] for case in CASES])
def test_every_day_equals_the_truth(
    database: Database, tmp_path: Path, home: str, last_day: date, days: int, journeys: tuple[Journey, ...]
) -> None:
    life = invent(7, days=days, last_day=last_day, home=home, density=0.3, journeys=journeys)
    truth = truth_of(life)
    person = imported(database, tmp_path, life)
    with database.transaction(person) as tx:
        wrong = []
        for metric, expected in truth.days.items():
            if not expected:
                continue
            first, last = min(expected), max(expected)
            found = rollups.daily_values(tx, person, metric, first, last, now=NOW)
            for offset, value in enumerate(found.value):
                day = date.fromordinal(first.toordinal() + offset)
                if not same(value, expected.get(day)):
                    wrong.append((metric, day, None if np.isnan(value) else value, expected.get(day)))
        assert wrong == []
        check_nights(
            truth,
            {
                night.day: night
                for night in rollups.nights(tx, person, date(2020, 1, 1), NOW.date())
                if night.main and night.asleep_minutes
            },
        )
        naps = rollups.daily_values(tx, person, "sleep_nap_duration", life.first_day, NOW.date(), now=NOW)
        found_naps = {
            date.fromordinal(life.first_day.toordinal() + k): v
            for k, v in enumerate(naps.value)
            if not np.isnan(v)
        }
        assert found_naps == pytest.approx(truth.naps)
        trainings = rollups.workouts(tx, person, date(2020, 1, 1), NOW.date())
        assert [(w.start_ms // 1000, w.end_ms // 1000) for w in trainings] == [
            (effort.start, effort.end) for effort in truth.efforts
        ]


def same(found: float, expected: float | None) -> bool:
    if expected is None or np.isnan(found):
        return bool(expected is None and np.isnan(found))
    return bool(found == pytest.approx(expected, rel=1e-6, abs=1e-6))


def check_nights(truth: Truth, found: dict[date, rollups.Night]) -> None:
    assert sorted(found) == sorted(truth.nights)
    for day, expected in truth.nights.items():
        night = found[day]
        assert (night.start_ms // 1000, night.end_ms // 1000) == (expected.start, expected.end), day
        assert night.asleep_minutes == pytest.approx(expected.asleep), day


KEPT = {
    "daily": "metric, day, value, least, greatest, n, source_id, sources, used, quality, flags",
    "daily_by_source": "metric, source_id, day, value, least, greatest, n",
    "nights": "day, start_ms, end_ms, main, source_id, zone, minutes, stage_starts, stages, others::text",
    "resolved_workouts": "day, start_ms, end_ms, record_key, members::text, attributes::text, flags",
    "latest": "metric, source_id, at_ms, value, usual_interval_ms",
}


def kept(database: Database, person: PersonId) -> dict[str, list[tuple[Any, ...]]]:
    with database.transaction(person) as tx:
        return {
            table: tx.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}").fetchall()
            for table, columns in KEPT.items()
        }


def test_days_kept_current_beside_an_import_are_those_of_a_whole_recompute(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_imports.running, "SAMPLES_A_FLUSH", 1500)
    life = invent(
        5, days=12, last_day=date(2026, 10, 30), home="Europe/Berlin", density=0.3,
        journeys=(Journey(3, 6, "America/New_York"),),
    )  # fmt: skip
    calls = []

    def beside(person: PersonId) -> None:
        calls.append(rollups.recompute(database, person, now=lambda: NOW, limit=40))

    person = imported(database, tmp_path, life, beside=beside)
    assert sum(calls) > 0
    found = kept(database, person)
    with database.transaction(person) as tx:
        assert tx.execute("SELECT count(*) FROM daily_versions").fetchone() == (0,)
        for table in KEPT:
            tx.execute(f"DELETE FROM {table}")
        codes = [row[0] for row in tx.execute("SELECT DISTINCT metric FROM series")]
        everything = [Span(code, -(10**13), 10**13) for code in (*codes, "workout")]
        observations.mark_changed(tx, person, everything, "ingest")
    rollups.recompute(database, person, now=lambda: NOW)
    again = kept(database, person)
    for table in KEPT:
        assert found[table] == again[table], table


def test_every_explanation_adds_up_to_the_number_it_explains(database: Database, tmp_path: Path) -> None:
    life = invent(5, days=10, last_day=date(2026, 10, 28), home="Europe/Berlin", density=0.3)
    person = imported(database, tmp_path, life)
    explained = 0
    with database.transaction(person) as tx:
        for metric, days in rollups.coverage(tx, person).items():
            for back in (1, 4):
                day = days.last - timedelta(back)
                value = rollups.day_value(tx, person, metric, day, now=NOW)
                why = resolution.explain(tx, person, metric, day, now=NOW)
                assert why.value == value.value, (metric, day)
                if value.value is None:
                    continue
                explained += 1
                assert why.quality == pytest.approx(value.quality, abs=1e-5), (metric, day)
                assert why.sentence.endswith("."), why.sentence
                assert "nan" not in why.sentence
                if catalogue.get(metric).kind in ADDITIVE and metric not in NIGHT_METRICS:
                    used = sum(candidate.used for candidate in why.candidates)
                    assert used == pytest.approx(value.value), (metric, day)
                assert any(candidate.used for candidate in why.candidates) or value.value == 0
    assert explained > 40
