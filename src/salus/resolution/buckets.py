"""The matrices that each rule fills: one row per bucket (a day, an hour), one column per candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from salus.resolution.model import Floats, Integers


@dataclass(slots=True, eq=False)
class Buckets:
    """Resolved values per bucket, and what each candidate alone would give. Missing is NaN, no source −1."""

    value: Floats
    least: Floats
    greatest: Floats
    n: Integers
    source: Integers
    used: Floats
    own: Floats
    own_least: Floats
    own_greatest: Floats
    own_n: Integers

    @classmethod
    def empty(cls, size: int, candidates: int) -> Buckets:
        """Return buckets in which nothing is known."""
        row, matrix = (size,), (size, candidates)
        return cls(
            value=np.full(row, np.nan),
            least=np.full(row, np.nan),
            greatest=np.full(row, np.nan),
            n=np.zeros(row, np.int64),
            source=np.full(row, -1, np.int64),
            used=np.zeros(matrix),
            own=np.full(matrix, np.nan),
            own_least=np.full(matrix, np.nan),
            own_greatest=np.full(matrix, np.nan),
            own_n=np.zeros(matrix, np.int64),
        )


def add_up(bucket: Integers, amounts: Floats, size: int) -> Floats:
    """Return the sum of `amounts` in each bucket."""
    sums: Floats = np.bincount(bucket, weights=amounts, minlength=size).astype(np.float64, copy=False)
    return sums


def distinct_samples(sample: Integers, bucket: Integers, size: int) -> Integers:
    """Return how many samples have a part in each bucket; `sample` is sorted."""
    if not len(sample):
        return np.zeros(size, np.int64)
    again = sample[1:] == sample[:-1]
    if not again.any():
        return np.bincount(bucket, minlength=size)
    cut = np.zeros(len(sample), bool)
    cut[1:] = again
    cut[:-1] |= again
    pairs = np.unique(sample[cut] * size + bucket[cut])
    return np.bincount(bucket[~cut], minlength=size) + np.bincount(pairs % size, minlength=size)


def floats(values: Any) -> Floats:
    """Return an array as float64."""
    return np.asarray(values, np.float64)
