"""Secrets that are shown once and stored as hashes, and the one-way forms of what people type."""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import sha256
from typing import Final

from salus.kit.errors import UserInputError

TOKEN_PREFIX: Final = "salus_"  # noqa: S105 (no secret)
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,190}")


def new_session_secret() -> str:
    """Return 256 random bits for a session cookie."""
    return secrets.token_urlsafe(32)


def new_token_secret() -> str:
    """Return a new API token, recognizable by its prefix."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Return the hex SHA-256 by which a session or token is found; random secrets need no salt."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def folded_address(email: str) -> str:
    """Return an e-mail address in the one form under which it is unique (NFKC, trimmed, lower case).

    Raises: UserInputError `bad_email` for what is no address.
    """
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    if not _ADDRESS.fullmatch(folded):
        raise UserInputError(
            "That is not an e-mail address; it should look like name@example.org.", code="bad_email"
        )
    return folded


def address_hash(email: str) -> bytes:
    """Return the SHA-256 of a folded address.

    Raises: UserInputError `bad_email` for what is no address.
    """
    return sha256(folded_address(email).encode()).digest()
