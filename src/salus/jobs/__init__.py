"""Work to be done later: names, argument types, and enqueueing in the caller's transaction."""

from __future__ import annotations

from salus.jobs.model import (
    BY_NAME,
    CancelImport,
    Job,
    PreviewImport,
    Queue,
    Recompute,
    Replay,
    RunImport,
    UndoImport,
    from_arguments,
    name_of,
    to_arguments,
)
from salus.jobs.queue import Stuck, enqueue, take_back, waiting

__all__ = [
    "BY_NAME",
    "CancelImport",
    "Job",
    "PreviewImport",
    "Queue",
    "Recompute",
    "Replay",
    "RunImport",
    "Stuck",
    "UndoImport",
    "enqueue",
    "from_arguments",
    "name_of",
    "take_back",
    "to_arguments",
    "waiting",
]
