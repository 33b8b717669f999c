"""Means over covered time, energy means of decibels, least and greatest: per local hour one source counts.

The highest-ranked source with a sample in the hour is chosen for it. Inside the hour an instant stands for
the half gaps to its neighbours of that hour, at most the metric's `hold` to each side, an interval for its
length; values at one instant count as their mean. The day is the mean over the time so covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salus.kit.zones import Pieces
from salus.metrics import Kind, Metric
from salus.resolution.buckets import Buckets, add_up, distinct_samples, floats
from salus.resolution.intervals import cut
from salus.resolution.model import Booleans, Floats, Integers, SourceColumns


@dataclass(frozen=True, slots=True, eq=False)
class _HourSums:
    """One candidate's hours: weight (half ms), weighted sum, bounds; and its parts (sample, hour)."""

    weight: Floats
    weighted: Floats
    least: Floats
    greatest: Floats
    has: Booleans
    sample: Integers
    hour: Integers


def by_bucket(
    metric: Metric, candidates: Sequence[SourceColumns], hours: Pieces, bucket: Integers, size: int
) -> Buckets:
    """Choose a source for each hour and average per bucket; `bucket[i]` is the bucket of hour i."""
    found = Buckets.empty(size, len(candidates))
    if not candidates:
        return found
    chosen = np.full(len(hours), -1, np.int64)
    weights = np.zeros((size, len(candidates)))
    weighted = np.zeros(size)
    least = np.full(size, np.inf)
    greatest = np.full(size, -np.inf)
    for k, candidate in enumerate(candidates):
        sums = _hour_sums(metric, candidate, hours)
        _fill_own(found, k, metric, sums, bucket, size)
        takes = (chosen < 0) & sums.has
        chosen[takes] = k
        at = bucket[takes]
        weights[:, k] = add_up(at, sums.weight[takes], size)
        weighted += add_up(at, sums.weighted[takes], size)
        np.minimum.at(least, at, sums.least[takes])
        np.maximum.at(greatest, at, sums.greatest[takes])
        counts = takes[sums.hour]
        found.n += distinct_samples(sums.sample[counts], bucket[sums.hour[counts]], size)
    known = found.n > 0
    total = weights.sum(axis=1)
    found.least = np.where(known, least, np.nan)
    found.greatest = np.where(known, greatest, np.nan)
    found.value = _value(metric.kind, weighted, total, found.least, found.greatest)
    found.source = np.where(known, np.argmax(weights, axis=1), -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = weights / total[:, None]
    found.used = np.where(known[:, None], share * found.value[:, None], 0.0)
    return found


def shares(candidates: Sequence[SourceColumns], hours: Pieces) -> list[Floats]:
    """Return for each candidate 1 for samples that count in one of the hours, else 0."""
    chosen = np.full(len(hours), -1, np.int64)
    found = []
    for k, candidate in enumerate(candidates):
        parts = cut(candidate.starts, candidate.starts + candidate.durations, hours)
        has = np.bincount(parts.piece, minlength=len(hours)) > 0
        chosen[(chosen < 0) & has] = k
        share = np.zeros(len(candidate.starts))
        share[parts.sample[chosen[parts.piece] == k]] = 1.0
        found.append(share)
    return found


def _fill_own(found: Buckets, k: int, metric: Metric, sums: _HourSums, bucket: Integers, size: int) -> None:
    at = bucket[sums.has]
    least = np.full(size, np.inf)
    greatest = np.full(size, -np.inf)
    np.minimum.at(least, at, sums.least[sums.has])
    np.maximum.at(greatest, at, sums.greatest[sums.has])
    found.own_n[:, k] = distinct_samples(sums.sample, bucket[sums.hour], size)
    known = found.own_n[:, k] > 0
    found.own_least[:, k] = np.where(known, least, np.nan)
    found.own_greatest[:, k] = np.where(known, greatest, np.nan)
    weight = add_up(at, sums.weight[sums.has], size)
    weighted = add_up(at, sums.weighted[sums.has], size)
    found.own[:, k] = _value(metric.kind, weighted, weight, found.own_least[:, k], found.own_greatest[:, k])


def _value(kind: Kind, weighted: Floats, weight: Floats, least: Floats, greatest: Floats) -> Floats:
    if kind is Kind.MIN:
        return least
    if kind is Kind.MAX:
        return greatest
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = floats(np.where(weight > 0, weighted / weight, np.nan))
        if kind is Kind.LEQ:
            mean = floats(10 * np.log10(mean))
    # Rounding must not carry a mean past the values it was made from.
    return floats(np.clip(mean, least, greatest))


def _hour_sums(metric: Metric, candidate: SourceColumns, hours: Pieces) -> _HourSums:
    size = len(hours)
    levels: Floats = 10.0 ** (candidate.values / 10) if metric.kind is Kind.LEQ else candidate.values
    parts = cut(candidate.starts, candidate.starts + candidate.durations, hours)
    instant = candidate.durations[parts.sample] == 0
    weight = floats(2 * (parts.ends - parts.starts))
    if instant.any():
        weight[instant] = _instant_weights(parts.starts[instant], parts.piece[instant], hours, metric.hold_ms)
    values = candidate.values[parts.sample]
    least = np.full(size, np.inf)
    greatest = np.full(size, -np.inf)
    np.minimum.at(least, parts.piece, values)
    np.maximum.at(greatest, parts.piece, values)
    return _HourSums(
        weight=add_up(parts.piece, weight, size),
        weighted=add_up(parts.piece, weight * levels[parts.sample], size),
        least=least,
        greatest=greatest,
        has=np.bincount(parts.piece, minlength=size) > 0,
        sample=parts.sample,
        hour=parts.piece,
    )


def _instant_weights(instants: Integers, hour: Integers, hours: Pieces, hold_ms: int) -> Floats:
    """Return the time in half ms for which each instant stands; `instants` are sorted.

    Several at one instant share its time in equal parts, which is the weight of their mean.
    """
    new = np.ones(len(instants), bool)
    new[1:] = instants[1:] != instants[:-1]
    group = np.cumsum(new) - 1
    at, where = instants[new], hour[new]
    left = np.maximum(2 * hours.starts[where], 2 * (at - hold_ms))
    right = np.minimum(2 * hours.ends[where], 2 * (at + hold_ms))
    together = where[1:] == where[:-1]
    middle = at[1:] + at[:-1]
    left[1:] = np.where(together, np.maximum(left[1:], middle), left[1:])
    right[:-1] = np.where(together, np.minimum(right[:-1], middle), right[:-1])
    stands = np.maximum(right - left, 1)
    return floats((stands / np.bincount(group))[group])
