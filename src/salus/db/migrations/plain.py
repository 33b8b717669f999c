"""Alembic over plain SQL files: it keeps the order and the version, the files hold the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool


def upgrade(conn: psycopg.Connection[tuple[Any, ...]], files: Sequence[Path], goal: str) -> list[str]:
    """Run the files that `conn`'s database lacks up to revision `goal`; return the revisions run."""
    scripts = SqlScripts(files)
    ran: list[str] = []

    def steps(revision: Any, _context: MigrationContext) -> list[Any]:
        found = scripts._upgrade_revs(goal, revision)
        ran.extend(str(step.revision.revision) for step in found)
        return found

    with closing(_beside(conn)) as beside:
        engine = create_engine("postgresql+psycopg://", creator=lambda: beside, poolclass=StaticPool)
        with engine.connect() as connection, EnvironmentContext(Config(), scripts, fn=steps) as environment:
            environment.configure(
                connection=connection, transaction_per_migration=True, version_table_schema="public"
            )
            environment.run_migrations()
    return ran


class SqlScripts(ScriptDirectory):
    """Revisions that are SQL files `NNNN_name.sql`, each following the one before it."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        super().__init__(str(files[0].parent.parent))

    def _load_revisions(self) -> Iterator[Script]:
        before: str | None = None
        for file in self._files:
            revision = file.name[:4]
            yield Script(_module(file, revision, before), revision, file)
            before = revision


def _module(file: Path, revision: str, before: str | None) -> ModuleType:
    def run() -> None:
        # The driver's own execute: several statements in one text, and % stands for itself.
        op.get_bind().connection.driver_connection.execute(file.read_bytes())  # type: ignore[union-attr] # always connected here

    module = ModuleType(f"revision_{revision}", file.stem)
    module.revision = revision  # type: ignore[attr-defined] # what Alembic reads
    module.down_revision = before  # type: ignore[attr-defined] # what Alembic reads
    module.upgrade = run  # type: ignore[attr-defined] # what Alembic reads
    return module


def _beside(conn: psycopg.Connection[tuple[Any, ...]]) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(conn.info.dsn, password=conn.info.password, application_name="salus migrate")
