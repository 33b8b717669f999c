"""Reading a kept file beside the writer: one thread inflates, hashes and parses, the caller stores."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, BinaryIO, Final, TypeVar, cast

from salus.db import Database
from salus.file_imports.receiving import detect
from salus.ingest.queries import Ingest
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.providers.base import Chunk, FileRoad, OpenedFile

T = TypeVar("T")

_AHEAD: Final = 2
"""Chunks that may wait for the writer: memory stays flat."""


class Reader:
    """One opened file, with the hash of its unpacked main member once all of it was seen."""

    def __init__(self, opened: OpenedFile, road: FileRoad) -> None:
        self.opened = opened
        self.road = road
        self._hash = blake2b(digest_size=32)

    @property
    def content_hash(self) -> bytes:
        """Return blake2b-256 of what was read of the main member."""
        return self._hash.digest()

    def hash_only(self, told: Callable[[int], None]) -> bytes:
        """Return the hash of the whole main member; one thread inflates, the caller's hashes."""
        made = blake2b(digest_size=32)
        done = 0
        waiting: queue.Queue[bytes | None] = queue.Queue(4)
        ended = threading.Event()

        def inflate() -> None:
            try:
                with self.opened.main_bytes() as stream:
                    while piece := stream.read(1 << 20):
                        if not _put(waiting, piece, ended):
                            return
            finally:
                _put(waiting, None, ended)

        with ThreadPoolExecutor(1, "salus-import-reader") as beside:
            inflating = beside.submit(inflate)
            try:
                for piece in _taken(waiting, inflating):
                    made.update(piece)
                    done += len(piece)
                    told(done)
            finally:
                ended.set()
        return made.digest()

    @contextmanager
    def chunks(
        self, start_offset: int = 0, state: Mapping[str, Any] | None = None, *, hashing: bool = True
    ) -> Iterator[Iterator[Chunk]]:
        """Give the chunks from an offset on, read ahead by a thread that ends with the block.

        What the reading raises is raised where the chunks are taken.
        """
        waiting: queue.Queue[Chunk | None] = queue.Queue(_AHEAD)
        ended = threading.Event()

        def read() -> None:
            try:
                observe = self._hash.update if hashing else None
                for chunk in self.road.read(
                    self.opened, start_offset=start_offset, state=state, observe=observe
                ):
                    if not _put(waiting, chunk, ended):
                        return
            finally:
                _put(waiting, None, ended)

        with ThreadPoolExecutor(1, "salus-import-reader") as beside:
            reading = beside.submit(read)
            try:
                yield _taken(waiting, reading)
            finally:
                ended.set()


@contextmanager
def opened(db: Database, blobs: BlobStore, person: PersonId, ingest: Ingest) -> Iterator[Reader]:
    """Open the kept file of an ingest. Raises: UserInputError when it is not kept any more."""
    if ingest.blob_id is None:
        raise UserInputError(f"The file “{ingest.file_name}” is not kept any more.", code="raw_gone")
    with db.transaction(person) as tx:  # allow transactions-at-edges: only to find the key
        file = blobs.reader(tx, person, ingest.blob_id)
    with file:
        binary = cast(BinaryIO, file)
        _, road = detect(binary, ingest.file_name, ingest.provider)
        yield Reader(road.open(binary), road)


def _put(waiting: queue.Queue[T | None], item: T | None, ended: threading.Event) -> bool:
    while not ended.is_set():
        try:
            waiting.put(item, timeout=0.1)
        except queue.Full:
            continue
        return True
    return False


def _taken(waiting: queue.Queue[T | None], reading: Future[None]) -> Iterator[T]:
    while (item := waiting.get()) is not None:
        yield item
    reading.result()
