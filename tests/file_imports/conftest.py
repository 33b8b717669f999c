"""Files of invented persons, and one place to import them from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from salus import file_imports
from salus.accounts.keys import Keyring
from salus.db import Database
from salus.file_imports import Import
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.sandbox import invent, write
from tests.conftest import make_person

KEYRING = Keyring((bytes(range(32)),))
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass
class Home:
    """One person with a blob store; imports as the command line does."""

    database: Database
    person: PersonId
    blobs: BlobStore

    def begin(self, path: Path) -> Import:
        blob = file_imports.receive(self.database, self.blobs, self.person, path, path.name, now=NOW)
        return file_imports.start_import(self.database, self.blobs, self.person, blob, now=NOW)

    def run(self, started: Import, **options: Any) -> Import:
        words: dict[str, Any] = {
            "progress": lambda _: None,
            "stop": lambda: False,
            "kept_exports": 100,
            **options,
        }
        return file_imports.run_import(
            self.database,
            self.blobs,
            self.person,
            started.import_id,
            now=lambda: NOW,
            **words,
        )

    def bring(self, path: Path, **options: Any) -> Import:
        return self.run(self.begin(path), **options)

    def undo(self, done: Import, *, erase: bool = False) -> Import:
        return file_imports.undo(
            self.database,
            self.blobs,
            self.person,
            done.import_id,
            erase=erase,
            progress=lambda _: None,
            stop=lambda: False,
            now=lambda: NOW,
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database.transaction(self.person) as tx:
            return tx.execute(sql.encode()).fetchall()

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def pages(self) -> list[tuple[Any, ...]]:
        """Every believed sample, by who measured it: independent of the numbers of series and sources."""
        return self.rows(
            """SELECT s.metric, s.context, s.grain, s.undeviced, r.app, r.model, r.hardware, r.by_hand,
                      o.day, o.n, o.starts, o.durations, o."values", o.digest
               FROM observation_days o JOIN series s USING (user_id, series_id)
               JOIN sources r USING (user_id, source_id)
               ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9"""
        )

    def records(self) -> list[tuple[Any, ...]]:
        """Every believed event and workout."""
        return self.rows(
            """SELECT kind, record_key, start_ms, end_ms, code, value, details::text
               FROM health_events WHERE believed
               UNION ALL SELECT 'workout', record_key, start_ms, end_ms, activity, duration_ms, totals::text
               FROM workouts WHERE believed ORDER BY 1, 2"""
        )


@pytest.fixture
def home(database: Database, tmp_path: Path) -> Home:
    return Home(database, make_person(database), BlobStore(tmp_path / "blobs", KEYRING))


@pytest.fixture
def new_home(database: Database, tmp_path: Path) -> Callable[[], Home]:
    numbers = iter(range(1000))

    def make() -> Home:
        folder = tmp_path / f"blobs{next(numbers)}"
        return Home(database, make_person(database), BlobStore(folder, KEYRING))

    return make


@pytest.fixture(scope="session")
def small_person() -> Any:
    return invent(7, days=12, last_day=date(2026, 11, 20), density=0.2)


@pytest.fixture(scope="session")
def small_export(small_person: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("export") / "export.zip"
    return write(small_person, path, version=26, units="metric", locale="de_DE", offsets="fixed")
