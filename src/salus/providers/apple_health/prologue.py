"""What stands before the first element: XML declaration, document type, root tag."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from salus.kit.errors import UserInputError

LONGEST_PROLOGUE: Final = 1 << 20
FIRST_LOOK: Final = 4096

_ROOT: Final = re.compile(rb"""<HealthData((?:[^<>"']|"[^"]*"|'[^']*')*?)(/?)>""")
_LOCALE: Final = re.compile(rb"""\slocale\s*=\s*["']([A-Za-z0-9_@=.-]{1,40})["']""")
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prologue:
    """Where the first element may begin, and the region format of the phone."""

    end: int
    locale: str


class Text(Protocol):
    """Text that can be read on."""

    raw: bytes
    at_end: bool

    def more(self) -> None:
        """Read on."""


def looks_like_export(beginning: bytes) -> bool:
    """Whether the first bytes of a file are those of an export's main member."""
    return b"<!DOCTYPE HealthData" in beginning or b"<HealthData" in beginning


def read_prologue(text: Text) -> Prologue:
    """Return where the elements begin.

    The document type is skipped, never read: some versions of it are broken (in iOS 16 a declaration is not
    closed), and none is needed. Raises: UserInputError when it declares entities or no root tag follows.
    """
    while True:
        found = find_root(text.raw)
        if found is not None:
            return found
        if text.at_end or len(text.raw) > LONGEST_PROLOGUE:
            raise UserInputError(
                "This file is no Apple Health export: it has no HealthData element. In the Health app choose "
                "your picture, then “Export All Health Data”, and give the zip file as it is.",
                code="not_an_export",
            )
        text.more()


def find_root(raw: bytes) -> Prologue | None:
    """Return the prologue, or None while it is not whole."""
    after = 0
    doctype = raw.find(b"<!DOCTYPE")
    if doctype >= 0:
        bracket, closing = raw.find(b"[", doctype), raw.find(b">", doctype)
        if bracket >= 0 and (closing < 0 or bracket < closing):
            subset_end = raw.find(b"]>", bracket)
            if subset_end < 0:
                return None
            after = subset_end + 2
        elif closing >= 0:
            after = closing + 1
        else:
            return None
        if _ENTITY.search(raw, doctype, after):
            raise UserInputError(
                "This file declares XML entities, which an Apple Health export never does. It was not read.",
                code="hostile_file",
            )
    root = _ROOT.search(raw, after)
    if root is None:
        return None
    locale = _LOCALE.search(root[1])
    return Prologue(root.end(), locale[1].decode() if locale else "")
