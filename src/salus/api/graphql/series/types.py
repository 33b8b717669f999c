"""Types of points over time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Self

import numpy as np
import strawberry

from salus import rollups
from salus.api.graphql.base import (
    After,
    Connection,
    First,
    SeriesColumns,
    connection,
    instant,
    page_bounds,
)
from salus.api.graphql.metrics.types import Metric, metric_type
from salus.api.graphql.sources.types import Source, in_order
from salus.kit.ids import SourceId


@strawberry.enum(description="How fine the points of a series are; AUTO is the finest that fits `maxPoints`.")
class Resolution(Enum):
    """How fine the points are."""

    AUTO = "auto"
    RAW = "raw"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@strawberry.enum(description="Why a stretch of time has no values.")
class GapReason(Enum):
    """Why values are missing."""

    NOT_FETCHED = "not_fetched"
    FAILED = "failed"
    NO_PERMISSION = "no_permission"
    NOT_WORN = "not_worn"
    SOURCE_SILENT = "source_silent"
    ENDED = "ended"


@strawberry.type(description="A stretch of time without values.")
class Gap:
    from_: datetime = strawberry.field(name="from")
    to: datetime
    source: Source | None
    why: GapReason


@strawberry.type(description="One point; from HOUR up `end` is when its span ends.")
class Point:
    start: datetime
    end: datetime
    value: float | None = strawberry.field(
        description="Null for a span whose value cannot be known, as a week of sums without a whole day."
    )
    unit: str
    source: Source


@strawberry.type(description="Points of one metric in [from, to).")
class Series:
    metric: Metric
    unit: str
    resolution: Resolution = strawberry.field(description="The one that was chosen.")
    points: SeriesColumns
    sources: list[Source] = strawberry.field(description="What `source` in the columns points into.")
    gaps: list[Gap]
    found: strawberry.Private[rollups.Series]

    @strawberry.field(description="The same points, typed and in pages.")
    def nodes(self, first: First = None, after: After = None) -> Connection[Point]:
        found = self.found
        start, end = page_bounds(len(found.t), first, after)
        ends = rollups.ends_of(found)
        points = [
            Point(
                start=instant(int(found.t[i])),
                end=instant(int(ends[i])),
                value=None if math.isnan(found.v[i]) else float(found.v[i]),
                unit=self.unit,
                source=self.sources[int(found.source[i])],
            )
            for i in range(start, end)
        ]
        return connection(points, start, len(found.t))

    @classmethod
    def of(cls, found: rollups.Series, sources: Mapping[SourceId, Source]) -> Self:
        """Return a series as the rooms gave it."""
        return cls(
            metric=metric_type(found.metric),
            unit=found.unit,
            resolution=Resolution(found.resolution.value),
            points=series_columns(found),
            sources=in_order(sources, found.sources),
            gaps=[
                Gap(
                    from_=instant(gap.from_ms),
                    to=instant(gap.to_ms),
                    source=None if gap.source_id is None else sources[gap.source_id],
                    why=GapReason(gap.why.value),
                )
                for gap in found.gaps
            ],
            found=found,
        )


def series_columns(found: rollups.Series) -> SeriesColumns:
    """Return the columns as they are sent; NaN becomes null."""
    return SeriesColumns(
        {
            "t": np.ascontiguousarray(found.t),
            "v": np.ascontiguousarray(found.v),
            "min": None if found.least is None else np.ascontiguousarray(found.least),
            "max": None if found.greatest is None else np.ascontiguousarray(found.greatest),
            "n": None if found.n is None else np.ascontiguousarray(found.n),
            "source": np.ascontiguousarray(found.source),
        }
    )
