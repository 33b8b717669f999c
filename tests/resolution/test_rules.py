"""The rules against their naive twin, on generated days at home, over DST changes and on journeys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salus import metrics
from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.resolution.model import ResolvedDays, SourceColumns
from salus.resolution.rules import resolve_days, resolve_hours, sample_shares
from tests.resolution import brute_force
from tests.resolution.brute_force import Said, Where

MINUTE, HOUR = 60_000, 3_600_000
METRIC_OF_KIND = {
    "sum": "steps",
    "duration": "mindful_minutes",
    "mean": "heart_rate",
    "leq": "environmental_sound_level",
    "min": "heart_rate_min",
    "max": "heart_rate_max",
    "last": "body_weight",
}


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


# First day and where the person was: at home, both DST changes, half-hour zones, journeys, the date line.
SCENES: list[tuple[date, Where]] = [
    (date(2026, 5, 5), Where((), "UTC")),
    (date(2026, 3, 28), Where((), "Europe/Berlin")),
    (date(2026, 10, 24), Where((), "Europe/Berlin")),
    (date(2026, 4, 4), Where((), "Australia/Lord_Howe")),
    (date(2026, 7, 1), Where((), "Asia/Kathmandu")),
    (date(2026, 5, 4), Where(((ms("2026-05-05T16:20:30.007-04:00"), "Europe/Berlin"),), "America/New_York")),
    (
        date(2026, 5, 4),
        Where(
            ((ms("2026-05-05T23:50+02:00"), "America/Los_Angeles"), (ms("2026-05-06T01:00-07:00"), "UTC")),
            "Europe/Berlin",
        ),
    ),
    (date(2026, 6, 10), Where(((ms("2026-06-11T12:00+12:00"), "Pacific/Honolulu"),), "Pacific/Auckland")),
    (date(2026, 6, 10), Where(((ms("2026-06-11T10:00-10:00"), "Pacific/Auckland"),), "Pacific/Honolulu")),
    (date(2011, 12, 29), Where((), "Pacific/Apia")),
]
DAYS = 3


def samples(low: int, high: int, kind: str) -> st.SearchStrategy[tuple[int, int, float]]:
    span = high - low
    coarse = st.integers(0, span // (10 * MINUTE)).map(lambda k: low + k * 10 * MINUTE)
    fine = st.integers(0, span).map(lambda k: low + k)
    lengths = st.one_of(
        st.just(0),
        st.sampled_from([1, 1000, 30_000, MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR, 7 * HOUR, 24 * HOUR]),
        st.integers(1, 3 * HOUR),
    )
    value = st.integers(0, 200).map(float) | st.floats(0, 130, allow_nan=False, width=32)
    made = st.tuples(st.one_of(coarse, coarse, fine, fine.map(lambda t: t // 2 * 2)), lengths, value)
    if kind == "duration":
        return made | made.map(lambda s: (s[0], s[1], s[1] / MINUTE))
    return made


@st.composite
def cases(draw: st.DrawFn, kind: str) -> tuple[date, Where, list[Said]]:
    first, where = draw(st.sampled_from(SCENES))
    low = ms(f"{first}T00:00+14:00") - 6 * HOUR
    high = ms(f"{first + timedelta(DAYS)}T00:00-12:00")
    said = []
    for _ in range(draw(st.integers(1, 3))):
        made = draw(st.lists(samples(low, high, kind), max_size=7, unique=True))
        own = draw(
            st.lists(
                st.tuples(
                    st.integers(0, DAYS - 1).map(lambda k: first + timedelta(k)),
                    st.integers(1, 120).map(float),
                ),
                max_size=2,
            )
        )
        said.append(Said(tuple(sorted(made)), tuple(own)))
    return first, where, said


def columns(k: int, said: Said) -> SourceColumns:
    own = sorted(said.own)
    return SourceColumns(
        SourceId(k + 1),
        np.array([s[0] for s in said.samples], np.int64),
        np.array([s[1] for s in said.samples], np.int64),
        np.array([s[2] for s in said.samples], np.float64),
        np.array([day.toordinal() for day, _ in own], np.int64),
        np.array([value for _, value in own], np.float64),
    )


def resolved(kind: str, said: Sequence[Said], where: Where, first: date, days: int = DAYS) -> ResolvedDays:
    return resolve_days(
        metrics.get(METRIC_OF_KIND[kind]),
        [columns(k, one) for k, one in enumerate(said)],
        ZoneHistory(where.segments, where.profile),
        first.toordinal(),
        first.toordinal() + days - 1,
    )


def maybe(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-12)


def nothing_or(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


@pytest.mark.parametrize("kind", list(METRIC_OF_KIND))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_the_rules_agree_with_a_walk_over_every_slice(kind: str, data: st.DataObject) -> None:
    first, where, said = data.draw(cases(kind))
    low, high = (
        ms(f"{first}T00:00+14:00") - 40 * HOUR,
        ms(f"{first + timedelta(DAYS)}T00:00-12:00") + 40 * HOUR,
    )
    hold = metrics.get(METRIC_OF_KIND[kind]).hold_ms
    expected = brute_force.resolve(kind, said, where, low, high, hold=hold)
    wanted = {first + timedelta(k) for k in range(DAYS)}
    expected = {day: entry for day, entry in expected.items() if day in wanted}
    found = resolved(kind, said, where, first)
    assert [date.fromordinal(int(d)) for d in found.days] == sorted(expected)
    for row, day in enumerate(sorted(expected)):
        entry = expected[day]
        assert found.value[row] == pytest.approx(float(entry.value or 0), rel=1e-9, abs=1e-9), day
        assert nothing_or(found.least[row]) == maybe(entry.least)
        assert nothing_or(found.greatest[row]) == maybe(entry.greatest)
        assert found.n[row] == entry.n
        assert found.total_only[row] == entry.total_only
        for rank in range(len(said)):
            given_ = float(entry.used.get(rank, 0))
            assert found.used[row, rank] == pytest.approx(given_, rel=1e-6, abs=1e-7), (day, rank)
        shares = sorted((float(v) for v in entry.used.values()), reverse=True)
        if len(shares) < 2 or shares[0] - shares[1] > 1e-6:
            assert found.source[row] == entry.source


@pytest.mark.parametrize("kind", ["sum", "duration"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_the_hours_of_a_day_add_up_to_the_day(kind: str, data: st.DataObject) -> None:
    first, where, said = data.draw(cases(kind))
    zones = ZoneHistory(where.segments, where.profile)
    candidates = [columns(k, one) for k, one in enumerate(said)]
    metric = metrics.get(METRIC_OF_KIND[kind])
    days = resolved(kind, said, where, first)
    hours = resolve_hours(metric, candidates, zones, first.toordinal(), first.toordinal() + DAYS - 1)
    of_hour = zones.days_of(hours.starts)
    for row, day in enumerate(days.days):
        if days.total_only[row]:
            assert not (of_hour == day).any()
        else:
            assert hours.value[of_hour == day].sum() == pytest.approx(days.value[row], abs=1e-6)


@pytest.mark.parametrize("kind", ["mean", "leq", "min", "max"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_each_hour_agrees_with_a_walk_too(kind: str, data: st.DataObject) -> None:
    first, where, told = data.draw(cases(kind))
    told = [Said(one.samples) for one in told]
    metric = metrics.get(METRIC_OF_KIND[kind])
    zones = ZoneHistory(where.segments, where.profile)
    low, high = ms(f"{first}T00:00+14:00"), ms(f"{first + timedelta(DAYS)}T00:00-12:00")
    expected = brute_force.means(kind, told, where, low, high, metric.hold_ms, by_hour=True)
    last = first + timedelta(DAYS - 1)
    expected = {start: hour for start, hour in expected.items() if first <= where.day(start) <= last}
    candidates = [columns(k, one) for k, one in enumerate(told)]
    found = resolve_hours(metric, candidates, zones, first.toordinal(), last.toordinal())
    assert found.starts.tolist() == sorted(expected)
    for row, start in enumerate(sorted(expected)):
        hour = expected[start]
        assert found.value[row] == pytest.approx(float(hour.value or 0), rel=1e-9, abs=1e-9)
        assert (found.n[row], found.source[row]) == (hour.n, hour.source)


@pytest.mark.parametrize("kind", list(METRIC_OF_KIND))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_the_shares_of_samples_make_up_the_day(kind: str, data: st.DataObject) -> None:
    first, where, told = data.draw(cases(kind))
    if kind == "duration":
        # Intervals that mean their length are united, so that no share of one alone is left to tell.
        told = [
            Said(tuple(s for s in one.samples if abs(s[2] * MINUTE - s[1]) > 1000), one.own) for one in told
        ]
    metric = metrics.get(METRIC_OF_KIND[kind])
    zones = ZoneHistory(where.segments, where.profile)
    candidates = [columns(k, one) for k, one in enumerate(told)]
    numbers = first.toordinal(), first.toordinal() + DAYS - 1
    shares = sample_shares(metric, candidates, zones, *numbers)
    days = resolved(kind, told, where, first)
    assert all(((share >= 0) & (share <= 1 + 1e-12)).all() for share in shares)
    if len(candidates) == 1:
        return
    whole = [float(value) for value, only in zip(days.value, days.total_only, strict=True) if not only]
    if kind in ("sum", "duration"):
        counted = sum(float((c.values * s).sum()) for c, s in zip(candidates, shares, strict=True))
        assert counted == pytest.approx(sum(whole), rel=1e-9, abs=1e-6)
    else:
        counted_values = np.concatenate([c.values[s > 0] for c, s in zip(candidates, shares, strict=True)])
        least = [float(v) for v, only in zip(days.least, days.total_only, strict=True) if not only]
        assert len(counted_values) == 0 if not least else counted_values.min() == min(least)


BERLIN = Where((), "Europe/Berlin")
DAY = date(2026, 5, 5)


def at(clock: str) -> int:
    return ms(f"2026-05-05T{clock}+02:00")


def said(*rows: tuple[str, str, float], own: float | None = None) -> Said:
    made = tuple((at(start), at(end) - at(start), value) for start, end, value in rows)
    return Said(made, () if own is None else ((DAY, own),))


def one_day(kind: str, *sources: Said) -> float | None:
    found = resolved(kind, sources, BERLIN, DAY, 1)
    return float(found.value[0]) if len(found.days) else None


def test_steps_from_watch_and_phone_in_one_hour_are_not_added() -> None:
    watch, phone = said(("09:00", "10:00", 900)), said(("09:00", "10:00", 700))
    assert one_day("sum", watch, phone) == 900
    assert one_day("sum", phone, watch) == 700


def test_the_phone_counts_in_the_half_hour_without_the_watch() -> None:
    assert one_day("sum", said(("09:00", "09:30", 900)), said(("09:00", "10:00", 700))) == 900 + 350


def test_a_day_total_of_a_lower_source_is_only_shown() -> None:
    assert one_day("sum", said(("09:00", "10:00", 900)), said(own=8000)) == 900


def test_a_day_total_of_the_first_source_is_the_answer() -> None:
    assert one_day("sum", said(own=8000), said(("09:00", "10:00", 900))) == 8000


def test_a_sources_own_total_gives_way_to_its_own_intervals() -> None:
    assert one_day("sum", said(("09:00", "10:00", 900), own=8000)) == 900


def test_an_interval_over_midnight_is_split_in_proportion_to_time() -> None:
    night = Said(((ms("2026-05-04T23:00+02:00"), 4 * HOUR, 400.0),))
    assert one_day("sum", night) == 300


def test_minutes_that_are_the_length_of_their_intervals_are_united() -> None:
    assert one_day("duration", said(("09:00", "10:00", 60), ("09:30", "10:30", 60))) == 90


def test_minutes_that_differ_from_their_interval_are_added() -> None:
    assert one_day("duration", said(("09:00", "10:00", 20), ("09:30", "10:30", 20))) == 40


def test_a_mean_does_not_mix_two_sources_in_one_hour() -> None:
    watch = said(("09:10", "09:10", 60), ("09:20", "09:20", 60))
    ring = said(("09:15", "09:15", 90), ("11:00", "11:00", 90))
    found = resolved("mean", [watch, ring], BERLIN, DAY, 1)
    # The watch stands for 20 minutes, the ring's 11 o'clock for the five after it.
    assert found.value[0] == pytest.approx((60 * 20 + 90 * 5) / 25)
    assert (found.least[0], found.greatest[0], found.n[0]) == (60, 90, 3)


def test_decibels_are_averaged_by_energy() -> None:
    loud = said(("09:00", "09:30", 90), ("09:30", "10:00", 60))
    assert one_day("leq", loud) == pytest.approx(10 * np.log10((1e9 + 1e6) / 2))


def test_the_last_weight_by_measured_time_counts_and_only_of_the_first_source() -> None:
    scale = said(("07:00", "07:00", 80.5), ("06:00", "06:00", 80.0))
    assert one_day("last", Said(tuple(sorted(scale.samples))), said(("22:00", "22:00", 99))) == 80.5


def test_nothing_is_no_zero() -> None:
    assert one_day("sum", Said(()), Said(())) is None
