"""Reading kept files again with a newer normalizer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from salus import file_imports
from salus.providers import base as providers
from tests.file_imports.conftest import NOW, Home
from tests.file_imports.exports import Told, export, record


@contextmanager
def newer_normalizer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = providers.get("apple_health")
    newer = replace(real, normalizer_version=real.normalizer_version + 1)
    with monkeypatch.context() as patch:
        patch.setattr(providers, "get", lambda _: newer)
        yield


def replayed(home: Home, *, dry_run: bool = False) -> list[Any]:
    return file_imports.replay(
        home.database,
        home.blobs,
        home.person,
        "apple_health",
        dry_run=dry_run,
        progress=lambda _: None,
        stop=lambda: False,
        now=lambda: NOW,
    )


def test_nothing_is_read_again_while_the_normalizer_is_the_same(home, small_export):
    home.bring(small_export.path)
    assert replayed(home) == []


def test_a_replay_shows_its_difference_first_and_is_an_ingest_like_any_other(home, small_export, monkeypatch):
    done = home.bring(small_export.path)
    before = home.pages(), home.records()
    with newer_normalizer(monkeypatch):
        (shown,) = replayed(home, dry_run=True)
        assert shown.made.preview["unchanged"] == done.report["new"]
        assert shown.made.preview["new"] == shown.made.preview["changed"] == 0
        assert home.one("SELECT count(*) FROM ingests") == 1
        (made,) = replayed(home)
        assert replayed(home) == []
    assert made.of == done.import_id
    assert made.made.kind == "replay"
    assert made.made.report["unchanged"] == done.report["new"]
    assert (home.pages(), home.records()) == before
    home.undo(done, erase=True)
    assert (home.pages(), home.records()) == before
    assert made.made.raw_kept
    home.undo(made.made)
    assert (home.pages(), home.records()) == ([], [])


def test_old_exports_are_kept_only_as_many_as_the_setting_says(home, tmp_path):
    for n in range(5):
        home.bring(export(tmp_path / f"{n}.xml", [record(Told("heart_rate", n, 0, 60))], said_day=n))
    home.bring(
        export(tmp_path / "last.xml", [record(Told("heart_rate", 9, 0, 60))], said_day=9), kept_exports=3
    )
    files = [p for p in home.blobs.folder.rglob("*") if p.is_file()]
    assert len(files) == home.one("SELECT count(*) FROM blobs") == 3
