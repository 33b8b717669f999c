"""From a source's units to the canonical ones, and what cannot be true set aside. Pure.

A sample is set aside when its unit is unknown or measures something else, when its value is outside of the
metric's limits, or, for a sample of one second or longer, when its rate is above the metric's limit per
minute. Limits per day only flag a day and never set anything aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from salus.kit.errors import RecordSkipped
from salus.metrics import ALL, Metric, units
from salus.observations.told import Piece
from salus.providers.base import (
    CorrelatedSample,
    EventRecord,
    Leg,
    SampleBlock,
    SourceKey,
    Total,
    WorkoutEvent,
    WorkoutRecord,
)

_ONE_SECOND_MS: Final = 1000
_MINUTE_MS: Final = 60_000.0
_SLACK: Final = 1e-9
"""So that a value at its limit does not fall out by the rounding of a conversion."""
_NO_SOURCE: Final = SourceKey("")


@dataclass(frozen=True, slots=True)
class SetAside:
    """One sample that cannot be used: why, and where its record begins."""

    reason: str
    detail: str
    metric: str
    offset: int


def convert(block: SampleBlock) -> tuple[Piece, list[SetAside]]:
    """Return the samples of a block in the canonical unit, and those that were set aside."""
    metric = ALL.get(block.metric)
    if metric is None:
        return _nothing(), _all(block, "unknown_metric", block.metric)
    try:
        conversion = units.factor(block.unit, metric)
    except RecordSkipped as skipped:
        return _nothing(), _all(block, skipped.reason, skipped.detail)
    values = conversion.into_array(block.values)
    piece = Piece(block.starts, block.durations, values, block.offsets)
    bad = _out_of_range(values, block.durations, metric)
    if not bad.any():
        return piece, []
    aside = [
        SetAside("out_of_range", _why(float(values[i]), int(block.durations[i]), metric), metric.code, offset)
        for i, offset in zip(np.flatnonzero(bad).tolist(), block.offsets[bad].tolist(), strict=True)
    ]
    good = ~bad
    return Piece(block.starts[good], block.durations[good], values[good], block.offsets[good]), aside


def convert_child(child: CorrelatedSample, offset: int) -> Piece | SetAside:
    """Return one child of a correlation as a piece in the canonical unit, or why it is set aside."""
    block = SampleBlock(
        metric=child.metric,
        source=_NO_SOURCE,
        unit=child.unit,
        starts=np.array([child.start_ms], np.int64),
        durations=np.array([child.end_ms - child.start_ms], np.int64),
        values=np.array([child.value], np.float64),
        offsets=np.array([offset], np.int64),
    )
    piece, aside = convert(block)
    return aside[0] if aside else piece


def event_value(event: EventRecord) -> float | None:
    """Return the value of an event in the canonical unit of its kind, where that is a metric.

    Raises: RecordSkipped for a value that cannot be used.
    """
    metric = ALL.get(event.kind)
    if event.value is not None and not np.isfinite(event.value):
        raise RecordSkipped("out_of_range", "not a number")
    if event.value is None or metric is None or metric.states:
        return event.value
    value = units.to_canonical(event.value, event.unit, metric)
    duration = event.end_ms - event.start_ms
    if _out_of_range(np.array([value]), np.array([duration], np.int64), metric)[0]:
        raise RecordSkipped("out_of_range", _why(value, duration, metric))
    return value


def totals(given: Iterable[Total]) -> dict[str, dict[str, float]]:
    """Return totals in canonical units by metric and statistic; those of an unknown unit are left out."""
    found: dict[str, dict[str, float]] = {}
    for total in given:
        metric = ALL.get(total.metric)
        if metric is None:
            continue
        try:
            value = units.to_canonical(total.value, total.unit, metric)
        except RecordSkipped:
            continue
        if not np.isfinite(value):
            continue
        found.setdefault(total.metric, {})[total.statistic] = value
    return found


def workout_events(events: Sequence[WorkoutEvent]) -> list[dict[str, Any]]:
    """Return pauses, laps and segments in order of time."""
    return [
        {"kind": e.kind, "at_ms": e.at_ms, "duration_ms": e.duration_ms, "details": dict(e.details)}
        for e in sorted(events, key=lambda e: (e.at_ms, e.kind))
    ]


def legs(workout: WorkoutRecord) -> list[dict[str, Any]]:
    """Return the activities of a multisport workout in order of time."""
    return [_leg(leg) for leg in sorted(workout.legs, key=lambda leg: (leg.start_ms, leg.end_ms))]


def _leg(leg: Leg) -> dict[str, Any]:
    details: Mapping[str, Any] = leg.details
    return {
        "activity": leg.activity,
        "start_ms": leg.start_ms,
        "end_ms": leg.end_ms,
        "duration_ms": leg.duration_ms,
        "totals": totals(leg.totals),
        "events": workout_events(leg.events),
        "details": dict(details),
    }


def _out_of_range(
    values: NDArray[np.float64], durations: NDArray[np.int64], metric: Metric
) -> NDArray[np.bool_]:
    bad = ~np.isfinite(values)
    if metric.low is not None:
        bad |= values < metric.low - _SLACK * max(1.0, abs(metric.low))
    if metric.high is not None:
        bad |= values > metric.high + _SLACK * max(1.0, abs(metric.high))
    if metric.high_per_minute is not None:
        long = durations >= _ONE_SECOND_MS
        allowed = metric.high_per_minute * (durations / _MINUTE_MS) * (1 + _SLACK)
        bad |= long & (values > allowed)
    return bad


def _why(value: float, duration_ms: int, metric: Metric) -> str:
    """Return the limit that a value breaks; the value itself is in the raw form, not here."""
    if not np.isfinite(value):
        return "not a number"
    if metric.low is not None and value < metric.low:
        return f"below {metric.low:g} {metric.unit}".rstrip()
    if metric.high is not None and value > metric.high:
        return f"above {metric.high:g} {metric.unit}".rstrip()
    return f"above {metric.high_per_minute:g} {metric.unit} a minute over {duration_ms / 1000:g} s"


def _nothing() -> Piece:
    none = np.empty(0, np.int64)
    return Piece(none, none, np.empty(0, np.float64), none)


def _all(block: SampleBlock, reason: str, detail: str) -> list[SetAside]:
    return [SetAside(reason, detail, block.metric, offset) for offset in block.offsets.tolist()]
