"""Persons and tokens by command."""

from __future__ import annotations

import json
from uuid import uuid4

import psycopg

from tests.cli.conftest import Run

PASSWORD = "correct horse battery staple\n"


def added(run: Run) -> str:
    email = f"{uuid4().hex[:10]}@example.org"
    ended = run("user", "add", email, "--password-stdin", "--time-zone", "Europe/Berlin", stdin=PASSWORD)
    assert (ended.status, ended.out) == (0, ""), ended.err
    return email


def listed(run: Run, email: str) -> dict[str, object]:
    return next(one for one in json.loads(run("user", "list", "--json").out) if one["email"] == email)


def test_a_person_is_added_listed_and_shut_out(run: Run) -> None:
    email = added(run)
    assert listed(run, email)["timeZone"] == "Europe/Berlin"
    assert email in run("user", "list").out
    assert run("user", "disable", email).status == 0
    assert listed(run, email)["disabledAt"] is not None
    assert run("user", "enable", email).status == 0
    assert listed(run, email)["disabledAt"] is None


def test_an_address_that_is_taken_is_refused(run: Run) -> None:
    email = added(run)
    ended = run("user", "add", email, "--password-stdin", stdin=PASSWORD)
    assert ended.status == 1
    assert email in ended.err


def test_a_person_without_password_is_refused(run: Run) -> None:
    ended = run("user", "add", "nobody@example.org", "--password-stdin")
    assert ended.status == 1
    assert "password" in ended.err


def test_a_zone_that_does_not_exist_is_refused(run: Run) -> None:
    ended = run(
        "user", "add", "zone@example.org", "--password-stdin", "--time-zone", "Mars/Base", stdin=PASSWORD
    )
    assert ended.status == 1
    assert "Mars/Base" in ended.err


def test_a_token_stands_alone_on_standard_output(run: Run) -> None:
    email = added(run)
    ended = run("token", "create", email, "--scope", "read", "--scope", "write")
    assert ended.status == 0
    assert len(ended.out.split()) == 1
    described = json.loads(run("token", "create", email, "--scope", "read", "--json").out)
    assert described["scopes"] == ["read"]
    assert described["token"] != ended.out.strip()


def test_a_scope_that_does_not_exist_is_refused(run: Run) -> None:
    ended = run("token", "create", added(run), "--scope", "everything")
    assert ended.status == 1
    assert "everything" in ended.err


def test_an_unknown_person_is_named(run: Run) -> None:
    ended = run("token", "create", "ghost@example.org", "--scope", "read")
    assert ended.status == 1
    assert "ghost@example.org" in ended.err


def test_the_doctor_gives_an_address_by_which_the_app_role_connects(run: Run) -> None:
    ended = run("doctor", "--json")
    found = json.loads(ended.out)
    assert ended.status == 0, ended.out
    assert found["database"]["embedded"] is True
    with psycopg.connect(found["database"]["app_url"]) as conn:
        assert conn.execute("SELECT current_user").fetchone() == ("salus_app",)
    with psycopg.connect(found["database"]["owner_url"]) as conn:
        assert conn.execute("SELECT current_user").fetchone() == ("salus_owner",)
    assert {finding["name"] for finding in found["findings"]} >= {"disk", "database", "role", "keys"}
    assert "database" in run("doctor").out
