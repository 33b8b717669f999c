"""`salus bench`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

# The day on which the invented persons' data end: the same files in every run.
LAST_DAY = date(2026, 11, 20)


@click.command()
@click.option(
    "--size",
    type=click.Choice(["50k", "200k", "1m", "5m", "10m"]),
    default="200k",
    show_default=True,
    help="Records of the main export; 1m takes some five minutes, 10m an hour.",
)
@click.option("--people", default=0, show_default=True, help="So many more people on the server (goal 18).")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Where the files and the database of the run may lie (default: the system's temporary folder).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def bench(size: str, people: int, data_dir: Path | None, as_json: bool) -> None:
    """Measure Salus against floors taken in the same run; exit 1 when resolved days are wrong."""
    from salus.cli.bench import report, run

    with TemporaryDirectory(prefix="salus-bench-", dir=data_dir) as folder:
        found = run.measure(Path(folder), size, LAST_DAY, others=people)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1))
    else:
        click.echo(f"{size} records; {found.machine}")
        click.echo(report.table(found.lines))
    if found.wrong:
        raise click.exceptions.Exit(1)
