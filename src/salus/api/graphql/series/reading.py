"""What can be asked about points over time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import strawberry

from salus import metrics, rollups
from salus.api.graphql.base import Info, milliseconds
from salus.api.graphql.series.types import Resolution, Series
from salus.api.graphql.sources.types import source_id, sources_by_id
from salus.kit.errors import UserInputError

MOST_POINTS: Final = 20_000
_LONGEST_MS: Final = 200 * 366 * 86_400_000


@strawberry.type
class SeriesQuery:
    """Fields of Query about points over time."""

    @strawberry.field(
        description="Points of a metric in [from, to). Without `source` all is resolved, RAW too: only "
        "samples that count; `all` gives the rest. Missing is null, never 0."
    )
    async def series(
        self,
        info: Info,
        metric: str,
        from_: Annotated[datetime, strawberry.argument(name="from")],
        to: datetime,
        resolution: Resolution = Resolution.AUTO,
        max_points: int = 1000,
        source: strawberry.ID | None = None,
        all: bool = False,
        as_of: datetime | None = None,
    ) -> Series:
        op = info.context
        found = metrics.get(metric)
        op.reader(found.category)
        read = await op.in_room(
            rollups.series,
            found.code,
            *bounds(from_, to),
            rollups.Resolution(resolution.value),
            points(max_points),
            source=await source_id(info, source),
            all_sources=all,
            as_of=as_of,
            now=op.now,
        )
        return Series.of(read, await sources_by_id(info))


def bounds(from_: datetime, to: datetime) -> tuple[int, int]:
    """Return a span of instants as epoch milliseconds.

    Raises: UserInputError for a span that ends before it begins, or is longer than two hundred years.
    """
    first, last = milliseconds(from_), milliseconds(to)
    if last < first:
        raise UserInputError("`to` is before `from`.", code="bad_span")
    if last - first > _LONGEST_MS:
        raise UserInputError("The span is longer than two hundred years.", code="bad_span")
    return first, last


def points(most: int) -> int:
    """Return the wanted number of points.

    Raises: UserInputError when it is out of bounds.
    """
    if not 1 <= most <= MOST_POINTS:
        raise UserInputError(f"`maxPoints` is {most}; it must be 1 to {MOST_POINTS}.")
    return most
