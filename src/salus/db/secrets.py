"""Small files in the data directory that only its owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from salus.kit.errors import OperatorError


def kept(path: Path, *, length: int = 32) -> tuple[str, bool]:
    """Return the secret kept in `path` and whether it was made just now, of `length` random bytes."""
    try:
        return path.read_text(encoding="ascii").strip(), False
    except FileNotFoundError:
        value = secrets.token_urlsafe(length)
        keep(path, value)
        return value, True


def keep(path: Path, value: str) -> None:
    """Write `value` to `path`, mode 0600, whole or not at all."""
    part = path.with_name(f"{path.name}.new")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise OperatorError(f"Cannot write {path}: {error.strerror}.") from error
