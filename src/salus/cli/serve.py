"""`salus serve` and `salus worker`: the parts, apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from salus.cli import options
from salus.cli.supervisor import hold_lifeline
from salus.settings import Settings

_lifeline = click.option("--lifeline", type=int, hidden=True, help="A pipe that closes when our parent ends.")


@click.command()
@options.data_dir
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default 8000).")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@_lifeline
def serve(data_dir: Path | None, port: int | None, host: str | None, lifeline: int | None) -> None:
    """Run the server alone."""
    hold_lifeline(lifeline)
    import uvicorn

    from salus.api.app import create_app
    from salus.cli.opened import addresses, refuse_unsafe_role

    settings = _own(options.load(data_dir, host=host, port=port), lifeline)
    with addresses(settings) as (located, _, _):
        refuse_unsafe_role(located.app_url)
        config = uvicorn.Config(
            create_app(located),
            host=located.host,
            port=located.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run()


@click.command()
@options.data_dir
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="Take only this queue (repeatable).")
@_lifeline
def worker(data_dir: Path | None, queues: tuple[str, ...], lifeline: int | None) -> None:
    """Run a worker alone: imports, recomputing, and what is due."""
    hold_lifeline(lifeline)
    from salus import worker as worker_room
    from salus.cli.opened import opened, refuse_unsafe_role

    settings = _own(options.load(data_dir), lifeline)
    with opened(settings) as here:
        refuse_unsafe_role(here.settings.app_url)
        worker_room.run(here.database, here.blobs(), queues=queues)


def _own(settings: Settings, lifeline: int | None) -> Settings:
    """Under `salus up`, which migrates, the owner's address is not for us, even where a file has it."""
    return settings if lifeline is None else replace(settings, database_url=None)
