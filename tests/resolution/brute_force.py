"""The rules once more, naively: a walk over elementary slices of time with exact fractions.

Nothing is shared with `salus.resolution` but the shape of its input. Days and hours come from the standard
library's zones, instant by instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import log10
from typing import Any
from zoneinfo import ZoneInfo

QUARTER_MS = 15 * 60_000  # every offset of our days is a whole number of quarters of an hour


@dataclass(frozen=True)
class Said:
    """One source: samples (start, duration, value) and its own values (day, value)."""

    samples: tuple[tuple[int, int, float], ...]
    own: tuple[tuple[date, float], ...] = ()


@dataclass
class Day:
    value: Fraction | float | None = None
    least: float | None = None
    greatest: float | None = None
    n: int = 0
    source: int | None = None
    used: dict[int, float | Fraction] = field(default_factory=dict)
    total_only: bool = False


@dataclass(frozen=True)
class Where:
    """Where the person was: (from_ms, zone) in order, and the zone before."""

    segments: tuple[tuple[int, str], ...]
    profile: str

    def offset(self, at: int) -> int:
        zone = self.profile
        for start, name in self.segments:
            if start <= at:
                zone = name
        return offset_ms(zone, at // 1000)

    def day(self, at: int) -> date:
        return (
            datetime.fromtimestamp(0, UTC).date().fromordinal(719163 + (at + self.offset(at)) // 86_400_000)
        )


@cache
def offset_ms(zone: str, second: int) -> int:
    moved = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert moved is not None
    return int(moved.total_seconds()) * 1000


def slices(where: Where, low: int, high: int, borders: Sequence[int]) -> Iterator[tuple[int, int]]:
    grid = range(low // QUARTER_MS * QUARTER_MS, high + QUARTER_MS, QUARTER_MS)
    edges = sorted({*grid, *borders, *(at for at, _ in where.segments if low <= at <= high)})
    yield from pairwise(edges)


def resolve(
    kind: str, sources: Sequence[Said], where: Where, low: int, high: int, *, hold: int = 300_000
) -> dict[date, Day]:
    """All days that lie between `low` and `high` and have anything."""
    walks: dict[str, Callable[[], dict[date, Day]]] = {
        "sum": lambda: sums(sources, where, low, high),
        "duration": lambda: sums([as_lengths(s) for s in sources], where, low, high, counted=sources),
        "last": lambda: lasts(sources, where, low, high),
    }
    walk = walks.get(kind)
    by_samples = walk() if walk else means(kind, sources, where, low, high, hold)
    present = [days_with_samples(kind, s, where, low, high) for s in sources]
    result: dict[date, Day] = {}
    days = set(by_samples) | {day for s in sources for day, _ in s.own}
    for day in days:
        for rank, source in enumerate(sources):
            if day in present[rank]:
                result[day] = by_samples[day]
                break
            own = [value for d, value in source.own if d == day]
            if own:
                value = one_of(kind, own)
                additive = kind in ("sum", "duration")
                bound = None if additive else float(value)
                result[day] = Day(value, bound, bound, 1, rank, {rank: value}, total_only=True)
                break
    return result


def one_of(kind: str, values: list[float]) -> float:
    if kind == "mean":
        return sum(values) / len(values)
    if kind == "leq":
        return 10 * log10(sum(10 ** (v / 10) for v in values) / len(values))
    return min(values) if kind == "min" else max(values)


def parts_by_day(sample: tuple[int, int, float], where: Where) -> dict[date, int]:
    start, duration, _ = sample
    if duration == 0:
        return {where.day(start): 0}
    parts: dict[date, int] = {}
    for a, b in slices(where, start, start + duration, [start, start + duration]):
        if a >= start and b <= start + duration:
            parts[where.day(a)] = parts.get(where.day(a), 0) + b - a
    return parts


def days_with_samples(kind: str, source: Said, where: Where, low: int, high: int) -> set[date]:
    if kind == "last":
        return {owner(sample, where) for sample in source.samples}
    return {day for sample in source.samples for day in parts_by_day(sample, where)}


def as_lengths(source: Said) -> Said:
    means_length = [s for s in source.samples if s[1] > 0 and abs(s[2] * 60_000 - s[1]) <= 1000]
    rest = [s for s in source.samples if s not in means_length]
    united: list[list[int]] = []
    for start, duration, _ in sorted(means_length):
        if united and start <= united[-1][1]:
            united[-1][1] = max(united[-1][1], start + duration)
        else:
            united.append([start, start + duration])
    return Said((*rest, *((a, b - a, Fraction(b - a, 60_000)) for a, b in united)), source.own)  # type: ignore[arg-type]


def sums(
    sources: Sequence[Said], where: Where, low: int, high: int, counted: Sequence[Said] | None = None
) -> dict[date, Day]:
    all_said = [*sources, *(counted or ())]
    borders = [edge for s in all_said for start, d, _ in s.samples for edge in (start, start + d)]
    days: dict[date, Day] = {}
    counting: dict[date, set[tuple[int, int]]] = {}

    def give(day: date, rank: int, amount: Fraction) -> None:
        entry = days.setdefault(day, Day(Fraction(0)))
        entry.value = Fraction(entry.value or 0) + amount
        entry.used[rank] = Fraction(entry.used.get(rank, 0)) + amount

    def count(rank: int, a: int, b: int, day: date) -> None:
        for k, (start, duration, _) in enumerate((counted or sources)[rank].samples):
            if start <= a and b <= start + duration and duration > 0:
                counting.setdefault(day, set()).add((rank, k))

    for a, b in slices(where, low, high, borders):
        for rank, source in enumerate(sources):
            over = [s for s in source.samples if s[1] > 0 and s[0] <= a and b <= s[0] + s[1]]
            if over:
                for _start, duration, value in over:
                    give(where.day(a), rank, Fraction(value) * (b - a) / duration)
                count(rank, a, b, where.day(a))
                break
    for rank, source in enumerate(sources):
        for k, (start, duration, value) in enumerate(source.samples):
            if duration:
                continue
            hidden = any(
                (d > 0 and s <= start < s + d) or (d == 0 and abs(s - start) <= 1)
                for above in sources[:rank]
                for s, d, _ in above.samples
            )
            give(where.day(start), rank, Fraction(0) if hidden else Fraction(value))
            if not hidden:
                counting.setdefault(where.day(start), set()).add((rank, -1 - k))
    for day, entry in days.items():
        counts = counting.get(day, set())
        entry.n = len(counts)
        ranks = sorted({rank for rank, _ in counts})
        entry.source = max(ranks, key=lambda r: (entry.used.get(r, 0), -r)) if ranks else None
    return days


def hours_of(where: Where, low: int, high: int) -> list[tuple[int, int]]:
    hours: list[list[int]] = []
    previous: tuple[int, int] | None = None
    for a, b in slices(where, low, high, []):
        offset = where.offset(a)
        key = (offset, (a + offset) // 3_600_000)
        if key == previous:
            hours[-1][1] = b
        else:
            hours.append([a, b])
        previous = key
    return [(a, b) for a, b in hours]


def means(
    kind: str,
    sources: Sequence[Said],
    where: Where,
    low: int,
    high: int,
    hold: int,
    *,
    by_hour: bool = False,
) -> dict[Any, Day]:
    weights: dict[Any, dict[int, Fraction]] = {}
    weighted: dict[Any, Any] = {}
    values: dict[Any, list[float]] = {}
    samples: dict[Any, set[tuple[int, int]]] = {}
    for start, end in hours_of(where, low, high):
        for rank, source in enumerate(sources):
            inside = [
                (k, s)
                for k, s in enumerate(source.samples)
                if (s[1] == 0 and start <= s[0] < end) or (s[1] > 0 and s[0] < end and s[0] + s[1] > start)
            ]
            if not inside:
                continue
            day = start if by_hour else where.day(start)
            for k, (at, duration, value) in inside:
                weight = (
                    Fraction(min(at + duration, end) - max(at, start))
                    if duration
                    else stands(at, [s[0] for _, s in inside if s[1] == 0], start, end, hold)
                )
                level = 10 ** (value / 10) if kind == "leq" else Fraction(value)
                into = weights.setdefault(day, {})
                into[rank] = into.get(rank, Fraction(0)) + weight
                weighted[day] = weighted.get(day, Fraction(0)) + weight * level
                values.setdefault(day, []).append(value)
                samples.setdefault(day, set()).add((rank, k))
            break
    days: dict[Any, Day] = {}
    for day, by_rank in weights.items():
        total = sum(by_rank.values())
        mean = weighted[day] / total
        if kind == "leq":
            mean = 10 * log10(mean)
        value = {"min": min(values[day]), "max": max(values[day])}.get(kind, mean)
        days[day] = Day(
            value,
            min(values[day]),
            max(values[day]),
            len(samples[day]),
            max(by_rank, key=lambda r: (by_rank[r], -r)),
            {rank: float(weight / total) * float(value) for rank, weight in by_rank.items()},
        )
    return days


def stands(at: int, instants: list[int], start: int, end: int, hold: int) -> Fraction:
    """How long an instant is the nearest of its hour and at most `hold` away; equal instants share."""
    edges = {Fraction(start), Fraction(end)}
    for one in instants:
        edges |= {Fraction(one - hold), Fraction(one), Fraction(one + hold)}
        edges |= {Fraction(one + other, 2) for other in instants}
    cuts = sorted(edge for edge in edges if start <= edge <= end)
    total = Fraction(0)
    for a, b in pairwise(cuts):
        middle = (a + b) / 2
        nearest = min(instants, key=lambda one: (abs(one - middle), one))
        if nearest == at and abs(at - middle) <= hold:
            total += b - a
    return total / instants.count(at)


def owner(sample: tuple[int, int, float], where: Where) -> date:
    parts = parts_by_day(sample, where)
    best = max(parts.values())
    return next(day for day, length in parts.items() if length == best)


def lasts(sources: Sequence[Said], where: Where, low: int, high: int) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for rank, source in enumerate(sources):
        of_day: dict[date, list[tuple[int, int, float]]] = {}
        for sample in source.samples:
            of_day.setdefault(owner(sample, where), []).append(sample)
        for day, samples in of_day.items():
            if day in days:
                continue
            final = max(samples, key=lambda s: (s[0] + s[1], s[0], s[2]))
            values = [s[2] for s in samples]
            days[day] = Day(final[2], min(values), max(values), len(samples), rank, {rank: final[2]})
    return days
