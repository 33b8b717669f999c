"""What resolution hands out: orders of sources, resolved days as columns, and the reason for one number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntFlag, StrEnum
from typing import TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from salus.kit.ids import SourceId

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]


class Flag(IntFlag):
    """What is worth knowing about a resolved day; kept as a bit set in `daily.flags`."""

    DISAGREEMENT = 1
    """Two sources that saw much of the day differ more than is plausible."""
    PART_OF_A_DAY = 2
    """The sources saw less than half of the hours in which the metric usually has values."""
    BEYOND_DAILY_LIMIT = 4
    """The value lies outside what a whole day of a person plausibly has."""
    OWN_TOTAL_DIFFERS = 8
    """A source's own day total differs by more than 5 % from the sum of its own intervals."""
    COMPLETENESS_KNOWN = 16
    """Quality counts the part completeness; the next two likewise."""
    PLAUSIBILITY_KNOWN = 32
    AGREEMENT_KNOWN = 64
    ALONE = 128
    """Only one source has anything for the day, and it is the answer: its own day is this one."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceColumns:
    """What one source said of one metric, as columns sorted by start.

    Times: epoch ms UTC, durations in ms; 0 is an instant. `own_days` (ordinals) and `own_values` are its
    values of grain `daily`: vendor day totals and dates without a time.
    """

    source_id: SourceId
    starts: Integers
    durations: Integers
    values: Floats
    own_days: Integers
    own_values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedDays:
    """Resolved values of days in order; candidates are columns of the matrices, best rank first.

    Missing is NaN, in `source` −1. `own` is what a candidate alone would give for the day, `used` what it
    gave to the value (in a mean: its share of the covered time, times the value). `least` and `greatest` are
    NaN for sums and durations. `n` counts the samples that count, `own_n` those of each candidate.
    """

    days: Integers
    candidates: tuple[SourceId, ...]
    value: Floats
    least: Floats
    greatest: Floats
    n: Integers
    source: Integers
    used: Floats
    own: Floats
    own_least: Floats
    own_greatest: Floats
    own_n: Integers
    hours: Integers
    """Local hours of the day in which a candidate has samples."""
    total_only: Booleans
    """The value is a source's own day total."""
    own_total: Floats
    """What the candidate itself gives as the day's total or value, where it does."""

    def only(self, rows: Booleans) -> ResolvedDays:
        """Return the days that `rows` marks."""
        columns = {name: getattr(self, name)[rows] for name in self.__slots__ if name != "candidates"}
        return ResolvedDays(candidates=self.candidates, **columns)


@dataclass(frozen=True, slots=True)
class Preference:
    """What a person decided about the order of sources, for a metric or a category (`scope`)."""

    preference_id: UUID
    scope: str
    """`metric:steps` or `category:activity`."""
    valid_from: date | None
    """First local day for which it holds; None: always."""
    ordered: tuple[SourceId, ...]
    never: tuple[SourceId, ...]
    strategy: str
    believed_from: datetime


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """The order in which sources count for one metric on a day."""

    metric: str
    ordered: tuple[SourceId, ...]
    never: tuple[SourceId, ...]
    scope: str
    """Which row decided: `metric:…`, `category:…` or `default`."""
    preference: UUID | None


class SpanState(StrEnum):
    """What became of a stretch of time in which a source had samples."""

    USED = "used"
    OVERLAPPED = "overlapped"
    """A higher-ranked source counted there."""
    SET_ASIDE = "set_aside"
    """The source did not count on this day at all."""


@dataclass(frozen=True, slots=True)
class CandidateSpan:
    """One stretch [from_ms, to_ms) of a candidate; an instant has equal ends."""

    from_ms: int
    to_ms: int
    state: SpanState


@dataclass(frozen=True, slots=True)
class Quality:
    """Quality 0–1 of one source's day, and its parts; None where it or a part cannot be known."""

    score: float | None
    device_class: float | None
    completeness: float | None
    plausibility: float | None
    agreement: float | None
    finality: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source that had something for the day, and what became of it. Values in the metric's unit."""

    source_id: SourceId
    name: str
    rank: int
    """1 is best; 0: never to be used."""
    own: float | None
    used: float
    set_aside: float
    """What of `own` was not used; for means and last values: `own` when it was not used, else 0."""
    why: str
    spans: tuple[CandidateSpan, ...]
    quality: Quality
    own_total: float | None
    """The source's own day total, where it gives one."""


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedSamples:
    """All samples behind an explained day, as columns sorted by start; `used`: the part that counts, 0–1.

    `unit` is the values' own: what a night gives is explained by minutes of stages, whatever its unit.
    """

    unit: str
    starts: Integers
    durations: Integers
    values: Floats
    sources: Integers
    ingests: Integers
    used: Floats


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """A value that was shown before, until `until`, and why that ended (ingest, undo, preference, zone …)."""

    value: float | None
    since: datetime
    until: datetime
    cause: str


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why a day's number is what it is."""

    metric: str
    day: date
    value: float | None
    unit: str
    sentence: str
    rule: str
    preference: UUID | None
    scope: str
    zone: str
    spans: tuple[tuple[int, int], ...]
    """The local day as instants [from_ms, to_ms)."""
    computed_at: datetime | None
    complete: bool
    quality: float | None
    flags: Flag
    candidates: tuple[Candidate, ...]
    samples: ExplainedSamples
    earlier: tuple[EarlierAnswer, ...]


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that would have another value under another order."""

    day: date
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, eq=False)
class MetricPreview:
    """What another order of sources would change for one metric."""

    metric: str
    days: int
    days_changed: int
    mean_before: float | None
    mean_after: float | None
    first: date
    """Day of the first entry of the two columns; one entry a day, NaN where there is no value."""
    before: Floats
    after: Floats
    largest: tuple[DayChange, ...]
    """The days that would change most, largest change first."""


@dataclass(frozen=True, slots=True, eq=False)
class PreferencePreview:
    """What another order of sources would change, by metric, most changed days first."""

    scope: str
    metrics: tuple[MetricPreview, ...]
