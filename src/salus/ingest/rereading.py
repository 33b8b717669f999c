"""Gathering again what an ingest says about some pages, from its raw data, into `incoming_days`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from salus.db import Transaction
from salus.ingest import convert
from salus.ingest.taking import decided
from salus.kit.ids import PersonId, SourceId
from salus.metrics import ALL
from salus.observations import page_queries, pages, queries
from salus.observations.merging import Key
from salus.observations.model import Int64s
from salus.observations.page_queries import REAL
from salus.observations.pages import DAY_MS
from salus.observations.told import Piece, Told, gathered, told_of
from salus.observations.undeviced import Deciding
from salus.providers.base import Chunk, SourceKey, known_app

FLUSHED_AT: Final = 200_000
"""Samples kept in memory at most."""


@dataclass(slots=True)
class Gathering:
    """What one ingest says about wanted pages, read again chunk by chunk. `flush` writes what was found."""

    person: PersonId
    ingest_no: int
    wanted: dict[int, Int64s]
    """Days, ascending, by series."""
    deciding: Deciding
    held: int = 0
    _sources: dict[SourceKey, SourceId] = field(default_factory=dict)
    _series: dict[tuple[str, int, str, str, bool], int] = field(default_factory=dict)
    _pieces: dict[int, list[Piece]] = field(default_factory=dict)
    _children: dict[int, list[Piece]] = field(default_factory=dict)

    @classmethod
    def begin(
        cls, tx: Transaction, person: PersonId, ingest_no: int, wanted: Iterable[Key], deciding: Deciding
    ) -> Gathering:
        """Prepare to gather pages, forgetting what was gathered of them before."""
        by_series: dict[int, list[int]] = {}
        for series, day in wanted:
            by_series.setdefault(series, []).append(day)
        days = {series: np.unique(np.array(listed, np.int64)) for series, listed in by_series.items()}
        made = cls(person, ingest_no, days, deciding)
        made._sources = {s.key: s.source_id for s in queries.sources(tx, person, deciding.road)}
        made._series = {
            (s.metric, s.source_id, s.context, s.grain, s.undeviced): s.series_id
            for s in queries.series(tx, person, road=deciding.road)
        }
        keys = sorted((series, int(day)) for series, listed in days.items() for day in listed)
        page_queries.drop_incoming(
            tx,
            person,
            REAL.incoming,
            [ingest_no],
            np.array([k[0] for k in keys], np.int32),
            np.array([k[1] for k in keys], np.int64),
        )
        return made

    def take(self, tx: Transaction, chunk: Chunk) -> None:
        """Keep what a chunk says about the wanted pages."""
        for block in chunk.blocks:
            piece, _ = convert.convert(block)
            if len(piece.starts):
                self._place(tx, self._pieces, block.metric, block.source, block.context, block.grain, piece)
        for correlation in chunk.correlations:
            for child in correlation.children:
                converted = convert.convert_child(child, correlation.offset)
                if isinstance(converted, Piece):
                    self._place(
                        tx,
                        self._children,
                        child.metric,
                        correlation.source,
                        child.context,
                        "sample",
                        converted,
                    )

    def _place(
        self,
        tx: Transaction,
        found: dict[int, list[Piece]],
        metric: str,
        source: SourceKey,
        context: str,
        grain: str,
        piece: Piece,
    ) -> None:
        undeviced = bool(source.by_name) and known_app(source.by_name) is None
        if undeviced:
            owners = self.deciding.sources(tx, [source.by_name], source.by_hand, piece.starts)
            if owners is None:
                return
        else:
            number = self._sources.get(decided(source))
            if number is None:
                return
            owners = np.full(len(piece.starts), number, np.int32)
        for owner in np.unique(owners).tolist():
            series = self._series.get((metric, owner, context, grain, undeviced))
            if series is None or series not in self.wanted:
                continue
            chosen = (owners == owner) & np.isin(piece.starts // DAY_MS, self.wanted[series])
            if chosen.any():
                found.setdefault(series, []).append(
                    Piece(
                        piece.starts[chosen],
                        piece.durations[chosen],
                        piece.values[chosen],
                        piece.offsets[chosen],
                    )
                )
                self.held += int(chosen.sum())

    def flush(self, tx: Transaction, *, last: bool) -> None:
        """Write what was found; at the end also children of correlations that stand nowhere else."""
        told, _ = told_of(self._pieces)
        self._pieces = {}
        self.held = 0
        self._unite(tx, told, within_step=False)
        if last:
            children, _ = told_of(self._children)
            self._children = {}
            self._unite(tx, children, within_step=True)

    def _unite(self, tx: Transaction, told: Told, *, within_step: bool) -> None:
        if not len(told):
            return
        before = page_queries.incoming(
            tx, self.person, REAL.incoming, [self.ingest_no], told.series, told.days
        )
        metric_of = {number: ALL[key[0]] for key, number in self._series.items()}
        listed = []
        for i in range(len(told)):
            key, samples = told.key(i), told.page(i)
            known = before.get(key, {}).get(self.ingest_no)
            if known is not None:
                samples = (
                    pages.union_within(known, samples, metric_of[key[0]])
                    if within_step
                    else pages.union(known, samples)
                )
            listed.append((*key, samples, 0, 0))
        page_queries.write_incoming(tx, self.person, REAL.incoming, self.ingest_no, gathered(listed))


def reach(
    tx: Transaction, person: PersonId, ingest_no: int, wanted: Iterable[Key], undeviced: set[int]
) -> tuple[int, int] | None:
    """Return the least and greatest offset at which an ingest's file speaks of pages; None for all of it.

    Where undeviced samples lie in a file is not kept.
    """
    keys = sorted(wanted)
    if any(series in undeviced for series, _ in keys):
        return None
    said = page_queries.touches(
        tx,
        person,
        REAL.touched,
        [ingest_no],
        np.array([k[0] for k in keys], np.int32),
        np.array([k[1] for k in keys], np.int64),
    )
    touched = [touch for by_ingest in said.values() for touch in by_ingest.values()]
    if not touched:
        return 0, 0
    return min(t.first_offset for t in touched), max(t.last_offset for t in touched)


def within(chunks: Iterator[Chunk], last_offset: int | None) -> Iterator[Chunk]:
    """Yield chunks up to the one that holds `last_offset`."""
    for chunk in chunks:
        yield chunk
        if last_offset is not None and chunk.next_offset > last_offset:
            return
