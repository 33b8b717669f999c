"""`salus schema`: the GraphQL schema, printed from the code."""

from __future__ import annotations

import click

from salus.cli import options


@click.command()
@options.data_dir
def schema(data_dir: object) -> None:  # noqa: ARG001 (every command takes it)
    """Print the GraphQL schema."""
    from salus.api.graphql.schema import printed

    click.echo(printed(), nl=False)
