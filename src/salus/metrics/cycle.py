"""Cycle and reproductive health: coded events and periods; none of them is ever averaged."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.CYCLE)

# fmt: off
CYCLE: Final[tuple[Metric, ...]] = (
    row("menstrual_flow", "Menstrual flow", "", Kind.STATE,
        healthkit="MenstrualFlow", by="AG", states="none light medium heavy unspecified"),
    row("menstrual_cycle_start", "First day of period", "", Kind.STATE,
        healthkit="HKMenstrualCycleStart", by="A", states="no yes", note="Marks the first day of a period."),
    row("intermenstrual_bleeding", "Spotting", "", Kind.STATE,
        healthkit="IntermenstrualBleeding", by="A", states="no yes"),
    row("ovulation_test", "Ovulation test", "", Kind.STATE,
        healthkit="OvulationTestResult", by="A",
        states="negative luteinizing_hormone_surge indeterminate estrogen_surge"),
    row("pregnancy_test", "Pregnancy test", "", Kind.STATE,
        healthkit="PregnancyTestResult", by="A", states="negative positive indeterminate"),
    row("progesterone_test", "Progesterone test", "", Kind.STATE,
        healthkit="ProgesteroneTestResult", by="A", states="negative positive indeterminate"),
    row("cervical_mucus", "Cervical mucus", "", Kind.STATE,
        healthkit="CervicalMucusQuality", by="A", states="dry sticky creamy watery egg_white"),
    row("sexual_activity", "Sexual activity", "", Kind.STATE,
        healthkit="SexualActivity", by="A", states="unspecified protection_used protection_not_used",
        note="The state says whether protection was used."),
    row("contraceptive", "Contraceptive", "", Kind.STATE,
        healthkit="Contraceptive", by="A",
        states="unspecified implant injection intrauterine_device intravaginal_ring oral patch"),
    row("pregnancy", "Pregnancy", "", Kind.STATE, healthkit="Pregnancy", by="A", note="An interval."),
    row("lactation", "Lactation", "", Kind.STATE, healthkit="Lactation", by="A", note="An interval."),
    row("cycle_deviation", "Cycle deviation", "", Kind.STATE,
        healthkit=(
            "InfrequentMenstrualCycles IrregularMenstrualCycles ProlongedMenstrualPeriods "
            "PersistentIntermenstrualBleeding"
        ), by="A", states="infrequent irregular prolonged persistent_spotting"),
)
# fmt: on
