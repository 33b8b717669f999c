"""The way to the database: short transactions, each with its person set first."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout

from salus.kit.errors import OperatorError
from salus.kit.ids import PersonId

Transaction = psycopg.Connection[tuple[Any, ...]]
"""A connection inside a transaction that the edge which opened it will commit."""

_LOOKUP = re.compile(r"[A-Za-z0-9_:.=+/-]{1,200}")
_LARGEST_LAG = 5.0
_LAG_CHECKED_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Notice:
    """One NOTIFY: the channel and what was sent on it."""

    channel: str
    payload: str


class Database:
    """Connections as `salus_app`, and where `owner_url` is given, as the owner of the tables.

    `read_url` names a replica for transactions opened with `read_only`; it is used while it is reachable
    and less than five seconds behind. Connections are opened when first needed. Thread-safe.
    `patience`: seconds for which a free connection is waited for.
    """

    def __init__(
        self,
        app_url: str,
        *,
        owner_url: str | None = None,
        read_url: str | None = None,
        max_connections: int = 12,
        patience: float = 20,
    ) -> None:
        self.app_url = app_url
        self.owner_url = owner_url
        self._pool = _pool(app_url, max_connections, patience)
        self._read_pool = _pool(read_url, max_connections, patience) if read_url else None
        self._replica_lock = threading.Lock()
        self._replica_checked = 0.0
        self._replica_fresh = False

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
        if self._read_pool is not None:
            self._read_pool.close()

    @contextmanager
    def transaction(
        self,
        person: PersonId | None = None,
        *,
        lookup: str | None = None,
        read_only: bool = False,
        relaxed_commit: bool = False,
    ) -> Iterator[Transaction]:
        """Open a transaction as `salus_app`: committed at the end, rolled back on an error.

        `person` is whose rows can be seen and written; without one, none. `lookup` is the hash by which a
        session, token or connection is found before the person is known. `relaxed_commit` does not wait for
        the disk: only for what can be fetched or computed again.
        Raises: OperatorError when the database cannot be reached.
        """
        replica = self._fresh_replica() if read_only else None
        with _connection(replica or self._pool) as conn:
            first = _first_words(person, lookup, read_only=read_only, relaxed_commit=relaxed_commit)
            if first:
                conn.execute(first.encode())
            yield conn

    @contextmanager
    def owner_transaction(self, person: PersonId | None = None) -> Iterator[Transaction]:
        """Open a transaction as the owner of the tables, for `salus user …` and migrations.

        Row level security binds the owner too.
        Raises: OperatorError when this program was not given the owner's address.
        """
        if self.owner_url is None:
            raise OperatorError("This needs the owner's database address, which the server is not given.")
        with _told(), psycopg.connect(self.owner_url, application_name="salus") as conn:
            conn.execute("SET LOCAL timezone = 'UTC'")
            first = _first_words(person)
            if first:
                conn.execute(first.encode())
            yield conn

    def listen(self, *channels: str, idle: float = 1.0) -> Generator[Notice | None]:
        """Yield what is sent on `channels`, on a connection of its own; None after each `idle` seconds
        without anything, and once when the connection was lost (something may then have been missed).

        Close the generator to stop listening.
        """
        wait = 0.1
        while True:
            try:
                with psycopg.connect(self.app_url, autocommit=True, application_name="salus listen") as conn:
                    for channel in channels:
                        conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    wait = 0.1
                    while True:
                        heard = False
                        for notify in conn.notifies(timeout=idle, stop_after=1):
                            heard = True
                            yield Notice(notify.channel, notify.payload)
                        if not heard:
                            yield None
            except psycopg.OperationalError:
                yield None
                time.sleep(wait)
                wait = min(wait * 2, 5.0)

    def _fresh_replica(self) -> ConnectionPool[Transaction] | None:
        if self._read_pool is None:
            return None
        with self._replica_lock:
            if time.monotonic() - self._replica_checked > _LAG_CHECKED_EVERY:
                self._replica_fresh = _lag(self._read_pool) < _LARGEST_LAG
                self._replica_checked = time.monotonic()
            return self._read_pool if self._replica_fresh else None


def lock_person(tx: Transaction, person: PersonId) -> None:
    """Let this transaction be the only writer of the person's observations until it ends."""
    key = int.from_bytes(blake2b(b"person" + UUID(str(person)).bytes, digest_size=8).digest(), signed=True)
    tx.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _lag(replica: ConnectionPool[Transaction]) -> float:
    """Seconds that the replica is behind; none when it has replayed all that it received."""
    try:
        with replica.connection(timeout=2) as conn:
            row = conn.execute(
                """SELECT CASE WHEN NOT pg_is_in_recovery()
                                 OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                          ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"""
            ).fetchone()
    except (psycopg.Error, PoolTimeout):
        return float("inf")
    return float(row[0]) if row and row[0] is not None else float("inf")


def _first_words(
    person: PersonId | None,
    lookup: str | None = None,
    *,
    read_only: bool = False,
    relaxed_commit: bool = False,
) -> str:
    words = []
    if read_only:
        words.append("SET TRANSACTION READ ONLY")
    if person is not None:
        # SET takes no parameters; the text comes out of a UUID and can be nothing else.
        words.append(f"SET LOCAL salus.uid = '{UUID(str(person))}'")
    if lookup is not None:
        if not _LOOKUP.fullmatch(lookup):
            raise ValueError("a lookup is a hash in hex or base64")
        words.append(f"SET LOCAL salus.lookup = '{lookup}'")
    if relaxed_commit:
        words.append("SET LOCAL synchronous_commit = off")
    return "; ".join(words)


def _pool(url: str, max_connections: int, patience: float) -> ConnectionPool[Transaction]:
    return ConnectionPool(
        url,
        min_size=0,
        max_size=max_connections,
        max_idle=300,
        timeout=patience,
        open=True,
        check=ConnectionPool.check_connection,
        configure=_configure,
        kwargs={"application_name": "salus", "connect_timeout": 10},
        reconnect_timeout=20,
    )


def _configure(conn: Transaction) -> None:
    conn.execute("SET timezone = 'UTC'")
    conn.commit()


@contextmanager
def _connection(pool: ConnectionPool[Transaction]) -> Iterator[Transaction]:
    try:
        conn = pool.getconn()
    except PoolTimeout as error:
        raise OperatorError("The database does not answer, or all connections to it are busy.") from error
    try:
        try:
            yield conn
        except BaseException:
            if not conn.closed:
                conn.rollback()
            raise
        conn.commit()
    finally:
        pool.putconn(conn)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        raise OperatorError(f"The database cannot be reached: {' '.join(str(error).split())}") from error
