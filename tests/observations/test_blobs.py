"""Kept files: encrypted from the first byte, appended durably, read from anywhere."""

from __future__ import annotations

import io
import random
import resource
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from salus.accounts.keys import Keyring
from salus.db import Transaction
from salus.kit.errors import OperatorError, UserInputError
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.observations.blobs import BLOCK, SEALED_BLOCK

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(tmp_path / "blobs", Keyring((bytes(32),)))


def begun(blobs: BlobStore, db: Transaction, person: PersonId, size: int) -> UUID:
    return blobs.begin(db, person, file_name="../../export.zip", size=size, now=NOW)


def files(blobs: BlobStore) -> list[Path]:
    return [p for p in blobs.folder.rglob("*") if p.is_file()]


def test_what_is_appended_in_any_pieces_is_read_back(blobs, db, person):
    rng = random.Random(3)
    content = rng.randbytes(2 * BLOCK + 12345)
    blob_id = begun(blobs, db, person, len(content))
    at = 0
    while at < len(content):
        piece = content[at : at + rng.choice([1, 1000, BLOCK - 1, BLOCK, BLOCK + 7])]
        again = BlobStore(blobs.folder, blobs.keyring)  # as after a restart
        at = again.append(db, person, blob_id, at, piece)
    with blobs.reader(db, person, blob_id) as file:
        assert file.read() == content
        for _ in range(30):
            start = rng.randrange(len(content))
            file.seek(start)
            assert file.read(5000) == content[start : start + 5000]
        assert file.seek(0, 2) == len(content)
    assert blobs.found(db, person, blob_id).file_name == "export.zip"


def test_a_read_over_the_borders_of_blocks_is_never_short(blobs, db, person):
    content = random.Random(4).randbytes(3 * BLOCK)
    blob_id = begun(blobs, db, person, len(content))
    blobs.append(db, person, blob_id, 0, content)
    with blobs.reader(db, person, blob_id) as file:
        file.seek(BLOCK - 10)
        assert file.read(BLOCK + 20) == content[BLOCK - 10 : 2 * BLOCK + 10]
        file.seek(-5, 2)
        assert file.read(100) == content[-5:]
        assert file.read(100) == b""


def test_a_zip_whose_table_of_contents_lies_over_a_border_of_blocks_is_read(blobs, db, person):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("filling", b"x" * (BLOCK - 2_000))
        for number in range(100):
            archive.writestr(f"workout-routes/route_{number}.gpx", b"")
    content = packed.getvalue()
    blob_id = begun(blobs, db, person, len(content))
    blobs.append(db, person, blob_id, 0, content)
    with blobs.reader(db, person, blob_id) as file, zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == 101
        assert archive.testzip() is None


def test_nothing_of_the_content_or_name_stands_on_the_disk(blobs, db, person):
    content = b"Anna's heart rate " * 90_000
    blob_id = begun(blobs, db, person, len(content) + 1)
    blobs.append(db, person, blob_id, 0, content)
    for path in files(blobs):
        assert b"heart rate" not in path.read_bytes()
        assert "export" not in path.name


def test_appending_elsewhere_than_at_the_end_is_refused(blobs, db, person):
    blob_id = begun(blobs, db, person, 10)
    blobs.append(db, person, blob_id, 0, b"12345")
    for at in (0, 4, 6):
        with pytest.raises(UserInputError) as told:
            blobs.append(db, person, blob_id, at, b"x")
        assert told.value.code == "wrong_offset"
    with pytest.raises(UserInputError) as told:
        blobs.append(db, person, blob_id, 5, b"123456")
    assert told.value.code == "too_long"
    with pytest.raises(UserInputError) as told:
        blobs.reader(db, person, blob_id)
    assert told.value.code == "incomplete_upload"


def test_bytes_that_were_written_and_never_told_are_written_again(blobs, db, person):
    blob_id = begun(blobs, db, person, 3 * BLOCK)
    blobs.append(db, person, blob_id, 0, b"a" * 100)
    with db.transaction(force_rollback=True):  # the process dies before it commits
        blobs.append(db, person, blob_id, 100, b"b" * (BLOCK + 5))
    assert blobs.found(db, person, blob_id).received == 100
    rest = b"c" * (3 * BLOCK - 100)
    assert blobs.append(db, person, blob_id, 100, rest) == 3 * BLOCK
    with blobs.reader(db, person, blob_id) as file:
        assert file.read() == b"a" * 100 + rest


def test_a_disk_that_fills_up_leaves_the_blob_as_long_as_before(blobs, db, person):
    blob_id = begun(blobs, db, person, 4 * BLOCK)
    blobs.append(db, person, blob_id, 0, b"a" * BLOCK)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SEALED_BLOCK + 1000, limits[1]))
    try:
        with pytest.raises(UserInputError, match="cannot be kept") as told:
            blobs.append(db, person, blob_id, BLOCK, b"b" * 2 * BLOCK)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert told.value.code == "disk_full"
    assert blobs.found(db, person, blob_id).received == BLOCK
    blobs.append(db, person, blob_id, BLOCK, b"c" * 3 * BLOCK)
    with blobs.reader(db, person, blob_id) as file:
        assert file.read() == b"a" * BLOCK + b"c" * 3 * BLOCK


def test_swapped_or_shortened_files_are_noticed(blobs, db, person):
    blob_id = begun(blobs, db, person, 2 * BLOCK)
    blobs.append(db, person, blob_id, 0, b"a" * BLOCK + b"b" * BLOCK)
    (path,) = files(blobs)
    sealed = path.read_bytes()
    path.write_bytes(sealed[SEALED_BLOCK:] + sealed[:SEALED_BLOCK])
    with blobs.reader(db, person, blob_id) as file, pytest.raises(OperatorError):
        file.read(10)
    path.write_bytes(sealed[:-10])
    with blobs.reader(db, person, blob_id) as file, pytest.raises(OperatorError):
        file.read()


def test_nobody_else_can_read_a_blob(blobs, db, person, other_person):
    blob_id = begun(blobs, db, person, 4)
    blobs.append(db, person, blob_id, 0, b"mine")
    with pytest.raises(UserInputError):
        blobs.reader(db, other_person, blob_id)


def test_a_removed_blob_leaves_no_file(blobs, db, person):
    blob_id = begun(blobs, db, person, 10)
    blobs.append(db, person, blob_id, 0, b"12345")
    blobs.remove(db, person, blob_id)
    assert files(blobs) == []
    blobs.remove(db, person, blob_id)
