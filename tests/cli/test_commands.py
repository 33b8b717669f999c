"""How commands begin and end: help, wrong use, sentences in place of tracebacks."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from salus.cli.main import salus
from tests.cli.conftest import Run


def test_help_lists_every_command_and_comes_at_once() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "salus.cli", "--help"], capture_output=True, text=True, check=True
    )
    took = time.monotonic() - began
    assert all(f"  {name} " in done.stdout for name in salus.commands)
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "salus.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert not [heavy for heavy in ("psycopg", "numpy", "starlette", "rich") if f" {heavy}\n" in loaded]
    assert took < 3


def test_every_command_takes_the_data_directory() -> None:
    for name, command in salus.commands.items():
        leaves = getattr(command, "commands", None) or {name: command}
        for leaf in leaves.values():
            assert "data_dir" in {parameter.name for parameter in leaf.params}, leaf.name


def test_wrong_use_ends_with_2_and_says_what_is_right(run: Run) -> None:
    ended = run("user", "add")
    assert ended.status == 2
    assert "EMAIL" in ended.err
    assert run("nonsense").status == 2
    assert run("up", "--port", "99999999").status == 2


def test_a_wrong_setting_is_one_sentence(run: Run, data_dir: Path) -> None:
    (data_dir / "salus.toml").write_text("port = 'eighty'\n")
    try:
        ended = run("user", "list")
    finally:
        (data_dir / "salus.toml").unlink()
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("port in ")
    assert "Traceback" not in ended.err


def test_an_unreachable_database_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    ended = run("user", "list", "--data-dir", str(tmp_path / "other"))
    assert ended.status == 1
    assert ended.err.startswith("The database that DATABASE_URL names cannot be reached")


def test_the_version_is_printed(run: Run) -> None:
    assert "0.1.0" in run("--version").out
