"""Page or file in, observations out: convert, check, set aside, count; end, undo and read again an ingest."""

from __future__ import annotations

from salus.ingest.ending import Ending, report
from salus.ingest.queries import Ingest
from salus.ingest.rereading import Gathering
from salus.ingest.taking import Taking
from salus.ingest.undoing import Undoing

__all__ = ["Ending", "Gathering", "Ingest", "Taking", "Undoing", "report"]
