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
"""The usual interval is the median distance of so many newest values at most …"""
LOOK_BACK_DAYS = 40
"""… of so many days before the newest, so that monthly values have one."""

Newest = tuple[int, int, float, int | None]
"""source, at_ms, value, usual_interval_ms"""


def newest_values(
    tx: Transaction,
    person: PersonId,
    metric: Metric,
    columns: Sequence[SourceColumns],
    since: int,
    zones: ZoneHistory,
) -> tuple[list[int], list[Newest]]:
    """Return (sources asked about, their newest values), reading what `columns` does not hold.

    `columns` hold everything from the day of ordinal `since` to some later day.
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
        newest_day = max(day for _, day in pages)
        if column is None or since > newest_day - LOOK_BACK_DAYS - 1 or not _reaches(column, pages):
            column = _read(tx, person, metric, SourceId(source), pages)
        newest = column and newest_of(column, zones)
        if newest:
            rows.append(newest)
    return asked, rows


def newest_of(column: SourceColumns, zones: ZoneHistory) -> Newest | None:
    """Return the newest value of one source's columns."""
    found: Newest | None = None
    if len(column.starts):
        recent = column.starts >= column.starts[-1] - LOOK_BACK_DAYS * DAY_MS
        starts, values = column.starts[recent], column.values[recent]
        ends = starts + column.durations[recent]
        newest = len(ends) - 1 - int(np.argmax(ends[::-1]))
        distances = np.diff(np.unique(starts[-LOOKED_AT:]))
        usual = int(np.median(distances)) if len(distances) else None
        found = (int(column.source_id), int(ends[newest]), float(values[newest]), usual)
    if len(column.own_days):
        newest = int(np.argmax(column.own_days))
        last = int(column.own_days[newest])
        pieces = zones.pieces(last, last)
        if len(pieces) and (found is None or int(pieces.starts[0]) > found[1]):
            days = np.unique(column.own_days[column.own_days >= last - LOOK_BACK_DAYS])
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
    from_ms = (max(day for _, day in pages) - EPOCH_ORDINAL - LOOK_BACK_DAYS) * DAY_MS
    samples = observations.read_samples(tx, person, metric.code, from_ms, None, source=source)
    daily = observations.read_daily(tx, person, metric.code, None, None, source=source)
    found = by_source(samples, daily)
    return found[0] if found else None
