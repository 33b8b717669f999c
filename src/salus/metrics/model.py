"""What the catalogue says of one metric, and the short form in which its rows are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """How the samples of a metric become one value of an hour, a day or a night."""

    SUM = "sum"
    """Additive over time; sources are resolved slice by slice before anything is added."""
    DURATION = "duration"
    """Length of intervals: their union, never a plain sum over sources."""
    MEAN = "mean"
    """Mean over the time that samples cover."""
    LEQ = "leq"
    """Energy mean of decibels, 10·log10(mean(10^(L/10)))."""
    MIN = "min"
    MAX = "max"
    LAST = "last"
    """At most one meaningful value a day: the last by measured time."""
    STATE = "state"
    """A coded value of an interval or event; never averaged."""
    RAW = "raw"
    """Kept as it came, not rolled up."""


class Category(StrEnum):
    """The part of health a metric belongs to; preferences and token scopes are given per category."""

    SLEEP = "sleep"
    ACTIVITY = "activity"
    VITALS = "vitals"
    BODY = "body"
    MOOD = "mood"
    CYCLE = "cycle"
    GLUCOSE = "glucose"
    NUTRITION = "nutrition"


HUES: Final = ("rest", "heart", "move", "mind", "fuel")

CATEGORY_HUES: Final[Mapping[Category, str]] = MappingProxyType(
    {
        Category.SLEEP: "rest",
        Category.ACTIVITY: "move",
        Category.VITALS: "heart",
        Category.BODY: "fuel",
        Category.MOOD: "mind",
        Category.CYCLE: "mind",
        Category.GLUCOSE: "fuel",
        Category.NUTRITION: "fuel",
    }
)

PROVIDERS_BY_LETTER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "apple_health",
        "O": "oura",
        "W": "withings",
        "P": "whoop",
        "F": "fitbit",
        "G": "google_health",
        "S": "strava",
        "M": "myfitnesspal",
        "C": "cronometer",
        "V": "csv",
    }
)

DEFAULT_HOLD_MS: Final = 5 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its meaning, its canonical unit and the rules that every room applies to it.

    Values are kept in `unit`. A sample outside [`low`, `high`] goes to quarantine with its raw form; the
    limits catch unit mistakes, not illness. `high_per_minute` is such a limit too, for samples of one second
    or longer. The limits per day only flag a day.
    """

    code: str
    """Stable for ever, snake_case. Different statistics are different codes."""
    name: str
    category: Category
    unit: str
    """Canonical UCUM unit; percent is 0–100; empty for states without a number."""
    kind: Kind
    low: float | None
    high: float | None
    low_per_day: float | None
    high_per_day: float | None
    high_per_minute: float | None
    decimals: int
    """Digits after the point when a value is shown in `unit`."""
    step: float
    """Smallest difference that means something, in `unit`."""
    hold_ms: int
    """How long an instant sample stands for its surroundings in a time-weighted mean, to each side."""
    better: str
    """`higher`, `lower`, or empty where neither is better for everybody."""
    loinc: str
    """LOINC code of one sample; empty where none was verified."""
    loinc_also: tuple[tuple[str, str], ...]
    """Further verified LOINC codes by what they are for: `day`, `panel`, `molar`, `alternative`."""
    omh: str
    """Open mHealth schema name in the namespace `omh`; empty where there is none."""
    healthkit: tuple[str, ...]
    """HealthKit type names without `HKQuantityTypeIdentifier` and `HKCategoryTypeIdentifier`; other names
    are whole. `Type/Part` is a member, an attribute or a statistic of the type."""
    providers: tuple[str, ...]
    """Providers that have such a field, by folder name."""
    states: tuple[str, ...]
    """Members of a coded state; the stored code is the index."""
    hue: str
    """Colour family in charts, one of `HUES`."""
    difference: bool
    """The value is a difference between two readings (a temperature deviation), so offsets do not apply."""
    note: str
    """What the name alone would leave open, for the reference page and the metric's own page."""


@dataclass(frozen=True, slots=True)
class UnitRule:
    """What holds for a unit where the row says nothing else: decimals when shown, and the smallest step."""

    decimals: int
    step: float


UNIT_RULES: Final[Mapping[str, UnitRule]] = MappingProxyType(
    {
        "": UnitRule(0, 0.0),
        "%": UnitRule(1, 0.01),
        "/h": UnitRule(1, 0.01),
        "/min": UnitRule(0, 0.01),
        "Cel": UnitRule(1, 0.005),
        "L": UnitRule(2, 0.001),
        "L/min": UnitRule(0, 0.01),
        "W": UnitRule(0, 0.01),
        "[iU]": UnitRule(1, 0.001),
        "a": UnitRule(0, 0.01),
        "cm": UnitRule(1, 0.01),
        "dB[SPL]": UnitRule(0, 0.01),
        "g": UnitRule(1, 0.001),
        "h": UnitRule(0, 0.001),
        "kcal": UnitRule(0, 0.001),
        "kcal/(h.kg)": UnitRule(1, 0.001),
        "kcal/d": UnitRule(0, 0.001),
        "kg": UnitRule(1, 0.005),
        "kg/m2": UnitRule(1, 0.005),
        "m": UnitRule(0, 0.01),
        "m/s": UnitRule(2, 0.001),
        "mL": UnitRule(0, 0.01),
        "mL/kg/min": UnitRule(1, 0.01),
        "mg": UnitRule(0, 0.001),
        "mg/dL": UnitRule(0, 0.05),
        "mg/dL/min": UnitRule(1, 0.005),
        "min": UnitRule(0, 0.001),
        "mm[Hg]": UnitRule(0, 0.01),
        "mmol/L": UnitRule(1, 0.005),
        "ms": UnitRule(0, 0.01),
        "uS": UnitRule(1, 0.001),
        "ug": UnitRule(1, 0.001),
        "{AZM}": UnitRule(0, 0.0),
        "{MET}": UnitRule(1, 0.001),
        "{MET}.min": UnitRule(0, 0.001),
        "{count}": UnitRule(0, 0.0),
        "{index}": UnitRule(1, 0.001),
        "{score}": UnitRule(0, 0.001),
        "{steps}": UnitRule(0, 0.0),
    }
)


def metric(
    category: Category,
    code: str,
    name: str,
    unit: str,
    kind: Kind,
    low: float | None = None,
    high: float | None = None,
    *,
    per_day: tuple[float | None, float | None] = (None, None),
    per_minute: float | None = None,
    decimals: int | None = None,
    step: float | None = None,
    hold_minutes: int | None = None,
    better: str = "",
    loinc: str = "",
    loinc_also: tuple[tuple[str, str], ...] = (),
    omh: str = "",
    healthkit: str = "",
    by: str = "",
    states: str = "",
    hue: str = "",
    difference: bool = False,
    note: str = "",
) -> Metric:
    """Return the metric of one catalogue row, with its unit's rule and its category's hue filled in.

    `healthkit` and `states` are words with blanks between; `by` is the letters of `PROVIDERS_BY_LETTER`.
    """
    rule = UNIT_RULES[unit]
    return Metric(
        code=code,
        name=name,
        category=category,
        unit=unit,
        kind=kind,
        low=low,
        high=high,
        low_per_day=per_day[0],
        high_per_day=per_day[1],
        high_per_minute=per_minute,
        decimals=rule.decimals if decimals is None else decimals,
        step=rule.step if step is None else step,
        hold_ms=DEFAULT_HOLD_MS if hold_minutes is None else hold_minutes * 60_000,
        better=better,
        loinc=loinc,
        loinc_also=loinc_also,
        omh=omh,
        healthkit=tuple(healthkit.split()),
        providers=tuple(PROVIDERS_BY_LETTER[letter] for letter in by),
        states=tuple(states.split()),
        hue=hue or CATEGORY_HUES[category],
        difference=difference,
        note=note,
    )
