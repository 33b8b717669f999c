"""Fewer points that look the same: of each bucket the least and the greatest stay. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salus.resolution.model import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points in order of time; `source` holds source ids, −1 where there is none; `v` NaN is a known hole."""

    t: Integers
    v: Floats
    least: Floats | None
    greatest: Floats | None
    n: Integers | None
    source: Integers


def thinned(points: Points, most: int) -> Points:
    """Return at most `most` points: of each of most/2 buckets of equal count the extremes, in order of time.

    `n` tells how many samples a point stands for; all of them add up to all samples. Where points have
    bounds of their own, those of a bucket go to each of its points.
    """
    size = len(points.t)
    if size <= most:
        return points
    edges = np.linspace(0, size, max(most // 2, 1) + 1).round().astype(np.int64)
    begins, ends = edges[:-1], edges[1:]
    bucket = np.repeat(np.arange(len(begins)), ends - begins)
    low = np.where(np.isnan(points.v), np.inf, points.v)
    high = np.where(np.isnan(points.v), -np.inf, points.v)
    least_at, greatest_at = (
        _first_at(low, bucket, begins, np.minimum),
        _first_at(high, bucket, begins, np.maximum),
    )
    kept = greatest_at if most == 1 else np.unique(np.concatenate((least_at, greatest_at)))
    weights = np.ones(size, np.int64) if points.n is None else points.n
    # A point stands for those nearer to it than to the bucket's other one.
    of = bucket[kept]
    border = begins[of].copy()
    together = np.flatnonzero(of[1:] == of[:-1]) + 1
    border[together] = (kept[together] + kept[together - 1]) // 2 + 1
    n = np.add.reduceat(weights, border)
    return Points(
        t=points.t[kept],
        v=points.v[kept],
        least=None if points.least is None else np.fmin.reduceat(points.least, begins)[of],
        greatest=None if points.greatest is None else np.fmax.reduceat(points.greatest, begins)[of],
        n=n,
        source=points.source[kept],
    )


def _first_at(values: Floats, bucket: Integers, begins: Integers, extreme: np.ufunc) -> Integers:
    """Return the position of the first extreme of each bucket."""
    best = extreme.reduceat(values, begins)
    hits = np.flatnonzero(values == best[bucket])
    _, first = np.unique(bucket[hits], return_index=True)
    found: Integers = hits[first]
    return found
