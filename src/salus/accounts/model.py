"""What accounts hands out: persons, sessions, API tokens, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from salus.accounts.scopes import Scopes
from salus.kit.ids import PersonId

DEMO_EMAIL: Final = "demo@salus.local"
"""Address of the invented person; does not count as a first person."""


@dataclass(frozen=True, slots=True)
class User:
    """One person's account."""

    person: PersonId
    email: str
    display_name: str
    time_zone: str
    """IANA name from the profile; zone_history decides where the person lived when."""
    locale: str
    units: Mapping[str, str]
    """Display unit by quantity, where the person chose one."""
    favourites: tuple[str, ...]
    """Metric codes of the cards on Today, in order; empty: the program's choice."""
    is_owner: bool
    is_demo: bool
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """What is needed to check a password: whose it is and its Argon2id hash."""

    person: PersonId
    secret_hash: str = field(repr=False)
    disabled: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    session_id: UUID
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for programs; its secret is known to its holder alone."""

    token_id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret at the only moment at which it can be shown, and the row that knows its hash."""

    id: UUID
    secret: str = field(repr=False)


class Via(StrEnum):
    """How the one who asks proved who they are."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 (a word)
    LOCAL = "local"
    """A command run by whoever holds the data directory."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and what they may do."""

    person: PersonId
    via: Via
    scopes: Scopes
    id: UUID | None
    """Of the session or token; None for a local command."""
