"""News from the database for open subscriptions: one listening connection a process, fanned out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson

from salus.db import Database
from salus.kit.ids import PersonId

PROGRESS = "salus_progress"
DATA = "salus_data"
_LONGEST_QUEUE = 100


class Feed:
    """Tells subscribers what was notified for their person. Nothing runs while nobody is subscribed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._listeners: dict[tuple[str, str], set[asyncio.Queue[str | None]]] = {}
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def subscribe(self, channel: str, person: PersonId) -> AsyncIterator[asyncio.Queue[str | None]]:
        """Give a queue of payloads for one person; None in it means: something may have been missed."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_LONGEST_QUEUE)
        key = (channel, str(person))
        self._start()
        self._listeners.setdefault(key, set()).add(queue)
        try:
            yield queue
        finally:
            left = self._listeners.get(key, set())
            left.discard(queue)
            if not left:
                self._listeners.pop(key, None)

    def close(self) -> None:
        """Stop listening and wake all subscribers."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._loop = asyncio.get_running_loop()
            self._stop.clear()
            self._thread = threading.Thread(target=self._listen, name="salus feed", daemon=True)
            self._thread.start()

    def _listen(self) -> None:
        notices = self._db.listen(PROGRESS, DATA, idle=0.5)
        try:
            for notice in notices:
                if self._stop.is_set():
                    return
                if notice is not None and self._loop is not None and not self._loop.is_closed():
                    self._loop.call_soon_threadsafe(self._hand_on, notice.channel, notice.payload)
        finally:
            notices.close()

    def _hand_on(self, channel: str, payload: str) -> None:
        for queue in self._listeners.get((channel, person_of(payload)), ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(payload)


def person_of(payload: str) -> str:
    """Return the person whom a payload names in its JSON."""
    try:
        said = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return ""
    return str(said.get("person", "")) if isinstance(said, dict) else ""
