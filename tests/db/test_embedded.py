"""The embedded server under what happens to it: kills, strangers' process ids, long paths, other users."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from salus.db import carrier, roles
from salus.db.carrier import RunAs
from salus.db.cluster import LONGEST_SOCKET_FOLDER, Cluster
from salus.db.embedded import EmbeddedServer, State
from salus.kit.errors import OperatorError
from tests.conftest import FAST_AND_LOSABLE

PG_BIN = Path(os.environ["SALUS_PG_BIN"]) if os.environ.get("SALUS_PG_BIN") else None
ROOT = os.geteuid() == 0


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder with a short path, so that the socket lies in it."""
    parent = Path(tempfile.mkdtemp(prefix="salus-"))
    folder = parent / "data"
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(parent)
    for child in psutil.process_iter(["cmdline"]):
        assert str(folder / "postgres") not in (child.info["cmdline"] or []), "a server was left running"


def server(data_dir: Path, run_as: RunAs | None = None) -> EmbeddedServer:
    return EmbeddedServer(data_dir, pg_bin=PG_BIN, settings=FAST_AND_LOSABLE, run_as=run_as)


def current_user(url: str) -> str:
    with psycopg.connect(url) as conn:
        row = conn.execute("SELECT current_user").fetchone()
        assert row is not None
        return str(row[0])


def in_another_process(data_dir: Path, then: str) -> subprocess.Popen[str]:
    """Attach in a process of its own, print a line once that is done, and go on with `then`."""
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom salus.db.embedded import EmbeddedServer\n"
        f"server = EmbeddedServer(Path({str(data_dir)!r}), pg_bin={str(PG_BIN)!r} != 'None' and"
        f" Path({str(PG_BIN)!r}) or None, settings={FAST_AND_LOSABLE!r})\n"
        f"server.attach()\nprint('attached', flush=True)\n{then}\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "attached\n"
    return process


def postmaster(data_dir: Path) -> psutil.Process:
    found = Cluster(data_dir).postmaster()
    assert found is not None
    return found


def until(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_each_role_gets_its_own_address_and_secrets_are_for_the_owner_s_eyes(data_dir: Path) -> None:
    with server(data_dir) as running:
        assert current_user(running.app_url) == roles.APP
        assert current_user(running.owner_url) == roles.OWNER
        assert running.state() is State.UP
        for name in ("superuser.password", "owner.password", "app.password", "database-app-url"):
            assert (data_dir / name).stat().st_mode & 0o777 == 0o600
        assert (data_dir / "database-app-url").read_text().strip() == running.app_url
        with psycopg.connect(running.app_url) as conn:
            roles.refuse_unsafe_role(conn)
        for unsafe in (running.superuser_url, running.owner_url):
            with psycopg.connect(unsafe) as conn:
                conn.execute("CREATE TABLE IF NOT EXISTS owned ()")
                with pytest.raises(OperatorError, match="walls between persons"):
                    roles.refuse_unsafe_role(conn)
        without_password = running.app_url.replace(":" + (data_dir / "app.password").read_text().strip(), "")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(without_password)


def test_the_last_one_to_leave_stops_it_and_data_is_still_there(data_dir: Path) -> None:
    with server(data_dir) as first:
        with psycopg.connect(first.owner_url) as conn:
            conn.execute("CREATE TABLE kept AS SELECT 1 AS n")
        with server(data_dir):
            pass
        assert first.state() is State.UP
    assert first.state() is State.DOWN
    with server(data_dir) as again, psycopg.connect(again.owner_url) as conn:
        assert conn.execute("SELECT n FROM kept").fetchone() == (1,)


def test_two_processes_that_start_at_once_share_one_server(data_dir: Path) -> None:
    code = (
        "from pathlib import Path\nfrom salus.db.embedded import EmbeddedServer\nimport psycopg, sys\n"
        f"with EmbeddedServer(Path({str(data_dir)!r}), settings={FAST_AND_LOSABLE!r}) as s:\n"
        "    conn = psycopg.connect(s.superuser_url)\n"
        "    print(conn.execute('SELECT pg_postmaster_start_time()').fetchone()[0])\n"
        "    sys.stdout.flush(); sys.stdin.read()\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) for _ in range(2)]
    started = {p.stdout.readline() for p in both if p.stdout}
    for process in both:
        process.communicate("")
        assert process.returncode == 0
    assert len(started) == 1
    assert server(data_dir).state() is State.DOWN


def test_killing_the_one_who_started_it_leaves_it_running_until_the_next_one_leaves(data_dir: Path) -> None:
    with in_another_process(data_dir, "time.sleep(60)") as owner:
        pid = postmaster(data_dir).pid
        owner.kill()
    with server(data_dir):
        assert postmaster(data_dir).pid == pid
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_a_killed_server_is_noticed_and_starts_again(data_dir: Path) -> None:
    with server(data_dir) as running:
        postmaster(data_dir).kill()
        until(running.has_stopped)
        running.reattach()
        assert current_user(running.app_url) == roles.APP


def test_a_killed_server_that_nobody_reaps_does_not_stop_the_next_one(data_dir: Path) -> None:
    # Its parent lives on without reaping it, so its process id stays taken by a zombie.
    with in_another_process(data_dir, "time.sleep(60)") as owner:
        dead = postmaster(data_dir)
        dead.kill()
        until(lambda: dead.status() == psutil.STATUS_ZOMBIE)
        with server(data_dir) as running:
            assert current_user(running.app_url) == roles.APP
        owner.kill()


@pytest.mark.parametrize("file", ["postgres/postmaster.pid", ".s.PGSQL.5432.lock"])
def test_a_lock_file_with_a_stranger_s_process_id_is_no_obstacle(data_dir: Path, file: str) -> None:
    with server(data_dir):
        words = (data_dir / file).read_text().split("\n")
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (data_dir / file).write_text("\n".join([str(stranger.pid), *words[1:]]))
        with server(data_dir) as running:
            assert current_user(running.app_url) == roles.APP
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_empty_lock_file_is_no_obstacle(data_dir: Path) -> None:
    with server(data_dir):
        pass
    (data_dir / "postgres/postmaster.pid").touch()
    with server(data_dir) as running:
        assert running.state() is State.UP


def test_a_cut_initdb_leaves_nothing_half_made(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir(parents=True)
    (data_dir / "postgres.new/PG_VERSION").write_text("18\n")
    with server(data_dir) as running:
        assert running.state() is State.UP
    assert not (data_dir / "postgres.new").exists()


def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    data_dir = tmp_path / ("x" * LONGEST_SOCKET_FOLDER) / "data"
    with server(data_dir) as running:
        assert current_user(running.app_url) == roles.APP
        folder = Cluster(data_dir).socket_folder
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_short_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    data_dir = tmp_path / ("y" * LONGEST_SOCKET_FOLDER) / "data"
    folder = Cluster(data_dir).socket_folder
    folder.mkdir(mode=0o755)
    try:
        with pytest.raises(OperatorError, match="belongs to somebody else"):
            server(data_dir).attach()
    finally:
        folder.rmdir()


def test_a_database_of_another_version_is_said_in_a_sentence(data_dir: Path) -> None:
    with server(data_dir):
        pass
    (data_dir / "postgres/PG_VERSION").write_text("14\n")
    with pytest.raises(OperatorError, match=r"14.*SALUS_PG_BIN|SALUS_PG_BIN.*14"):
        server(data_dir).attach()


def test_a_database_whose_password_file_is_gone_is_said_in_a_sentence(data_dir: Path) -> None:
    with server(data_dir):
        pass
    password = (data_dir / "superuser.password").read_text()
    (data_dir / "superuser.password").unlink()
    with pytest.raises(OperatorError, match=r"superuser\.password"):
        server(data_dir).attach()
    (data_dir / "superuser.password").write_text(password)


def test_a_lost_app_password_is_made_anew(data_dir: Path) -> None:
    with server(data_dir):
        pass
    (data_dir / "app.password").unlink()
    with server(data_dir) as running:
        assert current_user(running.app_url) == roles.APP
        assert (data_dir / "database-app-url").read_text().strip() == running.app_url


def test_a_data_directory_that_was_moved_still_works(data_dir: Path) -> None:
    with server(data_dir):
        pass
    moved = data_dir.with_name("elsewhere")
    data_dir.rename(moved)
    with server(moved) as running:
        assert current_user(running.app_url) == roles.APP
        assert str(moved) in (moved / "database-app-url").read_text().replace("%2F", "/")


def test_a_file_in_place_of_the_data_directory_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(OperatorError, match="is a file"):
        server(tmp_path / "data").attach()


def test_a_folder_without_postgresql_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="SALUS_PG_BIN names"):
        EmbeddedServer(tmp_path / "data", pg_bin=tmp_path).attach()


def test_what_postgresql_says_at_a_failed_start_is_passed_on(data_dir: Path) -> None:
    with server(data_dir):
        pass
    broken = EmbeddedServer(data_dir, pg_bin=PG_BIN, settings={"shared_buffers": "nonsense"})
    with pytest.raises(OperatorError, match="shared_buffers"):
        broken.attach()


def test_stopping_where_nothing_is_does_nothing(tmp_path: Path) -> None:
    assert EmbeddedServer(tmp_path / "none").stop() is False
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(not ROOT, reason="root alone must change to another user")
def test_as_root_without_namespaces_an_unprivileged_user_runs_a_copy(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    before = [parent.stat().st_mode for parent in data_dir.parents]
    home = None
    try:
        with server(data_dir, RunAs.NOBODY) as running:
            home = running.folder.parent
            assert (data_dir / "postgres.path").read_text().strip() == str(running.folder)
            assert postmaster(data_dir).uids().real == carrier.NOBODY
            with psycopg.connect(running.owner_url) as conn:
                conn.execute("CREATE TABLE kept AS SELECT 1 AS n")
        # The way it was begun is kept to, also when nobody forces it.
        with server(data_dir) as again, psycopg.connect(again.owner_url) as conn:
            assert conn.execute("SELECT n FROM kept").fetchone() == (1,)
        assert [parent.stat().st_mode for parent in data_dir.parents] == before
    finally:
        if home is not None:
            shutil.rmtree(home)


@pytest.mark.skipif(not ROOT, reason="root alone must change to another user")
def test_a_cluster_begun_in_a_namespace_moves_when_namespaces_are_refused(data_dir: Path) -> None:
    home = None
    try:
        with server(data_dir, RunAs.NAMESPACE) as running, psycopg.connect(running.owner_url) as conn:
            assert postmaster(data_dir).uids().real == 0
            conn.execute("CREATE TABLE kept AS SELECT 1 AS n")
        with server(data_dir, RunAs.NOBODY) as moved, psycopg.connect(moved.owner_url) as conn:
            home = moved.folder.parent
            assert conn.execute("SELECT n FROM kept").fetchone() == (1,)
        assert not (data_dir / "postgres").exists()
    finally:
        if home is not None:
            shutil.rmtree(home)


def test_where_nothing_works_a_sentence_names_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345 if not ROOT else 0)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(carrier, "NOBODY", 2**31 + 7)
    found = carrier.find(chosen=PG_BIN)
    with pytest.raises(OperatorError, match="DATABASE_URL"):
        carrier.run_as(found, tmp_path)


def test_a_kill_in_the_middle_of_work_loses_nothing_committed(data_dir: Path) -> None:
    safe = EmbeddedServer(data_dir, pg_bin=PG_BIN)
    with safe:
        with psycopg.connect(safe.owner_url, autocommit=True) as conn:
            conn.execute("CREATE TABLE kept (n int)")
            conn.execute("INSERT INTO kept SELECT generate_series(1, 10000)")
            os.kill(postmaster(data_dir).pid, signal.SIGKILL)
        until(safe.has_stopped)
        safe.reattach()
        with psycopg.connect(safe.owner_url) as conn:
            assert conn.execute("SELECT count(*) FROM kept").fetchone() == (10000,)
