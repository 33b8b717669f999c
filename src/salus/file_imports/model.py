"""What the room hands out: imports, their progress and their reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from salus.kit.ids import IngestNo


@dataclass(frozen=True, slots=True)
class Import:
    """One file, from the moment it lies in the blob store. `state` is one of the words of `STATES`."""

    import_id: UUID
    ingest_no: IngestNo
    provider: str
    kind: str
    """`file` or `replay`."""
    file_name: str
    size: int | None
    """Bytes of the file as received; None once its raw data is gone."""
    state: str
    said_at_ms: int | None
    """When the source wrote it; None until known."""
    whole: bool
    """Read to its proper end."""
    absent_deletes: bool
    report: Mapping[str, Any]
    """As `Report.as_json` gives it; empty before the end of an import."""
    preview: Mapping[str, Any] | None
    """As `Preview.as_json` gives it: a report and the months; None where no preview was made."""
    problem: str | None
    """A sentence for the person where the state is `failed` or `cut`."""
    started_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    can_resume: bool
    can_undo: bool
    raw_kept: bool
    """The file itself is still there, so that this import can be read again."""


STATES = (
    "received",
    "previewing",
    "previewed",
    "running",
    "cut",
    "done",
    "undone",
    "cancelled",
    "failed",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a long work stands. `done` and `total` count bytes of the unpacked file, or pages where said."""

    phase: str
    """upload, read, match, store, recalculate, done or failed."""
    done: int
    total: int | None
    records: int = 0
    rate: float | None = None
    """Records a second."""
    seconds_left: float | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Where a long work stood when it last told."""

    job_id: UUID
    kind: str
    """import, preview, undo, recompute or replay."""
    phase: str
    done: int
    total: int | None
    records: int
    rate: float | None
    seconds_left: float | None
    message: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Samples and records of one month of a previewed file: new ones, and those already here."""

    month: date
    new: int
    here: int


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What an undo would do."""

    samples_removed: int
    samples_restored: int
    """Values that go back to what the remaining imports say; known exactly only once it is done."""
    samples_kept: int
    """Samples that another import brought as well."""
    records: int
    """Workouts and events that only this import brought."""
    raw_missing: bool
    """Some pages cannot be computed anew since the files of their other imports are gone; they stay."""
    removed_by_metric: Mapping[str, int] = field(default_factory=dict)
    days_changed: int = 0
    """Day pages that would change or go."""


@dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    """One record that was set aside, with its raw form as it stood in the file."""

    item_no: int
    reason: str
    metric: str
    detail: str
    at_offset: int
    raw: str
