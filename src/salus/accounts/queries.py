"""SQL of people, their sessions, tokens and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from salus.db import Transaction
from salus.kit.ids import PersonId

# ---------------------------------------------------------------- keys


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of data_keys; `wrapped_key` is None once destroyed."""

    version: int
    wrapped_key: bytes | None = field(repr=False)


def newest_key(tx: Transaction, person: PersonId, provider: str, purpose: str) -> KeyRow | None:
    """Return the newest version of a key, destroyed or not."""
    row = tx.execute(
        """SELECT version, wrapped_key FROM data_keys
           WHERE user_id = %s AND provider = %s AND purpose = %s ORDER BY version DESC LIMIT 1""",
        [person, provider, purpose],
    ).fetchone()
    return None if row is None else KeyRow(*row)


def key_version(
    tx: Transaction, person: PersonId, provider: str, purpose: str, version: int
) -> KeyRow | None:
    """Return one version of a key, destroyed or not."""
    row = tx.execute(
        """SELECT version, wrapped_key FROM data_keys
           WHERE user_id = %s AND provider = %s AND purpose = %s AND version = %s""",
        [person, provider, purpose, version],
    ).fetchone()
    return None if row is None else KeyRow(*row)


def keys_of(tx: Transaction, person: PersonId, provider: str, purpose: str) -> list[KeyRow]:
    """Return all versions of a key, oldest first."""
    rows = tx.execute(
        """SELECT version, wrapped_key FROM data_keys
           WHERE user_id = %s AND provider = %s AND purpose = %s ORDER BY version""",
        [person, provider, purpose],
    ).fetchall()
    return [KeyRow(*row) for row in rows]


def insert_key(
    tx: Transaction,
    person: PersonId,
    provider: str,
    purpose: str,
    version: int,
    wrapped: bytes,
    now: datetime,
) -> None:
    """Keep a wrapped key unless that version is there already."""
    tx.execute(
        """INSERT INTO data_keys (user_id, provider, purpose, version, wrapped_key, created_at)
           VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [person, provider, purpose, version, wrapped, now],
    )


def replace_wrapped(
    tx: Transaction, person: PersonId, provider: str, purpose: str, version: int, wrapped: bytes
) -> None:
    """Keep the same key wrapped anew."""
    tx.execute(
        """UPDATE data_keys SET wrapped_key = %s
           WHERE user_id = %s AND provider = %s AND purpose = %s AND version = %s""",
        [wrapped, person, provider, purpose, version],
    )


def destroy_keys(tx: Transaction, person: PersonId, provider: str | None, now: datetime) -> int:
    """Forget the keys of one provider, or all of the person's, and return how many there were."""
    return tx.execute(
        """UPDATE data_keys SET wrapped_key = NULL, destroyed_at = %s
           WHERE user_id = %s AND wrapped_key IS NOT NULL AND (%s::text IS NULL OR provider = %s)""",
        [now, person, provider, provider],
    ).rowcount
