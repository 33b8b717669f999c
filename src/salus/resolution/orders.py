"""In which order sources count: the default by what a device is, and what the person decided. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from salus import metrics
from salus.kit.errors import UserInputError
from salus.kit.ids import SourceId
from salus.metrics import Category
from salus.observations.model import Source
from salus.resolution.model import Preference, SourceOrder
from salus.resolution.nights import NIGHT_METRICS

DEFAULT_CLASSES: Final[Mapping[Category, tuple[str, ...]]] = MappingProxyType(
    {
        # Worn counts what is not carried in a pocket; a band and a ring stand alike.
        Category.ACTIVITY: (
            "watch", "band", "ring", "chest_strap", "phone", "scale", "mat", "cuff", "manual", "app",
        ),
        # Sessions with stages come first whatever the order; see nights.
        Category.SLEEP: ("ring", "watch", "band", "mat", "manual", "app", "phone"),
        Category.BODY: ("scale", "manual", "app"),
        Category.VITALS: ("chest_strap", "watch", "band", "ring", "cuff", "scale", "manual", "app", "phone"),
        Category.NUTRITION: ("app", "manual"),
        Category.MOOD: ("manual", "app"),
        Category.CYCLE: ("manual", "app", "ring", "watch"),
        Category.GLUCOSE: ("app", "manual"),
    }
)  # fmt: skip
ANY_CLASS: Final = ("watch", "band", "ring", "chest_strap", "cuff", "scale", "mat", "phone", "manual", "app")
SUMMARY: Final = "summary"
WORKOUT: Final = "workout"
"""The word under which changes of workouts are marked; its order is that of the category activity."""
SLEEP_STAGE: Final = "sleep_stage"
STRATEGIES: Final = ("priority",)


def class_rank(category: Category, device_class: str) -> int:
    """Return how early sources of a device class count in a category; 0 is first."""
    listed = DEFAULT_CLASSES[category]
    if device_class in listed:
        return listed.index(device_class)
    if device_class in ANY_CLASS:
        return len(listed) + ANY_CLASS.index(device_class)
    return len(listed) + len(ANY_CLASS) + (device_class == SUMMARY)


def default_order(category: Category, sources: Sequence[Source]) -> tuple[SourceId, ...]:
    """Return all sources, best first: by class, a source's own day summaries and echoes last of all.

    An echo is a source that really comes from another provider which is connected itself.
    """
    roads = {source.road for source in sources}

    def rank(source: Source) -> tuple[int, int, int, int]:
        echo = bool(source.origin) and source.origin != source.road and source.origin in roads
        summary = source.device_class == SUMMARY
        return (echo, summary, class_rank(category, source.device_class), source.source_id)

    return tuple(source.source_id for source in sorted(sources, key=rank))


def with_later_sources(
    ordered: Sequence[SourceId], never: Collection[SourceId], category: Category, sources: Sequence[Source]
) -> tuple[SourceId, ...]:
    """Return a person's order with the sources put in that it does not name.

    A later source stands behind its peers of the same class where the person placed some, else before the
    first that counts less by default; so it is below whatever was placed above its class.
    """
    by_id = {source.source_id: source for source in sources}
    order = [source_id for source_id in ordered if source_id in by_id and source_id not in never]
    place = {source_id: k for k, source_id in enumerate(default_order(category, sources))}
    for source_id in sorted(by_id.keys() - set(order) - set(never), key=place.__getitem__):
        device_class = by_id[source_id].device_class
        peers = [k for k, other in enumerate(order) if by_id[other].device_class == device_class]
        lesser = [k for k, other in enumerate(order) if place[other] > place[source_id]]
        if peers:
            order.insert(peers[-1] + 1, source_id)
        elif lesser:
            order.insert(lesser[0], source_id)
        else:
            order.append(source_id)
    return tuple(order)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """All orders of one person: the sources, and the preferences that are believed."""

    sources: tuple[Source, ...]
    preferences: tuple[Preference, ...]

    def of(self, metric: str, day: date) -> SourceOrder:
        """Return the order for a metric on a day: the metric's row, else the category's, else the default.

        Of several rows of a scope the one with the latest first day that has come counts.
        """
        category = category_of(metric)
        for scope in (f"metric:{scope_metric(metric)}", f"category:{category}"):
            rows = [p for p in self.preferences if p.scope == scope and (p.valid_from or date.min) <= day]
            if rows:
                row = max(rows, key=lambda p: (p.valid_from or date.min, p.believed_from))
                ordered = with_later_sources(row.ordered, row.never, category, self.sources)
                return SourceOrder(metric, ordered, row.never, scope, row.preference_id)
        return SourceOrder(metric, default_order(category, self.sources), (), "default", None)

    def epochs(self, metric: str, first: int, last: int) -> list[tuple[int, int, SourceOrder]]:
        """Return (first, last, order) for the stretches of days (ordinals) in which one order holds."""
        scopes = (f"metric:{scope_metric(metric)}", f"category:{category_of(metric)}")
        starts = {
            p.valid_from.toordinal()
            for p in self.preferences
            if p.scope in scopes and p.valid_from is not None and first < p.valid_from.toordinal() <= last
        }
        edges = [first, *sorted(starts)]
        ends = [*(start - 1 for start in edges[1:]), last]
        return [
            (start, end, self.of(metric, date.fromordinal(start)))
            for start, end in zip(edges, ends, strict=True)
        ]


def category_of(metric: str) -> Category:
    """Return the category whose order a metric follows.

    Raises: UserInputError for an unknown metric.
    """
    return Category.ACTIVITY if metric == WORKOUT else metrics.get(metric).category


def scope_metric(metric: str) -> str:
    """Return the metric whose order decides: what a night gives follows the order of sleep stages."""
    return SLEEP_STAGE if metric in NIGHT_METRICS else metric


def parse_scope(scope: str) -> tuple[str, Category]:
    """Return the scope as it is kept, and its category.

    Raises: UserInputError when it names no metric and no category.
    """
    kind, _, word = scope.partition(":")
    if kind == "category" and word in tuple(Category):
        return scope, Category(word)
    if kind == "metric" and word:
        category = category_of(word)
        return f"metric:{scope_metric(word)}", category
    raise UserInputError(
        f"“{scope}” is no scope of a source order. Give category:activity, metric:steps and the like.",
        code="unknown_scope",
    )
