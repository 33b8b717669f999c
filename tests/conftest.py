"""A real PostgreSQL for every test: one server a run, one database a worker, one transaction a test."""

from __future__ import annotations

import fcntl
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from salus.db import Database, Transaction, roles
from salus.db.embedded import EmbeddedServer
from salus.db.migrate import migrate
from salus.kit.ids import PersonId, uuid7

FAST_AND_LOSABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "max_connections": "100",
}


@pytest.fixture(scope="session", autouse=True)
def _sockets_stay_on_this_machine() -> Iterator[None]:
    """Refuse every connection that would leave the machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not (host.startswith("127.") or host in ("::1", "localhost")):
                raise AssertionError(f"a test tried to reach {host}")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder shared by all workers of one run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """`master` without pytest-xdist, else the worker's name."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


@pytest.fixture(scope="session")
def server_url(run_dir: Path) -> Iterator[str]:
    """Address of an administrator of the tests' server.

    SALUS_TEST_DATABASE_URL names a running one; otherwise a server is started from the embedded programs
    (or from SALUS_PG_BIN) in the run's temporary folder.
    """
    given = os.environ.get("SALUS_TEST_DATABASE_URL")
    if given:
        yield given
        return
    pg_bin = os.environ.get("SALUS_PG_BIN")
    server = EmbeddedServer(
        run_dir / "postgresql", pg_bin=Path(pg_bin) if pg_bin else None, settings=FAST_AND_LOSABLE
    )
    with server:
        yield server.superuser_url


@pytest.fixture(scope="session")
def template(server_url: str, run_dir: Path) -> str:
    """Name of a database that has all migrations, to be copied and never changed."""
    name = "salus_template"
    with (run_dir / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(server_url, autocommit=True) as admin:
            done = run_dir / "template.done"
            if not done.exists():
                # A server that outlives the run may have an old one.
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))
                for role in (roles.OWNER, roles.APP):
                    roles.ensure_login(admin, role, role, reset=True)
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(name), sql.Identifier(roles.OWNER)
                    )
                )
                migrate(as_role(server_url, roles.OWNER, name))
                done.touch()
    return name


@pytest.fixture(scope="session")
def new_database(server_url: str, template: str) -> Callable[[], Any]:
    """A context manager that gives a fresh migrated `Database` and drops it afterwards."""

    @contextmanager
    def make() -> Iterator[Database]:
        name = f"salus_test_{os.getpid()}_{uuid4().hex[:8]}"
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(roles.OWNER)
                )
            )
        made = Database(
            as_role(server_url, roles.APP, name), owner_url=as_role(server_url, roles.OWNER, name)
        )
        try:
            yield made
        finally:
            made.close()
            with psycopg.connect(server_url, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))

    return make


@pytest.fixture(scope="session")
def database(new_database: Callable[[], Any]) -> Iterator[Database]:
    """This worker's own database, for tests that commit. Make persons with `make_person(database)`."""
    with new_database() as made:
        yield made


@pytest.fixture
def person() -> PersonId:
    """A fresh person; the row exists once `db` is asked for."""
    return new_person_id()


@pytest.fixture
def other_person() -> PersonId:
    """A second person, whose rows `db` must never show."""
    return new_person_id()


@pytest.fixture
def db(database: Database, person: PersonId, other_person: PersonId) -> Iterator[Transaction]:
    """A transaction as `salus_app` with `person` set and both persons' rows; rolled back at the end."""
    with database.transaction(person) as tx:
        insert_person(tx, other_person)
        insert_person(tx, person)
        yield tx
        tx.rollback()


def make_person(database: Database, *, time_zone: str = "Europe/Berlin") -> PersonId:
    """Commit a fresh person and return their id."""
    person = new_person_id()
    with database.transaction(person) as tx:
        insert_person(tx, person, time_zone=time_zone)
    return person


def new_person_id() -> PersonId:
    """Return an id that nobody has."""
    return PersonId(uuid7(datetime.now(UTC)))


def insert_person(tx: Transaction, person: PersonId, *, time_zone: str = "Europe/Berlin") -> None:
    """Write a person's row and leave them as the person of the transaction."""
    tx.execute(f"SET LOCAL salus.uid = '{person}'".encode())
    tx.execute(
        "INSERT INTO users (user_id, email, display_name, time_zone, created_at) VALUES (%s, %s, %s, %s, %s)",
        [person, f"{person}@example.org", "Test person", time_zone, datetime(2026, 1, 1, tzinfo=UTC)],
    )


def as_role(url: str, role: str, database: str) -> str:
    """Return an administrator's address turned into one of a role whose password is its name."""
    words = conninfo_to_dict(re.sub(r"^postgresql\+psycopg://", "postgresql://", url))
    words.update(user=role, password=role, dbname=database)
    return make_conninfo("", **words)
