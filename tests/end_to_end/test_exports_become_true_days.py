"""An export goes in by the ordinary road; every day, night and nap that comes out is the true one.

The truth is worked out by `salus.sandbox.truth` sample by sample and shares no code with the importer or
the rules. Units, offsets, languages and the defects of the releases differ between the lives; none of them
may show in a number.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from salus import file_imports, rollups
from salus.accounts.keys import Keyring
from salus.db import Database
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.sandbox import Journey, Person, invent, write
from salus.sandbox.truth import truth_of
from tests.conftest import make_person

LAST = date(2026, 11, 20)
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

# Three zones; each life crosses a change of the clocks or a border.
LIVES: dict[str, tuple[Person, dict[str, Any]]] = {
    "Europe/Berlin": (
        invent(21, days=50, last_day=LAST, density=0.5),
        {"units": "metric", "locale": "de_DE", "offsets": "fixed", "version": 26},
    ),
    "America/New_York": (
        invent(
            22,
            days=45,
            last_day=LAST,
            home="America/New_York",
            density=0.4,
            journeys=[Journey(10, 16, "Europe/Lisbon")],
        ),
        {"units": "imperial", "locale": "en_US", "offsets": "per-sample", "version": 16},
    ),
    "Pacific/Auckland": (
        invent(
            23,
            days=60,
            last_day=LAST,
            home="Pacific/Auckland",
            density=0.3,
            journeys=[Journey(20, 27, "Pacific/Honolulu")],
        ),
        {"units": "kJ", "locale": "es_ES", "offsets": "fixed", "version": 26},
    ),
}


def imported(database: Database, folder: Path, life: Person, style: dict[str, Any]) -> PersonId:
    written = write(life, folder / "export.zip", **style)
    person = make_person(database, time_zone=life.home)
    blobs = BlobStore(folder / "blobs", Keyring((bytes(range(32)),)))
    blob = file_imports.receive(database, blobs, person, written.path, written.path.name, now=NOW)
    begun = file_imports.start_import(database, blobs, person, blob, now=NOW)
    file_imports.run_import(
        database,
        blobs,
        person,
        begun.import_id,
        progress=lambda _: None,
        stop=lambda: False,
        now=lambda: NOW,
    )
    rollups.recompute(database, person, now=lambda: NOW)
    return person


def by_day(columns: rollups.DayColumns) -> dict[date, float]:
    """Return the days that have a value."""
    first = columns.first.toordinal()
    return {
        date.fromordinal(first + number): value
        for number, value in enumerate(columns.value.tolist())
        if not math.isnan(value)
    }


@pytest.fixture(params=LIVES, ids=str)
def lived(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> tuple[Database, PersonId, Person]:
    life, style = LIVES[request.param]
    return database, imported(database, tmp_path, life, style), life


def test_every_day_night_and_nap_of_an_export_is_the_true_one(
    lived: tuple[Database, PersonId, Person],
) -> None:
    database, person, life = lived
    truth = truth_of(life)
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    checked = 0
    with database.transaction(person) as tx:
        for code, days in truth.days.items():
            found = by_day(rollups.daily_values(tx, person, code, first, last, now=NOW))
            assert found.keys() == days.keys(), code
            for day, value in days.items():
                assert found[day] == pytest.approx(value, rel=2e-4, abs=2e-3), (code, day)
                checked += 1
        nights = {night.day: night for night in rollups.nights(tx, person, first, last) if night.main}
        naps = by_day(rollups.daily_values(tx, person, "sleep_nap_duration", first, last, now=NOW))
    assert checked > life.days * 15
    for day, night in truth.nights.items():
        assert (nights[day].start_ms, nights[day].end_ms) == (night.start * 1000, night.end * 1000), day
    asleep = {day for day, night in nights.items() if night.asleep_minutes}
    assert asleep == truth.nights.keys()
    assert {day: minutes for day, minutes in naps.items() if minutes} == pytest.approx(dict(truth.naps))
