"""What the resolved numbers of an invented person must be, worked out the slow and obvious way.

Second by second and sample by sample, from the samples themselves and the default order of sources; shares
no code with `salus.resolution` or `salus.kit.zones`. Durations are in minutes, other values in the
canonical unit of their metric.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from salus.sandbox.apple_extras import ring_totals
from salus.sandbox.person import DayPlan, Effort, Person
from salus.sandbox.signals import SIGNALS, Samples, samples
from salus.sandbox.sleep_truth import Night, nights_of

Zones = Sequence[tuple[int, str]]
# A stretch of a local day: half-open epoch seconds, and the zone it was lived in.
Span = tuple[int, int, str]

SUMS = (
    "steps",
    "energy_active",
    "energy_basal",
    "distance_walking_running",
    "distance_cycling",
    "floors_climbed",
    "exercise_minutes",
    "stand_minutes",
    "stand_hours",
    "time_in_daylight",
    "energy_intake",
    "carbohydrate",
    "protein",
    "fat_total",
    "sodium",
    "water_intake",
)
MEANS = ("heart_rate", "hrv_sdnn", "respiratory_rate", "spo2", "physical_effort", "walking_speed")
LEVELS = ("environmental_sound_level", "headphone_sound_level")
LASTS = (
    "heart_rate_resting",
    "heart_rate_walking_avg",
    "vo2_max",
    "body_weight",
    "body_fat_percentage",
    "lean_body_mass",
    "body_mass_index",
)
# Best first, for every kind of metric: the order that nobody has touched.
ORDER = ("watch", "ring", "phone", "scale", "hand", "cuff", "diary")
HOLD = 300


@dataclass(frozen=True, slots=True)
class Truth:
    """`days`: value by metric and local day, only days that have one. `nights`: the main night by local
    day of waking, `naps`: minutes asleep in naps. `efforts`: each workout once, as the watch saw it."""

    zones: Zones
    days: Mapping[str, Mapping[date, float]]
    nights: Mapping[date, Night]
    naps: Mapping[date, float]
    efforts: Sequence[Effort]


def truth_of(
    person: Person,
    *,
    until: date | None = None,
    metrics: Sequence[str] = (*SUMS, *MEANS, *LEVELS, *LASTS),
    named_zones: bool = True,
) -> Truth:
    """Work out the resolved days of an export up to plan day `until`.

    named_zones: whether records name their zone; without, every day is one of the home zone.
    """
    last = person.days if until is None else min(person.days, person.index(until) + 1)
    plans = person.plans[:last]
    zones = zones_named(person, plans) if named_zones else ((0, person.home),)
    spans = spans_by_day(zones, plans[0].start - 3 * 86400, plans[-1].end + 3 * 86400)
    totals = {plan.day: ring_totals(person, plan) or {} for plan in plans}
    days: dict[str, dict[date, float]] = {}
    for metric in metrics:
        columns = columns_of(person, plans, metric)
        value = _rule(metric)
        found: dict[date, float] = {}
        for day, pieces in spans.items():
            at = value(_of_day(columns, pieces), pieces)
            if at is None and metric in totals.get(day, {}):
                at = totals[day][metric]
            if at is not None:
                found[day] = at
        days[metric] = found
    nights, naps = nights_of(columns_of(person, plans, "sleep_stage"), spans)
    efforts = [effort for plan in plans for effort in plan.efforts]
    return Truth(zones, days, nights, naps, efforts)


# ------------------------------------------------------------------ days


def zones_named(person: Person, plans: Sequence[DayPlan]) -> Zones:
    """The zones that records name, from the first record of each run of at least two, or of an hour."""
    named: list[tuple[int, int, str]] = []
    signals = [s for s in SIGNALS if s.quantity == "sleep" and s.role != "ring"]
    for plan in plans:
        for signal in signals:
            said = samples(person, signal, plan)
            named += [
                (a, b, plan.zone) for a, b in zip(said.starts.tolist(), said.ends.tolist(), strict=True)
            ]
        named += [(effort.start, effort.end, effort.zone) for effort in plan.efforts]
    runs: list[list[tuple[int, int, str]]] = []
    for record in sorted(named):
        if runs and runs[-1][0][2] == record[2]:
            runs[-1].append(record)
        else:
            runs.append([record])
    zones = [(0, person.home)]
    for run in runs:
        start, zone = run[0][0], run[0][2]
        proven = len(run) >= 2 or max(end for _, end, _ in run) - start >= 3600
        if proven and zone != zones[-1][1]:
            zones.append((start, zone))
    return zones


def spans_by_day(zones: Zones, first: int, last: int) -> dict[date, list[Span]]:
    """Cut [first, last) at every local midnight and change of zone."""
    found: dict[date, list[Span]] = {}
    ends = [at for at, _ in zones[1:]] + [last]
    for (start, name), end in zip(zones, ends, strict=True):
        zone = ZoneInfo(name)
        at, end = max(start, first), min(end, last)
        while at < end:
            day = datetime.fromtimestamp(at, zone).date()
            following = _midnight(day + timedelta(days=1), zone)
            until = min(end, following)
            found.setdefault(day, []).append((at, until, name))
            at = until
    return found


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def columns_of(person: Person, plans: Sequence[DayPlan], metric: str) -> dict[str, Samples]:
    """All samples of a metric by role, in the default order."""
    found: dict[str, Samples] = {}
    for role in ORDER:
        parts = [
            samples(person, signal, plan)
            for signal in SIGNALS
            if signal.metric == metric and signal.role == role
            for plan in plans
        ]
        if parts:
            starts = np.concatenate([p.starts for p in parts])
            order = np.argsort(starts, kind="stable")
            found[role] = Samples(
                starts[order],
                np.concatenate([p.ends for p in parts])[order],
                np.concatenate([p.values for p in parts])[order],
            )
    return found


def _of_day(columns: dict[str, Samples], pieces: Sequence[Span]) -> dict[str, list[tuple[int, int, float]]]:
    """The samples that touch a day; none is longer than fourteen hours."""
    found: dict[str, list[tuple[int, int, float]]] = {}
    low, high = pieces[0][0] - 14 * 3600, pieces[-1][1]
    for role, column in columns.items():
        a, b = np.searchsorted(column.starts, (low, high))
        rows = zip(
            column.starts[a:b].tolist(), column.ends[a:b].tolist(), column.values[a:b].tolist(), strict=True
        )
        touching = [
            (s, e, v)
            for s, e, v in rows
            if any((p <= s < q) if s == e else (s < q and e > p) for p, q, _ in pieces)
        ]
        if touching:
            found[role] = touching
    return found


Rows = dict[str, list[tuple[int, int, float]]]
Rule = Callable[[Rows, Sequence[Span]], float | None]


def _rule(metric: str) -> Rule:
    if metric in SUMS:
        return _sum
    if metric in MEANS:
        return _mean
    return _level if metric in LEVELS else _last


def _sum(rows: Rows, pieces: Sequence[Span]) -> float | None:
    """Each second belongs to the best source that covers it; a sample is spread evenly over its length."""
    if not rows:
        return None
    total = 0.0
    for first, last, _ in pieces:
        taken = np.zeros(last - first, bool)
        for said in rows.values():
            mine = taken.copy()
            for start, end, value in said:
                if start == end:
                    total += value if first <= start < last and not taken[start - first] else 0.0
                    continue
                a, b = max(start, first) - first, min(end, last) - first
                if a < b:
                    total += value * int(np.count_nonzero(~taken[a:b])) / (end - start)
                    mine[a:b] = True
            taken = mine
    return total


def _mean(rows: Rows, pieces: Sequence[Span]) -> float | None:
    weighed = [(w, v) for first, last in _hours(pieces) for w, v in _weights(rows, first, last)]
    total = sum(w for w, _ in weighed)
    return sum(w * v for w, v in weighed) / total if total else None


def _level(rows: Rows, pieces: Sequence[Span]) -> float | None:
    weighed = [(w, v) for first, last in _hours(pieces) for w, v in _weights(rows, first, last)]
    total = sum(w for w, _ in weighed)
    if not total:
        return None
    return 10 * math.log10(sum(w * 10 ** (v / 10) for w, v in weighed) / total)


def _last(rows: Rows, pieces: Sequence[Span]) -> float | None:
    """The best source's latest value."""
    for said in rows.values():
        return max(said)[2]
    return None


def _hours(pieces: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Cut at every full hour of the local clock."""
    for first, last, name in pieces:
        zone = ZoneInfo(name)
        at = first
        while at < last:
            local = datetime.fromtimestamp(at, zone)
            until = min(last, at + 3600 - local.minute * 60 - local.second)
            yield at, until
            at = until


def _weights(rows: Rows, first: int, last: int) -> list[tuple[float, float]]:
    """The best source with a sample in the hour: instants reach half way to their neighbours, five minutes
    at most; intervals count for their length inside."""
    for said in rows.values():
        inside = [(s, e, v) for s, e, v in said if (first <= s < last if s == e else s < last and e > first)]
        if not inside:
            continue
        instants = [s for s, e, _ in inside if s == e]
        found = []
        for start, end, value in inside:
            if start < end:
                found.append((float(min(end, last) - max(start, first)), value))
                continue
            n = instants.index(start)
            left = max(first, start - HOLD, *([(instants[n - 1] + start) / 2] if n else []))
            right = min(last, start + HOLD, *([(instants[n + 1] + start) / 2] if instants[n + 1 :] else []))
            found.append((right - left, value))
        return found
    return []
