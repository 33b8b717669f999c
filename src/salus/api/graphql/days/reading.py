"""What can be asked about days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

import strawberry
from strawberry.dataloader import DataLoader

from salus import metrics, rollups
from salus.api.graphql.base import Info
from salus.api.graphql.days.types import Day, Days, DayVersion, Latest
from salus.api.graphql.sources.types import source_id, sources_by_id
from salus.api.operation import Operation
from salus.kit.errors import UserInputError

MOST_METRICS: Final = 60
_MOST_DAYS: Final = 200 * 366

DaysKey = tuple[str, date, date]
From = Annotated[date, strawberry.argument(name="from", description="First day.")]
To = Annotated[date, strawberry.argument(description="Last day, included.")]


@strawberry.type
class DaysQuery:
    """Fields of Query about days."""

    @strawberry.field(
        description="The value of each day from `from` to `to`; of one source alone, or as it was at `asOf`."
    )
    async def days(
        self,
        info: Info,
        metric: str,
        from_: From,
        to: To,
        source: strawberry.ID | None = None,
        as_of: datetime | None = None,
    ) -> Days:
        op = info.context
        found = metrics.get(metric)
        op.reader(found.category)
        check_days(from_, to)
        if source is None and as_of is None:
            read = await _loader(op).load((found.code, from_, to))
        else:
            wanted = await source_id(info, source)
            read = await op.in_room(
                rollups.daily_values, found.code, from_, to, source=wanted, as_of=as_of, now=op.now
            )
        return Days.of(read, await sources_by_id(info))

    @strawberry.field(description="Days of several metrics at once, in the order asked.")
    async def dashboard(self, info: Info, metrics: list[str], from_: From, to: To) -> list[Days]:
        op = info.context
        codes = readable(info, metrics)
        check_days(from_, to)
        read = await op.in_room(rollups.daily_values_of, codes, from_, to, now=op.now)
        known = await sources_by_id(info)
        return [Days.of(read[code], known) for code in codes]

    @strawberry.field(description="The value of one day, with its reason.")
    async def day(self, info: Info, metric: str, date: date, as_of: datetime | None = None) -> Day:
        op = info.context
        found = metrics.get(metric)
        op.reader(found.category)
        value = await op.in_room(rollups.day_value, found.code, date, as_of=as_of, now=op.now)
        return Day.of(value, as_of)

    @strawberry.field(
        description="What was believed about a day before, oldest first; the present value last."
    )
    async def history(self, info: Info, metric: str, date: date) -> list[DayVersion]:
        op = info.context
        found = metrics.get(metric)
        op.reader(found.category)
        return [DayVersion.of(version) for version in await op.in_room(rollups.history, found.code, date)]

    @strawberry.field(
        description="The newest value of each metric; of all that have one, when none is named."
    )
    async def latest(self, info: Info, metrics: list[str] | None = None) -> list[Latest]:
        op = info.context
        op.reader_of_names()
        codes = None if metrics is None else readable(info, metrics)
        found = await op.in_room(rollups.latest, codes, now=op.now)
        known = await sources_by_id(info)
        made = [Latest.of(value, known) for value in found]
        return [value for value in made if op.may_read(value.metric.category)]


def _loader(op: Operation) -> DataLoader[DaysKey, rollups.DayColumns]:
    """Return what reads the days of one operation together: a page of many metrics asks the database once."""

    async def load(keys: list[DaysKey]) -> list[rollups.DayColumns]:
        spans: dict[tuple[date, date], list[str]] = {}
        for code, first, last in keys:
            spans.setdefault((first, last), []).append(code)
        read = {
            span: await op.in_room(rollups.daily_values_of, codes, *span, now=op.now)
            for span, codes in spans.items()
        }
        return [read[first, last][code] for code, first, last in keys]

    made: DataLoader[DaysKey, rollups.DayColumns] = op.kept.setdefault("days", DataLoader(load_fn=load))
    return made


def check_days(first: date, last: date) -> None:
    """Let a sensible span of days pass.

    Raises: UserInputError for one that ends before it begins, or is longer than two hundred years.
    """
    if last < first:
        raise UserInputError("`to` is before `from`.", code="bad_span")
    if (last - first).days > _MOST_DAYS:
        raise UserInputError("The span is longer than two hundred years.", code="bad_span")


def readable(info: Info, codes: Sequence[str]) -> list[str]:
    """Return the codes of metrics, each known and open to the one who asks.

    Raises: UserInputError `unknown_metric`, `forbidden`, or `too_large` for too many.
    """
    if len(codes) > MOST_METRICS:
        raise UserInputError(f"Ask for at most {MOST_METRICS} metrics at once.", code="too_large")
    for code in codes:
        info.context.reader(metrics.get(code).category)
    return list(dict.fromkeys(codes))
