"""One PostgreSQL cluster on disk: where it lies, how it is made and started, and whose its lock files are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import psutil

from salus.db import carrier as carriers
from salus.db import secrets
from salus.db.carrier import NOBODY, SYSTEM_HOME, Carrier, RunAs
from salus.kit.errors import OperatorError

LONGEST_SOCKET_FOLDER = 80
SHORT_FOLDERS = Path("/tmp")  # noqa: S108 (not TMPDIR: all must find the same; owner and mode are checked)
ROOM_NEEDED = 200 * 2**20
LARGEST_LOG = 10 * 2**20


class Cluster:
    """The cluster that belongs to one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._moved = data_dir / "postgres.path"

    @property
    def path(self) -> Path:
        """PostgreSQL's own data folder."""
        if self._moved.exists():
            return Path(self._moved.read_text(encoding="utf-8").strip())
        return self.data_dir / "postgres"

    @property
    def belongs_to_nobody(self) -> bool:
        """Whether it lies where the unprivileged user can enter, outside the data directory."""
        return self._moved.exists()

    @property
    def major(self) -> int | None:
        """The PostgreSQL version that made it, None before it is made."""
        version = self.path / "PG_VERSION"
        return int(version.read_text(encoding="ascii").split(".")[0]) if version.exists() else None

    @property
    def socket_folder(self) -> Path:
        """The data directory, or a short folder where its path is too long for a socket (107 bytes)."""
        if self.belongs_to_nobody:
            return self.path.parent
        if len(os.fsencode(self.data_dir)) < LONGEST_SOCKET_FOLDER:
            return self.data_dir
        return SHORT_FOLDERS / f"salus-{self._key}"

    @property
    def socket(self) -> Path:
        """The file by which everybody finds the server."""
        return self.socket_folder / ".s.PGSQL.5432"

    @property
    def log(self) -> Path:
        """PostgreSQL's log."""
        return self.data_dir / "postgres.log"

    @property
    def _key(self) -> str:
        return sha256(os.fsencode(self.data_dir)).hexdigest()[:12]

    def make_socket_folder(self) -> None:
        """Make the short folder where one is needed.

        Raises: OperatorError when it is somebody else's.
        """
        folder = self.socket_folder
        if folder.parent != SHORT_FOLDERS or folder == self.data_dir:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise OperatorError(
                f"{folder} belongs to somebody else; choose a data directory with a path under "
                f"{LONGEST_SOCKET_FOLDER} characters."
            )

    def remove_socket_folder(self) -> None:
        """Remove the short folder, once the server has stopped."""
        folder = self.socket_folder
        if folder.parent == SHORT_FOLDERS and folder != self.data_dir:
            shutil.rmtree(folder, ignore_errors=True)

    def move_to_nobody(self) -> None:
        """Give the cluster a place that the unprivileged user can enter, and note it in `postgres.path`."""
        if self.belongs_to_nobody:
            return
        home = SYSTEM_HOME / self._key
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        SYSTEM_HOME.chmod(0o755)
        os.chown(home, NOBODY, NOBODY)
        target = home / "cluster"
        if target.exists():
            # Of a data directory that is gone, and its passwords with it.
            target.rename(home / f"cluster.left-{len(list(home.iterdir()))}")
        if self.path.exists():
            shutil.move(self.path, target)
            for folder, _, files in os.walk(target):
                for path in (Path(folder), *(Path(folder, name) for name in files)):
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        secrets.keep(self._moved, str(target))

    def initialise(self, carrier: Carrier, how: RunAs, superuser: str, password: str) -> None:
        """Make the cluster, whole or not at all.

        Raises: OperatorError when there is too little room, or with initdb's own reason.
        """
        room = shutil.disk_usage(self.path.parent).free
        if room < ROOM_NEEDED:
            raise OperatorError(
                f"Only {room // 2**20} MB are free where {self.data_dir} lies; a new database needs at least "
                f"{ROOM_NEEDED // 2**20} MB. Free some, or choose another --data-dir."
            )
        fresh = self.path.with_name(f"{self.path.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        # A file of its own, since the unprivileged user cannot read ours.
        password_file = self.path.with_name("initdb.password")
        secrets.keep(password_file, password)
        if how is RunAs.NOBODY:
            os.chown(password_file, NOBODY, NOBODY)
        if carrier.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C", "--data-checksums"]
        words = [
            carrier.program("initdb"),
            *("-D", str(fresh), "-U", superuser, f"--pwfile={password_file}"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *(*locale, "--no-instructions"),
        ]
        initdb = _popen(words, how, stdout=subprocess.PIPE)
        said, _ = initdb.communicate()
        password_file.unlink()
        if initdb.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise OperatorError(f"The database could not be made: {reason(said.decode('utf-8', 'replace'))}")
        fresh.rename(self.path)

    def launch(
        self, carrier: Carrier, how: RunAs, settings: Mapping[str, str]
    ) -> tuple[subprocess.Popen[bytes], int]:
        """Start the server as our child, out of reach of our terminal's Ctrl-C.

        Returns it and where in the log its words begin.
        """
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        words = [carrier.program("postgres"), "-D", str(self.path), "-k", str(self.socket_folder)]
        for name, value in (_settings() | dict(settings)).items():
            words += ["-c", f"{name}={value}"]
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            offset = log.tell()
            return _popen(words, how, stdout=log.fileno()), offset

    def said_since(self, offset: int) -> str:
        """Return what the log says from `offset` on."""
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read(64_000).decode("utf-8", "replace")

    def postmaster(self) -> psutil.Process | None:
        """Return the living server of this cluster: a lock file's process, if it really is that."""
        for file in self._lock_files():
            try:
                process = psutil.Process(_first_number(file))
                if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
                    continue
                if str(self.path) in process.cmdline():
                    return process
            except (OSError, ValueError, psutil.Error):
                continue
        return None

    def orphans(self) -> list[psutil.Process]:
        """Return living PostgreSQL processes that work in this cluster, whoever started them."""
        found = []
        for process in psutil.process_iter(["name", "status"]):
            if process.info["name"] != "postgres" or process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            try:
                if Path(process.cwd()).resolve() == self.path.resolve():
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def clear_stale_locks(self) -> None:
        """Remove lock files of a server that is gone, whose process id is a zombie's or a stranger's now.

        PostgreSQL itself refuses to start over those; a number that no process has, it clears away.
        Only to be called when neither `postmaster` nor `orphans` finds anyone.
        """
        for file in self._lock_files():
            number = _first_number(file)
            if number <= 0 or psutil.pid_exists(number):
                file.unlink()

    def _lock_files(self) -> list[Path]:
        files = (self.path / "postmaster.pid", Path(f"{self.socket}.lock"))
        return [file for file in files if file.exists()]


def reason(said: str) -> str:
    """Return the line of a log that a person should read."""
    if "No space left on device" in said:
        return "no space is left on the disk; free some and start again."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (telling or lines or ["it said nothing"])[0]


def _popen(words: list[str], how: RunAs, *, stdout: int) -> subprocess.Popen[bytes]:
    user = NOBODY if how is RunAs.NOBODY else None
    return subprocess.Popen(
        [*carriers.namespace_words(), *words] if how is RunAs.NAMESPACE else words,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=_plain_environment(),
        start_new_session=True,
        user=user,
        group=user,
        extra_groups=[] if user is not None else None,
    )


def _plain_environment() -> dict[str, str]:
    """Without PG… variables of the caller, which PostgreSQL's programs would obey, and without secrets."""
    hidden = ("PG", "LC_", "LANG", "SALUS_", "DATABASE_")
    return {k: v for k, v in os.environ.items() if not k.startswith(hidden)} | {"LC_ALL": "C", "TZ": "UTC"}


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
        # Parameters carry measured values; the log must not.
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def _first_number(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii").split()[0])
    except (OSError, IndexError, ValueError):
        return 0
