"""Types of the first screen."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import strawberry

from salus import resolution, rollups
from salus.api.graphql.base import DayColumns, Info, instant
from salus.api.graphql.days.explanation import SpanRole
from salus.api.graphql.metrics.types import Metric
from salus.api.graphql.series.types import Series
from salus.api.graphql.sleep.types import Night
from salus.api.graphql.sources.types import Source, sources_by_id
from salus.api.graphql.workouts.types import Workout


@strawberry.enum(description="A value against the usual range.")
class Against(Enum):
    """A value against the usual range."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@strawberry.type(description="The middle half of the 28 days before.")
class UsualRange:
    low: float
    high: float
    days: int
    against: Against | None = strawberry.field(
        description="Null while the day is not over and could still change it."
    )


@strawberry.type(description="What one source gave to a value.")
class Contribution:
    source: Source
    used: float
    share: float = strawberry.field(description="Its part, 0–1.")


@strawberry.type(description="A stretch of the day in which a source had samples.")
class ContributionSpan:
    source: Source
    from_: datetime = strawberry.field(name="from")
    to: datetime
    role: SpanRole


@strawberry.type(description="How new a source's values are.")
class SourceFreshness:
    source: Source
    last_data_at: datetime | None


@strawberry.type(description="One metric on the first screen.")
class TodayCard:
    metric: Metric
    unit: str
    date: date = strawberry.field(
        description="The day the value is of: an earlier one for what is measured seldom."
    )
    value: float | None
    at: datetime | None = strawberry.field(description="When the newest value was measured.")
    complete: bool
    quality: float | None
    usual: UsualRange | None
    spark: DayColumns = strawberry.field(description="Fourteen days up to the day shown.")
    sources: list[Source] = strawberry.field(description="What `source` in the columns points into.")
    contributions: list[Contribution]

    @strawberry.field(description="Who counted when on that day.")
    async def spans(self, info: Info) -> list[ContributionSpan]:
        why = await info.context.in_room(
            resolution.explain, self.metric.code, self.date, now=info.context.now
        )
        known = await sources_by_id(info)
        return [
            ContributionSpan(
                source=known[candidate.source_id],
                from_=instant(span.from_ms),
                to=instant(span.to_ms),
                role=SpanRole(span.state.value),
            )
            for candidate in why.candidates
            for span in candidate.spans
        ]


@strawberry.type(description="A day at a glance.")
class Today:
    date: date
    zone: str
    is_today: bool
    newest_at: datetime | None = strawberry.field(description="When the newest value of all was measured.")
    sources: list[SourceFreshness]
    cards: list[TodayCard]
    night: Night | None
    workouts: list[Workout]
    first_ms: strawberry.Private[int]
    last_ms: strawberry.Private[int]

    @strawberry.field(description="Heart rate over the day.")
    async def heart_rate(self, info: Info) -> Series:
        op = info.context
        op.reader("vitals")
        found = await op.in_room(
            rollups.series,
            "heart_rate",
            self.first_ms,
            self.last_ms,
            rollups.Resolution.RAW,
            288,
            now=op.now,
        )
        return Series.of(found, await sources_by_id(info))
