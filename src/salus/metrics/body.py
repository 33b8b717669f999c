"""Body: weight, composition and circumferences."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.BODY)

# fmt: off
BODY: Final[tuple[Metric, ...]] = (
    row("body_weight", "Body weight", "kg", Kind.LAST, 2, 500,
        loinc="29463-7", omh="body-weight", healthkit="BodyMass", by="AWPFGMCSO"),
    row("body_height", "Height", "m", Kind.LAST, 0.4, 2.6, decimals=2, step=0.0005,
        loinc="8302-2", omh="body-height", healthkit="Height", by="AWPFGO"),
    row("body_mass_index", "Body mass index", "kg/m2", Kind.LAST, 8, 120,
        loinc="39156-5", omh="body-mass-index", healthkit="BodyMassIndex", by="AF"),
    row("body_fat_percentage", "Body fat", "%", Kind.LAST, 2, 75,
        loinc="41982-0", omh="body-fat-percentage", healthkit="BodyFatPercentage", by="AWFGMC"),
    row("fat_mass", "Fat mass", "kg", Kind.LAST, 0, 300, by="W"),
    row("lean_body_mass", "Lean body mass", "kg", Kind.LAST, 10, 200,
        loinc="91557-9", healthkit="LeanBodyMass", by="AW", note="Everything but fat."),
    row("muscle_mass", "Muscle mass", "kg", Kind.LAST, 5, 150, by="WV"),
    row("skeletal_muscle_percentage", "Skeletal muscle", "%", Kind.LAST, 5, 70, by="V"),
    row("bone_mass", "Bone mass", "kg", Kind.LAST, 0.3, 10, by="WV"),
    row("body_water_mass", "Body water", "kg", Kind.LAST, 5, 150, by="W"),
    row("body_water_percentage", "Body water percentage", "%", Kind.LAST, 20, 80, by="V"),
    row("extracellular_water", "Extracellular water", "kg", Kind.LAST, 2, 60, by="W"),
    row("intracellular_water", "Intracellular water", "kg", Kind.LAST, 2, 90, by="W"),
    row("body_protein_percentage", "Body protein", "%", Kind.LAST, 5, 30, by="V"),
    row("visceral_fat", "Visceral fat rating", "{index}", Kind.LAST, 0, 60, better="lower",
        by="WV", note="The vendor's own scale."),
    row("subcutaneous_fat_percentage", "Subcutaneous fat", "%", Kind.LAST, 1, 70, by="V"),
    row("basal_metabolic_rate", "Basal metabolic rate", "kcal/d", Kind.LAST, 500, 6000,
        by="WV", note="An estimate by the scale."),
    row("metabolic_age", "Metabolic age", "a", Kind.LAST, 5, 120, better="lower", by="WV"),
    row("waist_circumference", "Waist", "cm", Kind.LAST, 30, 250,
        loinc="8280-0", healthkit="WaistCircumference", by="AMC"),
    row("hip_circumference", "Hips", "cm", Kind.LAST, 40, 250, by="MC"),
    row("neck_circumference", "Neck", "cm", Kind.LAST, 15, 80, by="MC"),
)
# fmt: on
