"""Types of nights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Self

import numpy as np
import strawberry

from salus import metrics, rollups
from salus.api.graphql.base import Info, StageColumns, instant
from salus.api.graphql.days.reading import readable
from salus.api.graphql.series.types import Series
from salus.api.graphql.sources.types import Source, sources_by_id
from salus.kit.ids import SourceId
from salus.resolution.model import Integers

_STATES: Final = metrics.get("sleep_stage").states
_POINTS_OF_A_NIGHT: Final = 600
_AROUND_MS: Final = 15 * 60_000


@strawberry.type(description="Minutes by stage; `asleep` is sleep whose stage is unknown.")
class StageMinutes:
    in_bed: float
    asleep: float
    awake: float
    light: float
    deep: float
    rem: float
    restless: float
    out_of_bed: float
    unknown: float

    @classmethod
    def of(cls, minutes: Sequence[float]) -> Self:
        """Return minutes that stand in the order of the states of `sleep_stage`."""
        return cls(**dict(zip(_STATES, minutes, strict=True)))


@strawberry.type(description="Another source's session of the same night.")
class NightSession:
    source: Source
    start: datetime
    end: datetime
    staged: bool
    asleep_minutes: float
    minutes: StageMinutes
    stages: StageColumns
    why: str = strawberry.field(description="Why it is not the one that counts.")

    @classmethod
    def of(
        cls, found: rollups.NightSession, night: rollups.Night, sources: Mapping[SourceId, Source]
    ) -> Self:
        """Return a session that lost to another one."""
        asleep = sum(m for state, m in zip(_STATES, found.minutes, strict=True) if state in _ASLEEP)
        return cls(
            source=sources[found.source_id],
            start=instant(found.start_ms),
            end=instant(found.end_ms),
            staged=found.staged,
            asleep_minutes=asleep,
            minutes=StageMinutes.of(found.minutes),
            stages=_stages(found.start_ms, found.stage_starts, found.stage_durations, found.stages),
            why=_why(found, night, sources),
        )


_ASLEEP: Final = ("asleep", "light", "deep", "rem")


@strawberry.type(description="A night or nap of one source, of the local day of its final wake.")
class Night:
    id: strawberry.ID
    date: date
    start: datetime
    end: datetime
    onset: datetime | None = strawberry.field(description="First moment asleep.")
    wake: datetime | None = strawberry.field(description="End of the last stretch asleep.")
    zone: str
    main: bool = strawberry.field(description="False for a nap.")
    source: Source
    in_bed_from: datetime | None
    in_bed_to: datetime | None
    asleep_minutes: float | None = strawberry.field(description="Null where only time in bed is known.")
    in_bed_minutes: float | None
    awake_minutes: float | None
    minutes: StageMinutes
    stages: StageColumns
    efficiency: float | None = strawberry.field(description="Percent of the time in bed asleep.")
    latency_minutes: float | None
    awakenings: int | None
    others: list[NightSession]
    nap_list: strawberry.Private[Sequence[rollups.Night]]

    @strawberry.field(description="The naps of that day.")
    async def naps(self, info: Info) -> list[Night]:
        known = await sources_by_id(info)
        return [Night.of(nap, (), known) for nap in self.nap_list]

    @strawberry.field(description="What was measured over the night, for one time axis.")
    async def series(self, info: Info, metrics: list[str]) -> list[Series]:
        first = round(self.start.timestamp() * 1000) - _AROUND_MS
        last = round(self.end.timestamp() * 1000) + _AROUND_MS
        known = await sources_by_id(info)
        return [
            Series.of(
                await info.context.in_room(
                    rollups.series,
                    code,
                    first,
                    last,
                    rollups.Resolution.RAW,
                    _POINTS_OF_A_NIGHT,
                    now=info.context.now,
                ),
                known,
            )
            for code in readable(info, metrics)
        ]

    @classmethod
    def of(
        cls, found: rollups.Night, naps: Sequence[rollups.Night], sources: Mapping[SourceId, Source]
    ) -> Self:
        """Return a night as the rooms gave it."""
        return cls(
            id=strawberry.ID(f"{found.day.isoformat()}.{found.start_ms}"),
            date=found.day,
            start=instant(found.start_ms),
            end=instant(found.end_ms),
            onset=_instant(found.onset_ms),
            wake=_instant(found.wake_ms),
            zone=found.zone,
            main=found.main,
            source=sources[found.source_id],
            in_bed_from=_instant(found.in_bed_from_ms),
            in_bed_to=_instant(found.in_bed_to_ms),
            asleep_minutes=found.asleep_minutes,
            in_bed_minutes=found.in_bed_minutes,
            awake_minutes=found.awake_minutes,
            minutes=StageMinutes.of(found.minutes),
            stages=_stages(found.start_ms, found.stage_starts, found.stage_durations, found.stages),
            efficiency=found.efficiency,
            latency_minutes=found.latency_minutes,
            awakenings=found.awakenings,
            others=[NightSession.of(other, found, sources) for other in found.others],
            nap_list=naps,
        )


def with_naps(found: Iterable[rollups.Night]) -> list[tuple[rollups.Night, list[rollups.Night]]]:
    """Return the main nights, newest first, each with the naps of its day."""
    mains: dict[date, rollups.Night] = {}
    naps: dict[date, list[rollups.Night]] = {}
    for night in found:
        if night.main:
            mains[night.day] = night
        else:
            naps.setdefault(night.day, []).append(night)
    return [(mains[day], naps.get(day, [])) for day in sorted(mains, reverse=True)]


def _stages(start_ms: int, starts: Integers, durations: Integers, stages: Integers) -> StageColumns:
    return StageColumns(
        {
            "t": np.ascontiguousarray(starts.astype(np.int64) + start_ms),
            "d": np.ascontiguousarray(durations.astype(np.int64)),
            "stage": [_STATES[stage] for stage in stages.tolist()],
        }
    )


def _why(found: rollups.NightSession, night: rollups.Night, sources: Mapping[SourceId, Source]) -> str:
    winner = sources[night.source_id].name
    if not found.staged:
        return f"It has no stages; {winner} has, so {winner}’s night counts whole."
    return f"{winner} comes first in your order, so {winner}’s night counts whole."


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else instant(ms)
