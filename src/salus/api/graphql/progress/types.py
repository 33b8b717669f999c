"""Types of long work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

import strawberry

from salus import file_imports


@strawberry.type(description="Where a long work stands; the same fields by query and by subscription.")
class JobProgress:
    id: strawberry.ID = strawberry.field(description="The import's id, or the work's own.")
    kind: str = strawberry.field(description="import, preview, undo, recompute or replay.")
    phase: str = strawberry.field(description="upload, read, match, store, recalculate, done or failed.")
    done: float = strawberry.field(description="Of `total`; bytes while reading.")
    total: float | None
    fraction: float | None = strawberry.field(description="0–1; null where the whole is not known.")
    records: float
    rate: float | None = strawberry.field(description="Records a second.")
    seconds_left: float | None
    message: str
    updated_at: datetime
    finished: bool

    @classmethod
    def of(cls, found: file_imports.JobProgress) -> Self:
        """Return progress as the rooms gave it."""
        return cls(
            id=strawberry.ID(str(found.job_id)),
            kind=found.kind,
            phase=found.phase,
            done=found.done,
            total=found.total,
            fraction=min(1.0, found.done / found.total) if found.total else None,
            records=found.records,
            rate=found.rate,
            seconds_left=found.seconds_left,
            message=found.message,
            updated_at=found.updated_at,
            finished=found.phase in ("done", "failed"),
        )


@strawberry.type(description="Values of these metrics changed; no metric named: of any.")
class NewData:
    metrics: list[str]
    from_: date | None = strawberry.field(name="from")
    to: date | None
    why: str
