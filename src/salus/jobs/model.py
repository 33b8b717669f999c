"""The jobs there are. Arguments are ids, never health data; every job may run twice without harm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from salus.kit.ids import PersonId


class Queue(StrEnum):
    """Where a job waits; `salus worker --queue NAME` takes some of them."""

    IMPORTS = "imports"
    RECOMPUTE = "recompute"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class PreviewImport:
    """Read a received file and count what it would bring."""

    person: PersonId
    import_id: UUID
    queue: ClassVar[Queue] = Queue.IMPORTS

    @property
    def lock(self) -> str:
        """Previews write nothing of the person's data, so they wait only for themselves."""
        return f"preview:{self.import_id}"


@dataclass(frozen=True, slots=True)
class RunImport:
    """Import a received file, or go on where it was cut."""

    person: PersonId
    import_id: UUID
    absent_deletes: bool = False
    queue: ClassVar[Queue] = Queue.IMPORTS

    @property
    def lock(self) -> str:
        """One import, undo or replay of a person at a time."""
        return f"ingest:{self.person}"


@dataclass(frozen=True, slots=True)
class UndoImport:
    """Take an import back."""

    person: PersonId
    import_id: UUID
    erase: bool = False
    queue: ClassVar[Queue] = Queue.IMPORTS

    @property
    def lock(self) -> str:
        """One import, undo or replay of a person at a time."""
        return f"ingest:{self.person}"


@dataclass(frozen=True, slots=True)
class CancelImport:
    """Take away what an import that was stopped has left; put in together with `take_back`."""

    person: PersonId
    import_id: UUID
    queue: ClassVar[Queue] = Queue.IMPORTS

    @property
    def lock(self) -> str:
        """One import, undo or replay of a person at a time."""
        return f"ingest:{self.person}"


@dataclass(frozen=True, slots=True)
class Replay:
    """Read kept raw data again with the present normalizers; every provider when none is named."""

    person: PersonId
    provider: str = ""
    queue: ClassVar[Queue] = Queue.IMPORTS

    @property
    def lock(self) -> str:
        """One import, undo or replay of a person at a time."""
        return f"ingest:{self.person}"


@dataclass(frozen=True, slots=True)
class Recompute:
    """Bring a person's days up to date with what changed."""

    person: PersonId
    queue: ClassVar[Queue] = Queue.RECOMPUTE

    @property
    def lock(self) -> str:
        """One recompute of a person at a time."""
        return f"recompute:{self.person}"


Job = PreviewImport | RunImport | UndoImport | CancelImport | Replay | Recompute


def name_of(kind: type[Job]) -> str:
    """Return the name under which a kind of job is kept: `run_import` for `RunImport`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", kind.__name__).lower()


BY_NAME: dict[str, type[Job]] = {
    name_of(kind): kind for kind in (PreviewImport, RunImport, UndoImport, CancelImport, Replay, Recompute)
}


def to_arguments(job: Job) -> dict[str, Any]:
    """Return the job's fields as JSON can hold them."""
    values = {field.name: getattr(job, field.name) for field in fields(job)}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def from_arguments(name: str, arguments: Mapping[str, Any]) -> Job:
    """Return the job that was kept as `name` with `arguments`.

    Raises: KeyError for a name that this version does not know.
    """
    kind = BY_NAME[name]
    given = dict(arguments)
    given["person"] = PersonId(UUID(given["person"]))
    if "import_id" in given:
        given["import_id"] = UUID(given["import_id"])
    return kind(**given)
