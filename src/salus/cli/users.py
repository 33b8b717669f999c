"""`salus user`: who has an account here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from salus.cli import options
from salus.cli.terminal import now, say
from salus.kit.errors import UserInputError


@click.group()
def user() -> None:
    """Add, list and disable persons."""


@user.command()
@click.argument("email")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name, such as Europe/Berlin.")
@click.option("--name", default="", help="Name to show.")
@options.data_dir
def add(email: str, password_stdin: bool, time_zone: str, name: str, data_dir: Path | None) -> None:
    """Add a person. The first one becomes the server's owner."""
    from salus import accounts
    from salus.accounts import passwords
    from salus.cli.opened import opened
    from salus.kit.ids import PersonId, uuid7

    hashed = passwords.hash_password(_read_password(wanted=password_stdin))
    at = now()
    person = PersonId(uuid7(at))
    with opened(options.load(data_dir)) as here, here.database.transaction(person) as tx:
        made = accounts.create_user(
            tx, person, email=email, password_hash=hashed, display_name=name, time_zone=time_zone, now=at
        )
    say(f"Added {made.email}{', the owner' if made.is_owner else ''}")


@user.command("list")
@options.as_json
@options.data_dir
def list_(as_json: bool, data_dir: Path | None) -> None:
    """List everybody."""
    from salus import accounts
    from salus.cli.opened import opened

    with opened(options.load(data_dir)) as here, here.database.owner_transaction() as tx:
        everybody = accounts.list_users(tx)
    if as_json:
        rows = [
            {
                "id": str(one.person),
                "email": one.email,
                "name": one.display_name,
                "timeZone": one.time_zone,
                "owner": one.is_owner,
                "demo": one.is_demo,
                "createdAt": one.created_at.isoformat(),
                "disabledAt": one.disabled_at.isoformat() if one.disabled_at else None,
            }
            for one in everybody
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for one in everybody:
        marks = [
            word
            for word, said in (
                ("owner", one.is_owner),
                ("demo", one.is_demo),
                ("disabled", one.disabled_at is not None),
            )
            if said
        ]
        click.echo(f"{one.email}\t{one.display_name}\t{one.time_zone}\t{', '.join(marks)}".rstrip())


@user.command()
@click.argument("email")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@options.data_dir
def password(email: str, password_stdin: bool, data_dir: Path | None) -> None:
    """Set a person's password; they are signed out everywhere."""
    from salus import accounts
    from salus.accounts import passwords
    from salus.cli.opened import opened

    hashed = passwords.hash_password(_read_password(wanted=password_stdin))
    with opened(options.load(data_dir)) as here:
        person = here.person(email)
        with here.database.transaction(person) as tx:
            accounts.set_password(tx, person, hashed, now=now())
    say(f"{email} has a new password")


@user.command()
@click.argument("email")
@options.data_dir
def disable(email: str, data_dir: Path | None) -> None:
    """Shut a person out, with all sessions and tokens; their data stays."""
    from salus import accounts
    from salus.cli.opened import opened

    with opened(options.load(data_dir)) as here:
        person = here.person(email)
        with here.database.transaction(person) as tx:
            accounts.disable_user(tx, person, now=now())
    say(f"{email} is shut out")


@user.command()
@click.argument("email")
@options.data_dir
def enable(email: str, data_dir: Path | None) -> None:
    """Let a person in again who was shut out; their tokens stay ended."""
    from salus import accounts
    from salus.cli.opened import opened

    with opened(options.load(data_dir)) as here:
        person = here.person(email)
        with here.database.transaction(person) as tx:
            accounts.enable_user(tx, person)
    say(f"{email} may sign in again")


def _read_password(*, wanted: bool) -> str:
    given = sys.stdin.readline().rstrip("\r\n") if wanted else ""
    if not given:
        raise UserInputError("No password came on standard input.", code="no_password")
    return given
