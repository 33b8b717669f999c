"""Types of days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, Self

import numpy as np
import strawberry

from salus import rollups
from salus.api.graphql.base import DayColumns, Info, instant
from salus.api.graphql.days.explanation import Explanation
from salus.api.graphql.metrics.types import Metric, metric_type
from salus.api.graphql.sources.types import Source, in_order, sources_by_id
from salus.kit.errors import UserInputError
from salus.kit.ids import SourceId
from salus.resolution import explain
from salus.resolution.model import Floats

_FIRST_WRITTEN: Final = date(1970, 1, 1).toordinal()
_LAST_WRITTEN: Final = date(2070, 1, 1).toordinal()


@strawberry.type(description="One source's own days, and what of them counts.")
class SourceDays:
    source: Source
    days: int = strawberry.field(description="How many days have a value of this source.")
    mean: float | None = strawberry.field(description="Mean of its own values over its days.")
    used: float | None = strawberry.field(
        description="Mean of what it gave to the resolved value, over its days."
    )
    share: float | None = strawberry.field(description="Its part of all that was counted, 0–1.")
    points: DayColumns = strawberry.field(description="Its own values.")


@strawberry.type(description="Values of a metric, one a day of the person, both ends included.")
class Days:
    metric: Metric
    unit: str
    points: DayColumns
    sources: list[Source] = strawberry.field(description="What `source` in the columns points into.")
    found: strawberry.Private[rollups.DayColumns]

    @strawberry.field(description="What each source said by itself, the one that counted most first.")
    async def by_source(self, info: Info) -> list[SourceDays]:
        found = self.found
        last = date.fromordinal(found.first.toordinal() + len(found.value) - 1)
        shares = await info.context.in_room(rollups.by_source, found.metric, found.first, last)
        known = await sources_by_id(info)
        return [
            SourceDays(
                source=known[share.source_id],
                days=share.days,
                mean=share.mean,
                used=share.used,
                share=share.share,
                points=day_columns(share.columns),
            )
            for share in shares
        ]

    @classmethod
    def of(cls, found: rollups.DayColumns, sources: Mapping[SourceId, Source]) -> Self:
        """Return days as the rooms gave them."""
        return cls(
            metric=metric_type(found.metric),
            unit=found.unit,
            points=day_columns(found),
            sources=in_order(sources, found.sources),
            found=found,
        )


@strawberry.type(description="The value of one day of the person.")
class Day:
    metric: Metric
    unit: str
    date: date
    value: float | None
    quality: float | None = strawberry.field(description="0–1.")
    complete: bool = strawberry.field(
        description="The day is over and every source that usually delivers has delivered past its end."
    )

    as_of: strawberry.Private[datetime | None] = None

    @strawberry.field(description="Why the value is what it is.")
    async def explanation(self, info: Info) -> Explanation:
        if self.as_of is not None:
            raise UserInputError(
                "Only what is believed now is explained. Leave `asOf` out, or ask `history`.", code="not_kept"
            )
        now = info.context.now
        why = await info.context.in_room(explain, self.metric.code, self.date, now=now)
        return Explanation.of(why, await sources_by_id(info), now)

    @classmethod
    def of(cls, found: rollups.DayValue, as_of: datetime | None) -> Self:
        """Return a day as the rooms gave it, as it is or was at an instant."""
        return cls(
            metric=metric_type(found.metric),
            unit=found.unit,
            date=found.day,
            value=found.value,
            quality=found.quality,
            complete=found.complete,
            as_of=as_of,
        )


@strawberry.type(description="A value of a day that was believed for a while.")
class DayVersion:
    value: float | None
    believed_from: datetime
    believed_to: datetime | None = strawberry.field(description="Null: it still is.")
    cause: str = strawberry.field(
        description="Why it ended, or the present one began: ingest, undo, preference, zone or replay."
    )

    @classmethod
    def of(cls, found: rollups.DayVersion) -> Self:
        """Return a version as the rooms gave it."""
        return cls(
            value=found.value, believed_from=found.believed_from, believed_to=found.until, cause=found.cause
        )


@strawberry.type(description="The newest value of a metric that counts.")
class Latest:
    metric: Metric
    value: float | None
    unit: str
    at: datetime
    source: Source

    @classmethod
    def of(cls, found: rollups.LatestValue, sources: Mapping[SourceId, Source]) -> Self:
        """Return a latest value as the rooms gave it."""
        return cls(
            metric=metric_type(found.metric),
            value=found.value,
            unit=found.unit,
            at=instant(found.at_ms),
            source=sources[found.source_id],
        )


def day_columns(found: rollups.DayColumns) -> DayColumns:
    """Return the columns as they are sent: dates written out, missing values null."""
    return DayColumns(
        {
            "date": dates_from(found.first, len(found.value)),
            "value": np.ascontiguousarray(found.value),
            "min": np.ascontiguousarray(found.least),
            "max": np.ascontiguousarray(found.greatest),
            "n": np.ascontiguousarray(found.n),
            "quality": np.ascontiguousarray(found.quality),
            "source": [None if s < 0 else s for s in found.source.tolist()],
            "complete": np.ascontiguousarray(found.complete),
        }
    )


def plain_columns(first: date, values: Floats) -> DayColumns:
    """Return columns of values alone, for what nobody measured but was worked out."""
    nothing: list[Any] = [None] * len(values)
    return DayColumns(
        {
            "date": dates_from(first, len(values)),
            "value": np.ascontiguousarray(values),
            "min": nothing,
            "max": nothing,
            "n": nothing,
            "quality": nothing,
            "source": nothing,
            "complete": nothing,
        }
    )


def dates_from(first: date, length: int) -> list[str]:
    """Return the dates of consecutive days as text."""
    start = first.toordinal()
    if start >= _FIRST_WRITTEN and start + length <= _LAST_WRITTEN:
        return _written()[start - _FIRST_WRITTEN : start - _FIRST_WRITTEN + length]
    return [date.fromordinal(start + i).isoformat() for i in range(length)]


@cache
def _written() -> list[str]:
    return [date.fromordinal(day).isoformat() for day in range(_FIRST_WRITTEN, _LAST_WRITTEN)]
