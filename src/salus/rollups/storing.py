"""Write the answers of a span of days: only those that are other ones, and what was believed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np

from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneHistory
from salus.metrics import Metric
from salus.resolution import Resolution
from salus.resolution.model import Booleans, Flag, Floats, Integers, ResolvedDays
from salus.resolution.orders import Orders
from salus.resolution.quality import assess, flags_of
from salus.rollups import queries

SourceRow: TypeAlias = tuple[int, int, float, float | None, float | None, int]
"""source, day (ordinal), value, least, greatest, n."""
DayRow: TypeAlias = tuple[Any, ...]
"""day (ordinal), value, least, greatest, n, source, sources and used as array literals (None: the source
alone gave all), quality, flags."""


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Whose days are written, by which zones and orders, since when they were settled, and now."""

    person: PersonId
    zones: ZoneHistory
    orders: Orders
    device_class: dict[SourceId, str]
    settled_at: datetime | None
    order_only: bool
    """Only the order of sources changed: no source has anything newer."""
    now: datetime


def store_resolved(
    tx: Transaction,
    situation: Situation,
    metric: Metric,
    found: Sequence[Resolution],
    first: int,
    last: int,
    cause: str,
) -> int:
    """Make resolved days the answers of the days first to last (ordinals); return how many there are."""
    rows: list[DayRow] = []
    of_source: list[SourceRow] = []
    for part in found:
        answered = ~np.isnan(part.days.value)
        quality = assess(metric, part.days, situation.device_class)
        flags = flags_of(metric, part.days, quality)
        if part.unused is not None:
            # Somebody else has something for the day, if only one whom nobody wants to hear.
            flags &= np.where(np.isin(part.days.days, part.unused.days), ~int(Flag.ALONE), -1)
            of_source.extend(_source_rows(part.unused, np.zeros(len(part.unused.days), bool)))
        rows.extend(_day_rows(part.days.only(answered), quality.score[answered], flags[answered]))
        of_source.extend(_source_rows(part.days, answered & ((flags & int(Flag.ALONE)) != 0)))
    _store_source_days(tx, situation, metric.code, of_source, first, last)
    store_days(tx, situation, metric.code, rows, first, last, cause)
    return len(rows)


def store_days(
    tx: Transaction,
    situation: Situation,
    metric: str,
    rows: Sequence[DayRow],
    first: int,
    last: int,
    cause: str,
) -> None:
    """Make `rows` the answers of the days first to last (ordinals).

    An answer that was visible before and is another one now goes to the versions. One that was born after
    the days were last settled is a state inside a running import and is replaced without a trace, the new
    one being believed since then.
    """
    before = {
        row[0].toordinal(): row
        for row in queries.day_rows(
            tx, situation.person, metric, date.fromordinal(first), date.fromordinal(last)
        )
    }
    if not before:
        queries.put_days(tx, situation.person, metric, rows, [situation.now] * len(rows), cause)
        return
    changed: list[DayRow] = []
    believed: list[datetime] = []
    ended: list[int] = []
    for row in rows:
        old = before.pop(row[0], None)
        if old is None:
            changed.append(row)
            believed.append(situation.now)
        elif not _same_answer(old, row):
            changed.append(row)
            passing = _is_passing(situation, old[-2])
            believed.append(old[-2] if passing else situation.now)
            if not passing and _is_visible_change(old, row):
                ended.append(row[0])
    gone = list(before)
    ended.extend(day for day in gone if not _is_passing(situation, before[day][-2]))
    if ended:
        queries.keep_versions(tx, situation.person, metric, ended, situation.now, cause)
    if gone:
        queries.drop_days(tx, situation.person, metric, gone)
    queries.put_days(tx, situation.person, metric, changed, believed, cause)


def _store_source_days(
    tx: Transaction, situation: Situation, metric: str, rows: Sequence[SourceRow], first: int, last: int
) -> None:
    """Make `rows` what is kept of sources alone for the days first to last; what is so already stays."""
    before = queries.source_day_rows(tx, situation.person, metric, first, last)
    if before:
        rows = [row for row in rows if not _same_own(before.pop((row[0], row[1]), None), row)]
    if before:
        queries.drop_source_days(tx, situation.person, metric, list(before))
    if rows:
        queries.put_source_days(tx, situation.person, metric, rows)


def _same_own(old: tuple[Any, ...] | None, new: SourceRow) -> bool:
    return old is not None and all(_equal(a, b) for a, b in zip(old, new[2:], strict=True))


def _is_passing(situation: Situation, believed_from: datetime) -> bool:
    return situation.settled_at is None or believed_from > situation.settled_at


def _same_answer(old: tuple[Any, ...], new: DayRow) -> bool:
    return (
        all(_equal(a, b) for a, b in zip(old[1:6], new[1:6], strict=True))
        and _literal(old[6]) == new[6]
        and _literal(old[7]) == new[7]
        and old[9] == new[9]
        and _close(old[8], new[8])
    )


def _literal(values: Sequence[float] | None) -> str | None:
    return None if values is None else "{" + ",".join(map(repr, values)) + "}"


def _is_visible_change(old: tuple[Any, ...], new: DayRow) -> bool:
    """Tell whether value or source differ; a change of quality or bounds alone is no other answer."""
    return not (_equal(old[1], new[1]) and old[5] == new[5])


def _equal(a: float | None, b: float | None) -> bool:
    missing_a, missing_b = a is None or a != a, b is None or b != b
    return missing_a == missing_b and (missing_a or a == b)


def _close(a: float | None, b: float | None) -> bool:
    if a is None or a != a or b is None or b != b:
        return _equal(a, b)
    return abs(a - b) < 1e-6  # kept as float4


def _day_rows(days: ResolvedDays, score: Floats, flags: Integers) -> list[DayRow]:
    """Return resolved days as rows of the table `daily`, days as ordinals."""
    matrix = days.used
    counted = (matrix != 0) | (np.arange(matrix.shape[1]) == days.source[:, None])
    ids = np.array(days.candidates, np.int64)
    best = np.maximum(days.source, 0)
    quality = score[np.arange(len(days.days)), best] if len(ids) else np.empty(0)
    # One contributor, the named one, gave all of the value: nothing more to say.
    several = counted.sum(axis=1) > 1
    rows: list[DayRow] = []
    columns = zip(
        days.days.tolist(),
        days.value.tolist(),
        days.least.tolist(),
        days.greatest.tolist(),
        days.n.tolist(),
        (ids[best] if len(ids) else best).tolist(),
        several.tolist(),
        range(len(days.days)),
        quality.tolist(),
        flags.tolist(),
        strict=True,
    )
    for day, value, least, greatest, n, source, many, row, score_of_day, bits in columns:
        sources = used = None
        if many:
            at = np.flatnonzero(counted[row])
            sources, used = _literal(ids[at].tolist()), _literal(matrix[row, at].tolist())
        rows.append((day, value, least, greatest, n, source, sources, used, score_of_day, bits))
    return rows


def _source_rows(days: ResolvedDays, but: Booleans) -> list[SourceRow]:
    """Return each candidate's own days as rows of `daily_by_source`, days as ordinals, leaving some out."""
    rows: list[SourceRow] = []
    for k, source in enumerate(days.candidates):
        has = ~np.isnan(days.own[:, k]) & ~but
        rows.extend(
            zip(
                [int(source)] * int(has.sum()),
                days.days[has].tolist(),
                days.own[has, k].tolist(),
                days.own_least[has, k].tolist(),
                days.own_greatest[has, k].tolist(),
                days.own_n[has, k].tolist(),
                strict=True,
            )
        )
    return rows
