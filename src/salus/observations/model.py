"""What the room hands out: sources, series, samples in columns, and records that are no series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from salus.kit.ids import IngestNo, SeriesId, SourceId
from salus.providers.base import SourceKey

Int64s: TypeAlias = NDArray[np.int64]
Int32s: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """One app on one device, inside one road (a connection, or the person's files of one provider)."""

    source_id: SourceId
    road: str
    key: SourceKey
    name: str
    """As the source last called itself."""
    device_class: str
    """watch, band, ring, phone, scale, mat, chest_strap, cuff, app, manual or summary."""
    origin: str
    """Code of the provider that really measured; empty when it is the road's own."""
    said_at_ms: int
    """When `name` was said."""


@dataclass(frozen=True, slots=True)
class Series:
    """What one source says about one metric, in one context (a body site, a meal) and one grain."""

    series_id: SeriesId
    metric: str
    source_id: SourceId
    context: str
    grain: str
    """`sample`, or `daily` for a vendor's own day totals and dates without a time."""
    undeviced: bool
    """Records gave no device: the names they were written under decided the source."""
    names: tuple[str, ...]
    """Those names, folded."""
    longest_ms: int
    """No sample is longer."""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesSamples:
    """Samples of one series as equally long columns, by start, then duration, then value."""

    series: Series
    starts: Int64s
    """Epoch milliseconds UTC."""
    durations: Int64s
    """Milliseconds; 0 is an instant."""
    values: Floats
    """In the metric's canonical unit."""
    ingests: Int32s
    """Which ingest first said the value that is believed."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class SeriesDays:
    """A vendor's own values per date of one series of grain `daily`, oldest first.

    A date may have several values; they are ordered by value.
    """

    series: Series
    days: Int64s
    """`date.toordinal` of the vendor's date as written; never shifted by a zone."""
    values: Floats
    ingests: Int32s

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """A believed record that is no series: a symptom, a notification, an ECG, an interval over a day."""

    record_key: bytes
    kind: str
    source_id: SourceId
    start_ms: int
    end_ms: int
    code: str
    value: float | None
    details: Mapping[str, Any]
    said_at_ms: int
    ingests: tuple[IngestNo, ...]


@dataclass(frozen=True, slots=True)
class Workout:
    """A believed workout of one source. `duration_ms` is without pauses."""

    record_key: bytes
    workout_id: UUID
    source_id: SourceId
    activity: str
    family: str
    start_ms: int
    end_ms: int
    duration_ms: int
    zone: str
    totals: Mapping[str, Any]
    """By metric code: {"sum" | "average" | "minimum" | "maximum": value in the canonical unit}."""
    events: tuple[Mapping[str, Any], ...]
    """{"kind", "at_ms", "duration_ms", "details"}, in order of time."""
    legs: tuple[Mapping[str, Any], ...]
    """{"activity", "start_ms", "end_ms", "duration_ms", "totals", "events", "details"}, in order of time."""
    details: Mapping[str, Any]
    said_at_ms: int
    ingests: tuple[IngestNo, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RecordStream:
    """Columns of numbers that belong to one record: a route (`t_ms`, `lat`, `lon`, …), voltages."""

    record_key: bytes
    name: str
    columns: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Span:
    """[from_ms, to_ms) of one metric."""

    metric: str
    from_ms: int
    to_ms: int


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`: how pages number their UTC days in Python."""
    return day.toordinal() - _EPOCH


def day_of_number(number: int) -> date:
    """Return the day with a number of `day_number`."""
    return date.fromordinal(number + _EPOCH)


_EPOCH = date(1970, 1, 1).toordinal()
