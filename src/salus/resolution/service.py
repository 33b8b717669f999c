"""Orders and preferences of a person, and all sources of a metric resolved over a span of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

import numpy as np

from salus import metrics, observations
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId, uuid7
from salus.kit.zones import DAY_MS, EARLIEST_MS, EPOCH_ORDINAL, LATEST_MS, ZoneHistory
from salus.metrics import Metric
from salus.observations.model import SeriesDays, SeriesSamples, Span
from salus.resolution import queries
from salus.resolution.model import Floats, Integers, Preference, ResolvedDays, SourceColumns, SourceOrder
from salus.resolution.orders import WORKOUT, Orders, default_order, parse_scope
from salus.resolution.rules import MARGIN_DAYS, resolve_days

DAYS_APART_MS = 26 * 3_600_000
"""From UTC−12 to UTC+14: no instant moves further to another day."""
_NO_TIMES: Integers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """Days in which one order holds: the resolved ones, and what sources say that are never to be used."""

    order: SourceOrder
    days: ResolvedDays
    unused: ResolvedDays | None


def orders(tx: Transaction, person: PersonId) -> Orders:
    """Return all orders of a person, with the sources they are about."""
    return Orders(tuple(observations.list_sources(tx, person)), tuple(queries.preferences(tx, person)))


def order_for(tx: Transaction, person: PersonId, metric: str, day: date) -> SourceOrder:
    """Return the order in which sources count for a metric on a day.

    Raises: UserInputError for an unknown metric.
    """
    return orders(tx, person).of(metric, day)


def load_columns(
    tx: Transaction, person: PersonId, metric: Metric, zones: ZoneHistory, first: int, last: int
) -> list[SourceColumns]:
    """Return what every source said of a metric on the days of ordinals first to last, and around them."""
    pieces = zones.pieces(first - MARGIN_DAYS, last + MARGIN_DAYS)
    low = int(pieces.starts.min()) if len(pieces) else (first - EPOCH_ORDINAL) * DAY_MS
    high = int(pieces.ends.max()) if len(pieces) else (last + 1 - EPOCH_ORDINAL) * DAY_MS
    samples = observations.read_samples(tx, person, metric.code, low, high)
    daily = observations.read_daily(
        tx,
        person,
        metric.code,
        date.fromordinal(max(first - MARGIN_DAYS, 1)),
        date.fromordinal(last + MARGIN_DAYS),
    )
    return by_source(samples, daily)


def by_source(samples: Iterable[SeriesSamples], daily: Iterable[SeriesDays]) -> list[SourceColumns]:
    """Return one entry per source, the samples of its series (contexts) together, sorted by start."""
    of_source: dict[SourceId, tuple[list[SeriesSamples], list[SeriesDays]]] = {}
    for series in samples:
        of_source.setdefault(series.series.source_id, ([], []))[0].append(series)
    for series_days in daily:
        of_source.setdefault(series_days.series.source_id, ([], []))[1].append(series_days)
    columns = []
    for source_id in sorted(of_source):
        mine, days = of_source[source_id]
        starts, durations, values = _samples_of(mine)
        columns.append(
            SourceColumns(
                source_id,
                starts,
                durations,
                values,
                np.concatenate([d.days for d in days]) if days else _NO_TIMES,
                np.concatenate([d.values for d in days]) if days else np.empty(0),
            )
        )
    return columns


def resolve(
    metric: Metric,
    columns: Sequence[SourceColumns],
    all_orders: Orders,
    zones: ZoneHistory,
    first: int,
    last: int,
) -> list[Resolution]:
    """Return the days of ordinals first to last resolved, one entry for each stretch with one order."""
    by_id = {column.source_id: column for column in columns}
    found = []
    for start, end, order in all_orders.epochs(metric.code, first, last):
        ranked = [by_id[source] for source in order.ordered if source in by_id]
        never = [by_id[source] for source in order.never if source in by_id]
        found.append(
            Resolution(
                order,
                resolve_days(metric, ranked, zones, start, end),
                resolve_days(metric, never, zones, start, end) if never else None,
            )
        )
    return found


def set_preference(
    tx: Transaction,
    person: PersonId,
    scope: str,
    ordered: Sequence[SourceId],
    *,
    never: Sequence[SourceId] = (),
    valid_from: date | None = None,
    now: datetime,
) -> Preference:
    """Keep an order of sources for `category:…` or `metric:…`, and mark the days that it changes.

    Without `valid_from` it replaces all rows of the scope; with it, it holds from that local day on.
    Its id undoes it (`undo_preference`). Raises: UserInputError for an unknown scope or source, or a source
    named twice.
    """
    made = proposed(tx, person, scope, ordered, never=never, valid_from=valid_from, now=now)
    before = orders(tx, person)
    queries.end_preferences(tx, person, made.scope, now, valid_from=valid_from)
    queries.add_preference(tx, person, made)
    _mark(tx, person, made.scope, before, orders(tx, person))
    return made


def proposed(
    tx: Transaction,
    person: PersonId,
    scope: str,
    ordered: Sequence[SourceId],
    *,
    never: Sequence[SourceId] = (),
    valid_from: date | None = None,
    now: datetime,
) -> Preference:
    """Return the preference that `set_preference` would keep: sources not named stand behind those named.

    Raises: as `set_preference` does.
    """
    kept_scope, category = parse_scope(scope)
    sources = observations.list_sources(tx, person)
    known = {source.source_id for source in sources}
    named = [*ordered, *never]
    unknown = [source for source in named if source not in known]
    if unknown:
        raise UserInputError(
            f"There is no source {unknown[0]}. Reload the list of sources and order them again.",
            code="unknown_source",
        )
    if len(set(named)) != len(named):
        twice = next(source for source in named if named.count(source) > 1)
        raise UserInputError(f"Source {twice} is named twice. Name each source once.", code="named_twice")
    rest = [source for source in default_order(category, sources) if source not in named]
    return Preference(uuid7(now), kept_scope, valid_from, (*ordered, *rest), tuple(never), "priority", now)


def reset_preference(tx: Transaction, person: PersonId, scope: str, *, now: datetime) -> int:
    """Forget the order of a scope, so that the next wider one holds; return how many rows ended.

    Raises: UserInputError for an unknown scope.
    """
    kept_scope, _ = parse_scope(scope)
    before = orders(tx, person)
    ended = queries.end_preferences(tx, person, kept_scope, now)
    _mark(tx, person, kept_scope, before, orders(tx, person))
    return ended


def undo_preference(tx: Transaction, person: PersonId, preference_id: UUID, *, now: datetime) -> str:
    """Put back the order that a preference replaced, and return the scope.

    Raises: UserInputError when the preference no longer holds.
    """
    row = queries.preference_row(tx, person, preference_id)
    if row is None:
        raise UserInputError("This order was changed since and cannot be undone.", code="not_undoable")
    scope, since = row
    before = orders(tx, person)
    queries.end_preference(tx, person, preference_id, now)
    queries.believe_again(tx, person, scope, since)
    _mark(tx, person, scope, before, orders(tx, person))
    return scope


def with_proposal(all_orders: Orders, made: Preference) -> Orders:
    """Return the orders as they would be with a preference."""
    stays = [
        row
        for row in all_orders.preferences
        if row.scope != made.scope or (made.valid_from is not None and row.valid_from != made.valid_from)
    ]
    return Orders(all_orders.sources, (*stays, made))


def metrics_in_scope(tx: Transaction, person: PersonId, scope: str) -> dict[str, set[SourceId]]:
    """Return the metrics with data that an order of a scope is about, and the sources of each."""
    kept_scope, category = parse_scope(scope)
    kind, _, word = kept_scope.partition(":")
    having = queries.metric_sources(tx, person)
    having[WORKOUT] = queries.workout_sources(tx, person)
    if kind == "metric":
        return {word: having[word]} if having.get(word) else {}
    from_catalogue = {metric.code for metric in metrics.in_category(category)}
    if category.value == "activity":
        from_catalogue.add(WORKOUT)
    return {code: having[code] for code in sorted(having) if code in from_catalogue and having[code]}


def mark_zone_change(tx: Transaction, person: PersonId, before: ZoneHistory, after: ZoneHistory) -> bool:
    """Mark all days whose instants have another zone now (say, of the profile); tell whether any has."""
    edges = sorted({EARLIEST_MS, *(at for at, _ in before.segments), *(at for at, _ in after.segments)})
    spans = [
        (at - DAYS_APART_MS, until + DAYS_APART_MS)
        for at, until in zip(edges, [*edges[1:], LATEST_MS], strict=True)
        if before.zone_at(at) != after.zone_at(at)
    ]
    codes = [*queries.metric_sources(tx, person), WORKOUT]
    observations.mark_changed(tx, person, [Span(code, *span) for code in codes for span in spans], "zone")
    return bool(spans)


def _mark(tx: Transaction, person: PersonId, scope: str, before: Orders, after: Orders) -> None:
    """Mark the days whose order is another one now, as far as a metric has more than the deciding source."""
    spans = []
    for code, sources in metrics_in_scope(tx, person, scope).items():
        bounds = data_bounds(tx, person, code)
        if bounds is None:
            continue
        for first, last in _changed_days(code, sources, before, after, *bounds):
            low = (first - EPOCH_ORDINAL - 1) * DAY_MS
            spans.append(Span(code, low, (last - EPOCH_ORDINAL + 2) * DAY_MS))
    observations.mark_changed(tx, person, spans, "preference")


def data_bounds(tx: Transaction, person: PersonId, code: str) -> tuple[int, int] | None:
    """Return the ordinals of the first and last day on which a metric (or `workout`) can have data."""
    if code == WORKOUT:
        times = queries.workout_bounds(tx, person)
        if times is None:
            return None
        first, last = (ms // DAY_MS + EPOCH_ORDINAL for ms in times)
    else:
        days = queries.page_bounds(tx, person, code)
        if days is None:
            return None
        first, last = (day.toordinal() for day in days)
    return first - 1, last + 2


def _changed_days(
    code: str, sources: set[SourceId], before: Orders, after: Orders, first: int, last: int
) -> list[tuple[int, int]]:
    starts = sorted(
        {start for some in (before, after) for start, _, _ in some.epochs(code, first, last)} | {last + 1}
    )
    changed: list[tuple[int, int]] = []
    for start, stop in pairwise(starts):
        day = date.fromordinal(start)
        old, new = (
            [source for source in some.of(code, day).ordered if source in sources] for some in (before, after)
        )
        if old == new:
            continue
        if changed and changed[-1][1] == start - 1:
            changed[-1] = (changed[-1][0], stop - 1)
        else:
            changed.append((start, stop - 1))
    return changed


def _samples_of(series: Sequence[SeriesSamples]) -> tuple[Integers, Integers, Floats]:
    if len(series) == 1:
        return series[0].starts, series[0].durations, series[0].values
    if not series:
        return _NO_TIMES, _NO_TIMES, np.empty(0)
    starts = np.concatenate([s.starts for s in series])
    durations = np.concatenate([s.durations for s in series])
    values = np.concatenate([s.values for s in series])
    order = np.lexsort((values, durations, starts))
    return starts[order], durations[order], values[order]
