"""The pages of settings and commands say what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import write_program_reference as reference


def test_settings_and_commands_pages_are_current() -> None:
    assert reference.main(["--check"]) == 0


def test_a_stale_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.main(["--check"]) == 1
    assert reference.main(["--write"]) == 0
    assert reference.main(["--check"]) == 0
    (tmp_path / "commands.md").write_text("old", encoding="utf-8")
    assert reference.main(["--check"]) == 1
