"""Values that nights give, in the form in which all resolved days are kept and judged. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salus.kit.ids import SourceId
from salus.resolution.model import ResolvedDays


def as_days(
    given: Mapping[int, tuple[float, SourceId]], of_source: Mapping[SourceId, Mapping[int, float]]
) -> ResolvedDays:
    """Return one metric's days (ordinals) that nights gave, beside what each source alone would give.

    A day on which only some source alone would give a value has none itself (NaN).
    """
    days = np.array(sorted({*given, *(day for own in of_source.values() for day in own)}), np.int64)
    ids = tuple(sorted({*of_source, *(source for _, source in given.values())}))
    place = {source: k for k, source in enumerate(ids)}
    shape = (len(days), len(ids))
    own, used = np.full(shape, np.nan), np.zeros(shape)
    value, source = np.full(len(days), np.nan), np.full(len(days), -1, np.int64)
    for row, day in enumerate(days.tolist()):
        for one, theirs in of_source.items():
            if day in theirs:
                own[row, place[one]] = theirs[day]
        if day in given:
            value[row], best = given[day]
            source[row] = place[best]
            used[row, place[best]] = value[row]
    answered = source >= 0
    unknown = np.full(shape, np.nan)
    return ResolvedDays(
        days=days,
        candidates=ids,
        value=value,
        least=np.full(len(days), np.nan),
        greatest=np.full(len(days), np.nan),
        n=answered.astype(np.int64),
        source=source,
        used=used,
        own=own,
        own_least=unknown,
        own_greatest=unknown,
        own_n=(~np.isnan(own)).astype(np.int64),
        hours=np.zeros(shape, np.int64),
        total_only=np.zeros(len(days), bool),
        own_total=unknown,
    )
