"""Keep the answers current: take what changed, resolve the days it touches, write what is another answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np
import orjson

from salus import metrics, observations, resolution
from salus.db import Database, Transaction
from salus.kit.ids import PersonId
from salus.kit.zones import ZoneHistory
from salus.metrics import Metric
from salus.resolution.model import SourceColumns
from salus.resolution.nights import NIGHT_METRICS
from salus.resolution.orders import SLEEP_STAGE, WORKOUT
from salus.resolution.rules import ROLLED_UP
from salus.rollups import queries
from salus.rollups.newest import newest_values
from salus.rollups.nights import refresh_night_metric, refresh_nights
from salus.rollups.storing import Situation, store_resolved
from salus.rollups.workouts import refresh_workouts

CAUSES = ("undo", "preference", "zone", "replay", "ingest")
"""Of several causes of one change the first is named."""
LARGEST_NOTICE = 7000
DAYS_A_TRANSACTION = 3000
"""After so many resolved days a transaction ends, so that nobody waits long for the rows it holds."""
SAMPLES_AT_ONCE = 150_000
"""Days are resolved in slices that hold about so many samples."""
APART_DAYS = 60
"""Runs of changed days closer than this are read in one go."""


def recompute(
    db: Database,
    person: PersonId,
    *,
    now: Callable[[], datetime],
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    limit: int | None = None,
) -> int:
    """Bring the days of a person up to date and return how many days of metrics were resolved.

    A few metrics at a time share a transaction that takes their changed spans and writes their days, so a
    crash costs a repeat and nothing else. `progress(done, total)` counts metrics; with `limit` it ends after
    about so many days of metrics and leaves the rest for the next call.
    """
    with db.transaction(person) as tx:  # allow transactions-at-edges: a recompute is many short ones
        waiting = sorted(queries.waiting_metrics(tx, person), key=_first_what_is_looked_at)
    resolved = done = 0
    while done < len(waiting):
        if progress is not None:
            progress(done, len(waiting))
        if (stop is not None and stop()) or (limit is not None and resolved >= limit):
            return resolved
        # What a crash takes away is taken back with its spans, so nobody need wait for the disk.
        most = DAYS_A_TRANSACTION if limit is None else min(limit - resolved, DAYS_A_TRANSACTION)
        with db.transaction(person, relaxed_commit=True) as tx:  # allow transactions-at-edges: many short
            days, metrics_done = _batch(tx, person, waiting[done:], now(), most)
        resolved += days
        done += metrics_done
    with db.transaction(person) as tx:  # allow transactions-at-edges: many short ones
        queries.settle(tx, person, now())
    if progress is not None:
        progress(len(waiting), len(waiting))
    return resolved


def recompute_metric(tx: Transaction, person: PersonId, metric: str, *, now: datetime) -> int:
    """Take the changed spans of one metric and write its days; return how many were resolved."""
    return _batch(tx, person, [metric], now, 1)[0]


def _batch(
    tx: Transaction, person: PersonId, waiting: Sequence[str], now: datetime, most: int
) -> tuple[int, int]:
    """Write days of one metric after the other until there are `most`; return (days, metrics) done."""
    queries.lock_recompute(tx, person)
    settled_at = queries.settled_at(tx, person)
    resolved = done = 0
    for metric in waiting:
        spans = queries.take_spans(tx, person, metric)
        done += 1
        if spans and (metric == WORKOUT or metric in metrics.ALL):
            causes = {why for _, _, why in spans}
            # Read after the marks are taken: what is committed in between must not be missed with them.
            orders = resolution.orders(tx, person)
            situation = Situation(
                person=person,
                zones=observations.zone_history(tx, person),
                orders=orders,
                device_class={source.source_id: source.device_class for source in orders.sources},
                settled_at=settled_at,
                order_only=causes == {"preference"},
                now=now,
            )
            cause = next((known for known in CAUSES if known in causes), "ingest")
            resolved += _refresh(tx, situation, metric, spans, cause)
        if resolved >= most:
            break
    return resolved, done


def _refresh(
    tx: Transaction, situation: Situation, metric: str, spans: Sequence[tuple[int, int, str]], cause: str
) -> int:
    runs = _runs_of_days(spans, situation.zones, _bounds(tx, situation, metric))
    resolved = 0
    if situation.order_only and metric not in (WORKOUT, SLEEP_STAGE):
        runs = [run for whole in runs for run in _contested(tx, situation, metric, *whole)]
    for first, last in runs:
        if metric == WORKOUT:
            resolved += refresh_workouts(tx, situation, first, last)
        elif metric == SLEEP_STAGE:
            resolved += refresh_nights(tx, situation, first, last, cause)
        elif metric in NIGHT_METRICS:
            resolved += refresh_night_metric(tx, situation, metric, first, last, cause)
        elif metrics.get(metric).kind in ROLLED_UP:
            resolved += _refresh_days(tx, situation, metrics.get(metric), first, last, cause)
    if runs:
        _announce(tx, situation, metric, runs, cause)
    return resolved


def _first_what_is_looked_at(metric: str) -> tuple[int, str]:
    """Order the work so that what Today shows comes first."""
    first = ("steps", SLEEP_STAGE, "heart_rate", "body_weight", "energy_active")
    return (first.index(metric) if metric in first else len(first), metric)


def _bounds(tx: Transaction, situation: Situation, metric: str) -> tuple[int, int]:
    """Return the days that can have an answer: those with data, and those that had an answer."""
    with_data = resolution.data_bounds(tx, situation.person, metric)
    if metric == WORKOUT:
        answered = queries.workout_days(tx, situation.person)
    elif metric == SLEEP_STAGE:
        answered = queries.night_days(tx, situation.person)
    else:
        answered = queries.answered_days(tx, situation.person, metric)
    known = [bounds for bounds in (with_data, answered) if bounds is not None]
    if not known:
        return (1, 0)
    return (min(first for first, _ in known), max(last for _, last in known))


def _runs_of_days(
    spans: Sequence[tuple[int, int, str]], zones: ZoneHistory, bounds: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the days (ordinals) that changed spans touch, as runs; runs close to each other are one."""
    edges = np.array([(start, max(end - 1, start)) for start, end, _ in spans], np.int64)
    first, last = zones.days_of(edges[:, 0]), zones.days_of(edges[:, 1])
    # A flight over the date line can make the later instant's day the earlier one.
    low, high = np.minimum(first, last), np.maximum(first, last)
    runs: list[tuple[int, int]] = []
    for start, end in sorted(zip(low.tolist(), high.tolist(), strict=True)):
        start, end = max(start, bounds[0]), min(end, bounds[1])
        if start > end:
            continue
        if runs and start - runs[-1][1] <= APART_DAYS:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return runs


def _contested(
    tx: Transaction, situation: Situation, metric: str, first: int, last: int
) -> list[tuple[int, int]]:
    """Return the runs of days on which an order of sources can matter.

    Those are days with several sources, and days on which the only one is never to be used, or was.
    """
    epochs = situation.orders.epochs(metric, first, last)
    never = sorted({source for _, _, order in epochs for source in order.never})
    days = queries.contested_days(
        tx, situation.person, metric, date.fromordinal(first), date.fromordinal(last), never
    )
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and day - runs[-1][1] <= APART_DAYS:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _refresh_days(
    tx: Transaction, situation: Situation, metric: Metric, first: int, last: int, cause: str
) -> int:
    resolved, since = 0, first
    columns: list[SourceColumns] = []
    for start, end in _slices(tx, situation, metric, first, last):
        columns, since = (
            resolution.load_columns(tx, situation.person, metric, situation.zones, start, end),
            start,
        )
        found = resolution.resolve(metric, columns, situation.orders, situation.zones, start, end)
        resolved += store_resolved(tx, situation, metric, found, start, end, cause)
    if not situation.order_only:
        asked, rows = newest_values(tx, situation.person, metric, columns, since, situation.zones)
        queries.put_latest(tx, situation.person, metric.code, rows, asked)
    return resolved


def _slices(
    tx: Transaction, situation: Situation, metric: Metric, first: int, last: int
) -> list[tuple[int, int]]:
    """Return runs of days that hold about so many samples that memory does not grow with the years."""
    days = queries.samples_by_day(
        tx, situation.person, metric.code, date.fromordinal(first), date.fromordinal(last)
    )
    slices: list[tuple[int, int]] = []
    start, held = first, 0
    for day, samples in days:
        if held and held + samples > SAMPLES_AT_ONCE and day > start:
            slices.append((start, day - 1))
            start, held = day, 0
        held += samples
    return [*slices, (start, last)]


def _announce(
    tx: Transaction, situation: Situation, metric: str, runs: Sequence[tuple[int, int]], cause: str
) -> None:
    touched = [metric, *NIGHT_METRICS] if metric == SLEEP_STAGE else [metric]
    payload = {
        "person": str(situation.person),
        "metrics": touched,
        "first": date.fromordinal(runs[0][0]).isoformat(),
        "last": date.fromordinal(runs[-1][1]).isoformat(),
        "why": cause,
    }
    text = orjson.dumps(payload).decode()
    if len(text) > LARGEST_NOTICE:
        text = orjson.dumps({**payload, "metrics": []}).decode()
    queries.announce(tx, text)
