"""Gathers what a stretch of an export became, until it is handed on as one chunk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health.devices import Writer
from salus.providers.apple_health.plans import Plan
from salus.providers.base.records import (
    DAY_MS,
    GRAIN_SAMPLE,
    Chunk,
    Correlation,
    Counts,
    EventRecord,
    Rejected,
    SampleBlock,
    SourceKey,
    SourceName,
    StreamRecord,
    WorkoutRecord,
    ZoneClaim,
)


class SeriesKey(NamedTuple):
    """What makes samples one block."""

    metric: str
    source: SourceKey
    unit: str
    context: str = ""
    grain: str = GRAIN_SAMPLE
    counted: bool = True


def series_of(plan: Plan) -> SeriesKey:
    """Return the block that samples of a plan belong to."""
    return SeriesKey(plan.metric, plan.writer.key, plan.unit, plan.context)


Columns = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]


@dataclass(slots=True)
class _Series:
    columns: list[Columns] = field(default_factory=list)
    single: list[tuple[int, int, float, int]] = field(default_factory=list)


@dataclass(slots=True)
class Collecting:
    """What one chunk will hold. Offsets are positions in the file."""

    events: list[EventRecord] = field(default_factory=list)
    workouts: list[WorkoutRecord] = field(default_factory=list)
    streams: list[StreamRecord] = field(default_factory=list)
    correlations: list[Correlation] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    zones: list[ZoneClaim] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    weight: int = 0
    """Numbers held in streams and single samples, to keep a chunk from growing without bound."""
    _series: defaultdict[SeriesKey, _Series] = field(default_factory=lambda: defaultdict(_Series))
    _names: dict[SourceKey, SourceName] = field(default_factory=dict)
    _writes: defaultdict[tuple[str, SourceKey], list[NDArray[np.int64]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add_columns(self, key: SeriesKey, columns: Columns) -> None:
        """Add samples as (starts, durations, values, offsets) in the order of the file."""
        self._series[key].columns.append(columns)

    def add_sample(self, key: SeriesKey, start_ms: int, end_ms: int, value: float, offset: int) -> None:
        """Add one sample."""
        self._series[key].single.append((start_ms, end_ms - start_ms, value, offset))
        self.weight += 4

    def add_samples(self, key: SeriesKey, samples: list[tuple[int, int, float, int]]) -> None:
        """Add samples as (start, duration, value, offset)."""
        if samples:
            self._series[key].single.extend(samples)
            self.weight += 4 * len(samples)

    def add_stream(self, stream: StreamRecord) -> None:
        """Add the columns of a record."""
        self.streams.append(stream)
        self.weight += len(stream) * len(stream.columns)

    def wrote(self, writer: Writer, starts: NDArray[np.int64]) -> None:
        """Note that a source wrote under its name at these times."""
        self.named(writer.key, writer.display, int(starts.max()))
        if writer.claims_name:
            self._writes[writer.folded, writer.key].append(starts)

    def wrote_once(self, writer: Writer, start_ms: int, end_ms: int, zone: str) -> None:
        """Note that a source wrote one record, and the zone that it names."""
        self.wrote(writer, np.array([start_ms], np.int64))
        if zone:
            self.zones.append(ZoneClaim(start_ms, end_ms, zone))

    def named(self, source: SourceKey, display: str, said_ms: int) -> None:
        """Note how a source calls itself; the last one said stays, of two at once the greater."""
        known = self._names.get(source)
        if known is None or (known.said_ms, known.display) < (said_ms, display):
            self._names[source] = SourceName(display, said_ms)

    def reject(self, reason: str, detail: str, metric: str, offset: int, length: int) -> None:
        """Note one record that cannot be used."""
        self.rejected.append(Rejected(reason, detail, metric, offset, length))

    def chunk(
        self,
        *,
        base_offset: int,
        next_offset: int,
        text: bytes,
        ends: NDArray[np.int64],
        finished: bool = False,
    ) -> Chunk:
        """Return everything gathered, each block in the order of the file."""
        return Chunk(
            base_offset=base_offset,
            next_offset=next_offset,
            text=text,
            ends=ends,
            blocks=[_block(key, series) for key, series in self._series.items()],
            events=self.events,
            workouts=self.workouts,
            streams=self.streams,
            correlations=self.correlations,
            rejected=sorted(self.rejected, key=lambda rejected: rejected.offset),
            names=self._names,
            writes={who: _distinct(np.concatenate(starts)) for who, starts in self._writes.items()},
            zones=self.zones,
            facts=self.facts,
            counts=self.counts,
            finished=finished,
        )


def _distinct(instants: NDArray[np.int64]) -> NDArray[np.int64]:
    instants.sort()
    return instants[np.concatenate(([True], instants[1:] != instants[:-1]))]


def _block(key: SeriesKey, series: _Series) -> SampleBlock:
    columns = list(series.columns)
    if series.single:
        starts, durations, values, offsets = zip(*series.single, strict=True)
        columns.append(
            (
                np.array(starts, np.int64),
                np.array(durations, np.int64),
                np.array(values, np.float64),
                np.array(offsets, np.int64),
            )
        )
    if len(columns) == 1:
        found = columns[0]
    else:
        found = (
            np.concatenate([c[0] for c in columns]),
            np.concatenate([c[1] for c in columns]),
            np.concatenate([c[2] for c in columns]),
            np.concatenate([c[3] for c in columns]),
        )
    if len(columns) > 1 or series.single:
        order = np.argsort(found[3], kind="stable")
        found = (found[0][order], found[1][order], found[2][order], found[3][order])
    return SampleBlock(
        metric=key.metric,
        source=key.source,
        unit=key.unit,
        context=key.context,
        grain=key.grain,
        counted=key.counted,
        starts=found[0],
        durations=found[1],
        values=found[2],
        offsets=found[3],
    )


LONGEST_SAMPLE_MS: Final = DAY_MS
"""A longer sample is an event."""
