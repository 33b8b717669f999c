"""`salus token`: secrets for programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from salus.cli import options
from salus.cli.terminal import now


@click.group()
def token() -> None:
    """Make API tokens."""


@token.command()
@click.argument("email")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="What it may do: read, write, … (repeatable)."
)
@click.option("--name", default="command line", show_default=True, help="Name to know it by.")
@options.as_json
@options.data_dir
def create(email: str, scopes: tuple[str, ...], name: str, as_json: bool, data_dir: Path | None) -> None:
    """Make a token and print it alone; it is shown this once."""
    from salus import accounts
    from salus.cli.opened import opened

    with opened(options.load(data_dir)) as here:
        person = here.person(email)
        with here.database.transaction(person) as tx:
            made, secret = accounts.create_token(tx, person, name=name, words=scopes, now=now())
    if as_json:
        words = {
            "id": str(made.token_id),
            "token": secret.secret,
            "name": made.name,
            "scopes": list(made.scopes),
        }
        click.echo(json.dumps(words))
    else:
        click.echo(secret.secret)
