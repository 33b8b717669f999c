"""Nights: sessions against a walk through every minute, joining, main night and naps."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.resolution.model import SourceColumns
from salus.resolution.nights import (
    ASLEEP,
    AWAKE,
    DEEP,
    IN_BED,
    LIGHT,
    REM,
    RESTLESS,
    STATES,
    ResolvedNight,
    night_values,
    resolve_nights,
    sessions_of,
)

MINUTE = 60_000
BERLIN = ZoneHistory((), "Europe/Berlin")
WATCH, PHONE, RING = SourceId(1), SourceId(2), SourceId(3)
NAMES = {"in bed": IN_BED, "asleep": ASLEEP, "awake": AWAKE, "light": LIGHT, "deep": DEEP, "rem": REM}


def at(text: str) -> int:
    day, clock = text.split()
    return int(datetime.fromisoformat(f"2026-05-{int(day):02}T{clock}+02:00").timestamp() * 1000)


def source(source_id: SourceId, *rows: tuple[str, str, str]) -> SourceColumns:
    made = sorted((at(start), at(end) - at(start), NAMES[state]) for state, start, end in rows)
    return of(source_id, made)


def of(source_id: SourceId, made: list[tuple[int, int, int]]) -> SourceColumns:
    none = np.empty(0, np.int64)
    return SourceColumns(
        source_id,
        np.array([m[0] for m in made], np.int64),
        np.array([m[1] for m in made], np.int64),
        np.array([m[2] for m in made], np.float64),
        none,
        none.astype(np.float64),
    )


def nights(*sources: SourceColumns) -> list[ResolvedNight]:
    return resolve_nights(sources, BERLIN, lambda source_id, _day: int(source_id))


def values(*sources: SourceColumns) -> dict[str, float]:
    found = night_values(nights(*sources))
    day = date(2026, 5, 6).toordinal()
    return {code: rows[day][0] for code, rows in found.items() if day in rows}


def test_stages_of_the_watch_and_time_in_bed_of_the_phone_are_one_night() -> None:
    watch = source(
        WATCH,
        ("light", "5 23:00", "6 01:00"),
        ("deep", "6 01:00", "6 02:30"),
        ("awake", "6 02:30", "6 02:40"),
        ("rem", "6 02:40", "6 04:00"),
        ("light", "6 04:00", "6 06:00"),
    )
    phone = source(PHONE, ("in bed", "5 22:45", "6 06:15"))
    assert values(watch, phone) == {
        "sleep_duration_total": 410,
        "sleep_duration_deep": 90,
        "sleep_duration_light": 240,
        "sleep_duration_rem": 80,
        "sleep_duration_awake": 10,
        "sleep_awakenings": 1,
        "sleep_time_in_bed": 450,
        "sleep_latency": 15,
        "sleep_latency_wakeup": 15,
        "sleep_efficiency": pytest.approx(100 * 410 / 450),
    }
    (night,) = nights(watch, phone)
    assert night.main
    assert (night.session.source_id, night.others[0].source_id) == (WATCH, PHONE)
    assert night.bed is not None
    assert night.bed.source_id == PHONE


def test_general_sleep_over_stages_of_one_source_is_not_counted_twice() -> None:
    app = source(
        WATCH, ("asleep", "5 23:00", "6 06:49"), ("deep", "6 00:00", "6 01:00"), ("rem", "6 00:30", "6 02:00")
    )
    found = values(app)
    assert found["sleep_duration_total"] == 469
    assert (found["sleep_duration_rem"], found["sleep_duration_deep"]) == (90, 30)


def test_two_sleep_apps_give_one_night() -> None:
    one, other = (
        source(WATCH, ("asleep", "5 23:00", "6 05:00")),
        source(RING, ("asleep", "5 23:10", "6 05:10")),
    )
    assert values(one, other)["sleep_duration_total"] == 360
    assert len(nights(one, other)) == 1


def test_staged_comes_before_unstaged_whatever_the_order() -> None:
    first = source(WATCH, ("asleep", "5 23:00", "6 07:00"))
    third = source(RING, ("light", "5 23:30", "6 06:00"))
    (night,) = nights(first, third)
    assert night.session.source_id == RING


def test_a_gap_of_an_hour_joins_and_a_longer_one_parts_unless_in_bed() -> None:
    joined = source(WATCH, ("asleep", "5 23:00", "6 02:00"), ("asleep", "6 03:00", "6 06:00"))
    assert len(nights(joined)) == 1
    parted = source(WATCH, ("asleep", "5 23:00", "6 02:00"), ("asleep", "6 03:01", "6 06:00"))
    assert [n.main for n in nights(parted)] == [True, False]
    in_bed = source(
        WATCH,
        ("asleep", "5 23:00", "6 02:00"),
        ("asleep", "6 03:30", "6 06:00"),
        ("in bed", "5 23:00", "6 06:00"),
    )
    assert len(nights(in_bed)) == 1


def test_the_longest_that_ends_on_the_day_is_the_night_and_the_rest_are_naps() -> None:
    watch = source(
        WATCH,
        ("asleep", "5 23:00", "6 06:00"),
        ("asleep", "6 13:00", "6 13:40"),
        ("asleep", "6 16:00", "6 16:20"),
    )
    found = values(watch)
    assert (found["sleep_duration_total"], found["sleep_nap_duration"]) == (420, 60)


def test_two_short_sleeps_make_no_main_night_and_a_single_one_does() -> None:
    two = source(WATCH, ("asleep", "6 02:00", "6 04:00"), ("asleep", "6 13:00", "6 14:00"))
    assert values(two) == {"sleep_nap_duration": 180}
    assert values(source(WATCH, ("asleep", "6 02:00", "6 04:00")))["sleep_duration_total"] == 120


def test_time_in_bed_alone_gives_no_sleep() -> None:
    assert values(source(PHONE, ("in bed", "5 22:00", "6 06:00"))) == {"sleep_time_in_bed": 480}


def test_a_night_belongs_to_the_day_of_its_final_wake() -> None:
    before, after = (
        source(WATCH, ("asleep", "5 17:00", "5 23:59")),
        source(WATCH, ("asleep", "5 17:00", "6 00:00")),
    )
    assert [date.fromordinal(n.day).day for n in (*nights(before), *nights(after))] == [5, 6]


def test_a_chain_goes_to_the_best() -> None:
    best = source(WATCH, ("light", "5 20:00", "6 00:00"))
    middle = source(PHONE, ("light", "5 22:00", "6 02:00"))
    last = source(RING, ("light", "6 00:00", "6 04:00"))
    found = nights(best, middle, last)
    assert [(n.session.source_id, [o.source_id for o in n.others]) for n in found] == [
        (WATCH, [PHONE]),
        (RING, []),
    ]


def test_a_source_that_is_never_used_makes_no_night() -> None:
    assert resolve_nights([source(WATCH, ("asleep", "5 23:00", "6 06:00"))], BERLIN, lambda *_: None) == []


PRECEDENCE = [REM, DEEP, LIGHT, ASLEEP, RESTLESS, AWAKE, 7, IN_BED, 8]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 200), st.integers(0, len(STATES) - 1)),
        min_size=1,
        max_size=14,
    )
)
def test_sessions_agree_with_a_walk_through_every_minute(rows: list[tuple[int, int, int]]) -> None:
    stage: dict[int, int] = {}
    for minute in range(1200):
        over = [s for start, length, s in rows if start <= minute < start + length]
        if over:
            stage[minute] = min(over, key=PRECEDENCE.index)
    expected: list[list[int]] = []
    for minute in sorted(stage):
        if expected and minute - expected[-1][-1] <= 61:
            expected[-1].append(minute)
        else:
            expected.append([minute])
    found = sessions_of(of(WATCH, sorted((s * MINUTE, n * MINUTE, state) for s, n, state in rows)))
    assert [(s.start // MINUTE, s.end // MINUTE) for s in found] == [(m[0], m[-1] + 1) for m in expected]
    for session, minutes in zip(found, expected, strict=True):
        for state in range(len(STATES)):
            assert session.lengths[state] == sum(stage[m] == state for m in minutes) * MINUTE
        sleeping = [m for m in minutes if stage[m] in (ASLEEP, LIGHT, DEEP, REM)]
        assert session.asleep == len(sleeping) * MINUTE
        assert session.onset == (sleeping[0] * MINUTE if sleeping else None)
        assert session.wake == ((sleeping[-1] + 1) * MINUTE if sleeping else None)
        if sleeping:
            awake = [m for m in minutes if stage[m] == AWAKE and sleeping[0] < m < sleeping[-1]]
            assert session.awake == len(awake) * MINUTE
        painted = {
            m
            for start, end in zip(session.stage_starts, session.stage_ends, strict=True)
            for m in range(int(start) // MINUTE, int(end) // MINUTE)
        }
        assert painted == set(minutes)
