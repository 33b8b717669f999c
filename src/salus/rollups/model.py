"""What rollups hands out: columns of days and points, nights and workouts as they were resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.resolution.model import Booleans, Floats, Integers


class Resolution(StrEnum):
    """How fine the points of a series are; AUTO is the finest that fits."""

    AUTO = "auto"
    RAW = "raw"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class GapReason(StrEnum):
    """Why a stretch of time has no values."""

    NOT_FETCHED = "not_fetched"
    NOT_WORN = "not_worn"
    SOURCE_SILENT = "source_silent"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch [from_ms, to_ms) without values; `source_id` None: of all sources."""

    from_ms: int
    to_ms: int
    source_id: SourceId | None
    why: GapReason


@dataclass(frozen=True, slots=True, eq=False)
class DayColumns:
    """One entry for each day from `first`, oldest first; missing is NaN, a missing source −1.

    `source` is the index in `sources` of the largest contributor. Values in `unit`; days are the person's
    own by the zone history.
    """

    metric: str
    unit: str
    first: date
    value: Floats
    least: Floats
    greatest: Floats
    n: Integers
    quality: Floats
    source: Integers
    complete: Booleans
    flags: Integers
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SourceDays:
    """One source's own days of a span, and its part of what was counted."""

    source_id: SourceId
    days: int
    """How many days have a value of it."""
    last: date
    """The last of them."""
    mean: float | None
    """Mean of its own values over its days."""
    used: float | None
    """Mean of what it gave to the resolved values, over its days."""
    share: float | None
    """Its part of all that was counted, 0–1."""
    columns: DayColumns


@dataclass(frozen=True, slots=True)
class Coverage:
    """First and last day with a resolved value, and how many days have one."""

    first: date
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class DayValue:
    """One resolved day. `contributors`: the sources that gave to it, best rank first, with what they gave."""

    metric: str
    unit: str
    day: date
    value: float | None
    least: float | None
    greatest: float | None
    n: int
    quality: float | None
    complete: bool
    flags: int
    source_id: SourceId | None
    contributors: tuple[tuple[SourceId, float], ...]
    believed_from: datetime | None
    cause: str


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points in order of time. `t`: epoch ms UTC; from DAY up the instant at which the local day begins.

    `least` and `greatest` are None where a point is one sample or a sum; `n` says how many samples a point
    stands for; `source` is the index in `sources` of the largest contributor.
    """

    metric: str
    unit: str
    resolution: Resolution
    t: Integers
    v: Floats
    least: Floats | None
    greatest: Floats | None
    n: Integers | None
    source: Integers
    sources: tuple[SourceId, ...]
    gaps: tuple[Gap, ...]
    thinned: bool
    zones: ZoneHistory
    """By which days and hours were cut."""


@dataclass(frozen=True, slots=True)
class LatestValue:
    """The newest value of a metric that counts, and when it was measured."""

    metric: str
    unit: str
    value: float
    at_ms: int
    source_id: SourceId


@dataclass(frozen=True, slots=True, eq=False)
class NightSession:
    """One source's session that was joined to a night; minutes by stage as in `Night`."""

    source_id: SourceId
    start_ms: int
    end_ms: int
    staged: bool
    minutes: tuple[float, ...]
    in_bed_from_ms: int | None
    in_bed_to_ms: int | None
    overlap_minutes: float
    """How long it overlaps the session that won."""
    stage_starts: Integers
    """Ms from this session's `start_ms`; the other stage columns as in `Night`. Empty in lists of nights:
    `night` reads them."""
    stage_durations: Integers
    stages: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """A resolved night or nap, of the local day of its final wake.

    `minutes` holds minutes by state in the order of the states of `sleep_stage`. Stage columns: ms from
    `start_ms`, durations in ms, index of the state; each instant has one stage.
    """

    day: date
    main: bool
    start_ms: int
    end_ms: int
    onset_ms: int | None
    """First moment asleep."""
    wake_ms: int | None
    """End of the last stretch asleep."""
    source_id: SourceId
    zone: str
    in_bed_from_ms: int | None
    in_bed_to_ms: int | None
    in_bed_source_id: SourceId | None
    asleep_minutes: float | None
    in_bed_minutes: float | None
    awake_minutes: float | None
    awakenings: int | None
    latency_minutes: float | None
    efficiency: float | None
    minutes: tuple[float, ...]
    stage_starts: Integers
    stage_durations: Integers
    stages: Integers
    others: tuple[NightSession, ...]


@dataclass(frozen=True, slots=True)
class WorkoutMember:
    """One source's record of the same effort."""

    record_key: bytes
    workout_id: UUID
    source_id: SourceId
    rank: int
    activity: str
    start_ms: int
    end_ms: int
    gave: tuple[str, ...]
    """Attributes that the resolved workout has from it."""


@dataclass(frozen=True, slots=True)
class WorkoutAttribute:
    """A total of a workout in the canonical unit of its metric, and who gave it."""

    metric: str
    value: float | None
    """The sum, else the average; None where only a least or greatest is known."""
    average: float | None
    least: float | None
    greatest: float | None
    source_id: SourceId


@dataclass(frozen=True, slots=True)
class ResolvedWorkout:
    """One effort, joined from all sources that recorded it."""

    workout_id: UUID
    day: date
    start_ms: int
    end_ms: int
    duration_ms: int
    activity: str
    family: str
    zone: str
    source_id: SourceId
    record_key: bytes
    members: tuple[WorkoutMember, ...]
    attributes: tuple[WorkoutAttribute, ...]
    events: tuple[dict[str, Any], ...]
    legs: tuple[dict[str, Any], ...]
    details: dict[str, Any]
    zone_mistake_of: UUID | None
    """Another workout of equal length and sport, whole hours away: one of them has the wrong zone."""


@dataclass(frozen=True, slots=True)
class DayVersion:
    """A value of a day that was believed for a while; `until` None: it still is."""

    value: float | None
    quality: float | None
    source_id: SourceId | None
    believed_from: datetime
    until: datetime | None
    cause: str
    """Why it ended: ingest, undo, preference, zone, replay; for the present one: why it began."""
