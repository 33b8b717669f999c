"""A day page: what all live ingests say about one series on one UTC day, folded together. Pure.

A statement is the set of samples (start, duration, value) that one ingest says about the page. The page is
the fold of the statements in order of (said_at, content hash), see docs/explanation/day-pages.md. Starts are
milliseconds from the day's start. Columns are sorted by (start, duration, value).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from salus.metrics import Metric, same, same_array
from salus.observations.model import Floats, Int32s, Int64s

DAY_MS: Final = 86_400_000
UNKNOWN_DIGEST: Final = bytes(8)
"""Stands for a statement that was split or moved and is known only from its raw data."""

_Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Samples of one page as equally long, sorted columns."""

    starts: Int32s
    durations: Int32s
    values: Floats

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def keys(self) -> Int64s:
        """One number per sample, equal where start and duration are, in the same order."""
        return (self.starts.astype(np.int64) << 32) | self.durations

    def take(self, chosen: _Bools | Int64s) -> Samples:
        """Return the chosen samples; a mask, or ascending positions."""
        return Samples(self.starts[chosen], self.durations[chosen], self.values[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Believed samples of one page, each with the ingest that first said its value."""

    samples: Samples
    ingests: Int32s

    def __len__(self) -> int:
        return len(self.ingests)

    def take(self, chosen: _Bools | Int64s) -> Page:
        """Return the chosen samples; a mask, or ascending positions."""
        return Page(self.samples.take(chosen), self.ingests[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """What one ingest says about one page.

    `deletes_until_ms` (ms from the day's start) is set where the ingest was imported so that what it leaves
    out is deleted: stored samples that end by then and are not in it go.
    """

    ingest: int
    samples: Samples
    deletes_until_ms: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Merge:
    """Outcome of folding one statement into a page.

    `new + changed + unchanged` is the number of samples stated; `gone` are the samples that were believed
    and are no longer, the first `changed` of them replaced, the rest removed.
    """

    page: Page
    new: int
    changed: int
    unchanged: int
    gone: Page

    @property
    def removed(self) -> int:
        """How many samples were deleted by absence."""
        return len(self.gone) - self.changed


def canonical(starts: Int32s, durations: Int32s, values: Floats) -> Samples:
    """Return samples in order, each exact repetition once."""
    values = values + 0.0  # there is one zero
    if len(starts) > 1:
        order = np.lexsort((values, durations, starts))
        starts, durations, values = starts[order], durations[order], values[order]
        fresh = np.ones(len(starts), bool)
        fresh[1:] = (
            (starts[1:] != starts[:-1]) | (durations[1:] != durations[:-1]) | (values[1:] != values[:-1])
        )
        if not fresh.all():
            starts, durations, values = starts[fresh], durations[fresh], values[fresh]
    return Samples(starts.astype(np.int32), durations.astype(np.int32), values)


def union(a: Samples, b: Samples) -> Samples:
    """Return all samples of both, exact repetitions once."""
    return canonical(
        np.concatenate((a.starts, b.starts)),
        np.concatenate((a.durations, b.durations)),
        np.concatenate((a.values, b.values)),
    )


def union_within(stored: Samples, more: Samples, metric: Metric) -> Samples:
    """Return `stored` and what of `more` is not the same as one of its samples.

    For a statement that was found equal to the stored page within the metric's step and not kept itself.
    """
    fresh = ~_known(stored, more, metric)
    return union(stored, more.take(fresh)) if fresh.any() else stored


def digest(samples: Samples) -> bytes:
    """Return 8 bytes that are equal exactly for equal pages."""
    made = blake2b(digest_size=8)
    made.update(samples.starts.astype("<i4", copy=False).tobytes())
    made.update(samples.durations.astype("<i4", copy=False).tobytes())
    made.update(samples.values.astype("<f8", copy=False).tobytes())
    return made.digest()


def equal(stored: Samples, incoming: Samples, metric: Metric) -> bool:
    """Tell whether two pages say the same, values within the metric's step."""
    return bool(
        len(stored) == len(incoming)
        and np.array_equal(stored.starts, incoming.starts)
        and np.array_equal(stored.durations, incoming.durations)
        and same_array(stored.values, incoming.values, metric).all()
    )


def empty_page() -> Page:
    """Return the page of which nobody speaks."""
    none = np.empty(0, np.int32)
    return Page(Samples(none, none, np.empty(0, np.float64)), none)


def page_of(statement: Statement) -> Page:
    """Return the page of which only this statement speaks."""
    return Page(statement.samples, np.full(len(statement.samples), statement.ingest, np.int32))


def fold(statements: Iterable[Statement], metric: Metric) -> Page:
    """Return the page of statements given in order of (said_at, content hash)."""
    page = empty_page()
    for statement in statements:
        page = merge_page(page, statement, metric).page
    return page


def merge_page(stored: Page, incoming: Statement, metric: Metric) -> Merge:
    """Fold one more statement, newer than all in `stored`, into a page.

    Per group of equal start and duration: values that are the same pair first; then the rest of both in
    order of value, where the pair becomes the incoming value (changed); what is left of the incoming is new;
    what is left of the stored stays, unless the statement deletes what it leaves out.
    """
    told = incoming.samples
    if incoming.deletes_until_ms is None:
        if not len(stored):
            return Merge(page_of(incoming), len(told), 0, 0, empty_page())
        if equal(stored.samples, told, metric):
            return Merge(stored, 0, 0, len(told), empty_page())
    kept_of, alike = _pairs(stored.samples, told, metric)
    paired = kept_of >= 0
    changed = paired & ~alike
    new = ~paired
    free = np.ones(len(stored), bool)
    free[kept_of[paired]] = False
    removed = np.zeros(len(stored), bool)
    if incoming.deletes_until_ms is not None:
        ends = stored.samples.starts.astype(np.int64) + stored.samples.durations
        removed = free & (ends <= incoming.deletes_until_ms)
    replaced = kept_of[changed]
    stays = ~removed
    stays[replaced] = False
    if not (changed.any() or new.any() or removed.any()):
        return Merge(stored, 0, 0, len(told), empty_page())
    added = changed | new
    page = joined(
        stored.take(stays),
        Page(told.take(added), np.full(int(added.sum()), incoming.ingest, np.int32)),
    )
    gone = _chained(stored.take(np.sort(replaced)), stored.take(removed))
    return Merge(page, int(new.sum()), int(changed.sum()), int((paired & alike).sum()), gone)


def joined(*pages: Page) -> Page:
    """Return the samples of several pages in order; repetitions stay."""
    return _sorted(_chained(*pages))


def _chained(*pages: Page) -> Page:
    return Page(
        Samples(
            np.concatenate([p.samples.starts for p in pages]),
            np.concatenate([p.samples.durations for p in pages]),
            np.concatenate([p.samples.values for p in pages]),
        ),
        np.concatenate([p.ingests for p in pages]),
    )


def _sorted(page: Page) -> Page:
    samples = page.samples
    return page.take(np.lexsort((page.ingests, samples.values, samples.durations, samples.starts)))


def _pairs(stored: Samples, told: Samples, metric: Metric) -> tuple[Int64s, _Bools]:
    """Return per told sample its partner's position in `stored`, or -1, and whether both are the same."""
    kept_of = np.full(len(told), -1, np.int64)
    alike = np.zeros(len(told), bool)
    if not len(stored) or not len(told):
        return kept_of, alike
    of_stored, of_told = stored.keys, told.keys
    single = _single(of_told)
    at = np.searchsorted(of_stored, of_told, side="left")
    within = np.minimum(at, len(of_stored) - 1)
    hit = of_stored[within] == of_told
    single &= ~hit | _single(of_stored)[within]
    plain = single & hit
    kept_of[plain] = within[plain]
    alike[plain] = same_array(stored.values[within[plain]], told.values[plain], metric)
    for key in np.unique(of_told[~single]):
        mine = range(*np.searchsorted(of_told, [key, key + 1]))
        theirs = range(*np.searchsorted(of_stored, [key, key + 1]))
        for i, j, equally in _pairs_of_group(stored.values, theirs, told.values, mine, metric):
            kept_of[j], alike[j] = i, equally
    return kept_of, alike


def _pairs_of_group(
    stored: Floats, theirs: Sequence[int], told: Floats, mine: Sequence[int], metric: Metric
) -> list[tuple[int, int, bool]]:
    pairs: list[tuple[int, int, bool]] = []
    left_of_stored: list[int] = []
    left_of_told: list[int] = []
    i = j = 0
    while i < len(theirs) and j < len(mine):
        a, b = float(stored[theirs[i]]), float(told[mine[j]])
        if same(a, b, metric):
            pairs.append((theirs[i], mine[j], True))
            i, j = i + 1, j + 1
        elif a < b:
            left_of_stored.append(theirs[i])
            i += 1
        else:
            left_of_told.append(mine[j])
            j += 1
    left_of_stored.extend(theirs[i:])
    left_of_told.extend(mine[j:])
    pairs.extend((a, b, False) for a, b in zip(left_of_stored, left_of_told, strict=False))
    return pairs


def _known(stored: Samples, more: Samples, metric: Metric) -> _Bools:
    """Tell for each of `more` whether `stored` has a sample of the same start, duration and value."""
    of_stored, of_more = stored.keys, more.keys
    known = np.zeros(len(more), bool)
    low, high = np.searchsorted(of_stored, of_more, "left"), np.searchsorted(of_stored, of_more, "right")
    for j in np.flatnonzero(high > low):
        known[j] = bool(same_array(stored.values[low[j] : high[j]], more.values[j : j + 1], metric).any())
    return known


def _single(keys: Int64s) -> _Bools:
    """Tell for each of ascending keys whether no other equals it."""
    single = np.ones(len(keys), bool)
    again = keys[1:] == keys[:-1]
    single[1:] &= ~again
    single[:-1] &= ~again
    return single
