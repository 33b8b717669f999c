"""What makes a record the same record in a later file."""

from __future__ import annotations

import hashlib

from salus.providers.base.apps import known_app
from salus.providers.base.records import SourceKey


def record_key(*parts: object) -> bytes:
    """Return the 16 bytes that identify a record by what makes it one: kind, source, its own id or times.

    A source that only has a name no app is known by may be a device that is renamed one day, so its name is
    no part of the key: who the source is gets decided when the file is read, and is added there.
    """
    text = "\x1f".join(_part(part) for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def source_is_decided_later(source: SourceKey) -> bool:
    """Whether only the names of a whole file tell whose record it is."""
    return bool(source.by_name) and known_app(source.by_name) is None


def _part(part: object) -> str:
    if isinstance(part, SourceKey):
        if source_is_decided_later(part):
            return ""
        return "\x1e".join((part.app, part.manufacturer, part.model, part.hardware, part.by_name))
    return str(part)
