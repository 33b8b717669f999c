"""Files: found out, previewed, imported with checkpoints, listed, cancelled, undone, read again."""

from __future__ import annotations

from salus.file_imports.listing import (
    get_import,
    list_imports,
    preview_undo,
    quarantine_count,
    quarantine_page,
    unmapped,
)
from salus.file_imports.model import Import, JobProgress, MonthCount, Progress, QuarantinedRecord, UndoPreview
from salus.file_imports.previewing import make_preview
from salus.file_imports.progress import report_progress
from salus.file_imports.queries import list_progress, progress_of
from salus.file_imports.receiving import receive, start_import
from salus.file_imports.replaying import Replayed, replay
from salus.file_imports.running import run_import
from salus.file_imports.undoing import cancel, undo

__all__ = [
    "Import",
    "JobProgress",
    "MonthCount",
    "Progress",
    "QuarantinedRecord",
    "Replayed",
    "UndoPreview",
    "cancel",
    "get_import",
    "list_imports",
    "list_progress",
    "make_preview",
    "preview_undo",
    "progress_of",
    "quarantine_count",
    "quarantine_page",
    "receive",
    "replay",
    "report_progress",
    "run_import",
    "start_import",
    "undo",
    "unmapped",
]
