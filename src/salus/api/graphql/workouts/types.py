"""Types of workouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Self

import numpy as np
import strawberry

from salus import metrics, observations, rollups
from salus.api.graphql.base import Info, RouteColumns, instant
from salus.api.graphql.metrics.types import Metric, metric_type
from salus.api.graphql.series.types import Series
from salus.api.graphql.sources.types import Source, sources_by_id
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.observations import RecordStream

_POINTS: Final = 1000
_PAUSES: Final = {"pause": "resume", "motion_paused": "motion_resumed"}
_LAPS: Final = ("lap", "segment", "marker")
_ROUTE: Final = (("lat", "latitude"), ("lon", "longitude"), ("alt", "altitude"), ("speed", "speed"))


@strawberry.type(description="A total of a workout and the source that it is from.")
class WorkoutTotal:
    metric: Metric
    unit: str
    value: float | None
    least: float | None
    greatest: float | None
    source: Source


@strawberry.type(description="One sport of a workout with several.")
class WorkoutLeg:
    activity: str
    start: datetime
    end: datetime
    duration_seconds: float
    totals: list[LegTotal]


@strawberry.type(description="A total of a leg.")
class LegTotal:
    metric: Metric
    unit: str
    value: float | None


@strawberry.type(description="A lap, segment or marker that the device wrote.")
class WorkoutLap:
    start: datetime
    end: datetime
    kind: str


@strawberry.type(description="A stretch of time.")
class Interval:
    start: datetime
    end: datetime


@strawberry.type(description="One source's record of the same effort.")
class WorkoutMember:
    source: Source
    activity: str
    start: datetime
    end: datetime
    rank: int
    why: str


@strawberry.type(description="One effort, counted once however many sources recorded it.")
class Workout:
    id: strawberry.ID
    activity: str
    family: str
    date: date
    start: datetime
    end: datetime
    zone: str
    duration_seconds: float = strawberry.field(description="Without pauses.")
    source: Source
    totals: list[WorkoutTotal]
    legs: list[WorkoutLeg]
    laps: list[WorkoutLap]
    pauses: list[Interval]
    members: list[WorkoutMember]
    flags: list[str]
    found: strawberry.Private[rollups.ResolvedWorkout]

    @strawberry.field(description="The way, where a source recorded one.")
    async def route(self, info: Info) -> RouteColumns | None:
        keys = [member.record_key for member in self.found.members]
        stream = await info.context.in_room(_first_route, keys)
        return None if stream is None else _route(stream)

    @strawberry.field(description="Heart rate from its beginning to its end.")
    async def heart_rate(self, info: Info) -> Series:
        info.context.reader("vitals")
        found = await info.context.in_room(
            rollups.series,
            "heart_rate",
            self.found.start_ms,
            self.found.end_ms,
            rollups.Resolution.RAW,
            _POINTS,
            now=info.context.now,
        )
        return Series.of(found, await sources_by_id(info))

    @classmethod
    def of(cls, found: rollups.ResolvedWorkout, sources: Mapping[SourceId, Source]) -> Self:
        """Return a workout as the rooms gave it."""
        return cls(
            id=strawberry.ID(str(found.workout_id)),
            activity=found.activity,
            family=found.family,
            date=found.day,
            start=instant(found.start_ms),
            end=instant(found.end_ms),
            zone=found.zone,
            duration_seconds=found.duration_ms / 1000,
            source=sources[found.source_id],
            totals=[
                _total(attribute, sources)
                for attribute in found.attributes
                if attribute.metric in metrics.ALL
            ],
            legs=[_leg(leg) for leg in found.legs],
            laps=[
                WorkoutLap(start=_at(event), end=_until(event), kind=str(event["kind"]))
                for event in found.events
                if event["kind"] in _LAPS
            ],
            pauses=_pauses(found.events, found.end_ms),
            members=[_member(member, sources) for member in found.members],
            flags=["zone_mistake"] if found.zone_mistake_of else [],
            found=found,
        )


def _total(attribute: rollups.WorkoutAttribute, sources: Mapping[SourceId, Source]) -> WorkoutTotal:
    metric = metric_type(attribute.metric)
    return WorkoutTotal(
        metric=metric,
        unit=metric.unit,
        value=attribute.value,
        least=attribute.least,
        greatest=attribute.greatest,
        source=sources[attribute.source_id],
    )


def _leg(leg: Mapping[str, Any]) -> WorkoutLeg:
    totals = []
    for code, said in (leg.get("totals") or {}).items():
        if code in metrics.ALL:
            metric = metric_type(code)
            value = next(
                (said[word] for word in ("sum", "average", "maximum", "minimum") if word in said), None
            )
            totals.append(LegTotal(metric=metric, unit=metric.unit, value=value))
    return WorkoutLeg(
        activity=str(leg["activity"]),
        start=instant(int(leg["start_ms"])),
        end=instant(int(leg["end_ms"])),
        duration_seconds=float(leg["duration_ms"]) / 1000,
        totals=totals,
    )


def _member(member: rollups.WorkoutMember, sources: Mapping[SourceId, Source]) -> WorkoutMember:
    gave = ", ".join(metrics.ALL[code].name.lower() for code in member.gave if code in metrics.ALL)
    if member.rank == 1:
        why = "Best-ranked record of this effort."
    else:
        why = f"The same effort; gives {gave}." if gave else "The same effort, counted once."
    return WorkoutMember(
        source=sources[member.source_id],
        activity=member.activity,
        start=instant(member.start_ms),
        end=instant(member.end_ms),
        rank=member.rank,
        why=why,
    )


def _pauses(events: Sequence[Mapping[str, Any]], end_ms: int) -> list[Interval]:
    pauses: list[Interval] = []
    for begins, ends in _PAUSES.items():
        since: int | None = None
        for event in events:
            if event["kind"] == begins and since is None:
                since = int(event["at_ms"])
            elif event["kind"] == ends and since is not None:
                pauses.append(Interval(start=instant(since), end=instant(int(event["at_ms"]))))
                since = None
        if since is not None and since < end_ms:
            pauses.append(Interval(start=instant(since), end=instant(end_ms)))
    return sorted(pauses, key=lambda pause: pause.start)


def _first_route(tx: Transaction, person: PersonId, keys: Sequence[bytes]) -> RecordStream | None:
    for key in keys:
        stream = observations.read_stream(tx, person, key, "route")
        if stream is not None:
            return stream
    return None


def _route(stream: RecordStream) -> RouteColumns:
    columns: dict[str, Any] = {"t": np.ascontiguousarray(stream.columns["t_ms"].astype(np.int64))}
    for name, kept in _ROUTE:
        column = stream.columns.get(kept)
        columns[name] = None if column is None else np.ascontiguousarray(column)
    return RouteColumns(columns)


def _at(event: Mapping[str, Any]) -> datetime:
    return instant(int(event["at_ms"]))


def _until(event: Mapping[str, Any]) -> datetime:
    return instant(int(event["at_ms"]) + int(event.get("duration_ms") or 0))
