"""How the first screen is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import strawberry

from salus import accounts, metrics, observations, rollups
from salus.api.graphql.base import Info, instant, milliseconds
from salus.api.graphql.days.types import day_columns
from salus.api.graphql.metrics.types import metric_type
from salus.api.graphql.sleep.types import Night, with_naps
from salus.api.graphql.sources.types import Source, in_order, sources_by_id
from salus.api.graphql.today.types import (
    Against,
    Contribution,
    SourceFreshness,
    Today,
    TodayCard,
    UsualRange,
)
from salus.api.graphql.today.usual import usual_range
from salus.api.graphql.workouts.types import Workout
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.metrics import Kind

CARDS: Final = (
    "sleep_duration_total",
    "steps",
    "heart_rate_resting",
    "hrv_sdnn",
    "hrv_rmssd",
    "body_weight",
    "energy_active",
    "distance_walking_running",
    "blood_pressure_systolic",
    "glucose_blood",
)
"""What is shown to a person who chose nothing, as far as there are values; the first eight of them."""
_MOST_CARDS: Final = 8
_SPARK: Final = 14
_USUAL: Final = 28
_LOOK_BACK: Final = 60
"""Days back in which a value that is measured seldom is still shown."""


@strawberry.type
class TodayQuery:
    """Fields of Query about the first screen."""

    @strawberry.field(description="A day at a glance; the person's own day of now when no date is given.")
    async def today(self, info: Info, date: date | None = None) -> Today:
        op = info.context
        op.reader()
        history = await op.kept_once("zone_history", observations.zone_history)
        present = history.day_of(milliseconds(op.now))
        day = date or present
        if day > present:
            raise UserInputError("That day has not come yet.", code="bad_span")
        found = await op.in_room(_glance, day, now=op.now)
        known = await sources_by_id(info)
        spans = history.spans_of(day)
        nights = with_naps(found.nights)
        return Today(
            date=day,
            zone=history.zone_at(spans[-1][0] if spans else milliseconds(op.now)),
            is_today=day == present,
            newest_at=max((instant(value.at_ms) for value in found.latest), default=None),
            sources=[
                SourceFreshness(source=source, last_data_at=_instant(found.freshness.get(source_id)))
                for source_id, source in known.items()
                if source.device_class != "summary"
            ],
            cards=[_card(code, found, known) for code in found.codes],
            night=Night.of(*nights[0], known) if nights else None,
            workouts=[Workout.of(workout, known) for workout in found.workouts],
            first_ms=spans[0][0] if spans else 0,
            last_ms=spans[-1][1] if spans else 0,
        )


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the rooms said of one day."""

    codes: tuple[str, ...]
    columns: Mapping[str, rollups.DayColumns]
    values: Mapping[str, rollups.DayValue]
    latest: Sequence[rollups.LatestValue]
    freshness: Mapping[SourceId, int]
    nights: Sequence[rollups.Night]
    workouts: Sequence[rollups.ResolvedWorkout]


def _glance(tx: Transaction, person: PersonId, day: date, *, now: datetime) -> _Glance:
    wanted = accounts.get_user(tx, person).favourites or CARDS
    known = tuple(code for code in wanted if code in metrics.ALL)
    columns = rollups.daily_values_of(tx, person, known, day - timedelta(days=_LOOK_BACK - 1), day, now=now)
    codes = tuple(code for code in known if not np.isnan(columns[code].value).all())
    codes = codes if wanted is not CARDS else codes[:_MOST_CARDS]
    shown = {code: _shown_day(columns[code], day, metrics.get(code).kind) for code in codes}
    return _Glance(
        codes=codes,
        columns=columns,
        values={code: rollups.day_value(tx, person, code, shown[code], now=now) for code in codes},
        latest=rollups.latest(tx, person, now=now),
        freshness=rollups.freshness(tx, person),
        nights=rollups.nights(tx, person, day, day),
        workouts=rollups.workouts(tx, person, day, day),
    )


def _shown_day(columns: rollups.DayColumns, day: date, kind: Kind) -> date:
    """The day itself, or for what is measured seldom the last day that has a value."""
    if kind is not Kind.LAST or not np.isnan(columns.value[-1]):
        return day
    have = np.flatnonzero(~np.isnan(columns.value))
    return date.fromordinal(columns.first.toordinal() + int(have[-1])) if len(have) else day


def _card(code: str, found: _Glance, known: Mapping[SourceId, Source]) -> TodayCard:
    columns, value = found.columns[code], found.values[code]
    given = sum(abs(used) for _, used in value.contributors)
    newest = next((latest for latest in found.latest if latest.metric == code), None)
    spark = _tail(columns, _SPARK)
    return TodayCard(
        metric=metric_type(code),
        unit=columns.unit,
        date=value.day,
        value=value.value,
        at=None if newest is None else instant(newest.at_ms),
        complete=value.complete,
        quality=value.quality,
        usual=_usual(columns, value, metrics.get(code).kind),
        spark=day_columns(spark),
        sources=in_order(known, spark.sources),
        contributions=[
            Contribution(source=known[source], used=used, share=abs(used) / given if given else 0.0)
            for source, used in value.contributors
        ],
    )


def _usual(columns: rollups.DayColumns, value: rollups.DayValue, kind: Kind) -> UsualRange | None:
    at = (value.day - columns.first).days
    before = slice(max(0, at - _USUAL), at)
    adds_up = kind in (Kind.SUM, Kind.DURATION)
    # A mean or a single reading counts as it is; what adds up over a day only once the day is whole.
    whole = columns.complete[before] if adds_up else np.ones(at - before.start, bool)
    usual = usual_range(columns.value[before], whole)
    if usual is None:
        return None
    against = None
    if value.value is not None and (value.complete or not adds_up or value.value > usual.high):
        against = (
            Against.BELOW
            if value.value < usual.low
            else Against.ABOVE
            if value.value > usual.high
            else Against.WITHIN
        )
    return UsualRange(low=usual.low, high=usual.high, days=usual.days, against=against)


def _tail(columns: rollups.DayColumns, days: int) -> rollups.DayColumns:
    skipped = max(0, len(columns.value) - days)
    return rollups.DayColumns(
        metric=columns.metric,
        unit=columns.unit,
        first=date.fromordinal(columns.first.toordinal() + skipped),
        value=columns.value[skipped:],
        least=columns.least[skipped:],
        greatest=columns.greatest[skipped:],
        n=columns.n[skipped:],
        quality=columns.quality[skipped:],
        source=columns.source[skipped:],
        complete=columns.complete[skipped:],
        flags=columns.flags[skipped:],
        sources=columns.sources,
    )


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else instant(ms)
