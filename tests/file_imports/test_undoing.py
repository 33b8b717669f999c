"""Random sequences of import and undo equal the import of what remains."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from salus.file_imports import Import
from tests.file_imports.exports import Told, export, record, symptom


def invented(rng: random.Random, number: int, path: Path) -> Path:
    """A file that says some of a small pool of samples, so that files agree, differ and overlap.

    Two watches wrote under one name one after the other; the phone has another name in each file.
    """
    phone = rng.choice(["Phone", "Telefon", "Fon"])
    lines = []
    for _ in range(rng.randint(4, 14)):
        name, hardware = rng.choice(
            [("Watch", "Watch6,2"), ("Watch", "Watch7,1"), ("Watch", ""), (phone, "iPhone14,2"), (phone, "")]
        )
        told = Told(
            rng.choice(["heart_rate", "body_weight", "steps"]),
            rng.choice([0, 30, 90, 150, 240]),
            rng.choice([0, 10]),
            rng.choice([60, 61, 70]),
            name,
            hardware,
        )
        lines.append(record(told))
    lines.append(record(Told("steps", 500, 1, 1, phone, "iPhone14,2")))
    lines += [symptom(rng.choice([0, 5]), rng.randint(1, 4)) for _ in range(rng.randint(0, 2))]
    return export(path, lines, said_day=number)


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_import_and_undo_equals_the_fold_of_what_remains(home, new_home, tmp_path, seed):
    rng = random.Random(seed)
    files = [invented(rng, n, tmp_path / f"{n}.xml") for n in range(4)]
    live: dict[int, Import] = {}
    for _ in range(8):
        n = rng.randrange(len(files))
        if n in live:
            home.undo(live.pop(n))
        else:
            done = home.bring(files[n])
            assert done.state == "done"
            live[n] = done
    oracle = new_home()
    for n in sorted(live):
        oracle.bring(files[n])
    assert home.pages() == oracle.pages()
    assert home.records() == oracle.records()
    assert home.rows("SELECT * FROM incoming_days") == []
    for n in sorted(live, key=lambda _: rng.random()):
        home.undo(live[n])
    assert home.pages() == home.records() == []
    assert home.rows("SELECT * FROM ingest_pages") == []


@pytest.mark.parametrize("seed", range(12, 17))
def test_files_of_one_person_may_arrive_in_any_order(new_home, tmp_path, seed):
    rng = random.Random(seed)
    files = [invented(rng, n, tmp_path / f"{n}.xml") for n in range(4)]
    in_order, shuffled = new_home(), new_home()
    for file in files:
        in_order.bring(file)
    rng.shuffle(files)
    for file in files:
        shuffled.bring(file)
    assert shuffled.pages() == in_order.pages()
    assert shuffled.records() == in_order.records()


def test_a_value_that_an_import_changed_goes_back_and_undo_twice_does_nothing(home, tmp_path):
    old = home.bring(export(tmp_path / "a.xml", [record(Told("body_weight", 0, 0, 80))], said_day=1))
    new = home.bring(export(tmp_path / "b.xml", [record(Told("body_weight", 0, 0, 81))], said_day=2))
    assert (new.report["changed"], new.report["new"]) == (1, 0)
    assert home.one('SELECT "values" FROM observation_day_versions') == [80]
    undone = home.undo(new)
    assert undone.report["undone"]["samples_restored"] == 1
    assert home.pages()[0][12] == [80]
    assert home.undo(new).state == "undone"
    assert home.pages()[0][12] == [80]
    home.undo(old)
    assert home.pages() == []


def test_an_undone_file_can_be_imported_again(home, small_export):
    first = home.bring(small_export.path)
    before = home.pages(), home.records()
    home.undo(first)
    again = home.bring(small_export.path)
    assert again.import_id != first.import_id
    assert again.report["new"] == first.report["new"]
    assert (home.pages(), home.records()) == before


def test_erasing_leaves_no_file_no_old_belief_and_nothing_set_aside(home, tmp_path):
    lines = [record(Told("heart_rate", 0, 0, 60)), record(Told("heart_rate", 1, 0, 9000))]
    done = home.bring(export(tmp_path / "a.xml", lines, said_day=1))
    assert done.report["quarantined"] == 1
    assert [p for p in home.blobs.folder.rglob("*") if p.is_file()]
    home.undo(done, erase=True)
    assert [p for p in home.blobs.folder.rglob("*") if p.is_file()] == []
    for table in ("quarantine", "observation_day_versions", "raw_pages", "blobs", "observation_days"):
        assert home.rows(f"SELECT 1 FROM {table}") == [], table
