"""Files as they were received, encrypted from the first byte, in a folder.

A blob is a row of `blobs` and the file `<folder>/<person>/<blob id>`: blocks of 1 MiB of plaintext (the last
one shorter; until the blob is complete, in a file `….tail` beside), each sealed by AES-256-GCM with the
blob's id and the block's number bound to it, so that blocks cannot be swapped, repeated or moved elsewhere.
What was appended is on the disk before its row says so.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salus.accounts.keys import DataKey, Keyring, data_key, open_sealed, seal
from salus.db import Transaction
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId, uuid7
from salus.observations import blob_queries
from salus.observations.blob_queries import Blob

BLOCK: Final = 1 << 20
_PURPOSE: Final = "blobs"
_OVERHEAD: Final = 4 + 12 + 16
"""Of one sealed block: key version, nonce, tag."""
SEALED_BLOCK: Final = BLOCK + _OVERHEAD
ABANDONED_AFTER: Final = timedelta(days=7)
"""An upload that was begun so long ago and never completed is taken away."""
_SPARE: Final = 64 << 20
"""Bytes that stay free on the disk, so that the database can still write."""


class BlobStore:
    """The blobs of all persons below one folder."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self.folder = folder
        self.keyring = keyring

    def begin(
        self,
        tx: Transaction,
        person: PersonId,
        *,
        file_name: str,
        size: int,
        now: datetime,
        purpose: str = "upload",
    ) -> UUID:
        """Make an empty blob that is to have `size` bytes, and return its id.

        Raises: UserInputError when the disk has no room for it.
        """
        for left in blob_queries.unfinished(tx, person, now - ABANDONED_AFTER):
            self.remove(tx, person, left)
        self.require_room(size)
        key = data_key(tx, person, "", _PURPOSE, self.keyring, now=now)
        blob_id = uuid7(now)
        blob_queries.add(tx, person, blob_id, purpose, key.version, size, _shown(file_name), now)
        return blob_id

    def require_room(self, size: int) -> None:
        """Raise UserInputError when the disk cannot take `size` bytes more."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        needed = size + size // BLOCK * _OVERHEAD + _SPARE
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise UserInputError(
                f"The disk has {free / 1e9:.1f} GB free and the file needs {needed / 1e9:.1f} GB. "
                "Make room in the data directory and try again.",
                code="disk_full",
            )

    def append(self, tx: Transaction, person: PersonId, blob_id: UUID, at: int, data: bytes) -> int:
        """Add bytes at the end of a blob and return its new length; they are durable when this returns.

        Raises: UserInputError when `at` is not the present length (`wrong_offset`), when it would grow over
        its size, or when the disk is full; then the blob is as long as before.
        """
        blob = self.found(tx, person, blob_id, lock=True)
        if at != blob.received:
            raise UserInputError(
                f"The upload has {blob.received} bytes; go on from there.", code="wrong_offset"
            )
        if at + len(data) > blob.size:
            raise UserInputError("More bytes came than the upload was announced with.", code="too_long")
        if not data:
            return blob.received
        key = data_key(tx, person, "", _PURPOSE, self.keyring, version=blob.key_version)
        path = self._path(person, blob_id)
        first, kept = divmod(at, BLOCK)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            whole = _tail(path, key, blob_id, first, kept) + data
            _write(path, key, blob_id, first, whole, final=at + len(data) == blob.size)
        except OSError as error:
            raise _full(error) from error
        blob_queries.grew(tx, person, blob_id, at + len(data))
        return at + len(data)

    def take(self, tx: Transaction, person: PersonId, blob_id: UUID, purpose: str) -> None:
        """Give a blob to what it is for, so that whoever uploaded it can no longer take it away."""
        blob_queries.give_purpose(tx, person, blob_id, purpose)

    def reader(self, tx: Transaction, person: PersonId, blob_id: UUID) -> BlobReader:
        """Return a seekable stream over a complete blob; it needs no transaction once it is made.

        Raises: UserInputError when the blob is gone or was not received to its end.
        """
        blob = self.found(tx, person, blob_id)
        if blob.received != blob.size:
            raise UserInputError(
                f"Of “{blob.file_name}” only {blob.received} of {blob.size} bytes have arrived.",
                code="incomplete_upload",
            )
        key = data_key(tx, person, "", _PURPOSE, self.keyring, version=blob.key_version)
        try:
            file = self._path(person, blob_id).open("rb")
        except FileNotFoundError as error:
            raise UserInputError(
                f"The file “{blob.file_name}” is not kept any more.", code="raw_gone"
            ) from error
        return BlobReader(file, blob.size, blob_id, key)

    def found(self, tx: Transaction, person: PersonId, blob_id: UUID, *, lock: bool = False) -> Blob:
        """Return the row of a blob. Raises: UserInputError when there is none."""
        blob = blob_queries.one(tx, person, blob_id, lock=lock)
        if blob is None:
            raise UserInputError("This upload does not exist (any more).", code="unknown_upload")
        return blob

    def kept(self, person: PersonId, blob_id: UUID) -> bool:
        """Tell whether the file of a blob is there."""
        return self._path(person, blob_id).exists()

    def remove(self, tx: Transaction, person: PersonId, blob_id: UUID) -> None:
        """Take a blob away, its row and its file; one that is gone already is no error."""
        blob_queries.drop(tx, person, blob_id)
        path = self._path(person, blob_id)
        path.unlink(missing_ok=True)
        _tail_path(path).unlink(missing_ok=True)

    def _path(self, person: PersonId, blob_id: UUID) -> Path:
        return self.folder / str(person) / str(blob_id)


class BlobReader(io.RawIOBase):
    """A seekable, read-only stream over the plaintext of one blob. Keeps the last few blocks in memory."""

    def __init__(self, file: io.BufferedReader, size: int, blob_id: UUID, key: DataKey) -> None:
        super().__init__()
        self._file = file
        self._size = size
        self._blob_id = blob_id
        self._key = key
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position in the plaintext."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the position in the plaintext."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            # As a file on the disk does it; readers of archives count on this class.
            raise OSError(errno.EINVAL, "negative seek position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; fewer bytes only at the end of the blob.

        Readers of archives take a short read for the end of the file, as it is for one on the disk.
        Raises: OperatorError when the file on the disk is damaged or shorter than it was.
        """
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view) and self._at < self._size:
            number, inside = divmod(self._at, BLOCK)
            part = self._block(number)[inside : inside + len(view) - filled]
            view[filled : filled + len(part)] = part
            filled += len(part)
            self._at += len(part)
        return filled

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            return self._blocks[number]
        length = min(BLOCK, self._size - number * BLOCK)
        self._file.seek(number * SEALED_BLOCK)
        sealed = self._file.read(length + _OVERHEAD)
        if len(sealed) != length + _OVERHEAD:
            raise OperatorError("A kept file is shorter on the disk than it was when it was received.")
        block = open_sealed(self._key, sealed, _aad(self._blob_id, number))
        self._blocks[number] = block
        if len(self._blocks) > 3:
            self._blocks.popitem(last=False)
        return block


def _write(path: Path, key: DataKey, blob_id: UUID, first: int, whole: bytes, *, final: bool) -> None:
    """Write full blocks to the file, and what is left over beside it until the blob is complete.

    Nothing that was told to be durable is overwritten, so that a crash at any moment loses only this append.
    """
    full = len(whole) if final else len(whole) // BLOCK * BLOCK
    if full:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.seek(first * SEALED_BLOCK)
            for number, at in enumerate(range(0, full, BLOCK), first):
                file.write(seal(key, whole[at : min(at + BLOCK, full)], _aad(blob_id, number)))
            file.flush()
            os.fsync(file.fileno())
    beside = _tail_path(path)
    if full == len(whole):
        return
    number = first + full // BLOCK
    part = beside.with_suffix(".new")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(number.to_bytes(8) + seal(key, whole[full:], _aad(blob_id, number)))
        file.flush()
        os.fsync(file.fileno())
    part.replace(beside)
    _sync_folder(path.parent)


def _tail(path: Path, key: DataKey, blob_id: UUID, number: int, kept: int) -> bytes:
    """Return the first `kept` bytes of the block at which a blob ends; after a crash more may lie there."""
    if not kept:
        return b""
    beside = _tail_path(path)
    if beside.exists():
        sealed = beside.read_bytes()
        if int.from_bytes(sealed[:8]) == number:
            return open_sealed(key, sealed[8:], _aad(blob_id, number))[:kept]
    with path.open("rb") as file:
        file.seek(number * SEALED_BLOCK)
        return open_sealed(key, file.read(SEALED_BLOCK), _aad(blob_id, number))[:kept]


def _tail_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.tail")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _aad(blob_id: UUID, number: int) -> bytes:
    return blob_id.bytes + number.to_bytes(8)


def _shown(file_name: str) -> str:
    """Return the last part of a file's name, without control characters, at most 200 long."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200]


def _full(error: OSError) -> UserInputError:
    return UserInputError(
        f"The file cannot be kept: {error.strerror}. Make room in the data directory and try again.",
        code="disk_full",
    )
