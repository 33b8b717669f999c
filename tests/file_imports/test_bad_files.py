"""Files that are cut, wrong or hostile, and records that cannot be true."""

from __future__ import annotations

import zipfile

import pytest

from salus import file_imports
from salus.kit.errors import UserInputError
from tests.file_imports.conftest import Home
from tests.file_imports.exports import Told, export, record


def nothing_is_left(home: Home) -> bool:
    files = [p for p in home.blobs.folder.rglob("*") if p.is_file()]
    tables = ("ingests", "blobs", "observation_days", "ingest_pages", "raw_pages", "import_checkpoints")
    return files == [] and all(home.rows(f"SELECT 1 FROM {t}") == [] for t in tables)


@pytest.mark.parametrize(
    "content",
    [b"not an export at all", b"<?xml version='1.0'?><Other/>", b"PK\x03\x04 broken", b"\x00" * 100],
)
def test_a_wrong_file_gets_a_sentence_and_leaves_no_row_and_no_blob(home, tmp_path, content):
    path = tmp_path / "holiday.zip"
    path.write_bytes(content)
    with pytest.raises(UserInputError) as told:
        home.bring(path)
    assert str(told.value)
    assert nothing_is_left(home)


def test_an_empty_file_and_a_folder_are_refused(home, tmp_path):
    (tmp_path / "empty.zip").touch()
    for path in (tmp_path / "empty.zip", tmp_path, tmp_path / "missing.zip"):
        with pytest.raises(UserInputError):
            home.bring(path)
    assert nothing_is_left(home)


def test_a_zip_without_an_export_is_refused(home, tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as made:
        made.writestr("a.jpg", b"x" * 1000)
    with pytest.raises(UserInputError):
        home.bring(tmp_path / "photos.zip")
    assert nothing_is_left(home)


def test_a_file_that_ends_early_gives_what_could_be_read_and_says_so(home, tmp_path):
    lines = [record(Told("heart_rate", at, 0, 60)) for at in range(50)]
    whole = export(tmp_path / "a.xml", lines, said_day=1)
    cut = tmp_path / "cut.xml"
    cut.write_bytes(whole.read_bytes()[:-400])
    done = home.bring(cut, absent_deletes=True)
    assert done.state == "done"
    assert done.report["partial"] is True
    assert done.report["ends_at_byte"] > 0
    assert 40 < done.report["new"] < 50
    more = home.bring(whole)
    assert more.report["new"] == 50 - done.report["new"]
    home.undo(done)
    assert sum(row[9] for row in home.pages()) == 50


def test_a_partial_file_deletes_nothing_by_absence(home, tmp_path):
    home.bring(export(tmp_path / "a.xml", [record(Told("heart_rate", 0, 0, 60))], said_day=1))
    short = export(tmp_path / "b.xml", [record(Told("heart_rate", 9, 0, 61))], said_day=2, whole=False)
    home.bring(short, absent_deletes=True)
    assert sum(row[9] for row in home.pages()) == 2


def test_what_a_whole_later_export_leaves_out_goes_only_when_asked_and_comes_back_by_undo(home, tmp_path):
    early = [record(Told("heart_rate", at, 0, 60 + at)) for at in range(5)]
    early.append(record(Told("body_weight", 0, 0, 80)))
    later = [record(Told("heart_rate", at, 0, 60 + at)) for at in (0, 2, 4, 6)]
    home.bring(export(tmp_path / "a.xml", early, said_day=1))
    before = home.pages()
    kept = home.bring(export(tmp_path / "b.xml", later, said_day=2))
    assert sum(row[9] for row in home.pages()) == 7
    home.undo(kept)
    assert home.pages() == before
    deleting = home.bring(export(tmp_path / "c.xml", [*later], said_day=3), absent_deletes=True)
    assert [(row[0], row[9]) for row in home.pages()] == [("heart_rate", 4)]
    assert home.one("SELECT count(*) FROM observation_day_versions WHERE cause = 'removed'") == 2
    home.undo(deleting)
    assert home.pages() == before


def test_records_that_cannot_be_true_are_set_aside_with_their_raw_form(home, tmp_path):
    lines = [
        record(Told("heart_rate", 0, 0, 60)),
        record(Told("heart_rate", 1, 0, 9000)),
        record(Told("body_weight", 2, 0, 80)).replace('unit="kg"', 'unit="km"'),
        record(Told("steps", 3, 1, 100000)),
        record(Told("heart_rate", 4, 0, 61)).replace('value="61"', 'value="many"'),
        record(Told("steps", 5, 0, 7)),
    ]
    done = home.bring(export(tmp_path / "a.xml", lines, said_day=1))
    assert done.report["quarantined"] == 4
    assert done.report["new"] == 2
    with home.database.transaction(home.person) as tx:
        aside = file_imports.quarantine_page(tx, home.blobs, home.person, done.import_id)
        assert file_imports.quarantine_count(tx, home.person, done.import_id) == 4
        later = file_imports.quarantine_page(tx, home.blobs, home.person, done.import_id, after=3)
    by_reason = {(a.reason, a.metric) for a in aside}
    assert {("out_of_range", "heart_rate"), ("out_of_range", "steps")} <= by_reason
    assert any('value="9000"' in a.raw and a.raw.startswith("<Record") for a in aside)
    assert [a.item_no for a in later] == [4]
    assert b"9000" not in b"".join(bytes(r[0]) for r in home.rows("SELECT raw FROM quarantine"))


def test_a_full_disk_is_said_before_anything_is_kept(home, tmp_path, monkeypatch):
    path = export(tmp_path / "a.xml", [record(Told("heart_rate", 0, 0, 60))], said_day=1)
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("salus.observations.blobs.shutil.disk_usage", lambda _: usage)
    with pytest.raises(UserInputError, match="disk"):
        home.bring(path)
    assert nothing_is_left(home)


def test_a_file_that_blows_up_while_it_is_read_leaves_nothing(home, tmp_path):
    whole = export(tmp_path / "a.xml", [record(Told("heart_rate", 0, 0, 60))], said_day=1).read_bytes()
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("export.xml", whole.replace(b"</HealthData>", b" " * (48 << 20) + b"</HealthData>"))
    with pytest.raises(UserInputError):
        home.bring(path)
    assert nothing_is_left(home)
    assert home.pages() == home.records() == []
