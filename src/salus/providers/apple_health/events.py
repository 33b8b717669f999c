"""Categories that are events: symptoms, notifications, cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from salus import metrics
from salus.providers.apple_health import types
from salus.providers.apple_health.collecting import Collecting
from salus.providers.apple_health.metadata import plain_metadata
from salus.providers.apple_health.plans import Plan
from salus.providers.base.identity import record_key
from salus.providers.base.records import EventRecord

_KEPT_ELSEWHERE: Final = frozenset(
    {
        "HKWasUserEntered",
        "HKTimeZone",
        "HKSyncIdentifier",
        "HKSyncVersion",
        "HKDeviceSerialNumber",
        "HKDeviceName",
        "HKMenstrualCycleStart",
        "HKSexualActivityProtectionUsed",
    }
)


def add_event(
    out: Collecting,
    plan: Plan,
    attributes: Mapping[str, str],
    metadata: Mapping[str, str],
    start_ms: int,
    end_ms: int,
    offset: int,
) -> None:
    """Add a category record as an event, with its member as code and what its metadata says."""
    event = plan.event
    if event is None:
        raise AssertionError(plan)
    number, member = _member(event, attributes.get("value", ""))
    code = event.code or member
    details: dict[str, Any] = {}
    value: float | None = None
    if event.members:
        value = None if number is None else float(number)
        if event.code:
            details["value"] = member
        if event.kind == "symptom" and member in ("no_change", "decreased", "increased"):
            value = _NOT_PRESENT if member == "no_change" else _PRESENT
    if event.kind == "menstrual_flow":
        details["cycle_start"] = metadata.get("HKMenstrualCycleStart") == "1"
    if event.kind == "sexual_activity":
        code = _PROTECTION.get(metadata.get("HKSexualActivityProtectionUsed", ""), "unspecified")
    states = metrics.ALL[event.kind].states if event.kind in metrics.ALL else ()
    if code in states:
        value = float(states.index(code))
    kept = {key: text for key, text in metadata.items() if key not in _KEPT_ELSEWHERE}
    if kept:
        details["metadata"] = plain_metadata(kept)
    sync = metadata.get("HKSyncIdentifier")
    identity = (sync,) if sync else (start_ms, end_ms)
    out.wrote_once(plan.writer, start_ms, end_ms, plan.zone)
    out.events.append(
        EventRecord(
            record_key=record_key(attributes.get("type"), plan.writer.key, *identity),
            kind=event.kind,
            source=plan.writer.key,
            start_ms=start_ms,
            end_ms=end_ms,
            offset=offset,
            code=code,
            value=value,
            details=details,
            version=_version(metadata),
        )
    )


# Severities of a symptom whose kind of change is all that is said.
_PRESENT: Final = 0.0
_NOT_PRESENT: Final = 1.0
_PROTECTION: Final = {"1": "protection_used", "0": "protection_not_used"}


def _version(metadata: Mapping[str, str]) -> int:
    text = metadata.get("HKSyncVersion", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _member(event: types.CodedEvent, text: str) -> tuple[int | None, str]:
    """Return (number, member) of a category's value, by its symbol or by its number."""
    if not event.members:
        return None, ""
    if text.isdecimal():
        number = int(text)
        return number, event.members.get(number, "unknown")
    words = types.snake_case(text.removeprefix(types.CATEGORY_VALUE))
    by_name = {name: number for number, name in event.members.items()}
    for alias, name in types.SYMBOL_ALIASES.items():
        if name in by_name:
            by_name.setdefault(alias, by_name[name])
    fitting = [name for name in by_name if words == name or words.endswith(f"_{name}")]
    if not fitting:
        return None, "unknown"
    number = by_name[max(fitting, key=len)]
    return number, event.members[number]
