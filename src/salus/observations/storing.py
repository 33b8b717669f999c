"""Storing what one ingest says, a flush at a time, so that neither pages nor counts depend on the cuts.

At a flush each touched page is one of three (docs/explanation/day-pages.md): (i) no other live ingest speaks
of it: it is written, or united with what this ingest wrote before; (ii) others speak of it, this ingest is
the newest and what it says so far equals the stored page: only that is noted; (iii) else its statement so far
waits in `incoming_days` until the file is read to its end (`merging.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from salus.db import Transaction
from salus.kit.ids import PersonId
from salus.metrics import Metric
from salus.observations import page_queries, pages, queries
from salus.observations.model import Int32s, Int64s, Span
from salus.observations.page_queries import REAL, Tables, Touch
from salus.observations.pages import DAY_MS, UNKNOWN_DIGEST, Samples
from salus.observations.tally import Tally
from salus.observations.told import (
    CONFIRMED,
    INCOMING,
    MINE,
    OTHERS,
    PageMarks,
    Piece,
    Told,
    digests,
    gathered,
    runs,
    told_of,
)


class Storing:
    """Writer of one ingest's statements. One flush is one transaction of the caller's.

    `metric_of` and `uncounted` (series whose samples are parts of records counted by themselves) are shared
    with the caller, who fills them as series appear.
    """

    def __init__(
        self,
        person: PersonId,
        ingest_no: int,
        *,
        newest: bool,
        marks: PageMarks,
        metric_of: Mapping[int, Metric],
        uncounted: set[int],
        tables: Tables = REAL,
        by_month: bool = False,
        unknown: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.person = person
        self.ingest_no = ingest_no
        self.newest = newest
        """Whether this ingest is known to be newer than all others of its road."""
        self.marks = marks
        self.metric_of = metric_of
        self.uncounted = uncounted
        self.tables = tables
        self.by_month = by_month
        self.unknown: set[tuple[int, int]] = set(unknown)
        """Pages of which this ingest's statement so far can only be read again from its file."""
        self._longest: dict[int, int] = {}

    def flush(self, tx: Transaction, pieces: Mapping[int, Sequence[Piece]]) -> Tally:
        """Store samples by series and return their counts; those of statements that wait are not in yet."""
        tally = Tally()
        told, repeated = told_of(pieces)
        for series, fell in repeated.items():
            if series not in self.uncounted:
                tally.skipped["duplicate"] += fell
        if not len(told):
            return tally
        self._note_reach(tx, told, tally)
        marks = self.marks.of(told.series, told.days)
        others, mine = (marks & OTHERS) > 0, (marks & MINE) > 0
        alone = np.flatnonzero(~others)
        self._write_alone(tx, told.take(alone), mine[alone], tally)
        first = np.flatnonzero(others & ~mine)
        if len(first) and self.tables is REAL:
            page_queries.make_explicit(tx, self.person, told.series[first], told.days[first])
        waiting = [self._compare(tx, told.take(first), tally)] if len(first) else []
        again = np.flatnonzero(others & mine & ((marks & INCOMING) == 0))
        if len(again):
            waiting.append(self._say_more(tx, told.take(again), (marks[again] & CONFIRMED) > 0, tally))
        more = np.flatnonzero(others & mine & ((marks & INCOMING) > 0))
        if len(more):
            waiting.append(self._wait_longer(tx, told.take(more), tally))
        for statements in waiting:
            self._let_wait(tx, statements)
        return tally

    def stage(self, tx: Transaction, pieces: Mapping[int, Sequence[Piece]]) -> Tally:
        """Keep samples whose source is decided later, under series numbers below zero."""
        tally = Tally()
        told, repeated = told_of(pieces)
        for series, fell in repeated.items():
            self._repeated(series, fell, tally)
        if len(told):
            whole = self._wait_longer(tx, told, tally)
            page_queries.write_incoming(tx, self.person, self.tables.incoming, self.ingest_no, whole)
        return tally

    def stated(self, tx: Transaction, series: Int32s, days: Int64s) -> dict[tuple[int, int], Samples]:
        """Return what this ingest is known to have said about pages, given in order of (series, day)."""
        marks = self.marks.of(series, days)
        waits = (marks & INCOMING) > 0
        held = ((marks & MINE) > 0) & ~waits
        found: dict[tuple[int, int], Samples] = {}
        for key, by_ingest in page_queries.incoming(
            tx, self.person, self.tables.incoming, [self.ingest_no], series[waits], days[waits]
        ).items():
            found[key] = by_ingest[self.ingest_no]
        for table in {self.tables.pages, REAL.pages}:
            for key, stored in page_queries.stored_pages(
                tx, self.person, table, series[held], days[held]
            ).items():
                found.setdefault(key, stored.page.samples)
        return found

    def _note_reach(self, tx: Transaction, told: Told, tally: Tally) -> None:
        longer: list[tuple[int, int]] = []
        for series, a, b in runs(told.series):
            if series not in self.uncounted:
                metric = self.metric_of[series]
                tally.reach(metric.code, int(told.days[a:b].min()), int(told.days[a:b].max()))
            longest = int(told.samples.durations[told.bounds[a] : told.bounds[b]].max())
            if longest > self._longest.get(series, 0):
                self._longest[series] = longest
                longer.append((series, longest))
        if self.tables is REAL:
            queries.lengthen_series(tx, self.person, longer)

    def _write_alone(self, tx: Transaction, told: Told, mine: NDArray[np.bool_], tally: Tally) -> None:
        """Write pages of which nobody else speaks, united with what this ingest has said of them before."""
        if not len(told):
            return
        added = told.counts
        if mine.any():
            told, added = self._united(tx, told, mine, tally)
        made = digests(told)
        ingests = np.full(int(told.bounds[-1]), self.ingest_no, np.int32)
        page_queries.write_pages(tx, self.person, self.tables.pages, told, ingests, made)
        if self.tables is REAL and mine.any():
            again = np.flatnonzero(mine)
            page_queries.renew_touches(
                tx,
                self.person,
                self.ingest_no,
                told.series[again],
                told.days[again],
                told.counts[again],
                [made[i] for i in again.tolist()],
            )
        self.marks.put(told.series, told.days, np.full(len(told), MINE, np.uint8))
        self._count(told.series, told.days, added, "new", tally)
        if self.tables is REAL:
            queries.add_changed_spans(tx, self.person, changed_spans(told, self.metric_of), "ingest")

    def _united(
        self, tx: Transaction, told: Told, mine: NDArray[np.bool_], tally: Tally
    ) -> tuple[Told, Int64s]:
        before = page_queries.stored_pages(
            tx, self.person, self.tables.pages, told.series[mine], told.days[mine]
        )
        listed = []
        added = []
        for i in range(len(told)):
            samples = told.page(i)
            stored = before.get(told.key(i))
            if stored is not None:
                whole = pages.union(stored.page.samples, samples)
                self._repeated(told.key(i)[0], len(stored.page) + len(samples) - len(whole), tally)
                added.append(len(whole) - len(stored.page))
                samples = whole
            else:
                added.append(len(samples))
            listed.append((*told.key(i), samples, int(told.first_offsets[i]), int(told.last_offsets[i])))
        return gathered(listed), np.array(added, np.int64)

    def _compare(self, tx: Transaction, told: Told, tally: Tally) -> Told:
        """Note pages that are as this ingest says; return those that are not."""
        if not self.newest:
            return told
        stored = page_queries.stored_digests(tx, self.person, REAL.pages, told.series, told.days)
        made = digests(told)
        equal = np.array([stored.get(told.key(i)) == made[i] for i in range(len(told))], bool)
        unequal = np.flatnonzero(~equal)
        if len(unequal):
            there = page_queries.stored_pages(
                tx, self.person, REAL.pages, told.series[unequal], told.days[unequal]
            )
            for i in unequal.tolist():
                page = there.get(told.key(i))
                if page is not None and pages.equal(
                    page.page.samples, told.page(i), self.metric_of[told.key(i)[0]]
                ):
                    equal[i] = True
                    made[i] = page.digest
        confirmed = np.flatnonzero(equal)
        if len(confirmed):
            same = told.take(confirmed)
            self._touch(tx, same, [made[i] for i in confirmed.tolist()])
            self.marks.put(same.series, same.days, np.full(len(same), OTHERS | MINE | CONFIRMED, np.uint8))
            self._count(same.series, same.days, same.counts, "unchanged", tally)
        return told.take(np.flatnonzero(~equal))

    def _say_more(self, tx: Transaction, told: Told, confirmed: NDArray[np.bool_], tally: Tally) -> Told:
        """Return the whole statement about pages of which this ingest has said something and not kept it."""
        there = page_queries.stored_pages(tx, self.person, self.tables.pages, told.series, told.days)
        if self.tables is not REAL:
            there |= page_queries.stored_pages(tx, self.person, REAL.pages, told.series, told.days)
        touches = page_queries.touches(
            tx, self.person, self.tables.touched, [self.ingest_no], told.series, told.days
        )
        listed = []
        for i in range(len(told)):
            key, samples = told.key(i), told.page(i)
            touch = touches.get(key, {}).get(self.ingest_no, Touch(0, UNKNOWN_DIGEST, 0, 0))
            stored = there.get(key)
            # What was booked is taken back: the whole statement is counted when it is merged.
            booked = "unchanged" if confirmed[i] else "new"
            self._count(told.series[i : i + 1], told.days[i : i + 1], np.array([-touch.n]), booked, tally)
            if stored is not None and stored.digest == touch.digest:
                metric = self.metric_of[key[0]]
                whole = pages.union_within(stored.page.samples, samples, metric)
                self._repeated(key[0], len(stored.page) + len(samples) - len(whole), tally)
                samples = whole
            elif touch.n:
                # Another ingest has changed the page since: what was said is read again from the file.
                self.unknown.add(key)
            listed.append((*key, samples, int(told.first_offsets[i]), int(told.last_offsets[i])))
        return gathered(listed)

    def _wait_longer(self, tx: Transaction, told: Told, tally: Tally) -> Told:
        """Return the whole statement about pages of which a part waits already."""
        before = page_queries.incoming(
            tx, self.person, self.tables.incoming, [self.ingest_no], told.series, told.days
        )
        listed = []
        for i in range(len(told)):
            key, samples = told.key(i), told.page(i)
            waiting = before.get(key, {}).get(self.ingest_no)
            if waiting is not None:
                whole = pages.union(waiting, samples)
                self._repeated(key[0], len(waiting) + len(samples) - len(whole), tally)
                samples = whole
            listed.append((*key, samples, int(told.first_offsets[i]), int(told.last_offsets[i])))
        return gathered(listed)

    def _let_wait(self, tx: Transaction, told: Told) -> None:
        if not len(told):
            return
        page_queries.write_incoming(tx, self.person, self.tables.incoming, self.ingest_no, told)
        made = digests(told)
        if self.unknown:
            made = [UNKNOWN_DIGEST if told.key(i) in self.unknown else one for i, one in enumerate(made)]
        self._touch(tx, told, made)
        self.marks.put(told.series, told.days, np.full(len(told), OTHERS | MINE | INCOMING, np.uint8))

    def _touch(self, tx: Transaction, told: Told, made: Sequence[bytes]) -> None:
        page_queries.write_touches(
            tx,
            self.person,
            self.tables.touched,
            self.ingest_no,
            told.series,
            told.days,
            told.counts,
            made,
            told.first_offsets,
            told.last_offsets,
        )

    def _count(self, series: Int32s, days: Int64s, counts: Int64s, bucket: str, tally: Tally) -> None:
        for number, a, b in runs(series):
            if number not in self.uncounted:
                tally.add(self.metric_of[number].code, bucket, int(counts[a:b].sum()))
                if self.by_month:
                    tally.by_month(days[a:b], counts[a:b], here=bucket != "new")

    def _repeated(self, series: int, fell: int, tally: Tally) -> None:
        if fell and series not in self.uncounted:
            tally.skipped["duplicate"] += fell


def changed_spans(told: Told, metric_of: Mapping[int, Metric]) -> list[Span]:
    """Return the spans that written pages cover, near ones as one; a sample's whole length counts."""
    ends = told.samples.starts.astype(np.int64) + told.samples.durations
    reach = told.days * DAY_MS + np.maximum(np.maximum.reduceat(ends, told.bounds[:-1]), DAY_MS)
    spans: list[Span] = []
    for number, a, b in runs(told.series):
        days, ends_of = told.days[a:b], reach[a:b]
        breaks = np.concatenate(([0], np.flatnonzero(np.diff(days) > 3) + 1, [b - a]))
        for low, high in zip(breaks[:-1].tolist(), breaks[1:].tolist(), strict=True):
            spans.append(Span(metric_of[number].code, int(days[low]) * DAY_MS, int(ends_of[low:high].max())))
    return spans
