"""What is said while a command works: bars on a terminal, one line per step otherwise, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from salus.file_imports.model import Progress

STEP_EVERY = 5.0
WORDS = {
    "upload": "Receiving",
    "read": "Reading",
    "match": "Comparing with what is here",
    "store": "Storing",
    "recalculate": "Computing days",
    "done": "Done",
    "failed": "Failed",
}


def say(line: str) -> None:
    """Tell the person at the terminal what is going on."""
    click.echo(line, err=True)


def now() -> datetime:
    """The clock, which rooms are given as a value."""
    return datetime.now(UTC)


@contextmanager
def shown(title: str) -> Iterator[Callable[[Progress], None]]:
    """Yield what shows a long work's progress under `title`."""
    if sys.stderr.isatty():
        with _bar(title) as show:
            yield show
    else:
        yield _lines(title)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(title, total=None, rate="")

        def show(progress: Progress) -> None:
            bars.update(
                bar,
                description=f"{title}: {WORDS.get(progress.phase, progress.phase).lower()}",
                completed=progress.done,
                total=progress.total,
                rate=f"{progress.rate:,.0f} records/s" if progress.rate else "",
            )

        yield show


def _lines(title: str) -> Callable[[Progress], None]:
    last_phase, last_time = "", 0.0

    def show(progress: Progress) -> None:
        nonlocal last_phase, last_time
        if progress.phase == last_phase and time.monotonic() - last_time < STEP_EVERY:
            return
        last_phase, last_time = progress.phase, time.monotonic()
        parts = [f"{title}: {WORDS.get(progress.phase, progress.phase).lower()}"]
        if progress.total:
            parts.append(f"{100 * progress.done / progress.total:.0f} %")
        if progress.records:
            parts.append(f"{progress.records:,} records")
        if progress.seconds_left is not None:
            parts.append(f"{progress.seconds_left:.0f} s left")
        say(", ".join(parts))

    return show
