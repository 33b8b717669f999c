"""Run as a program: imports in a process of its own, which a test kills at some moment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from salus import file_imports
from salus.db import Database
from salus.file_imports import running
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from tests.file_imports.conftest import KEYRING

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def main(url: str, person: str, import_id: str, folder: str, samples_a_flush: str) -> None:
    setattr(running, "SAMPLES_A_FLUSH", int(samples_a_flush))  # noqa: B010 (a constant elsewhere)
    with Database(url) as database:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        file_imports.run_import(
            database,
            BlobStore(Path(folder), KEYRING),
            PersonId(UUID(person)),
            UUID(import_id),
            progress=lambda _: None,
            stop=lambda: False,
            now=lambda: NOW,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
