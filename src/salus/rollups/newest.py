"""The newest value of each source, and how often it usually has one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from salus import observations
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import DAY_MS, EPOCH_ORDINAL, ZoneHistory
from salus.metrics import Metric
from salus.resolution.model import SourceColumns
from salus.resolution.service import by_source
from salus.rollups import queries

LOOKED_AT = 200
"""The usual interval is the median distance of so many newest values."""
LOOK_BACK_MS = 30 * DAY_MS

Newest = tuple[int, int, float, int | None]
"""source, at_ms, value, usual_interval_ms"""


def newest_values(
    tx: Transaction, person: PersonId, metric: Metric, columns: Sequence[SourceColumns], zones: ZoneHistory
) -> tuple[list[int], list[Newest]]:
    """Return (sources asked about, their newest values), reading what `columns` does not hold.

    A value is measured at the end of its interval; a vendor's day value at the start of that local day.
    """
    last_pages = queries.last_pages(tx, person, metric.code)
    asked = sorted(
        {source for source, _, _ in last_pages} | set(queries.latest_sources(tx, person, metric.code))
    )
    loaded = {column.source_id: column for column in columns}
    rows: list[Newest] = []
    for source in sorted({source for source, _, _ in last_pages}):
        pages = [(grain, day) for of, grain, day in last_pages if of == source]
        column = loaded.get(SourceId(source))
        if column is None or not _reaches(column, pages):
            column = _read(tx, person, metric, SourceId(source), pages)
        newest = column and newest_of(column, zones)
        if newest:
            rows.append(newest)
    return asked, rows


def newest_of(column: SourceColumns, zones: ZoneHistory) -> Newest | None:
    """Return the newest value of one source's columns."""
    ends = column.starts + column.durations
    tail = np.argsort(ends, kind="stable")[-LOOKED_AT:] if len(ends) > LOOKED_AT else np.argsort(ends)
    found: Newest | None = None
    if len(tail):
        distances = np.diff(np.unique(column.starts[tail]))
        usual = int(np.median(distances)) if len(distances) else None
        newest = int(tail[-1])
        found = (int(column.source_id), int(ends[newest]), float(column.values[newest]), usual)
    if len(column.own_days):
        newest = int(np.argmax(column.own_days))
        pieces = zones.pieces(int(column.own_days[newest]), int(column.own_days[newest]))
        if len(pieces) and (found is None or int(pieces.starts[0]) > found[1]):
            days = np.unique(column.own_days)[-LOOKED_AT:]
            usual = int(np.median(np.diff(days))) * DAY_MS if len(days) > 1 else None
            found = (int(column.source_id), int(pieces.starts[0]), float(column.own_values[newest]), usual)
    return found


def _reaches(column: SourceColumns, pages: Sequence[tuple[str, int]]) -> bool:
    """Tell whether loaded columns hold the newest page of each grain."""
    for grain, day in pages:
        if grain == "daily":
            if not len(column.own_days) or int(column.own_days.max()) < day:
                return False
        elif not len(column.starts) or int(column.starts[-1]) // DAY_MS + EPOCH_ORDINAL < day:
            return False
    return True


def _read(
    tx: Transaction, person: PersonId, metric: Metric, source: SourceId, pages: Sequence[tuple[str, int]]
) -> SourceColumns | None:
    from_ms = (max(day for _, day in pages) - EPOCH_ORDINAL) * DAY_MS - LOOK_BACK_MS
    samples = observations.read_samples(tx, person, metric.code, from_ms, None, source=source)
    daily = observations.read_daily(tx, person, metric.code, None, None, source=source)
    found = by_source(samples, daily)
    return found[0] if found else None
