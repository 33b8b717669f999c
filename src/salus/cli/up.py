"""`salus up` and `salus down`: everything together, and its end."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

import click

from salus.cli import demo, options
from salus.cli.supervisor import Child, Supervisor
from salus.cli.terminal import say
from salus.kit.errors import OperatorError
from salus.settings import Settings

TICK = 0.1
GIVE_UP_AFTER_FALLS = 4
PORT_PATIENCE = 3.0
STOP_PATIENCE = 90.0
DEMO_PATIENCE = 45.0
"""Seconds that the ready line waits for the demo's data; after that they come in while one looks."""


@click.command()
@options.data_dir
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default 8000).")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--demo/--no-demo", "wish", default=None, help="Make a demo person with two invented years.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
def up(data_dir: Path | None, port: int | None, host: str | None, wish: bool | None, open_page: bool) -> None:
    """Run everything: PostgreSQL, server and worker, until Ctrl-C or `salus down`."""
    settings = options.load(data_dir, host=host, port=port)
    stopping = _stop_on_signals()
    with _alone(settings.data_dir) as alone:
        if alone:
            _require_free_port(settings)
            _run(settings, wish, stopping, open_page=open_page)
        else:
            ready = running(settings.data_dir).get("ready")
            if ready is None:
                raise OperatorError(
                    f"Salus is just starting or stopping in {settings.data_dir}; wait for it."
                )
            click.echo(ready)
            say("It was running already; `salus down` stops it")


@click.command()
@options.data_dir
def down(data_dir: Path | None) -> None:
    """Stop what `salus up` runs, and the embedded PostgreSQL."""
    from salus.db.embedded import EmbeddedServer

    settings = options.load(data_dir)
    stopped = _stop_the_other(settings.data_dir)
    if settings.database_url is None:
        stopped = EmbeddedServer(settings.data_dir, pg_bin=settings.pg_bin).stop() or stopped
    say("Salus is stopped" if stopped else "Salus was not running")


def _run(settings: Settings, wish: bool | None, stopping: threading.Event, *, open_page: bool) -> None:
    from salus.cli.opened import addresses, refuse_unsafe_role

    with addresses(settings) as (located, embedded, _):
        refuse_unsafe_role(located.app_url)
        making = demo.start_making(settings) if demo.is_wanted(located, wish) else None
        supervisor = Supervisor(_children(located), say)
        told, answers_since = False, 0.0
        try:
            while not stopping.wait(TICK):
                supervisor.tend()
                if embedded is not None and embedded.has_stopped():
                    say("PostgreSQL has stopped; it starts again")
                    embedded.reattach()
                if not told:
                    _give_up_on_the_hopeless(supervisor)
                    answers_since = answers_since or (time.monotonic() if is_ready(located) else 0.0)
                    waited = time.monotonic() - answers_since if answers_since else 0.0
                    made = making is None or making.poll() is not None or waited > DEMO_PATIENCE
                    if answers_since and made:
                        _tell_ready(located, open_page=open_page)
                        told = True
        finally:
            say("Stopping")
            if making is not None and making.poll() is None:
                making.terminate()
                making.wait()
            supervisor.stop()
            _note(settings.data_dir).unlink(missing_ok=True)


def _children(settings: Settings) -> list[Child]:
    """Server and worker, who learn of the database only how to work as the plain role."""
    hidden = ("DATABASE_URL", "DATABASE_READ_URL")
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | {
        "DATABASE_APP_URL": settings.app_url,
        "SALUS_DATA_DIR": str(settings.data_dir),
        "SALUS_HOST": settings.host,
        "SALUS_PORT": str(settings.port),
        "SALUS_PUBLIC_URL": settings.public_url,
    }
    if settings.database_read_url:
        environment["DATABASE_READ_URL"] = settings.database_read_url
    salus = [sys.executable, "-m", "salus.cli"]
    return [Child("server", [*salus, "serve"], environment), Child("worker", [*salus, "worker"], environment)]


def _give_up_on_the_hopeless(supervisor: Supervisor) -> None:
    for child in supervisor.children:
        if child.falls >= GIVE_UP_AFTER_FALLS:
            raise OperatorError(f"The {child.name} does not start; its reason stands above.")


def _tell_ready(settings: Settings, *, open_page: bool) -> None:
    from salus.db import secrets

    address = local_address(settings)
    ready = f"Salus is ready: {address}{demo.sign_in_words(settings)}"
    secrets.keep(_note(settings.data_dir), json.dumps({"ready": ready, "address": address}))
    click.echo(ready)
    sys.stdout.flush()
    if open_page:
        webbrowser.open(address)


def local_address(settings: Settings) -> str:
    """Return the address under which this machine reaches the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 (read, not bound)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def is_ready(settings: Settings) -> bool:
    """Whether the server answers and has its database."""
    host = local_address(settings).removeprefix("http://").rsplit(":", 1)[0].strip("[]")
    connection = HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _require_free_port(settings: Settings) -> None:
    """Raises: OperatorError when somebody else listens there, or the address is not this machine's."""
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            family, kind, _, _, address = socket.getaddrinfo(
                settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except socket.gaierror as error:
            raise OperatorError(f"{settings.host} is not an address to listen on.") from error
        except PermissionError as error:
            raise OperatorError(
                f"Port {settings.port} needs an administrator's rights; choose one above 1023, "
                "such as --port 8000."
            ) from error
        except OSError as error:
            # The server of a killed `salus up` needs a moment to notice.
            if time.monotonic() > deadline:
                raise OperatorError(
                    f"Port {settings.port} is taken by another program; choose another one: "
                    f"salus up --port {settings.port + 1} (or make up PORT={settings.port + 1})."
                    if error.errno != 99
                    else f"{settings.host} is not an address of this machine."
                ) from error
            time.sleep(TICK)
        else:
            return


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopping


@contextmanager
def _alone(data_dir: Path) -> Iterator[bool]:
    """Yield whether this is the only `salus up` of the data directory; the kernel forgets it with us."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OperatorError(f"The data directory {data_dir} cannot be used: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _note(data_dir: Path) -> Path:
    return data_dir / "up.json"


def running(data_dir: Path) -> dict[str, str]:
    """What the running `salus up` of a data directory noted: its `address` and its `ready` line."""
    try:
        found = json.loads(_note(data_dir).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def _stop_the_other(data_dir: Path) -> bool:
    """Ask the running `salus up` to stop and wait for it; return whether there was one."""
    import psutil

    if not data_dir.exists():
        return False
    with _alone(data_dir) as alone:
        if alone:
            return False
    lock = data_dir / "up.lock"
    for process in psutil.process_iter():
        try:
            if any(Path(file.path) == lock for file in process.open_files()) and process.pid != os.getpid():
                process.terminate()
        except psutil.Error:
            continue
    deadline = time.monotonic() + STOP_PATIENCE
    while time.monotonic() < deadline:
        with _alone(data_dir) as alone:
            if alone:
                return True
        time.sleep(TICK)
    raise OperatorError(f"The running `salus up` of {data_dir} does not stop.")
