"""A day's rings, as Apple added them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from salus import metrics
from salus.kit.errors import RecordSkipped
from salus.metrics import units
from salus.providers.apple_health.collecting import Collecting, SeriesKey
from salus.providers.apple_health.dates import BadDateError, parse_day
from salus.providers.apple_health.elements import Element
from salus.providers.apple_health.numbers import read_number
from salus.providers.base.apps import SUMMARY_APP
from salus.providers.base.identity import record_key
from salus.providers.base.records import DAY_MS, GRAIN_DAILY, EventRecord, SourceKey

SUMMARY_SOURCE: Final = SourceKey(SUMMARY_APP)
SUMMARY_NAME: Final = "Apple Health summary"


def add_summary(out: Collecting, element: Element, offset: int, length: int) -> None:
    """Add one day's rings: an event that keeps values and goals, and Apple's own day totals beside it.

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
            end_ms=day_ms + DAY_MS,
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
