"""More people for goal 18 are whole people: each with the rows a reader touches, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from salus.cli.bench import people
from salus.db import Database
from tests.conftest import make_person


@pytest.fixture
def alone(new_database: Callable[[], Any]) -> Iterator[Database]:
    """A database in which nobody else is."""
    with new_database() as made:
        yield made


def test_copies_have_the_recent_rows_and_are_read_alone(alone: Database, server_url: str) -> None:
    database = alone
    person = make_person(database)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with database.transaction(person) as tx:
        for back in range(100):
            tx.execute(
                "INSERT INTO daily (user_id, metric, day, value, n, sources, used, believed_from, cause) "
                "VALUES (%s, 'steps', %s, 5, 1, '{1}', '{5}', %s, 'ingest')",
                [person, date(2026, 11, 20) - timedelta(days=back), now],
            )
    with psycopg.connect(database.app_url) as conn:
        name = conn.info.dbname
    superuser = as_superuser(server_url, name)
    people.add(superuser, person, 3)
    with psycopg.connect(superuser) as conn:
        copies = conn.execute(
            "SELECT user_id, count(*) FROM daily WHERE user_id <> %s AND metric = 'steps' GROUP BY 1",
            [person],
        ).fetchall()
        known = conn.execute("SELECT count(*) FROM users WHERE email LIKE '%%@example.org'").fetchone()
    assert [count for _, count in copies] == [60, 60, 60]
    assert known is not None
    assert known[0] >= 4
    with database.transaction(person) as tx:
        mine = tx.execute("SELECT count(*) FROM daily").fetchone()
    assert mine == (100,)


def as_superuser(url: str, database: str) -> str:
    """The tests' administrator, in one of the tests' databases."""
    words = psycopg.conninfo.conninfo_to_dict(url)
    words["dbname"] = database
    return psycopg.conninfo.make_conninfo("", **words)
