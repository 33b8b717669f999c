"""What one GraphQL operation may use: who asks, the rooms, and the transaction they share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from salus.accounts import Caller, Via
from salus.accounts.keys import Keyring
from salus.api.feed import Feed
from salus.db import Database, Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Server:
    """What all requests share."""

    db: Database
    keyring: Keyring
    blobs: BlobStore
    data_dir: Path
    public_url: str
    threads: ThreadPoolExecutor
    """Where rooms run; bounded, so that the database is never asked by more than it can serve."""
    reading: asyncio.Semaphore
    """How many operations may hold a transaction of reading. With `threads` it stays within the connections:
    else operations that hold one would wait for a thread, and threads for a connection."""
    password_threads: ThreadPoolExecutor
    """Where passwords are checked: slow on purpose, and so kept few."""
    feed: Feed

    @property
    def secure(self) -> bool:
        """People reach this server over https."""
        return self.public_url.startswith("https://")


@dataclass(slots=True)
class Client:
    """Where a request came from, and which cookie its answer shall set."""

    address: str
    user_agent: str
    loopback: bool
    new_cookie: str | None = None
    """Secret of a session that was opened; empty to end it; None: leave the cookie alone."""


@dataclass(slots=True)
class Operation:
    """One GraphQL operation. All that it reads, it reads in one transaction, one room after the other."""

    server: Server
    client: Client
    caller: Caller | None
    kept: dict[str, Any] = field(default_factory=dict)
    """What several fields of the operation need, read once (`kept_once`)."""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _opened: AbstractContextManager[Transaction] | None = None
    _tx: Transaction | None = None

    async def __aenter__(self) -> Operation:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    # ------------------------------------------------------------ who may

    def person(self) -> PersonId:
        """Return who asks.

        Raises: UserInputError `unauthenticated` when nobody is signed in.
        """
        if self.caller is None:
            raise UserInputError("Sign in first, or send a token.", code="unauthenticated")
        return self.caller.person

    def reader(self, category: str | None = None) -> PersonId:
        """Return who asks when they may read this category, or without one: when they may read everything.

        Raises: UserInputError `unauthenticated` or `forbidden`.
        """
        person = self.person()
        if not self.may_read(category):
            what = f"read:{category}" if category else "read"
            raise UserInputError(
                f"This token may not read that; it would need the scope {what}.", code="forbidden"
            )
        return person

    def may_read(self, category: str | None = None) -> bool:
        """Tell whether who asks may read this category, or everything."""
        if self.caller is None:
            return False
        scopes = self.caller.scopes
        return scopes.reads(category) if category else scopes.reads_all

    def reader_of_names(self) -> PersonId:
        """Return who asks when they may read anything at all: names of metrics and sources are not values.

        Raises: UserInputError `unauthenticated` or `forbidden`.
        """
        person = self.person()
        if self.caller is not None and not (self.caller.scopes.reads_any or self.caller.scopes.writes):
            raise UserInputError("This token may not read anything.", code="forbidden")
        return person

    def writer(self) -> PersonId:
        """Return who asks when they may change things.

        Raises: UserInputError `unauthenticated` or `forbidden`.
        """
        person = self.person()
        if self.caller is not None and not self.caller.scopes.writes:
            raise UserInputError(
                "This token may not change anything; it would need the scope write.", code="forbidden"
            )
        return person

    def oneself(self) -> PersonId:
        """Return who asks when it is a person at a browser or at the server itself, and not a token.

        Raises: UserInputError `unauthenticated` or `forbidden`.
        """
        person = self.person()
        if self.caller is not None and self.caller.via is Via.TOKEN:
            raise UserInputError("A token may not do this; sign in for it.", code="forbidden")
        return person

    # ------------------------------------------------------------ rooms

    async def in_room(
        self,
        fn: Callable[Concatenate[Transaction, PersonId, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return `fn(tx, person, …)`, run in a thread, in the transaction that this operation reads in."""
        person = self.person()
        async with self._lock:
            if self._tx is None:
                await self.server.reading.acquire()
            try:
                return await self._thread(partial(self._read, fn, person, *args, **kwargs))
            finally:
                if self._tx is None:
                    self.server.reading.release()

    async def change(
        self,
        fn: Callable[Concatenate[Transaction, PersonId, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return `fn(tx, person, …)`, run in a thread in a transaction of its own that is committed after it.

        What the operation reads afterwards, it sees.
        """
        return await self.change_as(self.person(), fn, *args, **kwargs)

    async def change_as(
        self,
        person: PersonId,
        fn: Callable[Concatenate[Transaction, PersonId, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do as `change`, for a person who is not signed in yet."""

        def work() -> T:
            with self.server.db.transaction(person) as tx:
                return fn(tx, person, *args, **kwargs)

        async with self._lock:
            self.kept.clear()
            await self._finish()
            return await self._thread(work)

    async def as_nobody(
        self, fn: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `fn(tx, …)`, run in a thread in a transaction without a person."""

        def work() -> T:
            with self.server.db.transaction() as tx:
                return fn(tx, *args, **kwargs)

        return await self._thread(work)

    async def with_database(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `fn(db, …)`, run in a thread: for the few rooms that open short transactions themselves."""
        async with self._lock:
            self.kept.clear()
            await self._finish()
            return await self._thread(partial(fn, self.server.db, *args, **kwargs))

    async def password_work(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `fn(…)`, run where passwords are checked."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.server.password_threads, partial(fn, *args, **kwargs))

    async def kept_once(self, name: str, fn: Callable[Concatenate[Transaction, PersonId, ...], T]) -> T:
        """Return `fn(tx, person)`, read once an operation."""
        if name not in self.kept:
            self.kept[name] = asyncio.ensure_future(self.in_room(fn))
        found: T = await self.kept[name]
        return found

    async def close(self) -> None:
        """End the transaction of reading. The operation may go on and will open another."""
        async with self._lock:
            self.kept.clear()
            await self._finish()

    def _read(self, fn: Callable[..., T], person: PersonId, *args: Any, **kwargs: Any) -> T:
        if self._tx is None:
            opened = self.server.db.transaction(person, read_only=True)
            self._tx = opened.__enter__()
            self._opened = opened
        return fn(self._tx, person, *args, **kwargs)

    async def _finish(self) -> None:
        opened, self._opened, self._tx = self._opened, None, None
        if opened is not None:
            try:
                await self._thread(partial(opened.__exit__, None, None, None))
            finally:
                self.server.reading.release()

    async def _thread(self, work: Callable[[], T]) -> T:
        running = asyncio.get_running_loop().run_in_executor(self.server.threads, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # Who asked has gone; the transaction must not be ended under the thread that works in it.
            await asyncio.wait([running])
            raise
