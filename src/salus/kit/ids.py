"""Identifiers. They are made in Python, never by the database, so that rows can move between servers."""

from __future__ import annotations

import os
from datetime import datetime
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
SourceId = NewType("SourceId", int)
SeriesId = NewType("SeriesId", int)
IngestNo = NewType("IngestNo", int)


def uuid7(now: datetime) -> UUID:
    """Return a UUID of version 7 (RFC 9562 §5.7): 48 bits of `now` in Unix ms, then random bits.

    Time: `now` must be aware.
    """
    ms = int(now.timestamp() * 1000)
    random = int.from_bytes(os.urandom(10))
    value = (ms & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
