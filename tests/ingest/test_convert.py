"""Units become canonical, and what cannot be true is set aside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from salus.ingest.convert import convert, event_value, totals
from salus.kit.errors import RecordSkipped
from salus.providers.base import EventRecord, SampleBlock, SourceKey, Total


def block(metric: str, unit: str, rows: list[tuple[int, float]]) -> SampleBlock:
    starts = np.arange(len(rows), dtype=np.int64) * 1000
    durations, values = zip(*rows, strict=True)
    return SampleBlock(
        metric=metric,
        source=SourceKey("app"),
        unit=unit,
        starts=starts,
        durations=np.array(durations, np.int64),
        values=np.array(values, np.float64),
        offsets=starts + 7,
    )


def test_values_come_in_the_canonical_unit():
    piece, aside = convert(block("body_weight", "lb", [(0, 176.37)]))
    assert piece.values.tolist() == pytest.approx([80.0], abs=0.01)
    assert aside == []


def test_an_unknown_unit_sets_every_sample_aside():
    piece, aside = convert(block("body_weight", "km", [(0, 1), (0, 2)]))
    assert len(piece.starts) == 0
    assert {a.reason for a in aside} == {"unknown_unit"}
    assert [a.offset for a in aside] == [7, 1007]


def test_only_samples_out_of_range_are_set_aside():
    piece, aside = convert(block("heart_rate", "count/min", [(0, 60), (0, 9000), (0, float("nan"))]))
    assert piece.values.tolist() == [60]
    assert [(a.reason, a.offset) for a in aside] == [("out_of_range", 1007), ("out_of_range", 2007)]
    assert "9000" not in aside[0].detail


def test_a_rate_above_the_limit_per_minute_counts_from_one_second_on():
    rows = [(60_000, 290.0), (60_000, 100_000.0), (999, 100.0), (0, 100.0)]
    piece, aside = convert(block("steps", "count", rows))
    assert piece.values.tolist() == [290.0, 100.0, 100.0]
    assert len(aside) == 1


def test_totals_come_in_canonical_units_and_unknown_ones_are_left_out():
    found = totals([Total("workout_distance", "sum", 1, "mi"), Total("workout_energy", "sum", 1, "furlong")])
    assert found == {"workout_distance": {"sum": pytest.approx(1609.344)}}


def test_an_event_s_value_is_checked_when_its_kind_is_a_metric():
    words: dict[str, Any] = {
        "record_key": b"k",
        "source": SourceKey("a"),
        "start_ms": 0,
        "end_ms": 0,
        "offset": 0,
    }
    assert event_value(EventRecord(kind="audiogram", value=3.0, **words)) == 3.0
    with pytest.raises(RecordSkipped):
        event_value(EventRecord(kind="heart_rate", value=9000.0, unit="count/min", **words))
