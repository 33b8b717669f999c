"""Passwords: Argon2id, slow on purpose. Call these outside a transaction and off the event loop."""

from __future__ import annotations

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from salus.kit.errors import UserInputError

SHORTEST: Final = 8
LONGEST_BYTES: Final = 1024

# 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106 §4.
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


def hash_password(password: str) -> str:
    """Return the Argon2id hash (PHC form) of a new password.

    Raises: UserInputError `weak_password` when it is shorter than eight characters or absurdly long.
    """
    if len(password) < SHORTEST:
        raise UserInputError(
            f"The password is too short: give at least {SHORTEST} characters, a short sentence is best.",
            code="weak_password",
        )
    if len(_bytes(password)) > LONGEST_BYTES:
        raise UserInputError("The password is longer than 1024 bytes.", code="weak_password")
    return _HASHER.hash(_bytes(password))


def verify(secret_hash: str | None, password: str) -> bool:
    """Tell whether a password fits its hash.

    Takes the same time when there is no hash, so that an answer does not tell whether an address exists.
    """
    if len(_bytes(password)) > LONGEST_BYTES:
        password = ""
    try:
        fits = _HASHER.verify(secret_hash or _nobodys_hash(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and secret_hash is not None


def outdated(secret_hash: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(secret_hash)


def warm_up() -> None:
    """Make the hash that stands in for addresses that do not exist."""
    _nobodys_hash()


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(b"the password of nobody")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
