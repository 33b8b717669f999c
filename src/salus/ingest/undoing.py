"""Undoing an ingest: the state as if it had never been made, in one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from salus.db import Transaction
from salus.ingest import queries
from salus.ingest.ending import BATCH
from salus.ingest.queries import Ingest
from salus.kit.ids import PersonId
from salus.metrics import ALL, Metric
from salus.observations import page_queries, record_queries, records, undeviced
from salus.observations import queries as observation_queries
from salus.observations.merging import Folded, Folding, Key
from salus.observations.model import Int64s, Series, Span
from salus.observations.page_queries import Speaker
from salus.observations.pages import DAY_MS
from salus.observations.reading import refresh_zones


@dataclass(slots=True)
class Undoing:
    """Undoes one ingest of a person.

    Pages that it alone touched go; where another statement proves the page it stays; the others are folded
    again. `undo` returns pages whose remaining statements must be gathered first, and has then to be rolled
    back; called again with the ingests that were gathered, it keeps pages whose raw data is gone.
    """

    person: PersonId
    ingest: Ingest
    now: datetime
    cancelled: bool = False
    erase: bool = False
    result: Folded = field(default_factory=Folded)
    records_gone: int = 0
    raw_missing: bool = False
    _alone: list[tuple[int, Int64s]] = field(default_factory=list)
    _shared: list[tuple[int, Int64s]] = field(default_factory=list)

    def stand_in(self, tx: Transaction) -> bool:
        """Undo by letting another ingest of the same content speak; tell whether there is one.

        An ingest that itself repeats another leaves nothing behind.
        """
        person, me = self.person, self.ingest.ingest_no
        if self.ingest.repeats is None:
            repeating = [
                i.ingest_no for i in queries.ingests(tx, person) if i.repeats == me and i.state == "done"
            ]
            if not repeating:
                return False
            heir = min(repeating)
            page_queries.hand_over_pages(tx, person, me, heir)
            record_queries.hand_over_records(tx, person, me, heir)
            observation_queries.hand_over_evidence(tx, person, me, heir)
            queries.hand_over(tx, person, me, heir)
        queries.forget(tx, person, me, erase=self.erase or self.cancelled)
        state = "cancelled" if self.cancelled else "undone"
        queries.set_fields(tx, person, me, state=state, undone_at=self.now, problem=None, repeats=None)
        return True

    def undo(
        self, tx: Transaction, *, gathered: Mapping[int, Collection[Key]] | None = None
    ) -> dict[Key, tuple[int, ...]]:
        """Undo everything; see the class for what is returned."""
        person, me = self.person, self.ingest.ingest_no
        self.result = Folded()
        live = page_queries.speakers(tx, person, self.ingest.road)
        live.pop(me, None)
        if gathered is None:
            # What is gathered waits in the same table, so what others have said is looked up before.
            page_queries.drop_all_incoming(tx, person, but=self._cut(tx))
            self._alone = page_queries.touched_alone(tx, person, me, list(live))
            self._shared = self._pages_of_others(tx, live)
        if not any(s.deletes for s in (*live.values(), *self._leaving(tx))):
            self._keep_proven(tx, live, first=gathered is None)
        spans = self._drop(tx, self._alone)
        folding = self._folding(tx, live, gathered)
        unresolved: dict[Key, tuple[int, ...]] = {}
        for number, days in self._shared:
            for at in range(0, len(days), BATCH):
                chosen = days[at : at + BATCH]
                series = np.full(len(chosen), number, np.int32)
                folded = folding.leave(tx, series, chosen, forced=gathered is not None)
                unresolved |= folded.unresolved
                self._add(folded)
        if unresolved and gathered is None:
            return unresolved
        said_at = {no: s.said_at_ms for no, s in live.items()}
        gone, changed, record_spans = records.forget(tx, person, me, said_at)
        self.records_gone = gone + changed
        observation_queries.add_changed_spans(tx, person, dict.fromkeys([*spans, *record_spans]), "undo")
        self._forget(tx, live)
        return {}

    def _leaving(self, tx: Transaction) -> list[Speaker]:
        found = page_queries.speakers(tx, self.person, self.ingest.road).get(self.ingest.ingest_no)
        return [found] if found else []

    def _keep_proven(self, tx: Transaction, live: dict[int, Speaker], *, first: bool) -> None:
        """Leave pages as they are that the newest remaining statement proves; fold only the others."""
        ordered = sorted(live, key=lambda no: live[no].order)
        proven, samples = page_queries.keep_proven(tx, self.person, self.ingest.ingest_no, ordered)
        self.result.kept += samples
        if first:
            days_of = dict(proven)
            none = np.empty(0, np.int64)
            self._shared = [
                (series, np.setdiff1d(days, days_of.get(series, none))) for series, days in self._shared
            ]

    def _folding(
        self, tx: Transaction, live: dict[int, Speaker], gathered: Mapping[int, Collection[Key]] | None
    ) -> Folding:
        metric_of: dict[int, Metric] = {
            s.series_id: ALL[s.metric] for s in observation_queries.series(tx, self.person)
        }
        return Folding(
            self.person,
            live,
            metric_of,
            frozenset(),
            self.now,
            self.ingest.ingest_no,
            why="undo",
            gathered=gathered or {},
        )

    def _pages_of_others(self, tx: Transaction, live: dict[int, Speaker]) -> list[tuple[int, Int64s]]:
        """Return pages to be folded again: those touched by others too, and after a deletion all."""
        if self.ingest.absent_deletes and self.ingest.whole:
            return page_queries.spoken_pages(tx, self.person, list(live))
        return page_queries.touched_too(tx, self.person, self.ingest.ingest_no, list(live))

    def _drop(self, tx: Transaction, alone: list[tuple[int, Int64s]]) -> list[Span]:
        series_of: dict[int, Series] = {s.series_id: s for s in observation_queries.series(tx, self.person)}
        spans: list[Span] = []
        for number, days in alone:
            series = series_of[number]
            ids = np.full(len(days), number, np.int32)
            self.result.removed += page_queries.undo_pages(
                tx,
                self.person,
                ids,
                days,
                until=None if self.cancelled or self.erase else self.now,
                by_ingest=self.ingest.ingest_no,
            )
            ordered = np.sort(days)
            breaks = np.concatenate(([0], np.flatnonzero(np.diff(ordered) > 3) + 1, [len(ordered)]))
            for a, b in zip(breaks[:-1].tolist(), breaks[1:].tolist(), strict=True):
                last = int(ordered[b - 1]) * DAY_MS + max(DAY_MS, DAY_MS + series.longest_ms)
                spans.append(Span(series.metric, int(ordered[a]) * DAY_MS, last))
        return spans

    def _add(self, folded: Folded) -> None:
        self.result.removed += folded.removed
        self.result.restored += folded.restored
        self.result.kept += folded.kept

    def _cut(self, tx: Transaction) -> list[int]:
        """Return ingests that were cut: what waits of them is theirs to go on with."""
        return [
            i.ingest_no
            for i in queries.ingests(tx, self.person)
            if i.state in ("cut", "running") and i.ingest_no != self.ingest.ingest_no
        ]

    def _forget(self, tx: Transaction, live: dict[int, Speaker]) -> None:
        person, me = self.person, self.ingest.ingest_no
        page_queries.drop_touches(tx, person, me)
        page_queries.drop_all_incoming(tx, person, but=self._cut(tx))
        observation_queries.forget_evidence(tx, person, me)
        state = "cancelled" if self.cancelled else "undone"
        queries.forget(tx, person, me, erase=self.erase or self.cancelled)
        queries.set_fields(tx, person, me, state=state, undone_at=self.now, problem=None)
        claims = undeviced.claims_of(tx, person, self.ingest.road, list(live))
        undeviced.settle(tx, person, self.ingest.road, claims, list(live), now=self.now, why="undo")
        refresh_zones(tx, person, now=self.now)

    def as_json(self) -> dict[str, Any]:
        """Return what was done, for the report."""
        return {
            "samples_removed": self.result.removed,
            "samples_restored": self.result.restored,
            "samples_kept": self.result.kept,
            "records": self.records_gone,
            "raw_missing": self.raw_missing,
        }
