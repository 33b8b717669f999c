"""Types of source orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

import numpy as np
import strawberry

from salus import resolution
from salus.api.graphql.base import DayColumns, Problem
from salus.api.graphql.days.types import plain_columns
from salus.api.graphql.metrics.types import Metric, metric_type
from salus.api.graphql.sources.types import Source
from salus.kit.ids import SourceId


@strawberry.type(description="A source in an order, and how much it delivered lately.")
class RankedSource:
    source: Source
    days: int = strawberry.field(description="Of the last 31 days, how many have a value of this scope.")
    last_day: date | None


@strawberry.type(description="The order of sources of `category:activity` or `metric:steps`.")
class SourceOrder:
    scope: str
    category: str
    metric: Metric | None
    follows: str | None = strawberry.field(
        description="The scope whose order holds here, where this has none of its own; `default` for ours."
    )
    id: strawberry.ID | None = strawberry.field(description="Of the person's own order.")
    valid_from: date | None = strawberry.field(description="First day it holds for; null: always.")
    strategy: str
    ordered: list[RankedSource] = strawberry.field(description="Best first.")
    never: list[Source]
    metrics: list[Metric] = strawberry.field(description="Metrics with values that follow this order.")
    own_order: list[Metric] = strawberry.field(
        description="Metrics of the category with an order of their own."
    )


@strawberry.input(description="An order of sources.")
class PreferenceInput:
    scope: str = strawberry.field(description="`category:activity` or `metric:steps`.")
    order: list[strawberry.ID] = strawberry.field(
        description="Sources, best first; those left out follow by class."
    )
    never: list[strawberry.ID] = strawberry.field(default_factory=list, description="Sources not to be used.")
    valid_from: date | None = strawberry.field(default=None, description="First day it shall hold for.")


@strawberry.type(description="A day that would have another value.")
class ChangedDay:
    date: date
    before: float | None
    after: float | None


@strawberry.type(description="What another order would change for one metric.")
class PreviewedMetric:
    metric: Metric
    unit: str
    days: int
    changed_days: int
    before: float | None = strawberry.field(description="Mean of the days as they are.")
    after: float | None = strawberry.field(description="Mean of the days as they would be.")
    now: DayColumns
    then: DayColumns
    largest: list[ChangedDay]

    @classmethod
    def of(cls, found: resolution.MetricPreview) -> Self:
        """Return a preview as the rooms gave it."""
        metric = metric_type(found.metric)
        return cls(
            metric=metric,
            unit=metric.unit,
            days=found.days,
            changed_days=found.days_changed,
            before=found.mean_before,
            after=found.mean_after,
            now=plain_columns(found.first, np.asarray(found.before)),
            then=plain_columns(found.first, np.asarray(found.after)),
            largest=[ChangedDay(date=day.day, before=day.before, after=day.after) for day in found.largest],
        )


@strawberry.type(description="What another order would change; nothing is written.")
class PreferencePreview:
    metrics: list[PreviewedMetric]


PreferencePreviewResult = Annotated[PreferencePreview | Problem, strawberry.union("PreferencePreviewResult")]


@strawberry.type(description="The order as it is now; its days are being brought up to date.")
class PreferenceChanged:
    order: SourceOrder
    undo_token: strawberry.ID | None = strawberry.field(description="For undoPreference.")
    job_id: strawberry.ID | None = strawberry.field(description="Of the recompute, for jobProgress.")


PreferenceResult = Annotated[PreferenceChanged | Problem, strawberry.union("PreferenceResult")]


def ranked(
    ids: tuple[SourceId, ...], sources: Mapping[SourceId, Source], lately: Mapping[SourceId, tuple[int, date]]
) -> list[RankedSource]:
    """Return sources in order with the days they delivered."""
    return [
        RankedSource(
            source=sources[source],
            days=lately[source][0] if source in lately else 0,
            last_day=lately[source][1] if source in lately else None,
        )
        for source in ids
        if source in sources
    ]
