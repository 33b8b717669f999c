"""The same effort told by several sources."""

from __future__ import annotations

from uuid import UUID, uuid5

from salus.kit.ids import SourceId
from salus.observations.model import Workout
from salus.resolution.efforts import Effort, resolve_efforts

WATCH, STRAP, PHONE = SourceId(1), SourceId(2), SourceId(3)
HOUR, MINUTE = 3_600_000, 60_000
SPACE = UUID(int=7)


def workout(
    source: SourceId,
    start_minute: int,
    minutes: int,
    *,
    activity: str = "running",
    family: str = "foot",
    totals: dict[str, dict[str, float]] | None = None,
) -> Workout:
    key = f"{source}/{start_minute}/{minutes}/{activity}".encode().ljust(16, b".")
    return Workout(
        record_key=key,
        workout_id=uuid5(SPACE, key.decode()),
        source_id=source,
        activity=activity,
        family=family,
        start_ms=start_minute * MINUTE,
        end_ms=(start_minute + minutes) * MINUTE,
        duration_ms=minutes * MINUTE,
        zone="",
        totals=totals or {},
        events=(),
        legs=(),
        details={},
        said_at_ms=0,
        ingests=(),
    )


def efforts(*records: Workout, routes: tuple[bytes, ...] = ()) -> list[Effort]:
    return resolve_efforts(
        records, lambda source, _at: int(source), with_route=routes, device_class={STRAP: "chest_strap"}
    )


def test_two_records_of_one_run_are_one_effort() -> None:
    watch, phone = workout(WATCH, 0, 60), workout(PHONE, 5, 50)
    (found,) = efforts(phone, watch)
    assert found.members == (watch, phone)


def test_half_of_the_shorter_joins_and_less_does_not() -> None:
    assert len(efforts(workout(WATCH, 0, 60), workout(PHONE, 40, 40))) == 1
    assert len(efforts(workout(WATCH, 0, 60), workout(PHONE, 41, 40))) == 2


def test_another_family_is_another_effort_and_other_fits_all() -> None:
    ride = workout(PHONE, 0, 60, activity="cycling", family="cycle")
    unknown = workout(PHONE, 0, 60, activity="other", family="other")
    assert len(efforts(workout(WATCH, 0, 60), ride)) == 2
    assert len(efforts(workout(WATCH, 0, 60), unknown)) == 1


def test_two_records_of_one_source_stay_two() -> None:
    assert len(efforts(workout(WATCH, 0, 60), workout(WATCH, 1, 60))) == 2


def test_each_is_compared_with_the_best_ranked_only() -> None:
    found = efforts(workout(WATCH, 0, 60), workout(STRAP, 30, 60), workout(PHONE, 60, 60))
    assert [[m.source_id for m in effort.members] for effort in found] == [[WATCH, STRAP], [PHONE]]


def test_distance_comes_from_the_record_with_a_route_and_heart_rate_from_the_strap() -> None:
    given: dict[str, dict[str, float]] = {
        "workout_distance": {"sum": 1.0},
        "workout_heart_rate_avg": {"average": 1.0},
        "workout_energy": {"sum": 1},
    }
    watch, strap, phone = (workout(s, 0, 60, totals=given) for s in (WATCH, STRAP, PHONE))
    (found,) = efforts(watch, strap, phone, routes=(phone.record_key,))
    assert {code: giver.source_id for code, giver in found.givers.items()} == {
        "workout_distance": PHONE,
        "workout_heart_rate_avg": STRAP,
        "workout_energy": WATCH,
    }


def test_whole_hours_apart_with_equal_length_is_flagged_as_a_zone_mistake() -> None:
    watch, phone = workout(WATCH, 600, 47), workout(PHONE, 480, 47)
    found = efforts(watch, phone)
    assert [effort.zone_mistake_of for effort in found] == [watch.workout_id, None]
    assert all(e.zone_mistake_of is None for e in efforts(watch, workout(PHONE, 490, 47)))


def test_a_source_that_is_never_used_gives_no_workout() -> None:
    assert resolve_efforts([workout(WATCH, 0, 60)], lambda *_: None, with_route=(), device_class={}) == []
