"""A preview says exactly what the import will say, and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from salus import file_imports
from salus.file_imports import Import
from salus.sandbox import write
from tests.file_imports.conftest import NOW, Home

COUNTS = ("read", "new", "changed", "unchanged", "quarantined", "skipped", "unmapped", "per_metric", "first")


def told(shown: Import) -> Mapping[str, Any]:
    assert shown.preview is not None
    return shown.preview


def preview(home: Home, path: Path) -> Import:
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


def everything(home: Home) -> tuple[Any, ...]:
    tables = ("observation_days", "ingest_pages", "series", "sources", "health_events", "workouts")
    return home.pages(), home.records(), [home.one(f"SELECT count(*) FROM {t}") for t in tables]


def test_the_preview_of_a_first_import_is_what_the_import_reports(home, small_export):
    before = everything(home)
    shown = preview(home, small_export.path)
    assert shown.state == "previewed"
    assert everything(home) == before
    done = home.run(shown)
    assert {k: told(shown)[k] for k in COUNTS} == {k: done.report[k] for k in COUNTS}
    assert sum(new for _, new, _ in told(shown)["months"]) == done.report["new"]


def test_the_preview_of_a_later_export_is_what_the_import_reports(home, small_person, small_export, tmp_path):
    words: dict[str, Any] = {"version": 26, "units": "imperial", "locale": "en_US", "offsets": "per-sample"}
    early = write(small_person, tmp_path / "early.zip", until=date(2026, 11, 17), **words)
    home.bring(early.path)
    before = everything(home)
    shown = preview(home, small_export.path)
    assert everything(home) == before
    done = home.run(shown)
    assert {k: told(shown)[k] for k in COUNTS} == {k: done.report[k] for k in COUNTS}
    assert sum(here for _, _, here in told(shown)["months"]) == done.report["unchanged"]


def test_the_preview_of_the_same_file_says_that_all_is_here(home, small_export):
    done = home.bring(small_export.path)
    shown = preview(home, small_export.path)
    assert told(shown)["unchanged"] == done.report["new"]
    assert told(shown)["new"] == 0
    assert told(shown)["same_as"] == str(done.import_id)
