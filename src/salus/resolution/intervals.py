"""Half-open intervals of time as columns: their union, what of a sample it covers, and cuts at borders.

All times are epoch milliseconds in int64, so that every length is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salus.kit.zones import Pieces
from salus.resolution.model import Booleans, Integers

NONE: Integers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A union of intervals: sorted, disjoint, not touching; `before[i]` is the length of those before i."""

    starts: Integers
    ends: Integers
    before: Integers

    @classmethod
    def of(cls, starts: Integers, ends: Integers) -> Cover:
        """Return the union of intervals in any order; those without length are passed over."""
        long = ends > starts
        if not long.all():
            starts, ends = starts[long], ends[long]
        if len(starts) > 1 and (starts[1:] < starts[:-1]).any():
            order = np.argsort(starts, kind="stable")
            starts, ends = starts[order], ends[order]
        reach = np.maximum.accumulate(ends) if len(ends) else ends
        first = np.ones(len(starts), bool)
        first[1:] = starts[1:] > reach[:-1]
        begins = np.flatnonzero(first)
        lows = starts[begins]
        highs = reach[np.append(begins[1:], len(starts)) - 1] if len(begins) else NONE
        return cls(lows, highs, np.concatenate(([0], np.cumsum(highs - lows)[:-1])) if len(lows) else NONE)

    def with_also(self, starts: Integers, ends: Integers) -> Cover:
        """Return the union with further intervals."""
        if not len(self.starts):
            return Cover.of(starts, ends)
        return Cover.of(np.concatenate((self.starts, starts)), np.concatenate((self.ends, ends)))

    def length_until(self, instants: Integers) -> Integers:
        """Return how much of the union lies before each instant, in ms."""
        if not len(self.starts):
            return np.zeros(len(instants), np.int64)
        k = np.searchsorted(self.starts, instants, side="right") - 1
        at = np.maximum(k, 0)
        inside = self.before[at] + np.minimum(instants, self.ends[at]) - self.starts[at]
        return np.where(k < 0, 0, inside)

    def holds(self, instants: Integers) -> Booleans:
        """Tell for each instant whether it lies in the union."""
        if not len(self.starts):
            return np.zeros(len(instants), bool)
        k = np.searchsorted(self.starts, instants, side="right") - 1
        held: Booleans = (k >= 0) & (instants < self.ends[np.maximum(k, 0)])
        return held


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Samples cut at the borders of pieces: part i is [starts[i], ends[i]) of sample[i] in piece[i]."""

    sample: Integers
    piece: Integers
    starts: Integers
    ends: Integers


def cut(starts: Integers, ends: Integers, pieces: Pieces) -> Parts:
    """Cut intervals at the borders of `pieces`; what lies in none of them is left out.

    An interval without length is an instant and lies whole in the piece that holds it.
    """
    if not len(pieces) or not len(starts):
        return Parts(NONE, NONE, NONE, NONE)
    first = np.searchsorted(pieces.ends, starts, side="right")
    last = np.searchsorted(pieces.starts, ends, side="left") - 1
    instants = ends == starts
    if instants.any():
        at = np.minimum(first, len(pieces) - 1)
        held = (first < len(pieces)) & (pieces.starts[at] <= starts)
        last = np.where(instants, np.where(held, first, first - 1), last)
    counts = np.maximum(last - first + 1, 0)
    if (counts == 1).all():
        sample = np.arange(len(starts), dtype=np.int64)
        piece = first.astype(np.int64)
    else:
        sample = np.repeat(np.arange(len(starts), dtype=np.int64), counts)
        offset = np.arange(len(sample), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        piece = first[sample] + offset
    low = np.maximum(starts[sample], pieces.starts[piece])
    high = np.minimum(ends[sample], pieces.ends[piece])
    return Parts(sample, piece, low, high)


def near(sorted_instants: Integers, instants: Integers, within_ms: int) -> Booleans:
    """Tell for each instant whether one of `sorted_instants` is at most `within_ms` away."""
    if not len(sorted_instants):
        return np.zeros(len(instants), bool)
    low = np.searchsorted(sorted_instants, instants - within_ms, side="left")
    high = np.searchsorted(sorted_instants, instants + within_ms, side="right")
    close: Booleans = high > low
    return close
