"""What another order of sources would change, worked out without writing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import numpy as np

from salus import metrics, observations
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneHistory
from salus.metrics import Metric, same_array
from salus.resolution.model import DayChange, Floats, MetricPreview, PreferencePreview, SourceColumns
from salus.resolution.nights import Session, join_sessions, night_values, sessions_of
from salus.resolution.orders import SLEEP_STAGE, Orders
from salus.resolution.rules import ROLLED_UP
from salus.resolution.service import (
    data_bounds,
    load_columns,
    metrics_in_scope,
    orders,
    proposed,
    resolve,
    with_proposal,
)

LARGEST_CHANGES: Final = 10
NIGHT_PREVIEWED: Final = ("sleep_duration_total", "sleep_duration_deep", "sleep_duration_rem")


def preview_preference(
    tx: Transaction,
    person: PersonId,
    scope: str,
    ordered: Sequence[SourceId],
    *,
    never: Sequence[SourceId] = (),
    valid_from: date | None = None,
    now: datetime,
) -> PreferencePreview:
    """Return what `set_preference` would change, metric by metric, and write nothing.

    Values in each metric's canonical unit, one entry a day of the person; means are over days with a value.
    Raises: UserInputError as `set_preference`.
    """
    made = proposed(tx, person, scope, ordered, never=never, valid_from=valid_from, now=now)
    before = orders(tx, person)
    after = with_proposal(before, made)
    zones = observations.zone_history(tx, person)
    previews: list[MetricPreview] = []
    for code, sources in metrics_in_scope(tx, person, made.scope).items():
        bounds = data_bounds(tx, person, code)
        if bounds is None or (len(sources) < 2 and not never):
            continue
        if code == SLEEP_STAGE:
            previews.extend(_of_nights(tx, person, zones, before, after, *bounds))
        elif code in metrics.ALL and metrics.get(code).kind in ROLLED_UP:
            previews.append(_of_metric(tx, person, metrics.get(code), zones, before, after, *bounds))
    changed = [preview for preview in previews if preview.days_changed]
    changed.sort(key=lambda preview: -preview.days_changed)
    return PreferencePreview(made.scope, tuple(changed))


def _of_metric(
    tx: Transaction,
    person: PersonId,
    metric: Metric,
    zones: ZoneHistory,
    before: Orders,
    after: Orders,
    first: int,
    last: int,
) -> MetricPreview:
    columns = load_columns(tx, person, metric, zones, first, last)
    old, new = (_values(metric, columns, some, zones, first, last) for some in (before, after))
    return compared(metric, first, old, new)


def _values(
    metric: Metric, columns: Sequence[SourceColumns], some: Orders, zones: ZoneHistory, first: int, last: int
) -> Floats:
    values = np.full(last - first + 1, np.nan)
    for part in resolve(metric, columns, some, zones, first, last):
        values[part.days.days - first] = part.days.value
    return values


def _of_nights(
    tx: Transaction,
    person: PersonId,
    zones: ZoneHistory,
    before: Orders,
    after: Orders,
    first: int,
    last: int,
) -> list[MetricPreview]:
    columns = load_columns(tx, person, metrics.get(SLEEP_STAGE), zones, first, last)
    sessions = [session for column in columns for session in sessions_of(column)]
    old, new = (_night_values(sessions, zones, some, first, last) for some in (before, after))
    previews = []
    for code in NIGHT_PREVIEWED:
        pair = [np.full(last - first + 1, np.nan) for _ in range(2)]
        for values, given in zip(pair, (old[code], new[code]), strict=True):
            for day, (value, _) in given.items():
                if first <= day <= last:
                    values[day - first] = value
        previews.append(compared(metrics.get(code), first, *pair))
    return previews


def _night_values(
    sessions: Sequence[Session], zones: ZoneHistory, some: Orders, first: int, last: int
) -> Mapping[str, Mapping[int, tuple[float, SourceId]]]:
    ranks = [
        (end, {source: k for k, source in enumerate(order.ordered)})
        for _, end, order in some.epochs(SLEEP_STAGE, first, last)
    ]

    def rank_of(source: SourceId, day: int) -> int | None:
        return next((rank for end, rank in ranks if day <= end), ranks[-1][1]).get(source)

    return night_values(join_sessions(sessions, zones, rank_of))


def compared(metric: Metric, first: int, old: Floats, new: Floats) -> MetricPreview:
    """Return how two columns of days, from the day of ordinal `first` on, differ beyond the metric's step."""
    had, has = ~np.isnan(old), ~np.isnan(new)
    both = had & has
    changed = had != has
    changed[both] = ~same_array(old[both], new[both], metric)
    size = np.abs(np.nan_to_num(new) - np.nan_to_num(old))
    largest = [k for k in np.argsort(-size, kind="stable")[:LARGEST_CHANGES].tolist() if changed[k]]
    known = np.flatnonzero(had | has)
    low, high = (int(known[0]), int(known[-1]) + 1) if len(known) else (0, 0)
    return MetricPreview(
        metric=metric.code,
        days=int((had | has).sum()),
        days_changed=int(changed.sum()),
        mean_before=float(old[had].mean()) if had.any() else None,
        mean_after=float(new[has].mean()) if has.any() else None,
        first=date.fromordinal(first + low),
        before=old[low:high],
        after=new[low:high],
        largest=tuple(
            DayChange(
                date.fromordinal(first + k),
                float(old[k]) if had[k] else None,
                float(new[k]) if has[k] else None,
            )
            for k in largest
        ),
    )
