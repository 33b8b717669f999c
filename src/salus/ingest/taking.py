"""Taking in what a reader yields: convert, check, quarantine, count, and hand on to observations.

`take` is pure and keeps only what is needed of a chunk; `flush` writes all that was taken in one transaction
of the caller's. Every record read ends in exactly one bucket: new, changed, unchanged, quarantined, skipped
or unmapped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np

from salus.accounts.keys import Keyring, data_key, seal
from salus.db import Transaction
from salus.ingest import convert, queries
from salus.ingest.queries import Ingest
from salus.kit.errors import RecordSkipped
from salus.kit.ids import PersonId, SourceId
from salus.kit.zones import ZoneEvidence
from salus.metrics import ALL, Metric
from salus.observations import page_queries, undeviced
from salus.observations import queries as observation_queries
from salus.observations.model import Int64s
from salus.observations.names import Claims, thinned
from salus.observations.page_queries import PREVIEW, REAL, Speaker
from salus.observations.pages import DAY_MS
from salus.observations.records import EventStatement, RecordStoring, WorkoutStatement
from salus.observations.sources import SeriesKey, series_for, sources_for
from salus.observations.storing import Storing
from salus.observations.tally import Tally
from salus.observations.told import CONFIRMED, INCOMING, MINE, OTHERS, PageMarks, Piece
from salus.providers.base import (
    APPLE_APP,
    Chunk,
    EventRecord,
    SourceKey,
    SourceName,
    WorkoutRecord,
    known_app,
)

_PURPOSE: Final = "quarantine"
_LONGEST_RAW: Final = 4000
"""Bytes of the raw form of one record that quarantine keeps."""


class Want(NamedTuple):
    """What makes samples of a file one series, before its source has a number."""

    metric: str
    source: SourceKey
    context: str
    grain: str
    counted: bool


@dataclass(slots=True)
class Taken:
    """What was taken and not written yet."""

    pieces: defaultdict[Want, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    events: list[tuple[SourceKey, dict[str, Any]]] = field(default_factory=list)
    workouts: list[tuple[SourceKey, dict[str, Any]]] = field(default_factory=list)
    streams: list[tuple[bytes, str, Mapping[str, Any]]] = field(default_factory=list)
    names: dict[SourceKey, SourceName] = field(default_factory=dict)
    writes: defaultdict[tuple[str, SourceKey], list[Int64s]] = field(
        default_factory=lambda: defaultdict(list)
    )
    zones: list[ZoneEvidence] = field(default_factory=list)
    aside: list[tuple[str, str, str, int, bytes]] = field(default_factory=list)
    """(reason, metric, detail, offset, raw form)."""
    unmapped: Counter[str] = field(default_factory=Counter)
    samples: int = 0


@dataclass(slots=True)
class Progressed:
    """What has to survive between transactions and crashes: kept with each checkpoint."""

    read: int = 0
    unmapped: int = 0
    items: int = 0
    """Records set aside so far: their last number."""
    tally: Tally = field(default_factory=Tally)
    facts: dict[str, Any] = field(default_factory=dict)
    uncounted: set[int] = field(default_factory=set)
    staged: dict[tuple[str, str, bool, str, str, bool], list[int]] = field(default_factory=dict)
    """(metric, name, by hand, context, grain, counted) → [number below zero, least, greatest offset]."""
    displays: dict[str, tuple[str, int]] = field(default_factory=dict)
    """How apps of undeviced records call themselves, by folded name."""
    records: list[dict[str, Any]] = field(default_factory=list)
    """Undeviced events and workouts, which wait until their source is decided."""
    correlations: list[dict[str, Any]] = field(default_factory=list)
    """Correlations of which it is not known yet whether their children stand at top level."""
    extras: Counter[str] = field(default_factory=Counter)
    """Children stored of correlations beyond the first of each: counted samples that are no root element."""
    unknown: list[tuple[int, int]] = field(default_factory=list)
    flushes: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return a form that can be kept with a checkpoint."""
        return {
            "read": self.read,
            "unmapped": self.unmapped,
            "items": self.items,
            "tally": self.tally.as_json(),
            "facts": self.facts,
            "uncounted": sorted(self.uncounted),
            "staged": [[*key, *value] for key, value in self.staged.items()],
            "displays": {name: list(said) for name, said in self.displays.items()},
            "records": self.records,
            "correlations": self.correlations,
            "extras": dict(self.extras),
            "unknown": [list(key) for key in self.unknown],
            "flushes": self.flushes,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Progressed:
        """Return what `as_json` gave."""
        return cls(
            kept["read"],
            kept["unmapped"],
            kept["items"],
            Tally.from_json(kept["tally"]),
            dict(kept["facts"]),
            set(kept["uncounted"]),
            {(k[0], k[1], k[2], k[3], k[4], k[5]): list(k[6:]) for k in kept["staged"]},
            {name: (said[0], said[1]) for name, said in kept["displays"].items()},
            list(kept["records"]),
            list(kept["correlations"]),
            Counter(kept["extras"]),
            [(key[0], key[1]) for key in kept["unknown"]],
            kept["flushes"],
        )


class Taking:
    """Takes in one ingest. Make it with `begin`, in a transaction with the person set."""

    def __init__(
        self, person: PersonId, ingest: Ingest, keyring: Keyring, progressed: Progressed, *, preview: bool
    ) -> None:
        self.person = person
        self.ingest = ingest
        self.keyring = keyring
        self.progressed = progressed
        self.preview = preview
        self.taken = Taken()
        self.metric_of: dict[int, Metric] = {}
        self.marks = PageMarks()
        self.speakers: dict[int, Speaker] = {}
        self._sources: dict[SourceKey, SourceId] = {}
        self._said: dict[SourceKey, tuple[int, str]] = {}
        self._series: dict[SeriesKey, int] = {}
        self.storing = Storing(
            person,
            ingest.ingest_no,
            newest=False,
            marks=self.marks,
            metric_of=self.metric_of,
            uncounted=progressed.uncounted,
            tables=PREVIEW if preview else REAL,
            by_month=preview,
            unknown=progressed.unknown,
        )
        self.recording = RecordStoring(person, ingest.ingest_no, preview=preview, by_month=preview)

    @classmethod
    def begin(
        cls,
        tx: Transaction,
        person: PersonId,
        ingest: Ingest,
        keyring: Keyring,
        *,
        kept: Mapping[str, Any] | None = None,
        preview: bool = False,
    ) -> Taking:
        """Begin an ingest, or go on where `kept` (a checkpoint's state) left it."""
        taking = cls(
            person, ingest, keyring, Progressed.from_json(kept) if kept else Progressed(), preview=preview
        )
        if preview:
            page_queries.make_preview_tables(tx, person)
        for series in observation_queries.series(tx, person):
            taking.metric_of[series.series_id] = ALL[series.metric]
        for key, entry in taking.progressed.staged.items():
            taking.metric_of[entry[0]] = ALL[key[0]]
        taking.look_around(tx)
        return taking

    def look_around(self, tx: Transaction) -> None:
        """Learn which ingests are live and of which pages they and this one have spoken."""
        self.speakers = page_queries.speakers(tx, self.person, self.ingest.road)
        others = [no for no in self.speakers if no != self.ingest.ingest_no]
        for series, days in page_queries.spoken_pages(tx, self.person, others):
            self._mark(series, days, OTHERS)
        if not self.preview:
            mine = [self.ingest.ingest_no]
            for series, days in page_queries.spoken_pages(tx, self.person, mine):
                self._mark(series, days, MINE)
            for series, days in page_queries.spoken_pages(tx, self.person, mine, pending=True):
                self._mark(series, days, OTHERS | MINE | INCOMING)
        self._judge_age()

    def _mark(self, series: int, days: Int64s, bits: int) -> None:
        series_ids = np.full(len(days), series, np.int32)
        before = self.marks.of(series_ids, days)
        after = before | np.uint8(bits)
        both = ((after & OTHERS) > 0) & ((after & MINE) > 0) & ((after & INCOMING) == 0)
        after[both] |= np.uint8(CONFIRMED)
        self.marks.put(series_ids, days, after)

    @property
    def said_at_ms(self) -> int | None:
        """When the source wrote this; None while it is not known."""
        said = self.progressed.facts.get("export_date_ms", self.ingest.said_at_ms)
        return None if said is None else int(said)

    def _judge_age(self) -> None:
        said = self.said_at_ms
        others = [s for no, s in self.speakers.items() if no != self.ingest.ingest_no]
        known = self.ingest.content_hash
        self.storing.newest = not others or (
            said is not None
            and all(
                s.said_at_ms < said
                or (known is not None and s.order < (said, known, int(self.ingest.ingest_no)))
                for s in others
            )
        )

    # ------------------------------------------------------------ taking

    def take(self, chunk: Chunk) -> None:
        """Convert and check what a chunk holds; nothing is written yet."""
        progressed, taken = self.progressed, self.taken
        progressed.read += chunk.counts.read
        progressed.tally.skipped.update(chunk.counts.skipped)
        progressed.unmapped += sum(chunk.counts.unmapped.values())
        taken.unmapped.update(chunk.counts.unmapped)
        if chunk.facts:
            progressed.facts.update(chunk.facts)
            self._judge_age()
        for block in chunk.blocks:
            piece, aside = convert.convert(block)
            for item in aside:
                raw = chunk.raw(item.offset)
                taken.aside.append((item.reason, item.metric, item.detail, item.offset, raw))
            if aside and block.counted:
                progressed.tally.add(block.metric, "quarantined", len(aside))
            if len(piece.starts):
                want = Want(block.metric, block.source, block.context, block.grain, block.counted)
                taken.pieces[want].append(piece)
                taken.samples += len(piece.starts)
        for rejected in chunk.rejected:
            at = rejected.offset - chunk.base_offset
            raw = chunk.text[at : at + rejected.length] if 0 <= at < len(chunk.text) else b""
            taken.aside.append((rejected.reason, rejected.metric, rejected.detail, rejected.offset, raw))
            progressed.tally.add(rejected.metric or "record", "quarantined", 1)
        for event in chunk.events:
            self._take_event(event, chunk)
        for workout in chunk.workouts:
            taken.workouts.append((workout.source, _workout(workout)))
        taken.streams += [(s.record_key, s.name, s.columns) for s in chunk.streams]
        for correlation in chunk.correlations:
            progressed.correlations.append(
                {
                    "source": asdict(correlation.source),
                    "offset": correlation.offset,
                    "kind": correlation.kind,
                    "children": [asdict(child) for child in correlation.children],
                }
            )
        self._take_names(chunk)
        taken.zones += _by_day(chunk)

    def _take_event(self, event: EventRecord, chunk: Chunk) -> None:
        try:
            value = convert.event_value(event)
        except RecordSkipped as skipped:
            raw = chunk.raw(event.offset)
            self.taken.aside.append((skipped.reason, event.kind, skipped.detail, event.offset, raw))
            self.progressed.tally.add(event.kind, "quarantined", 1)
            return
        self.taken.events.append(
            (
                event.source,
                {
                    "record_key": event.record_key.hex(),
                    "kind": event.kind,
                    "start_ms": event.start_ms,
                    "end_ms": event.end_ms,
                    "code": event.code,
                    "value": value,
                    "details": dict(event.details),
                    "version": event.version,
                    "said_at_ms": event.said_at_ms,
                },
            )
        )

    def _take_names(self, chunk: Chunk) -> None:
        for key, name in chunk.names.items():
            known = self.taken.names.get(key)
            if known is None or (name.said_ms, name.display) > (known.said_ms, known.display):
                self.taken.names[key] = name
        for (name_folded, key), times in chunk.writes.items():
            if key.app == APPLE_APP and not key.by_hand:
                self.taken.writes[name_folded, key].append(thinned(times))

    # ------------------------------------------------------------ writing

    def flush(self, tx: Transaction, *, now: datetime) -> None:
        """Write everything taken so far; the caller holds the person's lock and keeps the checkpoint."""
        taken, self.taken = self.taken, Taken()
        tally = self.progressed.tally
        self._name_sources(tx, taken, now)
        direct: dict[int, list[Piece]] = {}
        staged: dict[int, list[Piece]] = {}
        wanted: dict[SeriesKey, tuple[bool, list[Piece]]] = {}
        for want, pieces in taken.pieces.items():
            if _is_undecided(want.source):
                staged[self._stage(want, pieces)] = pieces
                continue
            source = self._source(tx, decided(want.source), now)
            key = (want.metric, source, want.context, want.grain, False)
            wanted.setdefault(key, (want.counted, []))[1].extend(pieces)
        for key, number in self.number_series(tx, wanted).items():
            counted, pieces = wanted[key]
            direct[number] = pieces
            if not counted:
                self.progressed.uncounted.add(number)
        tally.merge(self.storing.flush(tx, direct))
        if staged:
            tally.merge(self.storing.stage(tx, staged))
        self._write_records(tx, taken, now)
        self._write_evidence(tx, taken, now)
        self._write_aside(tx, taken, now)
        if not self.preview:
            queries.add_unmapped(tx, self.person, self.ingest.ingest_no, taken.unmapped)
        self.progressed.unknown = sorted(self.storing.unknown)

    def number_series(self, tx: Transaction, wanted: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
        """Return the number of each series, made where it is new."""
        listed = list(wanted)
        missing = [key for key in listed if key not in self._series]
        if missing:
            for key, number in series_for(tx, self.person, missing).items():
                self._series[key] = number
                self.metric_of[number] = ALL[key[0]]
        return {key: self._series[key] for key in listed}

    def number_sources(
        self,
        tx: Transaction,
        keys: Iterable[SourceKey],
        names: Mapping[SourceKey, SourceName],
        now: datetime,
    ) -> dict[SourceKey, SourceId]:
        """Return the number of each source, made where it is new."""
        listed = list(keys)
        missing = [key for key in listed if key not in self._sources or key in names]
        if missing:
            self._sources |= sources_for(tx, self.person, self.ingest.road, missing, names, now=now)
        return {key: self._sources[key] for key in listed}

    def _source(self, tx: Transaction, key: SourceKey, now: datetime) -> SourceId:
        return self.number_sources(tx, [key], {}, now)[key]

    def _name_sources(self, tx: Transaction, taken: Taken, now: datetime) -> None:
        names: dict[SourceKey, SourceName] = {}
        for key, name in taken.names.items():
            if _is_undecided(key):
                known = self.progressed.displays.get(key.by_name)
                if known is None or (name.said_ms, name.display) > (known[1], known[0]):
                    self.progressed.displays[key.by_name] = (name.display, name.said_ms)
                continue
            plain = decided(key)
            said = (name.said_ms, name.display)
            if said > self._said.get(plain, (-(1 << 62), "")):
                self._said[plain] = said
                names[plain] = name
        if names:
            found = sources_for(tx, self.person, self.ingest.road, names, names, now=now)
            self._sources |= found

    def _stage(self, want: Want, pieces: Sequence[Piece]) -> int:
        key = (
            want.metric,
            want.source.by_name,
            want.source.by_hand,
            want.context,
            want.grain,
            want.counted,
        )
        least = min(int(piece.offsets.min()) for piece in pieces)
        greatest = max(int(piece.offsets.max()) for piece in pieces)
        entry = self.progressed.staged.setdefault(key, [-1 - len(self.progressed.staged), least, greatest])
        entry[1], entry[2] = min(entry[1], least), max(entry[2], greatest)
        self.metric_of[entry[0]] = ALL[want.metric]
        if not want.counted:
            self.progressed.uncounted.add(entry[0])
        return entry[0]

    def _write_records(self, tx: Transaction, taken: Taken, now: datetime) -> None:
        events: list[EventStatement] = []
        workouts: list[WorkoutStatement] = []
        for table, listed in (("events", taken.events), ("workouts", taken.workouts)):
            for key, row in listed:
                if _is_undecided(key):
                    self.progressed.records.append(
                        {"table": table, "name": key.by_name, "by_hand": key.by_hand, **row}
                    )
                    continue
                source = self._source(tx, decided(key), now)
                if table == "events":
                    events.append(self.event_statement(row, bytes.fromhex(row["record_key"]), source, ""))
                else:
                    workouts.append(self.workout_statement(row, bytes.fromhex(row["record_key"]), source, ""))
        self.recording.events(tx, events, self.progressed.tally)
        self.recording.workouts(tx, workouts, self.progressed.tally)
        for record_key, name, columns in taken.streams:
            self.recording.stream(tx, record_key, name, columns)

    def event_statement(
        self, row: Mapping[str, Any], key: bytes, source: SourceId, by_name: str
    ) -> EventStatement:
        """Return the statement about an event as it was taken."""
        return EventStatement(
            record_key=key,
            kind=row["kind"],
            source_id=source,
            by_name=by_name,
            start_ms=row["start_ms"],
            end_ms=row["end_ms"],
            code=row["code"],
            value=row["value"],
            details=row["details"],
            version=row["version"],
            said_at_ms=self._said_at(row),
        )

    def workout_statement(
        self, row: Mapping[str, Any], key: bytes, source: SourceId, by_name: str
    ) -> WorkoutStatement:
        """Return the statement about a workout as it was taken."""
        return WorkoutStatement(
            record_key=key,
            source_id=source,
            by_name=by_name,
            activity=row["activity"],
            family=row["family"],
            start_ms=row["start_ms"],
            end_ms=row["end_ms"],
            duration_ms=row["duration_ms"],
            zone=row["zone"],
            totals=row["totals"],
            events=row["events"],
            legs=row["legs"],
            details=row["details"],
            version=row["version"],
            said_at_ms=self._said_at(row),
        )

    def _said_at(self, row: Mapping[str, Any]) -> int:
        own = row["said_at_ms"]
        return int(own) if own is not None else (self.said_at_ms or 0)

    def _write_evidence(self, tx: Transaction, taken: Taken, now: datetime) -> None:
        writes = {(name, self._source(tx, key, now)): times for (name, key), times in taken.writes.items()}
        no = self.ingest.ingest_no
        self.progressed.flushes += 1
        undeviced.add_claims(tx, self.person, self.ingest.road, no, self.progressed.flushes, writes)
        if not self.preview:
            observation_queries.add_zone_evidence(tx, self.person, no, _merged(taken.zones))

    def _write_aside(self, tx: Transaction, taken: Taken, now: datetime) -> None:
        if self.preview or not taken.aside:
            self.progressed.items += len(taken.aside)
            return
        key = data_key(tx, self.person, self.ingest.provider, _PURPOSE, self.keyring, now=now)
        rows = []
        for reason, metric, detail, offset, raw in taken.aside:
            self.progressed.items += 1
            number = self.progressed.items
            sealed = seal(key, raw[:_LONGEST_RAW], quarantine_aad(self.ingest.ingest_no, number))
            rows.append((number, reason, metric, detail[:500], offset, sealed))
        queries.add_quarantine(tx, self.person, self.ingest.ingest_no, rows, key.version)

    def claims(self, tx: Transaction) -> Claims:
        """Return who wrote under which name, as all live ingests and this one say."""
        live = sorted({*self.speakers, self.ingest.ingest_no})
        return undeviced.claims_of(tx, self.person, self.ingest.road, live)


def decided(key: SourceKey) -> SourceKey:
    """Return the identity of a source that needs no other record to be known.

    A record without device by an app we know is that app's; its display name is never a device's alias.
    """
    if key.by_name:
        return SourceKey(app=key.by_name, by_hand=key.by_hand)
    return key


def _is_undecided(key: SourceKey) -> bool:
    return bool(key.by_name) and known_app(key.by_name) is None


def quarantine_aad(ingest_no: int, item_no: int) -> bytes:
    """Return what the sealed raw form of one quarantined record is bound to."""
    return f"quarantine {ingest_no} {item_no}".encode()


def _workout(workout: WorkoutRecord) -> dict[str, Any]:
    return {
        "record_key": workout.record_key.hex(),
        "activity": workout.activity,
        "family": workout.family,
        "start_ms": workout.start_ms,
        "end_ms": workout.end_ms,
        "duration_ms": workout.duration_ms,
        "zone": workout.zone,
        "totals": convert.totals(workout.totals),
        "events": convert.workout_events(workout.events),
        "legs": convert.legs(workout),
        "details": dict(workout.details),
        "version": workout.version,
        "said_at_ms": workout.said_at_ms,
    }


def _by_day(chunk: Chunk) -> list[ZoneEvidence]:
    """Thin a chunk's zones to runs of one zone inside a UTC day."""
    claims = sorted((z.at_ms, z.until_ms, z.zone) for z in chunk.zones)
    return _merged([ZoneEvidence(at, until, zone, 1) for at, until, zone in claims])


def _merged(evidence: Sequence[ZoneEvidence]) -> list[ZoneEvidence]:
    runs: list[ZoneEvidence] = []
    for row in sorted(evidence, key=lambda z: (z.at_ms, z.until_ms, z.zone)):
        last = runs[-1] if runs else None
        if last is not None and last.zone == row.zone and last.at_ms // DAY_MS == row.at_ms // DAY_MS:
            runs[-1] = ZoneEvidence(
                last.at_ms, max(last.until_ms, row.until_ms), row.zone, last.records + row.records
            )
        else:
            runs.append(row)
    return runs
