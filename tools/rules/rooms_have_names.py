"""A module is named for what it does in the health field; `utils` collects what nobody can find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.rules import Source

NAME = "rooms-have-names"
FIX = "name the module for what it does, or move each function to where it is used"
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "shared", "core", "base_utils"}

GOOD = {"observations/pages.py": "x = 1\n"}
BAD = {"observations/utils.py": "x = 1\n"}


def findings(source: Source) -> Iterator[int]:
    """Yield line 1 of a file whose name, or a folder of it, says nothing."""
    parts = PurePosixPath(source.path).with_suffix("").parts
    if VAGUE.intersection(parts):
        yield 1
