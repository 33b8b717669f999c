"""What one ingest says about many pages at once, in flat columns; and which pages it has touched so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from salus.observations.model import Floats, Int32s, Int64s
from salus.observations.pages import DAY_MS, Samples

OTHERS: Final = 1
"""Another live ingest speaks of the page."""
MINE: Final = 2
"""This ingest has spoken of the page."""
CONFIRMED: Final = 4
"""What this ingest said was equal to the stored page and is not kept apart."""
INCOMING: Final = 8
"""What this ingest says waits to be merged."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Samples of one series as they come: starts in epoch ms, in any order, repetitions possible."""

    starts: Int64s
    durations: Int64s
    values: Floats
    offsets: Int64s


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Statements about pages, in order of (series, day): page i has samples bounds[i]:bounds[i + 1]."""

    series: Int32s
    days: Int64s
    """Counted from 1970-01-01."""
    bounds: Int64s
    samples: Samples
    """Of all pages in one; starts are ms from their day's start."""
    first_offsets: Int64s
    last_offsets: Int64s

    def __len__(self) -> int:
        return len(self.series)

    @property
    def counts(self) -> Int64s:
        """Return how many samples each page has."""
        return np.diff(self.bounds)

    def page(self, index: int) -> Samples:
        """Return the samples of one page."""
        return self.samples.take(np.arange(self.bounds[index], self.bounds[index + 1]))

    def take(self, chosen: Int64s) -> Told:
        """Return some pages, given by ascending positions."""
        if len(chosen) == len(self):
            return self
        counts = self.counts[chosen]
        bounds = np.concatenate(([0], np.cumsum(counts)))
        inside = np.arange(int(bounds[-1])) + np.repeat(self.bounds[:-1][chosen] - bounds[:-1], counts)
        return Told(
            self.series[chosen],
            self.days[chosen],
            bounds,
            self.samples.take(inside),
            self.first_offsets[chosen],
            self.last_offsets[chosen],
        )

    def key(self, index: int) -> tuple[int, int]:
        """Return (series, day) of one page."""
        return int(self.series[index]), int(self.days[index])


def told_of(pieces: Mapping[int, Sequence[Piece]]) -> tuple[Told, dict[int, int]]:
    """Return the statements that pieces of series make, and per series how many repetitions fell away."""
    parts: list[tuple[int, Piece]] = []
    repeated: dict[int, int] = {}
    for series in sorted(pieces):
        piece, fell = _ordered(pieces[series])
        parts.append((series, piece))
        if fell:
            repeated[series] = fell
    return _cut_into_days(parts), repeated


def gathered(pages: Sequence[tuple[int, int, Samples, int, int]]) -> Told:
    """Return statements about pages given as (series, day, samples, first and last offset), in order."""
    counts = np.array([len(samples) for _, _, samples, _, _ in pages], np.int64)
    return Told(
        np.array([p[0] for p in pages], np.int32),
        np.array([p[1] for p in pages], np.int64),
        np.concatenate(([0], np.cumsum(counts))),
        Samples(
            np.concatenate([p[2].starts for p in pages]) if pages else np.empty(0, np.int32),
            np.concatenate([p[2].durations for p in pages]) if pages else np.empty(0, np.int32),
            np.concatenate([p[2].values for p in pages]) if pages else np.empty(0, np.float64),
        ),
        np.array([p[3] for p in pages], np.int64),
        np.array([p[4] for p in pages], np.int64),
    )


def _ordered(pieces: Sequence[Piece]) -> tuple[Piece, int]:
    whole = pieces[0] if len(pieces) == 1 else _joined(pieces)
    starts = whole.starts
    if len(starts) < 2 or bool((starts[1:] > starts[:-1]).all()):
        return Piece(starts, whole.durations, whole.values + 0.0, whole.offsets), 0
    values = whole.values + 0.0  # there is one zero
    order = np.lexsort((whole.offsets, values, whole.durations, starts))
    starts, durations, values = starts[order], whole.durations[order], values[order]
    fresh = np.ones(len(starts), bool)
    fresh[1:] = (starts[1:] != starts[:-1]) | (durations[1:] != durations[:-1]) | (values[1:] != values[:-1])
    offsets = whole.offsets[order]
    if not fresh.all():
        # The last repetition of a sample tells how far its page reaches in the file.
        last = np.maximum.reduceat(offsets, np.flatnonzero(fresh))
        first = offsets[fresh]
        kept = Piece(starts[fresh], durations[fresh], values[fresh], first)
        return _with_reach(kept, last), len(starts) - int(fresh.sum())
    return Piece(starts, durations, values, offsets), 0


def _with_reach(piece: Piece, last: Int64s) -> Piece:
    return _ReachingPiece(piece.starts, piece.durations, piece.values, piece.offsets, last)


@dataclass(frozen=True, slots=True, eq=False)
class _ReachingPiece(Piece):
    """A piece whose samples were repeated: `last` is the offset of the last repetition of each."""

    last: Int64s


def _joined(pieces: Sequence[Piece]) -> Piece:
    return Piece(
        np.concatenate([p.starts for p in pieces]),
        np.concatenate([p.durations for p in pieces]),
        np.concatenate([p.values for p in pieces]),
        np.concatenate([p.offsets for p in pieces]),
    )


def _cut_into_days(parts: Sequence[tuple[int, Piece]]) -> Told:
    series: list[NDArray[np.int32]] = []
    days: list[Int64s] = []
    begins: list[Int64s] = []
    firsts: list[Int64s] = []
    lasts: list[Int64s] = []
    starts: list[Int32s] = []
    durations: list[Int32s] = []
    values: list[Floats] = []
    at = 0
    for number, piece in parts:
        day = piece.starts // DAY_MS
        begin = np.concatenate(([0], np.flatnonzero(day[1:] != day[:-1]) + 1))
        series.append(np.full(len(begin), number, np.int32))
        days.append(day[begin])
        begins.append(begin + at)
        firsts.append(np.minimum.reduceat(piece.offsets, begin))
        reach = piece.last if isinstance(piece, _ReachingPiece) else piece.offsets
        lasts.append(np.maximum.reduceat(reach, begin))
        starts.append((piece.starts - day * DAY_MS).astype(np.int32))
        durations.append(piece.durations.astype(np.int32))
        values.append(piece.values)
        at += len(day)
    if not parts:
        return gathered([])
    return Told(
        np.concatenate(series),
        np.concatenate(days),
        np.concatenate([*begins, np.array([at])]),
        Samples(np.concatenate(starts), np.concatenate(durations), np.concatenate(values)),
        np.concatenate(firsts),
        np.concatenate(lasts),
    )


def digests(told: Told) -> list[bytes]:
    """Return `pages.digest` of every page."""
    starts = memoryview(told.samples.starts.astype("<i4", copy=False).tobytes())
    durations = memoryview(told.samples.durations.astype("<i4", copy=False).tobytes())
    values = memoryview(told.samples.values.astype("<f8", copy=False).tobytes())
    found = []
    bounds = told.bounds.tolist()
    for a, b in pairwise(bounds):
        made = blake2b(starts[4 * a : 4 * b], digest_size=8)
        made.update(durations[4 * a : 4 * b])
        made.update(values[8 * a : 8 * b])
        found.append(made.digest())
    return found


class PageMarks:
    """Bits per page (OTHERS, MINE, CONFIRMED, INCOMING), a byte each: small for decades of many series."""

    def __init__(self) -> None:
        self._marks: dict[int, tuple[int, NDArray[np.uint8]]] = {}

    def of(self, series: Int32s, days: Int64s) -> NDArray[np.uint8]:
        """Return the bits of pages given in order of series."""
        found = np.zeros(len(series), np.uint8)
        for number, a, b in runs(series):
            if number in self._marks:
                base, marks = self._marks[number]
                at = days[a:b] - base
                known = (at >= 0) & (at < len(marks))
                found[a:b][known] = marks[at[known]]
        return found

    def put(self, series: Int32s, days: Int64s, bits: NDArray[np.uint8]) -> None:
        """Replace the bits of pages given in order of series."""
        for number, a, b in runs(series):
            base, marks = self._room(number, int(days[a:b].min()), int(days[a:b].max()))
            marks[days[a:b] - base] = bits[a:b]

    def clear(self) -> None:
        """Forget all pages."""
        self._marks.clear()

    def _room(self, number: int, first: int, last: int) -> tuple[int, NDArray[np.uint8]]:
        base, marks = self._marks.get(number, (first, np.zeros(0, np.uint8)))
        if first < base or last >= base + len(marks):
            low = min(base, first) - (64 if first < base else 0)
            high = max(base + len(marks), last + 1) + (366 if last >= base + len(marks) else 0)
            grown = np.zeros(high - low, np.uint8)
            grown[base - low : base - low + len(marks)] = marks
            base, marks = low, grown
            self._marks[number] = base, marks
        return base, marks


def runs(numbers: NDArray[np.int32]) -> Iterator[tuple[int, int, int]]:
    """Yield (number, from, to) of runs of equal numbers."""
    if len(numbers):
        edges = np.concatenate(([0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1, [len(numbers)]))
        for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            yield int(numbers[a]), a, b
