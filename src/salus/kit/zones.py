"""Which local day an instant belongs to, for somebody who travels.

Day D is all instants whose date, in the zone valid at that instant, is D. At home it has 23 to 25 hours,
on a journey 0 to 50, and two pieces when a flight crosses the date line backwards. Every instant lies in
exactly one day. Instants are epoch milliseconds UTC, days are `datetime.date` or their ordinals
(`date.toordinal`), intervals are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from salus.kit.errors import UserInputError

Instants: TypeAlias = NDArray[np.int64]
"""Epoch milliseconds UTC."""
Ordinals: TypeAlias = NDArray[np.int64]
"""Days as `date.toordinal` numbers them."""

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
EARLIEST_MS: Final = -2_208_988_800_000  # 1900-01-01; earlier instants keep the offset valid then
LATEST_MS: Final = 4_102_444_800_000  # 2100-01-01; later ones keep the offset valid at that instant
PROBE_MS: Final = 6 * DAY_MS  # the tz database knows no offset that lasts less than a week


@dataclass(frozen=True, slots=True)
class Pieces:
    """A partition of a span of time: piece i is [starts[i], ends[i]) and belongs to day `days[i]`.

    Pieces are in order of time and touch each other. A day may own several pieces, or none.
    """

    starts: Instants
    ends: Instants
    days: Ordinals

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class ZoneEvidence:
    """Records that named a zone: `records` of them, the first at `at_ms`, the last at `until_ms`."""

    at_ms: int
    until_ms: int
    zone: str
    records: int


@dataclass(frozen=True, slots=True)
class ZoneHistory:
    """Where a person lived when: `segments` are (from_ms, IANA zone) in order; before them, `profile_zone`.

    Raises: UserInputError for a zone that the tz database does not know.
    """

    segments: tuple[tuple[int, str], ...]
    profile_zone: str
    _from: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _edges: Instants = field(init=False, repr=False, compare=False)
    _offsets: Instants = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges: list[int] = []
        offsets: list[int] = []
        starts = [EARLIEST_MS, *(at for at, _ in self.segments)]
        if any(later <= earlier for earlier, later in pairwise(starts[1:])):
            raise ValueError("the segments of a zone history must be in order of time")
        zones = [self.profile_zone, *(zone for _, zone in self.segments)]
        for zone, start, end in zip(zones, starts, [*starts[1:], LATEST_MS], strict=True):
            moments, at = offset_changes(zone)
            first = max(bisect_right(moments, start) - 1, 0)
            for k in range(first, len(moments)):
                edge = max(moments[k], start) if k == first else moments[k]
                if edge >= end and k != first:
                    break
                if not offsets or offsets[-1] != at[k]:
                    edges.append(edge)
                    offsets.append(at[k])
        object.__setattr__(self, "_from", tuple(at for at, _ in self.segments))
        object.__setattr__(self, "_edges", np.array(edges, np.int64))
        object.__setattr__(self, "_offsets", np.array(offsets, np.int64))

    def zone_at(self, ms: int) -> str:
        """Return the IANA name of the zone valid at an instant."""
        k = bisect_right(self._from, ms)
        return self.segments[k - 1][1] if k else self.profile_zone

    def day_of(self, ms: int) -> date:
        """Return the local day of one instant."""
        return date.fromordinal(int(self.days_of(np.array([ms], np.int64))[0]))

    def offsets_at(self, instants: Instants) -> Instants:
        """Return the offset from UTC in ms, east positive, valid at each instant."""
        if len(self._edges) == 1:
            return np.full(len(instants), self._offsets[0], np.int64)
        return self._offsets[np.maximum(np.searchsorted(self._edges, instants, side="right") - 1, 0)]

    def days_of(self, instants: Instants) -> Ordinals:
        """Return the ordinal of each instant's local day."""
        return (instants + self.offsets_at(instants)) // DAY_MS + EPOCH_ORDINAL

    def spans_of(self, day: date) -> list[tuple[int, int]]:
        """Return the pieces [from_ms, to_ms) of one day in order of time; none for a day that was skipped."""
        return self.spans(day, day)

    def spans(self, first_day: date, last_day: date) -> list[tuple[int, int]]:
        """Return the spans that the days from first to last fill together, touching ones as one."""
        first, last = first_day.toordinal(), last_day.toordinal()
        pieces = self.pieces(first, last)
        spans: list[tuple[int, int]] = []
        for start, end in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True):
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    def local_hours(self, day: date) -> list[tuple[int, int]]:
        """Return one day cut at its full local hours, in order of time.

        An hour that a clock shows twice is two hours; one that a change of zone cuts is two shorter ones.
        """
        hours = self.hours(day.toordinal(), day.toordinal())
        return list(zip(hours.starts.tolist(), hours.ends.tolist(), strict=True))

    def pieces(self, first: int, last: int) -> Pieces:
        """Return the pieces of the days of ordinals `first` to `last`, both included, in order of time.

        Pieces of one day that touch are one. Between pieces there is a hole only where another day,
        outside of the asked ones, comes back by a flight over the date line.
        """
        cut = self._cut(first, last, DAY_MS)
        if not len(cut):
            return cut
        new = np.ones(len(cut), bool)
        new[1:] = (cut.days[1:] != cut.days[:-1]) | (cut.starts[1:] != cut.ends[:-1])
        begins = np.flatnonzero(new)
        ends = np.append(begins[1:], len(cut)) - 1
        return Pieces(cut.starts[begins], cut.ends[ends], cut.days[begins])

    def hours(self, first: int, last: int) -> Pieces:
        """Return the local hours of the days of ordinals `first` to `last`, both included, in order."""
        return self._cut(first, last, HOUR_MS)

    def _cut(self, first: int, last: int, unit_ms: int) -> Pieces:
        from_local = (first - EPOCH_ORDINAL) * DAY_MS
        to_local = (last + 1 - EPOCH_ORDINAL) * DAY_MS
        low = max(int(np.searchsorted(self._edges, from_local - 2 * DAY_MS, side="right")) - 1, 0)
        starts: list[Instants] = []
        ends: list[Instants] = []
        days: list[Ordinals] = []
        for k in range(low, len(self._edges)):
            offset = int(self._offsets[k])
            begin = int(self._edges[k]) if k else from_local - offset
            stop = int(self._edges[k + 1]) if k + 1 < len(self._edges) else to_local - offset
            begin, stop = max(begin + offset, from_local), min(stop + offset, to_local)
            if begin >= stop:
                if int(self._edges[k]) > to_local + 2 * DAY_MS:
                    break
                continue
            grid = np.arange(begin // unit_ms + 1, -(-stop // unit_ms), dtype=np.int64) * unit_ms
            local = np.concatenate(([begin], grid, [stop]))
            starts.append(local[:-1] - offset)
            ends.append(local[1:] - offset)
            days.append(local[:-1] // DAY_MS + EPOCH_ORDINAL)
        if not starts:
            none = np.empty(0, np.int64)
            return Pieces(none, none, none)
        return Pieces(np.concatenate(starts), np.concatenate(ends), np.concatenate(days))


def segments_from_evidence(rows: Iterable[ZoneEvidence]) -> tuple[tuple[int, str], ...]:
    """Return the segments (from_ms, zone) that records prove, in order of time.

    A segment starts at the first of at least two records, or of one hour, in the new zone; one stray record
    makes none. Rows may come in any order and repeat each other, as several files of one person do. Names
    that the tz database does not know are passed over.
    """
    longest: dict[tuple[int, str], ZoneEvidence] = {}
    for row in rows:
        known = longest.get((row.at_ms, row.zone))
        if known is None or (row.until_ms, row.records) > (known.until_ms, known.records):
            longest[row.at_ms, row.zone] = row
    ordered = sorted(
        (row for row in longest.values() if is_zone(row.zone)), key=lambda r: (r.at_ms, r.until_ms, r.zone)
    )
    proven = [run for run in _runs(ordered) if run.records >= 2 or run.until_ms - run.at_ms >= HOUR_MS]
    segments: list[tuple[int, str]] = []
    for run in proven:
        if segments and segments[-1][0] == run.at_ms:
            segments.pop()
        if not segments or segments[-1][1] != run.zone:
            segments.append((run.at_ms, run.zone))
    return tuple(segments)


def is_zone(name: str) -> bool:
    """Tell whether the tz database knows a zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=64)
def offset_changes(zone: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the instants from which a zone has a new offset, and these offsets in ms, east positive.

    Raises: UserInputError for a zone that the tz database does not know.
    """
    if not is_zone(zone):
        raise UserInputError(
            f"“{zone}” is not a time zone. Give a name such as Europe/Berlin.", code="unknown_time_zone"
        )
    info = ZoneInfo(zone)
    moments, offsets = [EARLIEST_MS], [_offset(info, EARLIEST_MS)]
    for probe in range(EARLIEST_MS + PROBE_MS, LATEST_MS + 1, PROBE_MS):
        found = _offset(info, probe)
        if found != offsets[-1]:
            low, high = probe - PROBE_MS, probe
            while high - low > 1000:
                middle = (low + high) // 2000 * 1000
                low, high = (middle, high) if _offset(info, middle) == offsets[-1] else (low, middle)
            moments.append(high)
            offsets.append(found)
    return tuple(moments), tuple(offsets)


def _offset(info: ZoneInfo, ms: int) -> int:
    offset = datetime.fromtimestamp(ms / 1000, info).utcoffset() or timedelta()
    return (offset.days * 86_400 + offset.seconds) * 1000


def _runs(ordered: Sequence[ZoneEvidence]) -> list[ZoneEvidence]:
    runs: list[ZoneEvidence] = []
    for row in ordered:
        if runs and runs[-1].zone == row.zone:
            last = runs[-1]
            runs[-1] = ZoneEvidence(
                last.at_ms, max(last.until_ms, row.until_ms), row.zone, last.records + row.records
            )
        else:
            runs.append(row)
    return runs
