"""Keep nights and naps, and the day values that nights give, current; and read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import orjson

from salus import metrics, observations, resolution
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, SourceId
from salus.metrics import Metric
from salus.resolution import Resolution
from salus.resolution.model import Integers, SourceOrder
from salus.resolution.night_days import as_days
from salus.resolution.nights import (
    AWAKE,
    LIGHT,
    NIGHT_METRICS,
    REM,
    SLEEPING,
    ResolvedNight,
    Session,
    join_sessions,
    night_values,
    sessions_of,
)
from salus.resolution.orders import SLEEP_STAGE
from salus.resolution.service import by_source
from salus.rollups import queries
from salus.rollups.model import Night, NightSession
from salus.rollups.storing import Situation, store_resolved

MINUTE_MS = 60_000
BEFORE, AFTER = 1, 2
"""A changed stage changes nights that end so many days before or after its own day."""
MARGIN_DAYS = 3
"""Sessions are built from so many days more, so that none is cut."""

Values = Mapping[str, Mapping[int, tuple[float, SourceId]]]


def refresh_nights(tx: Transaction, situation: Situation, first: int, last: int, cause: str) -> int:
    """Resolve the nights around the days first to last (ordinals) and store them and what they give."""
    first, last = first - BEFORE, last + AFTER
    found, alone = _resolve(tx, situation, first, last)
    mine = [night for night in found if first <= night.day <= last]
    queries.replace_nights(
        tx,
        situation.person,
        date.fromordinal(first),
        date.fromordinal(last),
        orjson.dumps([_row(night, situation) for night in mine]).decode(),
    )
    values = night_values(mine)
    for code in NIGHT_METRICS:
        _store(tx, situation, code, values, alone, first, last, cause)
    return len(mine)


def refresh_night_metric(
    tx: Transaction, situation: Situation, code: str, first: int, last: int, cause: str
) -> int:
    """Store the days first to last of one metric that nights give, where a source gives values for it too."""
    found, alone = _resolve(tx, situation, first, last)
    return _store(tx, situation, code, night_values(found), alone, first, last, cause)


def _resolve(
    tx: Transaction, situation: Situation, first: int, last: int
) -> tuple[list[ResolvedNight], dict[SourceId, Values]]:
    """Return the nights around some days, and what each source alone would give."""
    columns = resolution.load_columns(
        tx,
        situation.person,
        metrics.get(SLEEP_STAGE),
        situation.zones,
        first - MARGIN_DAYS,
        last + MARGIN_DAYS,
    )
    sessions = {column.source_id: sessions_of(column) for column in columns}
    rank_of = _ranks(situation, first - MARGIN_DAYS, last + MARGIN_DAYS)
    found = join_sessions([s for some in sessions.values() for s in some], situation.zones, rank_of)
    alone: dict[SourceId, Values] = {
        source: night_values(join_sessions(some, situation.zones, lambda *_: 0))
        for source, some in sessions.items()
    }
    return found, alone


def _ranks(situation: Situation, first: int, last: int) -> Callable[[SourceId, int], int | None]:
    epochs = situation.orders.epochs(SLEEP_STAGE, first, last)
    ranks = [{source: k for k, source in enumerate(order.ordered)} for _, _, order in epochs]
    ends = [end for _, end, _ in epochs]

    def rank_of(source: SourceId, day: int) -> int | None:
        epoch = next((k for k, end in enumerate(ends) if day <= end), len(ends) - 1)
        return ranks[epoch].get(source)

    return rank_of


def _store(
    tx: Transaction,
    situation: Situation,
    code: str,
    values: Values,
    alone: Mapping[SourceId, Values],
    first: int,
    last: int,
    cause: str,
) -> int:
    metric = metrics.get(code)
    given = {day: pair for day, pair in values.get(code, {}).items() if first <= day <= last}
    of_source = {
        source: {day: pair[0] for day, pair in theirs.get(code, {}).items() if first <= day <= last}
        for source, theirs in alone.items()
    }
    parts = [Resolution(SourceOrder(code, (), (), "", None), as_days(given, of_source), None)]
    parts.extend(_from_series(tx, situation, metric, set(given), first, last))
    _put_newest(tx, situation, code, of_source, first, last)
    return store_resolved(tx, situation, metric, parts, first, last, cause)


def _from_series(
    tx: Transaction, situation: Situation, metric: Metric, with_night: set[int], first: int, last: int
) -> list[Resolution]:
    """Return what sources say themselves of a metric for days on which no night gives it."""
    columns = resolution.load_columns(tx, situation.person, metric, situation.zones, first, last)
    if not columns:
        return []
    parts = []
    for part in resolution.resolve(metric, columns, situation.orders, situation.zones, first, last):
        free = ~np.isin(part.days.days, np.array(sorted(with_night), np.int64))
        parts.append(Resolution(part.order, part.days.only(free), None))
    return parts


def _put_newest(
    tx: Transaction,
    situation: Situation,
    code: str,
    of_source: Mapping[SourceId, Mapping[int, float]],
    first: int,
    last: int,
) -> None:
    """Store each source's newest value, which may be an older one where its newest is gone."""
    known = {SourceId(row[1]): row[2] for row in queries.latest_rows(tx, situation.person, [code])}
    asked: list[int] = []
    rows = []
    for source in {*of_source, *known}:
        values = of_source.get(source, {})
        held = situation.zones.day_of(known[source]).toordinal() if source in known else None
        if held is not None and (held > last or (held < first and not values)):
            continue
        newest: tuple[int, float] | None = None
        if values:
            newest = (max(values), values[max(values)])
        elif held is not None:
            newest = queries.newest_own(tx, situation.person, code, source, date.fromordinal(first))
        asked.append(int(source))
        if newest is not None:
            pieces = situation.zones.pieces(newest[0], newest[0])
            at = int(pieces.starts[0]) if len(pieces) else 0
            rows.append((int(source), at, newest[1], 86_400_000))
    queries.put_latest(tx, situation.person, code, rows, asked)


def _row(night: ResolvedNight, situation: Situation) -> dict[str, Any]:
    session, bed = night.session, night.bed
    return {
        "day": date.fromordinal(night.day).isoformat(),
        "start_ms": session.start,
        "end_ms": session.end,
        "main": night.main,
        "source_id": session.source_id,
        "zone": situation.zones.zone_at(session.wake or session.end),
        "in_bed_from_ms": bed.in_bed_from if bed else None,
        "in_bed_to_ms": bed.in_bed_to if bed else None,
        "minutes": [length / MINUTE_MS for length in session.lengths.tolist()],
        **_stage_columns(session),
        "others": {
            "bed": {"source_id": bed.source_id, "minutes": bed.in_bed / MINUTE_MS} if bed else None,
            "sessions": [
                {
                    "source_id": other.source_id,
                    "start_ms": other.start,
                    "end_ms": other.end,
                    "staged": other.staged,
                    "minutes": [length / MINUTE_MS for length in other.lengths.tolist()],
                    "in_bed_from_ms": other.in_bed_from,
                    "in_bed_to_ms": other.in_bed_to,
                    "overlap_minutes": (min(other.end, session.end) - max(other.start, session.start))
                    / MINUTE_MS,
                }
                for other in night.others
            ],
        },
    }


def _stage_columns(session: Session) -> dict[str, list[int]]:
    return {
        "stage_starts": (session.stage_starts - session.start).tolist(),
        "stage_durations": (session.stage_ends - session.stage_starts).tolist(),
        "stages": session.stages.tolist(),
    }


def nights(tx: Transaction, person: PersonId, first: date, last: date) -> list[Night]:
    """Return nights and naps whose final wake lies on the days first to last, in order of time.

    Times are epoch ms; the day is the person's own by the zone history. Source: the best session of each.
    Raises: UserInputError when `last` is before `first`.
    """
    if last < first:
        raise UserInputError("The last day is before the first. Swap the two.", code="bad_span")
    return [_night(row) for row in queries.night_rows(tx, person, first, last)]


def night(tx: Transaction, person: PersonId, day: date) -> list[Night]:
    """Return the main night of a day, if there is one, then its naps in order of time.

    Here the sessions of other sources have their stages too.
    """
    found = sorted(nights(tx, person, day, day), key=lambda one: (not one.main, one.start_ms))
    return _with_stages_of_others(tx, person, found)


def _with_stages_of_others(tx: Transaction, person: PersonId, found: list[Night]) -> list[Night]:
    others = [other for one in found for other in one.others]
    if not others:
        return found
    low, high = min(other.start_ms for other in others), max(other.end_ms for other in others)
    columns = by_source(observations.read_samples(tx, person, SLEEP_STAGE, low, high), [])
    sessions = {(s.source_id, s.start): s for column in columns for s in sessions_of(column)}
    return [
        replace(
            one, others=tuple(_with_stages(o, sessions.get((o.source_id, o.start_ms))) for o in one.others)
        )
        for one in found
    ]


def _with_stages(other: NightSession, session: Session | None) -> NightSession:
    if session is None:
        return other
    return replace(
        other,
        stage_starts=session.stage_starts - session.start,
        stage_durations=session.stage_ends - session.stage_starts,
        stages=session.stages,
    )


def _night(row: tuple[Any, ...]) -> Night:
    day, start, end, main, source, zone, bed_from, bed_to, minutes, at, lengths, stages, others = row
    starts, durations, states = _integers(at), _integers(lengths), _integers(stages)
    asleep = sum(minutes[state] for state in SLEEPING)
    sleeping = np.flatnonzero(np.isin(states, SLEEPING))
    onset = start + int(starts[sleeping[0]]) if len(sleeping) else None
    wake = start + int(starts[sleeping[-1]] + durations[sleeping[-1]]) if len(sleeping) else None
    staged = any(minutes[state] for state in range(LIGHT, REM + 1))
    tells_awake = bool(len(sleeping)) and (staged or minutes[AWAKE] > 0)
    between = (
        (states == AWAKE) & (starts >= starts[sleeping[0]]) & (starts <= starts[sleeping[-1]])
        if (tells_awake)
        else np.zeros(len(states), bool)
    )
    bed = others["bed"]
    in_bed = bed["minutes"] if bed else None
    latency = (onset - bed_from) / MINUTE_MS if onset is not None and bed_from is not None else None
    return Night(
        day=day,
        main=main,
        start_ms=start,
        end_ms=end,
        onset_ms=onset,
        wake_ms=wake,
        source_id=SourceId(source),
        zone=zone,
        in_bed_from_ms=bed_from,
        in_bed_to_ms=bed_to,
        in_bed_source_id=SourceId(bed["source_id"]) if bed else None,
        asleep_minutes=asleep or None,
        in_bed_minutes=in_bed,
        awake_minutes=float(durations[between].sum()) / MINUTE_MS if tells_awake else None,
        awakenings=int(between.sum()) if tells_awake else None,
        latency_minutes=latency if latency is not None and latency >= 0 else None,
        efficiency=100 * asleep / in_bed if in_bed and asleep and in_bed >= asleep else None,
        minutes=tuple(minutes),
        stage_starts=starts,
        stage_durations=durations,
        stages=states,
        others=tuple(_session(other) for other in others["sessions"]),
    )


def _session(other: Mapping[str, Any]) -> NightSession:
    return NightSession(
        source_id=SourceId(other["source_id"]),
        start_ms=other["start_ms"],
        end_ms=other["end_ms"],
        staged=other["staged"],
        minutes=tuple(other["minutes"]),
        in_bed_from_ms=other["in_bed_from_ms"],
        in_bed_to_ms=other["in_bed_to_ms"],
        overlap_minutes=other["overlap_minutes"],
        stage_starts=_integers(()),
        stage_durations=_integers(()),
        stages=_integers(()),
    )


def _integers(values: Sequence[int]) -> Integers:
    return np.array(values, np.int64)
