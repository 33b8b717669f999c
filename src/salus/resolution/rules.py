"""How many sources become one number of a day or an hour. Pure: columns in, columns out.

- **sum**: the first source with anything for the day decides. If it has samples, all sources with samples
  are swept in elementary slices of time; in each slice the highest-ranked source that covers it counts, a
  sample spreading evenly over its length. If it has only a day total, that is the answer.
- **duration**: as sum where value and length differ, else the union of the intervals.
- **mean, Leq, min, max**: per local hour the highest-ranked source with a sample; see `means`.
- **last**: the highest-ranked source with a value on the day, its latest by measured time.

There are no ties of rank: candidates come in order, best first. What a source says as its own day total or
value (grain `daily`) counts only when it has no sample on that day. Times are epoch ms UTC, intervals
half-open, days local by the zone history that made the `Pieces`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from salus.kit.zones import HOUR_MS, Pieces, ZoneHistory
from salus.metrics import Kind, Metric
from salus.resolution import lasts, means, sums
from salus.resolution.buckets import add_up
from salus.resolution.intervals import cut
from salus.resolution.model import Booleans, Floats, Integers, ResolvedDays, SourceColumns

ADDITIVE: Final = (Kind.SUM, Kind.DURATION)
MARGIN_DAYS: Final = 2
QUARTER_MS: Final = HOUR_MS // 4
ROLLED_UP: Final = (*ADDITIVE, Kind.MEAN, Kind.LEQ, Kind.MIN, Kind.MAX, Kind.LAST)


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Resolved values per local hour that has samples: `value`, `least`, `greatest` are NaN where unknown.

    `source` is the index of the largest contributor among the candidates.
    """

    starts: Integers
    ends: Integers
    value: Floats
    least: Floats
    greatest: Floats
    n: Integers
    source: Integers


def resolve_days(
    metric: Metric, candidates: Sequence[SourceColumns], zones: ZoneHistory, first: int, last: int
) -> ResolvedDays:
    """Return the resolved value of each day that has anything, oldest first.

    `candidates`: the sources that may count, best rank first; with all samples that reach into the days of
    ordinals `first` to `last`, both included (for a `last` metric two days more to each side, since the
    larger part of a sample decides). Unit: the metric's canonical one.
    """
    if metric.kind is not Kind.LAST:
        return _resolve(metric, candidates, zones, first, last)
    wide = _resolve(metric, candidates, zones, first - MARGIN_DAYS, last + MARGIN_DAYS)
    return wide.only((wide.days >= first) & (wide.days <= last))


def _resolve(
    metric: Metric, candidates: Sequence[SourceColumns], zones: ZoneHistory, first: int, last: int
) -> ResolvedDays:
    days, hours = zones.pieces(first, last), zones.hours(first, last)
    numbers = np.arange(first, last + 1)
    shape = (len(numbers), len(candidates))
    if metric.kind in ADDITIVE:
        found = sums.by_bucket(metric, candidates, days, days.days - first, len(numbers))
    elif metric.kind is Kind.LAST:
        found = lasts.by_bucket(candidates, days, days.days - first, len(numbers))
    else:
        found = means.by_bucket(metric, candidates, hours, hours.days - first, len(numbers))
    totals = np.full(shape, np.nan)
    for k, candidate in enumerate(candidates):
        totals[:, k] = _own_totals(metric.kind, candidate, first, len(numbers))
    has_samples = found.own_n > 0
    has_total = ~np.isnan(totals)
    has = has_samples | has_total
    known = has.any(axis=1)
    best = np.argmax(has, axis=1) if len(candidates) else np.zeros(len(numbers), np.int64)
    rows = np.arange(len(numbers))
    only_total = known & ~has_samples[rows, best] if len(candidates) else known
    if only_total.any():
        at, who = rows[only_total], best[only_total]
        found.value[at] = totals[at, who]
        found.n[at] = 1
        found.source[at] = who
        found.used[at] = 0.0
        found.used[at, who] = totals[at, who]
        bounded = metric.kind not in ADDITIVE
        found.least[at] = found.greatest[at] = totals[at, who] if bounded else np.nan
    own = np.where(has_samples, found.own, totals)
    own_n = np.where(has_samples, found.own_n, has_total.astype(np.int64))
    touching = np.zeros(shape, np.int64)
    for k, candidate in enumerate(candidates):
        touching[:, k] = _hours_with_samples(candidate, hours, first, len(numbers))
    bounds = totals if metric.kind not in ADDITIVE else np.full(shape, np.nan)
    return ResolvedDays(
        days=numbers[known],
        candidates=tuple(candidate.source_id for candidate in candidates),
        value=found.value[known],
        least=found.least[known],
        greatest=found.greatest[known],
        n=found.n[known],
        source=found.source[known],
        used=found.used[known],
        own=own[known],
        own_least=np.where(has_samples, found.own_least, bounds)[known],
        own_greatest=np.where(has_samples, found.own_greatest, bounds)[known],
        own_n=own_n[known],
        hours=touching[known],
        total_only=only_total[known],
        own_total=totals[known],
    )


def resolve_hours(
    metric: Metric, candidates: Sequence[SourceColumns], zones: ZoneHistory, first: int, last: int
) -> Hours:
    """Return the resolved value of each local hour that has samples, oldest first; as `resolve_days`.

    The day's rule holds inside it: where a source's own day total is the answer, no hour has a value.
    """
    margin = MARGIN_DAYS if metric.kind is Kind.LAST else 0
    hours = zones.hours(first - margin, last + margin)
    size, each = len(hours), np.arange(len(hours))
    if metric.kind in ADDITIVE:
        found = sums.by_bucket(metric, candidates, hours, each, size)
    elif metric.kind is Kind.LAST:
        found = lasts.by_bucket(candidates, hours, each, size)
    else:
        found = means.by_bucket(metric, candidates, hours, each, size)
    known: Booleans = (found.n > 0) & (hours.days >= first) & (hours.days <= last)
    if known.any() and any(len(candidate.own_days) for candidate in candidates):
        resolved = resolve_days(metric, candidates, zones, first, last)
        known &= ~np.isin(hours.days, resolved.days[resolved.total_only])
    return Hours(
        starts=hours.starts[known],
        ends=hours.ends[known],
        value=found.value[known],
        least=found.least[known],
        greatest=found.greatest[known],
        n=found.n[known],
        source=found.source[known],
    )


def sample_shares(
    metric: Metric, candidates: Sequence[SourceColumns], zones: ZoneHistory, first: int, last: int
) -> list[Floats]:
    """Return for each candidate the part (0–1) of each of its samples that counts on the days first to last.

    In a sum that is what no higher-ranked source covers; elsewhere a sample counts whole when its source is
    the chosen one of its hour (in a `last` metric, of its day). Where a source's own day total is the
    answer, no sample counts. Samples that do not touch these days may have any share.
    """
    if len(candidates) == 1 and not len(candidates[0].own_days) and metric.kind is not Kind.LAST:
        return [np.ones(len(candidates[0].starts))]
    total: Integers = np.empty(0, np.int64)
    if any(len(candidate.own_days) for candidate in candidates):
        resolved = resolve_days(metric, candidates, zones, first, last)
        total = resolved.days[resolved.total_only]
    if metric.kind is Kind.LAST:
        begin = first - MARGIN_DAYS
        days = zones.pieces(begin, last + MARGIN_DAYS)
        wanted = np.zeros(last + MARGIN_DAYS - begin + 1, bool)
        wanted[first - begin : last - begin + 1] = True
        wanted[total - begin] = False
        return lasts.shares(candidates, days, days.days - begin, wanted)
    pieces = zones.pieces(first, last) if metric.kind in ADDITIVE else zones.hours(first, last)
    pieces = _those(pieces, ~np.isin(pieces.days, total))
    return sums.shares(candidates, pieces) if metric.kind in ADDITIVE else means.shares(candidates, pieces)


def _those(pieces: Pieces, kept: Booleans) -> Pieces:
    return pieces if kept.all() else Pieces(pieces.starts[kept], pieces.ends[kept], pieces.days[kept])


def _own_totals(kind: Kind, candidate: SourceColumns, first: int, size: int) -> Floats:
    """Return the source's own value of each day, NaN where it gives none; of several for one date one counts.

    That is the greatest, in a `min` metric the least, in a mean their mean.
    """
    totals = np.full(size, np.nan)
    inside = (candidate.own_days >= first) & (candidate.own_days < first + size)
    at, values = candidate.own_days[inside] - first, candidate.own_values[inside]
    if not len(at):
        return totals
    if kind in (Kind.MEAN, Kind.LEQ):
        energies = 10.0 ** (values / 10) if kind is Kind.LEQ else values
        counts = np.bincount(at, minlength=size)
        with np.errstate(invalid="ignore"):
            mean = add_up(at, energies, size) / counts
            return 10 * np.log10(mean) if kind is Kind.LEQ else mean
    (np.fmin if kind is Kind.MIN else np.fmax).at(totals, at, values)
    return totals


def _hours_with_samples(candidate: SourceColumns, hours: Pieces, first: int, size: int) -> Integers:
    """Return for each day in how many of its local hours the source has a sample.

    Of many samples in one quarter of an hour the first and the last are looked at, which is enough.
    """
    ends = candidate.starts + candidate.durations
    finals = np.maximum(ends - 1, candidate.starts)
    instants = np.concatenate((_one_a_quarter(candidate.starts), _one_a_quarter(finals)))
    parts = cut(instants, instants, hours)
    seen = np.bincount(parts.piece, minlength=len(hours)) > 0
    long = candidate.durations > HOUR_MS
    if long.any():
        seen |= np.bincount(cut(candidate.starts[long], ends[long], hours).piece, minlength=len(hours)) > 0
    return np.bincount(hours.days[seen] - first, minlength=size)


def _one_a_quarter(instants: Integers) -> Integers:
    quarters = instants // QUARTER_MS
    new = np.ones(len(instants), bool)
    new[1:] = quarters[1:] != quarters[:-1]
    last = np.ones(len(instants), bool)
    last[:-1] = new[1:]
    return instants[new | last]
