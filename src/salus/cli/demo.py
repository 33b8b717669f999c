"""The demo person: invented years that come in by the ordinary road, made once in a fresh data directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from salus.settings import Settings

if TYPE_CHECKING:
    from salus.cli.opened import Opened
    from salus.kit.ids import PersonId


def is_wanted(settings: Settings, wish: bool | None) -> bool:
    """Whether `salus up` should see to it that the demo person is there.

    Without a wish: in a data directory that has no person yet, on the embedded database, reached from this
    machine alone; and where its making was begun and cut short.
    """
    if wish is not None:
        return wish
    if settings.database_url is not None or not settings.is_loopback:
        return False
    begun = _mark(settings)
    if begun.exists():
        return True
    return not password_file(settings).exists() and _nobody_is_there(settings)


def start_making(settings: Settings) -> subprocess.Popen[bytes]:
    """Make the demo person in a process of its own, so that its memory goes with it."""
    environment = os.environ | {"SALUS_DATA_DIR": str(settings.data_dir)}
    return subprocess.Popen(
        [sys.executable, "-m", "salus.cli.demo"], env=environment, stdin=subprocess.DEVNULL, stdout=2
    )


def sign_in_words(settings: Settings) -> str:
    """Return how to sign in as the demo person, to stand beside the address; empty when there is none."""
    from salus import accounts
    from salus.db import Database

    try:
        password = password_file(settings).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    with Database(settings.app_url) as database, database.transaction() as tx:
        there = accounts.find_person(tx, accounts.DEMO_EMAIL) is not None
    return f"  (demo: {accounts.DEMO_EMAIL}, password {password})" if there else ""


def password_file(settings: Settings) -> Path:
    """Where the demo person's password is kept (0600)."""
    return settings.data_dir / "demo.password"


def make() -> None:
    """Create the demo person, if need be, and import their export; goes on where it was cut."""
    from salus.cli import options
    from salus.cli.opened import opened
    from salus.cli.terminal import say

    settings = options.load(None)
    with opened(settings) as here:
        mark = _mark(settings)
        if not mark.exists() and _is_there(here):
            return
        mark.touch()
        person = _demo_person(here)
        say("Making two invented years for the demo person")
        _import_export(here, person)
        mark.unlink()


def _mark(settings: Settings) -> Path:
    return settings.data_dir / "demo.begun"


def _nobody_is_there(settings: Settings) -> bool:
    from salus import accounts
    from salus.db import Database

    with Database(settings.app_url) as database, database.transaction() as tx:
        return accounts.nobody_yet(tx)


def _is_there(here: Opened) -> bool:
    from salus import accounts

    with here.database.transaction() as tx:
        return accounts.find_person(tx, accounts.DEMO_EMAIL) is not None


def _demo_person(here: Opened) -> PersonId:
    from salus import accounts
    from salus.accounts import passwords
    from salus.cli.terminal import now
    from salus.db import secrets
    from salus.kit.ids import PersonId, uuid7
    from salus.sandbox import demo

    with here.database.transaction() as tx:
        found = accounts.find_person(tx, accounts.DEMO_EMAIL)
    if found is not None:
        return found
    password, _ = secrets.kept(password_file(here.settings), length=12)
    hashed = passwords.hash_password(password)
    at = now()
    person = PersonId(uuid7(at))
    with here.database.transaction(person) as tx:
        accounts.create_user(
            tx,
            person,
            email=accounts.DEMO_EMAIL,
            password_hash=hashed,
            display_name=demo.NAME,
            time_zone=demo.ZONE,
            is_demo=True,
            now=at,
        )
    return person


def _import_export(here: Opened, person: PersonId) -> None:
    from salus.cli.imports import import_path
    from salus.cli.terminal import now, shown
    from salus.sandbox.demo import write_demo

    with TemporaryDirectory(dir=here.settings.data_dir) as folder, shown("Demo") as show:
        written = write_demo(Path(folder), now())
        import_path(here, person, written.path, show=show)


if __name__ == "__main__":
    from salus.kit.errors import SalusError

    try:
        make()
    except SalusError as error:
        sys.exit(f"The demo person could not be made: {error}")
