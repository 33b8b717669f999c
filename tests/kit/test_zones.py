"""Days of somebody who travels, against a walk through every instant by the standard library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salus.kit.errors import UserInputError
from salus.kit.zones import (
    DAY_MS,
    HOUR_MS,
    ZoneEvidence,
    ZoneHistory,
    segments_from_evidence,
)

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Africa/Casablanca",
    "UTC",
]


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def day_by_library(segments: tuple[tuple[int, str], ...], profile: str, at: int) -> date:
    zone = profile
    for start, name in segments:
        if start <= at:
            zone = name
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date()


segment_lists = st.lists(
    st.tuples(
        st.integers(ms("2010-01-01T00:00+00:00"), ms("2027-01-01T00:00+00:00")).map(
            lambda t: t // 1000 * 1000
        ),
        st.sampled_from(ZONES),
    ),
    max_size=5,
    unique_by=lambda s: s[0],
).map(lambda s: tuple(sorted(s)))


@settings(max_examples=300)
@given(segment_lists, st.sampled_from(ZONES), st.data())
def test_days_and_pieces_agree_with_the_standard_library(
    segments: tuple[tuple[int, str], ...], profile: str, data: st.DataObject
) -> None:
    history = ZoneHistory(segments, profile)
    near = [at + shift for at, _ in segments for shift in (-DAY_MS, -1, 0, 1, DAY_MS)]
    instants = [
        *near,
        *data.draw(
            st.lists(st.integers(ms("2009-06-01T00:00+00:00"), ms("2028-01-01T00:00+00:00")), min_size=1)
        ),
    ]
    expected = [day_by_library(segments, profile, at) for at in instants]
    found = history.days_of(np.array(instants, np.int64))
    assert [date.fromordinal(int(d)) for d in found] == expected
    for at, day in zip(instants, expected, strict=True):
        spans = history.spans_of(day)
        assert sum(start <= at < end for start, end in spans) == 1
        for start, end in spans:
            assert day_by_library(segments, profile, start) == day
            assert day_by_library(segments, profile, end - 1) == day
            assert day_by_library(segments, profile, start - 1) != day
            assert day_by_library(segments, profile, end) != day
        hours = history.local_hours(day)
        assert sum(end - start for start, end in hours) == sum(end - start for start, end in spans)
        assert all(0 < end - start <= HOUR_MS for start, end in hours)


def test_a_day_at_home_has_23_24_or_25_hours() -> None:
    berlin = ZoneHistory((), "Europe/Berlin")
    assert [
        len(berlin.local_hours(d)) for d in (date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25))
    ] == [23, 24, 25]
    assert berlin.spans_of(date(2026, 3, 29)) == [
        (ms("2026-03-29T00:00+01:00"), ms("2026-03-30T00:00+02:00"))
    ]


def test_a_flight_backwards_over_the_date_line_gives_a_day_in_two_pieces() -> None:
    # Auckland noon on the 11th; by landing in Honolulu it is the 10th again.
    landing = ms("2026-06-11T12:00+12:00")
    history = ZoneHistory(((landing, "Pacific/Honolulu"),), "Pacific/Auckland")
    assert history.spans_of(date(2026, 6, 11)) == [
        (ms("2026-06-11T00:00+12:00"), landing),
        (ms("2026-06-11T00:00-10:00"), ms("2026-06-12T00:00-10:00")),
    ]
    assert len(history.spans_of(date(2026, 6, 10))) == 2
    pieces = history.pieces(date(2026, 6, 9).toordinal(), date(2026, 6, 12).toordinal())
    assert (pieces.ends[:-1] == pieces.starts[1:]).all()


def test_a_day_that_a_country_skipped_is_empty() -> None:
    samoa = ZoneHistory((), "Pacific/Apia")
    assert samoa.spans_of(date(2011, 12, 30)) == []
    assert samoa.local_hours(date(2011, 12, 30)) == []
    assert samoa.spans(date(2011, 12, 29), date(2011, 12, 31)) == [
        (ms("2011-12-29T00:00-10:00"), ms("2012-01-01T00:00+14:00"))
    ]


def test_a_flight_east_makes_a_short_day() -> None:
    landing = ms("2026-05-05T18:00-04:00")
    history = ZoneHistory(((landing, "Europe/Berlin"),), "America/New_York")
    assert sum(b - a for a, b in history.spans_of(date(2026, 5, 5))) == 18 * HOUR_MS
    assert history.zone_at(landing - 1) == "America/New_York"
    assert history.zone_at(landing) == "Europe/Berlin"


def test_an_unknown_zone_is_refused_with_its_name() -> None:
    with pytest.raises(UserInputError, match="Mars/Olympus"):
        ZoneHistory((), "Mars/Olympus")


def test_every_zone_change_of_the_tz_database_is_found() -> None:
    zone = ZoneInfo("Africa/Casablanca")
    history = ZoneHistory((), "Africa/Casablanca")
    at = datetime(2012, 1, 1, tzinfo=UTC)
    while at.year < 2040:
        offset = at.astimezone(zone).utcoffset()
        assert offset is not None
        found = history.offsets_at(np.array([int(at.timestamp() * 1000)], np.int64))[0]
        assert found == offset.total_seconds() * 1000
        at += timedelta(hours=12)


def evidence(at: int, zone: str, records: int = 1, minutes: int = 0) -> ZoneEvidence:
    return ZoneEvidence(at * HOUR_MS, at * HOUR_MS + minutes * 60_000, zone, records)


def test_two_records_or_an_hour_make_a_segment_and_a_stray_record_makes_none() -> None:
    rows = [
        evidence(0, "Europe/Berlin", 5, 600),
        evidence(20, "Asia/Tokyo", 1),
        evidence(30, "Europe/Berlin", 1),
        evidence(40, "America/New_York", 2, 5),
        evidence(50, "America/Chicago", 1, 60),
        evidence(60, "Not/AZone", 9, 60),
    ]
    assert segments_from_evidence(rows) == (
        (0, "Europe/Berlin"),
        (40 * HOUR_MS, "America/New_York"),
        (50 * HOUR_MS, "America/Chicago"),
    )


def test_the_same_file_twice_does_not_turn_a_stray_record_into_two() -> None:
    rows = [evidence(0, "Europe/Berlin", 2), evidence(9, "Asia/Tokyo"), evidence(12, "Europe/Berlin", 2)]
    assert segments_from_evidence([*rows, *rows]) == segments_from_evidence(rows) == ((0, "Europe/Berlin"),)
