"""Which nights an invented person slept, worked out second by second."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from salus.sandbox.signals import ASLEEP, AWAKE, CORE, DEEP, IN_BED, REM, Samples

# An hour without a sign of sleep parts two sessions; a main night has three hours asleep.
APART = 3600
SHORTEST_NIGHT = 180.0
NAMES = {AWAKE: "awake", ASLEEP: "asleep", CORE: "light", DEEP: "deep", REM: "rem", IN_BED: "in_bed"}
ORDER = ("ring", "watch", "phone")


@dataclass(frozen=True, slots=True)
class Night:
    """One session as its best source saw it: epoch seconds, minutes by stage, minutes asleep in all."""

    role: str
    start: int
    end: int
    minutes: Mapping[str, float]
    asleep: float

    @property
    def staged(self) -> bool:
        """Whether any stage of sleep was told apart."""
        return any(self.minutes[name] for name in ("light", "deep", "rem"))


def nights_of(
    columns: Mapping[str, Samples], spans: Mapping[date, Sequence[tuple[int, int, str]]]
) -> tuple[dict[date, Night], dict[date, float]]:
    """Return the main night of each local day of waking, and the minutes asleep in its naps."""
    sessions = [s for role, column in columns.items() for s in _sessions(role, column)]
    sessions.sort(key=lambda s: (not s.staged, not s.asleep, ORDER.index(s.role), s.start))
    chosen: list[Night] = []
    for session in sessions:
        if not any(_same_night(session, best) for best in chosen):
            chosen.append(session)
    by_day: dict[date, list[Night]] = {}
    starts = sorted((piece[0], day) for day, pieces in spans.items() for piece in pieces)
    for night in chosen:
        if night.asleep:
            # Half-open: who wakes at midnight sharp wakes on the day that begins.
            day = starts[bisect_right(starts, night.end, key=lambda s: s[0]) - 1][1]
            by_day.setdefault(day, []).append(night)
    nights, naps = {}, {}
    for day, found in by_day.items():
        found.sort(key=lambda n: (-n.asleep, n.start))
        if found[0].asleep >= SHORTEST_NIGHT or len(found) == 1:
            nights[day] = found.pop(0)
        if found:
            naps[day] = sum(n.asleep for n in found)
    return nights, naps


def _same_night(one: Night, other: Night) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    return 2 * common >= min(one.end - one.start, other.end - other.start)


def _sessions(role: str, column: Samples) -> list[Night]:
    rows = list(zip(column.starts.tolist(), column.ends.tolist(), column.values.tolist(), strict=True))
    groups: list[list[tuple[int, int, float]]] = []
    for row in rows:
        if groups and row[0] - max(e for _, e, _ in groups[-1]) <= APART:
            groups[-1].append(row)
        else:
            groups.append([row])
    found = []
    for group in groups:
        minutes = dict.fromkeys(NAMES.values(), 0.0)
        for start, end, stage in group:
            minutes[NAMES[stage]] += (end - start) / 60
        asleep = sum(minutes[name] for name in ("asleep", "light", "deep", "rem"))
        found.append(Night(role, group[0][0], max(e for _, e, _ in group), minutes, asleep))
    return found
