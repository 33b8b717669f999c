"""Points of a metric over time, from single samples to months, never more than asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from salus import metrics, observations
from salus import resolution as resolved
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import HOUR_MS, ZoneHistory
from salus.metrics import Kind, Metric
from salus.resolution.completeness import Completeness
from salus.resolution.model import Booleans, Flag, Floats, Integers, SourceColumns
from salus.resolution.nights import NIGHT_METRICS
from salus.resolution.rules import ADDITIVE, ROLLED_UP, resolve_days, resolve_hours, sample_shares
from salus.rollups import queries
from salus.rollups.days import daily_values
from salus.rollups.gaps import gaps_between
from salus.rollups.model import DayColumns, Gap, Resolution, Series
from salus.rollups.thinning import Points, thinned

MOST_POINTS: Final = 20_000
TRIED_TIMES: Final = 4
"""A finer resolution is worked out to be counted when it cannot exceed so many times the wanted points."""
TRIED_SAMPLES: Final = 20_000
"""With so few samples it is worked out in any case: what is counted before are whole days of all sources, and
a window may be an hour, or a few days with samples in many years."""
FROM_FINE: Final[tuple[Resolution, ...]] = (
    Resolution.RAW,
    Resolution.HOUR,
    Resolution.DAY,
    Resolution.WEEK,
    Resolution.MONTH,
)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What was asked for, and what all resolutions need to answer."""

    tx: Transaction
    person: PersonId
    metric: Metric
    from_ms: int
    to_ms: int
    source: SourceId | None
    all_sources: bool
    as_of: datetime | None
    now: datetime
    zones: ZoneHistory
    first: int
    last: int


def series(
    tx: Transaction,
    person: PersonId,
    metric: str,
    from_ms: int,
    to_ms: int,
    resolution: Resolution = Resolution.AUTO,
    max_points: int = 1000,
    *,
    now: datetime,
    source: SourceId | None = None,
    all_sources: bool = False,
    as_of: datetime | None = None,
) -> Series:
    """Return the points of [from_ms, to_ms), at most `max_points`.

    RAW: samples that count, of a sum the part of each that counts, and day totals where they are the answer;
    `all_sources` gives all samples of all sources. HOUR: resolved local hours. DAY: resolved days at the
    instant each begins. WEEK (from Monday) and MONTH: means of their days; sums count whole days only. AUTO
    is the finest with at most `max_points`; a finer one that was asked for is thinned and keeps the extremes
    of each bucket. Unit: the metric's canonical one.
    Raises: UserInputError for an unknown metric, a bad span or number of points, or a resolution or time of
    belief that the metric or the resolution does not have.
    """
    found = metrics.get(metric)
    if to_ms < from_ms:
        raise UserInputError("The span ends before it begins. Swap the two times.", code="bad_span")
    if not 1 <= max_points <= MOST_POINTS:
        raise UserInputError(f"Ask for 1 to {MOST_POINTS} points, not {max_points}.", code="bad_points")
    zones = observations.zone_history(tx, person)
    bounds = _clipped(tx, person, found, zones, from_ms, to_ms)
    if bounds is None:
        empty = Resolution.RAW if resolution is Resolution.AUTO else resolution
        return _as_series(found, empty, _no_points(), max_points, (), zones)
    low, high = bounds
    first, last = zones.day_of(low).toordinal(), zones.day_of(max(high - 1, low)).toordinal()
    asked = _Asked(
        tx,
        person,
        found,
        low,
        high,
        source,
        all_sources,
        as_of,
        now,
        zones,
        min(first, last),
        max(first, last),
    )
    chosen, points = _chosen(asked, resolution, max_points)
    told = Completeness(tx, person, [found.code], now).told_until(found.code)
    gaps = gaps_between(points.t, points.v, chosen, from_ms, to_ms, now, zones, min(told, default=0))
    return _as_series(found, chosen, points, max_points, gaps, zones)


def _chosen(asked: _Asked, resolution: Resolution, max_points: int) -> tuple[Resolution, Points]:
    finest = _finest(asked)
    if asked.as_of is not None and resolution in (Resolution.RAW, Resolution.HOUR):
        raise UserInputError(
            "What was believed before is kept by day. Ask for DAY, WEEK or MONTH, or leave `asOf` out.",
            code="not_kept",
        )
    if resolution is not Resolution.AUTO:
        if asked.metric.kind not in ROLLED_UP and resolution is not Resolution.RAW:
            raise UserInputError(
                f"{asked.metric.name} is kept as it was told and has no values per hour or day. Ask for RAW.",
                code="no_such_resolution",
            )
        # What has days only answers its days when something finer is asked for.
        given: Resolution = max(resolution, finest, key=FROM_FINE.index)
        return given, _points(asked, given)
    if asked.metric.kind not in ROLLED_UP:
        return Resolution.RAW, _points(asked, Resolution.RAW)
    samples = _samples(asked) if finest is Resolution.RAW else 0
    for candidate in FROM_FINE[FROM_FINE.index(finest) :]:
        tried = _at_most(asked, candidate, samples) <= TRIED_TIMES * max_points
        if tried or (candidate in (Resolution.RAW, Resolution.HOUR) and samples <= TRIED_SAMPLES):
            points = _points(asked, candidate)
            if len(points.t) <= max_points or candidate is Resolution.MONTH:
                return candidate, points
    return Resolution.MONTH, _points(asked, Resolution.MONTH)


def _finest(asked: _Asked) -> Resolution:
    if asked.as_of is not None or asked.metric.code in NIGHT_METRICS:
        return Resolution.DAY
    return Resolution.RAW


def _samples(asked: _Asked) -> int:
    """Return how many samples the days of the window have, and their neighbours."""
    return queries.samples_between(
        asked.tx,
        asked.person,
        asked.metric.code,
        date.fromordinal(asked.first - 1),
        date.fromordinal(asked.last + 1),
    )


def _at_most(asked: _Asked, resolution: Resolution, samples: int) -> int:
    """Return a number of points that a resolution cannot exceed."""
    days = asked.last - asked.first + 1
    return {
        Resolution.RAW: samples,
        Resolution.HOUR: 25 * days,
        Resolution.DAY: days,
        Resolution.WEEK: days // 7 + 2,
        Resolution.MONTH: days // 28 + 2,
    }[resolution]


def _points(asked: _Asked, resolution: Resolution) -> Points:
    if resolution is Resolution.RAW:
        return _raw(asked)
    if resolution is Resolution.HOUR:
        return _hours(asked)
    days = _days(asked)
    if resolution is Resolution.DAY:
        return _day_points(asked, days)
    return _period_points(asked, days, resolution)


def _columns(asked: _Asked) -> list[SourceColumns]:
    columns = resolved.load_columns(
        asked.tx, asked.person, asked.metric, asked.zones, asked.first, asked.last
    )
    return [c for c in columns if asked.source is None or c.source_id == asked.source]


def _ranked(asked: _Asked, columns: list[SourceColumns]) -> list[tuple[int, int, list[SourceColumns]]]:
    """Return (first, last, candidates in rank order) for each stretch of days with one order."""
    if asked.source is not None:
        return [(asked.first, asked.last, columns)]
    by_id = {column.source_id: column for column in columns}
    orders = resolved.orders(asked.tx, asked.person)
    return [
        (first, last, [by_id[source] for source in order.ordered if source in by_id])
        for first, last, order in orders.epochs(asked.metric.code, asked.first, asked.last)
    ]


def _raw(asked: _Asked) -> Points:
    columns = _columns(asked)
    if asked.all_sources or asked.metric.kind not in ROLLED_UP:
        parts = [(c.starts, c.values, np.full(len(c.starts), int(c.source_id))) for c in columns]
        return _in_window(asked, parts)
    parts = []
    for first, last, candidates in _ranked(asked, columns):
        shares = sample_shares(asked.metric, candidates, asked.zones, first, last)
        for candidate, share in zip(candidates, shares, strict=True):
            counts = share > 0
            values = candidate.values[counts]
            if asked.metric.kind in ADDITIVE:
                values = values * share[counts]
            parts.append((candidate.starts[counts], values, np.full(len(values), int(candidate.source_id))))
        if any(len(candidate.own_days) for candidate in candidates):
            days = resolve_days(asked.metric, candidates, asked.zones, first, last)
            only = days.only(days.total_only)
            ids = np.array(days.candidates, np.int64)
            parts.append((_starts_of(asked.zones, only.days), only.value, ids[only.source]))
    return _in_window(asked, parts)


def _in_window(asked: _Asked, parts: list[tuple[Integers, Floats, Integers]]) -> Points:
    if not parts:
        return _no_points()
    t, v, source = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    inside = (t >= asked.from_ms) & (t < asked.to_ms)
    t, v, source = t[inside], v[inside], source[inside]
    order = np.lexsort((source, t))
    return Points(t[order], v[order], None, None, None, source[order])


def _hours(asked: _Asked) -> Points:
    parts = []
    for first, last, candidates in _ranked(asked, _columns(asked)):
        hours = resolve_hours(asked.metric, candidates, asked.zones, first, last)
        ids = np.array([candidate.source_id for candidate in candidates], np.int64)
        inside = (hours.starts >= asked.from_ms) & (hours.starts < asked.to_ms)
        parts.append(
            Points(
                hours.starts[inside],
                hours.value[inside],
                hours.least[inside],
                hours.greatest[inside],
                hours.n[inside],
                ids[hours.source[inside]] if len(ids) else hours.source[inside],
            )
        )
    joined = Points(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("t", "v", "least", "greatest", "n", "source")
        )
    )
    return _without_bounds(joined) if asked.metric.kind in ADDITIVE else joined


def _days(asked: _Asked) -> DayColumns:
    return daily_values(
        asked.tx,
        asked.person,
        asked.metric.code,
        date.fromordinal(asked.first),
        date.fromordinal(asked.last),
        now=asked.now,
        source=asked.source,
        as_of=asked.as_of,
    )


def _day_points(asked: _Asked, days: DayColumns) -> Points:
    known = ~np.isnan(days.value)
    numbers = asked.first + np.flatnonzero(known)
    points = Points(
        _starts_of(asked.zones, numbers),
        days.value[known],
        days.least[known],
        days.greatest[known],
        days.n[known],
        _ids(days)[known],
    )
    inside = (points.t >= asked.from_ms) & (points.t < asked.to_ms)
    points = Points(
        *(getattr(points, name)[inside] for name in ("t", "v", "least", "greatest", "n", "source"))
    )
    return points if _has_bounds(points) else _without_bounds(points)


def _period_points(asked: _Asked, days: DayColumns, resolution: Resolution) -> Points:
    """Return means over weeks or months of the days whose begin lies in the window."""
    numbers = asked.first + np.arange(len(days.value))
    begins = _starts_of(asked.zones, numbers)
    inside = (begins >= asked.from_ms) & (begins < asked.to_ms)
    period = _period_of(numbers, resolution)
    known = inside & ~np.isnan(days.value)
    rows = [
        _period_row(asked, days, known & (period == start), int(start)) for start in np.unique(period[known])
    ]
    if not rows:
        return _no_points()
    t, v, least, greatest, n, source = (np.array(column) for column in zip(*rows, strict=True))
    return Points(t, v, least, greatest, n, source)


def _period_row(
    asked: _Asked, days: DayColumns, chosen: Booleans, start: int
) -> tuple[int, float, float, float, int, int]:
    kind = asked.metric.kind
    counted = chosen
    if kind in ADDITIVE:
        # Part of a day is no day's total.
        counted = chosen & days.complete & ((days.flags & int(Flag.PART_OF_A_DAY)) == 0)
    values = days.value[counted]
    least = days.least[counted] if kind not in ADDITIVE else values
    greatest = days.greatest[counted] if kind not in ADDITIVE else values
    ids, counts = np.unique(_ids(days)[chosen], return_counts=True)
    t = int(_starts_of(asked.zones, np.array([start], np.int64))[0])
    if not len(values):
        return t, np.nan, np.nan, np.nan, 0, int(ids[np.argmax(counts)])
    with_bounds = not np.isnan(least).all()
    return (
        t,
        _mean(kind, values),
        float(np.nanmin(least)) if with_bounds else float(values.min()),
        float(np.nanmax(greatest)) if with_bounds else float(values.max()),
        int(days.n[counted].sum()),
        int(ids[np.argmax(counts)]),
    )


def _mean(kind: Kind, values: Floats) -> float:
    if kind is Kind.MIN:
        return float(values.min())
    if kind is Kind.MAX:
        return float(values.max())
    if kind is Kind.LEQ:
        return float(10 * np.log10(np.mean(10.0 ** (values / 10))))
    return float(values.mean())


def _period_of(numbers: Integers, resolution: Resolution) -> Integers:
    """Return for each day (ordinal) the first day of its week, which begins on Monday, or of its month."""
    if resolution is Resolution.WEEK:
        return numbers - (numbers - 1) % 7
    firsts = [date.fromordinal(int(number)).replace(day=1).toordinal() for number in numbers]
    return np.array(firsts, np.int64)


def _starts_of(zones: ZoneHistory, numbers: Integers) -> Integers:
    """Return the instant at which each day (ordinal) begins; of a skipped day, that of the next."""
    if not len(numbers):
        return np.empty(0, np.int64)
    first, last = int(numbers.min()), int(numbers.max())
    pieces = zones.pieces(first, last + 2)
    begins = np.full(last + 3 - first, np.iinfo(np.int64).max)
    np.minimum.at(begins, pieces.days - first, pieces.starts)
    # From behind: a day without instants begins when the next one does.
    begins = np.minimum.accumulate(begins[::-1])[::-1]
    return begins[numbers - first]


def _ends(zones: ZoneHistory, resolution: Resolution, t: Integers) -> Integers:
    """Return the instant at which the span of each point ends: the local hour, day, week or month of `t`."""
    if resolution is Resolution.RAW or not len(t):
        return t
    if resolution is Resolution.HOUR:
        # A local hour is shorter where the zone changes inside it: the next one begins there.
        ends = t + HOUR_MS
        ends[:-1] = np.minimum(ends[:-1], t[1:])
        return ends
    days = zones.days_of(t)
    if resolution is Resolution.DAY:
        return _starts_of(zones, days + 1)
    if resolution is Resolution.WEEK:
        return _starts_of(zones, _period_of(days, resolution) + 7)
    return _starts_of(zones, _period_of(_period_of(days, resolution) + 31, resolution))


def _clipped(
    tx: Transaction, person: PersonId, metric: Metric, zones: ZoneHistory, from_ms: int, to_ms: int
) -> tuple[int, int] | None:
    """Return the part of the window in which the metric can have points."""
    bounds = [resolved.data_bounds(tx, person, metric.code), queries.answered_days(tx, person, metric.code)]
    known = [one for one in bounds if one is not None]
    if not known or to_ms <= from_ms:
        return None
    first, last = min(first for first, _ in known), max(last for _, last in known)
    days = zones.spans(date.fromordinal(first) - timedelta(1), date.fromordinal(last) + timedelta(1))
    low, high = max(from_ms, days[0][0]), min(to_ms, days[-1][1])
    return (low, high) if low < high else None


def _ids(days: DayColumns) -> Integers:
    table = np.array([*days.sources, -1], np.int64)
    return table[days.source]


def _has_bounds(points: Points) -> bool:
    return points.least is not None and not np.isnan(points.least).all()


def _without_bounds(points: Points) -> Points:
    return replace(points, least=None, greatest=None)


def _no_points() -> Points:
    none = np.empty(0, np.int64)
    return Points(none, np.empty(0), None, None, None, none)


def _as_series(
    metric: Metric,
    chosen: Resolution,
    points: Points,
    max_points: int,
    gaps: tuple[Gap, ...],
    zones: ZoneHistory,
) -> Series:
    few = len(points.t) <= max_points
    kept = points if few else thinned(points, max_points)
    known = np.unique(kept.source[kept.source >= 0])
    index = np.where(kept.source >= 0, np.searchsorted(known, kept.source), -1)
    return Series(
        metric=metric.code,
        unit=metric.unit,
        resolution=chosen,
        t=kept.t,
        v=kept.v,
        least=kept.least,
        greatest=kept.greatest,
        n=kept.n,
        source=index,
        sources=tuple(SourceId(int(one)) for one in known),
        gaps=gaps,
        thinned=not few,
        zones=zones,
    )


def ends_of(series: Series) -> Integers:
    """Return when the span of each point ends (epoch ms UTC); of RAW the instant itself."""
    return _ends(series.zones, series.resolution, series.t)
