"""The PostgreSQL that Salus brings along: one cluster in the data directory, found by its socket alone.

Everyone who uses it holds a shared lock on `<data>/users.lock`, which the kernel drops even on kill -9. Who
leaves and can take that lock alone stops the server. Process ids are never trusted: a number in a pid file
may belong to somebody else by now.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psutil
import psycopg

from salus.db import carrier as carriers
from salus.db import roles, secrets
from salus.db.carrier import Carrier, RunAs
from salus.db.cluster import Cluster, reason
from salus.kit.errors import OperatorError

DATABASE = "salus"
SUPERUSER = "salus"
RECOVERY_PATIENCE = 900.0
SHARED_MEMORY_PATIENCE = 30.0
POLL = 0.05
ASK_EVERY = 1.0

_started: list[subprocess.Popen[bytes]] = []
"""Servers that this process started and did not wait for: they may outlive its interest in them."""


class State(Enum):
    """What answers on the socket."""

    UP = "up"
    BUSY = "busy"
    """Starting, recovering or stopping."""
    DOWN = "down"


class Patience:
    """Waits long for a recovery, and says so after three seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._since = time.monotonic()
        self._told = False

    def lasts(self) -> bool:
        """Whether to go on waiting."""
        waited = time.monotonic() - self._since
        if waited > 3 and not self._told:
            self._say("The database recovers from a hard stop; this can take a minute")
            self._told = True
        return waited < RECOVERY_PATIENCE


class EmbeddedServer:
    """One embedded cluster. Use it as a context manager: attaches (starting it if need be), and leaves.

    `settings` overrides PostgreSQL settings, `run_as` forces a way of starting, `pg_bin` an installation.
    `say` gets a line when something takes long.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        pg_bin: Path | None = None,
        settings: Mapping[str, str] | None = None,
        run_as: RunAs | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.data_dir = data_dir.expanduser().absolute()
        self._cluster = Cluster(self.data_dir)
        self._pg_bin = pg_bin
        self._settings = dict(settings or {})
        self._run_as = run_as
        self._say = say or (lambda _line: None)
        self._child: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._app_password = ""
        self._owner_password = ""
        self._superuser_password = ""
        self._fresh_passwords = False
        self._asked = 0.0

    # -- addresses ---------------------------------------------------------------------------------------

    @property
    def app_url(self) -> str:
        """Address for `salus_app`, the role of the server and the worker."""
        return self._url(roles.APP, self._app_password, DATABASE)

    @property
    def owner_url(self) -> str:
        """Address for `salus_owner`, who migrates."""
        return self._url(roles.OWNER, self._owner_password, DATABASE)

    @property
    def superuser_url(self) -> str:
        """Address for the superuser, in the database `postgres`; only for starting, backup and restore."""
        return self._url(SUPERUSER, self._superuser_password, "postgres")

    @property
    def log(self) -> Path:
        """PostgreSQL's own log."""
        return self._cluster.log

    @property
    def is_made(self) -> bool:
        """Whether the data directory has a database at all."""
        return self._cluster.path.exists()

    @property
    def folder(self) -> Path:
        """PostgreSQL's own data folder; outside the data directory where only that can be entered."""
        return self._cluster.path

    # -- attach and leave --------------------------------------------------------------------------------

    def __enter__(self) -> EmbeddedServer:
        self.attach()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def attach(self) -> None:
        """Use the server, starting it when nobody has. Call `leave` when done.

        Raises: OperatorError with the remedy when it cannot be started.
        """
        self._make_folder()
        with self._start_lock():
            self._users = os.open(self.data_dir / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._read_passwords()
                if self.state() is not State.UP:
                    self._start()
                self._ensure_roles()
            except BaseException:
                if self._child is not None:
                    self._stop()
                self._drop_lock()
                raise

    def leave(self) -> None:
        """Stop using the server; the last one to leave stops it."""
        if self._users is None:
            return
        with self._start_lock():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            self._drop_lock()

    def stop(self) -> bool:
        """Stop the server whoever uses it (`salus down`); return whether it ran.

        Waits 30 s for a clean stop, then stops it hard (it recovers at the next start).
        """
        if not self.is_made:
            return False
        with self._start_lock():
            self._read_passwords()
            return self._stop()

    def has_stopped(self) -> bool:
        """Whether the server has gone away under us, so that `reattach` is due; cheap enough to ask often."""
        if self._child is not None:
            return self._child.poll() is not None
        # Somebody else's child: only its socket tells.
        if time.monotonic() - self._asked < ASK_EVERY:
            return False
        self._asked = time.monotonic()
        return self.state() is State.DOWN

    def reattach(self) -> None:
        """Start the server again after it died, keeping our place among its users."""
        with self._start_lock():
            if self.state() is not State.UP:
                self._start()

    def state(self) -> State:
        """Ask whoever answers on the socket whether it is our cluster. Never looks at process ids.

        Raises: OperatorError when another cluster answers, or ours does not know our password.
        """
        if not self._cluster.socket.exists():
            return State.DOWN
        try:
            with psycopg.connect(self.superuser_url, connect_timeout=5, autocommit=True) as conn:
                row = conn.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as error:
            said = str(error)
            if "password authentication failed" in said:
                raise OperatorError(
                    f"The database in {self.data_dir} does not accept the password in "
                    f"{self.data_dir / 'superuser.password'}; put back the file that belongs to it."
                ) from error
            if "starting up" in said or "shutting down" in said or "recovery" in said or "too many" in said:
                return State.BUSY
            return State.DOWN
        if row is None or Path(row[0]).resolve() != self._cluster.path.resolve():
            raise OperatorError(f"Another database answers at {self._cluster.socket}; stop it first.")
        return State.UP

    def _url(self, user: str, password: str, database: str) -> str:
        folder = quote(str(self._cluster.socket_folder), safe="")
        return f"postgresql://{user}:{password}@/{database}?host={folder}"

    def _make_folder(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except FileExistsError as error:
            raise OperatorError(
                f"{self.data_dir} is a file; choose a folder with --data-dir or SALUS_DATA_DIR."
            ) from error
        except OSError as error:
            raise OperatorError(
                f"Cannot make the data directory {self.data_dir}: {error.strerror}."
            ) from error
        if not os.access(self.data_dir, os.W_OK | os.X_OK):
            raise OperatorError(f"The data directory {self.data_dir} may not be written by this user.")

    def _read_passwords(self) -> None:
        if not self._cluster.path.exists():
            # Of a cluster that is not there: its passwords would be taken for those of the new one.
            for role in ("superuser", "owner", "app"):
                (self.data_dir / f"{role}.password").unlink(missing_ok=True)
        elif not (self.data_dir / "superuser.password").exists():
            raise OperatorError(
                f"{self.data_dir} has a database but not its password; put superuser.password back there."
            )
        self._superuser_password, _ = secrets.kept(self.data_dir / "superuser.password")
        self._owner_password, fresh_owner = secrets.kept(self.data_dir / "owner.password")
        self._app_password, fresh_app = secrets.kept(self.data_dir / "app.password")
        self._fresh_passwords = fresh_owner or fresh_app

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        """Only one process at a time starts or stops the server."""
        self._make_folder()
        handle = os.open(self.data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _drop_lock(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    # -- start -------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._reap()
        self._child = None
        cluster = self._cluster
        carrier = carriers.find(cluster.major, chosen=self._pg_bin)
        if cluster.belongs_to_nobody:
            how = RunAs.NOBODY
        else:
            how = self._run_as or carriers.run_as(carrier, self.data_dir)
        if how is RunAs.NOBODY:
            carrier = carriers.for_nobody(carrier)
            cluster.move_to_nobody()
        cluster.make_socket_folder()
        if cluster.major is None:
            self._say("Making the database")
            cluster.initialise(carrier, how, SUPERUSER, self._superuser_password)
        elif self._wait_for_another():
            return
        deadline = time.monotonic() + SHARED_MEMORY_PATIENCE
        while not self._launch(carrier, how):
            # The dead server's last children may hold its shared memory a moment longer.
            if time.monotonic() > deadline:
                raise OperatorError(f"PostgreSQL does not start; its last words are in {self.log}.")
            time.sleep(0.2)

    def _wait_for_another(self) -> bool:
        """Wait while another server of this cluster starts or stops; return whether it came up."""
        patience = Patience(self._say)
        while patience.lasts():
            if self.state() is State.UP:
                return True
            # Children of a killed server die by themselves; a new one must not start beside them.
            if self._cluster.postmaster() is None and not self._cluster.orphans():
                self._cluster.clear_stale_locks()
                return False
            time.sleep(POLL)
        raise OperatorError(
            f"The database in {self._cluster.path} is still recovering after "
            f"{RECOVERY_PATIENCE / 60:.0f} minutes; see {self.log}."
        )

    def _launch(self, carrier: Carrier, how: RunAs) -> bool:
        """Start the server and wait until it answers; False when it should be tried again."""
        child, offset = self._cluster.launch(carrier, how, self._settings)
        self._child = child
        _started.append(child)
        patience = Patience(self._say)
        while self.state() is not State.UP:
            if child.poll() is not None:
                self._child = None
                said = self._cluster.said_since(offset)
                if "shared memory block" in said:
                    return False
                raise OperatorError(f"PostgreSQL does not start: {reason(said)} (the whole log: {self.log})")
            if not patience.lasts():
                raise OperatorError(f"PostgreSQL does not become ready; see {self.log}.")
            time.sleep(POLL / 5)
        return True

    def _ensure_roles(self) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as conn:
            ready = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not ready or self._fresh_passwords:
                roles.ensure_login(conn, roles.OWNER, self._owner_password, reset=self._fresh_passwords)
                roles.ensure_login(conn, roles.APP, self._app_password, reset=self._fresh_passwords)
            if not ready:
                # Last, so that its presence proves the rest.
                conn.execute(f"CREATE DATABASE {DATABASE} OWNER {roles.OWNER}")
        address = self.data_dir / "database-app-url"
        if not address.exists() or address.read_text(encoding="utf-8").strip() != self.app_url:
            secrets.keep(address, self.app_url)

    # -- stop --------------------------------------------------------------------------------------------

    def _stop(self) -> bool:
        process = self._cluster.postmaster()
        if process is None:
            self._reap()
            return False
        process.send_signal(signal.SIGINT)
        if not self._gone(process, 30):
            process.send_signal(signal.SIGQUIT)
            self._gone(process, 10)
        self._reap()
        self._cluster.remove_socket_folder()
        return True

    def _gone(self, process: psutil.Process, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._reap()
            try:
                if process.status() == psutil.STATUS_ZOMBIE:
                    return True
            except psutil.NoSuchProcess:
                return True
            time.sleep(POLL / 5)
        return False

    def _reap(self) -> None:
        _started[:] = [child for child in _started if child.poll() is None]
        if self._child is not None and self._child.poll() is not None:
            self._child = None
