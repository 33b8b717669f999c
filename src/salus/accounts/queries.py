"""SQL of people, their sessions, tokens and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from salus.accounts.model import ApiToken, Credential, Session, User
from salus.db import Transaction
from salus.kit.ids import PersonId

_SIGN_UP_LOCK: Final = 0x53616C7573_5570  # any constant of its own

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
    now: datetime | None,
) -> None:
    """Keep a wrapped key unless that version is there already."""
    tx.execute(
        """INSERT INTO data_keys (user_id, provider, purpose, version, wrapped_key, created_at)
           VALUES (%s, %s, %s, %s, %s, coalesce(%s, now())) ON CONFLICT DO NOTHING""",
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


# ---------------------------------------------------------------- people

_USER = """user_id, email, display_name, time_zone, locale, units, favourites, is_owner, is_demo,
           created_at, disabled_at"""


def user(tx: Transaction, person: PersonId) -> User | None:
    """Return a person's account."""
    row = tx.execute(f"SELECT {_USER} FROM users WHERE user_id = %s", [person]).fetchone()
    return None if row is None else _user(row)


def users_as_owner(tx: Transaction) -> list[User]:  # allow queries-name-the-person: the owner lists all
    """Return all accounts, oldest first; only the owner of the tables sees them."""
    return [_user(row) for row in tx.execute(f"SELECT {_USER} FROM users ORDER BY created_at, user_id")]


def insert_user(tx: Transaction, person: PersonId, new: User) -> None:
    """Write a new account."""
    tx.execute(
        f"""INSERT INTO users ({_USER}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            person,
            new.email,
            new.display_name,
            new.time_zone,
            new.locale,
            Jsonb(dict(new.units)),
            list(new.favourites),
            new.is_owner,
            new.is_demo,
            new.created_at,
            new.disabled_at,
        ],
    )


def update_user(tx: Transaction, person: PersonId, changed: User) -> None:
    """Write what a person may change about themselves."""
    tx.execute(
        """UPDATE users SET display_name = %s, time_zone = %s, locale = %s, units = %s, favourites = %s
           WHERE user_id = %s""",
        [
            changed.display_name,
            changed.time_zone,
            changed.locale,
            Jsonb(dict(changed.units)),
            list(changed.favourites),
            person,
        ],
    )


def set_disabled(tx: Transaction, person: PersonId, at: datetime | None) -> None:
    """Shut an account, or open it again."""
    tx.execute("UPDATE users SET disabled_at = %s WHERE user_id = %s", [at, person])


def insert_login(tx: Transaction, email_hash: bytes, person: PersonId) -> bool:
    """Let an address lead to a person; False when it leads to somebody already."""
    return (
        tx.execute(
            "INSERT INTO logins (email_hash, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [email_hash, person],
        ).rowcount
        == 1
    )


def login(tx: Transaction, email_hash: bytes) -> PersonId | None:
    """Return whose address this is."""
    row = tx.execute("SELECT user_id FROM logins WHERE email_hash = %s", [email_hash]).fetchone()
    return None if row is None else PersonId(row[0])


def persons(tx: Transaction) -> list[PersonId]:
    """Return the ids of all who have a login."""
    return [PersonId(row[0]) for row in tx.execute("SELECT user_id FROM logins ORDER BY user_id")]


def somebody_besides(tx: Transaction, email_hash: bytes) -> bool:
    """Tell whether any address but this one leads to a person."""
    row = tx.execute("SELECT EXISTS (SELECT FROM logins WHERE email_hash <> %s)", [email_hash]).fetchone()
    return bool(row and row[0])


def lock_sign_up(tx: Transaction) -> None:
    """Let people sign up one after the other, so that only one is the first."""
    tx.execute("SELECT pg_advisory_xact_lock(%s)", [_SIGN_UP_LOCK])


def set_credential(tx: Transaction, person: PersonId, kind: str, secret_hash: str, now: datetime) -> None:
    """Write a password's hash in place of an earlier one."""
    tx.execute(
        """INSERT INTO credentials (user_id, kind, secret_hash, updated_at) VALUES (%s, %s, %s, %s)
           ON CONFLICT (user_id, kind) DO UPDATE
           SET secret_hash = excluded.secret_hash, updated_at = excluded.updated_at""",
        [person, kind, secret_hash, now],
    )


def credential(tx: Transaction, person: PersonId, kind: str) -> Credential | None:
    """Return what a password is checked against."""
    row = tx.execute(
        """SELECT c.secret_hash, u.disabled_at IS NOT NULL
           FROM credentials c JOIN users u ON u.user_id = c.user_id
           WHERE c.user_id = %s AND c.kind = %s""",
        [person, kind],
    ).fetchone()
    return None if row is None else Credential(person, row[0], row[1])


# ---------------------------------------------------------------- sessions


def insert_session(tx: Transaction, person: PersonId, session: Session, token_hash: str) -> None:
    """Write a new session."""
    tx.execute(
        """INSERT INTO sessions
               (user_id, session_id, token_hash, user_agent, created_at, last_seen_at, expires_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        [
            person,
            session.session_id,
            token_hash,
            session.user_agent,
            session.created_at,
            session.last_seen_at,
            session.expires_at,
        ],
    )


def session_by_secret(  # allow queries-name-the-person: finds the person by the secret
    tx: Transaction, token_hash: str
) -> tuple[PersonId, UUID, datetime, datetime] | None:
    """Return person, session, when it was last seen and when it ends; the transaction looks up the hash."""
    row = tx.execute(
        "SELECT user_id, session_id, last_seen_at, expires_at FROM sessions WHERE token_hash = %s",
        [token_hash],
    ).fetchone()
    return None if row is None else (PersonId(row[0]), row[1], row[2], row[3])


def see_session(tx: Transaction, person: PersonId, session_id: UUID, now: datetime, until: datetime) -> None:
    """Write that a session is in use, and its new end."""
    tx.execute(
        "UPDATE sessions SET last_seen_at = %s, expires_at = %s WHERE user_id = %s AND session_id = %s",
        [now, until, person, session_id],
    )


def sessions(tx: Transaction, person: PersonId, now: datetime) -> list[Session]:
    """Return a person's open sessions, last seen first."""
    rows = tx.execute(
        """SELECT session_id, user_agent, created_at, last_seen_at, expires_at FROM sessions
           WHERE user_id = %s AND expires_at > %s ORDER BY last_seen_at DESC""",
        [person, now],
    ).fetchall()
    return [Session(*row) for row in rows]


def delete_session(tx: Transaction, person: PersonId, session_id: UUID) -> bool:
    """End one session; False when there is none."""
    return (
        tx.execute(
            "DELETE FROM sessions WHERE user_id = %s AND session_id = %s", [person, session_id]
        ).rowcount
        > 0
    )


def delete_sessions(tx: Transaction, person: PersonId, *, but: UUID | None = None) -> int:
    """End all sessions of a person, but for one."""
    return tx.execute(
        "DELETE FROM sessions WHERE user_id = %s AND session_id IS DISTINCT FROM %s", [person, but]
    ).rowcount


def delete_ended_sessions(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Forget a person's sessions that have ended."""
    tx.execute("DELETE FROM sessions WHERE user_id = %s AND expires_at <= %s", [person, now])


# ---------------------------------------------------------------- API tokens

_TOKEN_COLUMNS = "token_id, name, scopes, created_at, last_used_at, expires_at, revoked_at"  # noqa: S105 (names of columns)


def insert_token(tx: Transaction, person: PersonId, token: ApiToken, token_hash: str) -> None:
    """Write a new token."""
    tx.execute(
        """INSERT INTO api_tokens (user_id, token_id, name, token_hash, scopes, created_at, expires_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        [
            person,
            token.token_id,
            token.name,
            token_hash,
            list(token.scopes),
            token.created_at,
            token.expires_at,
        ],
    )


def token_by_secret(  # allow queries-name-the-person: finds the person by the secret
    tx: Transaction, token_hash: str
) -> tuple[PersonId, ApiToken] | None:
    """Return whose token this is; the transaction looks up by this hash."""
    row = tx.execute(
        f"SELECT user_id, {_TOKEN_COLUMNS} FROM api_tokens WHERE token_hash = %s", [token_hash]
    ).fetchone()
    return None if row is None else (PersonId(row[0]), _token(row[1:]))


def tokens(tx: Transaction, person: PersonId) -> list[ApiToken]:
    """Return a person's tokens, newest first, revoked ones too."""
    rows = tx.execute(
        f"SELECT {_TOKEN_COLUMNS} FROM api_tokens WHERE user_id = %s ORDER BY created_at DESC, token_id",
        [person],
    ).fetchall()
    return [_token(row) for row in rows]


def use_token(tx: Transaction, person: PersonId, token_id: UUID, now: datetime) -> None:
    """Write that a token is in use."""
    tx.execute(
        "UPDATE api_tokens SET last_used_at = %s WHERE user_id = %s AND token_id = %s",
        [now, person, token_id],
    )


def revoke_token(tx: Transaction, person: PersonId, token_id: UUID, now: datetime) -> bool:
    """End a token; False when there is none, or it has ended."""
    return (
        tx.execute(
            """UPDATE api_tokens SET revoked_at = %s
               WHERE user_id = %s AND token_id = %s AND revoked_at IS NULL""",
            [now, person, token_id],
        ).rowcount
        > 0
    )


def revoke_tokens(tx: Transaction, person: PersonId, now: datetime) -> int:
    """End all tokens of a person."""
    return tx.execute(
        "UPDATE api_tokens SET revoked_at = %s WHERE user_id = %s AND revoked_at IS NULL", [now, person]
    ).rowcount


# ---------------------------------------------------------------- rate limits


def count_request(tx: Transaction, key: str, at: float, every: float, tolerance: float) -> bool:
    """Move a limit's theoretical arrival time one step on; False when the request comes too early for it."""
    return (
        tx.execute(
            """INSERT INTO throttles AS t (key, tat) VALUES (%(key)s, %(at)s + %(every)s)
               ON CONFLICT (key) DO UPDATE SET tat = greatest(t.tat, %(at)s) + %(every)s
               WHERE t.tat <= %(at)s + %(tolerance)s + 1e-9""",
            {"key": key, "at": at, "every": every, "tolerance": tolerance},
        ).rowcount
        > 0
    )


def uncount_request(tx: Transaction, key: str, every: float) -> None:
    """Move a limit's theoretical arrival time one step back."""
    tx.execute("UPDATE throttles SET tat = tat - %s WHERE key = %s", [every, key])


def theoretical_arrival(tx: Transaction, key: str) -> float | None:
    """Return a limit's theoretical arrival time in epoch seconds."""
    row = tx.execute("SELECT tat FROM throttles WHERE key = %s", [key]).fetchone()
    return None if row is None else float(row[0])


def delete_throttles(tx: Transaction, before: float) -> int:
    """Forget limits whose theoretical arrival time is older than `before` (epoch seconds)."""
    return tx.execute("DELETE FROM throttles WHERE tat < %s", [before]).rowcount


# ---------------------------------------------------------------- erasure


def tables_of_persons(tx: Transaction) -> list[tuple[str, str]]:
    """Return (table, column that names the person) of every table that holds a person's rows.

    Tables that others refer to come last.
    """
    rows = tx.execute(
        """SELECT c.relname, a.attname,
                  (SELECT count(*) FROM pg_constraint f
                   WHERE f.confrelid = c.oid AND f.contype = 'f') AS referred
           FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid
                AND a.attname IN ('user_id', 'person') AND NOT a.attisdropped
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           ORDER BY referred, c.relname"""
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def delete_rows(tx: Transaction, person: PersonId, table: str, column: str) -> int:
    """Delete a person's rows of one table."""
    return tx.execute(
        sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
        [person],
    ).rowcount


def _user(row: tuple[Any, ...]) -> User:
    person, email, name, zone, locale, units, favourites, is_owner, is_demo, created, disabled = row
    return User(
        PersonId(person),
        email,
        name,
        zone,
        locale,
        units,
        tuple(favourites),
        is_owner,
        is_demo,
        created,
        disabled,
    )


def _token(row: tuple[Any, ...]) -> ApiToken:
    token_id, name, words, created, used, expires, revoked = row
    return ApiToken(token_id, name, tuple(words), created, used, expires, revoked)
