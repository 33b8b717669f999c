"""How an Apple Health export writes things: units of a phone's settings, devices, dates, the prologue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from salus.sandbox.person import DAY, DayPlan, Person, Seconds

# Per quantity and units of the phone: unit text, factor from the canonical unit, offset, decimals shown.
Writing = tuple[str, float, float, int]

_METRIC: dict[str, Writing] = {
    "count": ("count", 1, 0, 4),
    "count/min": ("count/min", 1, 0, 4),
    "energy": ("kcal", 1, 0, 3),
    "distance": ("km", 0.001, 0, 5),
    "speed": ("km/hr", 3.6, 0, 4),
    "length": ("cm", 1, 0, 3),
    "mass": ("kg", 1, 0, 3),
    "temperature": ("degC", 1, 0, 3),
    "volume": ("mL", 1, 0, 3),
    "percent": ("%", 0.01, 0, 5),
    "min": ("min", 1, 0, 3),
    "ms": ("ms", 1, 0, 4),
    "g": ("g", 1, 0, 3),
    "mg": ("mg", 1, 0, 3),
    "mmHg": ("mmHg", 1, 0, 1),
    "dBASPL": ("dBASPL", 1, 0, 4),
    "mL/min·kg": ("mL/min·kg", 1, 0, 3),
    "kcal/hr·kg": ("kcal/hr·kg", 1, 0, 3),
}
WRITTEN: dict[str, dict[str, Writing]] = {
    "metric": _METRIC,
    "kJ": {**_METRIC, "energy": ("kJ", 4.184, 0, 4)},
    "imperial": {
        **_METRIC,
        "energy": ("Cal", 1, 0, 3),
        "distance": ("mi", 1 / 1609.344, 0, 8),
        "speed": ("mi/hr", 3600 / 1609.344, 0, 5),
        "length": ("in", 1 / 2.54, 0, 5),
        "mass": ("lb", 1 / 0.45359237, 0, 5),
        "temperature": ("degF", 1.8, 32, 4),
        "volume": ("fl_oz_us", 1 / 29.5735295625, 0, 5),
    },
}

SLEEP_VALUES = ("InBed", "AsleepUnspecified", "Awake", "AsleepCore", "AsleepDeep", "AsleepREM")


@dataclass(frozen=True, slots=True)
class Writer:
    """What one device puts on its records: name, version and, when it tells, what it is.

    `device` lacks its beginning, the address, which changes from record to record.
    """

    name: str
    version: str
    device: str


def phone_name(person: Person, plan: DayPlan, renamed_to: str) -> str:
    """The phone's name when it wrote, or the one name that a later export shows for all of its records."""
    if renamed_to:
        return renamed_to
    old = f"{person.name}’s iPhone"
    return old if plan.index < person.renamed_on else f"{old} neu"


def writer(person: Person, role: str, plan: DayPlan, renamed_to: str = "") -> Writer:
    """Who writes for a role on a lived day."""
    release = 1 + (plan.index // 90) % 5
    if role == "watch":
        hardware, software = ("Watch6,2", f"9.{release}") if plan.watch < 2 else ("Watch7,5", f"11.{release}")
        return Writer(
            f"{person.name}’s Apple\u00a0Watch",
            software,
            f"name:Apple Watch, {APPLE} model:Watch, hardware:{hardware}, software:{software}",
        )
    if role in ("phone", "hand", "bed"):
        hardware, software = (
            ("iPhone14,5", f"16.{release}") if plan.phone < 2 else ("iPhone17,1", f"18.{release}")
        )
        device = (
            f"name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:{hardware}, software:{software}"
        )
        return Writer(phone_name(person, plan, renamed_to), software, device if role == "phone" else "")
    if role == "scale":
        return Writer(
            "Withings", "7040", "name:Body+, manufacturer:Withings, model:Body+, hardware:5, software:2421"
        )
    return Writer(*OTHERS[role], "")


APPLE = "manufacturer:Apple Inc.,"
OTHERS = {
    "ring": ("Oura", "2404171"),
    "diary": ("Foodnotes", "3.2"),
    "cuff": ("OMRON connect", "9.1"),
    "strava": ("Strava", "34501"),
}


@lru_cache(maxsize=1)
def clock() -> tuple[str, ...]:
    """All times of a day as text, by second."""
    return tuple(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY))


@lru_cache(maxsize=4096)
def day_text(day_number: int) -> str:
    """A day, counted from 1970-01-01, as `2026-11-20`."""
    return (date(1970, 1, 1) + timedelta(days=day_number)).isoformat()


@lru_cache(maxsize=8192)
def offset_at(zone: str, at: int) -> int:
    """Seconds east of UTC at an instant."""
    offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


@lru_cache(maxsize=256)
def offset_text(offset: int) -> str:
    """An offset in seconds as `+0100`."""
    sign = "-" if offset < 0 else "+"
    minutes = abs(offset) // 60
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"


def stamps(times: Seconds, offset: int) -> list[str]:
    """Write instants as an export does, `2026-11-20 08:00:00 +0100`, with one offset."""
    if not len(times):
        return []
    texts, suffix = clock(), f" {offset_text(offset)}"
    local = times + offset
    first, last = int(local.min()) // DAY, int(local.max()) // DAY
    if first == last:
        prefix = day_text(first) + " "
        return [f"{prefix}{texts[s]}{suffix}" for s in (local - first * DAY).tolist()]
    return [f"{day_text(s // DAY)} {texts[s % DAY]}{suffix}" for s in local.tolist()]


def stamp(at: int, offset: int) -> str:
    """Write one instant as an export does."""
    return f"{day_text((at + offset) // DAY)} {clock()[(at + offset) % DAY]} {offset_text(offset)}"


def utc_text(at: float) -> str:
    """An instant as GPX writes it, `2026-11-20T07:00:00Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_ELEMENTS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("ExportDate", "EMPTY", ("value",)),
    ("Me", "EMPTY", ("HKCharacteristicTypeIdentifierDateOfBirth", "HKCharacteristicTypeIdentifierBloodType")),
    ("Record", "((MetadataEntry|HeartRateVariabilityMetadataList)*)", ("type", "unit", "value", "device")),
    ("Correlation", "((MetadataEntry|Record)*)", ("type", "sourceName")),
    ("Workout", "((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)", ("workoutActivityType",)),
    ("ActivitySummary", "EMPTY", ("dateComponents", "activeEnergyBurned")),
    ("MetadataEntry", "EMPTY", ("key", "value")),
    ("Audiogram", "(SensitivityPoint*)", ("type",)),
)


def prologue(version: int, locale: str) -> str:
    """XML declaration, an internal subset that declares less than is written, and the opening of the root.

    `version` is the iOS release; the subset of iOS 16 never closes one of its lists, as the real one.
    """
    comment = {15: 11, 16: 12}.get(version, 14)
    declared = "".join(
        f"<!ELEMENT {name} {content}>\n<!ATTLIST {name}\n"
        + "".join(f"  {attribute} CDATA #IMPLIED\n" for attribute in attributes)
        + ">\n"
        for name, content, attributes in _ELEMENTS
    )
    children = "|".join(name for name, _, _ in _ELEMENTS if name != "MetadataEntry")
    vision = (
        "<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n"
        "<!ELEMENT RightEye EMPTY>\n<!ATTLIST RightEye\n  sphere CDATA #IMPLIED\n>\n>\n"
        if version == 16
        else "<!ELEMENT VisionPrescription ((RightEye|LeftEye)*)>\n"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: {comment} -->\n"
        f"<!ELEMENT HealthData ({children})*>\n<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n"
        f'{declared}{vision}]>\n<HealthData locale="{locale}">\n'
    )
