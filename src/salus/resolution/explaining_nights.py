"""Why a night's value is what it is: every source's session of that night, the one that counts first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from salus import metrics, observations
from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneHistory
from salus.metrics import Metric
from salus.resolution.model import (
    Candidate,
    CandidateSpan,
    EarlierAnswer,
    ExplainedSamples,
    Explanation,
    Flag,
    SpanState,
)
from salus.resolution.naming import display_names
from salus.resolution.night_days import as_days
from salus.resolution.nights import ResolvedNight, Session, join_sessions, night_values, sessions_of
from salus.resolution.orders import SLEEP_STAGE, Orders
from salus.resolution.quality import assess, flags_of, quality_of
from salus.resolution.service import by_source
from salus.resolution.wording import MINUTE_MS, Told, clock, night_sentence, place, with_short_names

RULE = "One source's night counts whole: with stages first, then by the order of sources"
AROUND_DAYS = 3


def explain_night(
    tx: Transaction,
    person: PersonId,
    metric: Metric,
    day: date,
    all_orders: Orders,
    zones: ZoneHistory,
    *,
    complete: bool,
    computed_at: datetime | None,
    earlier: tuple[EarlierAnswer, ...],
) -> Explanation | None:
    """Return the reason for a value that a night (or naps) of the day gave; None when none gave it."""
    number = day.toordinal()
    pieces = zones.pieces(number - AROUND_DAYS, number + AROUND_DAYS)
    samples = observations.read_samples(
        tx, person, metrics.get(SLEEP_STAGE).code, int(pieces.starts.min()), int(pieces.ends.max())
    )
    order = all_orders.of(SLEEP_STAGE, day)
    rank = {source: k for k, source in enumerate(order.ordered)}
    sessions = [session for column in by_source(samples, []) for session in sessions_of(column)]
    nights = join_sessions(sessions, zones, lambda source, _day: rank.get(source))
    values = night_values(nights)
    given = values[metric.code].get(number)
    if given is None:
        return None
    value, source = given
    nap = metric.code == "sleep_nap_duration"
    mine = [night for night in nights if night.day == number and night.main is not nap]
    names = display_names(all_orders.sources)
    classes = {one.source_id: one.device_class for one in all_orders.sources}
    chosen = order.preference is not None
    ranked = _sources_in(mine)
    of_source = {one: _alone(sessions, one, metric, zones, number) for one in ranked}
    resolved = as_days({number: given}, of_source)
    quality = assess(metric, resolved, classes)
    told: list[Told] = []
    for rank_here, one in enumerate(ranked, start=1):
        own = of_source[one].get(number)
        counts = one == source
        told.append(
            Told(
                Candidate(
                    source_id=one,
                    name=names.get(one, ""),
                    rank=rank_here,
                    own=own,
                    used=value if counts else 0.0,
                    set_aside=0.0 if counts or own is None else own,
                    why=_why(rank_here, counts=counts, chosen=chosen),
                    spans=_spans(mine, one, counts=counts),
                    quality=quality_of(quality, 0, resolved.candidates.index(one), complete=complete),
                    own_total=None,
                ),
                "",
                classes.get(one, ""),
                0,
                0,
            )
        )
    best, bed = mine[0].session, mine[0].bed
    told = with_short_names(told, all_orders.sources)
    return Explanation(
        metric=metric.code,
        day=day,
        value=value,
        unit=metric.unit,
        sentence=night_sentence(
            metric,
            value,
            told,
            staged=best.staged,
            span=f"{clock(zones, best.start)}–{clock(zones, best.end)}",
            bed_span=_bed_span(zones, bed),
            chosen=chosen,
        ),
        rule=RULE,
        preference=order.preference,
        scope=order.scope,
        zone=zones.zone_at(best.wake or best.end),
        spans=tuple((night.session.start, night.session.end) for night in mine),
        computed_at=computed_at,
        complete=complete,
        quality=next(one.candidate.quality.score for one in told if one.candidate.source_id == source),
        flags=Flag(int(flags_of(metric, resolved, quality)[0])),
        candidates=tuple(one.candidate for one in told),
        samples=_stage_samples(samples, mine, {night.session.source_id for night in mine}),
        earlier=earlier,
    )


def _why(rank: int, *, counts: bool, chosen: bool) -> str:
    where = place(rank, chosen=chosen)
    if counts:
        return f"counts whole: {where}" if rank == 1 else f"gives the time in bed: {where}"
    return f"counts whole, and tells no time in bed: {where}" if rank == 1 else f"not mixed in: {where}"


def _spans(nights: Sequence[ResolvedNight], source: SourceId, *, counts: bool) -> tuple[CandidateSpan, ...]:
    return tuple(
        CandidateSpan(s.start, s.end, SpanState.USED if counts else SpanState.SET_ASIDE)
        for night in nights
        for s in (night.session, *night.others)
        if s.source_id == source
    )


def _bed_span(zones: ZoneHistory, bed: Session | None) -> str:
    if bed is None or bed.in_bed_from is None or bed.in_bed_to is None:
        return ""
    return f"{clock(zones, bed.in_bed_from)}–{clock(zones, bed.in_bed_to)}"


def _sources_in(nights: Sequence[ResolvedNight]) -> list[SourceId]:
    """Return the sources of some nights, best first."""
    heads = [night.session.source_id for night in nights]
    return list(dict.fromkeys([*heads, *(other.source_id for night in nights for other in night.others)]))


def _alone(
    sessions: Sequence[Session], source: SourceId, metric: Metric, zones: ZoneHistory, number: int
) -> dict[int, float]:
    """Return what one source alone would give for the day."""
    joined = join_sessions([s for s in sessions if s.source_id == source], zones, lambda *_: 0)
    given = night_values(joined)[metric.code].get(number)
    return {number: given[0]} if given is not None else {}


def _stage_samples(
    samples: list[observations.SeriesSamples], nights: list[ResolvedNight], counting: set[SourceId]
) -> ExplainedSamples:
    """Return the stage intervals of all joined sessions, their length in minutes as value."""
    low = min(min(s.start for s in (night.session, *night.others)) for night in nights)
    high = max(max(s.end for s in (night.session, *night.others)) for night in nights)
    rows: list[tuple[Any, ...]] = []
    for series in samples:
        inside = (series.starts < high) & (series.starts + series.durations > low)
        source = series.series.source_id
        rows.append(
            (
                series.starts[inside],
                series.durations[inside],
                series.durations[inside] / MINUTE_MS,
                np.full(int(inside.sum()), int(source), np.int64),
                series.ingests[inside].astype(np.int64),
                np.full(int(inside.sum()), 1.0 if source in counting else 0.0),
            )
        )
    starts, durations, values, sources, ingests, used = (
        np.concatenate(parts) for parts in zip(*rows, strict=True)
    )
    order = np.lexsort((sources, durations, starts))
    return ExplainedSamples(
        "min", starts[order], durations[order], values[order], sources[order], ingests[order], used[order]
    )
