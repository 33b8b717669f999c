"""Every day of whole invented exports equals the truth that was worked out second by second."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from salus import file_imports, rollups
from salus.accounts.keys import Keyring
from salus.db import Database
from salus.kit.ids import PersonId
from salus.observations import BlobStore
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


def imported(database: Database, folder: Path, life: Person) -> PersonId:
    """Bring the export of a life in as the command line does, days kept current."""
    person = make_person(database, time_zone=life.home)
    written = write(life, folder / "export.zip")
    blobs = BlobStore(folder / "blobs", Keyring((bytes(range(32)),)))
    blob = file_imports.receive(database, blobs, person, written.path, "export.zip", now=NOW)
    begun = file_imports.start_import(database, blobs, person, blob, now=NOW)
    file_imports.run_import(
        database, blobs, person, begun.import_id, progress=lambda _: None, stop=lambda: False, now=lambda: NOW
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
