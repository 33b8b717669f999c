"""Resolved days are kept current, with what was believed before."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from salus import observations, resolution, rollups
from salus.db import Database, Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId
from salus.rollups import recompute_metric
from tests.conftest import make_person
from tests.rollups import given
from tests.rollups.given import NOW, PHONE, RING, SCALE, SUMMARY, WATCH, spread

DAY = date(2026, 5, 5)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def tx(db: Transaction, person: PersonId) -> Transaction:
    given.sources(db, person)
    given.export(db, person, datetime(2026, 5, 20, tzinfo=UTC))
    return db


def value(tx: Transaction, person: PersonId, metric: str = "steps", day: date = DAY) -> float | None:
    return rollups.day_value(tx, person, metric, day, now=NOW).value


def settle(tx: Transaction, person: PersonId, at: datetime) -> None:
    tx.execute(
        """INSERT INTO settled (user_id, at) VALUES (%s, %s)
           ON CONFLICT (user_id) DO UPDATE SET at = excluded.at""",
        [person, at],
    )


def test_watch_and_phone_are_resolved_and_both_are_kept_by_source(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    given.samples(tx, person, "steps", PHONE, [spread("05-05 09:00", 2, 1400)])
    assert recompute_metric(tx, person, "steps", now=NOW) == 1
    day = rollups.day_value(tx, person, "steps", DAY, now=NOW)
    assert (day.value, day.n, day.complete, day.cause) == (1600, 2, True, "ingest")
    assert dict(day.contributors) == {WATCH: 900, PHONE: 700}
    own = {share.source_id: share for share in rollups.by_source(tx, person, "steps", DAY, DAY)}
    assert (own[WATCH].mean, own[PHONE].mean) == (900, 1400)
    assert own[PHONE].share == pytest.approx(700 / 1600)
    again = recompute_metric(tx, person, "steps", now=LATER)
    assert again == 0


def test_days_without_a_value_are_missing_and_not_zero(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900), spread("05-07 09:00", 1, 100)])
    recompute_metric(tx, person, "steps", now=NOW)
    days = rollups.daily_values(tx, person, "steps", DAY, date(2026, 5, 8), now=NOW)
    assert days.value[[0, 2]].tolist() == [900, 100]
    assert np.isnan(days.value[[1, 3]]).all()
    assert days.source.tolist() == [0, -1, 0, -1]
    assert days.sources == (WATCH,)


def test_the_day_of_the_export_and_today_are_not_complete(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread(f"05-{d:02} 09:00", 1, d) for d in range(18, 23)])
    recompute_metric(tx, person, "steps", now=NOW)
    days = rollups.daily_values(tx, person, "steps", date(2026, 5, 18), date(2026, 5, 22), now=NOW)
    assert days.complete.tolist() == [True, True, False, False, False]
    assert days.quality[0] > days.quality[2]
    early = datetime(2026, 5, 18, 12, tzinfo=UTC)
    assert not rollups.day_value(tx, person, "steps", date(2026, 5, 18), now=early).complete


def test_a_changed_sample_keeps_the_earlier_answer(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    recompute_metric(tx, person, "steps", now=NOW)
    settle(tx, person, NOW)
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 950)], why="undo")
    recompute_metric(tx, person, "steps", now=LATER)
    assert value(tx, person) == 950
    assert [(v.value, v.cause, v.until) for v in rollups.history(tx, person, "steps", DAY)] == [
        (900, "undo", LATER),
        (950, "undo", None),
    ]
    then = rollups.day_value(tx, person, "steps", DAY, now=LATER, as_of=NOW + timedelta(minutes=1))
    assert then.value == 900
    past = rollups.daily_values(tx, person, "steps", DAY, DAY, now=LATER, as_of=NOW + timedelta(minutes=1))
    assert past.value.tolist() == [900]
    before = rollups.daily_values(tx, person, "steps", DAY, DAY, now=LATER, as_of=NOW - timedelta(1))
    assert np.isnan(before.value).all()


def test_states_inside_a_running_import_are_no_versions(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    recompute_metric(tx, person, "steps", now=NOW)
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900), spread("05-05 11:00", 1, 50)])
    recompute_metric(tx, person, "steps", now=LATER)
    assert [v.value for v in rollups.history(tx, person, "steps", DAY)] == [950]
    as_of = rollups.day_value(tx, person, "steps", DAY, now=LATER, as_of=NOW + timedelta(minutes=1))
    assert as_of.value == 950


def test_a_day_that_lost_all_samples_loses_its_answer(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    recompute_metric(tx, person, "steps", now=NOW)
    settle(tx, person, NOW)
    tx.execute("DELETE FROM observation_days WHERE user_id = %s", [person])
    tx.execute(
        "INSERT INTO changed_spans VALUES (%s, 'steps', %s, %s, 'undo')",
        [person, given.at("05-05 09:00"), given.at("05-05 10:00")],
    )
    recompute_metric(tx, person, "steps", now=LATER)
    assert value(tx, person) is None
    assert rollups.by_source(tx, person, "steps", DAY, DAY) == []
    assert [(v.value, v.cause) for v in rollups.history(tx, person, "steps", DAY)] == [(900, "undo")]
    assert rollups.latest(tx, person, now=NOW) == []


def test_nobody_sees_the_days_of_another(tx: Transaction, person: PersonId, other_person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    recompute_metric(tx, person, "steps", now=NOW)
    assert value(tx, other_person) is None


def test_the_summary_of_the_phone_is_shown_and_counts_only_alone(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "energy_active", WATCH, [spread("05-05 09:00", 1, 300)])
    given.daily(tx, person, "energy_active", SUMMARY, {DAY: 320.0, date(2026, 5, 6): 410.0})
    recompute_metric(tx, person, "energy_active", now=NOW)
    assert value(tx, person, "energy_active") == 300
    assert value(tx, person, "energy_active", date(2026, 5, 6)) == 410
    why = resolution.explain(tx, person, "energy_active", DAY, now=NOW)
    assert [(c.name, c.own, c.used) for c in why.candidates] == [("Watch", 300, 300), ("Summary", 320, 0)]


def test_the_order_of_a_metric_changes_all_its_days(tx: Transaction, person: PersonId) -> None:
    for source, steps in ((WATCH, 900), (PHONE, 700)):
        given.samples(tx, person, "steps", source, [spread(f"05-{d:02} 09:00", 1, steps) for d in (5, 6, 7)])
    recompute_metric(tx, person, "steps", now=NOW)
    settle(tx, person, NOW)
    preview = resolution.preview_preference(tx, person, "metric:steps", [PHONE, WATCH], now=LATER)
    assert [(m.metric, m.days, m.days_changed, m.mean_before, m.mean_after) for m in preview.metrics] == [
        ("steps", 3, 3, 900, 700)
    ]
    assert value(tx, person) == 900
    made = resolution.set_preference(tx, person, "metric:steps", [PHONE, WATCH], now=LATER)
    recompute_metric(tx, person, "steps", now=LATER)
    assert [value(tx, person, day=date(2026, 5, d)) for d in (5, 6, 7)] == [700, 700, 700]
    assert rollups.history(tx, person, "steps", DAY)[0].cause == "preference"
    resolution.undo_preference(tx, person, made.preference_id, now=LATER + timedelta(seconds=5))
    recompute_metric(tx, person, "steps", now=LATER + timedelta(seconds=6))
    assert value(tx, person) == 900


def test_an_order_from_a_day_on_leaves_the_days_before(tx: Transaction, person: PersonId) -> None:
    for source, steps in ((WATCH, 900), (PHONE, 700)):
        given.samples(tx, person, "steps", source, [spread(f"05-{d:02} 09:00", 1, steps) for d in (5, 6, 7)])
    recompute_metric(tx, person, "steps", now=NOW)
    resolution.set_preference(
        tx, person, "category:activity", [PHONE], valid_from=date(2026, 5, 6), now=LATER
    )
    recompute_metric(tx, person, "steps", now=LATER)
    assert [value(tx, person, day=date(2026, 5, d)) for d in (5, 6, 7)] == [900, 700, 700]


def test_a_source_on_the_never_list_does_not_count(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    given.samples(tx, person, "steps", PHONE, [spread("05-05 09:00", 1, 700)])
    resolution.set_preference(tx, person, "metric:steps", [PHONE], never=[WATCH], now=LATER)
    recompute_metric(tx, person, "steps", now=LATER)
    assert value(tx, person) == 700
    why = resolution.explain(tx, person, "steps", DAY, now=LATER)
    assert "Watch’s 900 not used: you never want it to count." in why.sentence
    assert {s.source_id for s in rollups.by_source(tx, person, "steps", DAY, DAY)} == {WATCH, PHONE}


def test_a_metrics_own_order_beats_its_categorys(tx: Transaction, person: PersonId) -> None:
    resolution.set_preference(tx, person, "metric:steps", [PHONE, WATCH], now=NOW)
    resolution.set_preference(tx, person, "category:activity", [RING], now=LATER)
    assert resolution.order_for(tx, person, "steps", DAY).ordered[:2] == (PHONE, WATCH)
    assert resolution.order_for(tx, person, "energy_active", DAY).ordered[0] == RING
    resolution.reset_preference(tx, person, "metric:steps", now=LATER)
    assert resolution.order_for(tx, person, "steps", DAY).ordered[0] == RING


@pytest.mark.parametrize(
    ("scope", "ordered", "names"),
    [
        ("steps", [WATCH], "steps"),
        ("metric:stps", [WATCH], "stps"),
        ("metric:steps", [99], "99"),
        ("metric:steps", [WATCH, WATCH], "twice"),
    ],
)
def test_an_impossible_order_is_refused_by_name(
    tx: Transaction, person: PersonId, scope: str, ordered: list[int], names: str
) -> None:
    with pytest.raises(UserInputError, match=names):
        resolution.set_preference(tx, person, scope, ordered, now=NOW)  # type: ignore[arg-type]


def test_why_eight_thousand_steps(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 07:00", 15, 6930)])
    given.samples(
        tx, person, "steps", PHONE, [spread("05-05 05:00", 2, 1482), spread("05-05 09:00", 3, 4722)]
    )
    given.samples(tx, person, "steps", RING, [spread("05-05 08:00", 12, 7955)])
    resolution.set_preference(tx, person, "category:activity", [WATCH, PHONE, RING], now=NOW)
    recompute_metric(tx, person, "steps", now=NOW)
    why = resolution.explain(tx, person, "steps", DAY, now=NOW)
    assert why.sentence == (
        "8\u202f412 steps: Watch 6\u202f930 over 15 h worn + Phone 1\u202f482 in the 2 h without it. "
        "Ring’s 7\u202f955 not used: third in your order."
    )
    watch, phone, ring = why.candidates
    assert (watch.own, watch.used, watch.set_aside) == (6930, 6930, 0)
    assert (phone.own, phone.used, phone.set_aside) == (6204, 1482, 4722)
    assert (ring.used, ring.set_aside) == (0, 7955)
    assert [(s.from_ms, s.to_ms, s.state) for s in phone.spans] == [
        (given.at("05-05 05:00"), given.at("05-05 07:00"), "used"),
        (given.at("05-05 09:00"), given.at("05-05 12:00"), "overlapped"),
    ]
    assert [s.state for s in ring.spans] == ["set_aside"]
    assert why.samples.used.tolist() == [1, 1, 0, 0]
    assert (why.zone, why.value, why.unit, why.complete) == ("Europe/Berlin", 8412, "{steps}", True)


def test_why_a_mean_and_why_a_weight(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "heart_rate", WATCH, [(given.at("05-05 09:10"), 0, 60.0)])
    given.samples(
        tx,
        person,
        "heart_rate",
        RING,
        [(given.at("05-05 09:20"), 0, 90.0), (given.at("05-05 11:20"), 0, 70.0)],
    )
    given.samples(
        tx,
        person,
        "body_weight",
        SCALE,
        [(given.at("05-05 06:00"), 0, 80.0), (given.at("05-05 07:12"), 0, 80.5)],
    )
    for metric in ("heart_rate", "body_weight"):
        recompute_metric(tx, person, metric, now=NOW)
    heart = resolution.explain(tx, person, "heart_rate", DAY, now=NOW)
    assert heart.sentence == "65 per minute: the mean of Watch over 1 h + Ring in the 1 h without it."
    assert heart.samples.used.tolist() == [1, 0, 1]
    weight = resolution.explain(tx, person, "body_weight", DAY, now=NOW)
    assert weight.sentence.startswith("80.5 kg: Scale at 07:12, its last value of the day.")


def test_a_day_without_anything_is_explained_too(tx: Transaction, person: PersonId) -> None:
    why = resolution.explain(tx, person, "steps", DAY, now=NOW)
    assert (why.value, why.candidates) == (None, ())
    assert why.sentence.startswith("No value of steps on this day")


def test_latest_is_the_newest_of_the_best_source_that_is_not_old(tx: Transaction, person: PersonId) -> None:
    given.samples(
        tx,
        person,
        "heart_rate",
        WATCH,
        [(given.at(f"05-05 09:{m:02}"), 0, 60.0 + m) for m in range(0, 50, 5)],
    )
    given.samples(
        tx,
        person,
        "heart_rate",
        RING,
        [(given.at("05-05 10:00"), 0, 50.0), (given.at("05-05 09:00"), 0, 51.0)],
    )
    recompute_metric(tx, person, "heart_rate", now=NOW)
    soon = datetime(2026, 5, 5, 8, 2, tzinfo=UTC)
    assert [
        v.value for v in rollups.latest(tx, person, ["heart_rate"], now=soon - timedelta(minutes=10))
    ] == [105]
    (late,) = rollups.latest(tx, person, ["heart_rate"], now=soon + timedelta(hours=1))
    assert (late.value, late.source_id, late.at_ms) == (50, RING, given.at("05-05 10:00"))


def test_a_recompute_takes_everything_that_waits_and_settles(database: Database) -> None:
    person = make_person(database)
    with database.transaction(person) as tx:
        given.sources(tx, person)
        given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
        given.samples(tx, person, "body_weight", SCALE, [(given.at("05-05 06:00"), 0, 80.0)])
    seen: list[tuple[int, int]] = []
    done = rollups.recompute(database, person, now=lambda: NOW, progress=lambda *p: seen.append(p))
    assert done == 2
    assert seen == [(0, 2), (2, 2)]
    with database.transaction(person) as tx:
        assert not rollups.waiting(tx, person)
        assert tx.execute("SELECT at FROM settled WHERE user_id = %s", [person]).fetchone() == (NOW,)
        assert {m: c.days for m, c in rollups.coverage(tx, person).items()} == {"steps": 1, "body_weight": 1}


def test_a_recompute_beside_an_import_does_not_settle(database: Database) -> None:
    person = make_person(database)
    with database.transaction(person) as tx:
        given.sources(tx, person)
        given.export(tx, person, NOW, state="running")
        given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    rollups.recompute(database, person, now=lambda: NOW)
    with database.transaction(person) as tx:
        assert tx.execute("SELECT count(*) FROM settled WHERE user_id = %s", [person]).fetchone() == (0,)


def test_the_recompute_is_told_to_those_who_listen(database: Database) -> None:
    person = make_person(database)
    with database.transaction(person) as tx:
        given.sources(tx, person)
        given.samples(tx, person, "steps", WATCH, [spread("05-05 09:00", 1, 900)])
    heard = database.listen("salus_data", idle=0.2)
    assert next(heard) is None
    rollups.recompute(database, person, now=lambda: NOW)
    notice = next(n for n in heard if n is not None)
    assert f'"person":"{person}"' in notice.payload
    assert '"metrics":["steps"],"first":"2026-05-05","last":"2026-05-05","why":"ingest"' in notice.payload
    heard.close()


def test_a_metric_with_many_samples_is_resolved_in_slices(
    tx: Transaction, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["salus.rollups.recompute"], "SAMPLES_AT_ONCE", 3)
    rows = [spread(f"05-{d:02} {h:02}:00", 0.5, d) for d in range(5, 12) for h in (0, 12, 23)]
    given.samples(tx, person, "steps", WATCH, rows)
    assert recompute_metric(tx, person, "steps", now=NOW) == 7
    days = rollups.daily_values(tx, person, "steps", DAY, date(2026, 5, 11), now=NOW)
    assert days.value.tolist() == [15, 18, 21, 24, 27, 30, 33]
    assert [v.value for v in rollups.latest(tx, person, now=NOW)] == [11]


def test_another_zone_of_the_profile_moves_samples_to_other_days(tx: Transaction, person: PersonId) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("05-05 23:00", 0.5, 900)])
    recompute_metric(tx, person, "steps", now=NOW)
    before = observations.zone_history(tx, person)
    tx.execute("UPDATE users SET time_zone = 'Asia/Tokyo' WHERE user_id = %s", [person])
    assert resolution.mark_zone_change(tx, person, before, observations.zone_history(tx, person))
    recompute_metric(tx, person, "steps", now=LATER)
    assert (value(tx, person), value(tx, person, day=date(2026, 5, 6))) == (None, 900)


def test_a_never_list_reaches_days_of_one_source_alone_and_its_end_too(
    tx: Transaction, person: PersonId
) -> None:
    given.samples(tx, person, "steps", WATCH, [spread("01-05 09:00", 1, 100), spread("05-05 09:00", 1, 900)])
    given.samples(tx, person, "steps", PHONE, [spread("05-05 09:00", 1, 700)])
    recompute_metric(tx, person, "steps", now=NOW)
    january = date(2026, 1, 5)
    made = resolution.set_preference(tx, person, "metric:steps", [PHONE], never=[WATCH], now=LATER)
    recompute_metric(tx, person, "steps", now=LATER)
    assert (value(tx, person, day=january), value(tx, person)) == (None, 700)
    assert [s.source_id for s in rollups.by_source(tx, person, "steps", january, january)] == [WATCH]
    resolution.undo_preference(tx, person, made.preference_id, now=LATER + timedelta(seconds=1))
    recompute_metric(tx, person, "steps", now=LATER + timedelta(seconds=2))
    assert (value(tx, person, day=january), value(tx, person)) == (100, 900)
    assert [s.mean for s in rollups.by_source(tx, person, "steps", january, january)] == [100]


def test_a_source_that_fills_gaps_within_an_hour_is_not_said_to_count_in_hours_without_the_other(
    tx: Transaction, person: PersonId
) -> None:
    given.samples(
        tx,
        person,
        "steps",
        WATCH,
        [(given.at("05-05 07:05"), 120_000, 160.0), spread("05-05 09:00", 1, 40.0)],
    )
    given.samples(tx, person, "steps", RING, [(given.at("05-05 07:00"), 15 * 60_000, 150.0)])
    recompute_metric(tx, person, "steps", now=NOW)
    assert resolution.explain(tx, person, "steps", DAY, now=NOW).sentence == (
        "330 steps: Watch 200 over 2 h worn + Ring 130 in its gaps."
    )
