"""What can be asked about the catalogue."""

from __future__ import annotations

import strawberry

from salus import metrics, rollups
from salus.api.graphql.base import Info
from salus.api.graphql.metrics.types import Metric, metric_type


@strawberry.type
class MetricsQuery:
    """Fields of Query about the catalogue."""

    @strawberry.field(description="The catalogue, or one category of it; `withData`: only what has a value.")
    async def metrics(self, info: Info, category: str | None = None, with_data: bool = False) -> list[Metric]:
        info.context.reader_of_names()
        found = metrics.in_category(category) if category is not None else tuple(metrics.ALL.values())
        if with_data:
            covered = await info.context.kept_once("coverage", rollups.coverage)
            found = tuple(m for m in found if m.code in covered and info.context.may_read(m.category))
        return [metric_type(metric.code) for metric in found]

    @strawberry.field(description="One metric by its code.")
    async def metric(self, info: Info, code: str) -> Metric:
        info.context.reader_of_names()
        return metric_type(code)
