"""Files in and out by command: reports, statuses, preview, undo, and what goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from salus.sandbox import invent, write
from tests.cli.conftest import Run
from tests.cli.test_persons import added

LAST_DAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine days of an invented life."""
    return write(
        invent(7, days=9, last_day=LAST_DAY, density=0.3), tmp_path_factory.mktemp("export") / "export.zip"
    ).path


def steps(run: Run, email: str) -> list[float | None]:
    document = 'query($from: Date!, $to: Date!) { days(metric: "steps", from: $from, to: $to) { points } }'
    variables = json.dumps({"from": "2026-11-13", "to": "2026-11-19"})
    ended = run("query", document, "--variables", variables, "--user", email)
    assert ended.status == 0, ended.out + ended.err
    values: list[float | None] = json.loads(ended.out)["data"]["days"]["points"]["value"]
    return values


def test_a_file_comes_in_and_its_days_are_current_when_the_command_ends(run: Run, export: Path) -> None:
    email = added(run)
    ended = run("import", str(export), "--user", email, "--json")
    report = json.loads(ended.out)
    assert ended.status == 0, ended.err
    assert report.keys() >= {
        *("id", "provider", "first", "last", "read", "new", "changed", "unchanged", "quarantined"),
        *("skipped", "unmapped", "per_metric", "partial", "seconds"),
    }
    total = sum(report[word] for word in ("new", "changed", "unchanged", "quarantined"))
    unmapped = report["unmapped"]
    unmapped = sum(unmapped.values()) if isinstance(unmapped, dict) else unmapped
    assert report["read"] == total + sum(report["skipped"].values()) + unmapped
    assert all(value and value > 0 for value in steps(run, email))

    again = run("import", str(export), "--user", email)
    assert again.status == 0
    assert "0 new" in again.out
    assert len(run("imports", "--user", email).out.splitlines()) == 2


def test_a_preview_writes_nothing(run: Run, export: Path) -> None:
    email = added(run)
    ended = run("import", str(export), "--user", email, "--preview", "--json")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["new"] > 1000
    assert steps(run, email) == [None] * 7
    assert "done" not in run("imports", "--user", email).out


def test_an_undo_takes_the_days_back(run: Run, export: Path) -> None:
    email = added(run)
    report = json.loads(run("import", str(export), "--user", email, "--json").out)
    ended = run("imports", "undo", report["id"], "--user", email, "--erase")
    assert ended.status == 0, ended.err
    assert steps(run, email) == [None] * 7
    assert json.loads(run("imports", "--user", email, "--json").out)[0]["state"] == "undone"


def test_a_file_that_ends_early_is_partial_and_ends_with_3(run: Run, export: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(export) as archive:
        name = max(archive.namelist(), key=lambda found: archive.getinfo(found).file_size)
        whole = archive.read(name)
    cut = tmp_path / "export.xml"
    cut.write_bytes(whole[: len(whole) // 2])
    ended = run("import", str(cut), "--user", added(run), "--json")
    report = json.loads(ended.out)
    assert (ended.status, report["partial"]) == (3, True)
    assert report["new"] > 100


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 no zip", b"\x89PNG\r\n\x1a\n" + bytes(500)])
def test_a_file_that_is_none_of_ours_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, data_dir: Path, content: bytes
) -> None:
    email = added(run)
    wrong = tmp_path / "holiday.zip"
    wrong.write_bytes(content)
    before = sorted((data_dir / "blobs").rglob("*")) if (data_dir / "blobs").exists() else []
    ended = run("import", str(wrong), "--user", email)
    assert (ended.status, ended.out) == (1, "")
    assert "Traceback" not in ended.err
    assert run("imports", "--user", email).out == ""
    after = [path for path in sorted((data_dir / "blobs").rglob("*")) if path.is_file()]
    assert after == [path for path in before if path.is_file()]


def test_a_folder_and_a_missing_file_are_named(run: Run, tmp_path: Path) -> None:
    email = added(run)
    assert "is a folder" in run("import", str(tmp_path), "--user", email).err
    missing = run("import", str(tmp_path / "none.zip"), "--user", email)
    assert missing.status == 2
    assert "none.zip" in missing.err


def test_an_unknown_import_is_named(run: Run) -> None:
    ended = run("imports", "undo", "abc", "--user", added(run))
    assert ended.status == 1
    assert "no import abc" in ended.err


def test_a_replay_of_what_is_current_says_so(run: Run, export: Path) -> None:
    email = added(run)
    run("import", str(export), "--user", email)
    ended = run("replay", "--user", email, "--dry-run")
    assert ended.status == 0, ended.err
    assert "Nothing to read again" in ended.err


def test_variables_that_are_no_json_are_refused(run: Run) -> None:
    ended = run("query", "{ metrics { code } }", "--variables", "{", "--user", added(run))
    assert ended.status == 1
    assert "--variables" in ended.err


def test_a_query_can_be_asked_by_token_and_from_standard_input(run: Run) -> None:
    email = added(run)
    token = run("token", "create", email, "--scope", "read").out.strip()
    ended = run("query", "-", "--token", token, stdin="{ viewer { email } }")
    assert ended.status == 0, ended.out + ended.err
    assert email in ended.out
    wrong = run("query", "{ viewer { email } }", "--token", "salus_wrong")
    assert wrong.status == 1
    assert run("query", "{ nonsense }", "--user", email).status == 1


def test_ctrl_c_leaves_an_import_that_goes_on(run: Run, data_dir: Path, tmp_path: Path) -> None:
    email = added(run)
    big = write(invent(8, days=60, last_day=LAST_DAY), tmp_path / "big.zip").path
    words = [sys.executable, "-m", "salus.cli", "import", str(big), "--user", email]
    with subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=dict(os.environ)) as process:
        until_line(process, "reading")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in err
    cut = json.loads(run("imports", "--user", email, "--json").out)[0]
    assert (cut["state"], cut["canResume"]) == ("cut", True)
    ended = run("imports", "resume", cut["id"], "--user", email, "--json")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["state"] == "done"


def test_kill_9_leaves_an_import_that_goes_on_by_importing_again(
    run: Run, data_dir: Path, tmp_path: Path
) -> None:
    email = added(run)
    big = write(invent(9, days=60, last_day=LAST_DAY), tmp_path / "big.zip").path
    words = [sys.executable, "-m", "salus.cli", "import", str(big), "--user", email]
    with subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=dict(os.environ)) as process:
        until_line(process, "reading")
        time.sleep(0.3)
        process.kill()
    ended = run("import", str(big), "--user", email, "--json")
    assert ended.status == 0, ended.err
    assert len(json.loads(run("imports", "--user", email, "--json").out)) == 1


def until_line(process: subprocess.Popen[str], word: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError("the command ended early")
