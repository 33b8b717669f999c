"""Folding pages of which several ingests speak: at the end of an import, at an undo, at a replay.

A statement is known without reading a file again when it waits in `incoming_days`, or when its digest is the
stored page's. A page whose statements are all known, or to which the newest one is added, is folded at once;
the others are returned, to be folded when their statements were gathered from the raw files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from salus.db import Transaction
from salus.kit.ids import PersonId
from salus.metrics import Metric
from salus.observations import page_queries, pages, queries
from salus.observations.model import Int32s, Int64s, Span
from salus.observations.page_queries import REAL, Speaker, StoredPage, Tables, Touch
from salus.observations.pages import DAY_MS, UNKNOWN_DIGEST, Page, Samples, Statement
from salus.observations.tally import Tally
from salus.observations.told import Told, digests, gathered

Key = tuple[int, int]
"""(series, day counted from 1970-01-01)."""


@dataclass(slots=True)
class Folded:
    """What folding some pages did."""

    tally: Tally = field(default_factory=Tally)
    unresolved: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """Pages that were left, each with the ingests whose statements must be gathered first."""
    removed: int = 0
    """Samples that were believed and are gone."""
    restored: int = 0
    """Samples that were not believed and are again."""
    kept: int = 0


@dataclass(slots=True)
class Folding:
    """Folds pages of one person and road. `live` are the ingests whose statements count."""

    person: PersonId
    live: Mapping[int, Speaker]
    metric_of: Mapping[int, Metric]
    uncounted: Collection[int]
    until: datetime
    """The time at which what is replaced ceases to be believed."""
    cause: int
    """The ingest that arrives or leaves."""
    why: str = "ingest"
    gathered: Mapping[int, Collection[Key]] = field(default_factory=dict)
    """Pages of which an ingest's whole statement was read again into `incoming_days`, if it has one."""
    tables: Tables = REAL
    by_month: bool = False

    def arrive(
        self, tx: Transaction, series: Int32s, days: Int64s, *, forced: bool = False, absent: bool = False
    ) -> Folded:
        """Fold the waiting statements of `cause` into these pages, and count them.

        With `forced`, a page whose other statements cannot be gathered keeps its samples and gets those of
        which it has none at that start and length. `absent` says that `cause` leaves these pages out.
        """
        return self._fold(tx, series, days, arriving=self.cause, forced=forced, absent=absent)

    def leave(self, tx: Transaction, series: Int32s, days: Int64s, *, forced: bool = False) -> Folded:
        """Fold these pages as if `cause`, which is not in `live`, had never spoken.

        With `forced`, a page whose statements cannot be gathered keeps its samples.
        """
        return self._fold(tx, series, days, arriving=None, forced=forced)

    def _fold(
        self,
        tx: Transaction,
        series: Int32s,
        days: Int64s,
        *,
        arriving: int | None,
        forced: bool = False,
        absent: bool = False,
    ) -> Folded:
        result = Folded()
        if not len(series):
            return result
        stored = page_queries.stored_pages(tx, self.person, REAL.pages, series, days)
        touches = page_queries.touches(
            tx, self.person, REAL.touched, list(self.live), series, days, settled=True
        )
        whole = sorted({*self.gathered, *([] if arriving is None else [arriving])})
        waiting = page_queries.incoming(tx, self.person, self.tables.incoming, whole, series, days)
        own = page_queries.touches(tx, self.person, self.tables.touched, whole, series, days)
        work = _Work(self, result)
        for i in range(len(series)):
            key = (int(series[i]), int(days[i]))
            here = {no for no, keys in self.gathered.items() if key in keys} | {arriving}
            mine = {no: touch for no, touch in own.get(key, {}).items() if no in here}
            said = {**touches.get(key, {}), **mine}
            said = {no: touch for no, touch in said.items() if no in self.live}
            told = {no: samples for no, samples in waiting.get(key, {}).items() if no in here}
            if absent and arriving is not None:
                told = {**told, arriving: pages.empty_page().samples}
                said[arriving] = Touch(0, pages.digest(told[arriving]), 0, 0)
            work.page(key, stored.get(key), said, told, arriving, forced=forced)
        if self.tables is REAL:
            self._write(tx, work, whole)
        return result

    def _write(self, tx: Transaction, work: _Work, whole: list[int]) -> None:
        if work.pages:
            told, ingests = _flat(work.pages)
            page_queries.write_pages(tx, self.person, REAL.pages, told, ingests, digests(told))
        if work.empty:
            page_queries.drop_pages(tx, self.person, REAL.pages, *_columns(work.empty))
        page_queries.write_versions(tx, self.person, work.versions, until=self.until, by_ingest=self.cause)
        page_queries.set_digests(tx, self.person, work.said)
        page_queries.drop_incoming(tx, self.person, REAL.incoming, whole, *_columns(work.done))
        queries.add_changed_spans(tx, self.person, work.spans, self.why)


@dataclass(slots=True)
class _Work:
    """What folding a batch of pages has to write."""

    folding: Folding
    result: Folded
    pages: list[tuple[Key, Page]] = field(default_factory=list)
    empty: list[Key] = field(default_factory=list)
    done: list[Key] = field(default_factory=list)
    versions: list[tuple[int, int, str, Page]] = field(default_factory=list)
    said: list[tuple[int, int, int, bytes, int]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def page(
        self,
        key: Key,
        stored: StoredPage | None,
        said: Mapping[int, Touch],
        waiting: Mapping[int, Samples],
        arriving: int | None,
        *,
        forced: bool,
    ) -> None:
        """Fold one page, or leave it to be gathered."""
        metric = self.folding.metric_of[key[0]]
        before = stored.page if stored is not None else pages.empty_page()
        known, unknown = self._known(key, stored, said, waiting)
        statements = self._statements(key, known)
        newest = self._order(statements[-1].ingest) if statements else None
        told = known.get(arriving) if arriving is not None else None
        latest = told is not None and newest is not None and statements[-1].ingest == arriving
        if latest and newest is not None and all(self._order(no) < newest for no in unknown):
            merge = pages.merge_page(before, statements[-1], metric)
            self._count(key, metric, merge.new, merge.changed, merge.unchanged)
            self._outcome(key, metric, before, merge.page, known, said)
            return
        if unknown and forced and told is not None and arriving is not None:
            fresh = ~np.isin(told.keys, before.samples.keys)
            added = pages.page_of(Statement(arriving, told.take(fresh)))
            self._count(key, metric, len(added), 0, len(told) - len(added))
            self._outcome(key, metric, before, pages.joined(before, added), known, said)
            return
        if unknown:
            after = None
            if arriving is None:
                after = self._unchanged_without(before, stored, said, known, forced=forced)
            if after is None:
                self.result.unresolved[key] = tuple(sorted(unknown))
                return
            self._outcome(key, metric, before, after, known, said)
            return
        after = pages.fold(statements, metric)
        if told is not None:
            step = pages.merge_page(before, Statement(0, after.samples), metric)
            new = min(step.new, len(told))
            changed = min(step.changed, len(told) - new)
            self._count(key, metric, new, changed, len(told) - new - changed)
        self._outcome(key, metric, before, after, known, said)

    def _known(
        self, key: Key, stored: StoredPage | None, said: Mapping[int, Touch], waiting: Mapping[int, Samples]
    ) -> tuple[dict[int, Samples], list[int]]:
        known: dict[int, Samples] = {}
        unknown: list[int] = []
        for no, touch in said.items():
            gathered_anew = key in self.folding.gathered.get(no, ())
            if no in waiting and (touch.digest != UNKNOWN_DIGEST or gathered_anew):
                known[no] = waiting[no]
            elif stored is not None and touch.digest == stored.digest:
                known[no] = stored.page.samples
            elif gathered_anew:
                known[no] = pages.empty_page().samples
            else:
                unknown.append(no)
        return known, unknown

    def _statements(self, key: Key, known: Mapping[int, Samples]) -> list[Statement]:
        """Return the known statements about a page in their order, with those that say it is empty."""
        live = self.folding.live
        numbers = [*known, *(no for no, s in live.items() if s.deletes and no not in known)]
        nothing = pages.empty_page().samples
        return [
            Statement(
                no,
                known.get(no, nothing),
                live[no].said_at_ms - key[1] * DAY_MS if live[no].deletes else None,
            )
            for no in sorted(numbers, key=self._order)
        ]

    def _order(self, ingest_no: int) -> tuple[int, bytes, int]:
        return self.folding.live[ingest_no].order

    def _unchanged_without(
        self,
        before: Page,
        stored: StoredPage | None,
        said: Mapping[int, Touch],
        known: Mapping[int, Samples],
        *,
        forced: bool,
    ) -> Page | None:
        """Return the page without the leaving ingest where it must have the same samples, else None.

        It must when the newest remaining statement is the page itself: the fold of the remaining ones holds
        all of that statement, and no more than the page did, as a statement that deletes nothing takes
        nothing away.
        """
        newest = max(said, key=self._order)
        proven = (
            stored is not None
            and said[newest].digest == stored.digest
            and not any(s.deletes for s in self.folding.live.values())
            and self.folding.cause not in self.folding.live
        )
        if not (proven or forced):
            return None
        heirs = [no for no in known if stored is not None and said[no].digest == stored.digest]
        heir = min(heirs or [newest], key=self._order)
        return Page(
            before.samples,
            np.where(before.ingests == self.folding.cause, np.int32(heir), before.ingests).astype(np.int32),
        )

    def _count(self, key: Key, metric: Metric, new: int, changed: int, unchanged: int) -> None:
        if key[0] in self.folding.uncounted:
            return
        tally = self.result.tally
        for bucket, count in (("new", new), ("changed", changed), ("unchanged", unchanged)):
            tally.add(metric.code, bucket, count)
        if self.folding.by_month:
            day = np.array([key[1]], np.int64)
            tally.by_month(day, np.array([new]), here=False)
            tally.by_month(day, np.array([changed + unchanged]), here=True)

    def _outcome(
        self,
        key: Key,
        metric: Metric,
        before: Page,
        after: Page,
        known: Mapping[int, Samples],
        said: Mapping[int, Touch],
    ) -> None:
        self.done.append(key)
        made = pages.digest(after.samples)
        moved = made != pages.digest(before.samples)
        if moved or not np.array_equal(before.ingests, after.ingests):
            if len(after):
                self.pages.append((key, after))
            elif len(before):
                self.empty.append(key)
        if moved:
            self._changes(key, metric, before, after)
        else:
            self.result.kept += len(after)
        for no, samples in known.items():
            if no in said and said[no].digest == made and said[no].n == len(samples):
                continue
            equal = pages.equal(after.samples, samples, metric)
            self.said.append((no, *key, made if equal else pages.digest(samples), len(samples)))

    def _changes(self, key: Key, metric: Metric, before: Page, after: Page) -> None:
        step = pages.merge_page(before, Statement(0, after.samples, deletes_until_ms=2 * DAY_MS), metric)
        leaving = self.folding.cause not in self.folding.live
        gone = step.gone
        cut = step.changed
        self.result.removed += len(gone) - cut
        self.result.restored += cut + step.new
        self.result.kept += step.unchanged
        order = np.arange(len(gone))
        if cut:
            cause = "undone" if leaving else "changed"
            self.versions.append((*key, cause, gone.take(order[:cut])))
        if len(gone) > cut:
            cause = "undone" if leaving else "removed"
            if leaving and cut:
                self.versions[-1] = (*key, cause, gone)
            else:
                self.versions.append((*key, cause, gone.take(order[cut:])))
        ends = [
            int((page.samples.starts.astype(np.int64) + page.samples.durations).max())
            for page in (before, after)
            if len(page)
        ]
        self.spans.append(Span(metric.code, key[1] * DAY_MS, key[1] * DAY_MS + max(DAY_MS, *ends)))


def _flat(listed: list[tuple[Key, Page]]) -> tuple[Told, Int32s]:
    listed = sorted(listed, key=lambda item: item[0])
    told = gathered([(*key, page.samples, 0, 0) for key, page in listed])
    return told, np.concatenate([page.ingests for _, page in listed])


def _columns(keys: Collection[Key]) -> tuple[Int32s, Int64s]:
    ordered = sorted(keys)
    return np.array([s for s, _ in ordered], np.int32), np.array([d for _, d in ordered], np.int64)
