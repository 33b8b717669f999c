"""SQL of the rows that stand for kept files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salus.db import Transaction
from salus.kit.ids import PersonId


@dataclass(frozen=True, slots=True)
class Blob:
    """One kept file. It is complete when `received` is `size`."""

    blob_id: UUID
    purpose: str
    key_version: int
    size: int
    received: int
    file_name: str
    created_at: datetime


def add(
    tx: Transaction,
    person: PersonId,
    blob_id: UUID,
    purpose: str,
    key_version: int,
    size: int,
    file_name: str,
    now: datetime,
) -> None:
    """Insert an empty blob."""
    tx.execute(
        """INSERT INTO blobs (user_id, blob_id, provider, purpose, key_version, size, received, file_name,
                              created_at)
           VALUES (%s, %s, '', %s, %s, %s, 0, %s, %s)""",
        [person, blob_id, purpose, key_version, size, file_name, now],
    )


def one(tx: Transaction, person: PersonId, blob_id: UUID, *, lock: bool = False) -> Blob | None:
    """Return a blob, with `lock` held against other appends until the transaction ends."""
    row = tx.execute(
        f"""SELECT blob_id, purpose, key_version, size, received, file_name, created_at FROM blobs
            WHERE user_id = %s AND blob_id = %s {"FOR UPDATE" if lock else ""}""".encode(),
        [person, blob_id],
    ).fetchone()
    return Blob(*row) if row else None


def grew(tx: Transaction, person: PersonId, blob_id: UUID, received: int) -> None:
    """Write how much of a blob is on the disk."""
    tx.execute(
        "UPDATE blobs SET received = %s WHERE user_id = %s AND blob_id = %s", [received, person, blob_id]
    )


def give_purpose(tx: Transaction, person: PersonId, blob_id: UUID, purpose: str) -> None:
    """Write what a blob is for."""
    tx.execute(
        "UPDATE blobs SET purpose = %s WHERE user_id = %s AND blob_id = %s", [purpose, person, blob_id]
    )


def drop(tx: Transaction, person: PersonId, blob_id: UUID) -> None:
    """Take the row away."""
    tx.execute("DELETE FROM blobs WHERE user_id = %s AND blob_id = %s", [person, blob_id])


def unfinished(tx: Transaction, person: PersonId, before: datetime) -> list[UUID]:
    """Return uploads that were begun before a time and never completed."""
    rows = tx.execute(
        "SELECT blob_id FROM blobs WHERE user_id = %s AND received < size AND created_at < %s",
        [person, before],
    )
    return [r[0] for r in rows]
