"""Days stay true when they are recomputed while something is being written.

A recompute takes the marks of what changed and reads what was said. Whatever is committed in between, or
marked by a transaction that commits later, must be seen by this recompute or the next.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from salus import rollups
from salus.db import Database, Transaction
from salus.kit.ids import PersonId
from salus.rollups import queries
from tests.conftest import make_person
from tests.rollups.given import WATCH, samples, sources

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = 3_600_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def steps(tx: Transaction, person: PersonId, start: str, value: float) -> None:
    samples(tx, person, "steps", WATCH, [(at(start), HOUR, value)])


def days(database: Database, person: PersonId) -> dict[date, float]:
    with database.transaction(person) as tx:
        return dict(
            tx.execute("SELECT day, value FROM daily WHERE user_id = %s AND metric = 'steps'", [person])
        )


@pytest.fixture
def walker(database: Database) -> PersonId:
    """Somebody whose first hour of walking is stored and marked, and not yet resolved."""
    person = make_person(database)
    with database.transaction(person) as tx:
        sources(tx, person)
        steps(tx, person, "2026-05-05T09:00+02:00", 900)
    return person


def test_what_is_marked_alike_by_an_open_transaction_is_resolved_later(
    database: Database, walker: PersonId
) -> None:
    """The writer marks a span that waits already, and commits after the recompute has taken that one."""
    with database.transaction(walker) as writer:
        steps(writer, walker, "2026-05-05T09:00+02:00", 1200)
        rollups.recompute(database, walker, now=lambda: NOW)
    rollups.recompute(database, walker, now=lambda: NOW)
    assert days(database, walker) == {date(2026, 5, 5): 1200}


def test_a_writer_need_not_wait_for_a_recompute(database: Database, walker: PersonId) -> None:
    with database.transaction(walker) as reader:
        assert queries.take_spans(reader, walker, "steps")
        with database.transaction(walker) as writer:
            writer.execute("SET LOCAL lock_timeout = '2s'")
            steps(writer, walker, "2026-05-05T09:00+02:00", 1200)
    rollups.recompute(database, walker, now=lambda: NOW)
    assert days(database, walker) == {date(2026, 5, 5): 1200}


def test_a_zone_that_becomes_known_during_a_recompute_moves_the_day(
    database: Database, walker: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first statement of the recompute and the taking of the marks a zone is committed."""
    with database.transaction(walker) as tx:
        steps(tx, walker, "2026-05-06T03:00+02:00", 400)
    taken = queries.take_spans
    told: list[bool] = []

    def take_after_a_zone(tx: Transaction, person: PersonId, metric: str) -> list[tuple[int, int, str]]:
        if not told:
            told.append(True)
            with database.transaction(walker) as writer:
                writer.execute(
                    "INSERT INTO zone_history (user_id, from_ms, believed_from, zone, evidence) "
                    "VALUES (%s, %s, %s, 'America/New_York', 'record')",
                    [walker, at("2026-05-05T20:00+02:00"), NOW],
                )
                steps(writer, walker, "2026-05-06T03:00+02:00", 500)
        return taken(tx, person, metric)

    monkeypatch.setattr(queries, "take_spans", take_after_a_zone)
    rollups.recompute(database, walker, now=lambda: NOW)
    rollups.recompute(database, walker, now=lambda: NOW)
    assert told
    assert days(database, walker) == {date(2026, 5, 5): 900 + 500}
