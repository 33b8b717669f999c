"""Why a day's number is what it is: every source that had something, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from salus import metrics, observations
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneHistory
from salus.metrics import Kind, Metric
from salus.observations.model import SeriesSamples
from salus.resolution import queries
from salus.resolution.completeness import Completeness
from salus.resolution.explaining_nights import explain_night
from salus.resolution.intervals import Cover, cut
from salus.resolution.model import (
    Candidate,
    CandidateSpan,
    ExplainedSamples,
    Explanation,
    Flag,
    Integers,
    Quality,
    ResolvedDays,
    SourceColumns,
    SourceOrder,
    SpanState,
)
from salus.resolution.naming import display_names
from salus.resolution.nights import NIGHT_METRICS
from salus.resolution.orders import SUMMARY, Orders
from salus.resolution.quality import assess, flags_of, quality_of
from salus.resolution.rules import ADDITIVE, MARGIN_DAYS, ROLLED_UP, resolve_days, sample_shares
from salus.resolution.service import by_source, orders
from salus.resolution.wording import Told, clock, place, sentence, with_short_names

RULES = {
    Kind.SUM: "First source that covers each slice",
    Kind.DURATION: "First source that covers each slice",
    Kind.MEAN: "First source of each hour, mean over the time it covers",
    Kind.LEQ: "First source of each hour, energy mean over the time it covers",
    Kind.MIN: "First source of each hour, the least of its values",
    Kind.MAX: "First source of each hour, the greatest of its values",
    Kind.LAST: "Last value of the first source that has one",
}
NOT_USED = Quality(None, None, None, None, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """All that is known of the day that is explained."""

    metric: Metric
    day: date
    zones: ZoneHistory
    order: SourceOrder
    names: dict[SourceId, str]
    device_class: dict[SourceId, str]
    complete: bool

    @property
    def number(self) -> int:
        return self.day.toordinal()

    @property
    def chosen(self) -> bool:
        """The person decided the order."""
        return self.order.preference is not None


def explain(tx: Transaction, person: PersonId, metric: str, day: date, *, now: datetime) -> Explanation:
    """Return the reason for a metric's value of one of the person's days.

    Values are in the metric's canonical unit, times epoch ms UTC. The sentence is English.
    Raises: UserInputError for an unknown metric, or one that has no daily values.
    """
    found = metrics.get(metric)
    if found.kind not in ROLLED_UP:
        raise UserInputError(
            f"{found.name} has no daily value to explain. Look at its single records.", code="no_daily_value"
        )
    all_orders = orders(tx, person)
    zones = observations.zone_history(tx, person)
    complete = bool(Completeness(tx, person, [metric], now).of(metric, np.array([day.toordinal()]))[0])
    situation = _situation(found, day, zones, all_orders, complete=complete)
    kept = queries.resolved_day(tx, person, metric, day)
    earlier = tuple(queries.earlier_answers(tx, person, metric, day))
    computed_at = kept[2] if kept else None
    if found.code in NIGHT_METRICS:
        night = explain_night(
            tx,
            person,
            found,
            day,
            all_orders,
            zones,
            complete=complete,
            computed_at=computed_at,
            earlier=earlier,
        )
        if night is not None:
            return night
    pieces = zones.pieces(day.toordinal() - MARGIN_DAYS, day.toordinal() + MARGIN_DAYS)
    samples = observations.read_samples(tx, person, metric, int(pieces.starts.min()), int(pieces.ends.max()))
    daily = observations.read_daily(tx, person, metric, day, day)
    columns = {column.source_id: column for column in by_source(samples, daily)}
    ranked = [columns[source] for source in situation.order.ordered if source in columns]
    never = [columns[source] for source in situation.order.never if source in columns]
    resolved = resolve_days(found, ranked, zones, situation.number, situation.number)
    told = _tell(situation, ranked, resolved)
    unused = resolve_days(found, never, zones, situation.number, situation.number)
    told.extend(_tell_never(situation, never, unused))
    told = with_short_names(told, all_orders.sources)
    value = float(resolved.value[0]) if len(resolved.days) else None
    best = SourceId(resolved.candidates[int(resolved.source[0])]) if len(resolved.days) else None
    quality = next((t.candidate.quality.score for t in told if t.candidate.source_id == best), None)
    flags = Flag(0)
    if len(resolved.days):
        assessed = assess(found, resolved, situation.device_class)
        flags = Flag(int(flags_of(found, resolved, assessed)[0]))
    return Explanation(
        metric=found.code,
        day=day,
        value=value,
        unit=found.unit,
        sentence=sentence(
            found,
            value,
            told,
            total_only=bool(len(resolved.days) and resolved.total_only[0]),
            chosen=situation.chosen,
            at=_clock_of_last(situation, columns.get(best) if best is not None else None),
        ),
        rule=RULES[found.kind],
        preference=situation.order.preference,
        scope=situation.order.scope,
        zone=_zone_of(zones, day),
        spans=tuple(zones.spans_of(day)),
        computed_at=computed_at,
        complete=complete,
        quality=quality,
        flags=flags,
        candidates=tuple(t.candidate for t in told),
        samples=_explained_samples(situation, samples, ranked),
        earlier=earlier,
    )


def _situation(metric: Metric, day: date, zones: ZoneHistory, all_orders: Orders, *, complete: bool) -> _Day:
    return _Day(
        metric=metric,
        day=day,
        zones=zones,
        order=all_orders.of(metric.code, day),
        names=display_names(all_orders.sources),
        device_class={source.source_id: source.device_class for source in all_orders.sources},
        complete=complete,
    )


def _tell(day: _Day, ranked: Sequence[SourceColumns], resolved: ResolvedDays) -> list[Told]:
    if not len(resolved.days):
        return []
    quality = assess(day.metric, resolved, day.device_class)
    total_only = bool(resolved.total_only[0])
    told: list[Told] = []
    above = Cover.of(np.empty(0, np.int64), np.empty(0, np.int64))
    taken_hours = np.zeros(0, np.int64)
    place_of_day = 0
    for k, column in enumerate(ranked):
        starts, ends = _inside(day, column)
        own = float(resolved.own[0, k])
        if np.isnan(own):
            continue
        place_of_day += 1
        hours = _hours(day, starts, ends)
        counts = _counts(day, resolved, k, hours, taken_hours)
        spans, used_hours = _spans(day, starts, ends, above, hours, taken_hours, counts=counts)
        shares_hours = bool(len(np.intersect1d(used_hours, taken_hours)))
        used = _used(day, resolved, k, counts=counts)
        additive = day.metric.kind in ADDITIVE
        device_class = day.device_class.get(column.source_id, "")
        told.append(
            Told(
                Candidate(
                    source_id=column.source_id,
                    name=day.names.get(column.source_id, ""),
                    rank=place_of_day,
                    own=own,
                    used=used,
                    set_aside=max(own - used, 0.0) if additive else (0.0 if counts else own),
                    why=_why(
                        day,
                        place_of_day,
                        counts=counts,
                        partly=additive and used < own,
                        device_class=device_class,
                        total=bool(len(column.own_days)) and not len(starts),
                        total_only=total_only,
                    ),
                    spans=spans,
                    quality=quality_of(quality, 0, k, complete=day.complete),
                    own_total=None if np.isnan(resolved.own_total[0, k]) else float(resolved.own_total[0, k]),
                ),
                "",
                device_class,
                int(resolved.hours[0, k]),
                len(used_hours),
                shares_hours,
            )
        )
        above = above.with_also(starts, ends)
        taken_hours = np.union1d(taken_hours, hours)
    return told


def _tell_never(day: _Day, never: Sequence[SourceColumns], unused: ResolvedDays) -> list[Told]:
    told = []
    for k, column in enumerate(never):
        if not len(unused.days) or np.isnan(unused.own[0, k]):
            continue
        own = float(unused.own[0, k])
        starts, ends = _inside(day, column)
        cover = Cover.of(starts, ends)
        told.append(
            Told(
                Candidate(
                    source_id=column.source_id,
                    name=day.names.get(column.source_id, ""),
                    rank=0,
                    own=own,
                    used=0.0,
                    set_aside=own,
                    why="never to be used, as you decided",
                    spans=_as_spans(cover, starts[starts == ends], SpanState.SET_ASIDE),
                    quality=NOT_USED,
                    own_total=None,
                ),
                "",
                day.device_class.get(column.source_id, ""),
                int(unused.hours[0, k]),
                0,
            )
        )
    return told


def _inside(day: _Day, column: SourceColumns) -> tuple[Integers, Integers]:
    """Return (starts, ends) of the parts of a source's samples that lie on the day."""
    pieces = day.zones.pieces(day.number, day.number)
    parts = cut(column.starts, column.starts + column.durations, pieces)
    return parts.starts, parts.ends


def _hours(day: _Day, starts: Integers, ends: Integers) -> Integers:
    """Return the numbers of the day's local hours in which a source has samples."""
    parts = cut(starts, ends, day.zones.hours(day.number, day.number))
    return np.unique(parts.piece)


def _counts(day: _Day, resolved: ResolvedDays, k: int, hours: Integers, taken: Integers) -> bool:
    if resolved.total_only[0] or day.metric.kind is Kind.LAST:
        return bool(resolved.source[0] == k)
    if not len(hours):
        return False
    if day.metric.kind in ADDITIVE:
        return bool(resolved.used[0, k] != 0 or resolved.source[0] == k)
    return bool(len(np.setdiff1d(hours, taken)))


def _used(day: _Day, resolved: ResolvedDays, k: int, *, counts: bool) -> float:
    """Return what a candidate gave: its part of a sum; of a mean, its own value if it counts."""
    if not counts:
        return 0.0
    if day.metric.kind in ADDITIVE:
        return float(resolved.used[0, k])
    return float(resolved.own[0, k])


def _spans(
    day: _Day,
    starts: Integers,
    ends: Integers,
    above: Cover,
    hours: Integers,
    taken: Integers,
    *,
    counts: bool,
) -> tuple[tuple[CandidateSpan, ...], Integers]:
    """Return what became of the stretches in which a source has samples, and the hours in which it counts."""
    mine = Cover.of(starts, ends)
    instants = starts[starts == ends]
    if not counts:
        return _as_spans(mine, instants, SpanState.SET_ASIDE), hours[:0]
    if day.metric.kind is Kind.LAST:
        return _as_spans(mine, instants, SpanState.USED), hours[-1:]
    if day.metric.kind in ADDITIVE:
        used, overlapped = _divided(mine, above)
        hidden = above.holds(instants)
        spans = [
            *_as_spans(used, instants[~hidden], SpanState.USED),
            *_as_spans(overlapped, instants[hidden], SpanState.OVERLAPPED),
        ]
        used_hours = _hours(
            day,
            np.concatenate((used.starts, instants[~hidden])),
            np.concatenate((used.ends, instants[~hidden])),
        )
        return tuple(sorted(spans, key=lambda span: (span.from_ms, span.to_ms))), used_hours
    pieces = day.zones.hours(day.number, day.number)
    free = np.setdiff1d(hours, taken)
    lost = np.intersect1d(hours, taken)
    spans = [
        *_as_spans(Cover.of(pieces.starts[free], pieces.ends[free]), instants[:0], SpanState.USED),
        *_as_spans(Cover.of(pieces.starts[lost], pieces.ends[lost]), instants[:0], SpanState.OVERLAPPED),
    ]
    return tuple(sorted(spans, key=lambda span: (span.from_ms, span.to_ms))), free


def _divided(mine: Cover, above: Cover) -> tuple[Cover, Cover]:
    """Return (what no higher-ranked source covers, what one covers)."""
    edges = np.unique(np.concatenate((mine.starts, mine.ends, above.starts, above.ends)))
    held = mine.holds(edges[:-1]) if len(edges) else np.zeros(0, bool)
    hidden = above.holds(edges[:-1]) if len(edges) else np.zeros(0, bool)
    begins, stops = edges[:-1], edges[1:]
    free = held & ~hidden
    lost = held & hidden
    return Cover.of(begins[free], stops[free]), Cover.of(begins[lost], stops[lost])


def _as_spans(cover: Cover, instants: Integers, state: SpanState) -> tuple[CandidateSpan, ...]:
    spans = [
        CandidateSpan(start, end, state)
        for start, end in zip(cover.starts.tolist(), cover.ends.tolist(), strict=True)
    ]
    alone = np.unique(instants[~cover.holds(instants)]) if len(instants) else instants
    spans.extend(CandidateSpan(at, at, state) for at in alone.tolist())
    return tuple(sorted(spans, key=lambda span: (span.from_ms, span.to_ms)))


def _why(
    day: _Day, rank: int, *, counts: bool, partly: bool, device_class: str, total: bool, total_only: bool
) -> str:
    where = place(rank, chosen=day.chosen)
    if counts and total_only:
        return f"counts: {where}, as its own value for the day"
    if counts and not partly:
        return f"counts: {where}"
    if counts:
        return f"counts where no source above it has anything: {where}"
    if device_class == SUMMARY:
        return "not used: a summary without times, shown to compare"
    if total:
        return f"not used: a day value without times, {where}"
    if total_only:
        return f"not used: {where}, below a source that gives the day as one value"
    return f"not used: {where}"


def _explained_samples(
    day: _Day, samples: Sequence[SeriesSamples], ranked: Sequence[SourceColumns]
) -> ExplainedSamples:
    shares = sample_shares(day.metric, ranked, day.zones, day.number, day.number)
    by_id = {column.source_id: share for column, share in zip(ranked, shares, strict=True)}
    columns: list[tuple[Any, ...]] = []
    for source_id in sorted({series.series.source_id for series in samples}):
        mine = [series for series in samples if series.series.source_id == source_id]
        starts, durations, values, ingests = (
            np.concatenate([getattr(series, name) for series in mine])
            for name in ("starts", "durations", "values", "ingests")
        )
        if len(mine) > 1:
            order = np.lexsort((values, durations, starts))
            starts, durations, values, ingests = (a[order] for a in (starts, durations, values, ingests))
        share = by_id.get(source_id, np.zeros(len(starts)))
        pieces = day.zones.pieces(day.number, day.number)
        here = np.unique(cut(starts, starts + durations, pieces).sample)
        sources = np.full(len(starts), int(source_id), np.int64)
        columns.append(tuple(a[here] for a in (starts, durations, values, sources, ingests, share)))
    if not columns:
        none = np.empty(0, np.int64)
        return ExplainedSamples(day.metric.unit, none, none, np.empty(0), none, none, np.empty(0))
    starts, durations, values, sources, ingests, share = (
        np.concatenate(parts) for parts in zip(*columns, strict=True)
    )
    order = np.lexsort((sources, durations, starts))
    return ExplainedSamples(
        day.metric.unit,
        starts[order],
        durations[order],
        np.asarray(values[order], np.float64),
        sources[order],
        ingests[order].astype(np.int64),
        np.asarray(share[order], np.float64),
    )


def _clock_of_last(day: _Day, column: SourceColumns | None) -> str:
    if column is None or not len(column.starts) or day.metric.kind is not Kind.LAST:
        return ""
    _, ends = _inside(day, column)
    return clock(day.zones, int(ends.max())) if len(ends) else ""


def _zone_of(zones: ZoneHistory, day: date) -> str:
    spans = zones.spans_of(day)
    return zones.zone_at(spans[-1][1] - 1) if spans else zones.profile_zone
