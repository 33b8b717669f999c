"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from salus import settings as settings_room
from salus.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def data_dir(command: Command) -> Command:
    """Add `--data-dir`, which every command takes."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        help="Where Salus keeps its data (default: SALUS_DATA_DIR, else the user's data folder).",
    )(command)


def as_json(command: Command) -> Command:
    """Add `--json`: one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def person(*, required: bool) -> Callable[[Command], Command]:
    """Add `--user EMAIL`."""

    def add(command: Command) -> Command:
        return click.option("--user", "email", metavar="EMAIL", required=required, help="Whose data.")(
            command
        )

    return add


def load(data_dir: Path | None, *, host: str | None = None, port: int | None = None) -> Settings:
    """Return the settings of this process's environment."""
    return settings_room.load(os.environ, data_dir=data_dir, host=host, port=port)
