from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salus import accounts
from salus.accounts import passwords, scopes, throttle
from salus.accounts.throttle import Rate
from salus.db import Database
from salus.kit.errors import UserInputError
from tests.conftest import new_person_id

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def sign_up(database: Database, email: str, is_demo: bool = False, only_first: bool = False) -> accounts.User:
    person = new_person_id()
    with database.transaction(person) as tx:
        return accounts.create_user(
            tx,
            person,
            email=email,
            password_hash="x",
            time_zone="Europe/Berlin",
            now=NOW,
            is_demo=is_demo,
            only_first=only_first,
        )


def test_the_first_person_owns_the_server_and_the_demo_does_not_count(new_database):
    with new_database() as database:
        assert not sign_up(database, accounts.DEMO_EMAIL, is_demo=True).is_owner
        with database.transaction() as tx:
            assert accounts.nobody_yet(tx)
        assert sign_up(database, "first@example.org", only_first=True).is_owner
        assert not sign_up(database, "second@example.org").is_owner
        with pytest.raises(UserInputError) as refused:
            sign_up(database, "third@example.org", only_first=True)
        assert refused.value.code == "sign_up_closed"
        with database.owner_transaction() as tx:
            assert {u.email for u in accounts.list_users(tx)} == {
                accounts.DEMO_EMAIL,
                "first@example.org",
                "second@example.org",
            }


def test_an_address_is_unique_however_it_is_typed(database):
    made = sign_up(database, "  Ada@Example.org ")
    assert made.email == "ada@example.org"
    with pytest.raises(UserInputError) as refused:
        sign_up(database, "ADA@example.ORG")
    assert refused.value.code == "address_taken"
    with database.transaction() as tx:
        assert accounts.find_person(tx, "ada@EXAMPLE.org") == made.person
        assert accounts.find_person(tx, "nobody@example.org") is None


@pytest.mark.parametrize(
    ("email", "zone", "name", "code"),
    [
        ("no address", "Europe/Berlin", "A", "bad_email"),
        ("a@b.org", "Europe/Nowhere", "A", "unknown_time_zone"),
        ("a@b.org", "../../etc/passwd", "A", "unknown_time_zone"),
        ("a@b.org", "Europe/Berlin", "A" * 101, "bad_name"),
        ("a@b.org", "Europe/Berlin", "\x1b[31m", "bad_name"),
    ],
)
def test_what_cannot_be_used_is_named(db, person, email, zone, name, code):
    with pytest.raises(UserInputError) as refused:
        accounts.create_user(
            db, person, email=email, password_hash=None, display_name=name, time_zone=zone, now=NOW
        )
    assert refused.value.code == code


def test_a_password_fits_its_hash_only():
    made = passwords.hash_password("Grüße aus Köln")
    assert made.startswith("$argon2id$")
    assert passwords.verify(made, "Grüße aus Köln")
    assert not passwords.verify(made, "grüße aus köln")
    assert not passwords.verify(None, "the password of nobody")
    assert not passwords.outdated(made)
    with pytest.raises(UserInputError, match="at least 8"):
        passwords.hash_password("short")


def test_a_session_is_found_by_its_secret_alone_and_ends(database):
    person = sign_up(database, "session@example.org").person
    with database.transaction(person) as tx:
        opened = accounts.open_session(tx, person, user_agent="Firefox", now=NOW)
    lookup = accounts.secret_hash(opened.secret)
    with database.transaction(lookup=lookup) as tx:
        found = accounts.caller_by_session(tx, opened.secret, now=NOW)
        assert found is not None
        assert found.caller.person == person
        assert found.caller.scopes.writes
        assert accounts.caller_by_session(tx, opened.secret, now=NOW + timedelta(days=31)) is None
        assert accounts.caller_by_session(tx, "another", now=NOW) is None
    with database.transaction(lookup=accounts.secret_hash("another")) as tx:
        assert accounts.caller_by_session(tx, opened.secret, now=NOW) is None
    later = NOW + timedelta(days=20)
    with database.transaction(person) as tx:
        accounts.note_use(tx, found.caller, now=later)
        assert accounts.list_sessions(tx, person, now=later)[0].expires_at == later + timedelta(days=30)
        assert accounts.end_session(tx, person, opened.id)
    with database.transaction(lookup=lookup) as tx:
        assert accounts.caller_by_session(tx, opened.secret, now=later) is None


def test_a_new_password_ends_the_other_sessions(database):
    person = sign_up(database, "changes@example.org").person
    with database.transaction(person) as tx:
        here = accounts.open_session(tx, person, user_agent="here", now=NOW)
        accounts.open_session(tx, person, user_agent="elsewhere", now=NOW)
        accounts.set_password(tx, person, "y", keep_session=here.id, now=NOW)
        assert [s.user_agent for s in accounts.list_sessions(tx, person, now=NOW)] == ["here"]
        credential = accounts.password_credential(tx, person)
        assert credential is not None
        assert credential.secret_hash == "y"


def test_a_token_may_do_what_its_scopes_say_until_it_is_revoked(database):
    person = sign_up(database, "token@example.org").person
    with database.transaction(person) as tx:
        token, shown = accounts.create_token(
            tx, person, name="Watch face", words=["read:sleep"], expires_at=NOW + timedelta(days=1), now=NOW
        )
    assert shown.secret.startswith("salus_")
    with database.transaction(lookup=accounts.secret_hash(shown.secret)) as tx:
        found = accounts.caller_by_token(tx, shown.secret, now=NOW)
        assert found is not None
        allowed = found.caller.scopes
        assert allowed.reads("sleep")
        assert not allowed.reads("body")
        assert not allowed.writes
        assert accounts.caller_by_token(tx, shown.secret, now=NOW + timedelta(days=2)) is None
    with database.transaction(person) as tx:
        assert accounts.revoke_token(tx, person, token.token_id, now=NOW)
        assert not accounts.revoke_token(tx, person, token.token_id, now=NOW)
        stored = tx.execute("SELECT api_tokens::text FROM api_tokens").fetchall()
        assert shown.secret not in str(stored)
    with database.transaction(lookup=accounts.secret_hash(shown.secret)) as tx:
        assert accounts.caller_by_token(tx, shown.secret, now=NOW) is None


def test_unknown_and_missing_scopes_are_refused():
    for words in (["admin"], [], ["read", "read:secrets"]):
        with pytest.raises(UserInputError) as refused:
            scopes.parse(words)
        assert refused.value.code == "unknown_scope"


def test_disabling_ends_sessions_and_tokens_and_keeps_the_data(database):
    person = sign_up(database, "gone@example.org").person
    with database.transaction(person) as tx:
        opened = accounts.open_session(tx, person, user_agent="", now=NOW)
        _, shown = accounts.create_token(tx, person, name="t", words=["read"], now=NOW)
    with database.owner_transaction(person) as tx:
        accounts.disable_user(tx, person, now=NOW)
    with database.transaction(lookup=accounts.secret_hash(opened.secret)) as tx:
        assert accounts.caller_by_session(tx, opened.secret, now=NOW) is None
    with database.transaction(lookup=accounts.secret_hash(shown.secret)) as tx:
        assert accounts.caller_by_token(tx, shown.secret, now=NOW) is None
    with database.transaction(person) as tx:
        credential = accounts.password_credential(tx, person)
        assert credential is not None
        assert credential.disabled


def test_limits_let_a_burst_through_and_then_one_at_a_time(db):
    rate = Rate(burst=3, every=timedelta(seconds=10))
    asked = [throttle.wait(db, "test", "me", rate, now=NOW) for _ in range(4)]
    assert asked[:3] == [None, None, None]
    assert asked[3] == timedelta(seconds=10)
    assert throttle.wait(db, "test", "somebody else", rate, now=NOW) is None
    assert throttle.wait(db, "test", "me", rate, now=NOW + timedelta(seconds=10)) is None
    assert throttle.wait(db, "test", "me", rate, now=NOW + timedelta(seconds=10)) is not None
    throttle.take_back(db, "test", "me", rate)
    assert throttle.wait(db, "test", "me", rate, now=NOW + timedelta(seconds=10)) is None
    assert throttle.forget_idle(db, now=NOW + timedelta(hours=2)) == 2


def test_erasing_leaves_no_row_of_the_person_and_every_row_of_others(database):
    gone, stays = (sign_up(database, f"{word}@erase.org").person for word in ("gone", "stays"))
    for person in (gone, stays):
        with database.transaction(person) as tx:
            accounts.open_session(tx, person, user_agent="", now=NOW)
            tx.execute(
                """INSERT INTO sources (user_id, source_id, road, app, manufacturer, model, hardware, by_hand,
                       name, device_class, said_at_ms, created_at)
                   VALUES (%s, 1, 'apple_health', 'a', '', '', '', false, 'Watch', 'watch', 0, %s)""",
                [person, NOW],
            )
            tx.execute(
                "INSERT INTO series (user_id, series_id, metric, source_id) VALUES (%s, 1, 'steps', 1)",
                [person],
            )
            tx.execute("INSERT INTO work_due (person, kind, at) VALUES (%s, 'recompute', %s)", [person, NOW])
    with database.transaction(gone) as tx:
        rows = accounts.erase_person(tx, gone)
    assert rows["users"] == rows["series"] == rows["logins"] == rows["work_due"] == 1
    for person, left in ((gone, 0), (stays, 1)):
        with database.transaction(person) as tx:
            for table in ("users", "credentials", "sessions", "sources", "series"):
                assert tx.execute(f"SELECT count(*) FROM {table}").fetchone() == (left,), table
            found = accounts.find_person(tx, f"{'gone' if person == gone else 'stays'}@erase.org")
            assert (found is not None) == bool(left)


def test_what_a_person_says_about_themselves_is_kept(db, person):
    accounts.update_user(
        db, person, display_name=" Ada  L. ", units={"weight": "lb"}, favourites=["steps", "steps"]
    )
    user = accounts.get_user(db, person)
    assert (user.display_name, dict(user.units), user.favourites) == ("Ada L.", {"weight": "lb"}, ("steps",))
    assert user.time_zone == "Europe/Berlin"


def test_another_person_is_not_there(db, other_person):
    with pytest.raises(UserInputError, match="no longer exists"):
        accounts.get_user(db, other_person)
