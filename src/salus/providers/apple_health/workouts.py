"""A Workout element: totals, events, legs and the route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from salus.providers.apple_health import types
from salus.providers.apple_health.collecting import Collecting
from salus.providers.apple_health.dates import BadDateError, parse_date
from salus.providers.apple_health.devices import writer_of
from salus.providers.apple_health.elements import Element
from salus.providers.apple_health.gpx import columns_of, number, parse_route, table_of
from salus.providers.apple_health.metadata import metadata_of, parse_quantity, plain_metadata
from salus.providers.base.identity import record_key
from salus.providers.base.records import (
    Leg,
    StreamRecord,
    Total,
    WorkoutEvent,
    WorkoutRecord,
)

RouteReader = Callable[[str], bytes | None]
"""Gives the text of a route file by the path that a workout names, or None when it is not there."""

_MINUTES_MS: Final = {"s": 1000.0, "min": 60_000.0, "hr": 3_600_000.0, "h": 3_600_000.0, "ms": 1.0}
_STATISTICS: Final = ("sum", "average", "minimum", "maximum")

# What several sources' workouts are compared by has names of its own.
_OWN_NAMES: Final[Mapping[tuple[str, str], str]] = {
    ("energy_active", "sum"): "workout_energy",
    ("heart_rate", "average"): "workout_heart_rate_avg",
    ("heart_rate", "maximum"): "workout_heart_rate_max",
}
_MOVING: Final = frozenset(
    {
        "distance_walking_running",
        "distance_cycling",
        "distance_swimming",
        "distance_wheelchair",
        "distance_snow_sports",
        "distance_cross_country_skiing",
        "distance_rowing",
        "distance_paddle",
        "distance_skating",
    }
)
_FROM_METADATA: Final[Mapping[str, tuple[str, str]]] = {
    "HKElevationAscended": ("elevation_gain", "sum"),
    "HKAverageMETs": ("average_met", "average"),
}
_KEPT_ELSEWHERE: Final = frozenset(
    {
        *_FROM_METADATA,
        "HKTimeZone",
        "HKWasUserEntered",
        "HKIndoorWorkout",
        "HKSwimmingLocationType",
        "HKWeatherCondition",
        "HKWeatherHumidity",
        "HKWeatherTemperature",
        "HKExternalUUID",
        "HKSyncIdentifier",
        "HKSyncVersion",
        "HKDeviceSerialNumber",
        "HKDeviceName",
    }
)
_OLD_TOTALS: Final = (
    ("totalEnergyBurned", "totalEnergyBurnedUnit", "kcal", "workout_energy"),
    ("totalDistance", "totalDistanceUnit", "km", "workout_distance"),
    ("totalFlightsClimbed", "totalFlightsClimbedUnit", "count", "floors_climbed"),
    ("totalSwimmingStrokeCount", "totalSwimmingStrokeCountUnit", "count", "swim_strokes"),
)


def add_workout(
    out: Collecting,
    element: Element,
    offset: int,
    length: int,
    routes: RouteReader,
    metadata: Mapping[str, str],
) -> None:
    """Add one workout and its route, or reject it.

    Totals are those of the workout itself: its activities repeat them and are legs only where there are
    several. `duration` leaves pauses out.
    """
    attributes = element.attributes
    try:
        start_ms = parse_date(attributes.get("startDate"))
        end_ms = parse_date(attributes.get("endDate"))
    except BadDateError as bad:
        out.reject(bad.reason, bad.text, "workout", offset, length)
        return
    if end_ms < start_ms:
        out.reject("end_before_start", "", "workout", offset, length)
        return
    writer = writer_of(
        attributes.get("sourceName", attributes.get("source", "")),
        attributes.get("sourceVersion", ""),
        attributes.get("device"),
        by_hand=metadata.get("HKWasUserEntered") == "1",
    )
    activity, family, unknown = _activity(attributes.get("workoutActivityType", ""))
    details = _details(metadata)
    if unknown:
        details["activity"] = unknown
    totals = _totals(element, details)
    for name, unit_name, unit, metric in _OLD_TOTALS:
        value = number(attributes.get(name))
        if value == value and not any(total.metric == metric for total in totals):
            totals.append(Total(metric, "sum", value, attributes.get(unit_name, unit)))
    for name, (metric, statistic) in _FROM_METADATA.items():
        quantity = parse_quantity(metadata.get(name))
        if quantity is not None:
            totals.append(Total(metric, statistic, *quantity))
    legs = _legs(element, end_ms)
    if legs:
        # A workout of several sports has a distance of each and no single one.
        totals = [total for total in totals if total.metric != "workout_distance"]
    zone = metadata.get("HKTimeZone", "")
    source_id = metadata.get("HKSyncIdentifier") or metadata.get("HKExternalUUID")
    identity = (source_id,) if source_id else (activity, start_ms, end_ms)
    key = record_key("Workout", writer.key, *identity)
    version = metadata.get("HKSyncVersion", "")
    out.wrote_once(writer, start_ms, end_ms, zone)
    out.workouts.append(
        WorkoutRecord(
            record_key=key,
            source=writer.key,
            activity=activity,
            family=family,
            start_ms=start_ms,
            end_ms=end_ms,
            duration_ms=_duration_ms(attributes, end_ms - start_ms),
            offset=offset,
            zone=zone,
            totals=tuple(totals),
            events=_events(element),
            legs=legs,
            details=details,
            version=int(version) if version.isdecimal() and len(version) < 18 else 0,
        )
    )
    route = _route(element, routes, details)
    if route is not None and len(route["t_ms"]):
        out.add_stream(StreamRecord(record_key=key, name="route", columns=route, offset=offset))


def _activity(text: str) -> tuple[str, str, str]:
    """Return (our word, family, the text where it is none we know)."""
    name = text.removeprefix(types.WORKOUT_ACTIVITY)
    if name.isdecimal() and len(name) < 6:
        name = types.WORKOUTS_BY_NUMBER.get(int(name), name)
    known = types.WORKOUTS.get(name)
    return (known[0], known[1], "") if known is not None else ("other", "other", text)


def _duration_ms(attributes: Mapping[str, str], elapsed_ms: int) -> int:
    value = number(attributes.get("duration"))
    factor = _MINUTES_MS.get(attributes.get("durationUnit", "min"))
    if factor is None or not 0 <= value < 1e9:
        return elapsed_ms
    return round(value * factor)


def _totals(element: Element, details: dict[str, Any] | None) -> list[Total]:
    totals: list[Total] = []
    others: list[dict[str, str]] = []
    for statistics in element.all("WorkoutStatistics"):
        attributes = statistics.attributes
        metric = types.QUANTITY_METRICS.get(attributes.get("type", "").removeprefix(types.QUANTITY))
        if metric is None:
            others.append(dict(attributes))
            continue
        for statistic in _STATISTICS:
            value = number(attributes.get(statistic))
            if value == value:
                name = _OWN_NAMES.get((metric, statistic), metric)
                totals.append(Total(name, statistic, value, attributes.get("unit", "")))
                if metric in _MOVING and statistic == "sum":
                    totals.append(Total("workout_distance", statistic, value, attributes.get("unit", "")))
    if others and details is not None:
        details["other_statistics"] = others
    moving = [total for total in totals if total.metric == "workout_distance"]
    if len(moving) > 1:
        totals = [total for total in totals if total.metric != "workout_distance"]
    return totals


def _events(element: Element) -> tuple[WorkoutEvent, ...]:
    found = []
    for event in element.all("WorkoutEvent"):
        attributes = event.attributes
        name = attributes.get("type", "").removeprefix(types.WORKOUT_EVENT)
        if name.isdecimal() and len(name) < 3:
            kind = types.WORKOUT_EVENTS.get(int(name), "unknown")
        else:
            kind = types.snake_case(name) or "unknown"
        try:
            at_ms = parse_date(attributes.get("date"))
        except BadDateError:
            continue
        details = plain_metadata(metadata_of(event))
        found.append(WorkoutEvent(kind, at_ms, _duration_ms(attributes, 0), details))
    return tuple(found)


def _legs(element: Element, workout_end_ms: int) -> tuple[Leg, ...]:
    activities = list(element.all("WorkoutActivity"))
    if len(activities) < 2:
        return ()
    legs = []
    for activity in activities:
        attributes = activity.attributes
        metadata = metadata_of(activity)
        try:
            start_ms = parse_date(attributes.get("startDate"))
            end_ms = parse_date(attributes["endDate"]) if "endDate" in attributes else workout_end_ms
        except BadDateError:
            continue
        if end_ms < start_ms:
            continue
        word, _, _ = _activity(attributes.get("workoutActivityType", metadata.pop("HKActivityType", "")))
        details: dict[str, Any] = {"uuid": attributes["uuid"]} if attributes.get("uuid") else {}
        if metadata:
            details["metadata"] = plain_metadata(metadata)
        legs.append(
            Leg(
                activity=word,
                start_ms=start_ms,
                end_ms=end_ms,
                duration_ms=_duration_ms(attributes, end_ms - start_ms),
                totals=tuple(_totals(activity, None)),
                events=_events(activity),
                details=details,
            )
        )
    return tuple(legs)


def _details(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return what is known of a workout beside its numbers, with the rest of its metadata as written."""
    details: dict[str, Any] = {}
    if metadata.get("HKIndoorWorkout") in ("0", "1"):
        details["indoor"] = metadata["HKIndoorWorkout"] == "1"
    for name, word, members in (
        ("HKSwimmingLocationType", "swimming_location", types.SWIMMING_LOCATIONS),
        ("HKWeatherCondition", "weather", types.WEATHER),
    ):
        text = metadata.get(name, "")
        if text.isdecimal() and len(text) < 6:
            details[word] = members.get(int(text), text)
    humidity = parse_quantity(metadata.get("HKWeatherHumidity"))
    if humidity is not None:
        # New phones write 6400 % for 64 %.
        details["humidity_percent"] = humidity[0] / 100 if humidity[0] > 100 else humidity[0]
    temperature = parse_quantity(metadata.get("HKWeatherTemperature"))
    if temperature is not None:
        value, unit = temperature
        details["temperature_celsius"] = round((value - 32) * 5 / 9 if unit == "degF" else value, 1)
    rest = {key: text for key, text in metadata.items() if key not in _KEPT_ELSEWHERE}
    if rest:
        details["metadata"] = plain_metadata(rest)
    return details


def _route(
    element: Element, routes: RouteReader, details: dict[str, Any]
) -> dict[str, NDArray[np.float64]] | None:
    """Return the columns of all of a workout's routes; what could not be found is named in the details."""
    tables: list[NDArray[np.float64]] = []
    for route in element.all("WorkoutRoute"):
        for reference in route.all("FileReference"):
            path = reference.attributes.get("path", "")
            text = routes(path)
            if text is None:
                details.setdefault("missing_routes", []).append(path)
            else:
                tables.append(parse_route(text))
        inside = [row for location in route.all("Location") if (row := _location(location.attributes))]
        if inside:
            tables.append(table_of(inside))
    return columns_of(tables) if tables else None


def _location(attributes: Mapping[str, str]) -> list[float] | None:
    """Return one point of a route as exports before iOS 13 wrote it inside the workout."""
    try:
        at_ms = parse_date(attributes.get("date"))
    except BadDateError:
        return None
    row = [
        float(at_ms),
        number(attributes.get("latitude")),
        number(attributes.get("longitude")),
        number(attributes.get("altitude")),
        number(attributes.get("speed")),
        number(attributes.get("course")),
        number(attributes.get("horizontalAccuracy")),
        number(attributes.get("verticalAccuracy")),
    ]
    return row if row[1] == row[1] and row[2] == row[2] else None
