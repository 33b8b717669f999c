"""Which job is which work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salus import jobs
from salus.db import Database
from salus.observations import BlobStore
from salus.worker import work
from salus.worker.engine import Handler, Stop


@dataclass(frozen=True, slots=True)
class Tasks:
    """The handlers of one worker."""

    database: Database
    blobs: BlobStore

    def handlers(self) -> Mapping[type[jobs.Job], Handler]:
        """Who does which kind of job."""
        return {
            jobs.PreviewImport: self._preview_import,
            jobs.RunImport: self._run_import,
            jobs.UndoImport: self._undo_import,
            jobs.CancelImport: self._cancel_import,
            jobs.Replay: self._replay,
            jobs.Recompute: self._recompute,
        }

    def _preview_import(self, job: jobs.PreviewImport, stop: Stop) -> None:
        work.preview_import(self.database, self.blobs, job.person, job.import_id, stop=stop)

    def _run_import(self, job: jobs.RunImport, stop: Stop) -> None:
        work.run_import(
            self.database,
            self.blobs,
            job.person,
            job.import_id,
            absent_deletes=job.absent_deletes,
            stop=stop,
        )

    def _undo_import(self, job: jobs.UndoImport, stop: Stop) -> None:
        work.undo_import(self.database, self.blobs, job.person, job.import_id, erase=job.erase, stop=stop)

    def _cancel_import(self, job: jobs.CancelImport, stop: Stop) -> None:
        work.cancel_import(self.database, self.blobs, job.person, job.import_id, stop=stop)

    def _replay(self, job: jobs.Replay, stop: Stop) -> None:
        work.replay(self.database, self.blobs, job.person, job.provider, stop=stop)

    def _recompute(self, job: jobs.Recompute, stop: Stop) -> None:
        work.recompute(self.database, job.person, stop=stop)
