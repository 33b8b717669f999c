"""Root elements of an export, one at a time, into the records of `providers.base`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from salus import metrics
from salus.kit.errors import RecordSkipped
from salus.metrics import units
from salus.providers.apple_health import types
from salus.providers.apple_health.beats import Beats, beats_of
from salus.providers.apple_health.collecting import LONGEST_SAMPLE_MS, Collecting, SeriesKey, series_of
from salus.providers.apple_health.dates import BadDateError, offset_minutes, parse_date, parse_day
from salus.providers.apple_health.devices import Writer, writer_of
from salus.providers.apple_health.elements import Element
from salus.providers.apple_health.metadata import metadata_of, plain_metadata
from salus.providers.apple_health.plans import How, Plan, percent, plan_record
from salus.providers.apple_health.workouts import RouteReader, add_workout
from salus.providers.base.apps import SUMMARY_APP
from salus.providers.base.identity import record_key
from salus.providers.base.records import (
    GRAIN_DAILY,
    CorrelatedSample,
    Correlation,
    EventRecord,
    SourceKey,
)

SUMMARY_SOURCE: Final = SourceKey(SUMMARY_APP)
SUMMARY_NAME: Final = "Apple Health summary"
COUNTED: Final = frozenset(
    {
        "Record",
        "Correlation",
        "Workout",
        "ActivitySummary",
        "ClinicalRecord",
        "Audiogram",
        "VisionPrescription",
    }
)
NOT_COUNTED: Final = frozenset({"ExportDate", "Me"})

_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
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


def add_element(
    out: Collecting,
    element: Element,
    offset: int,
    length: int,
    routes: RouteReader,
    beats: Beats | None = None,
) -> None:
    """Add what one root element says. An element that cannot be used is rejected with its reason.

    `beats` are those of a Record that were cut out of it.
    """
    if element.tag not in NOT_COUNTED:
        out.counts.read += 1
    add = _ADDERS.get(element.tag)
    if element.tag == "Workout":
        add_workout(out, element, offset, length, routes, metadata_of(element))
    elif element.tag == "Record":
        _add_record(out, element, offset, length, beats)
    elif add is not None:
        add(out, element, offset, length)
    else:
        out.counts.unmapped[element.tag] += 1


def read_number(text: str | None) -> float | None:
    """Return the number of an attribute, or None when it is no finite decimal number."""
    if text is None or _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def _add_record(
    out: Collecting, element: Element, offset: int, length: int, beats: Beats | None = None
) -> None:
    attributes = element.attributes
    metadata = metadata_of(element)
    plan = plan_record(attributes, metadata)
    if plan.how is How.UNMAPPED:
        out.counts.unmapped[plan.metric] += 1
        return
    if plan.how is How.REJECTED:
        out.reject(plan.reason, "", plan.metric, offset, length)
        return
    times = _interval(out, attributes, plan.metric, offset, length)
    if times is None:
        return
    start_ms, end_ms = times
    if plan.how is How.EVENT:
        _add_event(out, plan, attributes, metadata, start_ms, end_ms, offset)
        return
    value = _value(plan, attributes.get("value"), start_ms, end_ms)
    if isinstance(value, str):
        out.reject(value, (attributes.get("value") or "")[:80], plan.metric, offset, length)
        return
    out.wrote_once(plan.writer, start_ms, end_ms, plan.zone)
    if end_ms - start_ms > LONGEST_SAMPLE_MS:
        out.events.append(_long_sample(plan, attributes, start_ms, end_ms, value, offset))
    else:
        out.add_sample(series_of(plan), start_ms, end_ms, value, offset)
    if beats is not None or element.children:
        _add_beats(out, plan, element, start_ms, offset, beats)


def _value(plan: Plan, text: str | None, start_ms: int, end_ms: int) -> float | str:
    """Return the value of a record, or the reason why it has none."""
    if plan.how is How.LENGTH:
        return (end_ms - start_ms) / 60_000
    if plan.how is How.CODED and plan.codes is not None:
        if not text:
            return "no_value"
        code = plan.codes.get(text, plan.other_code)
        return code if code is not None else "unknown_value"
    if not text:
        return "no_value"
    number = read_number(text)
    if number is None:
        return "bad_value"
    if plan.fraction:
        scaled = percent(number)
        return scaled if scaled is not None else "percent_scale_unclear"
    return number


def _interval(
    out: Collecting, attributes: Mapping[str, str], metric: str, offset: int, length: int
) -> tuple[int, int] | None:
    """Return the times of an element, or None after rejecting it."""
    try:
        start_ms = parse_date(attributes.get("startDate"))
        end_ms = parse_date(attributes.get("endDate"))
    except BadDateError as bad:
        out.reject(bad.reason, bad.text, metric, offset, length)
        return None
    if end_ms < start_ms:
        detail = f"{attributes.get('startDate')} to {attributes.get('endDate')}"
        out.reject("end_before_start", detail, metric, offset, length)
        return None
    return start_ms, end_ms


def _long_sample(
    plan: Plan, attributes: Mapping[str, str], start_ms: int, end_ms: int, value: float, offset: int
) -> EventRecord:
    return EventRecord(
        record_key=record_key(attributes.get("type"), plan.writer.key, start_ms, end_ms),
        kind=plan.metric,
        source=plan.writer.key,
        start_ms=start_ms,
        end_ms=end_ms,
        offset=offset,
        value=value,
        unit=plan.unit,
        details={"context": plan.context} if plan.context else {},
    )


def _add_beats(
    out: Collecting, plan: Plan, element: Element, start_ms: int, offset: int, cut: Beats | None
) -> None:
    east = offset_minutes(element.attributes.get("startDate", ""))
    key = SeriesKey("rr_interval", plan.writer.key, "ms", counted=False)
    if cut is not None and len(cut.rates):
        instants_ms, intervals = cut.placed(start_ms, east)
        nothing = np.zeros(len(intervals), np.int64)
        out.add_columns(key, (instants_ms, nothing, intervals, nothing + offset))
        out.weight += 4 * len(intervals)
    for beats in element.all("HeartRateVariabilityMetadataList"):
        instants = beats_of(beats, start_ms, east)
        out.add_samples(key, [(at_ms, 0, interval_ms, offset) for at_ms, interval_ms in instants])


def _add_event(
    out: Collecting,
    plan: Plan,
    attributes: Mapping[str, str],
    metadata: Mapping[str, str],
    start_ms: int,
    end_ms: int,
    offset: int,
) -> None:
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


def _add_correlation(out: Collecting, element: Element, offset: int, length: int) -> None:
    attributes = element.attributes
    kind = _CORRELATIONS.get(attributes.get("type", ""))
    if kind is None:
        out.counts.unmapped[attributes.get("type") or "Correlation without type"] += 1
        return
    times = _interval(out, attributes, kind, offset, length)
    if times is None:
        return
    metadata = metadata_of(element)
    writer = _writer(attributes, metadata)
    children = tuple(child for record in element.all("Record") if (child := _child(record)) is not None)
    if not children:
        out.reject("no_value", "", kind, offset, length)
        return
    details: dict[str, Any] = {}
    if metadata.get("HKFoodType"):
        details["name"] = metadata["HKFoodType"]
    out.wrote_once(writer, *times, metadata.get("HKTimeZone", ""))
    out.correlations.append(
        Correlation(
            record_key=record_key(attributes.get("type"), writer.key, *times, details.get("name", "")),
            kind=kind,
            source=writer.key,
            start_ms=times[0],
            end_ms=times[1],
            children=children,
            offset=offset,
            details=details,
        )
    )


_CORRELATIONS: Final = {
    types.CORRELATION + "BloodPressure": "blood_pressure",
    types.CORRELATION + "Food": "food",
}


def _child(record: Element) -> CorrelatedSample | None:
    """Return a correlation's child, or None when it is no sample; where it stands alone it is rejected."""
    plan = plan_record(record.attributes, metadata_of(record))
    try:
        start_ms = parse_date(record.attributes.get("startDate"))
        end_ms = parse_date(record.attributes.get("endDate"))
    except BadDateError:
        return None
    if plan.how not in (How.NUMBER, How.CODED, How.LENGTH) or end_ms < start_ms:
        return None
    value = _value(plan, record.attributes.get("value"), start_ms, end_ms)
    if isinstance(value, str):
        return None
    return CorrelatedSample(plan.metric, plan.unit, start_ms, end_ms, value, plan.context)


def _writer(attributes: Mapping[str, str], metadata: Mapping[str, str]) -> Writer:
    return writer_of(
        attributes.get("sourceName", attributes.get("source", "")),
        attributes.get("sourceVersion", ""),
        attributes.get("device"),
        by_hand=metadata.get("HKWasUserEntered") == "1",
    )


def _add_summary(out: Collecting, element: Element, offset: int, length: int) -> None:
    """One day's rings: an event that keeps values and goals, and Apple's own day totals beside it.

    A day of nothing but zeros is one before the watch and gives no total; move time is zero for everybody
    who moves for energy.
    """
    attributes = element.attributes
    try:
        day_ms = parse_day(attributes.get("dateComponents", ""))
    except BadDateError as bad:
        out.reject(bad.reason, bad.text, "activity_summary", offset, length)
        return
    values: dict[str, float] = {}
    goals: dict[str, float] = {}
    for metric, names in _RINGS.items():
        for name in names:
            value = read_number(attributes.get(name))
            if value is not None:
                values.setdefault(metric, value)
            goal = read_number(attributes.get(f"{name}Goal"))
            if goal is not None:
                goals.setdefault(metric, goal)
    energy_unit = attributes.get("activeEnergyBurnedUnit", "kcal")
    try:
        to_kcal = units.factor(energy_unit, metrics.get("energy_active"))
    except RecordSkipped as skipped:
        out.reject(skipped.reason, energy_unit[:40], "energy_active", offset, length)
        return
    out.named(SUMMARY_SOURCE, SUMMARY_NAME, day_ms)
    out.events.append(
        EventRecord(
            record_key=record_key("ActivitySummary", attributes["dateComponents"]),
            kind="activity_summary",
            source=SUMMARY_SOURCE,
            start_ms=day_ms,
            end_ms=day_ms + LONGEST_SAMPLE_MS,
            offset=offset,
            details={
                "date": attributes["dateComponents"],
                "values": _in_kcal(values, to_kcal),
                "goals": _in_kcal(goals, to_kcal),
            },
        )
    )
    if not any(values.values()):
        return
    for metric, value in values.items():
        if metric == "move_minutes" and value == 0:
            continue
        unit = energy_unit if metric == "energy_active" else _RING_UNITS[metric]
        key = SeriesKey(metric, SUMMARY_SOURCE, unit, grain=GRAIN_DAILY, counted=False)
        out.add_sample(key, day_ms, day_ms, value, offset)


def _in_kcal(rings: Mapping[str, float], to_kcal: units.Linear) -> dict[str, float]:
    """Return rings whose numbers do not depend on the unit that the phone was set to."""
    return {
        metric: round(to_kcal.into(value), 3) if metric == "energy_active" else value
        for metric, value in rings.items()
    }


_RING_UNITS: Final = {"move_minutes": "min", "exercise_minutes": "min", "stand_hours": "hr"}
_RINGS: Final = {
    "energy_active": ("activeEnergyBurned",),
    "move_minutes": ("appleMoveTime", "appleMoveMinutes"),
    "exercise_minutes": ("appleExerciseTime",),
    "stand_hours": ("appleStandHours",),
}


def _add_audiogram(out: Collecting, element: Element, offset: int, length: int) -> None:
    attributes = element.attributes
    times = _interval(out, attributes, "audiogram", offset, length)
    if times is None:
        return
    metadata = metadata_of(element)
    writer = _writer(attributes, metadata)
    points = []
    for point in element.all("SensitivityPoint"):
        numbers = {
            types.snake_case(name).removesuffix("_value"): value
            for name, text in point.attributes.items()
            if not name.endswith("Unit") and (value := read_number(text)) is not None
        }
        if numbers:
            points.append(numbers)
    if not points:
        out.reject("no_value", "", "audiogram", offset, length)
        return
    out.wrote_once(writer, *times, metadata.get("HKTimeZone", ""))
    out.events.append(
        EventRecord(
            record_key=record_key("Audiogram", writer.key, *times),
            kind="audiogram",
            source=writer.key,
            start_ms=times[0],
            end_ms=times[1],
            offset=offset,
            details={"points": points},
        )
    )


def _add_unmapped(out: Collecting, element: Element, _offset: int, _length: int) -> None:
    """Clinical records and prescriptions stay in the file and are counted."""
    out.counts.unmapped[element.attributes.get("type") or element.tag] += 1


def _add_export_date(out: Collecting, element: Element, _offset: int, _length: int) -> None:
    try:
        out.facts["export_date_ms"] = parse_date(element.attributes.get("value"))
    except BadDateError:
        return


def _add_me(out: Collecting, element: Element, _offset: int, _length: int) -> None:
    characteristics = {}
    for name, text in element.attributes.items():
        word = types.snake_case(name.removeprefix("HKCharacteristicTypeIdentifier"))
        value = text
        for prefix in _CHARACTERISTICS:
            value = value.removeprefix(prefix)
        if value and value != "NotSet":
            characteristics[word] = value if word == "date_of_birth" else types.snake_case(value)
    out.facts["characteristics"] = characteristics


_CHARACTERISTICS: Final = (
    "HKBiologicalSex",
    "HKBloodType",
    "HKFitzpatrickSkinType",
    "HKCardioFitnessMedicationsUse",
)

_ADDERS: Final[Mapping[str, Callable[[Collecting, Element, int, int], None]]] = {
    "Correlation": _add_correlation,
    "ActivitySummary": _add_summary,
    "Audiogram": _add_audiogram,
    "ClinicalRecord": _add_unmapped,
    "VisionPrescription": _add_unmapped,
    "ExportDate": _add_export_date,
    "Me": _add_me,
}
