"""`salus backup` and `salus restore`: database, files as received and keys, in one file."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from salus.cli import options
from salus.cli.terminal import now, say
from salus.kit.errors import OperatorError, UserInputError
from salus.settings import Settings

if TYPE_CHECKING:
    from salus.db.embedded import EmbeddedServer

FORMAT = 1
KEPT_FILES = ("master.key", "salus.toml", "demo.password")
_NAME = re.compile(r"blobs/[A-Za-z0-9][A-Za-z0-9._/-]*")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@options.data_dir
def backup(path: Path, data_dir: Path | None) -> None:
    """Write everything into one file, while Salus may go on running.

    The file holds the keys too: whoever has it can read everything in it.
    """
    from salus.cli.opened import addresses

    settings = options.load(data_dir)
    if path.is_dir():
        path = path / f"salus-{now():%Y-%m-%d-%H%M%S}.backup"
    if path.exists():
        raise UserInputError(f"{path} exists already; name a file that does not.", code="exists")
    with addresses(settings) as (_, embedded, owner_url), _whole_or_not(path) as part:
        url = _administrator(embedded, owner_url)
        with TemporaryDirectory(dir=part.parent, prefix=".salus-backup-") as folder:
            dump = Path(folder) / "database.dump"
            say("Copying the database")
            _run(settings, embedded, "pg_dump", ["--format=custom", f"--file={dump}", url])
            say("Copying files and keys")
            _pack(settings, part, dump)
    say(f"Backed up to {path} ({path.stat().st_size / 2**20:.1f} MB)")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.data_dir
def restore(path: Path, data_dir: Path | None) -> None:
    """Bring a backup back into an empty data directory."""
    from salus.cli.opened import addresses

    settings = options.load(data_dir)
    if (settings.data_dir / "master.key").exists() or (settings.data_dir / "postgres").exists():
        raise UserInputError(
            f"{settings.data_dir} has data already; restore into a new one with --data-dir.", code="exists"
        )
    made_it = not settings.data_dir.exists()
    try:
        with _opened_backup(path) as archive, TemporaryDirectory() as folder:
            say(f"The backup was made at {_manifest(archive, path)['made_at']}")
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _unpack(archive, settings.data_dir, Path(folder))
            # Migrations wait until the tables of the backup are there.
            with _restored_database(settings, Path(folder) / "database.dump"):
                pass
        with addresses(options.load(settings.data_dir)):
            pass
    except BaseException:
        if made_it:
            shutil.rmtree(settings.data_dir, ignore_errors=True)
        raise
    say(f"Restored into {settings.data_dir}")


@contextmanager
def _restored_database(settings: Settings, dump: Path) -> Iterator[None]:
    from salus.db import roles
    from salus.db.embedded import EmbeddedServer

    flags = ["--exit-on-error", "--single-transaction", "--no-comments"]
    if settings.database_url is not None:
        roles.external_app_url(settings.database_url, settings.data_dir, settings.database_app_url)
        say("Bringing the database back")
        _run(
            settings,
            None,
            "pg_restore",
            [*flags, "--no-owner", f"--dbname={settings.database_url}", str(dump)],
        )
        yield
        return
    with EmbeddedServer(settings.data_dir, pg_bin=settings.pg_bin, say=say) as server:
        say("Bringing the database back")
        _run(
            settings,
            server,
            "pg_restore",
            [*flags, f"--dbname={_administrator(server, None)}", str(dump)],
        )
        yield


def _administrator(embedded: EmbeddedServer | None, owner_url: str | None) -> str:
    """The address of one who sees all rows: row security would hide them from the owner."""
    from salus.db.embedded import DATABASE

    if embedded is not None:
        return embedded.superuser_url.replace("/postgres?", f"/{DATABASE}?")
    if owner_url is None:
        raise OperatorError("A backup needs DATABASE_URL; DATABASE_APP_URL alone may not read everything.")
    return owner_url


def _run(settings: Settings, embedded: EmbeddedServer | None, program: str, words: list[str]) -> None:
    from salus.db import carrier
    from salus.db.cluster import Cluster

    major = Cluster(settings.data_dir).major if embedded is not None else None
    found = carrier.find(major, chosen=settings.pg_bin)
    done = subprocess.run(
        [found.program(program), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["it gave no reason"]
        said = next((line for line in lines if "error: " in line), lines[-1]).rpartition("error: ")[2]
        hint = (
            " The role of DATABASE_URL needs BYPASSRLS for a backup."
            if "row-level security" in done.stderr
            else ""
        )
        raise OperatorError(f"{program} failed: {said}.{hint}")


def _pack(settings: Settings, part: Path, dump: Path) -> None:
    manifest = {"format": FORMAT, "salus": version("salus"), "made_at": now().isoformat(timespec="seconds")}
    if settings.master_key or settings.master_key_file:
        say("The master key is kept elsewhere (SALUS_MASTER_KEY…) and is not in this backup")
    with part.open("wb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        text = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("salus-backup.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
        archive.add(dump, "database.dump")
        for name in KEPT_FILES:
            if (settings.data_dir / name).exists():
                archive.add(settings.data_dir / name, name)
        blobs = settings.data_dir / "blobs"
        for path in sorted(blobs.rglob("*")):
            if path.is_file():
                try:
                    archive.add(path, f"blobs/{path.relative_to(blobs)}")
                except FileNotFoundError:
                    # Removed meanwhile, with its row: the database's copy is older by a moment.
                    continue
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _opened_backup(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise UserInputError(f"{path} is not a whole backup of Salus.", code="not_a_backup") from error


def _manifest(archive: tarfile.TarFile, path: Path) -> dict[str, str]:
    first = archive.next()
    file = archive.extractfile(first) if first is not None and first.name == "salus-backup.json" else None
    if file is None:
        raise UserInputError(f"{path} is not a backup of Salus.", code="not_a_backup")
    manifest = json.loads(file.read())
    if manifest.get("format") != FORMAT:
        raise UserInputError(
            f"{path} was made by Salus {manifest.get('salus')}, whose backups this version cannot read.",
            code="not_a_backup",
        )
    return {str(key): str(value) for key, value in manifest.items()}


def _unpack(archive: tarfile.TarFile, data_dir: Path, folder: Path) -> None:
    for entry in archive:
        if entry.name == "database.dump":
            target = folder / entry.name
        elif entry.name in KEPT_FILES or (_NAME.fullmatch(entry.name) and ".." not in entry.name):
            target = data_dir / entry.name
        else:
            continue
        source = archive.extractfile(entry) if entry.isfile() else None
        if source is None:
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)


@contextmanager
def _whole_or_not(path: Path) -> Iterator[Path]:
    part = path.with_name(f"{path.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
