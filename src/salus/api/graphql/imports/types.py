"""Types of imports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry

from salus import file_imports, metrics
from salus.api.graphql.base import After, Connection, First, Info, Problem, connection, instant, page_bounds
from salus.api.graphql.metrics.types import Metric, metric_type
from salus.api.graphql.progress.types import JobProgress
from salus.db import Transaction
from salus.kit.ids import PersonId
from salus.observations import BlobStore
from salus.providers import base as providers


@strawberry.enum(description="Where an import stands.")
class ImportState(Enum):
    """Where an import stands."""

    RECEIVED = "received"
    PREVIEWING = "previewing"
    PREVIEWED = strawberry.enum_value("previewed", description="It waits for the person's word.")
    RUNNING = "running"
    CUT = strawberry.enum_value("cut", description="It stopped in the middle and can be resumed.")
    DONE = "done"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    FAILED = "failed"


@strawberry.type(description="Records skipped for one reason.")
class SkippedCount:
    reason: str
    records: int


@strawberry.type(description="What a file brought, or would bring, of one metric.")
class ImportedMetric:
    metric: Metric
    new: int
    changed: int
    unchanged: int
    quarantined: int
    first: date | None
    last: date | None


@strawberry.type(
    description="Each record read is in exactly one bucket: "
    "read = new + changed + unchanged + quarantined + skipped + unmapped."
)
class ImportReport:
    first: date | None
    last: date | None
    read: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    skipped: list[SkippedCount]
    unmapped: int
    per_metric: list[ImportedMetric]
    partial: bool = strawberry.field(description="The file ends early; `endsAtByte` says where.")
    ends_at_byte: float | None
    seconds: float | None

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """Return the type of a report's JSON."""
        counts = {
            word: int(report.get(word, 0)) for word in ("read", "new", "changed", "unchanged", "quarantined")
        }
        return cls(
            first=_date(report.get("first")),
            last=_date(report.get("last")),
            **counts,
            skipped=[
                SkippedCount(reason=reason, records=n)
                for reason, n in (report.get("skipped") or {}).items()
                if n
            ],
            unmapped=int(report.get("unmapped", 0)),
            per_metric=[
                ImportedMetric(
                    metric=metric_type(code),
                    new=int(found.get("new", 0)),
                    changed=int(found.get("changed", 0)),
                    unchanged=int(found.get("unchanged", 0)),
                    quarantined=int(found.get("quarantined", 0)),
                    first=_date(found.get("first")),
                    last=_date(found.get("last")),
                )
                for code, found in (report.get("per_metric") or {}).items()
                if code in metrics.ALL
            ],
            partial=bool(report.get("partial")),
            ends_at_byte=report.get("ends_at_byte"),
            seconds=report.get("seconds"),
        )


@strawberry.type(description="Records of one month of a file.")
class ImportMonth:
    month: date
    new: int
    here: int


@strawberry.type(description="A kind of record that is kept and not yet understood.")
class UnmappedType:
    type: str
    records: int


@strawberry.type(description="A record that was set aside, as it stood in the file.")
class QuarantinedRecord:
    id: strawberry.ID
    reason: str
    detail: str
    metric: str
    at_byte: float
    raw: str

    @classmethod
    def of(cls, found: file_imports.QuarantinedRecord) -> Self:
        """Return a record as the rooms gave it."""
        return cls(
            id=strawberry.ID(str(found.item_no)),
            reason=found.reason,
            detail=found.detail,
            metric=found.metric,
            at_byte=float(found.at_offset),
            raw=found.raw,
        )


@strawberry.type(description="One file that came in.")
class Import:
    id: strawberry.ID
    provider: str
    provider_name: str
    kind: str
    file_name: str
    size: float | None = strawberry.field(description="Bytes; null once the file itself is no longer kept.")
    state: ImportState
    problem: str | None
    said_at: datetime | None = strawberry.field(description="When the source wrote the file.")
    started_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    can_resume: bool
    can_undo: bool
    preview: ImportReport | None = strawberry.field(description="What it would bring.")
    months: list[ImportMonth] = strawberry.field(description="The preview by month.")
    report: ImportReport | None = strawberry.field(description="What it brought.")
    found: strawberry.Private[file_imports.Import]

    @strawberry.field(description="Where the work on it stands.")
    async def progress(self, info: Info) -> JobProgress | None:
        found = await info.context.in_room(file_imports.progress_of, self.found.import_id)
        return None if found is None else JobProgress.of(found)

    @strawberry.field(description="Records that failed a check, with their raw form.")
    async def quarantine(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[QuarantinedRecord]:
        op = info.context
        op.reader()
        total = await op.in_room(file_imports.quarantine_count, self.found.import_id)
        start, end = page_bounds(total, first, after)
        found = await op.in_room(_quarantined, op.server.blobs, self.found.import_id, start, end - start)
        return connection([QuarantinedRecord.of(record) for record in found], start, total)

    @strawberry.field(description="Kinds of records that are kept and not yet understood.")
    async def unmapped(self, info: Info) -> list[UnmappedType]:
        found = await info.context.in_room(file_imports.unmapped, self.found.import_id)
        return [UnmappedType(type=kind, records=n) for kind, n in found]

    @classmethod
    def of(cls, found: file_imports.Import) -> Self:
        """Return an import as the rooms gave it."""
        preview = found.preview or {}
        return cls(
            id=strawberry.ID(str(found.import_id)),
            provider=found.provider,
            provider_name=providers.get(found.provider).name if found.provider else "",
            kind=found.kind,
            file_name=found.file_name,
            size=None if found.size is None else float(found.size),
            state=ImportState(found.state),
            problem=found.problem,
            said_at=None if found.said_at_ms is None else instant(found.said_at_ms),
            started_at=found.started_at,
            ended_at=found.ended_at,
            undone_at=found.undone_at,
            can_resume=found.can_resume,
            can_undo=found.can_undo,
            preview=ImportReport.of(preview) if preview else None,
            months=[
                ImportMonth(month=date.fromisoformat(month), new=new, here=here)
                for month, new, here in preview.get("months") or ()
            ],
            report=ImportReport.of(found.report) if found.report else None,
            found=found,
        )


@strawberry.type(description="The import as it is now; watch `jobProgress` of its id.")
class ImportAccepted:
    import_: Import = strawberry.field(name="import")


ImportResult = Annotated[ImportAccepted | Problem, strawberry.union("ImportResult")]


@strawberry.type(description="Samples of one metric that would go.")
class UndoneMetric:
    metric: Metric
    removed: float


@strawberry.type(description="What an undo would do.")
class UndoPreview:
    samples_removed: float
    samples_restored: float = strawberry.field(
        description="Values that go back to what the remaining imports say."
    )
    samples_kept: float = strawberry.field(description="Samples that another import brought as well.")
    records: float = strawberry.field(description="Workouts and events that only this import brought.")
    days_changed: int
    per_metric: list[UndoneMetric]
    raw_missing: bool = strawberry.field(
        description="Some days cannot be worked out anew, as files of other imports are gone; they stay."
    )

    @classmethod
    def of(cls, found: file_imports.UndoPreview) -> Self:
        """Return a preview as the rooms gave it."""
        return cls(
            samples_removed=found.samples_removed,
            samples_restored=found.samples_restored,
            samples_kept=found.samples_kept,
            records=found.records,
            raw_missing=found.raw_missing,
            days_changed=found.days_changed,
            per_metric=[
                UndoneMetric(metric=metric_type(code), removed=removed)
                for code, removed in found.removed_by_metric.items()
                if code in metrics.ALL
            ],
        )


UndoPreviewResult = Annotated[UndoPreview | Problem, strawberry.union("UndoPreviewResult")]


def _quarantined(
    tx: Transaction, person: PersonId, blobs: BlobStore, import_id: UUID, after: int, limit: int
) -> list[file_imports.QuarantinedRecord]:
    return file_imports.quarantine_page(tx, blobs, person, import_id, after, limit)


def _date(text: object) -> date | None:
    return date.fromisoformat(text[:10]) if isinstance(text, str) and text else None
