"""Glucose, insulin and related laboratory values."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.GLUCOSE)

# fmt: off
GLUCOSE: Final[tuple[Metric, ...]] = (
    row("glucose_blood", "Blood glucose", "mg/dL", Kind.MEAN, 10, 800,
        loinc="41653-7", omh="blood-glucose", healthkit="BloodGlucose", by="AGCV", note="Fingerstick."),
    row("glucose_interstitial", "Glucose, continuous", "mg/dL", Kind.MEAN, 20, 600, hold_minutes=10,
        loinc="99504-3", loinc_also=(("molar", "105272-9"),), omh="blood-glucose", healthkit="BloodGlucose",
        by="AV", note="Interstitial fluid, by a continuous monitor."),
    row("glucose_trend", "Glucose rate of change", "mg/dL/min", Kind.LAST, -10, 10, by="V"),
    row("glucose_time_in_range", "Glucose time in range", "%", Kind.MEAN, 0, 100, decimals=0,
        better="higher", note="Share of covered time between 70 and 180 mg/dL; derived."),
    row("insulin_basal", "Basal insulin", "[iU]", Kind.SUM, 0, per_day=(0, 300),
        healthkit="InsulinDelivery", by="AV"),
    row("insulin_bolus", "Bolus insulin", "[iU]", Kind.SUM, 0, per_day=(0, 300),
        healthkit="InsulinDelivery", by="AV"),
    row("blood_ketone", "Blood ketone", "mmol/L", Kind.LAST, 0, 15, by="CV"),
    row("blood_alcohol", "Blood alcohol", "%", Kind.LAST, 0, 0.6, decimals=3, step=0.0001, better="lower",
        loinc="74859-0", healthkit="BloodAlcoholContent", by="A"),
)
# fmt: on
