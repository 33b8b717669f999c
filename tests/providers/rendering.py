"""Everything that chunks say, as one plain value: what fixtures are compared with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from salus.providers.base import Chunk, SourceKey


def render(chunks: Iterable[Chunk], *, offsets: bool = True) -> dict[str, Any]:
    """Return what chunks say, in an order that does not depend on where they were cut."""
    series: dict[str, list[list[float]]] = {}
    found: dict[str, Any] = {
        "events": [],
        "workouts": [],
        "streams": [],
        "correlations": [],
        "rejected": [],
        "zones": [],
        "facts": {},
        "finished": False,
    }
    read = 0
    skipped: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    names: dict[str, tuple[int, str]] = {}
    writes: dict[str, set[int]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            key = " | ".join((block.metric, source(block.source), block.unit, block.context, block.grain)) + (
                "" if block.counted else " | uncounted"
            )
            series.setdefault(key, []).extend(
                list(row)
                for row in zip(
                    block.offsets.tolist(),
                    block.starts.tolist(),
                    block.durations.tolist(),
                    block.values.tolist(),
                    strict=True,
                )
            )
        for name in ("events", "workouts", "correlations"):
            found[name].extend(plain(record) for record in getattr(chunk, name))
        for stream in chunk.streams:
            columns = {name: column.tolist() for name, column in stream.columns.items()}
            found["streams"].append({"key": stream.record_key.hex(), "name": stream.name, "columns": columns})
        found["rejected"].extend(plain(rejected) for rejected in chunk.rejected)
        found["zones"].extend([claim.at_ms, claim.until_ms, claim.zone] for claim in chunk.zones)
        found["facts"].update(chunk.facts)
        found["finished"] = chunk.finished
        read += chunk.counts.read
        skipped.update(chunk.counts.skipped)
        unmapped.update(chunk.counts.unmapped)
        for who, said in chunk.names.items():
            names[source(who)] = max(names.get(source(who), (0, "")), (said.said_ms, said.display))
        for (folded, who), starts in chunk.writes.items():
            writes.setdefault(f"{folded} | {source(who)}", set()).update(starts.tolist())
    for rows in series.values():
        rows.sort(key=lambda row: row[0])
    found["series"] = {
        key: [row[0 if offsets else 1 :] for row in rows] for key, rows in sorted(series.items())
    }
    for name in ("events", "workouts", "correlations", "rejected"):
        found[name].sort(key=lambda record: (record["offset"], json.dumps(record, sort_keys=True)))
        if not offsets:
            for record in found[name]:
                del record["offset"]
    found["zones"].sort()
    found["names"] = dict(sorted(names.items()))
    found["writes"] = {key: sorted(starts) for key, starts in sorted(writes.items())}
    found["read"], found["skipped"], found["unmapped"] = read, dict(skipped), dict(sorted(unmapped.items()))
    rendered: dict[str, Any] = json.loads(json.dumps(found))
    return rendered


def source(key: SourceKey) -> str:
    """Return a source as one line."""
    parts = [key.app, key.manufacturer, key.model, key.hardware]
    if key.by_name:
        parts.append(f"name={key.by_name}")
    if key.by_hand:
        parts.append("by hand")
    return "/".join(parts)


def plain(record: Any) -> dict[str, Any]:
    """Return a record as a plain dictionary."""
    values = asdict(record)
    if "source" in values:
        values["source"] = source(record.source)
    if "record_key" in values:
        values["record_key"] = record.record_key.hex()
    return values


def balance(chunks: Iterable[Chunk]) -> tuple[int, int]:
    """Return (read, what it became): both must be equal, every element being in exactly one bucket."""
    read = became = 0
    for chunk in chunks:
        read += chunk.counts.read
        became += sum(len(block) for block in chunk.blocks if block.counted)
        became += len(chunk.events) + len(chunk.workouts) + len(chunk.correlations) + len(chunk.rejected)
        became += sum(chunk.counts.skipped.values()) + sum(chunk.counts.unmapped.values())
    return read, became
