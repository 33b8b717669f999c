"""The PostgreSQL that Salus brings along: one cluster in the data directory, found by its socket alone.

Everyone who uses it holds a shared lock on `<data>/users.lock`, which the kernel drops even on kill -9. Who
leaves and can take that lock alone stops the server. Process ids are never trusted: a number in a pid file may
belong to somebody else by now.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psutil
import psycopg

from salus.db import carrier as carriers
from salus.db import roles, secrets
from salus.db.carrier import NOBODY, SYSTEM_HOME, Carrier, RunAs
from salus.kit.errors import OperatorError

DATABASE = "salus"
SUPERUSER = "salus"
LONGEST_SOCKET_FOLDER = 80
ROOM_NEEDED = 200 * 2**20
RECOVERY_PATIENCE = 900.0
POLL = 0.05


class State(Enum):
    """What answers on the socket."""

    UP = "up"
    BUSY = "busy"
    """Starting, recovering or stopping."""
    DOWN = "down"


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
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.data_dir = Path(os.path.abspath(data_dir))
        self._pg_bin = pg_bin
        self._settings = dict(settings or {})
        self._run_as = run_as
        self._say = say
        self._child: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._app_password = ""
        self._owner_password = ""
        self._superuser_password = ""

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
        return self.data_dir / "postgres.log"

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
        with self._start_lock():
            self._read_passwords()
            return self._stop()

    def has_stopped(self) -> bool:
        """Whether the server has gone away under us, so that `attach` is due again."""
        if self._child is not None and self._child.poll() is not None:
            return True
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
        if not self._socket().exists():
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
        if row is None or os.path.realpath(row[0]) != os.path.realpath(self.cluster):
            raise OperatorError(f"Another database answers at {self._socket()}; stop it first.")
        return State.UP

    # -- places ------------------------------------------------------------------------------------------

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        moved = self.data_dir / "postgres.path"
        if moved.exists():
            return Path(moved.read_text(encoding="utf-8").strip())
        return self.data_dir / "postgres"

    @property
    def _home_of_nobody(self) -> Path:
        return SYSTEM_HOME / self._key

    @property
    def _key(self) -> str:
        return sha256(os.fsencode(self.data_dir)).hexdigest()[:12]

    @property
    def _socket_folder(self) -> Path:
        """The data directory, or a short folder where its path is too long for a socket (107 bytes)."""
        if (self.data_dir / "postgres.path").exists():
            return self.cluster.parent
        if len(os.fsencode(self.data_dir)) < LONGEST_SOCKET_FOLDER:
            return self.data_dir
        # Not the TMPDIR of whoever calls: all must find the same folder.
        return Path("/tmp") / f"salus-{self._key}"

    def _socket(self) -> Path:
        return self._socket_folder / ".s.PGSQL.5432"

    def _url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={quote(str(self._socket_folder), safe='')}"

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
        if not self.cluster.exists():
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
        self._child = None
        version = self.cluster / "PG_VERSION"
        major = int(version.read_text().split(".")[0]) if version.exists() else None
        carrier = carriers.find(major, chosen=self._pg_bin)
        moved = (self.data_dir / "postgres.path").exists()
        how = RunAs.NOBODY if moved else self._run_as or carriers.run_as(carrier, self.data_dir)
        if how is RunAs.NOBODY:
            carrier = carriers.for_nobody(carrier)
            self._move_to_nobody()
        self._make_socket_folder()
        if major is None:
            self._initialise(carrier, how)
        elif self._wait_for_another():
            return
        deadline = time.monotonic() + 30
        while not self._spawn(carrier, how):
            # The dead server's last children may hold its shared memory a moment longer.
            if time.monotonic() > deadline:
                raise OperatorError(f"PostgreSQL does not start; its last words are in {self.log}.")
            time.sleep(0.2)

    def _make_socket_folder(self) -> None:
        folder = self._socket_folder
        if folder == self.data_dir or (self.data_dir / "postgres.path").exists():
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise OperatorError(
                f"{folder} belongs to somebody else; choose a data directory with a path under "
                f"{LONGEST_SOCKET_FOLDER} characters."
            )

    def _move_to_nobody(self) -> None:
        """Give the cluster a place that the unprivileged user can enter, and note it."""
        home = self._home_of_nobody
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        SYSTEM_HOME.chmod(0o755)
        os.chown(home, NOBODY, NOBODY)
        if self.cluster == home / "cluster":
            return
        if self.cluster.exists():
            shutil.move(self.cluster, home / "cluster")
            for folder, _, files in os.walk(home / "cluster"):
                for path in (Path(folder), *(Path(folder, name) for name in files)):
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        secrets.keep(self.data_dir / "postgres.path", str(home / "cluster"))

    def _initialise(self, carrier: Carrier, how: RunAs) -> None:
        room = shutil.disk_usage(self.cluster.parent).free
        if room < ROOM_NEEDED:
            raise OperatorError(
                f"Only {room // 2**20} MB are free where {self.data_dir} lies; a new database needs at least "
                f"{ROOM_NEEDED // 2**20} MB. Free some, or choose another --data-dir."
            )
        self._say("Making the database")
        fresh = self.cluster.with_name(f"{self.cluster.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        # A file of its own, since the unprivileged user cannot read ours.
        password = self.cluster.with_name("initdb.password")
        secrets.keep(password, self._superuser_password)
        if how is RunAs.NOBODY:
            os.chown(password, NOBODY, NOBODY)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if carrier.major >= 17
            else [
                "--locale=C.UTF-8" if os.path.isdir("/usr/lib/locale") else "--locale=C",
                "--data-checksums",
            ]
        )
        command = [
            carrier.program("initdb"),
            *("-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password}"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *(*locale, "--no-instructions"),
        ]
        done = self._run(command, how)
        password.unlink()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise OperatorError(f"The database could not be made: {_reason(done.stdout)}")
        fresh.rename(self.cluster)

    def _run(self, command: list[str], how: RunAs) -> subprocess.CompletedProcess[str]:
        words = [*carriers.namespace_words(), *command] if how is RunAs.NAMESPACE else command
        user = NOBODY if how is RunAs.NOBODY else None
        return subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env=_plain_environment(),
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
        )

    def _wait_for_another(self) -> bool:
        """Wait while another server of this cluster starts or stops; return whether it came up.

        Removes the lock files of one that is gone, when their process id belongs to a zombie or to a
        stranger: PostgreSQL itself refuses to start over those.
        """
        since, told = time.monotonic(), False
        while time.monotonic() - since < RECOVERY_PATIENCE:
            if self.state() is State.UP:
                return True
            postmaster = self._postmaster()
            # Children of a killed postmaster die by themselves; a new one must not start beside them.
            if postmaster is None and not self._orphans():
                for file in (self.cluster / "postmaster.pid", Path(f"{self._socket()}.lock")):
                    if (file.exists() and psutil.pid_exists(_first_number(file))) or (
                        file.exists() and _first_number(file) <= 0
                    ):
                        file.unlink()
                return False
            if not told and time.monotonic() - since > 3:
                self._say("The database recovers from a hard stop; this can take a minute")
                told = True
            time.sleep(POLL)
        raise OperatorError(
            f"The database in {self.cluster} is still recovering after {RECOVERY_PATIENCE / 60:.0f} minutes; "
            f"see {self.log}."
        )

    def _postmaster(self) -> psutil.Process | None:
        """The living server of our cluster, by a lock file whose process really is it."""
        for file in (self.cluster / "postmaster.pid", Path(f"{self._socket()}.lock")):
            try:
                process = psutil.Process(_first_number(file))
                if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
                    continue
                if str(self.cluster) in process.cmdline():
                    return process
            except (OSError, ValueError, psutil.Error):
                continue
        return None

    def _orphans(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["name", "status"]):
            if process.info["name"] != "postgres" or process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            try:
                if os.path.realpath(process.cwd()) == os.path.realpath(self.cluster):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def _spawn(self, carrier: Carrier, how: RunAs) -> bool:
        """Start the server as our child and wait until it answers; False when it should be tried again."""
        if self.log.exists() and self.log.stat().st_size > 10 * 2**20:
            self.log.replace(self.log.with_suffix(".log.1"))
        words = [carrier.program("postgres"), "-D", str(self.cluster), "-k", str(self._socket_folder)]
        for name, value in (_settings() | self._settings).items():
            words += ["-c", f"{name}={value}"]
        if how is RunAs.NAMESPACE:
            words = [*carriers.namespace_words(), *words]
        user = NOBODY if how is RunAs.NOBODY else None
        with self.log.open("ab") as log:
            before = log.tell()
            self._child = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_plain_environment(),
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=[] if user is not None else None,
            )
        since, told = time.monotonic(), False
        while self.state() is not State.UP:
            if self._child.poll() is not None:
                self._child = None
                said = self._said_since(before)
                if "shared memory block" in said or "is another postmaster" in said.lower():
                    return False
                raise OperatorError(f"PostgreSQL does not start: {_reason(said)} (the whole log: {self.log})")
            if not told and time.monotonic() - since > 3:
                self._say("The database recovers from a hard stop; this can take a minute")
                told = True
            time.sleep(POLL / 5)
        return True

    def _said_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read(64_000).decode("utf-8", "replace")

    def _ensure_roles(self) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as conn:
            ready = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if ready and not self._fresh_passwords:
                return
            roles.ensure_login(conn, roles.OWNER, self._owner_password, reset=self._fresh_passwords)
            roles.ensure_login(conn, roles.APP, self._app_password, reset=self._fresh_passwords)
            if not ready:
                # Last, so that its presence proves the rest.
                conn.execute(f"CREATE DATABASE {DATABASE} OWNER {roles.OWNER}")
        secrets.keep(self.data_dir / "database-app-url", self.app_url)

    # -- stop --------------------------------------------------------------------------------------------

    def _stop(self) -> bool:
        process = self._postmaster()
        if process is None:
            self._reap()
            return False
        process.send_signal(signal.SIGINT)
        if not self._gone(process, 30):
            process.send_signal(signal.SIGQUIT)
            self._gone(process, 10)
        self._reap()
        folder = self._socket_folder
        if folder.parent == Path("/tmp"):
            shutil.rmtree(folder, ignore_errors=True)
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
        if self._child is not None and self._child.poll() is not None:
            self._child = None


def _settings() -> dict[str, str]:
    memory = psutil.virtual_memory().total // 2**20
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": f"{min(max(memory // 16, 128), 2048)}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "pglz",
        "default_toast_compression": "pglz",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "log_min_duration_statement": "500ms",
        # Statements carry measured values in places; the log must not.
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def _plain_environment() -> dict[str, str]:
    """Without PG… variables of the caller, which PostgreSQL's programs would obey."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG", "SALUS_", "DATABASE_"))
    }
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _first_number(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii").split()[0])
    except (IndexError, ValueError):
        return 0


def _reason(said: str) -> str:
    """The line of a log that a person should read."""
    if "No space left on device" in said:
        return "no space is left on the disk; free some and start again."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (telling or lines or ["it said nothing"])[0]
