"""Metrics with at most one meaningful value a day: the highest-ranked source's latest by measured time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from salus.kit.zones import Pieces
from salus.resolution.buckets import Buckets
from salus.resolution.intervals import cut
from salus.resolution.model import Booleans, Floats, Integers, SourceColumns


def by_bucket(candidates: Sequence[SourceColumns], pieces: Pieces, bucket: Integers, size: int) -> Buckets:
    """Return the latest value per bucket; `bucket[i]` is the bucket of piece i.

    A value with an interval belongs to the bucket that holds the larger part of it, of equal ones to the
    earlier. The latest is the one whose interval ends last, then starts last, then has the greatest value.
    """
    found = Buckets.empty(size, len(candidates))
    for k, candidate in enumerate(candidates):
        sample, at = _belonging(candidate, pieces, bucket)
        starts, durations = candidate.starts[sample], candidate.durations[sample]
        values = candidate.values[sample]
        order = np.lexsort((values, starts, starts + durations, at))
        at, values = at[order], values[order]
        final = np.ones(len(at), bool)
        final[:-1] = at[1:] != at[:-1]
        found.own[at[final], k] = values[final]
        found.own_n[:, k] = np.bincount(at, minlength=size)
        np.fmin.at(found.own_least[:, k], at, values)
        np.fmax.at(found.own_greatest[:, k], at, values)
    if not candidates:
        return found
    known: Booleans = found.own_n.max(axis=1) > 0
    best = np.argmax(found.own_n > 0, axis=1)
    rows = np.arange(size)
    found.source = np.where(known, best, -1)
    found.value = _of_best(found.own, rows, best, known)
    found.least = _of_best(found.own_least, rows, best, known)
    found.greatest = _of_best(found.own_greatest, rows, best, known)
    found.n = np.where(known, found.own_n[rows, best], 0)
    found.used[rows[known], best[known]] = found.value[known]
    return found


def shares(
    candidates: Sequence[SourceColumns], pieces: Pieces, bucket: Integers, wanted: Booleans
) -> list[Floats]:
    """Return for each candidate 1 for samples of wanted buckets in which it is the best, else 0."""
    won = ~wanted
    found = []
    for candidate in candidates:
        sample, at = _belonging(candidate, pieces, bucket)
        share = np.zeros(len(candidate.starts))
        share[sample[~won[at]]] = 1.0
        won[at] = True
        found.append(share)
    return found


def _of_best(matrix: Floats, rows: Integers, best: Integers, known: Booleans) -> Floats:
    return np.where(known, matrix[rows, best], np.nan)


def _belonging(candidate: SourceColumns, pieces: Pieces, bucket: Integers) -> tuple[Integers, Integers]:
    """Return (sample, bucket) for each sample that lies in the pieces at all."""
    parts = cut(candidate.starts, candidate.starts + candidate.durations, pieces)
    if (parts.sample[1:] != parts.sample[:-1]).all():
        return parts.sample, bucket[parts.piece]
    # Two pieces of one day (over the date line) are one day: their lengths belong together.
    owner = bucket[parts.piece]
    order = np.lexsort((parts.starts, owner, parts.sample))
    sample, owner, starts = parts.sample[order], owner[order], parts.starts[order]
    new = np.ones(len(sample), bool)
    new[1:] = (sample[1:] != sample[:-1]) | (owner[1:] != owner[:-1])
    begins = np.flatnonzero(new)
    lengths = np.add.reduceat((parts.ends - parts.starts)[order], begins)
    sample, owner, starts = sample[begins], owner[begins], starts[begins]
    order = np.lexsort((starts, -lengths, sample))
    sample, owner = sample[order], owner[order]
    first = np.ones(len(sample), bool)
    first[1:] = sample[1:] != sample[:-1]
    return sample[first], owner[first]
