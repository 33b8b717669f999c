"""Points of a metric over time: resolved, never too many, nothing invented where nothing was measured."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from salus import rollups
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.rollups import GapReason, Resolution, Series, recompute_metric
from salus.rollups.thinning import Points, thinned
from tests.rollups import given
from tests.rollups.given import NOW, PHONE, RING, SCALE, SUMMARY, WATCH, spread

MINUTE, HOUR = 60_000, 3_600_000


@pytest.fixture
def tx(db: Transaction, person: PersonId) -> Transaction:
    given.sources(db, person)
    given.export(db, person, datetime(2026, 5, 20, tzinfo=UTC))
    return db


def read(
    tx: Transaction,
    person: PersonId,
    metric: str,
    start: str,
    end: str,
    resolution: Resolution = Resolution.AUTO,
    most: int = 1000,
    **more: object,
) -> Series:
    return rollups.series(
        tx,
        person,
        metric,
        given.at(start),
        given.at(end),
        resolution,
        most,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def heart(tx: Transaction, person: PersonId) -> None:
    """A pulse every five minutes of the 5th to 7th, and the ring's in every quarter of the 6th."""
    every = range(given.at("05-05 00:00"), given.at("05-08 00:00"), 5 * MINUTE)
    given.samples(tx, person, "heart_rate", WATCH, [(t, 0, 60.0 + k % 40) for k, t in enumerate(every)])
    ring = range(given.at("05-06 00:00"), given.at("05-07 00:00"), 15 * MINUTE)
    given.samples(tx, person, "heart_rate", RING, [(t + MINUTE, 0, 50.0) for t in ring])
    recompute_metric(tx, person, "heart_rate", now=NOW)


def test_raw_gives_only_what_counts_and_all_gives_the_rest(tx: Transaction, person: PersonId) -> None:
    heart(tx, person)
    raw = read(tx, person, "heart_rate", "05-06 08:00", "05-06 09:00")
    assert raw.resolution is Resolution.RAW
    assert (len(raw.t), raw.sources, raw.n, raw.least) == (12, (WATCH,), None, None)
    everything = read(tx, person, "heart_rate", "05-06 08:00", "05-06 09:00", all_sources=True)
    assert (len(everything.t), everything.sources) == (16, (WATCH, RING))
    assert (np.diff(everything.t) >= 0).all()
    alone = read(tx, person, "heart_rate", "05-06 08:00", "05-06 09:00", source=RING)
    assert (len(alone.t), alone.sources) == (4, (RING,))


def test_auto_is_the_finest_that_fits(tx: Transaction, person: PersonId) -> None:
    heart(tx, person)
    fits = {1000: "raw", 864: "raw", 863: "hour", 72: "hour", 71: "day", 3: "day", 2: "week", 1: "week"}
    for most, expected in fits.items():
        found = read(tx, person, "heart_rate", "05-05 00:00", "05-08 00:00", most=most)
        assert (found.resolution.value, found.thinned) == (expected, False), most


def test_auto_counts_what_is_in_the_window_not_in_its_days(tx: Transaction, person: PersonId) -> None:
    heart(tx, person)
    for most, expected in {4: "raw", 3: "hour"}.items():
        found = read(tx, person, "heart_rate", "05-06 08:00", "05-06 08:20", most=most)
        assert found.resolution.value == expected, most
    # Two busy days in two years: few hours, though the years have many.
    given.samples(tx, person, "heart_rate", WATCH, [(given.at("05-06 09:00") - 700 * 24 * HOUR, 0, 70.0)])
    assert read(tx, person, "heart_rate", "05-01 00:00", "06-01 00:00", most=100).resolution.value == "hour"
    start = given.at("05-01 00:00") - 800 * 24 * HOUR
    years = rollups.series(tx, person, "heart_rate", start, given.at("06-01 00:00"), max_points=100, now=NOW)
    assert (years.resolution.value, len(years.t)) == ("hour", 73)


def test_a_point_ends_with_its_hour_day_week_or_month_also_before_a_hole(
    tx: Transaction, person: PersonId
) -> None:
    times = ("03-28 10:10", "03-28 12:10", "03-29 10:10", "04-20 10:10")
    given.samples(tx, person, "heart_rate", WATCH, [(given.at(text), 0, 60.0) for text in times])
    recompute_metric(tx, person, "heart_rate", now=NOW)

    def spans(resolution: Resolution) -> list[tuple[int, int]]:
        found = read(tx, person, "heart_rate", "03-01 00:00", "05-01 00:00", resolution)
        return list(zip(found.t.tolist(), rollups.ends_of(found).tolist(), strict=True))

    assert [end - start for start, end in spans(Resolution.HOUR)] == [HOUR] * 4
    assert [end - start for start, end in spans(Resolution.RAW)] == [0] * 4
    # Clocks go forward on the 29th.
    assert [(end - start) // HOUR for start, end in spans(Resolution.DAY)] == [24, 23, 24]
    assert [(end - start) // HOUR for start, end in spans(Resolution.WEEK)] == [167, 168]
    assert [(end - start) // HOUR for start, end in spans(Resolution.MONTH)] == [31 * 24 - 1, 30 * 24]


def test_hours_have_bounds_and_days_begin_at_local_midnight(tx: Transaction, person: PersonId) -> None:
    heart(tx, person)
    hours = read(tx, person, "heart_rate", "05-05 00:00", "05-05 03:00", Resolution.HOUR)
    assert hours.t.tolist() == [given.at(f"05-05 0{h}:00") for h in range(3)]
    assert hours.n is not None
    assert hours.least is not None
    assert (hours.n.tolist(), hours.least.tolist()) == ([12, 12, 12], [60, 72, 84])
    days = read(tx, person, "heart_rate", "05-05 00:00", "05-08 00:00", Resolution.DAY)
    assert days.t.tolist() == [given.at(f"05-0{d} 00:00") for d in (5, 6, 7)]
    assert read(tx, person, "heart_rate", "05-05 00:01", "05-07 00:00", Resolution.DAY).t.tolist() == [
        given.at("05-06 00:00")
    ]


def test_an_explicit_resolution_is_thinned_and_keeps_the_extremes(tx: Transaction, person: PersonId) -> None:
    heart(tx, person)
    found = read(tx, person, "heart_rate", "05-05 00:00", "05-08 00:00", Resolution.RAW, 100)
    assert found.thinned
    assert len(found.t) <= 100
    assert found.n is not None
    assert found.n.sum() == 864
    assert (found.v.min(), found.v.max()) == (60, 99)


def test_raw_steps_add_up_to_the_day(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    given.samples(tx, person, "steps", PHONE, [spread("05-05 09:30", 1, 600)])
    recompute_metric(tx, person, "steps", now=NOW)
    raw = read(tx, person, "steps", "05-05 00:00", "05-06 00:00")
    assert raw.v.tolist() == [900, 300]
    assert rollups.day_value(tx, person, "steps", date(2026, 5, 5), now=NOW).value == 1200
    hours = read(tx, person, "steps", "05-05 00:00", "05-06 00:00", Resolution.HOUR)
    assert (hours.v.tolist(), hours.least) == ([900, 300], None)


def test_a_day_total_that_is_the_answer_is_a_point_of_its_own(tx: Transaction, person: PersonId) -> None:
    given.daily(tx, person, "energy_active", SUMMARY, {date(2026, 5, 6): 410.0})
    given.samples(tx, person, "energy_active", WATCH, [spread("05-05 09:00", 1, 300)])
    recompute_metric(tx, person, "energy_active", now=NOW)
    raw = read(tx, person, "energy_active", "05-05 00:00", "05-08 00:00")
    assert (raw.t.tolist(), raw.v.tolist()) == (
        [given.at("05-05 09:00"), given.at("05-06 00:00")],
        [300, 410],
    )


def test_weeks_and_months_leave_parts_of_days_out_of_sums(tx: Transaction, person: PersonId) -> None:
    rows = [spread(f"05-{d:02} 06:00", 14, 1000.0 + d) for d in range(4, 20)]
    given.samples(tx, person, "steps", WATCH, [*rows, spread("05-20 09:00", 1, 5)])
    recompute_metric(tx, person, "steps", now=NOW)
    weeks = read(tx, person, "steps", "05-01 00:00", "06-01 00:00", Resolution.WEEK)
    assert weeks.t.tolist() == [given.at("05-04 00:00"), given.at("05-11 00:00"), given.at("05-18 00:00")]
    # The 20th is the day of the export: part of a day.
    assert weeks.v.tolist() == [1007, 1014, 1018.5]
    month = read(tx, person, "steps", "05-01 00:00", "06-01 00:00", Resolution.MONTH)
    assert (month.t.tolist(), month.v.tolist()) == ([given.at("05-01 00:00")], [1011.5])


def test_missing_days_are_gaps_with_a_reason(tx: Transaction, person: PersonId) -> None:
    worn = [d for d in range(1, 19) if d not in (4, 8, 9, 10)]
    given.samples(tx, person, "steps", WATCH, [spread(f"05-{d:02} 06:00", 14, 1000) for d in worn])
    recompute_metric(tx, person, "steps", now=NOW)
    found = read(tx, person, "steps", "05-01 00:00", "06-01 00:00", Resolution.DAY)
    assert [(g.from_ms, g.to_ms, g.why) for g in found.gaps] == [
        (given.at("05-04 00:00"), given.at("05-05 00:00"), GapReason.NOT_WORN),
        (given.at("05-08 00:00"), given.at("05-11 00:00"), GapReason.SOURCE_SILENT),
        # The export of the 20th, 2 o'clock, told everything; what came since is not here yet.
        (given.at("05-19 00:00"), given.at("05-20 02:00"), GapReason.NOT_WORN),
        (given.at("05-20 02:00"), given.at("06-01 00:00"), GapReason.NOT_FETCHED),
    ]


def test_a_source_that_stopped_long_before_the_export_has_ended(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread(f"05-{d:02} 06:00", 14, 1000) for d in range(1, 11)])
    recompute_metric(tx, person, "steps", now=NOW)
    found = read(tx, person, "steps", "05-01 00:00", "05-18 00:00", Resolution.DAY)
    assert [(g.from_ms, g.to_ms, g.why) for g in found.gaps] == [
        (given.at("05-11 00:00"), given.at("05-18 00:00"), GapReason.ENDED)
    ]


def test_a_sparse_metric_has_no_gaps_between_its_readings(tx: Transaction, person: PersonId) -> None:
    given.samples(
        tx, person, "body_weight", SCALE, [(given.at(f"05-{d:02} 07:00"), 0, 80.0) for d in (1, 5, 9, 12, 16)]
    )
    recompute_metric(tx, person, "body_weight", now=NOW)
    assert read(tx, person, "body_weight", "05-01 00:00", "05-17 00:00", Resolution.DAY).gaps == ()


def test_what_is_not_there_is_empty_and_what_is_impossible_is_refused(
    tx: Transaction, person: PersonId
) -> None:
    assert len(read(tx, person, "steps", "05-01 00:00", "05-17 00:00").t) == 0
    heart(tx, person)
    assert len(read(tx, person, "heart_rate", "01-01 00:00", "02-01 00:00").t) == 0
    with pytest.raises(UserInputError, match="Did you mean heart_rate"):
        read(tx, person, "hart_rate", "05-01 00:00", "05-17 00:00")
    with pytest.raises(UserInputError, match="Swap"):
        read(tx, person, "heart_rate", "05-17 00:00", "05-01 00:00")
    with pytest.raises(UserInputError, match="20000"):
        read(tx, person, "heart_rate", "05-01 00:00", "05-17 00:00", most=20_001)
    with pytest.raises(UserInputError, match="kept by day"):
        read(tx, person, "heart_rate", "05-01 00:00", "05-17 00:00", Resolution.RAW, as_of=NOW)


@generated(
    st.lists(st.floats(-100, 100) | st.just(float("nan")), min_size=1, max_size=200),
    st.integers(1, 60),
)
def test_thinning_keeps_order_extremes_and_every_sample(values: list[float], most: int) -> None:
    size = len(values)
    v = np.array(values)
    points = Points(np.arange(size), v, v, v, np.full(size, 3), np.zeros(size, np.int64))
    found = thinned(points, most)
    assert len(found.t) <= max(most, 1)
    assert (np.diff(found.t) > 0).all()
    assert found.n is not None
    assert found.n.sum() == 3 * size
    if most >= 2 and not np.isnan(v).all():
        assert np.nanmin(found.v) == np.nanmin(v)
        assert np.nanmax(found.v) == np.nanmax(v)
