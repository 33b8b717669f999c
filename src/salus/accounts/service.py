"""Signing up and in, sessions, API tokens, and what a person says about themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salus.accounts import queries, scopes
from salus.accounts.model import DEMO_EMAIL, ApiToken, Caller, Credential, NewSecret, Session, User, Via
from salus.accounts.secrets import (
    address_hash,
    folded_address,
    new_session_secret,
    new_token_secret,
    secret_hash,
)
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, uuid7

SESSION_LASTS: Final = timedelta(days=30)
"""Since it was last used."""
_SEEN_AGAIN: Final = timedelta(minutes=5)
_PASSWORD: Final = "password"  # noqa: S105 (a kind of credential)
_MOST_FAVOURITES: Final = 40


def nobody_yet(tx: Transaction) -> bool:
    """Tell whether no person but the demo has an account, so that the next one becomes the owner."""
    return not queries.somebody_besides(tx, address_hash(DEMO_EMAIL))


def create_user(
    tx: Transaction,
    person: PersonId,
    *,
    email: str,
    password_hash: str | None,
    display_name: str = "",
    time_zone: str,
    locale: str = "en",
    is_demo: bool = False,
    only_first: bool = False,
    now: datetime,
) -> User:
    """Make an account for a new id that is already set as the transaction's person.

    The first person who is not the demo becomes the server's owner. With `only_first` nobody else may:
    that is sign-up from the page; later people are added by the owner's command.
    Raises: UserInputError `bad_email`, `address_taken`, `unknown_time_zone`, `bad_name`, `sign_up_closed`.
    """
    queries.lock_sign_up(tx)
    first = nobody_yet(tx) and not is_demo
    if only_first and not first:
        raise UserInputError(
            "This server has its owner. Ask them for an account: they add people with `salus user add`.",
            code="sign_up_closed",
        )
    address = folded_address(email)
    made = User(
        person=person,
        email=address,
        display_name=_name(display_name or address.split("@")[0]),
        time_zone=_zone(time_zone),
        locale=_locale(locale),
        units={},
        favourites=(),
        is_owner=first,
        is_demo=is_demo,
        created_at=now,
        disabled_at=None,
    )
    if not queries.insert_login(tx, address_hash(address), person):
        raise UserInputError(
            f"There is an account for {address} already. Sign in instead.", code="address_taken"
        )
    queries.insert_user(tx, person, made)
    if password_hash is not None:
        queries.set_credential(tx, person, _PASSWORD, password_hash, now)
    return made


def find_person(tx: Transaction, email: str) -> PersonId | None:
    """Return whose address this is; needs no person set.

    Raises: UserInputError `bad_email` for what is no address.
    """
    return queries.login(tx, address_hash(email))


def get_user(tx: Transaction, person: PersonId) -> User:
    """Return the account of the transaction's person.

    Raises: UserInputError `no_such_person` when it is gone.
    """
    found = queries.user(tx, person)
    if found is None:
        raise UserInputError("This account no longer exists.", code="no_such_person")
    return found


def password_credential(tx: Transaction, person: PersonId) -> Credential | None:
    """Return what the person's password is checked against: by `passwords.verify`, after the transaction."""
    return queries.credential(tx, person, _PASSWORD)


def set_password(
    tx: Transaction, person: PersonId, password_hash: str, *, keep_session: UUID | None = None, now: datetime
) -> None:
    """Write a new password's hash and end all sessions but the one given."""
    queries.set_credential(tx, person, _PASSWORD, password_hash, now)
    queries.delete_sessions(tx, person, but=keep_session)


def renew_hash(tx: Transaction, person: PersonId, password_hash: str, *, now: datetime) -> None:
    """Write the same password's hash made with today's parameters."""
    queries.set_credential(tx, person, _PASSWORD, password_hash, now)


# ---------------------------------------------------------------- sessions


def open_session(tx: Transaction, person: PersonId, *, user_agent: str, now: datetime) -> NewSecret:
    """Sign the person in and return the secret for the cookie."""
    queries.delete_ended_sessions(tx, person, now)
    secret = new_session_secret()
    session = Session(uuid7(now), user_agent[:300], now, now, now + SESSION_LASTS)
    queries.insert_session(tx, person, session, secret_hash(secret))
    return NewSecret(session.session_id, secret)


@dataclass(frozen=True, slots=True)
class Found:
    """Who a secret belongs to, and whether its use should be written down (every few minutes)."""

    caller: Caller
    unseen: bool


def caller_by_session(tx: Transaction, secret: str, *, now: datetime) -> Found | None:
    """Return who a cookie belongs to. The transaction must look up by `secret_hash(secret)`."""
    found = queries.session_by_secret(tx, secret_hash(secret))
    if found is None:
        return None
    person, session_id, seen, ends = found
    if ends <= now:
        return None
    return Found(Caller(person, Via.SESSION, scopes.EVERYTHING, session_id), now - seen > _SEEN_AGAIN)


def caller_by_token(tx: Transaction, secret: str, *, now: datetime) -> Found | None:
    """Return who an API token belongs to. The transaction must look up by `secret_hash(secret)`."""
    found = queries.token_by_secret(tx, secret_hash(secret))
    if found is None:
        return None
    person, token = found
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        return None
    unseen = token.last_used_at is None or now - token.last_used_at > _SEEN_AGAIN
    return Found(Caller(person, Via.TOKEN, scopes.Scopes(frozenset(token.scopes)), token.token_id), unseen)


def local_caller(person: PersonId) -> Caller:
    """Return the caller of a command that runs with the data directory at hand."""
    return Caller(person, Via.LOCAL, scopes.EVERYTHING, None)


def note_use(tx: Transaction, caller: Caller, *, now: datetime) -> None:
    """Write down that a session or token is in use; a session lasts longer by it."""
    if caller.id is None:
        return
    if caller.via is Via.SESSION:
        queries.see_session(tx, caller.person, caller.id, now, now + SESSION_LASTS)
    else:
        queries.use_token(tx, caller.person, caller.id, now)


def list_sessions(tx: Transaction, person: PersonId, *, now: datetime) -> list[Session]:
    """Return the person's open sessions, last seen first."""
    return queries.sessions(tx, person, now)


def end_session(tx: Transaction, person: PersonId, session_id: UUID) -> bool:
    """Sign a browser out; False when there is no such session."""
    return queries.delete_session(tx, person, session_id)


# ---------------------------------------------------------------- API tokens


def create_token(
    tx: Transaction,
    person: PersonId,
    *,
    name: str,
    words: Sequence[str],
    expires_at: datetime | None = None,
    now: datetime,
) -> tuple[ApiToken, NewSecret]:
    """Make an API token; its secret is in the answer and nowhere else.

    Raises: UserInputError `unknown_scope`, `bad_name`, `bad_time` (an end that has passed).
    """
    wanted = scopes.parse(words)
    if expires_at is not None and expires_at <= now:
        raise UserInputError(
            "The token's end has already passed; give a later time, or none.", code="bad_time"
        )
    secret = new_token_secret()
    token = ApiToken(uuid7(now), _name(name), tuple(sorted(wanted.words)), now, None, expires_at, None)
    queries.insert_token(tx, person, token, secret_hash(secret))
    return token, NewSecret(token.token_id, secret)


def list_tokens(tx: Transaction, person: PersonId) -> list[ApiToken]:
    """Return the person's tokens, newest first, revoked ones too."""
    return queries.tokens(tx, person)


def revoke_token(tx: Transaction, person: PersonId, token_id: UUID, *, now: datetime) -> bool:
    """End a token; False when there is none, or it has ended."""
    return queries.revoke_token(tx, person, token_id, now)


# ---------------------------------------------------------------- what people say about themselves


def update_user(
    tx: Transaction,
    person: PersonId,
    *,
    display_name: str | None = None,
    time_zone: str | None = None,
    locale: str | None = None,
    units: Mapping[str, str] | None = None,
    favourites: Sequence[str] | None = None,
) -> User:
    """Change what is given and return the account. A changed zone is only the last evidence for zone_history.

    Raises: UserInputError `bad_name`, `unknown_time_zone`, `bad_locale`, `bad_input`.
    """
    old = get_user(tx, person)
    if favourites is not None and len(favourites) > _MOST_FAVOURITES:
        raise UserInputError(f"Today shows at most {_MOST_FAVOURITES} cards.")
    changed = replace(
        old,
        display_name=old.display_name if display_name is None else _name(display_name),
        time_zone=old.time_zone if time_zone is None else _zone(time_zone),
        locale=old.locale if locale is None else _locale(locale),
        units=old.units if units is None else {**old.units, **units},
        favourites=old.favourites if favourites is None else tuple(dict.fromkeys(favourites)),
    )
    if changed != old:
        queries.update_user(tx, person, changed)
    return changed


# ---------------------------------------------------------------- the owner's commands, and the end


def list_users(tx: Transaction) -> list[User]:
    """Return all accounts, oldest first; `tx` is one of the owner of the tables."""
    return queries.users_as_owner(tx)


def all_persons(tx: Transaction) -> list[PersonId]:
    """Return the ids of all persons, for work that goes through everybody one by one."""
    return queries.persons(tx)


def disable_user(tx: Transaction, person: PersonId, *, now: datetime) -> None:
    """Shut an account: no sign-in, all sessions and tokens end. Its data stays."""
    queries.set_disabled(tx, person, now)
    queries.delete_sessions(tx, person)
    queries.revoke_tokens(tx, person, now)


def enable_user(tx: Transaction, person: PersonId) -> None:
    """Open a shut account again."""
    queries.set_disabled(tx, person, None)


def erase_person(tx: Transaction, person: PersonId) -> dict[str, int]:
    """Delete everything of a person, keys first, and return the number of rows by table.

    What was sealed outside the database (blobs) is unreadable from then on; the edge removes the files.
    """
    tables = queries.tables_of_persons(tx)
    first = [entry for entry in tables if entry[0] == "data_keys"]
    rest = [entry for entry in tables if entry[0] != "data_keys"]
    return {table: queries.delete_rows(tx, person, table, column) for table, column in (*first, *rest)}


def _name(text: str) -> str:
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    if not folded or len(folded) > 100 or not folded.isprintable():
        raise UserInputError("A name has 1 to 100 printable characters.", code="bad_name")
    return folded


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserInputError(
            f"There is no time zone “{name[:60]}”; it should look like Europe/Berlin.",
            code="unknown_time_zone",
        ) from error
    return name


def _locale(text: str) -> str:
    if not text or len(text) > 35 or not text.replace("-", "").isalnum() or not text.isascii():
        raise UserInputError(f"“{text[:40]}” is not a language tag such as en or de-DE.", code="bad_locale")
    return text
