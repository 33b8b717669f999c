"""How this process gets its memory from the system."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_one_arena() -> bool:
    """Let all threads take memory from one place; tell whether the C library could be told so.

    glibc gives each thread an arena of its own, and what one has freed the others cannot use: large columns
    that pass from the reading to the writing thread then leave a quarter more memory behind. To be called
    before threads are started. Elsewhere than on glibc nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_ARENA_MAX, 1))
