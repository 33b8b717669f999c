"""How far a long work is: measured here, written where the page, the terminal and subscriptions read it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import orjson

from salus.db import Database
from salus.file_imports import queries
from salus.file_imports.model import Progress
from salus.kit.ids import PersonId

Report: TypeAlias = Callable[[Progress], None]
Stop: TypeAlias = Callable[[], bool]
Now: TypeAlias = Callable[[], datetime]

_SMOOTHED_OVER = 8.0
"""Seconds over which a rate is averaged."""


@dataclass(slots=True)
class Pace:
    """Measures one phase and tells it, at most five times a second."""

    tell: Report
    phase: str
    total: int | None
    _began: float = field(default_factory=time.monotonic)
    _told: float = 0.0
    _marks: list[tuple[float, int, int]] = field(default_factory=list)

    def at(self, done: int, records: int, *, force: bool = False, message: str = "") -> None:
        """Tell how far the phase is."""
        now = time.monotonic()
        if not force and now - self._told < 0.2:
            return
        self._told = now
        if not self._marks:
            self._marks.append((self._began, 0 if done < 1 << 20 else done, records if done else 0))
        self._marks.append((now, done, records))
        while len(self._marks) > 2 and now - self._marks[0][0] > _SMOOTHED_OVER:
            self._marks.pop(0)
        first = self._marks[0]
        seconds = max(now - first[0], 1e-6)
        speed = (done - first[1]) / seconds
        left = None
        if self.total is not None and speed > 0:
            left = max(0.0, (self.total - done) / speed)
        self.tell(
            Progress(
                self.phase,
                min(done, self.total) if self.total is not None else done,
                self.total,
                records,
                max(0.0, (records - first[2]) / seconds),
                left,
                message,
            )
        )


def report_progress(
    db: Database, person: PersonId, job_id: UUID, kind: str, progress: Progress, *, now: datetime
) -> None:
    """Write where a work stands and tell who listens on `salus_progress`. `kind`: import, preview, undo, …"""
    payload = orjson.dumps({"person": str(person), "job": str(job_id)}).decode()
    with db.transaction(  # allow transactions-at-edges: progress is told while a long transaction is open
        person, relaxed_commit=True
    ) as tx:
        queries.put_progress(tx, person, job_id, kind, progress, now)
        tx.execute("SELECT pg_notify('salus_progress', %s)", [payload])
