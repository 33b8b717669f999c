"""Transactions, and the walls between persons as a program meets them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from salus.db import Database, Transaction, lock_person
from salus.kit.errors import OperatorError
from salus.kit.ids import PersonId
from tests.conftest import make_person


def test_a_person_sees_their_own_row_and_no_other(
    db: Transaction, person: PersonId, other_person: PersonId
) -> None:
    assert db.execute("SELECT user_id FROM users").fetchall() == [(person,)]


def test_without_a_person_nothing_is_seen_and_nothing_can_be_written(database: Database) -> None:
    make_person(database)
    with database.transaction() as tx:
        assert tx.execute("SELECT count(*) FROM users").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as tx:
        tx.execute(
            "INSERT INTO users (user_id, email, display_name, time_zone, created_at)"
            " VALUES (gen_random_uuid(), 'a', 'b', 'UTC', now())"
        )


def test_no_person_stays_set_on_a_connection_given_back(database: Database) -> None:
    persons = [make_person(database) for _ in range(8)]

    def look(n: int) -> bool:
        person = persons[n % len(persons)] if n % 3 else None
        with database.transaction(person) as tx:
            seen = [row[0] for row in tx.execute("SELECT user_id FROM users").fetchall()]
        return seen == ([person] if person else [])

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(look, range(400)))


def test_an_error_rolls_back(database: Database) -> None:
    person = make_person(database)
    with pytest.raises(ZeroDivisionError), database.transaction(person) as tx:  # noqa: PT012
        tx.execute("UPDATE users SET display_name = 'changed'")
        raise ZeroDivisionError
    with database.transaction(person) as tx:
        assert tx.execute("SELECT display_name FROM users").fetchone() == ("Test person",)


def test_a_read_only_transaction_refuses_to_write(database: Database) -> None:
    person = make_person(database)
    with (
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
        database.transaction(person, read_only=True) as tx,
    ):
        tx.execute("UPDATE users SET display_name = 'changed'")


def test_the_lookup_shows_the_one_session_whose_hash_is_known(database: Database) -> None:
    person = make_person(database)
    with database.transaction(person) as tx:
        for mark in ("aa", "bb"):
            tx.execute(
                "INSERT INTO sessions (user_id, session_id, token_hash, created_at, last_seen_at, expires_at)"
                " VALUES (%s, gen_random_uuid(), %s, now(), now(), now())",
                [person, mark],
            )
    with database.transaction(lookup="aa") as tx:
        assert tx.execute("SELECT token_hash FROM sessions").fetchall() == [("aa",)]
    with pytest.raises(ValueError, match="hash"), database.transaction(lookup="a'; DROP TABLE users"):
        pass


def test_a_person_s_lock_is_held_until_the_end_and_stops_nobody_else(database: Database) -> None:
    one, two = make_person(database), make_person(database)
    with database.transaction(one) as first, database.transaction(one) as second:
        lock_person(first, one)
        lock_person(second, two)
        second.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            lock_person(second, one)
        second.rollback()


def test_listening_hears_what_was_committed(database: Database) -> None:
    heard = database.listen("salus_test", idle=0.05)
    assert next(heard) is None
    with database.transaction() as tx:
        tx.execute("SELECT pg_notify('salus_test', 'hello')")
    notice = next(n for n in heard if n is not None)
    assert (notice.channel, notice.payload) == ("salus_test", "hello")
    heard.close()


def test_an_address_that_leads_nowhere_is_said_in_a_sentence() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/x"
    with (
        Database(nowhere, owner_url=nowhere) as gone,
        pytest.raises(OperatorError, match="cannot be reached"),
        gone.owner_transaction(),
    ):
        pass


def test_a_replica_that_is_gone_is_left_out(database: Database) -> None:
    person = make_person(database)
    with (
        Database(database.app_url, read_url="postgresql://nobody@127.0.0.1:1/x") as split,
        split.transaction(person, read_only=True) as tx,
    ):
        assert tx.execute("SELECT user_id FROM users").fetchall() == [(person,)]
