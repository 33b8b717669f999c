"""Records that are no series: kept by statement, the newest statement of each is believed.

One row per distinct statement, with the ingests that say it. A statement that says the same as the believed
one, numbers within the metric's step, is that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
import orjson

from salus import metrics
from salus.db import Transaction
from salus.kit.ids import IngestNo, PersonId, SourceId
from salus.metrics import ALL
from salus.observations import queries, record_queries, streams
from salus.observations.model import Floats, HealthEvent, RecordStream, Span, Workout
from salus.observations.record_queries import EVENTS, WORKOUTS
from salus.observations.tally import Tally

Row: TypeAlias = dict[str, Any]

_RELATIVE: Final = 1e-4
_IDENTITY: Final = {EVENTS: ("kind", "code"), WORKOUTS: ("activity", "family")}
_CONTENT: Final = {
    EVENTS: ("kind", "start_ms", "end_ms", "code", "value", "details"),
    WORKOUTS: (
        "activity",
        "family",
        "start_ms",
        "end_ms",
        "duration_ms",
        "zone",
        "totals",
        "events",
        "legs",
        "details",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStatement:
    """What one ingest says about one event; `value` in the canonical unit where `kind` is a metric."""

    record_key: bytes
    kind: str
    source_id: SourceId
    by_name: str
    start_ms: int
    end_ms: int
    code: str
    value: float | None
    details: Mapping[str, Any]
    version: int
    said_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutStatement:
    """What one ingest says about one workout; totals in canonical units."""

    record_key: bytes
    source_id: SourceId
    by_name: str
    activity: str
    family: str
    start_ms: int
    end_ms: int
    duration_ms: int
    zone: str
    totals: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    legs: Sequence[Mapping[str, Any]]
    details: Mapping[str, Any]
    version: int
    said_at_ms: int


@dataclass(slots=True)
class RecordStoring:
    """Writer of one ingest's records. With `preview`, nothing is written and what was said is kept here."""

    person: PersonId
    ingest_no: int
    preview: bool = False
    by_month: bool = False
    _said: dict[str, dict[bytes, list[Row]]] = field(default_factory=lambda: {EVENTS: {}, WORKOUTS: {}})

    def events(self, tx: Transaction, said: Sequence[EventStatement], tally: Tally) -> None:
        """Store events in the order of the file, and count them."""
        rows = [_row(EVENTS, s, {"kind": s.kind, "code": s.code, "value": s.value}) for s in said]
        self._store(tx, EVENTS, rows, tally)

    def workouts(self, tx: Transaction, said: Sequence[WorkoutStatement], tally: Tally) -> None:
        """Store workouts in the order of the file, and count them."""
        rows = [
            _row(
                WORKOUTS,
                s,
                {
                    "workout_id": UUID(bytes=s.record_key),
                    "activity": s.activity,
                    "family": s.family,
                    "duration_ms": s.duration_ms,
                    "zone": s.zone,
                    "totals": dict(s.totals),
                    "events": list(s.events),
                    "legs": list(s.legs),
                },
            )
            for s in said
        ]
        self._store(tx, WORKOUTS, rows, tally)

    def stream(self, tx: Transaction, record_key: bytes, name: str, columns: Mapping[str, Floats]) -> None:
        """Keep the columns that belong to a record."""
        if not self.preview:
            packed = streams.pack(columns)
            n = max((len(column) for column in columns.values()), default=0)
            digest = blake2b(packed, digest_size=8).digest()
            record_queries.add_stream(tx, self.person, record_key, name, digest, n, packed, self.ingest_no)

    def _store(self, tx: Transaction, table: str, rows: Sequence[Row], tally: Tally) -> None:
        if not rows:
            return
        here: dict[bytes, list[Row]] = defaultdict(list)
        for stored in record_queries.by_key(tx, self.person, table, list({r["record_key"] for r in rows})):
            here[stored["record_key"]].append(stored)
        if self.preview:
            here.update(self._said[table])
        added: list[Row] = []
        touched: dict[tuple[bytes, bytes], Row] = {}
        spans: list[Span] = []
        for row in rows:
            metric = _counted_as(table, row)
            day = row["start_ms"] // 86_400_000
            tally.reach(metric, day, day)
            statements = here[row["record_key"]]
            outcome = self._say(table, statements, row, added, touched)
            if outcome == "duplicate":
                tally.skipped["duplicate"] += 1
                continue
            tally.add(metric, outcome, 1)
            if self.by_month:
                month = tally.months.setdefault(_month(row["start_ms"]), [0, 0])
                month[int(outcome != "new")] += 1
            if outcome != "unchanged":
                spans.append(_span(table, row))
            if self.preview:
                self._said[table][row["record_key"]] = statements
        if not self.preview:
            fresh = {(r["record_key"], r["digest"]) for r in added}
            record_queries.add(tx, self.person, table, added)
            record_queries.update(tx, self.person, table, [r for k, r in touched.items() if k not in fresh])
            queries.add_changed_spans(tx, self.person, dict.fromkeys(spans), "ingest")

    def _say(
        self,
        table: str,
        statements: list[Row],
        row: Row,
        added: list[Row],
        touched: dict[tuple[bytes, bytes], Row],
    ) -> str:
        """Add one statement to those of its record and return what became of it."""
        before = next((s for s in statements if s["believed"]), None)
        like = next((s for s in statements if s["digest"] == row["digest"]), None)
        if like is None and before is not None and _same(table, before, row):
            like = before
        if like is not None:
            if self.ingest_no in like["ingests"]:
                return "duplicate"
            like["ingests"] = [*like["ingests"], self.ingest_no]
            like["said_at_ms"] = max(like["said_at_ms"], row["said_at_ms"])
            like["version"] = max(like["version"], row["version"])
        else:
            like = {**row, "ingests": [self.ingest_no], "believed": False}
            statements.append(like)
            added.append(like)
        believe(statements)
        for statement in statements:
            touched[statement["record_key"], statement["digest"]] = statement
        if before is None:
            return "new"
        after = next(s for s in statements if s["believed"])
        return "unchanged" if after["digest"] == before["digest"] else "changed"


def believe(statements: Sequence[Row]) -> None:
    """Mark the newest of a record's statements as the believed one: by version, then by when it was said."""
    newest = max(statements, key=lambda s: (s["version"], s["said_at_ms"], s["digest"]))
    for statement in statements:
        statement["believed"] = statement is newest


def forget(
    tx: Transaction, person: PersonId, ingest_no: int, said_at: Mapping[int, int]
) -> tuple[int, int, list[Span]]:
    """Undo what an ingest said about records: what the remaining ones say is believed.

    `said_at` gives the time of each remaining ingest. Returns how many records went, how many have another
    statement believed now, and the spans that changed.
    """
    gone = changed = 0
    spans: list[Span] = []
    for table in (EVENTS, WORKOUTS):
        by_key: dict[bytes, list[Row]] = defaultdict(list)
        for row in record_queries.of_ingest(tx, person, table, ingest_no):
            by_key[row["record_key"]].append(row)
        dropped: list[tuple[bytes, bytes]] = []
        updated: list[Row] = []
        for statements in by_key.values():
            before = next((s["digest"] for s in statements if s["believed"]), None)
            staying = []
            for statement in statements:
                statement["ingests"] = [no for no in statement["ingests"] if no != ingest_no]
                if statement["ingests"]:
                    said = [said_at[no] for no in statement["ingests"] if no in said_at]
                    statement["said_at_ms"] = max(said, default=statement["said_at_ms"])
                    staying.append(statement)
                else:
                    dropped.append((statement["record_key"], statement["digest"]))
            if not staying:
                gone += 1
                spans.append(_span(table, statements[0]))
                continue
            believe(staying)
            updated += staying
            if next(s["digest"] for s in staying if s["believed"]) != before:
                changed += 1
                spans.append(_span(table, staying[0]))
        record_queries.drop(tx, person, table, dropped)
        record_queries.update(tx, person, table, updated)
    record_queries.forget_streams(tx, person, ingest_no)
    return gone, changed, spans


def disbelieve_absent(
    tx: Transaction, person: PersonId, road: str, ingest_no: int, said_at: Mapping[int, int]
) -> list[Span]:
    """Stop believing records that a whole, deleting ingest leaves out, unless a newer one says them."""
    said_at_ms = said_at[ingest_no]
    spans: list[Span] = []
    for table in (EVENTS, WORKOUTS):
        updated = []
        for row in record_queries.absent(tx, person, table, road, ingest_no, said_at_ms):
            newest = max((said_at.get(no, 0) for no in row["ingests"]), default=0)
            if row["believed"] and newest <= said_at_ms:
                updated.append({**row, "believed": False})
                spans.append(_span(table, row))
        record_queries.update(tx, person, table, updated)
    return spans


def read_events(
    tx: Transaction,
    person: PersonId,
    kind: str | None = None,
    from_ms: int | None = None,
    to_ms: int | None = None,
) -> list[HealthEvent]:
    """Return believed events that overlap [from_ms, to_ms), of one kind where given, by start."""
    return [
        HealthEvent(
            r["record_key"],
            r["kind"],
            SourceId(r["source_id"]),
            r["start_ms"],
            r["end_ms"],
            r["code"],
            r["value"],
            r["details"],
            r["said_at_ms"],
            tuple(IngestNo(no) for no in r["ingests"]),
        )
        for r in record_queries.believed(tx, person, EVENTS, from_ms, to_ms, kind=kind)
    ]


def read_workouts(
    tx: Transaction, person: PersonId, from_ms: int | None = None, to_ms: int | None = None
) -> list[Workout]:
    """Return the believed workouts of all sources that overlap [from_ms, to_ms), by start."""
    return [_workout(r) for r in record_queries.believed(tx, person, WORKOUTS, from_ms, to_ms)]


def read_workout(tx: Transaction, person: PersonId, workout_id: UUID) -> Workout | None:
    """Return one believed workout."""
    rows = record_queries.believed(tx, person, WORKOUTS, None, None, workout_id=workout_id)
    return _workout(rows[0]) if rows else None


def read_stream(tx: Transaction, person: PersonId, record_key: bytes, name: str) -> RecordStream | None:
    """Return the columns of a name that belong to a record, as the newest ingest says them."""
    packed = record_queries.stream(tx, person, record_key, name)
    return None if packed is None else RecordStream(record_key, name, streams.unpack(packed))


def _workout(r: Row) -> Workout:
    return Workout(
        r["record_key"],
        r["workout_id"],
        SourceId(r["source_id"]),
        r["activity"],
        r["family"],
        r["start_ms"],
        r["end_ms"],
        r["duration_ms"],
        r["zone"],
        r["totals"],
        tuple(r["events"]),
        tuple(r["legs"]),
        r["details"],
        r["said_at_ms"],
        tuple(IngestNo(no) for no in r["ingests"]),
    )


def _row(table: str, said: EventStatement | WorkoutStatement, own: Row) -> Row:
    row: Row = {
        "record_key": said.record_key,
        "source_id": said.source_id,
        "by_name": said.by_name,
        "start_ms": said.start_ms,
        "end_ms": said.end_ms,
        "details": dict(said.details),
        "said_at_ms": said.said_at_ms,
        "version": said.version,
        **own,
    }
    content = orjson.dumps([row[name] for name in _CONTENT[table]], option=orjson.OPT_SORT_KEYS)
    row["digest"] = blake2b(content, digest_size=8).digest()
    return row


def _same(table: str, a: Row, b: Row) -> bool:
    """Tell whether two statements say the same, numbers within the metric's step."""
    exact = (*_IDENTITY[table], "start_ms", "end_ms", "version")
    if any(a[name] != b[name] for name in exact):
        return False
    if table == EVENTS:
        return _alike(a["value"], b["value"], a["kind"]) and _alike(a["details"], b["details"], "")
    return all(
        _alike(a[name], b[name], "") for name in ("duration_ms", "totals", "events", "legs", "details")
    )


def _alike(a: Any, b: Any, metric: str) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(
            _alike(a[key], b[key], key if key in ALL else metric) for key in a
        )
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_alike(x, y, metric) for x, y in zip(a, b, strict=True))
    if isinstance(a, int | float) and isinstance(b, int | float):
        if metric in ALL and metrics.same(a, b, ALL[metric]):
            return True
        return abs(a - b) <= _RELATIVE * max(abs(a), abs(b))
    if isinstance(a, str) and isinstance(b, str) and a[:1].isdigit() and b[:1].isdigit() and " " in a:
        # A quantity as text ("6575 cm") follows the unit settings of whoever exported.
        return True
    return bool(a == b)


def _counted_as(table: str, row: Row) -> str:
    return "workout" if table == WORKOUTS else str(row["kind"])


def _span(table: str, row: Row) -> Span:
    return Span(_counted_as(table, row), row["start_ms"], max(row["end_ms"], row["start_ms"] + 1))


def _month(ms: int) -> int:
    """Return the month, counted from January 1970 UTC."""
    return int(np.datetime64(ms, "ms").astype("datetime64[M]").astype(np.int64))
