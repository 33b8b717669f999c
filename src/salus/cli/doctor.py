"""`salus doctor`: is everything as it should be, and what to do where it is not."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from salus.cli import options, up
from salus.settings import Settings

if TYPE_CHECKING:
    from salus.cli.opened import Opened

LITTLE_ROOM = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    level: str
    """`good`, `note` or `bad`."""
    sentence: str


@click.command()
@options.as_json
@options.data_dir
def doctor(as_json: bool, data_dir: Path | None) -> None:
    """Look at the data directory, database, keys and queue; exit 1 when something is wrong."""
    from salus.cli.opened import opened

    settings = options.load(data_dir)
    with opened(settings) as here:
        database: dict[str, Any] = {
            "owner_url": here.database.owner_url,
            "app_url": here.database.app_url,
            "embedded": here.embedded is not None,
        }
        findings = _look(here.settings, here)
        if here.embedded is not None:
            database["folder"] = str(here.embedded.folder)
            database["log"] = str(here.embedded.log)
    if as_json:
        words = {
            "version": version("salus"),
            "python": platform.python_version(),
            "data_dir": str(settings.data_dir),
            "address": up.running(settings.data_dir).get("address", settings.public_url),
            "database": database,
            "findings": [asdict(finding) for finding in findings],
        }
        click.echo(json.dumps(words, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.level:5} {finding.name}: {finding.sentence}")
    if any(finding.level == "bad" for finding in findings):
        sys.exit(1)


def _look(settings: Settings, here: Opened) -> list[Finding]:
    return [
        _room(settings),
        *_database(here),
        *_keys(settings),
        _address(settings),
        *_queues(here),
    ]


def _room(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    sentence = f"{settings.data_dir} has {free / 2**30:.1f} GB free"
    if free < LITTLE_ROOM:
        return Finding("disk", "bad", f"{sentence}; an import needs about the size of its file, free some")
    return Finding("disk", "good", sentence)


def _database(here: Opened) -> list[Finding]:
    from salus.db import roles
    from salus.db.migrate import revisions
    from salus.kit.errors import OperatorError

    with here.database.transaction() as tx:
        [(server, size)] = tx.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        ).fetchall()
        try:
            roles.refuse_unsafe_role(tx)
            role = Finding("role", "good", "the server's role is bound by row level security")
        except OperatorError as error:
            role = Finding("role", "bad", str(error))
    kind = "embedded" if here.embedded is not None else "of DATABASE_URL"
    sentence = f"PostgreSQL {server} ({kind}), {size / 2**20:.0f} MB, revision {revisions()[-1].name[:4]}"
    return [Finding("database", "good", sentence), role]


def _keys(settings: Settings) -> list[Finding]:
    if settings.master_key or settings.master_key_file:
        return [Finding("keys", "good", "the master key lies outside the data directory")]
    file = settings.data_dir / "master.key"
    if not file.exists():
        return [Finding("keys", "note", "there is no master key yet; it is made at first use")]
    if file.stat().st_mode & 0o077:
        return [Finding("keys", "bad", f"{file} can be read by others; chmod 600 it")]
    return [
        Finding(
            "keys",
            "note",
            "the master key lies on the same disk as the data: measured values are plain there, so encrypt "
            "the disk, or keep the key elsewhere with SALUS_MASTER_KEY_FILE",
        )
    ]


def _address(settings: Settings) -> Finding:
    if settings.public_url.startswith("https://") or settings.is_loopback:
        return Finding("address", "good", settings.public_url)
    return Finding(
        "address",
        "note",
        f"{settings.public_url} is open to the network without https: passwords can be read on the way. Put "
        "a proxy with TLS before it and set SALUS_PUBLIC_URL",
    )


def _queues(here: Opened) -> list[Finding]:
    from salus import jobs

    with here.database.transaction() as tx:
        queues = jobs.waiting(tx)
    if not queues:
        return [Finding("queue", "good", "nothing waits")]
    return [
        Finding(
            f"queue {queue.queue}",
            "note" if queue.failed or queue.oldest_seconds > 600 else "good",
            f"{queue.waiting} waiting, {queue.running} running, {queue.failed} failed"
            + (f", the oldest for {queue.oldest_seconds:.0f} s" if queue.waiting else ""),
        )
        for queue in queues
    ]
