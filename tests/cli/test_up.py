"""`salus up` as a person meets it: ready, killed in any part, stopped, refused with a sentence."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from salus.db.cluster import Cluster
from salus.db.embedded import EmbeddedServer

SALUS = [sys.executable, "-m", "salus.cli"]
PATIENCE = 120.0


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="salus-up-"))
    yield folder / "data"
    EmbeddedServer(folder / "data").stop()
    shutil.rmtree(folder)


def environment() -> dict[str, str]:
    hidden = ("SALUS_", "DATABASE_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(hidden) or k == "SALUS_PG_BIN"}
    return kept | {"PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


@contextmanager
def running(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    words = [*SALUS, "up", "--no-demo", "--port", str(port), "--data-dir", str(home)]
    log = home.parent / "up.log"
    with (
        log.open("w") as err,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=err, text=True, env=environment()) as up,
    ):
        assert up.stdout is not None
        try:
            line = up.stdout.readline()
            assert line, log.read_text()
            yield up, line
        finally:
            up.terminate()
            up.wait(60)


def status(port: int, path: str = "/readyz") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def child(up: subprocess.Popen[str], name: str) -> psutil.Process:
    found = [p for p in psutil.Process(up.pid).children() if name in p.cmdline()]
    assert len(found) == 1
    return found[0]


def test_it_gets_ready_and_survives_the_death_of_each_part(home: Path) -> None:
    port = free_port()
    with running(home, port) as (up, line):
        assert line == f"Salus is ready: http://127.0.0.1:{port}\n"
        assert status(port, "/") == 200
        for name in ("serve", "worker"):
            dead = child(up, name)
            dead.kill()
            until(lambda dead=dead: not dead.is_running())  # type: ignore[misc]
            until(lambda name=name: bool(_children(up, name)))  # type: ignore[misc]
        until(lambda: status(port) == 200)
        postmaster = Cluster(home).postmaster()
        assert postmaster is not None
        postmaster.kill()
        until(lambda: Cluster(home).postmaster() not in (None, postmaster))
        until(lambda: status(port) == 200)
        for secret in ("superuser.password", "owner.password"):
            words = (home / secret).read_text().strip()
            for name in ("serve", "worker"):
                assert words not in str(child(up, name).environ())

        again = subprocess.run(
            [*SALUS, "up", "--no-demo", "--port", str(port), "--data-dir", str(home)],
            capture_output=True,
            text=True,
            env=environment(),
            check=True,
        )
        assert again.stdout == line
        down = subprocess.run(
            [*SALUS, "down", "--data-dir", str(home)], capture_output=True, text=True, env=environment()
        )
        assert (down.returncode, down.stderr) == (0, "Salus is stopped\n")
        assert up.wait(30) == 0
    assert Cluster(home).postmaster() is None
    assert status(port) == 0


def _children(up: subprocess.Popen[str], name: str) -> list[psutil.Process]:
    return [p for p in psutil.Process(up.pid).children() if name in p.cmdline()]


def test_after_kill_9_of_all_that_watches_the_next_one_takes_over(home: Path) -> None:
    port = free_port()
    with running(home, port) as (up, _):
        parts = psutil.Process(up.pid).children()
        up.kill()
        up.wait()
        # Server and worker notice that nobody watches them; PostgreSQL waits for the next one.
        _, alive = psutil.wait_procs([p for p in parts if "postgres" not in p.name()], timeout=60)
        assert alive == []
        postmaster = Cluster(home).postmaster()
        assert postmaster is not None
    with running(home, port):
        assert Cluster(home).postmaster() == postmaster


def test_ctrl_c_ends_it_in_good_order(home: Path) -> None:
    with running(home, free_port()) as (up, _):
        up.send_signal(signal.SIGINT)
        assert up.wait(60) == 0
    assert Cluster(home).postmaster() is None
    assert "Traceback" not in (home.parent / "up.log").read_text()


def test_a_taken_port_is_said_in_a_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*SALUS, "up", "--no-demo", "--port", str(port), "--data-dir", str(home)],
            capture_output=True,
            text=True,
            env=environment(),
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "postgres").exists()


def test_an_address_of_another_machine_is_said_in_a_sentence(home: Path) -> None:
    done = subprocess.run(
        [*SALUS, "up", "--no-demo", "--host", "192.0.2.1", "--data-dir", str(home)],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 1
    assert "192.0.2.1 is not an address of this machine" in done.stderr


def test_down_where_nothing_runs_says_so(home: Path) -> None:
    done = subprocess.run(
        [*SALUS, "down", "--data-dir", str(home)], capture_output=True, text=True, env=environment()
    )
    assert (done.returncode, done.stderr) == (0, "Salus was not running\n")
