"""Persons: who they are, how they sign in, what their tokens may do, and the keys of their secrets.

The slow check of a password is in `salus.accounts.passwords`, the keys are in `salus.accounts.keys`, rate
limits in `salus.accounts.throttle`, the words of scopes in `salus.accounts.scopes`.
"""

from __future__ import annotations

from salus.accounts.model import DEMO_EMAIL, ApiToken, Caller, Credential, NewSecret, Session, User, Via
from salus.accounts.scopes import Scopes
from salus.accounts.secrets import address_hash, secret_hash
from salus.accounts.service import (
    Found,
    all_persons,
    caller_by_session,
    caller_by_token,
    create_token,
    create_user,
    disable_user,
    enable_user,
    end_session,
    erase_person,
    find_person,
    get_user,
    list_sessions,
    list_tokens,
    list_users,
    local_caller,
    nobody_yet,
    note_use,
    open_session,
    password_credential,
    renew_hash,
    revoke_token,
    set_password,
    update_user,
)

__all__ = [
    "DEMO_EMAIL",
    "ApiToken",
    "Caller",
    "Credential",
    "Found",
    "NewSecret",
    "Scopes",
    "Session",
    "User",
    "Via",
    "address_hash",
    "all_persons",
    "caller_by_session",
    "caller_by_token",
    "create_token",
    "create_user",
    "disable_user",
    "enable_user",
    "end_session",
    "erase_person",
    "find_person",
    "get_user",
    "list_sessions",
    "list_tokens",
    "list_users",
    "local_caller",
    "nobody_yet",
    "note_use",
    "open_session",
    "password_credential",
    "renew_hash",
    "revoke_token",
    "secret_hash",
    "set_password",
    "update_user",
]
