"""A PostgreSQL that the operator brings (DATABASE_URL): the plain role is made there, or given."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from salus.db import Database, roles
from salus.db.embedded import EmbeddedServer
from salus.db.migrate import migrate
from salus.kit.errors import OperatorError
from tests.conftest import FAST_AND_LOSABLE, make_person


@pytest.fixture(scope="module")
def theirs() -> Iterator[str]:
    """An administrator's address of a server that knows nothing of Salus."""
    folder = Path(tempfile.mkdtemp(prefix="salus-"))
    pg_bin = os.environ.get("SALUS_PG_BIN")
    server = EmbeddedServer(
        folder / "data", pg_bin=Path(pg_bin) if pg_bin else None, settings=FAST_AND_LOSABLE
    )
    with server:
        yield server.superuser_url
    shutil.rmtree(folder)


@pytest.fixture
def url(theirs: str) -> str:
    """The same, in an empty database, with no role of ours."""
    with psycopg.connect(theirs, autocommit=True) as admin:
        for words in (
            "DROP DATABASE IF EXISTS salus (FORCE)",
            "DROP ROLE IF EXISTS salus_owner, salus_app, someone, limited",
            "CREATE DATABASE salus",
        ):
            admin.execute(words.encode())
    return as_user(theirs, None)


def as_user(url: str, user: str | None, password: str = "secret") -> str:
    words = conninfo_to_dict(url) | {"dbname": "salus"}
    return make_conninfo("", **(words | {"user": user, "password": password} if user else words))


def works(app_url: str, owner_url: str) -> bool:
    with Database(app_url, owner_url=owner_url) as database:
        one, two = make_person(database), make_person(database)
        with database.transaction(one) as tx:
            roles.refuse_unsafe_role(tx)
            seen = tx.execute("SELECT user_id FROM users").fetchall()
        with database.owner_transaction() as tx:
            everybody = tx.execute("SELECT user_id FROM users").fetchall()
    return seen == [(one,)] and {(one,), (two,)} <= set(everybody)


def test_the_plain_role_is_made_with_a_password_that_is_kept(url: str, tmp_path: Path) -> None:
    app_url = roles.external_app_url(url, tmp_path, None)
    migrate(url)
    assert conninfo_to_dict(app_url)["user"] == roles.APP
    assert works(app_url, url)
    assert [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()] == [0o600]
    assert roles.external_app_url(url, tmp_path, None) == app_url


def test_a_given_role_of_another_name_gets_the_rights_and_no_more(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE ROLE someone LOGIN PASSWORD 'secret'")
    given = as_user(url, "someone")
    assert roles.external_app_url(url, tmp_path, given) == given
    migrate(url)
    assert works(given, url)
    assert list(tmp_path.iterdir()) == []


def test_an_owner_who_may_make_roles_needs_no_administrator(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE ROLE limited LOGIN CREATEROLE PASSWORD 'secret'")
        admin.execute("ALTER DATABASE salus OWNER TO limited")
    owner = as_user(url, "limited")
    app_url = roles.external_app_url(owner, tmp_path, None)
    migrate(owner)
    assert works(app_url, owner)


def test_an_owner_who_may_not_make_roles_is_told_what_to_do(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE ROLE limited LOGIN PASSWORD 'secret'")
        admin.execute("ALTER DATABASE salus OWNER TO limited")
    with pytest.raises(OperatorError, match="DATABASE_APP_URL"):
        roles.external_app_url(as_user(url, "limited"), tmp_path, None)
    with pytest.raises(OperatorError, match="CREATE ROLE salus_app NOLOGIN"):
        roles.external_app_url(as_user(url, "limited"), tmp_path, as_user(url, "someone"))


def test_a_password_that_was_changed_elsewhere_is_said(url: str, tmp_path: Path) -> None:
    roles.external_app_url(url, tmp_path, None)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("ALTER ROLE salus_app PASSWORD 'other'")
    with pytest.raises(OperatorError, match=r"external-app\.password"):
        roles.external_app_url(url, tmp_path, None)
    (tmp_path / "external-app.password").unlink()
    assert roles.external_app_url(url, tmp_path, None)


@pytest.mark.parametrize("address", ["postgresql://nobody@127.0.0.1:1/none", "not an address", "mysql://x/y"])
def test_an_address_that_leads_nowhere_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(OperatorError, match="DATABASE_URL"):
        roles.external_app_url(address, tmp_path, None)


def test_an_unsafe_given_role_is_refused(url: str, tmp_path: Path) -> None:
    migrate_url = url
    roles.external_app_url(url, tmp_path, None)
    migrate(migrate_url)
    with psycopg.connect(url) as conn, pytest.raises(OperatorError, match="superuser"):
        roles.refuse_unsafe_role(conn)
