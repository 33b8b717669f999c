"""What of a person lies outside the database."""

from __future__ import annotations

import shutil
from pathlib import Path

from salus.kit.ids import PersonId


def remove_files(data_dir: Path, person: PersonId) -> None:
    """Remove the folder of a person's files; without their keys a rest would be unreadable anyway."""
    shutil.rmtree(data_dir / "blobs" / str(person), ignore_errors=True)
