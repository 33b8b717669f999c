"""Read resolved days as columns, each source's own days, the newest values, and what was believed before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np

from salus import metrics as catalogue
from salus import resolution
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.observations.codec import decode_float8, decode_int4
from salus.resolution.completeness import Completeness
from salus.resolution.quality import with_finality
from salus.rollups import queries
from salus.rollups.model import Coverage, DayColumns, DayValue, DayVersion, LatestValue, SourceDays

MOST_DAYS: Final = 200 * 366
EPOCH: Final = date(1970, 1, 1).toordinal()
OLD_AFTER_INTERVALS: Final = 3
"""A newest value that is older than so many of its source's usual intervals gives way to a newer one."""


def daily_values(
    tx: Transaction,
    person: PersonId,
    metric: str,
    first: date,
    last: date,
    *,
    now: datetime,
    source: SourceId | None = None,
    as_of: datetime | None = None,
) -> DayColumns:
    """Return one entry for each day from first to last, both included; NaN where there is no value.

    Unit: the metric's canonical one. Time: the person's own days by the zone history. Source: resolved, or
    the one of `source` by itself. `as_of`: what would have been answered at that instant.
    Raises: UserInputError for an unknown metric, or a span that ends before it begins or is too long.
    """
    found = catalogue.get(metric)
    _require_span(first, last)
    complete = Completeness(tx, person, [metric], now)
    if source is not None:
        if as_of is not None:
            raise UserInputError("One source's own days are known as they are now only. Leave `asOf` out.")
        rows = queries.packed_source_days(tx, person, metric, first, last, source)
        return _columns(found.code, found.unit, first, last, rows[0][1:] if rows else None, complete)
    if as_of is not None:
        packed = queries.packed_days_as_of(tx, person, metric, first, last, as_of)
    else:
        packed = queries.packed_days(tx, person, metric, first, last)
    return _columns(found.code, found.unit, first, last, packed, complete)


def daily_values_of(
    tx: Transaction, person: PersonId, metrics: Sequence[str], first: date, last: date, *, now: datetime
) -> dict[str, DayColumns]:
    """Return `daily_values` of several metrics at once. Raises: as it does."""
    found = [catalogue.get(code) for code in metrics]
    _require_span(first, last)
    packed = queries.packed_days_of(tx, person, metrics, first, last)
    complete = Completeness(tx, person, metrics, now)
    return {
        metric.code: _columns(metric.code, metric.unit, first, last, packed.get(metric.code), complete)
        for metric in found
    }


def day_value(
    tx: Transaction,
    person: PersonId,
    metric: str,
    day: date,
    *,
    now: datetime,
    as_of: datetime | None = None,
) -> DayValue:
    """Return one day, now or as it was believed at `as_of`; its value is None where there is none.

    Raises: UserInputError for an unknown metric.
    """
    found = catalogue.get(metric)
    complete = bool(Completeness(tx, person, [metric], now).of(metric, np.array([day.toordinal()]))[0])
    row = queries.day_as_of(tx, person, metric, day, as_of)
    if row is None:
        return DayValue(
            found.code, found.unit, day, None, None, None, 0, None, complete, 0, None, (), None, ""
        )
    _, value, least, greatest, n, source, sources, used, quality, flags, believed_from, cause = row
    if quality is not None:
        quality = float(
            with_finality(np.array([quality]), np.array([flags], np.int64), np.array([complete]))[0]
        )
    return DayValue(
        metric=found.code,
        unit=found.unit,
        day=day,
        value=value,
        least=least,
        greatest=greatest,
        n=n,
        quality=quality,
        complete=complete,
        flags=flags,
        source_id=None if source is None else SourceId(source),
        contributors=_contributors(source, value, sources, used),
        believed_from=believed_from,
        cause=cause,
    )


def by_source(tx: Transaction, person: PersonId, metric: str, first: date, last: date) -> list[SourceDays]:
    """Return each source's own days of a span, the one that gave most first.

    Raises: UserInputError for an unknown metric, or a span that ends before it begins or is too long.
    """
    found = catalogue.get(metric)
    _require_span(first, last)
    given = queries.contributions(tx, person, metric, first, last)
    total = sum(amount for _, amount in given.values())
    shares = []
    for source, *packed in queries.packed_source_days(tx, person, metric, first, last, None):
        columns = _columns(found.code, found.unit, first, last, tuple(packed), None)
        days = int(packed[0])
        _, amount = given.get(source, (0, 0.0))
        shares.append(
            SourceDays(
                source_id=SourceId(source),
                days=days,
                last=date.fromordinal(first.toordinal() + int(np.flatnonzero(~np.isnan(columns.value))[-1])),
                mean=float(np.nanmean(columns.value)) if days else None,
                used=amount / days if days else None,
                share=amount / total if total else None,
                columns=columns,
            )
        )
    return sorted(shares, key=lambda share: (-(share.share or 0), share.source_id))


def history(tx: Transaction, person: PersonId, metric: str, day: date) -> list[DayVersion]:
    """Return what was believed about a day, oldest first, the present value last.

    Raises: UserInputError for an unknown metric.
    """
    catalogue.get(metric)
    return [
        DayVersion(value, quality, None if source is None else SourceId(source), since, until, cause)
        for value, quality, source, since, until, cause in queries.versions(tx, person, metric, day)
    ]


def coverage(tx: Transaction, person: PersonId) -> dict[str, Coverage]:
    """Return by metric the first and last day with a resolved value, and how many days have one."""
    return {metric: Coverage(first, last, days) for metric, first, last, days in queries.coverage(tx, person)}


def delivered(
    tx: Transaction, person: PersonId, metrics: Sequence[str], first: date, last: date
) -> dict[str, dict[SourceId, tuple[int, date]]]:
    """Return by metric and source on how many of the days it had values of its own, and the last of them."""
    found: dict[str, dict[SourceId, tuple[int, date]]] = {metric: {} for metric in metrics}
    for metric, source, days, newest in queries.delivered(tx, person, metrics, first, last):
        found[metric][SourceId(source)] = (days, newest)
    return found


def freshness(tx: Transaction, person: PersonId) -> dict[SourceId, int]:
    """Return by source the time (epoch ms UTC) of its newest value of any metric."""
    return {SourceId(source): at for source, at in queries.freshness(tx, person).items()}


def latest(
    tx: Transaction, person: PersonId, metrics: Sequence[str] | None = None, *, now: datetime
) -> list[LatestValue]:
    """Return the newest value of each metric that has one; of all, or of those named.

    That of the highest-ranked source whose value is not older than three of its usual intervals, else the
    newest of all. Time: when it was measured, the end of its interval. Unit: canonical.
    Raises: UserInputError for an unknown metric.
    """
    for code in metrics or ():
        catalogue.get(code)
    rows = queries.latest_rows(tx, person, None if metrics is None else list(metrics))
    of_metric: dict[str, list[tuple[int, int, float, int | None]]] = {}
    for code, source, at_ms, measured, usual in rows:
        of_metric.setdefault(code, []).append((source, at_ms, measured, usual))
    if not of_metric:
        return []
    several = any(len(values) > 1 for values in of_metric.values())
    orders = resolution.orders(tx, person) if several else None
    now_ms = int(now.timestamp() * 1000)
    found = []
    for code, values in of_metric.items():
        rank: dict[int, int] = {}
        if orders is not None and len(values) > 1:
            order = orders.of(code, now.date())
            rank = {source: k for k, source in enumerate(order.ordered)}
            values = [value for value in values if value[0] in rank] or values
        fresh = [
            value
            for value in values
            if value[3] is not None and now_ms - value[1] <= OLD_AFTER_INTERVALS * value[3]
        ]
        best = (
            min(fresh, key=lambda value: rank.get(value[0], 0))
            if fresh
            else max(values, key=lambda value: (value[1], -rank.get(value[0], 0)))
        )
        found.append(LatestValue(code, catalogue.get(code).unit, best[2], best[1], SourceId(best[0])))
    return found


def _contributors(
    source: int | None, value: float | None, sources: list[int] | None, used: list[float] | None
) -> tuple[tuple[SourceId, float], ...]:
    if sources is not None and used is not None:
        return tuple(zip(map(SourceId, sources), used, strict=True))
    return ((SourceId(source), value),) if source is not None and value is not None else ()


def _columns(
    code: str,
    unit: str,
    first: date,
    last: date,
    packed: tuple[Any, ...] | None,
    complete: Completeness | None,
) -> DayColumns:
    begin = first.toordinal()
    size = last.toordinal() - begin + 1
    whole = (
        complete.of(code, np.arange(begin, begin + size)) if complete is not None else np.zeros(size, bool)
    )
    value, least, greatest, quality = (np.full(size, np.nan) for _ in range(4))
    n, flags = np.zeros(size, np.int64), np.zeros(size, np.int64)
    source = np.full(size, -1, np.int64)
    ids: tuple[SourceId, ...] = ()
    if packed is not None and packed[0]:
        lengths = np.array([packed[0]], np.int64)
        days, counts, sources, bits = (decode_int4([packed[k]], lengths) for k in (1, 5, 6, 8))
        at = days.astype(np.int64) + EPOCH - begin
        value[at], least[at], greatest[at] = (decode_float8([packed[k]], lengths) for k in (2, 3, 4))
        n[at], flags[at] = counts, bits
        kept = decode_float8([packed[7]], lengths)
        quality[at] = with_finality(kept, bits.astype(np.int64), whole[at])
        known = np.unique(sources[sources >= 0])
        ids = tuple(SourceId(int(one)) for one in known)
        source[at] = np.where(sources >= 0, np.searchsorted(known, sources), -1)
    return DayColumns(code, unit, first, value, least, greatest, n, quality, source, whole, flags, ids)


def _require_span(first: date, last: date) -> None:
    if last < first:
        raise UserInputError("The last day is before the first. Swap the two.", code="bad_span")
    if (last - first).days > MOST_DAYS:
        raise UserInputError("The span is longer than two hundred years.", code="bad_span")
