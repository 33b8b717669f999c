"""`salus query`: GraphQL from the shell, with no server needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from salus.cli import options
from salus.kit.errors import UserInputError

FAILED = 1


@click.command()
@click.argument("document")
@options.person(required=False)
@click.option("--token", help="Ask as the holder of this API token.")
@click.option("--variables", default="{}", metavar="JSON", help="The document's variables.")
@options.data_dir
def query(document: str, email: str | None, token: str | None, variables: str, data_dir: Path | None) -> None:
    """Run a GraphQL document (or - for standard input) and print the JSON that the API would answer."""
    from salus.api.local import run_query
    from salus.cli.opened import opened

    text = sys.stdin.read() if document == "-" else document
    given = _object(variables)
    with opened(options.load(data_dir)) as here:
        person = None if token else here.person(email)
        answer = run_query(here.settings, person, text, given, token=token)
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    if answer.get("errors"):
        sys.exit(FAILED)


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UserInputError(f"--variables is no JSON: {error}.", code="bad_variables") from error
    if not isinstance(found, dict):
        raise UserInputError('--variables must be a JSON object, such as {"days": 7}.', code="bad_variables")
    return found
