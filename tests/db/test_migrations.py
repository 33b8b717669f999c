"""Migrations end in the same place from anywhere, also when two run at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from psycopg import sql

from salus.db import Database, carrier, roles
from salus.db.migrate import current, migrate, revisions
from salus.kit.errors import OperatorError
from tests.conftest import as_role

HEAD = revisions()[-1].name[:4]
BEFORE = revisions()[-2].name[:4]


@pytest.fixture
def empty(server_url: str, template: str) -> Callable[[], Any]:
    """A context manager that gives the owner's address of an empty database."""

    @contextmanager
    def make() -> Iterator[str]:
        name = f"salus_empty_{os.getpid()}_{uuid4().hex[:8]}"
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(roles.OWNER)
                )
            )
            try:
                yield as_role(server_url, roles.OWNER, name)
            finally:
                admin.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))

    return make


def shape(url: str, *flags: str) -> str:
    """The database's definition as pg_dump says it."""
    pg_bin = os.environ.get("SALUS_PG_BIN")
    with psycopg.connect(url) as conn:
        major = conn.info.server_version // 10000
    program = carrier.find(major, chosen=Path(pg_bin) if pg_bin else None).program("pg_dump")
    done = subprocess.run([program, "--schema-only", *flags, url], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if not line.startswith((r"\restrict", r"\unrestrict")))


def revision_of(url: str) -> str | None:
    with psycopg.connect(url) as conn:
        return current(conn)


def test_from_empty_and_from_the_previous_revision_the_shape_is_the_same(empty: Callable[[], Any]) -> None:
    with empty() as straight, empty() as in_steps:
        assert revision_of(straight) is None
        assert migrate(straight) == [file.name[:4] for file in revisions()]
        migrate(in_steps, to=BEFORE)
        assert revision_of(in_steps) == BEFORE
        assert migrate(in_steps) == [HEAD]
        assert revision_of(in_steps) == HEAD
        assert shape(straight) == shape(in_steps)


def test_a_second_run_does_nothing_and_does_not_even_load_the_tool(database: Database) -> None:
    code = (
        "import sys\nfrom salus.db.migrate import migrate\n"
        f"assert migrate({database.owner_url!r}) == []\nassert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_two_at_once_do_it_once(empty: Callable[[], Any]) -> None:
    with empty() as url, ThreadPoolExecutor(2) as threads:
        ran = list(threads.map(migrate, [url, url]))
    assert sorted(map(len, ran)) == [0, len(revisions())]


def test_a_database_of_a_newer_salus_is_left_alone(new_database: Callable[[], Any]) -> None:
    with new_database() as database:
        with database.owner_transaction() as tx:
            tx.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(OperatorError, match="newer Salus"):
            migrate(database.owner_url)


def test_a_broken_revision_leaves_nothing_half_done(
    empty: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salus.db import migrate as room

    good, bad = tmp_path / "versions/0001_good.sql", tmp_path / "versions/0002_bad.sql"
    good.parent.mkdir()
    good.write_text("CREATE TABLE first (n int); COMMENT ON TABLE first IS '100% plain';")
    bad.write_text("CREATE TABLE second (n int); SELECT 1 / 0;")
    monkeypatch.setattr(room, "revisions", lambda: (good, bad))
    with empty() as url:
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(url)
        assert revision_of(url) == "0001"
        with psycopg.connect(url) as conn:
            found = conn.execute("SELECT to_regclass('first') IS NOT NULL, to_regclass('second')").fetchone()
        assert found == (True, None)


def test_the_queue_s_tables_are_those_of_the_installed_library(
    empty: Callable[[], Any], database: Database
) -> None:
    last = revisions()[1].read_text(encoding="utf-8").rpartition("-- Callers have their own")[2]
    with empty() as url:
        with psycopg.connect(url) as conn:
            conn.execute("CREATE SCHEMA queue; SET LOCAL search_path = queue")
            conn.execute(SchemaManager.get_schema().encode())
            conn.execute(("-- " + last).encode())
        flags = ("--schema=queue", "--no-privileges")
        assert shape(str(database.owner_url), *flags) == shape(url, *flags)
