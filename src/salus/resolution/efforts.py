"""Workouts: records of several sources that are the same effort become one. Pure.

Two records are the same effort when they overlap by at least half of the shorter and are of the same family
(`other` fits all). Each is compared with the best-ranked record only. Equal length and sport a whole number
of hours apart is a zone mistake of one of them: flagged, not merged. Each attribute comes from the best
source for it: distances from one with a route, heart rate from a chest strap, else by rank. Legs of a
multisport workout stay its children.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from salus.kit.ids import SourceId
from salus.kit.zones import HOUR_MS
from salus.observations.model import Workout
from salus.resolution.nights import overlap_is_half_of_the_shorter

SAME_LENGTH_MS: Final = 2000
LARGEST_ZONE_SHIFT_MS: Final = 26 * HOUR_MS
BY_ROUTE: Final = ("distance", "elevation", "speed")
BY_STRAP: Final = ("heart_rate",)

RankOf = Callable[[SourceId, int], int | None]
"""Rank of a source (0 is best) at an instant; None: never to be used."""


@dataclass(frozen=True, slots=True)
class Effort:
    """One effort: its records, best rank first, and which record gives each total (by metric code)."""

    members: tuple[Workout, ...]
    givers: Mapping[str, Workout]
    zone_mistake_of: UUID | None

    @property
    def best(self) -> Workout:
        """The best-ranked record."""
        return self.members[0]


def resolve_efforts(
    records: Sequence[Workout],
    rank_of: RankOf,
    *,
    with_route: Collection[bytes],
    device_class: Mapping[SourceId, str],
) -> list[Effort]:
    """Return the efforts in order of their start. `with_route`: keys of records that have a route."""
    ranked = sorted(
        (
            (rank, record.start_ms, record.record_key, record)
            for record in records
            if (rank := rank_of(record.source_id, record.start_ms)) is not None
        ),
        key=lambda row: row[:3],
    )
    best_first = [record for *_, record in ranked]
    efforts: list[Effort] = []
    for members in _joined(best_first):
        givers = {
            code: _giver(code, members, with_route, device_class)
            for code in dict.fromkeys(code for member in members for code in member.totals)
        }
        efforts.append(Effort(members, givers, None))
    return _with_zone_mistakes(efforts)


def same_family(one: Workout, other: Workout) -> bool:
    """Tell whether two records can be of one effort by their sport."""
    return one.family == other.family or "other" in (one.family, other.family)


def _joined(best_first: Sequence[Workout]) -> list[tuple[Workout, ...]]:
    by_start = sorted(range(len(best_first)), key=lambda k: best_first[k].start_ms)
    starts = [best_first[k].start_ms for k in by_start]
    longest = max((w.end_ms - w.start_ms for w in best_first), default=0)
    taken: set[int] = set()
    groups: list[tuple[Workout, ...]] = []
    for head, best in enumerate(best_first):
        if head in taken:
            continue
        taken.add(head)
        near = by_start[bisect_left(starts, best.start_ms - longest) : bisect_left(starts, best.end_ms)]
        joined = sorted(
            k
            for k in near
            if k not in taken
            and best_first[k].source_id != best.source_id
            and same_family(best, best_first[k])
            and overlap_is_half_of_the_shorter(
                best.start_ms, best.end_ms, best_first[k].start_ms, best_first[k].end_ms
            )
        )
        taken.update(joined)
        groups.append((best, *(best_first[k] for k in joined)))
    return groups


def _giver(
    code: str,
    members: Sequence[Workout],
    with_route: Collection[bytes],
    device_class: Mapping[SourceId, str],
) -> Workout:
    having = [member for member in members if code in member.totals]
    if any(word in code for word in BY_ROUTE):
        better = [member for member in having if member.record_key in with_route]
    elif any(word in code for word in BY_STRAP):
        better = [member for member in having if device_class.get(member.source_id) == "chest_strap"]
    else:
        better = []
    return (better or having)[0]


def _with_zone_mistakes(best_first: Sequence[Effort]) -> list[Effort]:
    """Return the efforts in order of their start, the lesser of two that differ by whole hours flagged."""
    place = {effort.best.record_key: k for k, effort in enumerate(best_first)}
    ordered = sorted(best_first, key=lambda effort: (effort.best.start_ms, effort.best.record_key))
    starts = [effort.best.start_ms for effort in ordered]
    flagged: list[Effort] = []
    for effort in ordered:
        best = effort.best
        low = bisect_left(starts, best.start_ms - LARGEST_ZONE_SHIFT_MS)
        high = bisect_left(starts, best.start_ms + LARGEST_ZONE_SHIFT_MS + 1)
        twins = [
            other.best
            for other in ordered[low:high]
            if place[other.best.record_key] < place[best.record_key] and _is_hours_away(best, other.best)
        ]
        if twins:
            nearest = min(twins, key=lambda twin: place[twin.record_key])
            flagged.append(replace(effort, zone_mistake_of=nearest.workout_id))
        else:
            flagged.append(effort)
    return flagged


def _is_hours_away(one: Workout, other: Workout) -> bool:
    shift = abs(one.start_ms - other.start_ms)
    off_the_hour = min(shift % HOUR_MS, -shift % HOUR_MS)
    lengths = abs((one.end_ms - one.start_ms) - (other.end_ms - other.start_ms))
    return (
        other.source_id != one.source_id
        and other.activity == one.activity
        and shift >= HOUR_MS - SAME_LENGTH_MS
        and off_the_hour <= SAME_LENGTH_MS
        and lengths <= SAME_LENGTH_MS
    )
