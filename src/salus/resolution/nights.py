"""Nights and naps: sessions of each source, joined across sources, the best one whole. Pure.

- A session is one source's stage intervals with gaps of up to an hour; time in bed bridges any gap it
  covers. Inside a session overlapping stages rank rem, deep, light, asleep, restless, awake, out of bed, in
  bed, unknown, so each instant has one stage.
- Sessions of several sources are one night when they overlap by at least half of the shorter. The
  best-ranked session takes those that overlap it; in a chain the one in the middle goes to the best.
  Ranks: staged before asleep without stages before in bed only, then the order of sources, then the longer.
- The best session wins whole; two hypnograms are never mixed. Time in bed that it lacks is taken from the
  best of the others.
- A night belongs to the local day of its final wake. The main night of a day is the longest by time asleep,
  at least three hours unless it is the only one; the others are naps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from salus import metrics
from salus.kit.ids import SourceId
from salus.kit.zones import HOUR_MS, ZoneHistory
from salus.resolution.intervals import Cover
from salus.resolution.model import Integers, SourceColumns

STATES: Final = metrics.get("sleep_stage").states
IN_BED, ASLEEP, AWAKE, LIGHT, DEEP, REM, RESTLESS, OUT_OF_BED, UNKNOWN = range(9)
BEST_FIRST: Final = (REM, DEEP, LIGHT, ASLEEP, RESTLESS, AWAKE, OUT_OF_BED, IN_BED, UNKNOWN)
SLEEPING: Final = (ASLEEP, LIGHT, DEEP, REM)
STAGED: Final = (LIGHT, DEEP, REM)
LONGEST_GAP_MS: Final = HOUR_MS
SHORTEST_MAIN_MS: Final = 3 * HOUR_MS
MINUTE_MS: Final = 60_000

RankOf = Callable[[SourceId, int], int | None]
"""Rank of a source (0 is best) on the day of an ordinal; None: never to be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One source's stretch of sleep. Times in epoch ms; `lengths` in ms by state; stages in order of time."""

    source_id: SourceId
    start: int
    end: int
    lengths: Integers
    asleep: int
    staged: bool
    onset: int | None
    wake: int | None
    awake: int
    """Ms awake between onset and the final wake."""
    awakenings: int | None
    """None where the source tells neither stages nor awake time."""
    in_bed_from: int | None
    in_bed_to: int | None
    in_bed: int
    stage_starts: Integers
    stage_ends: Integers
    stages: Integers

    @property
    def tier(self) -> int:
        """0: with stages, 1: asleep without stages, 2: in bed only."""
        if self.staged:
            return 0
        return 1 if self.asleep else 2


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedNight:
    """One night or nap of the day of ordinal `day`: the session that won, and the others, best rank first."""

    day: int
    main: bool
    session: Session
    others: tuple[Session, ...]
    bed: Session | None
    """The session that time in bed is taken from."""

    @property
    def latency(self) -> int | None:
        """Ms from going to bed to falling asleep, where both are known and in this order."""
        if self.bed is None or self.bed.in_bed_from is None or self.session.onset is None:
            return None
        latency = self.session.onset - self.bed.in_bed_from
        return latency if latency >= 0 else None

    @property
    def efficiency(self) -> float | None:
        """Time asleep in percent of time in bed, where that is known and not shorter."""
        if self.bed is None or not self.bed.in_bed or not self.session.asleep:
            return None
        return 100 * self.session.asleep / self.bed.in_bed if self.bed.in_bed >= self.session.asleep else None


def resolve_nights(
    sources: Sequence[SourceColumns], zones: ZoneHistory, rank_of: RankOf
) -> list[ResolvedNight]:
    """Return nights and naps in order of their start. `values` of the sources are indices into `STATES`."""
    return join_sessions([session for source in sources for session in sessions_of(source)], zones, rank_of)


def join_sessions(sessions: Sequence[Session], zones: ZoneHistory, rank_of: RankOf) -> list[ResolvedNight]:
    """Return nights and naps made of the sessions of all sources, in order of their start."""
    if not sessions:
        return []
    wakes = np.array([s.wake or s.end for s in sessions], np.int64)
    days = zones.days_of(wakes)
    ranked: list[tuple[int, int, int, int, int]] = []
    for k, session in enumerate(sessions):
        rank = rank_of(session.source_id, int(days[k]))
        if rank is not None:
            ranked.append((session.tier, rank, session.start - session.end, session.start, k))
    ranked.sort()
    groups = _joined(sessions, [k for *_, k in ranked])
    return _with_main_nights([(sessions[head], others, int(days[head])) for head, others in groups])


def sessions_of(source: SourceColumns) -> list[Session]:
    """Return one source's sessions in order of time."""
    long = source.durations > 0
    starts, states = source.starts[long], source.values[long].astype(np.int64)
    ends = starts + source.durations[long]
    if not len(starts):
        return []
    stretches = Cover.of(starts, ends + LONGEST_GAP_MS)
    # Gaps of exactly one hour still belong together: touching stretches are one.
    begin, finish = stretches.starts, stretches.ends - LONGEST_GAP_MS
    at, until, stage = _one_stage_an_instant(starts, ends, states)
    session = np.searchsorted(begin, at, side="right") - 1
    beds = Cover.of(starts[states == IN_BED], ends[states == IN_BED])
    bed_session = np.searchsorted(begin, beds.starts, side="right") - 1
    first = np.searchsorted(session, np.arange(len(begin) + 1))
    first_bed = np.searchsorted(bed_session, np.arange(len(begin) + 1))
    lengths = np.bincount(
        session * len(STATES) + stage, weights=until - at, minlength=len(begin) * len(STATES)
    ).astype(np.int64)
    lengths = lengths.reshape(len(begin), len(STATES))
    found: list[Session] = []
    for k in range(len(begin)):
        stages = slice(int(first[k]), int(first[k + 1]))
        in_bed = slice(int(first_bed[k]), int(first_bed[k + 1]))
        found.append(
            _session(
                source.source_id,
                (int(begin[k]), int(finish[k])),
                lengths[k],
                (at[stages], until[stages], stage[stages]),
                (beds.starts[in_bed], beds.ends[in_bed]),
            )
        )
    return found


def _session(
    source_id: SourceId,
    span: tuple[int, int],
    lengths: Integers,
    stages: tuple[Integers, Integers, Integers],
    beds: tuple[Integers, Integers],
) -> Session:
    at, until, stage = stages
    asleep = int(lengths[list(SLEEPING)].sum())
    staged = bool(lengths[list(STAGED)].any())
    onset = wake = awakenings = None
    awake = 0
    if asleep:
        sleeping = np.flatnonzero(np.isin(stage, SLEEPING))
        onset, wake = int(at[sleeping[0]]), int(until[sleeping[-1]])
        between = (stage == AWAKE) & (at >= onset) & (until <= wake)
        awake = int((until - at)[between].sum())
        if staged or lengths[AWAKE]:
            awakenings = int(between.sum())
    return Session(
        source_id=source_id,
        start=span[0],
        end=span[1],
        lengths=lengths,
        asleep=asleep,
        staged=staged,
        onset=onset,
        wake=wake,
        awake=awake,
        awakenings=awakenings,
        in_bed_from=int(beds[0][0]) if len(beds[0]) else None,
        in_bed_to=int(beds[1][-1]) if len(beds[0]) else None,
        in_bed=int((beds[1] - beds[0]).sum()),
        stage_starts=at,
        stage_ends=until,
        stages=stage,
    )


def _one_stage_an_instant(
    starts: Integers, ends: Integers, states: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return (starts, ends, states) of stretches in which one stage holds, the best-ranked of those said."""
    edges = np.unique(np.concatenate((starts, ends)))
    stage = np.full(len(edges) - 1, -1, np.int64)
    for state in reversed(BEST_FIRST):
        said = states == state
        if said.any():
            stage[Cover.of(starts[said], ends[said]).holds(edges[:-1])] = state
    new = np.ones(len(stage), bool)
    new[1:] = stage[1:] != stage[:-1]
    begins = np.flatnonzero(new)
    at, until, stage = edges[begins], edges[np.append(begins[1:], len(stage))], stage[begins]
    known = stage >= 0
    return at[known], until[known], stage[known]


def _joined(sessions: Sequence[Session], best_first: Sequence[int]) -> list[tuple[int, tuple[Session, ...]]]:
    """Return (best session, the others joined to it) for each night."""
    by_start = sorted(best_first, key=lambda k: sessions[k].start)
    starts = [sessions[k].start for k in by_start]
    longest = max((s.end - s.start for s in sessions), default=0)
    taken: set[int] = set()
    place = {k: position for position, k in enumerate(best_first)}
    groups: list[tuple[int, tuple[Session, ...]]] = []
    for head in best_first:
        if head in taken:
            continue
        taken.add(head)
        best = sessions[head]
        near = by_start[bisect_left(starts, best.start - longest) : bisect_left(starts, best.end)]
        joined = [
            k
            for k in near
            if k not in taken
            and sessions[k].source_id != best.source_id
            and overlap_is_half_of_the_shorter(best.start, best.end, sessions[k].start, sessions[k].end)
        ]
        taken.update(joined)
        joined.sort(key=place.__getitem__)
        groups.append((head, tuple(sessions[k] for k in joined)))
    return groups


def overlap_is_half_of_the_shorter(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Tell whether two spans overlap by at least half of the shorter one."""
    overlap = min(end, other_end) - max(start, other_start)
    return overlap > 0 and 2 * overlap >= min(end - start, other_end - other_start)


def _with_main_nights(
    found: Sequence[tuple[Session, tuple[Session, ...], int]],
) -> list[ResolvedNight]:
    of_day: dict[int, list[int]] = {}
    for k, (_, _, day) in enumerate(found):
        of_day.setdefault(day, []).append(k)
    mains: set[int] = set()
    for ks in of_day.values():
        sleeping = [k for k in ks if found[k][0].asleep]
        if not sleeping:
            mains.add(max(ks, key=lambda k: (found[k][0].in_bed, -found[k][0].start)))
            continue
        best = max(sleeping, key=lambda k: (found[k][0].asleep, -found[k][0].start))
        if len(sleeping) == 1 or found[best][0].asleep >= SHORTEST_MAIN_MS:
            mains.add(best)
    nights = []
    for k, (session, others, day) in enumerate(found):
        bed = session if session.in_bed else next((other for other in others if other.in_bed), None)
        nights.append(ResolvedNight(day, k in mains, session, others, bed))
    nights.sort(key=lambda night: night.session.start)
    return nights


NIGHT_METRICS: Final = (
    "sleep_duration_total",
    "sleep_duration_deep",
    "sleep_duration_light",
    "sleep_duration_rem",
    "sleep_duration_unspecified",
    "sleep_duration_awake",
    "sleep_duration_restless",
    "sleep_time_in_bed",
    "sleep_latency",
    "sleep_latency_wakeup",
    "sleep_efficiency",
    "sleep_awakenings",
    "sleep_nap_duration",
)


def night_values(nights: Sequence[ResolvedNight]) -> dict[str, dict[int, tuple[float, SourceId]]]:
    """Return by metric the value and source of each day (ordinal), minutes and percent.

    All are of the main night but `sleep_nap_duration`. What is not known has no entry; a stage of which a
    staged night had none is 0.
    """
    values: dict[str, dict[int, tuple[float, SourceId]]] = {code: {} for code in NIGHT_METRICS}
    for night in nights:
        if night.main:
            for code, value, source in _of_main_night(night):
                values[code][night.day] = (value, source)
        elif night.session.asleep:
            so_far, source = values["sleep_nap_duration"].get(night.day, (0.0, night.session.source_id))
            values["sleep_nap_duration"][night.day] = (so_far + night.session.asleep / MINUTE_MS, source)
    return values


def _of_main_night(night: ResolvedNight) -> list[tuple[str, float, SourceId]]:
    session, bed = night.session, night.bed
    own = session.source_id
    rows: list[tuple[str, float, SourceId]] = []
    if session.asleep:
        rows.append(("sleep_duration_total", session.asleep / MINUTE_MS, own))
        if session.staged:
            for code, state in (("deep", DEEP), ("light", LIGHT), ("rem", REM)):
                rows.append((f"sleep_duration_{code}", int(session.lengths[state]) / MINUTE_MS, own))
        if session.awakenings is not None:
            rows.append(("sleep_duration_awake", session.awake / MINUTE_MS, own))
            rows.append(("sleep_awakenings", float(session.awakenings), own))
        for code, state in (("unspecified", ASLEEP), ("restless", RESTLESS)):
            if session.lengths[state]:
                rows.append((f"sleep_duration_{code}", int(session.lengths[state]) / MINUTE_MS, own))
    if bed is not None:
        rows.append(("sleep_time_in_bed", bed.in_bed / MINUTE_MS, bed.source_id))
        if night.latency is not None:
            rows.append(("sleep_latency", night.latency / MINUTE_MS, bed.source_id))
        if night.efficiency is not None:
            rows.append(("sleep_efficiency", night.efficiency, own))
        if session.wake is not None and bed.in_bed_to is not None and bed.in_bed_to >= session.wake:
            rows.append(("sleep_latency_wakeup", (bed.in_bed_to - session.wake) / MINUTE_MS, bed.source_id))
    return rows
