"""The same file again: everything in it is here already, whatever it is zipped in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from salus.db import Transaction
from salus.ingest import Ingest, queries
from salus.kit.ids import PersonId


def earlier_same(tx: Transaction, person: PersonId, ingest: Ingest, crc: int | None) -> list[Ingest]:
    """Return done imports that may have read the same main member with the same normalizer."""
    if ingest.kind != "file" or not ingest.member_size:
        return []
    return [
        i
        for i in queries.ingests(tx, person)
        if i.state == "done"
        and i.ingest_no != ingest.ingest_no
        and i.provider == ingest.provider
        and i.member_size == ingest.member_size
        and (i.member_crc is None or crc is None or i.member_crc == crc)
        and i.normalizer_version == ingest.normalizer_version
        and i.absent_deletes == ingest.absent_deletes
        and i.content_hash is not None
    ]


def repeat(
    tx: Transaction,
    person: PersonId,
    ingest: Ingest,
    earlier: Ingest,
    *,
    seconds: float,
    now: datetime,
) -> None:
    """Let an ingest stand behind an earlier one of the same content, which speaks for both."""
    queries.set_fields(
        tx,
        person,
        ingest.ingest_no,
        state="done",
        repeats=earlier.repeats or earlier.ingest_no,
        said_at_ms=earlier.said_at_ms,
        content_hash=earlier.content_hash,
        whole=earlier.whole,
        report=repeated_report(earlier, ingest, seconds),
        ended_at=now,
    )


def repeated_report(earlier: Ingest, ingest: Ingest, seconds: float) -> dict[str, Any]:
    """Return the report of a file that was imported before: what was stored then is unchanged now."""
    before = earlier.report
    return {
        **before,
        "id": str(ingest.import_id),
        "new": 0,
        "changed": 0,
        "unchanged": before["new"] + before["changed"] + before["unchanged"],
        "per_metric": {
            code: {
                **counts,
                "new": 0,
                "changed": 0,
                "unchanged": counts["new"] + counts["changed"] + counts["unchanged"],
            }
            for code, counts in before["per_metric"].items()
        },
        "seconds": round(seconds, 3),
    }
