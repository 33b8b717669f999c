"""The run: make the files, measure the floors, then the product, and say how they compare."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from salus.cli import options
from salus.cli.bench import effort, importing, people, reads
from salus.cli.bench import files as files_room
from salus.cli.bench.files import Files
from salus.cli.bench.product import Client, Product, free_port
from salus.cli.bench.report import Line, unmeasured, value
from salus.cli.opened import Opened, opened
from salus.cli.terminal import say
from salus.db.cluster import Cluster
from salus.db.embedded import EmbeddedServer
from salus.kit.errors import OperatorError
from salus.kit.ids import PersonId

EMAIL = "bench@example.org"
SMALL = "small@example.org"
SECOND = "second@example.org"
WORST_SHOWN = 5


@dataclass(slots=True)
class Run:
    """What one run found out."""

    size: str
    lines: list[Line] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    floors: dict[str, importing.Floor] = field(default_factory=dict)
    machine: str = ""

    def as_json(self) -> dict[str, Any]:
        """The run as one document."""
        return {
            "size": self.size,
            "machine": self.machine,
            "lines": [line.as_json() for line in self.lines],
            "wrong_days": self.wrong[:100],
            "floors": {name: asdict(f) for name, f in self.floors.items()},
        }


def measure(folder: Path, size: str, last_day: date, *, others: int) -> Run:
    """Measure everything in `folder`, which may be thrown away afterwards.

    others: how many more people to put beside the one who reads (goal 18).
    """
    run = Run(size, machine=_machine())
    say(f"Writing exports of {size} records")
    files = files_room.make(folder, size, last_day)
    data_dir = folder / "data"
    data_dir.mkdir()
    product = Product(data_dir)
    with opened(options.load(data_dir), tell=lambda _: None) as here:
        if here.embedded is not None:
            os.environ[effort.SERVER] = (Cluster(data_dir).path / "postmaster.pid").read_text().split()[0]
        _imports(run, here, product, files)
        with _up(product) as port:
            _reads(run, here, product, port, files, others)
    run.lines += _second_start(product)
    run.lines.sort(key=lambda line: line.goal)
    return run


def _machine() -> str:
    """What it runs on, and how busy that was at the beginning."""
    busy = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {busy:.1f}, Python {platform.python_version()}"


def _imports(run: Run, here: Opened, product: Product, files: Files) -> None:
    owner_url = here.database.owner_url
    if owner_url is None:
        raise OperatorError("The benchmark needs a database that it may create tables in.")
    xml = files.first.xml
    say("Measuring the floors: hash, staged rows, digests")
    run.floors["hash"] = importing.floor("hash", xml, times=3)
    times = 2 if files_room.SIZES[run.size] <= files_room.QUICK else 1
    run.floors["staged"] = importing.floor("staged", xml, owner_url, times=times)
    with psycopg.connect(owner_url) as conn:
        conn.execute("DROP SCHEMA bench_floor CASCADE")
    run.floors["digest"] = importing.floor("digest", files.later.xml, times=2)
    for email in (EMAIL, SMALL, SECOND):
        product.add_person(email, files_room.HOME)
    person = here.person(EMAIL)
    with _seeing(here, person) as conn:
        before = importing.stored_bytes(conn)
        say("Importing the first export, and the same again")
        first, again = importing.import_in_child(
            product, EMAIL, (files.first.written.path, files.again), (conn, person)
        )
        bytes_a_sample = (importing.stored_bytes(conn) - before) / max(1, int(first.report["new"]))
        say("Comparing every day with the truth")
        run.wrong = importing.wrong_days(conn, person, files, files.until)
        for sentence in run.wrong[:WORST_SHOWN]:
            say(f"  wrong: {sentence}")
        say("Importing a later export, and a small one")
        once_more, later = importing.import_in_child(
            product, EMAIL, (files.again, files.later.written.path), None
        )
        (small,) = importing.import_in_child(product, SMALL, (files.small.path,), None)
        if times > 1:
            (second,) = importing.import_in_child(product, SECOND, (files.first.written.path,), None)
            if second.seconds < first.seconds:
                first = replace(first, seconds=second.seconds, cpu_seconds=second.cpu_seconds)
    quicker = min(again, once_more, key=lambda i: i.seconds)
    run.lines += importing.lines(files, run.floors, first, quicker, later, small, bytes_a_sample, run.wrong)


@contextmanager
def _seeing(here: Opened, person: PersonId) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the app's role that sees one person's rows."""
    with psycopg.connect(here.settings.app_url, autocommit=True) as conn:
        conn.execute("SELECT set_config('salus.uid', %s, false)", [str(person)])
        yield conn


def _reads(run: Run, here: Opened, product: Product, port: int, files: Files, others: int) -> None:
    say("Reading by the API, beside the bare statements")
    found = _goals_of(here, product, port, EMAIL)
    run.lines += found
    run.lines += _order_changed(here, product, port)
    small = _goals_of(here, product, port, SMALL)
    days, fewer = files.person.days, files.small_person.days
    run.lines.append(_compared(found, small, f"{days:,} days of data against {fewer:,}"))
    if others and here.embedded is not None:
        say(f"Putting {others:,} more people beside")
        name = conninfo_to_dict(here.settings.app_url)["dbname"]
        administrator = make_conninfo(here.embedded.superuser_url, dbname=name)
        people.add(administrator, here.person(EMAIL), others)
        crowded = _goals_of(here, product, port, EMAIL)
        run.lines.append(_compared(crowded, found, f"{others + 2:,} people against two"))
    else:
        run.lines.append(unmeasured(18, "p95 among 1,000 people", "say --people 1000"))


def _goals_of(here: Opened, product: Product, port: int, email: str) -> list[Line]:
    client = Client(port, product.token(email))
    try:
        with reads.reading(client, here.settings.app_url, here.person(email)) as reader:
            return reads.goals(reader)
    finally:
        client.close()


def _compared(many: Sequence[Line], few: Sequence[Line], note: str) -> Line:
    """Goal 18: the worst of the p95 of goals 8 to 12, as a ratio."""
    before = {line.goal: line.ours for line in few if line.unit == "ms" and line.ours}
    ratios = {
        line.goal: line.ours / before[line.goal]
        for line in many
        if line.unit == "ms" and line.ours and line.goal in before
    }
    worst = max(ratios, key=lambda goal: ratios[goal])
    return value(18, "p95 with more data", ratios[worst], "×", 1.5, 1.1, f"{note}; worst is goal {worst}")


def _order_changed(here: Opened, product: Product, port: int) -> list[Line]:
    client = Client(port, product.token(EMAIL))
    try:
        with reads.reading(client, here.settings.app_url, here.person(EMAIL)) as reader:
            return reads.order_changed(reader)
    finally:
        client.close()


@contextmanager
def _up(product: Product) -> Iterator[int]:
    """Run everything; yield the port."""
    port = free_port()
    _, process = _start(product, port)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _start(product: Product, port: int) -> tuple[float, subprocess.Popen[str]]:
    """Start everything; return seconds until the ready line, and the process."""
    begun = time.monotonic()
    words = [sys.executable, "-m", "salus.cli", "up", "--port", str(port), "--no-demo"]
    process = subprocess.Popen(words, env=product.environment, stdout=subprocess.PIPE, text=True)
    if process.stdout is None:
        raise OperatorError("`salus up` has no output.")
    for line in process.stdout:
        if line.startswith("Salus is ready"):
            return time.monotonic() - begun, process
    raise OperatorError(f"`salus up` ended with status {process.wait()}.")


def _second_start(product: Product) -> list[Line]:
    say("Starting everything a second time")
    begun = time.monotonic()
    with EmbeddedServer(product.data_dir):
        bare = time.monotonic() - begun
    seconds = []
    for _ in range(2):
        took, process = _start(product, free_port())
        process.terminate()
        process.wait(60)
        seconds.append(took)
    return [value(16, "second start", min(seconds), "s", 4, 2, "until the ready line", bare)]
