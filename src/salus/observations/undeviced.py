"""Giving samples without a device to the source that wrote under their name, when that becomes known.

A sample belongs to the device that last wrote under its name at or before its start, else to the first that
wrote after it; where no device wrote under the name, to the app of that name. A file with an earlier claim
moves samples that are here already: a change of series, not new samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from salus.db import Transaction
from salus.kit.ids import PersonId, SeriesId, SourceId
from salus.observations import page_queries, pages, queries, record_queries
from salus.observations.codec import decode_float8, decode_int4
from salus.observations.model import Int32s, Int64s, Series, Source, Span
from salus.observations.names import Claims, packed, thinned, unpacked
from salus.observations.page_queries import REAL, StoredPage, Touch
from salus.observations.pages import DAY_MS, UNKNOWN_DIGEST, Page, Samples
from salus.observations.sources import series_for, sources_for
from salus.observations.told import digests, gathered
from salus.providers.base import SourceKey, SourceName


def claims_of(tx: Transaction, person: PersonId, road: str, ingests: Sequence[int]) -> Claims:
    """Return who wrote under which name, as these ingests say."""
    rows = queries.claims(tx, person, road, ingests)
    known = sorted(
        queries.sources(tx, person, road),
        key=lambda s: (s.key.app, s.key.manufacturer, s.key.model, s.key.hardware, s.key.by_hand),
    )
    ranks = {source.source_id: rank for rank, source in enumerate(known)}
    return Claims(((name, SourceId(source), unpacked(writes)) for name, source, writes in rows), ranks)


def add_claims(
    tx: Transaction,
    person: PersonId,
    road: str,
    ingest_no: int,
    part: int,
    writes: Mapping[tuple[str, SourceId], Sequence[Int64s]],
) -> None:
    """Add write times to what an ingest says about names; `part` numbers its flushes from 1."""
    for (name, source), times in sorted(writes.items(), key=lambda item: item[0]):
        told = packed(thinned(np.concatenate(times)))
        queries.add_claim_part(tx, person, road, name, source, ingest_no, part, told)


def join_claims(tx: Transaction, person: PersonId, road: str, ingest_no: int) -> None:
    """Put the parts of what an ingest says about names together, when its file is read to its end."""
    found: dict[tuple[str, int], list[Int64s]] = {}
    for name, source, writes in queries.claims(tx, person, road, [ingest_no]):
        found.setdefault((name, source), []).append(unpacked(writes))
    queries.drop_claim_parts(tx, person, road, ingest_no)
    for (name, source), times in found.items():
        whole = packed(thinned(np.concatenate(times)))
        queries.add_claim_part(tx, person, road, name, source, ingest_no, 0, whole)


@dataclass(slots=True)
class Deciding:
    """Decides whose a record without device is; makes sources and series where they are missing."""

    person: PersonId
    road: str
    claims: Claims
    now: datetime
    _typed: dict[SourceId, SourceId] = field(default_factory=dict)
    _devices: dict[SourceId, Source] = field(default_factory=dict)
    _apps: dict[SourceKey, SourceId] = field(default_factory=dict)

    def sources(self, tx: Transaction, names: Iterable[str], by_hand: bool, starts: Int64s) -> Int32s | None:
        """Return the source of each record, or None where no name of them decides any more.

        A device that the person typed on is a source of its own.
        """
        listed = tuple(names)
        if not self.claims.claimants(listed):
            if len(listed) != 1:
                return None
            return np.full(len(starts), self._app(tx, SourceKey(app=listed[0], by_hand=by_hand)), np.int32)
        decided = self.claims.decide(listed, starts)
        if by_hand:
            decided = decided.copy()
            for device in np.unique(decided).tolist():
                decided[decided == device] = self._typed_on(tx, SourceId(device))
        return decided

    def _app(self, tx: Transaction, key: SourceKey) -> SourceId:
        if key not in self._apps:
            self._apps |= sources_for(tx, self.person, self.road, [key], {}, now=self.now)
        return self._apps[key]

    def _typed_on(self, tx: Transaction, device: SourceId) -> SourceId:
        """Return the source of what was typed on a device; it is shown under the device's name."""
        if device not in self._typed:
            if device not in self._devices:
                self._devices = {s.source_id: s for s in queries.sources(tx, self.person, self.road)}
            source = self._devices[device]
            key = replace(source.key, by_hand=True)
            names = {key: SourceName(source.name, source.said_at_ms)}
            found = sources_for(tx, self.person, self.road, [key], names, now=self.now)
            self._typed[device] = found[key]
        return self._typed[device]


def settle(
    tx: Transaction,
    person: PersonId,
    road: str,
    claims: Claims,
    live: Sequence[int],
    *,
    now: datetime,
    why: str,
) -> int:
    """Move stored samples and records without device to the sources that the claims give; return how many."""
    deciding = Deciding(person, road, claims, now)
    by_hand = {s.source_id: s.key.by_hand for s in queries.sources(tx, person, road)}
    moved = 0
    for series in queries.series(tx, person, road=road):
        if series.undeviced and series.names:
            moved += _settle_series(tx, deciding, series, by_hand[series.source_id], live, why)
    for table in (record_queries.EVENTS, record_queries.WORKOUTS):
        moved += _settle_records(tx, deciding, table, by_hand, why)
    return moved


def _settle_series(
    tx: Transaction, deciding: Deciding, series: Series, by_hand: bool, live: Sequence[int], why: str
) -> int:
    person = deciding.person
    if deciding.claims.claimants(series.names) == [series.source_id] and not by_hand:
        return 0
    rows = queries.page_rows(tx, person, [series.series_id], None, None)
    moved = 0
    for row in rows:
        day, n = row[1], np.array([row[2]])
        page = Page(
            Samples(decode_int4([row[3]], n), decode_int4([row[4]], n), decode_float8([row[5]], n)),
            decode_int4([row[6]], n),
        )
        starts = page.samples.starts.astype(np.int64) + day * DAY_MS
        decided = deciding.sources(tx, series.names, by_hand, starts)
        if decided is None:
            return moved
        if (decided == series.source_id).all():
            continue
        move = _Move(deciding, series, day, page, decided, live, why)
        move.make(tx)
        moved += int((decided != series.source_id).sum())
    return moved


@dataclass(slots=True)
class _Move:
    """One page of which samples go to other sources' series."""

    deciding: Deciding
    series: Series
    day: int
    page: Page
    decided: Int32s
    live: Sequence[int]
    why: str

    def make(self, tx: Transaction) -> None:
        """Rewrite this page and those that its samples go to, with what ingests are known to say of them."""
        person = self.deciding.person
        own = np.array([self.series.series_id], np.int32)
        days = np.array([self.day], np.int64)
        said = page_queries.touches(tx, person, REAL.touched, self.live, own, days, settled=True)
        here = said.get((int(own[0]), self.day), {})
        known = {no for no, touch in here.items() if touch.digest == pages.digest(self.page.samples)}
        page_queries.drop_pages(tx, person, REAL.pages, own, days)
        page_queries.drop_touches_of_page(tx, person, list(here), int(own[0]), self.day)
        for source in np.unique(self.decided).tolist():
            part = self.page.take(self.decided == source)
            target = self._series(tx, SourceId(source))
            self._join(tx, target, part, here, known)
        ends = self.page.samples.starts.astype(np.int64) + self.page.samples.durations
        span = Span(self.series.metric, self.day * DAY_MS, self.day * DAY_MS + max(DAY_MS, int(ends.max())))
        queries.add_changed_spans(tx, person, [span], self.why)

    def _series(self, tx: Transaction, source: SourceId) -> SeriesId:
        person, series = self.deciding.person, self.series
        if source == series.source_id:
            return series.series_id
        key = (series.metric, source, series.context, series.grain, True)
        target = series_for(tx, person, [key])[key]
        queries.note_names(tx, person, target, series.names)
        queries.lengthen_series(tx, person, [(target, series.longest_ms)])
        return target

    def _join(
        self, tx: Transaction, target: SeriesId, part: Page, here: Mapping[int, Touch], known: set[int]
    ) -> None:
        person = self.deciding.person
        series, days = np.array([target], np.int32), np.array([self.day], np.int64)
        key = (int(target), self.day)
        there: StoredPage | None = page_queries.stored_pages(tx, person, REAL.pages, series, days).get(key)
        said = page_queries.touches(tx, person, REAL.touched, self.live, series, days, settled=True)
        whole = part if there is None else pages.joined(there.page, part)
        told = gathered([(*key, whole.samples, 0, 0)])
        digest = digests(told)[0]
        page_queries.write_pages(tx, person, REAL.pages, told, whole.ingests, [digest])
        for no in sorted(here.keys() | said.get(key, {}).keys()):
            mine, theirs = here.get(no), said.get(key, {}).get(no)
            sure = (mine is None or no in known) and (
                theirs is None or (there is not None and theirs.digest == there.digest)
            )
            samples = [] if mine is None else [part.samples]
            if theirs is not None and there is not None:
                samples.append(there.page.samples)
            stated = samples[0] if len(samples) == 1 else pages.union(samples[0], samples[1])
            complete = (mine is not None or not here) and (theirs is not None or there is None)
            made = UNKNOWN_DIGEST if not sure else digest if complete else pages.digest(stated)
            reach = [touch for touch in (mine, theirs) if touch is not None]
            page_queries.write_touches(
                tx,
                person,
                REAL.touched,
                no,
                series,
                days,
                np.array([len(stated)], np.int64),
                [made],
                np.array([min(t.first_offset for t in reach)], np.int64),
                np.array([max(t.last_offset for t in reach)], np.int64),
            )


def _settle_records(
    tx: Transaction, deciding: Deciding, table: str, by_hand: Mapping[SourceId, bool], why: str
) -> int:
    person = deciding.person
    moves: list[tuple[bytes, bytes, int]] = []
    spans: list[Span] = []
    for key, digest, name, start_ms, kind, source in record_queries.named_records(tx, person, table):
        if SourceId(source) not in by_hand:
            continue
        decided = deciding.sources(tx, [name], by_hand[SourceId(source)], np.array([start_ms], np.int64))
        if decided is not None and int(decided[0]) != source:
            moves.append((key, digest, int(decided[0])))
            spans.append(Span(kind, start_ms, start_ms + 1))
    record_queries.set_sources(tx, person, table, moves)
    queries.add_changed_spans(tx, person, dict.fromkeys(spans), why)
    return len(moves)
