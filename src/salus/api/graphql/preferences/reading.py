"""What can be asked about source orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import strawberry

from salus import metrics, observations, resolution, rollups
from salus.api.graphql.base import Info
from salus.api.graphql.metrics.types import metric_type
from salus.api.graphql.preferences.types import SourceOrder, ranked
from salus.api.graphql.sources.types import sources_by_id
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.metrics import Category

_LATELY: Final = timedelta(days=30)


@strawberry.type
class PreferencesQuery:
    """Fields of Query about source orders."""

    @strawberry.field(description="The orders of all categories that have values.")
    async def preferences(self, info: Info) -> list[SourceOrder]:
        info.context.reader()
        views = await info.context.in_room(_views, today=await today(info))
        return [await as_type(info, view) for view in views]

    @strawberry.field(description="The order that holds for a category (`category:activity`) or metric.")
    async def preference(self, info: Info, scope: str) -> SourceOrder:
        info.context.reader()
        return await order_of(info, scope)


@dataclass(frozen=True, slots=True)
class OrderView:
    """What the screen of source orders shows of one scope."""

    scope: str
    category: Category
    metric: str | None
    follows: str | None
    preference: resolution.Preference | None
    ordered: tuple[SourceId, ...]
    never: tuple[SourceId, ...]
    lately: dict[SourceId, tuple[int, date]]
    following: tuple[str, ...]
    own_order: tuple[str, ...]


async def today(info: Info) -> date:
    """Return the person's own day of now."""
    history = await info.context.kept_once("zone_history", observations.zone_history)
    return history.day_of(round(info.context.now.timestamp() * 1000))


async def order_of(info: Info, scope: str) -> SourceOrder:
    """Return the order of a scope as the schema shows it.

    Raises: UserInputError for a scope that names no category and no metric.
    """
    return await as_type(info, await info.context.in_room(_view, scope, today=await today(info)))


async def as_type(info: Info, view: OrderView) -> SourceOrder:
    """Return the type of a view."""
    known = await sources_by_id(info)
    row = view.preference
    return SourceOrder(
        scope=view.scope,
        category=view.category.value,
        metric=None if view.metric is None else metric_type(view.metric),
        follows=view.follows,
        id=None if row is None else strawberry.ID(str(row.preference_id)),
        valid_from=None if row is None else row.valid_from,
        strategy="priority" if row is None else row.strategy,
        ordered=ranked(view.ordered, known, view.lately),
        never=[known[source] for source in view.never if source in known],
        metrics=[metric_type(code) for code in view.following],
        own_order=[metric_type(code) for code in view.own_order],
    )


def _views(tx: Transaction, person: PersonId, *, today: date) -> list[OrderView]:
    covered = {metrics.ALL[code].category for code in rollups.coverage(tx, person) if code in metrics.ALL}
    return [
        _view(tx, person, f"category:{category}", today=today) for category in Category if category in covered
    ]


def _view(tx: Transaction, person: PersonId, scope: str, *, today: date) -> OrderView:
    kept_scope, category = resolution.parse_scope(scope)
    orders = resolution.orders(tx, person)
    with_values = [
        c for c in rollups.coverage(tx, person) if c in metrics.ALL and metrics.ALL[c].category is category
    ]
    own = {p.scope.removeprefix("metric:") for p in orders.preferences if p.scope.startswith("metric:")}
    metric = kept_scope.removeprefix("metric:") if kept_scope.startswith("metric:") else None
    follows: str | None = None
    if metric is None:
        # The category's own rows alone: the order of those metrics that have none of their own.
        rows = tuple(p for p in orders.preferences if p.scope == kept_scope)
        order = resolution.Orders(orders.sources, rows).of(metrics.in_category(category)[0].code, today)
        codes = with_values
        follows = None if rows else "default"
    else:
        order = orders.of(metric, today)
        codes = [metric]
        follows = None if order.scope == kept_scope else f"category:{category}"
    row = next((p for p in orders.preferences if p.preference_id == order.preference), None)
    delivering = _delivering(tx, person, codes, category)
    return OrderView(
        scope=kept_scope,
        category=category,
        metric=metric,
        follows=follows,
        preference=row if row is not None and row.scope == kept_scope else None,
        ordered=tuple(source for source in order.ordered if source in delivering),
        never=order.never,
        lately=_lately(tx, person, codes, today),
        following=tuple(c for c in with_values if resolution.scope_metric(c) not in own)
        if metric is None
        else (),
        own_order=tuple(c for c in with_values if resolution.scope_metric(c) in own)
        if metric is None
        else (),
    )


def _delivering(tx: Transaction, person: PersonId, codes: Sequence[str], category: Category) -> set[SourceId]:
    """Sources that have any sample that this scope decides about."""
    wanted = {resolution.scope_metric(code) for code in codes} | set(codes)
    if category is Category.SLEEP:
        wanted.add("sleep_stage")
    return {series.source_id for series in observations.list_series(tx, person) if series.metric in wanted}


def _lately(
    tx: Transaction, person: PersonId, codes: Iterable[str], today: date
) -> dict[SourceId, tuple[int, date]]:
    """Days with values and the last of them, of each source, over the last 31 days and any of the metrics."""
    found: dict[SourceId, tuple[int, date]] = {}
    for code in codes:
        for said in rollups.by_source(tx, person, code, today - _LATELY, today):
            days, last = found.get(said.source_id, (0, date.min))
            if said.days:
                found[said.source_id] = (max(days, said.days), max(last, said.last))
    return found
