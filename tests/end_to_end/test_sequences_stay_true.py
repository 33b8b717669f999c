"""Whatever is imported, imported again and undone, in any order: the days are those of what remains.

Three exports of one life, each longer than the one before and told in other words, go in and out at random
by the road that worker and command line use, with the recompute beside. Nothing may be taken for new that
is not, and every day must be the truth of the longest export that is still there.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from salus import file_imports
from salus.accounts.keys import Keyring
from salus.db import Database, Transaction
from salus.file_imports import Import
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.sandbox import Journey, Person, Written, invent, write
from salus.sandbox.truth import Truth, truth_of
from salus.worker import work
from tests.conftest import make_person

LAST = date(2026, 11, 8)
STEPS = 7
STYLES: tuple[dict[str, Any], ...] = (
    {"units": "metric", "offsets": "fixed", "version": 26},
    {"units": "imperial", "offsets": "per-sample", "version": 16, "phone_name": "Neu", "salt": 1},
    {"units": "kJ", "locale": "fi_FI", "defects": ("shuffled", "raw-integers"), "salt": 2},
)
LIVES = {
    "at home over the change of clocks": invent(31, days=26, last_day=LAST, density=0.1, journeys=[]),
    "over the date line": invent(
        32,
        days=26,
        last_day=LAST,
        home="Pacific/Auckland",
        density=0.1,
        journeys=[Journey(11, 16, "Pacific/Honolulu")],
    ),
    "half-hour zones": invent(
        33,
        days=26,
        last_day=LAST,
        home="Australia/Lord_Howe",
        density=0.1,
        journeys=[Journey(8, 12, "Asia/Kolkata")],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
def test_days_are_those_of_what_remains(life: Person, database: Database, tmp_path: Path) -> None:
    dice = Random(life.seed)
    ends = (12, 19, 25)
    files = [
        write(life, tmp_path / f"{n}.zip", until=life.day(end), **style)
        for n, (end, style) in enumerate(zip(ends, STYLES, strict=True))
    ]
    truths = [truth_of(life, until=life.day(end)) for end in ends]
    blobs = BlobStore(tmp_path / "blobs", Keyring((bytes(range(32)),)))
    person = make_person(database, time_zone=life.home)
    live: list[tuple[int, UUID]] = []
    for _ in range(STEPS):
        if live and dice.random() < 0.4:
            undone = live.pop(dice.randrange(len(live)))
            work.undo_import(database, blobs, person, undone[1])
        else:
            n = dice.randrange(len(files))
            done = imported(database, blobs, person, files[n])
            here_already = max((distinct(files[k]) for k, _ in live), default=0)
            assert done.report["new"] == max(0, distinct(files[n]) - here_already)
            assert done.report["changed"] == done.report["quarantined"] == 0
            live.append((n, done.import_id))
        with database.transaction(person) as tx:
            if live:
                assert_true(tx, person, truths[max(n for n, _ in live)])
            else:
                assert_nothing_left(tx, person)


def imported(database: Database, blobs: BlobStore, person: PersonId, file: Written) -> Import:
    blob = file_imports.receive(database, blobs, person, file.path, file.path.name, now=work.clock())
    begun = file_imports.start_import(database, blobs, person, blob, now=work.clock())
    return work.run_import(database, blobs, person, begun.import_id)


def distinct(file: Written) -> int:
    """Root elements that say something not said before in the file, and are no unknown type."""
    return file.read.total() - file.duplicates - file.repeats - file.unmapped.total()


def assert_true(tx: Transaction, person: PersonId, truth: Truth) -> None:
    stored: dict[str, dict[date, float]] = {}
    rows = tx.execute(
        "SELECT metric, day, value FROM daily WHERE user_id = %s AND value IS NOT NULL", [person]
    )
    for metric, day, value in rows:
        stored.setdefault(metric, {})[day] = value
    asleep = {day: night.asleep for day, night in truth.nights.items()}
    expected = {**truth.days, "sleep_duration_total": asleep, "sleep_nap_duration": truth.naps}
    for metric, days in expected.items():
        found = stored.get(metric, {})
        assert found.keys() == days.keys(), metric
        assert found == pytest.approx(dict(days), rel=2e-4, abs=2e-3), metric
    efforts = tx.execute("SELECT count(*) FROM resolved_workouts WHERE user_id = %s", [person]).fetchone()
    assert efforts == (len(truth.efforts),)


def assert_nothing_left(tx: Transaction, person: PersonId) -> None:
    for table in ("daily", "daily_by_source", "latest", "nights", "resolved_workouts", "observation_days"):
        left = tx.execute(f"SELECT * FROM {table} WHERE user_id = %s LIMIT 30", [person]).fetchall()
        assert left == [], table
