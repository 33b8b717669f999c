"""Sums and durations: slice by slice the highest-ranked source that covers a slice counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from salus.kit.errors import UserInputError
from salus.kit.zones import Pieces
from salus.metrics import Kind, Metric
from salus.resolution.buckets import Buckets, add_up, distinct_samples
from salus.resolution.intervals import NONE, Cover, cut, near
from salus.resolution.model import Booleans, Floats, Integers, SourceColumns

SAME_INSTANT_MS: Final = 1
"""Two sources' instants at most this far apart are the same thing told twice."""
SAME_LENGTH_MS: Final = 1000
"""A duration that differs less from its interval's length is that length, rounded to seconds."""
UNIT_MS: Final = {"min": 60_000, "h": 3_600_000, "s": 1000}


def by_bucket(
    metric: Metric, candidates: Sequence[SourceColumns], pieces: Pieces, bucket: Integers, size: int
) -> Buckets:
    """Sweep the samples of all candidates, best rank first, and add up per bucket.

    `bucket[i]` is the bucket of piece i. A sample counts in a slice unless a higher-ranked source has a
    sample over it; samples of one source that overlap each other add up. An instant counts whole unless a
    higher-ranked source has an interval over it or an instant within 1 ms.
    """
    found = Buckets.empty(size, len(candidates))
    cover = Cover.of(NONE, NONE)
    instants_above = NONE
    counted = np.zeros((size, len(candidates)), np.int64)
    for k, candidate in enumerate(candidates):
        ends = candidate.starts + candidate.durations
        free = _free_parts(candidate.starts, ends, cover, instants_above, pieces)
        at = bucket[free.piece]
        counts = free.length > 0
        found.own_n[:, k] = distinct_samples(free.sample, at, size)
        counted[:, k] = distinct_samples(free.sample[counts], at[counts], size)
        values = candidate.values
        if metric.kind is Kind.DURATION:
            starts, lengths, values = as_lengths(metric, candidate)
            free = _free_parts(starts, starts + lengths, cover, instants_above, pieces)
            at = bucket[free.piece]
        with_value = values[free.sample]
        own = add_up(at, with_value * free.whole, size)
        found.own[:, k] = np.where(found.own_n[:, k] > 0, own, np.nan)
        found.used[:, k] = add_up(at, with_value * free.length, size)
        cover = cover.with_also(candidate.starts, ends)
        instants = candidate.starts[candidate.durations == 0]
        if len(instants):
            instants_above = np.sort(np.concatenate((instants_above, instants)))
    if not candidates:
        return found
    known = found.own_n.any(axis=1)
    found.value = np.where(known, found.used.sum(axis=1), np.nan)
    found.n = counted.sum(axis=1)
    # Among equal contributions (all zero, say) the best-ranked that counts is named.
    weight = np.where(counted > 0, found.used, -np.inf)
    found.source = np.where(counted.any(axis=1), np.argmax(weight, axis=1), -1)
    found.source = np.where(known & (found.source < 0), np.argmax(found.own_n > 0, axis=1), found.source)
    return found


def shares(candidates: Sequence[SourceColumns], pieces: Pieces) -> list[Floats]:
    """Return for each candidate the part of each sample that counts inside the pieces."""
    cover = Cover.of(NONE, NONE)
    instants_above = NONE
    found = []
    for candidate in candidates:
        ends = candidate.starts + candidate.durations
        free = _free_parts(candidate.starts, ends, cover, instants_above, pieces)
        found.append(add_up(free.sample, free.length, len(candidate.starts)))
        cover = cover.with_also(candidate.starts, ends)
        instants_above = np.sort(np.concatenate((instants_above, candidate.starts[candidate.durations == 0])))
    return found


class _Free:
    """Parts of samples with the share of the sample that lies in the part, and that which counts there."""

    __slots__ = ("length", "piece", "sample", "whole")

    def __init__(self, sample: Integers, piece: Integers, whole: Floats, length: Floats) -> None:
        self.sample = sample
        self.piece = piece
        self.whole = whole
        self.length = length


def _free_parts(
    starts: Integers, ends: Integers, cover: Cover, instants_above: Integers, pieces: Pieces
) -> _Free:
    parts = cut(starts, ends, pieces)
    lengths = (ends - starts)[parts.sample]
    instant = lengths == 0
    divisor = np.where(instant, 1, lengths)
    part = parts.ends - parts.starts
    whole = np.where(instant, 1.0, part / divisor)
    if not len(cover.starts) and not len(instants_above):
        return _Free(parts.sample, parts.piece, whole, whole)
    taken = cover.length_until(parts.ends) - cover.length_until(parts.starts)
    free = (part - taken) / divisor
    if instant.any():
        hidden = cover.holds(parts.starts) | near(instants_above, parts.starts, SAME_INSTANT_MS)
        free = np.where(instant, np.where(hidden, 0.0, 1.0), free)
    return _Free(parts.sample, parts.piece, whole, free)


def as_lengths(metric: Metric, candidate: SourceColumns) -> tuple[Integers, Integers, Floats]:
    """Return (starts, durations, values) in which intervals that mean their own length are united.

    A sample means its length when its value equals it within a second.
    Raises: UserInputError when the metric's unit is no unit of time.
    """
    unit_ms = UNIT_MS.get(metric.unit)
    if unit_ms is None:
        raise UserInputError(f"{metric.name} is a duration, but “{metric.unit}” is no unit of time.")
    means_length: Booleans = (candidate.durations > 0) & (
        np.abs(candidate.values * unit_ms - candidate.durations) <= SAME_LENGTH_MS
    )
    if not means_length.any():
        return candidate.starts, candidate.durations, candidate.values
    starts = candidate.starts[means_length]
    united = Cover.of(starts, starts + candidate.durations[means_length])
    lengths = united.ends - united.starts
    return (
        np.concatenate((united.starts, candidate.starts[~means_length])),
        np.concatenate((lengths, candidate.durations[~means_length])),
        np.concatenate((lengths / unit_ms, candidate.values[~means_length])),
    )
