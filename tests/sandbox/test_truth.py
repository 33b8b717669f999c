"""Truth is only worth something when it is simple enough to be seen to be right."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from salus.sandbox import Journey, invent
from salus.sandbox.signals import SIGNALS, samples
from salus.sandbox.truth import _level, _mean, _sum, spans_by_day, truth_of

LAST = date(2026, 11, 20)
NOON = 1_790_000_000 - 1_790_000_000 % 3600
DAY = [(NOON, NOON + 7200, "UTC")]


def test_the_better_source_takes_the_seconds_it_covers() -> None:
    rows = {"watch": [(NOON, NOON + 600, 100.0)], "phone": [(NOON + 300, NOON + 900, 60.0)]}
    assert _sum(rows, DAY) == pytest.approx(100 + 30)


def test_overlapping_samples_of_one_source_add_up() -> None:
    assert _sum({"watch": [(NOON, NOON + 600, 100.0), (NOON + 300, NOON + 600, 7.0)]}, DAY) == 107


def test_a_sample_over_the_border_counts_for_its_share() -> None:
    assert _sum({"watch": [(NOON - 300, NOON + 100, 40.0)]}, DAY) == pytest.approx(10)


def test_an_instant_under_a_better_interval_is_not_counted() -> None:
    rows = {
        "watch": [(NOON, NOON + 10, 5.0)],
        "phone": [(NOON + 5, NOON + 5, 3.0), (NOON + 10, NOON + 10, 2.0)],
    }
    assert _sum(rows, DAY) == 7


def test_instants_reach_half_way_and_five_minutes_at_most() -> None:
    # The first stands for 300 s before and 50 s after it, the second for 50 s before and 300 s after.
    rows = {"watch": [(NOON + 1000, NOON + 1000, 60.0), (NOON + 1100, NOON + 1100, 100.0)]}
    assert _mean(rows, DAY) == pytest.approx(80)
    rows = {"watch": [(NOON + 100, NOON + 100, 60.0), (NOON + 200, NOON + 200, 100.0)]}
    assert _mean(rows, DAY) == pytest.approx((150 * 60 + 350 * 100) / 500)


def test_each_hour_belongs_to_its_best_source() -> None:
    rows = {
        "watch": [(NOON + 600, NOON + 600, 60.0)],
        "ring": [(NOON + at, NOON + at, 90.0) for at in (900, 4200)],
    }
    assert _mean(rows, DAY) == pytest.approx(75)


def test_levels_are_averaged_by_energy() -> None:
    rows = {"watch": [(NOON, NOON + 600, 60.0), (NOON + 600, NOON + 1200, 70.0)]}
    assert _level(rows, DAY) == pytest.approx(67.404, abs=0.001)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_days_are_as_long_as_clocks_say(zone: str, day: date, hours: float) -> None:
    spans = spans_by_day([(0, zone)], 1_767_000_000, 1_800_000_000)
    assert sum(b - a for a, b, _ in spans[day]) == hours * 3600


def test_days_part_all_time_also_on_a_journey_over_the_date_line() -> None:
    journey = [Journey(20, 24, "Pacific/Honolulu")]
    person = invent(2, days=60, last_day=LAST, home="Pacific/Auckland", journeys=journey)
    truth = truth_of(person, metrics=("steps",))
    assert [zone for _, zone in truth.zones] == ["Pacific/Auckland", "Pacific/Honolulu", "Pacific/Auckland"]
    first, last = person.plans[0].start, person.plans[-1].end
    spans = sorted(s for found in spans_by_day(truth.zones, first, last).values() for s in found)
    assert spans[0][0] == first
    assert spans[-1][1] == last
    assert all(a[1] == b[0] for a, b in pairwise(spans))


def test_steps_are_fewer_than_all_sources_together_and_at_least_the_best_alone() -> None:
    person = invent(4, days=40, last_day=LAST)
    days = truth_of(person, metrics=("steps",)).days["steps"]
    by_role = {
        role: sum(
            samples(person, signal, plan).values.sum()
            for signal in SIGNALS
            if signal.metric == "steps" and signal.role == role
            for plan in person.plans
        )
        for role in ("watch", "phone", "ring")
    }
    assert by_role["watch"] < sum(days.values()) < 0.75 * sum(by_role.values())


def test_nights_end_on_the_local_day_of_waking() -> None:
    person = invent(4, days=70, last_day=LAST)
    truth = truth_of(person, metrics=())
    slept = {p.day for p in person.plans if p.watch_slept or p.ring_slept}
    assert {day for day, night in truth.nights.items() if night.asleep > 180} == slept
    by_day = {p.day: p for p in person.plans}
    for day, night in truth.nights.items():
        plan = by_day[day]
        if plan.ring_slept:
            assert night.role == "ring"
        assert night.asleep == pytest.approx((night.end - night.start) / 60 - night.minutes["awake"])


def test_devices_of_one_kind_never_record_at_the_same_time() -> None:
    """So truth need not say which of two watches is the better one."""
    person = invent(6, days=120, last_day=LAST)
    for signal in SIGNALS:
        rows = []
        for plan in person.plans:
            device = plan.watch if signal.role == "watch" else plan.phone
            columns = samples(person, signal, plan)
            assert (columns.starts[1:] >= columns.starts[:-1]).all()
            assert len(set(zip(columns.starts.tolist(), columns.ends.tolist(), strict=True))) == len(columns)
            rows += [
                (s, e, device) for s, e in zip(columns.starts.tolist(), columns.ends.tolist(), strict=True)
            ]
        if signal.role in ("watch", "phone"):
            rows.sort()
            for (_, end, device), (start, _, other) in pairwise(rows):
                assert device == other or start >= end


def test_a_life_without_journeys_stays_at_home() -> None:
    person = invent(7, days=30, last_day=LAST, journeys=[])
    assert {p.zone for p in person.plans} == {"Europe/Berlin"}
    assert all(a.end == b.start for a, b in pairwise(person.plans))
    assert person.plans[-1].day == LAST == person.first_day + timedelta(days=29)
    assert ZoneInfo(person.home).key == truth_of(person, metrics=()).zones[0][1]
