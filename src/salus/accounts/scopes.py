"""What an API token may do: a verb for everything, or a verb with a category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from salus.kit.errors import UserInputError
from salus.metrics import Category

BARE: Final = ("read", "write", "metrics")
INGEST: Final = ("ingest:device", "ingest:health-auto-export")
KNOWN: Final = (*BARE, *(f"read:{category}" for category in Category), *INGEST)


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one token, or all of them for a person who is signed in."""

    words: frozenset[str]

    @property
    def reads_all(self) -> bool:
        """Every category may be read."""
        return "read" in self.words

    @property
    def writes(self) -> bool:
        """Settings, imports and values may be changed."""
        return "write" in self.words

    def reads(self, category: str) -> bool:
        """Tell whether values of a category may be read."""
        return self.reads_all or f"read:{category}" in self.words

    @property
    def reads_any(self) -> bool:
        """Something may be read, so the names of metrics and sources may be."""
        return self.reads_all or any(word.startswith("read:") for word in self.words)

    def allows(self, scope: str) -> bool:
        """Tell whether this very scope was given."""
        return scope in self.words


EVERYTHING: Final = Scopes(frozenset(("read", "write", "metrics")))


def parse(words: Iterable[str]) -> Scopes:
    """Return the scopes of a list of words.

    Raises: UserInputError `unknown_scope` naming those that exist; also for an empty list.
    """
    wanted = frozenset(words)
    unknown = sorted(wanted.difference(KNOWN))
    if unknown or not wanted:
        said = f"There is no scope “{unknown[0][:60]}”" if unknown else "A token needs at least one scope"
        raise UserInputError(f"{said}. Scopes are {', '.join(KNOWN)}.", code="unknown_scope")
    return Scopes(wanted)
