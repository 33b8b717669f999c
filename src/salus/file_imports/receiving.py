"""Receiving a file and finding out by its content what it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, cast
from uuid import UUID

from salus.db import Database, Transaction
from salus.file_imports.listing import as_import
from salus.file_imports.model import Import
from salus.ingest import queries
from salus.ingest.queries import Ingest
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, uuid7
from salus.observations import BlobStore
from salus.providers import base as providers
from salus.providers.base import FileRoad, OpenedFile, Provider

_PIECE: Final = 8 << 20


def receive(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    source: Path | BinaryIO,
    name: str,
    *,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> UUID:
    """Copy a file into the blob store and return the blob's id. `progress` gets (bytes so far, size).

    Raises: UserInputError for a missing or empty file, or a full disk; then nothing is kept.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                return receive(db, blobs, person, file, name, now=now, progress=progress)
        except IsADirectoryError as error:
            raise UserInputError(f"“{source}” is a folder; give the export file itself.") from error
        except OSError as error:
            raise UserInputError(f"“{source}” cannot be read: {error.strerror}.") from error
    source.seek(0, os.SEEK_END)
    size = source.tell()
    source.seek(0)
    if not size:
        raise UserInputError(f"“{name}” is empty.", code="empty_file")
    with db.transaction(person) as tx:  # allow transactions-at-edges: a file is kept piece by piece
        blob_id = blobs.begin(tx, person, file_name=name, size=size, now=now)
    try:
        at = 0
        while piece := source.read(_PIECE):
            with db.transaction(person) as tx:  # allow transactions-at-edges: a file is kept piece by piece
                at = blobs.append(tx, person, blob_id, at, piece)
            if progress is not None:
                progress(at, size)
    except BaseException:
        with db.transaction(person) as tx:  # allow transactions-at-edges: nothing half-kept stays
            blobs.remove(tx, person, blob_id)
        raise
    return blob_id


def start_import(
    db: Database,
    blobs: BlobStore,
    person: PersonId,
    blob_id: UUID,
    *,
    provider: str | None = None,
    now: datetime,
) -> Import:
    """Find out what a received file is, and make an import of it in state `received`.

    A file whose import was cut is that import, to be resumed. A file that cannot be used leaves nothing.
    Raises: UserInputError saying what is wrong with the file and what to do.
    """
    try:
        with db.transaction(person) as tx:  # allow transactions-at-edges: a bad file leaves no row, no blob
            return _start(tx, blobs, person, blob_id, provider, now)
    except UserInputError as error:
        if error.code != "incomplete_upload":
            with db.transaction(person) as tx:  # allow transactions-at-edges: nothing of a bad file stays
                blobs.remove(tx, person, blob_id)
        raise


def _start(
    tx: Transaction,
    blobs: BlobStore,
    person: PersonId,
    blob_id: UUID,
    provider: str | None,
    now: datetime,
) -> Import:
    blob = blobs.found(tx, person, blob_id)
    with blobs.reader(tx, person, blob_id) as file:
        found, road = detect(cast(BinaryIO, file), blob.file_name, provider)
        opened = road.open(cast(BinaryIO, file))
        main = opened.main
        for earlier in queries.ingests(tx, person):
            if earlier.state in ("cut", "running") and _same_main(tx, blobs, person, earlier, found, opened):
                blobs.remove(tx, person, blob_id)
                return as_import(tx, blobs, person, earlier)
    blobs.take(tx, person, blob_id, "import")
    ingest_no = queries.add_ingest(
        tx,
        person,
        uuid7(now),
        provider=found.code,
        kind="file",
        file_name=blob.file_name,
        blob_id=blob_id,
        member_size=main.size,
        member_crc=main.crc,
        normalizer_version=found.normalizer_version,
        replays=None,
        now=now,
    )
    made = next(i for i in queries.ingests(tx, person) if i.ingest_no == ingest_no)
    return as_import(tx, blobs, person, made)


def detect(file: BinaryIO, name: str, provider: str | None) -> tuple[Provider, FileRoad]:
    """Return the provider and road that can read a file, found by its content.

    Raises: UserInputError when none can, naming what can be imported.
    """
    chosen = [providers.get(provider)] if provider else list(providers.discover().values())
    for candidate in chosen:
        for road in candidate.file_roads:
            file.seek(0)
            if road.detect(file, name):
                file.seek(0)
                return candidate, road
    file.seek(0)
    for candidate in chosen:
        for road in candidate.file_roads:
            # Whoever can tell best what is wrong with the file says so.
            road.open(file)
    known = ", ".join(p.name for p in providers.discover().values() if p.file_roads)
    raise UserInputError(
        f"“{name}” is no file that Salus can read. It reads exports of: {known}.", code="unknown_file"
    )


def _same_main(
    tx: Transaction,
    blobs: BlobStore,
    person: PersonId,
    earlier: Ingest,
    provider: Provider,
    opened: OpenedFile,
) -> bool:
    """Tell whether a cut import read the same main member."""
    main = opened.main
    if earlier.provider != provider.code or earlier.member_size != main.size or earlier.blob_id is None:
        return False
    if earlier.member_crc != main.crc or not blobs.kept(person, earlier.blob_id):
        return False
    if main.crc is not None:
        return True
    with blobs.reader(tx, person, earlier.blob_id) as file:
        _, road = detect(cast(BinaryIO, file), earlier.file_name, provider.code)
        there = road.open(cast(BinaryIO, file))
        with there.main_bytes() as a, opened.main_bytes() as b:
            while True:
                first, second = a.read(1 << 20), b.read(1 << 20)
                if first != second:
                    return False
                if not first:
                    return True
