"""Commands run in this process, on one data directory with its own embedded server."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from salus.cli.main import main
from salus.db.embedded import EmbeddedServer
from tests.conftest import FAST_AND_LOSABLE


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory whose server is held, so that commands find it running."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    pg_bin = os.environ.get("SALUS_PG_BIN")
    with EmbeddedServer(folder, pg_bin=Path(pg_bin) if pg_bin else None, settings=FAST_AND_LOSABLE):
        yield folder


@pytest.fixture
def run(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command: `run("user", "list", stdin="…")`."""
    for name in list(os.environ):
        if name.startswith(("SALUS_", "DATABASE_")) and name != "SALUS_PG_BIN":
            monkeypatch.delenv(name)
    monkeypatch.setenv("SALUS_DATA_DIR", str(data_dir))

    def go(*words: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["salus", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as ending:
            status = int(ending.code or 0)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return go
