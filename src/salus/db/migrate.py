"""Bring a database to the newest shape: each revision is one plain SQL file, run by Alembic."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from salus.kit.errors import OperatorError

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_225_817_001
"""Of the advisory lock under which one process at a time migrates."""


@cache
def revisions() -> tuple[Path, ...]:
    """Return the SQL files of all revisions, oldest first. A file's number is its revision."""
    return tuple(sorted((FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.sql")))


def current(conn: psycopg.Connection[tuple[Any, ...]]) -> str | None:
    """Return the revision of a database, None for an empty one."""
    row = conn.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    version = conn.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(version[0]) if version else None


def migrate(owner_url: str, *, to: str = "head") -> list[str]:
    """Run what is missing up to revision `to`, each revision in a transaction, and return what was run.

    Raises: OperatorError when the database is newer than this program, or cannot be reached.
    """
    try:
        with psycopg.connect(owner_url, autocommit=True, application_name="salus migrate") as conn:
            known = [_revision(file) for file in revisions()]
            goal = known[-1] if to == "head" else to
            if current(conn) == goal:
                return []
            conn.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            here = current(conn)
            if here is not None and here not in known:
                raise OperatorError(
                    f"The database has revision {here}, made by a newer Salus; this one knows up to "
                    f"{known[-1]}. Install that version again, or restore a backup into a new data directory."
                )
            if here == goal:
                return []
            return _upgrade(conn, goal)
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise OperatorError(f"The database could not be brought up to date: {said}") from error


def _upgrade(conn: psycopg.Connection[tuple[Any, ...]], goal: str) -> list[str]:
    # Alembic and SQLAlchemy take half a second to import; a database that is up to date needs neither.
    from salus.db.migrations.plain import upgrade

    return upgrade(conn, revisions(), goal)


def _revision(file: Path) -> str:
    return file.name[:4]
