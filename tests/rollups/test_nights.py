"""Nights and workouts, stored as they were resolved and read again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from salus import observations, resolution, rollups
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.observations.model import Span
from salus.resolution.nights import AWAKE, DEEP, IN_BED, LIGHT, REM
from salus.rollups import recompute_metric
from tests.rollups import given
from tests.rollups.given import NOW, PHONE, RING, WATCH

DAY = date(2026, 5, 6)
MINUTE = 60_000


@pytest.fixture
def tx(db: Transaction, person: PersonId) -> Transaction:
    given.sources(db, person)
    given.export(db, person, datetime(2026, 5, 20, tzinfo=UTC))
    return db


def stage(state: int, start: str, end: str) -> tuple[int, int, float]:
    return given.at(start), given.at(end) - given.at(start), float(state)


WATCH_NIGHT = [
    stage(LIGHT, "05-05 23:00", "05-06 01:00"),
    stage(DEEP, "05-06 01:00", "05-06 02:30"),
    stage(AWAKE, "05-06 02:30", "05-06 02:40"),
    stage(REM, "05-06 02:40", "05-06 04:00"),
    stage(LIGHT, "05-06 04:00", "05-06 06:00"),
]
PHONE_NIGHT = [stage(IN_BED, "05-05 22:45", "05-06 06:15")]
RING_NIGHT = [stage(LIGHT, "05-05 23:10", "05-06 05:50")]


def test_a_night_is_kept_whole_and_gives_the_day_its_values(tx: Transaction, person: PersonId) -> None:
    given.samples(
        tx, person, "sleep_stage", WATCH, [*WATCH_NIGHT, stage(LIGHT, "05-06 14:00", "05-06 14:30")]
    )
    given.samples(tx, person, "sleep_stage", PHONE, PHONE_NIGHT)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    night, nap = rollups.night(tx, person, DAY)
    assert (night.main, nap.main, nap.asleep_minutes) == (True, False, 30)
    assert (night.source_id, night.in_bed_source_id) == (WATCH, PHONE)
    assert (night.asleep_minutes, night.in_bed_minutes, night.awake_minutes) == (410, 450, 10)
    assert (night.latency_minutes, night.awakenings) == (15, 1)
    assert night.efficiency == pytest.approx(100 * 410 / 450)
    assert night.onset_ms == given.at("05-05 23:00")
    assert night.wake_ms == given.at("05-06 06:00")
    assert night.zone == "Europe/Berlin"
    assert night.stages.tolist() == [LIGHT, DEEP, AWAKE, REM, LIGHT]
    assert (night.stage_starts + night.stage_durations).tolist()[-1] == 7 * 60 * MINUTE
    assert [(o.source_id, o.overlap_minutes, o.stages.tolist()) for o in night.others] == [
        (PHONE, 420, [IN_BED])
    ]
    for metric, value in (
        ("sleep_duration_total", 410),
        ("sleep_duration_deep", 90),
        ("sleep_time_in_bed", 450),
        ("sleep_nap_duration", 30),
        ("sleep_awakenings", 1),
    ):
        day = rollups.day_value(tx, person, metric, DAY, now=NOW)
        assert (day.value, day.complete) == (value, True), metric
    days = rollups.daily_values(tx, person, "sleep_duration_total", DAY, DAY, now=NOW)
    assert days.sources == (WATCH,)
    assert rollups.nights(tx, person, date(2026, 5, 5), date(2026, 5, 5)) == []


def test_another_order_of_sleep_takes_another_night(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "sleep_stage", WATCH, WATCH_NIGHT)
    given.samples(tx, person, "sleep_stage", RING, RING_NIGHT)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    assert rollups.night(tx, person, DAY)[0].source_id == RING
    own = {s.source_id: s.mean for s in rollups.by_source(tx, person, "sleep_duration_total", DAY, DAY)}
    assert own == {WATCH: 410, RING: 400}
    preview = resolution.preview_preference(tx, person, "category:sleep", [WATCH, RING], now=NOW)
    assert preview.metrics[0].metric == "sleep_duration_total"
    assert (preview.metrics[0].mean_before, preview.metrics[0].mean_after) == (400, 410)
    resolution.set_preference(tx, person, "metric:sleep_duration_total", [WATCH], now=NOW)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    assert rollups.night(tx, person, DAY)[0].source_id == WATCH
    assert rollups.day_value(tx, person, "sleep_duration_total", DAY, now=NOW).value == 410


def test_why_this_long_asleep(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "sleep_stage", WATCH, WATCH_NIGHT)
    given.samples(tx, person, "sleep_stage", RING, RING_NIGHT)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    why = resolution.explain(tx, person, "sleep_duration_total", DAY, now=NOW)
    assert why.sentence == (
        "6 h 40 min: Ring’s night 23:10–05:50 counts whole; it has stages and is first in the usual order. "
        "Watch’s 6 h 50 min not mixed in: second in the usual order."
    )
    assert [(c.name, c.own, c.used, c.rank) for c in why.candidates] == [
        ("Ring", 400, 400, 1),
        ("Watch", 410, 0, 2),
    ]
    assert [s.state for c in why.candidates for s in c.spans] == ["used", "set_aside"]
    assert len(why.samples.starts) == 6


def test_why_this_long_to_fall_asleep(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "sleep_stage", WATCH, WATCH_NIGHT)
    given.samples(tx, person, "sleep_stage", PHONE, PHONE_NIGHT)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    why = resolution.explain(tx, person, "sleep_latency", DAY, now=NOW)
    assert why.sentence == (
        "15 min: by the time in bed 22:45–06:15 of Phone. "
        "Watch’s night 23:00–06:00, first in the usual order, counts whole and tells none."
    )
    assert [(c.name, c.rank, c.used) for c in why.candidates] == [("Watch", 1, 0), ("Phone", 2, 15)]


def test_a_night_whose_samples_go_is_gone(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "sleep_stage", WATCH, WATCH_NIGHT)
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    tx.execute("DELETE FROM observation_days WHERE user_id = %s", [person])
    observations.mark_changed(
        tx, person, [Span("sleep_stage", given.at("05-05 23:00"), given.at("05-06 06:00"))], "undo"
    )
    recompute_metric(tx, person, "sleep_stage", now=NOW)
    assert rollups.night(tx, person, DAY) == []
    assert rollups.day_value(tx, person, "sleep_duration_total", DAY, now=NOW).value is None


def test_what_a_source_says_itself_fills_days_without_a_night(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "sleep_stage", WATCH, WATCH_NIGHT)
    given.daily(tx, person, "sleep_duration_total", RING, {DAY: 300.0, date(2026, 5, 7): 310.0})
    for metric in ("sleep_stage", "sleep_duration_total"):
        recompute_metric(tx, person, metric, now=NOW)
    days = rollups.daily_values(tx, person, "sleep_duration_total", DAY, date(2026, 5, 7), now=NOW)
    assert days.value.tolist() == [410, 310]


def add_workout(
    tx: Transaction,
    person: PersonId,
    source: SourceId,
    start: str,
    end: str,
    totals: dict[str, dict[str, float]],
) -> UUID:
    made = uuid4()
    tx.execute(
        """INSERT INTO workouts (user_id, record_key, digest, workout_id, source_id, activity, family,
             start_ms, end_ms, duration_ms, zone, totals, said_at_ms, ingests, believed)
           VALUES (%s, %s, '\\x01', %s, %s, 'running', 'foot', %s, %s, %s, 'Europe/Berlin', %s, 0, '{1}',
             true)""",
        [
            person,
            made.bytes,
            made,
            source,
            given.at(start),
            given.at(end),
            given.at(end) - given.at(start),
            json.dumps(totals),
        ],
    )
    observations.mark_changed(tx, person, [Span("workout", given.at(start), given.at(end))], "ingest")
    return made


def test_a_run_told_by_two_sources_is_one_workout(tx: Transaction, person: PersonId) -> None:
    mine = add_workout(
        tx,
        person,
        WATCH,
        "05-06 08:00",
        "05-06 09:00",
        {"workout_heart_rate_avg": {"average": 150, "maximum": 171}},
    )
    copy = add_workout(tx, person, PHONE, "05-06 08:02", "05-06 08:58", {"workout_distance": {"sum": 10_200}})
    recompute_metric(tx, person, "workout", now=NOW)
    (found,) = rollups.workouts(tx, person, DAY, DAY)
    assert (found.workout_id, found.source_id, found.activity) == (mine, WATCH, "running")
    assert [(a.metric, a.value, a.greatest, a.source_id) for a in found.attributes] == [
        ("workout_distance", 10_200, None, PHONE),
        ("workout_heart_rate_avg", 150, 171, WATCH),
    ]
    assert [m.workout_id for m in found.members] == [mine, copy]
    by_copy = rollups.workout(tx, person, copy)
    assert by_copy is not None
    assert by_copy.workout_id == mine
    assert rollups.workout(tx, person, uuid4()) is None


def test_the_order_of_activity_decides_which_record_leads(tx: Transaction, person: PersonId) -> None:
    add_workout(tx, person, WATCH, "05-06 08:00", "05-06 09:00", {})
    copy = add_workout(tx, person, PHONE, "05-06 08:02", "05-06 08:58", {})
    recompute_metric(tx, person, "workout", now=NOW)
    resolution.set_preference(tx, person, "category:activity", [PHONE, WATCH], now=NOW)
    recompute_metric(tx, person, "workout", now=NOW)
    (found,) = rollups.workouts(tx, person, DAY, DAY)
    assert found.workout_id == copy
