"""What a Record becomes, decided from everything about it except its times and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from salus import metrics
from salus.providers.apple_health import types
from salus.providers.apple_health.devices import Writer, writer_of
from salus.providers.base.apps import known_app


class How(Enum):
    """How the value of a record is read."""

    NUMBER = "number"
    CODED = "coded"
    LENGTH = "length"
    """The value is the length of the interval, in minutes."""
    EVENT = "event"
    UNMAPPED = "unmapped"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a record becomes; `metric` is a metric's code, or the type as written where it is unmapped."""

    how: How
    metric: str
    writer: Writer
    context: str = ""
    unit: str = ""
    zone: str = ""
    codes: Mapping[str, float] | None = None
    """Values by text, for coded samples; a text that is not there is `other_code`."""
    other_code: float | None = None
    event: types.CodedEvent | None = None
    reason: str = ""

    @property
    def fraction(self) -> bool:
        """Whether the file gives this percentage as a fraction."""
        return self.unit == "%"


# Metadata that decides what a record becomes. Everything else is read only where it is kept.
DECIDING_KEYS: Final = frozenset(
    {
        "HKWasUserEntered",
        "HKTimeZone",
        "HKInsulinDeliveryReason",
        "HKBloodGlucoseMealTime",
        "HKBodyTemperatureSensorLocation",
    }
)


def plan_record(attributes: Mapping[str, str], metadata: Mapping[str, str]) -> Plan:
    """Return what a Record with these attributes becomes. `metadata` has plain keys, see metadata.py."""
    type_name = attributes.get("type", "")
    writer = writer_of(
        attributes.get("sourceName", attributes.get("source", "")),
        attributes.get("sourceVersion", ""),
        attributes.get("device"),
        by_hand=metadata.get("HKWasUserEntered") == "1",
    )
    zone = metadata.get("HKTimeZone", "")
    if type_name.startswith(types.QUANTITY):
        name = type_name[len(types.QUANTITY) :]
        metric, context, reason = _quantity(name, writer, metadata)
        if reason:
            return Plan(How.REJECTED, metric, writer, zone=zone, reason=reason)
        if metric:
            return Plan(How.NUMBER, metric, writer, context, attributes.get("unit", ""), zone)
    elif type_name.startswith(types.CATEGORY):
        plan = _category(type_name[len(types.CATEGORY) :], writer, zone)
        if plan is not None:
            return plan
    elif type_name == types.SLEEP_GOAL:
        return Plan(How.NUMBER, "sleep_goal", writer, "", attributes.get("unit", ""), zone)
    return Plan(How.UNMAPPED, type_name or "Record without type", writer, zone=zone)


def too_long(attributes: Mapping[str, str]) -> str:
    """Return the attribute that is longer than any phone writes, such as a name of a megabyte, or "".

    These say what and whose a record is, so they end up in keys.
    """
    for name, most in _LONGEST.items():
        if len(attributes.get(name, "")) > most:
            return name
    return ""


def percent(value: float) -> float | None:
    """Return a percentage 0–100 of what the file gives, or None where its scale is not clear.

    HealthKit writes fractions; some apps write 97 for 97 %. Between 1.0 and 1.5 both would make sense.
    """
    if value <= 1.0:
        return value * 100.0
    return value if value > 1.5 else None


def _quantity(name: str, writer: Writer, metadata: Mapping[str, str]) -> tuple[str, str, str]:
    """Return (metric, context, reason to reject); no metric for a type we do not know."""
    if name == "BloodGlucose":
        app = known_app(writer.folded) or known_app(writer.key.manufacturer)
        continuous = app is not None and app.measures_glucose_continuously
        meal = _member(types.MEAL_TIMES, metadata.get("HKBloodGlucoseMealTime"))
        return "glucose_interstitial" if continuous else "glucose_blood", meal, ""
    if name == "InsulinDelivery":
        reason = _member(types.INSULIN_REASONS, metadata.get("HKInsulinDeliveryReason"))
        return (reason, "", "") if reason else ("insulin_bolus", "", "no_insulin_reason")
    if name in ("BodyTemperature", "BasalBodyTemperature"):
        site = _member(types.BODY_TEMPERATURE_SITES, metadata.get("HKBodyTemperatureSensorLocation"))
        return types.QUANTITY_METRICS[name], site, ""
    return types.QUANTITY_METRICS.get(name, ""), types.QUANTITY_CONTEXTS.get(name, ""), ""


def _category(name: str, writer: Writer, zone: str) -> Plan | None:
    if name == "SleepAnalysis":
        return Plan(
            How.CODED,
            "sleep_stage",
            writer,
            zone=zone,
            codes=SLEEP_CODES,
            other_code=_STAGES.index("unknown"),
        )
    if name == "AppleStandHour":
        return Plan(How.CODED, "stand_hours", writer, unit="hr", zone=zone, codes=types.STAND_HOURS)
    if name == "MindfulSession":
        return Plan(How.LENGTH, "mindful_minutes", writer, unit="min", zone=zone)
    event = types.EVENTS.get(name)
    return Plan(How.EVENT, event.kind, writer, zone=zone, event=event) if event is not None else None


def _member(members: Mapping[int, str], text: str | None) -> str:
    return members.get(int(text), "") if text and text.isdecimal() else ""


_LONGEST: Final = {
    "type": 400,
    "workoutActivityType": 400,
    "sourceName": 400,
    "source": 400,
    "sourceVersion": 400,
    "device": 1200,
    "unit": 200,
}
_STAGES: Final = metrics.get("sleep_stage").states
SLEEP_CODES: Final = {text: float(_STAGES.index(stage)) for text, stage in types.SLEEP_STAGES.items()}
