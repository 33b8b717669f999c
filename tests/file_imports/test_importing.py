"""A whole import from an export into pages, and the same file again."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from salus.sandbox import write


def total(report: Mapping[str, Any]) -> int:
    return int(
        report["new"]
        + report["changed"]
        + report["unchanged"]
        + report["quarantined"]
        + sum(report["skipped"].values())
        + report["unmapped"]
    )


def test_an_export_becomes_pages_and_every_record_is_in_one_bucket(home, small_export):
    done = home.bring(small_export.path)
    report = done.report
    assert done.state == "done"
    assert report["read"] == total(report) > 0
    assert report["changed"] == report["unchanged"] == 0
    assert not report["partial"]
    stored = home.one("SELECT sum(n) FROM observation_days")
    assert stored >= report["new"] - home.one("SELECT count(*) FROM health_events")
    assert home.rows("SELECT * FROM incoming_days") == []
    assert home.rows("SELECT * FROM import_checkpoints") == []


def test_the_same_file_again_is_here_already_also_when_zipped_anew(home, small_export, tmp_path):
    first = home.bring(small_export.path)
    before = home.pages(), home.records()
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(small_export.path) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as new:
        for name in reversed(old.namelist()):
            new.writestr(f"other/{name}", old.read(name))
    second = home.bring(again)
    assert second.report["unchanged"] == first.report["new"]
    assert second.report["new"] == second.report["changed"] == 0
    assert second.report["read"] == total(second.report) == first.report["read"]
    assert (home.pages(), home.records()) == before
    home.undo(first)
    assert (home.pages(), home.records()) == before
    home.undo(second)
    assert (home.pages(), home.records()) == ([], [])


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_later_export_in_other_units_by_a_renamed_phone_brings_only_what_is_new(
    home, new_home, small_person, small_export, tmp_path, newest_first
):
    words: dict[str, Any] = {"version": 26, "units": "imperial", "locale": "en_US", "offsets": "per-sample"}
    until = date(2026, 11, 18)
    early = write(small_person, tmp_path / "early.zip", until=until, phone_name="Neues Telefon", **words)
    if newest_first:
        late_done, early_done = home.bring(small_export.path), home.bring(early.path)
        assert early_done.report["new"] == early_done.report["changed"] == 0
    else:
        early_done, late_done = home.bring(early.path), home.bring(small_export.path)
        assert late_done.report["changed"] == 0
        assert late_done.report["unchanged"] == early_done.report["new"]
    alone = new_home()
    alone.bring(small_export.path)
    assert_alike(home.pages(), alone.pages())
    assert len(home.records()) == len(alone.records())


def assert_alike(pages: list[Any], others: list[Any]) -> None:
    """Pages are equal but for what a conversion of units rounds."""
    assert [row[:12] for row in pages] == [row[:12] for row in others]
    for row, other in zip(pages, others, strict=True):
        assert row[12] == pytest.approx(other[12], rel=1e-4, abs=5e-3)
