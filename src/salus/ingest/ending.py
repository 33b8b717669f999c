"""The end of an ingest, in steps that are one transaction each and can be repeated after a crash.

When a file was read to its end (or as far as it goes): give undeviced records to their sources, decide about
correlations, merge the statements that waited, take away what a whole file leaves out where the person asked
for it, and derive the zones anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np

from salus.db import Transaction
from salus.ingest import convert
from salus.ingest.taking import Taking, decided
from salus.kit.ids import PersonId, SourceId
from salus.metrics import ALL, Metric, same_array
from salus.observations import page_queries, pages, records, undeviced
from salus.observations import queries as observation_queries
from salus.observations.merging import Folding, Key
from salus.observations.model import Int32s, Int64s
from salus.observations.page_queries import REAL, Speaker
from salus.observations.pages import DAY_MS
from salus.observations.reading import refresh_zones
from salus.observations.told import Piece
from salus.observations.undeviced import Deciding
from salus.providers.base import CorrelatedSample, SourceKey, SourceName, known_app

BATCH: Final = 400
"""Pages folded in one transaction."""


@dataclass(slots=True)
class Ending:
    """Ends one ingest. The caller opens the transactions, holds the person's lock, keeps checkpoints."""

    taking: Taking
    now: datetime
    _deciding: Deciding | None = None
    after: Key = (-(1 << 31), -(1 << 20))
    unresolved: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    _shown: set[tuple[str, bool]] = field(default_factory=set)
    _noted: set[tuple[int, str]] = field(default_factory=set)

    @property
    def _person(self) -> PersonId:
        return self.taking.person

    # ------------------------------------------------------------ undeviced records

    def settle_names(self, tx: Transaction) -> None:
        """Move what is stored to the sources that all claims, with this ingest's, give."""
        taking = self.taking
        undeviced.join_claims(tx, self._person, taking.ingest.road, taking.ingest.ingest_no)
        claims = taking.claims(tx)
        self._deciding = Deciding(self._person, taking.ingest.road, claims, self.now)
        others = [no for no in taking.speakers if no != taking.ingest.ingest_no]
        live = [*others, taking.ingest.ingest_no]
        moved = undeviced.settle(
            tx, self._person, taking.ingest.road, claims, live, now=self.now, why="ingest"
        )
        if moved:
            taking.marks.clear()
            taking.look_around(tx)

    def place_next(self, tx: Transaction) -> bool:
        """Give the next undeviced samples that wait to their series; return whether more wait."""
        taking = self.taking
        by_number = {entry[0]: (key, entry) for key, entry in taking.progressed.staged.items()}
        series, days = page_queries.incoming_keys(
            tx,
            self._person,
            taking.storing.tables.incoming,
            taking.ingest.ingest_no,
            (-(1 << 31), -(1 << 20)),
            BATCH,
        )
        staged = series < 0
        series, days = series[staged], days[staged]
        if not len(series):
            self._place_records(tx)
            return False
        told = page_queries.incoming(
            tx, self._person, taking.storing.tables.incoming, [taking.ingest.ingest_no], series, days
        )
        counted: dict[int, list[Piece]] = {}
        for (number, day), by_ingest in sorted(told.items()):
            (metric, name, by_hand, context, grain, is_counted), entry = by_number[number]
            samples = by_ingest[taking.ingest.ingest_no]
            starts = samples.starts.astype(np.int64) + day * DAY_MS
            # Where in the file a page's records lie is not known here: whoever reads them again reads all.
            offsets = np.full(len(starts), entry[1], np.int64)
            owners = self._owners(tx, name, by_hand, starts)
            for owner in np.unique(owners).tolist():
                key = (metric, SourceId(owner), context, grain, True)
                target = taking.number_series(tx, [key])[key]
                self._note(tx, target, name)
                mine = owners == owner
                counted.setdefault(target, []).append(
                    Piece(
                        starts[mine],
                        samples.durations[mine].astype(np.int64),
                        samples.values[mine],
                        offsets[mine],
                    )
                )
                if not is_counted:
                    taking.progressed.uncounted.add(target)
        taking.progressed.tally.merge(taking.storing.flush(tx, counted))
        page_queries.drop_incoming(
            tx, self._person, taking.storing.tables.incoming, [taking.ingest.ingest_no], series, days
        )
        return True

    def _owners(self, tx: Transaction, name: str, by_hand: bool, starts: Int64s) -> Int32s:
        deciding = self._deciding
        if deciding is None:
            raise RuntimeError("settle_names comes first")
        taking = self.taking
        if (name, by_hand) not in self._shown and not deciding.claims.claimants([name]):
            self._shown.add((name, by_hand))
            key = SourceKey(app=name, by_hand=by_hand)
            display = taking.progressed.displays.get(name)
            names = {key: SourceName(*display)} if display else {}
            taking.number_sources(tx, [key], names, self.now)
        owners = deciding.sources(tx, [name], by_hand, starts)
        if owners is None:
            raise RuntimeError("one name always decides")
        return owners

    def _note(self, tx: Transaction, series: int, name: str) -> None:
        if (series, name) not in self._noted:
            self._noted.add((series, name))
            observation_queries.note_names(tx, self._person, series, [name])

    def _place_records(self, tx: Transaction) -> None:
        taking = self.taking
        events, workouts = [], []
        for row in taking.progressed.records:
            starts = np.array([row["start_ms"]], np.int64)
            source = SourceId(int(self._owners(tx, row["name"], row["by_hand"], starts)[0]))
            key = bytes.fromhex(row["record_key"])
            if row["table"] == "events":
                events.append(taking.event_statement(row, key, source, row["name"]))
            else:
                workouts.append(taking.workout_statement(row, key, source, row["name"]))
        taking.recording.events(tx, events, taking.progressed.tally)
        taking.recording.workouts(tx, workouts, taking.progressed.tally)
        taking.progressed.records = []

    # ------------------------------------------------------------ correlations

    def resolve_correlations(self, tx: Transaction, *, last: bool) -> None:
        """Skip correlations whose children this ingest states at top level; at the end, store the others'."""
        taking = self.taking
        waiting: list[dict[str, Any]] = []
        found: list[tuple[dict[str, Any], list[tuple[int, Piece]]]] = []
        for correlation in taking.progressed.correlations:
            source = SourceKey(**correlation["source"])
            if source.by_name and known_app(source.by_name) is None and not last:
                found.append((correlation, self._staged_children(correlation, source)))
            else:
                found.append((correlation, self._children(tx, correlation, source)))
        stated = self._stated(tx, [item for _, children in found for item in children])
        stored: dict[int, list[Piece]] = {}
        for correlation, children in found:
            if children and all(
                _has(stated, number, piece, taking.metric_of[number]) for number, piece in children
            ):
                taking.progressed.tally.skipped["repeats_records"] += 1
            elif not last:
                waiting.append(correlation)
            elif not children:
                taking.progressed.tally.add(correlation["kind"], "quarantined", 1)
            else:
                self._keep(children, stored)
        taking.progressed.correlations = waiting
        if stored:
            taking.progressed.tally.merge(taking.storing.flush(tx, stored))

    def _keep(self, children: Sequence[tuple[int, Piece]], stored: dict[int, list[Piece]]) -> None:
        """Store the children; the first of them stands for the correlation in the counts."""
        for number, piece in children:
            stored.setdefault(number, []).append(piece)
        for number, _ in children[1:]:
            self.taking.progressed.extras[self.taking.metric_of[number].code] += 1

    def _staged_children(self, correlation: Mapping[str, Any], source: SourceKey) -> list[tuple[int, Piece]]:
        """Return the children where samples like them wait to be placed; none when one of them does not."""
        listed: list[tuple[int, Piece]] = []
        for given in correlation["children"]:
            child = CorrelatedSample(**given)
            piece = convert.convert_child(child, correlation["offset"])
            key = (child.metric, source.by_name, source.by_hand, child.context, "sample", True)
            entry = self.taking.progressed.staged.get(key)
            if not isinstance(piece, Piece) or entry is None:
                return []
            listed.append((entry[0], piece))
        return listed

    def _children(
        self, tx: Transaction, correlation: Mapping[str, Any], source: SourceKey
    ) -> list[tuple[int, Piece]]:
        taking = self.taking
        listed: list[tuple[int, Piece]] = []
        is_undeviced = bool(source.by_name) and known_app(source.by_name) is None
        for given in correlation["children"]:
            child = CorrelatedSample(**given)
            piece = convert.convert_child(child, correlation["offset"])
            if not isinstance(piece, Piece):
                continue
            if is_undeviced:
                owner = SourceId(int(self._owners(tx, source.by_name, source.by_hand, piece.starts)[0]))
            else:
                owner = taking.number_sources(tx, [decided(source)], {}, self.now)[decided(source)]
            key = (child.metric, owner, child.context, "sample", is_undeviced)
            number = taking.number_series(tx, [key])[key]
            if is_undeviced:
                self._note(tx, number, source.by_name)
            listed.append((number, piece))
        return listed

    def _stated(self, tx: Transaction, children: Sequence[tuple[int, Piece]]) -> dict[Key, pages.Samples]:
        keys = sorted({(number, int(piece.starts[0]) // DAY_MS) for number, piece in children})
        if not keys:
            return {}
        series, days = np.array([k[0] for k in keys], np.int32), np.array([k[1] for k in keys], np.int64)
        staged = series < 0
        taking = self.taking
        found = taking.storing.stated(tx, series[~staged], days[~staged])
        if staged.any():
            me, table = taking.ingest.ingest_no, taking.storing.tables.incoming
            waiting = page_queries.incoming(tx, self._person, table, [me], series[staged], days[staged])
            found |= {key: by_ingest[me] for key, by_ingest in waiting.items()}
        return found

    # ------------------------------------------------------------ merging

    def _folding(self, gathered: Mapping[int, Collection[Key]] | None = None) -> Folding:
        taking = self.taking
        me = taking.ingest.ingest_no
        live = {
            **taking.speakers,
            me: Speaker(
                me,
                taking.said_at_ms or 0,
                taking.ingest.content_hash or b"",
                taking.ingest.absent_deletes and taking.ingest.whole,
            ),
        }
        return Folding(
            self._person,
            live,
            taking.metric_of,
            taking.progressed.uncounted,
            self.now,
            me,
            gathered=gathered or {},
            tables=taking.storing.tables,
            by_month=taking.preview,
        )

    def merge_next(self, tx: Transaction) -> bool:
        """Merge the next pages of which a statement waits; return whether more wait."""
        taking = self.taking
        series, days = page_queries.incoming_keys(
            tx,
            self._person,
            taking.storing.tables.incoming,
            taking.ingest.ingest_no,
            self.after,
            BATCH,
        )
        if not len(series):
            return False
        self.after = int(series[-1]), int(days[-1])
        folded = self._folding().arrive(tx, series, days)
        taking.progressed.tally.merge(folded.tally)
        self.unresolved |= folded.unresolved
        return True

    def needed(self) -> dict[int, list[Key]]:
        """Return what must be read again: pages by ingest."""
        found: dict[int, list[Key]] = {}
        for key, ingests in self.unresolved.items():
            for no in ingests:
                found.setdefault(no, []).append(key)
        return found

    def merge_gathered(
        self, tx: Transaction, gathered: Mapping[int, Collection[Key]], *, absent: bool = False
    ) -> None:
        """Merge the pages whose other statements were read again, or cannot be."""
        keys = sorted(self.unresolved)
        self.unresolved = {}
        for at in range(0, len(keys), BATCH):
            batch = keys[at : at + BATCH]
            folded = self._folding(gathered).arrive(
                tx,
                np.array([k[0] for k in batch], np.int32),
                np.array([k[1] for k in batch], np.int64),
                forced=True,
                absent=absent,
            )
            self.taking.progressed.tally.merge(folded.tally)

    def delete_absent(self, tx: Transaction) -> None:
        """Take away what this whole file leaves out; pages that must be read again first stay unresolved."""
        taking = self.taking
        folding = self._folding()
        me = taking.ingest.ingest_no
        others = [no for no in taking.speakers if no != me]
        for number, days in page_queries.spoken_pages(tx, self._person, others):
            series = np.full(len(days), number, np.int32)
            mine = page_queries.touches(tx, self._person, REAL.touched, [me], series, days)
            absent = days[[(number, day) not in mine for day in days.tolist()]]
            for at in range(0, len(absent), BATCH):
                chosen = absent[at : at + BATCH]
                page_queries.make_explicit(tx, self._person, series[: len(chosen)], chosen)
                folded = folding.arrive(tx, series[: len(chosen)], chosen, absent=True)
                self.unresolved |= folded.unresolved
        said_at = {no: s.said_at_ms for no, s in folding.live.items()}
        spans = records.disbelieve_absent(tx, self._person, taking.ingest.road, me, said_at)
        observation_queries.add_changed_spans(tx, self._person, spans, "ingest")

    def refresh_zones(self, tx: Transaction) -> None:
        """Derive where the person lived when from the evidence of all ingests."""
        refresh_zones(tx, self._person, now=self.now)


def report(taking: Taking, *, seconds: float) -> dict[str, Any]:
    """Return the report of an ingest that has come to its end.

    Raises: AssertionError when a record is in no bucket or in two.
    """
    progressed = taking.progressed
    tally = progressed.tally
    for metric, extra in progressed.extras.items():
        for bucket in ("new", "unchanged", "changed"):
            booked_here = tally.by_metric[metric][bucket] if metric in tally.by_metric else 0
            taken = min(extra, booked_here)
            tally.add(metric, bucket, -taken)
            extra -= taken
    progressed.extras.clear()
    counts = {bucket: tally.total(bucket) for bucket in ("new", "changed", "unchanged", "quarantined")}
    skipped = {reason: n for reason, n in sorted(tally.skipped.items()) if n}
    booked = sum(counts.values()) + sum(skipped.values()) + progressed.unmapped
    if booked != progressed.read:
        raise AssertionError(
            f"{progressed.read} records were read and {booked} are accounted for: {counts}, {skipped}, "
            f"unmapped {progressed.unmapped}"
        )
    per_metric = tally.per_metric()
    days = [span for metric, span in tally.spans.items() if metric in ALL]
    first = min((span[0] for span in days), default=None)
    last = max((span[1] for span in days), default=None)
    facts = progressed.facts
    return {
        "id": str(taking.ingest.import_id),
        "provider": taking.ingest.provider,
        "first": None if first is None else _iso(first),
        "last": None if last is None else _iso(last),
        "read": progressed.read,
        **counts,
        "skipped": skipped,
        "unmapped": progressed.unmapped,
        "per_metric": per_metric,
        "partial": not taking.ingest.whole,
        "ends_at_byte": facts.get("cut_at"),
        "set_aside": progressed.items,
        "seconds": round(seconds, 3),
    }


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _has(stated: Mapping[Key, pages.Samples], number: int, piece: Piece, metric: Metric) -> bool:
    day = int(piece.starts[0]) // DAY_MS
    samples = stated.get((number, day))
    if samples is None:
        return False
    at = (samples.starts == int(piece.starts[0]) - day * DAY_MS) & (
        samples.durations == int(piece.durations[0])
    )
    return bool(same_array(samples.values[at], piece.values, metric).any())
