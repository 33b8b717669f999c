"""A preview says exactly what the import will say, and writes nothing."""

from __future__ import annotations

from datetime import date

from salus import file_imports
from salus.sandbox import write
from tests.file_imports.conftest import NOW

COUNTS = ("read", "new", "changed", "unchanged", "quarantined", "skipped", "unmapped", "per_metric", "first")


def preview(home, path):
    started = home.begin(path)
    return file_imports.make_preview(
        home.database,
        home.blobs,
        home.person,
        started.import_id,
        progress=lambda _: None,
        stop=lambda: False,
        now=lambda: NOW,
    )


def everything(home):
    tables = ("observation_days", "ingest_pages", "series", "sources", "health_events", "workouts")
    return home.pages(), home.records(), [home.one(f"SELECT count(*) FROM {t}") for t in tables]


def test_the_preview_of_a_first_import_is_what_the_import_reports(home, small_export):
    before = everything(home)
    shown = preview(home, small_export.path)
    assert shown.state == "previewed"
    assert everything(home) == before
    done = home.run(shown)
    assert {k: shown.preview[k] for k in COUNTS} == {k: done.report[k] for k in COUNTS}
    assert sum(new for _, new, _ in shown.preview["months"]) == done.report["new"]


def test_the_preview_of_a_later_export_is_what_the_import_reports(home, small_person, small_export, tmp_path):
    words = {"version": 26, "units": "imperial", "locale": "en_US", "offsets": "per-sample"}
    early = write(small_person, tmp_path / "early.zip", until=date(2026, 11, 17), **words)
    home.bring(early.path)
    before = everything(home)
    shown = preview(home, small_export.path)
    assert everything(home) == before
    done = home.run(shown)
    assert {k: shown.preview[k] for k in COUNTS} == {k: done.report[k] for k in COUNTS}
    assert sum(here for _, _, here in shown.preview["months"]) == done.report["unchanged"]


def test_the_preview_of_the_same_file_says_that_all_is_here(home, small_export):
    done = home.bring(small_export.path)
    shown = preview(home, small_export.path)
    assert shown.preview["unchanged"] == done.report["new"]
    assert shown.preview["new"] == 0
    assert shown.preview["same_as"] == str(done.import_id)
