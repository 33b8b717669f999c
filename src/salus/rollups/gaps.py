"""Where values are missing that usually are there, and why. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from salus.kit.zones import DAY_MS, HOUR_MS, ZoneHistory
from salus.resolution.model import Floats, Integers
from salus.rollups.model import Gap, GapReason, Resolution

MISSED_INTERVALS: Final = 3
"""A stretch is a gap when it is longer than so many usual distances of two points."""
SHORTEST_MS: Final = {
    Resolution.RAW: 2 * HOUR_MS,
    Resolution.HOUR: 2 * HOUR_MS,
    Resolution.DAY: DAY_MS,
    Resolution.WEEK: 7 * DAY_MS,
    Resolution.MONTH: 31 * DAY_MS,
}
STEP_MS: Final = {
    Resolution.RAW: 0,
    Resolution.HOUR: HOUR_MS,
    Resolution.DAY: DAY_MS,
    Resolution.WEEK: 7 * DAY_MS,
    Resolution.MONTH: 31 * DAY_MS,
}
TAKEN_OFF_MS: Final = 36 * HOUR_MS
"""A device that was taken off is worn again within a day and a half; a longer silence is another matter."""
FEW_POINTS: Final = 3


def gaps_between(
    t: Integers,
    v: Floats,
    resolution: Resolution,
    from_ms: int,
    to_ms: int,
    now: datetime,
    zones: ZoneHistory,
    told_until_ms: int,
) -> tuple[Gap, ...]:
    """Return the gaps between points, and those after the last point up to the end of the window or now.

    NOT_WORN: up to a day and a half. SOURCE_SILENT: longer, with later values. ENDED: longer, and nothing
    came after it. NOT_FETCHED: after the time up to which the sources told everything (`told_until_ms`, 0
    where that is unknown). Before the first point nothing is missing.
    """
    known = t[~np.isnan(v)]
    if len(known) < FEW_POINTS:
        return ()
    distances = np.diff(known)
    step = STEP_MS[resolution]
    longest = max(MISSED_INTERVALS * int(np.median(distances)) - step, SHORTEST_MS[resolution])
    if resolution is Resolution.DAY and int(np.median(distances)) <= 25 * HOUR_MS:
        longest = HOUR_MS  # daily values: each missing day is one
    gaps: list[Gap] = []
    for k in np.flatnonzero(distances - step > longest).tolist():
        start, end = int(known[k]) + step, int(known[k + 1])
        if resolution is Resolution.DAY:
            # The day after may have 23 or 25 hours; it begins where the calendar says.
            start = zones.spans_of(zones.day_of(int(known[k])))[-1][1]
            if end <= start:
                continue
        reason = GapReason.NOT_WORN if end - start <= TAKEN_OFF_MS else GapReason.SOURCE_SILENT
        gaps.append(Gap(start, end, None, reason))
    last = max(int(known[-1]) + step, from_ms)
    until = min(to_ms, int(now.timestamp() * 1000))
    longest = max(longest, SHORTEST_MS[resolution])
    told = min(max(told_until_ms, last), until) if told_until_ms else until
    if told - last > longest:
        short = told - last <= TAKEN_OFF_MS
        gaps.append(Gap(last, told, None, GapReason.NOT_WORN if short else GapReason.ENDED))
    if until - told > longest:
        gaps.append(Gap(told, until, None, GapReason.NOT_FETCHED))
    return tuple(gaps)
