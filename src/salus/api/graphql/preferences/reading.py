"""What can be asked about source orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        views = await info.context.in_room(_views, None, today=await today(info))
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
    (view,) = await info.context.in_room(_views, scope, today=await today(info))
    return await as_type(info, view)


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


def _views(tx: Transaction, person: PersonId, scope: str | None, *, today: date) -> list[OrderView]:
    """Return the view of one scope, or of every category that has values."""
    covered = [code for code in rollups.coverage(tx, person) if code in metrics.ALL]
    scopes = (
        [f"category:{c}" for c in Category if any(metrics.ALL[code].category is c for code in covered)]
        if scope is None
        else [scope]
    )
    everything = _Everything(
        orders=resolution.orders(tx, person),
        covered=covered,
        delivering={},
        lately=rollups.delivered(tx, person, covered, today - _LATELY, today),
        today=today,
    )
    for series in observations.list_series(tx, person):
        everything.delivering.setdefault(series.metric, set()).add(series.source_id)
    return [everything.view(scope) for scope in scopes]


@dataclass(frozen=True, slots=True)
class _Everything:
    """What all views of orders are made from."""

    orders: resolution.Orders
    covered: Sequence[str]
    delivering: dict[str, set[SourceId]]
    lately: Mapping[str, Mapping[SourceId, tuple[int, date]]]
    today: date

    def view(self, scope: str) -> OrderView:
        """Return the view of one scope. Raises: UserInputError for what is no scope."""
        kept_scope, category = resolution.parse_scope(scope)
        metric = kept_scope.removeprefix("metric:") if kept_scope.startswith("metric:") else None
        in_category = [c for c in self.covered if metrics.ALL[c].category is category]
        codes = in_category if metric is None else [metric]
        order, follows = self._order(kept_scope, metric, category)
        row = next((p for p in self.orders.preferences if p.preference_id == order.preference), None)
        own = {
            p.scope.removeprefix("metric:") for p in self.orders.preferences if p.scope.startswith("metric:")
        }
        delivering = self._delivering(codes, category)
        return OrderView(
            scope=kept_scope,
            category=category,
            metric=metric,
            follows=follows,
            preference=row if row is not None and row.scope == kept_scope else None,
            ordered=tuple(source for source in order.ordered if source in delivering),
            never=order.never,
            lately=self._days(codes),
            following=tuple(c for c in codes if metric is None and resolution.scope_metric(c) not in own),
            own_order=tuple(c for c in codes if metric is None and resolution.scope_metric(c) in own),
        )

    def _order(
        self, scope: str, metric: str | None, category: Category
    ) -> tuple[resolution.SourceOrder, str | None]:
        if metric is not None:
            order = self.orders.of(metric, self.today)
            return order, None if order.scope == scope else f"category:{category}"
        # The category's own rows alone: the order of those metrics that have none of their own.
        rows = tuple(p for p in self.orders.preferences if p.scope == scope)
        order = resolution.Orders(self.orders.sources, rows).of(
            metrics.in_category(category)[0].code, self.today
        )
        return order, None if rows else "default"

    def _delivering(self, codes: Sequence[str], category: Category) -> set[SourceId]:
        """Sources that have any sample that this scope decides about."""
        wanted = {*codes, *(resolution.scope_metric(code) for code in codes)}
        if category is Category.SLEEP:
            wanted.add("sleep_stage")
        return set().union(*(self.delivering.get(code, set()) for code in wanted))

    def _days(self, codes: Sequence[str]) -> dict[SourceId, tuple[int, date]]:
        """Days with values of the metric that a source delivered most, and its last day of any of them."""
        found: dict[SourceId, tuple[int, date]] = {}
        for code in codes:
            for source, (days, newest) in self.lately.get(code, {}).items():
                most, last = found.get(source, (0, date.min))
                found[source] = (max(most, days), max(last, newest))
        return found
