"""A backup brings everything back, and nothing is overwritten or half-made."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from salus.db.embedded import EmbeddedServer
from tests.cli.conftest import Run
from tests.cli.test_persons import added


@pytest.fixture
def blob(data_dir: Path) -> Iterator[Path]:
    file = data_dir / "blobs/ab/abcdef"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(os.urandom(100_000))
    key = data_dir / "master.key"
    key.write_text("key of this database\n")
    key.chmod(0o600)
    yield file
    file.unlink()
    key.unlink()


def test_what_was_backed_up_comes_back(run: Run, data_dir: Path, blob: Path, tmp_path: Path) -> None:
    email = added(run)
    saved, again = tmp_path / "all.backup", tmp_path / "again"
    assert run("backup", str(saved)).status == 0
    assert saved.stat().st_mode & 0o777 == 0o600
    ended = run("restore", str(saved), "--data-dir", str(again))
    assert ended.status == 0, ended.err
    assert email in run("user", "list", "--data-dir", str(again)).out
    assert (again / "blobs/ab/abcdef").read_bytes() == blob.read_bytes()
    assert (again / "master.key").read_text() == (data_dir / "master.key").read_text()
    assert (again / "master.key").stat().st_mode & 0o777 == 0o600
    token = run("token", "create", email, "--scope", "read", "--data-dir", str(again))
    assert token.status == 0, token.err


def test_a_folder_gets_a_file_with_the_time_in_its_name(run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path)).status == 0
    assert [file.suffix for file in tmp_path.iterdir()] == [".backup"]


def test_nothing_is_overwritten(run: Run, tmp_path: Path, data_dir: Path) -> None:
    saved = tmp_path / "all.backup"
    saved.write_text("older")
    ended = run("backup", str(saved))
    assert ended.status == 1
    assert saved.read_text() == "older"
    saved.unlink()
    run("backup", str(saved))
    refused = run("restore", str(saved))
    assert refused.status == 1
    assert str(data_dir) in refused.err


def test_a_file_that_is_no_backup_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    for text in (b"", b"hello", b"PK\x03\x04" + bytes(600)):
        wrong = tmp_path / "wrong"
        wrong.write_bytes(text)
        ended = run("restore", str(wrong), "--data-dir", str(tmp_path / "new"))
        assert ended.status == 1, ended.err
        assert "backup" in ended.err
        assert not (tmp_path / "new").exists()


def test_a_cut_backup_leaves_nothing_behind(run: Run, blob: Path, tmp_path: Path) -> None:
    saved = tmp_path / "all.backup"
    run("backup", str(saved))
    whole = saved.read_bytes()
    saved.write_bytes(whole[: len(whole) // 3])
    ended = run("restore", str(saved), "--data-dir", str(tmp_path / "new"))
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert not (tmp_path / "new").exists()


def test_names_in_a_backup_cannot_leave_the_data_directory(run: Run, tmp_path: Path) -> None:
    saved, evil = tmp_path / "all.backup", tmp_path / "evil.backup"
    run("backup", str(saved))
    with tarfile.open(saved) as old, tarfile.open(evil, "w") as new:
        for entry in old:
            new.addfile(entry, old.extractfile(entry))
        for name in ("blobs/../../escaped", "/tmp/escaped", "other.txt"):
            new.addfile(tarfile.TarInfo(name))
    ended = run("restore", str(evil), "--data-dir", str(tmp_path / "new"))
    assert ended.status == 0, ended.err
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path / "new/other.txt").exists()


def test_a_full_restore_needs_no_running_server_afterwards(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "all.backup"
    run("backup", str(saved))
    run("restore", str(saved), "--data-dir", str(tmp_path / "new"))
    assert EmbeddedServer(tmp_path / "new").stop() is False
