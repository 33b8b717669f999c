"""Keep resolved workouts current, and read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from salus import observations
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.observations.model import Workout
from salus.resolution.efforts import Effort, resolve_efforts
from salus.resolution.orders import WORKOUT
from salus.resolution.queries import routes_among
from salus.rollups import queries
from salus.rollups.model import ResolvedWorkout, WorkoutAttribute, WorkoutMember
from salus.rollups.storing import Situation

MARGIN_DAYS = 2
"""Records of so many days around are compared, so that none at the edge stands alone."""
ZONE_MISTAKE = 1
"""Bit of `resolved_workouts.flags`."""


def refresh_workouts(tx: Transaction, situation: Situation, first: int, last: int) -> int:
    """Resolve the workouts around the days first to last (ordinals) and store them; return how many."""
    first, last = first - 1, last + 1
    wide = situation.zones.spans(date.fromordinal(first - MARGIN_DAYS), date.fromordinal(last + MARGIN_DAYS))
    mine = situation.zones.spans(date.fromordinal(first), date.fromordinal(last))
    if not wide or not mine:
        return 0
    records = observations.read_workouts(tx, situation.person, wide[0][0], wide[-1][1])
    efforts = resolve_efforts(
        records,
        _ranks(situation, first - MARGIN_DAYS, last + MARGIN_DAYS),
        with_route=routes_among(tx, situation.person, [record.record_key for record in records]),
        device_class=situation.device_class,
    )
    low, high = mine[0][0], mine[-1][1]
    kept = [effort for effort in efforts if low <= effort.best.start_ms < high]
    rows = [_row(effort, situation) for effort in kept]
    queries.replace_workouts(tx, situation.person, low, high, orjson.dumps(rows).decode())
    return len(kept)


def _ranks(situation: Situation, first: int, last: int) -> Callable[[SourceId, int], int | None]:
    epochs = situation.orders.epochs(WORKOUT, first, last)
    ranks = [{source: k for k, source in enumerate(order.ordered)} for _, _, order in epochs]
    ends = [end for _, end, _ in epochs]

    def rank_of(source: SourceId, at_ms: int) -> int | None:
        day = int(situation.zones.days_of(np.array([at_ms], np.int64))[0])
        epoch = next((k for k, end in enumerate(ends) if day <= end), len(ends) - 1)
        return ranks[epoch].get(source)

    return rank_of


def _row(effort: Effort, situation: Situation) -> dict[str, Any]:
    best = effort.best
    gave: dict[bytes, list[str]] = {member.record_key: [] for member in effort.members}
    for code, giver in effort.givers.items():
        gave[giver.record_key].append(code)
    return {
        "workout_id": str(best.workout_id),
        "day": situation.zones.day_of(best.start_ms).isoformat(),
        "start_ms": best.start_ms,
        "end_ms": best.end_ms,
        "record_key": best.record_key.hex(),
        "members": [
            {
                "record_key": member.record_key.hex(),
                "workout_id": str(member.workout_id),
                "source_id": member.source_id,
                "rank": rank,
                "activity": member.activity,
                "start_ms": member.start_ms,
                "end_ms": member.end_ms,
                "gave": gave[member.record_key],
            }
            for rank, member in enumerate(effort.members, start=1)
        ],
        "attributes": {
            "totals": {
                code: {**giver.totals[code], "source_id": giver.source_id}
                for code, giver in effort.givers.items()
            },
            "zone_mistake_of": str(effort.zone_mistake_of) if effort.zone_mistake_of else None,
        },
        "flags": ZONE_MISTAKE if effort.zone_mistake_of else 0,
    }


def workouts(tx: Transaction, person: PersonId, first: date, last: date) -> list[ResolvedWorkout]:
    """Return the workouts that start on the person's days first to last, in order of time.

    Totals are in the canonical units of their metrics, each with the source that gave it.
    Raises: UserInputError when `last` is before `first`.
    """
    if last < first:
        raise UserInputError("The last day is before the first. Swap the two.", code="bad_span")
    rows = queries.workout_rows(tx, person, first, last)
    if not rows:
        return []
    low, high = min(row[2] for row in rows), max(row[2] for row in rows)
    records = {record.record_key: record for record in observations.read_workouts(tx, person, low, high + 1)}
    return [_workout(row, records[bytes(row[4])]) for row in rows if bytes(row[4]) in records]


def workout(tx: Transaction, person: PersonId, workout_id: UUID) -> ResolvedWorkout | None:
    """Return one workout by its id, or by the id of a record that was joined to it."""
    row = queries.workout_row(tx, person, workout_id)
    if row is None:
        return None
    records = observations.read_workouts(tx, person, row[2], row[2] + 1)
    record = next((one for one in records if one.record_key == bytes(row[4])), None)
    return _workout(row, record) if record is not None else None


def _workout(row: tuple[Any, ...], best: Workout) -> ResolvedWorkout:
    workout_id, day, start_ms, end_ms, record_key, members, attributes, _flags = row
    mistaken = attributes["zone_mistake_of"]
    return ResolvedWorkout(
        workout_id=workout_id,
        day=day,
        start_ms=start_ms,
        end_ms=end_ms,
        duration_ms=best.duration_ms,
        activity=best.activity,
        family=best.family,
        zone=best.zone,
        source_id=best.source_id,
        record_key=bytes(record_key),
        members=tuple(_member(member) for member in members),
        attributes=tuple(_attribute(code, total) for code, total in sorted(attributes["totals"].items())),
        events=tuple(dict(event) for event in best.events),
        legs=tuple(dict(leg) for leg in best.legs),
        details=dict(best.details),
        zone_mistake_of=UUID(mistaken) if mistaken else None,
    )


def _member(member: Mapping[str, Any]) -> WorkoutMember:
    return WorkoutMember(
        record_key=bytes.fromhex(member["record_key"]),
        workout_id=UUID(member["workout_id"]),
        source_id=SourceId(member["source_id"]),
        rank=member["rank"],
        activity=member["activity"],
        start_ms=member["start_ms"],
        end_ms=member["end_ms"],
        gave=tuple(member["gave"]),
    )


def _attribute(code: str, total: Mapping[str, Any]) -> WorkoutAttribute:
    average, least, greatest = total.get("average"), total.get("minimum"), total.get("maximum")
    known = (float(value) for value in (total.get("sum"), average) if value is not None)
    return WorkoutAttribute(
        metric=code,
        value=next(known, None),
        average=average,
        least=least,
        greatest=greatest,
        source_id=SourceId(total["source_id"]),
    )
