"""Root elements of an export, one at a time, into the records of `providers.base`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from salus.providers.apple_health import types
from salus.providers.apple_health.beats import Beats, beats_of
from salus.providers.apple_health.collecting import LONGEST_SAMPLE_MS, Collecting, SeriesKey, series_of
from salus.providers.apple_health.dates import BadDateError, offset_minutes, parse_date
from salus.providers.apple_health.devices import Writer, writer_of
from salus.providers.apple_health.elements import Element
from salus.providers.apple_health.events import add_event
from salus.providers.apple_health.facts import add_export_date, add_me
from salus.providers.apple_health.metadata import metadata_of
from salus.providers.apple_health.numbers import read_number
from salus.providers.apple_health.plans import How, Plan, percent, plan_record, too_long
from salus.providers.apple_health.summaries import add_summary
from salus.providers.apple_health.workouts import RouteReader, add_workout
from salus.providers.base.identity import record_key
from salus.providers.base.records import (
    CorrelatedSample,
    Correlation,
    EventRecord,
)

NOT_COUNTED: Final = frozenset({"ExportDate", "Me"})


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
    longest = too_long(element.attributes)
    if longest and element.tag not in NOT_COUNTED:
        out.reject("malformed", f"{longest} is too long", "", offset, length)
    elif element.tag == "Workout":
        add_workout(out, element, offset, length, routes, metadata_of(element))
    elif element.tag == "Record":
        _add_record(out, element, offset, length, beats)
    elif add is not None:
        add(out, element, offset, length)
    else:
        out.counts.unmapped[element.tag] += 1


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
        add_event(out, plan, attributes, metadata, start_ms, end_ms, offset)
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


_ADDERS: Final[Mapping[str, Callable[[Collecting, Element, int, int], None]]] = {
    "Correlation": _add_correlation,
    "ActivitySummary": add_summary,
    "Audiogram": _add_audiogram,
    "ClinicalRecord": _add_unmapped,
    "VisionPrescription": _add_unmapped,
    "ExportDate": add_export_date,
    "Me": add_me,
}
