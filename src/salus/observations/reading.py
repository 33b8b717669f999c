"""Reading what sources said: samples of a span in columns, vendor days, zones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import EARLIEST_MS, EPOCH_ORDINAL, LATEST_MS, ZoneHistory, segments_from_evidence
from salus.observations import queries
from salus.observations.codec import decode_float8, decode_int4
from salus.observations.model import Series, SeriesDays, SeriesSamples, Span, day_number
from salus.observations.pages import DAY_MS

_FARTHEST_ZONES_MS = 26 * 3_600_000
"""Between UTC-12 and UTC+14: a day that lost instants to another lies no further from them."""


def read_samples(
    tx: Transaction,
    person: PersonId,
    metric: str,
    from_ms: int | None = None,
    to_ms: int | None = None,
    *,
    source: SourceId | None = None,
) -> list[SeriesSamples]:
    """Return the samples of [from_ms, to_ms) of every series of grain `sample`, series by number.

    A sample belongs to the span when it starts in it, or began before and ends after `from_ms`.
    Without bounds: everything. Values are in the canonical unit, times epoch ms UTC. A series without
    samples in the span is left out.
    """
    chosen = queries.series(tx, person, metric=metric, grain="sample", source=source)
    if not chosen:
        return []
    longest = max(s.longest_ms for s in chosen)
    first = None if from_ms is None else (from_ms - longest) // DAY_MS
    last = None if to_ms is None else (to_ms - 1) // DAY_MS
    rows = queries.page_rows(tx, person, [s.series_id for s in chosen], first, last)
    by_series: dict[int, list[tuple[object, ...]]] = {}
    for row in rows:
        by_series.setdefault(row[0], []).append(row)
    found = []
    for series in chosen:
        if series.series_id in by_series:
            samples = _samples(series, by_series[series.series_id])
            if from_ms is not None or to_ms is not None:
                samples = _within(samples, from_ms, to_ms)
            if len(samples):
                found.append(samples)
    return found


def read_daily(
    tx: Transaction,
    person: PersonId,
    metric: str,
    first: date | None = None,
    last: date | None = None,
    *,
    source: SourceId | None = None,
) -> list[SeriesDays]:
    """Return the vendors' own values per date, first and last included; all dates without bounds.

    One entry per series of grain `daily` that has any, series by number.
    """
    chosen = queries.series(tx, person, metric=metric, grain="daily", source=source)
    if not chosen:
        return []
    rows = queries.page_rows(
        tx,
        person,
        [s.series_id for s in chosen],
        None if first is None else day_number(first),
        None if last is None else day_number(last),
    )
    found = []
    for series in chosen:
        mine = [row for row in rows if row[0] == series.series_id]
        if mine:
            samples = _samples(series, mine)
            found.append(
                SeriesDays(series, samples.starts // DAY_MS + EPOCH_ORDINAL, samples.values, samples.ingests)
            )
    return found


def zone_history(tx: Transaction, person: PersonId) -> ZoneHistory:
    """Return where the person lived when, as believed now."""
    segments = tuple((from_ms, zone) for from_ms, zone, _ in queries.zone_rows(tx, person))
    return ZoneHistory(segments, queries.profile_zone(tx, person))


def refresh_zones(tx: Transaction, person: PersonId, *, now: datetime) -> bool:
    """Derive the zone history from the evidence of all ingests; tell whether anything changed.

    Every metric is marked from the first instant whose zone is another one now.
    """
    before = queries.zone_rows(tx, person)
    proven = segments_from_evidence(queries.zone_evidence(tx, person))
    old = tuple((from_ms, zone) for from_ms, zone, evidence in before if evidence == "record")
    if proven == old:
        return False
    queries.end_zone_rows(tx, person, now)
    queries.add_zone_rows(tx, person, proven, now)
    profile = queries.profile_zone(tx, person)
    spans = _zone_changes(ZoneHistory(old, profile), ZoneHistory(proven, profile))
    metrics = sorted({s.metric for s in queries.series(tx, person)})
    queries.add_changed_spans(
        tx,
        person,
        [Span(m, a - _FARTHEST_ZONES_MS, b + _FARTHEST_ZONES_MS) for m in metrics for a, b in spans],
        "zone",
    )
    return True


def mark_changed(tx: Transaction, person: PersonId, spans: Iterable[Span], why: str) -> None:
    """Write down what must be recomputed. `why`: ingest, undo, preference, zone or replay."""
    queries.add_changed_spans(tx, person, spans, why)


def _samples(series: Series, rows: list[tuple[object, ...]]) -> SeriesSamples:
    _, days, counts, starts, durations, values, ingests = zip(*rows, strict=True)
    n = np.array(counts, np.int64)
    begin = np.repeat(np.array(days, np.int64) * DAY_MS, n)
    return SeriesSamples(
        series,
        begin + decode_int4(starts, n),
        decode_int4(durations, n).astype(np.int64),
        decode_float8(values, n),
        decode_int4(ingests, n),
    )


def _within(samples: SeriesSamples, from_ms: int | None, to_ms: int | None) -> SeriesSamples:
    starts = samples.starts
    keep = np.ones(len(starts), bool)
    if from_ms is not None:
        keep = (starts >= from_ms) | (starts + samples.durations > from_ms)
    if to_ms is not None:
        keep &= starts < to_ms
    if keep.all():
        return samples
    return SeriesSamples(
        samples.series, starts[keep], samples.durations[keep], samples.values[keep], samples.ingests[keep]
    )


def _zone_changes(old: ZoneHistory, new: ZoneHistory) -> list[tuple[int, int]]:
    """Return spans whose instants may have another local day; the ends of time are left as they are."""
    edges = sorted({EARLIEST_MS, *(at for at, _ in old.segments), *(at for at, _ in new.segments)})
    spans: list[tuple[int, int]] = []
    for at, until in zip(edges, [*edges[1:], LATEST_MS], strict=True):
        if old.zone_at(at) != new.zone_at(at):
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], until)
            else:
                spans.append((at, until))
    return spans
