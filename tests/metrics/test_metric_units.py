"""Conversions both ways: exact factors, the texts that sources write, and what must be refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus import metrics
from salus.kit.errors import RecordSkipped
from salus.metrics import ALL, Metric, units
from salus.metrics.unit_tables import SIZES, SPECIAL
from salus.metrics.units import Linear

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6)


@pytest.mark.parametrize(
    ("code", "unit", "scale"),
    [
        ("body_weight", "lb", 0.45359237),
        ("body_weight", "st", 6.35029318),
        ("body_weight", "g", 0.001),
        ("waist_circumference", "in", 2.54),
        ("elevation_gain", "ft", 0.3048),
        ("body_height", "cm", 0.01),
        ("body_height", "ft", 0.3048),
        ("body_height", "in", 0.0254),
        ("distance_walking_running", "mi", 1609.344),
        ("distance_walking_running", "km", 1000),
        ("distance_swimming", "yd", 0.9144),
        ("energy_active", "kJ", 1 / 4.184),
        ("energy_active", "Cal", 1),
        ("energy_active", "Calories", 1),
        ("energy_active", "calories", 1),
        ("energy_active", "cal", 0.001),
        ("energy_intake", "kJ", 1 / 4.184),
        ("basal_metabolic_rate", "kcal", 1),
        ("basal_metabolic_rate", "W", 86400 / 4184),
        ("glucose_blood", "mmol/L", 18.0156),
        ("glucose_interstitial", "mmol/L", 18.0156),
        ("glucose_trend", "mmol/L/min", 18.0156),
        ("glucose_blood", "mmol<180.1558800000541>/L", 18.01558800000541),
        ("blood_ketone", "mmol/L", 1),
        ("water_intake", "fl_oz_us", 29.5735295625),
        ("water_intake", "fl oz", 29.5735295625),
        ("water_intake", "cup_us", 236.5882365),
        ("water_intake", "L", 1000),
        ("water_intake", "g", 1),
        ("vitamin_d", "IU", 0.025),
        ("vitamin_a", "IU", 0.3),
        ("retinol", "IU", 0.3),
        ("vitamin_e", "IU{natural}", 0.67),
        ("vitamin_e", "IU{synthetic}", 0.45),
        ("sodium", "g{salt}", 1000 / 2.5),
        ("sodium", "mg{salt}", 1 / 2.5),
        ("spo2", "fraction", 100),
        ("spo2", "%", 1),
        ("heart_rate", "count/s", 60),
        ("heart_rate", "Hz", 60),
        ("heart_rate", "count/min", 1),
        ("heart_rate", "bpm", 1),
        ("cadence_running", "{strides}/min", 2),
        ("cadence_running", "spm", 1),
        ("running_speed", "km/h", 1 / 3.6),
        ("running_speed", "km/hr", 1 / 3.6),
        ("running_speed", "mi/hr", 0.44704),
        ("stair_ascent_speed", "ft/s", 0.3048),
        ("electrodermal_activity", "mcS", 1),
        ("electrodermal_activity", "S", 1_000_000),
        ("electrodermal_activity", "µS", 1),
        ("vitamin_k", "mcg", 1),
        ("vitamin_k", "µg", 1),
        ("vitamin_k", "μg", 1),
        ("vitamin_k", "mg", 1000),
        ("sodium", "g", 1000),
        ("protein", "oz", 28.349523125),
        ("vo2_max", "mL/min·kg", 1),
        ("vo2_max", "mL/kg/min", 1),
        ("physical_effort", "kcal/hr·kg", 1),
        ("physical_effort", "kcal/hr-kg", 1),
        ("average_met", "kcal/hr·kg", 1),
        ("environmental_sound_level", "dBASPL", 1),
        ("workout_effort", "appleEffortScore", 1),
        ("insulin_bolus", "IU", 1),
        ("insulin_basal", "U", 1),
        ("insulin_basal", "iu", 1),
        ("steps", "count", 1),
        ("steps", "", 1),
        ("body_mass_index", "count", 1),
        ("body_mass_index", "kg/m²", 1),
        ("uv_exposure", "count", 1),
        ("sleep_breathing_disturbances", "count", 1),
        ("stand_hours", "count", 1),
        ("sleep_duration_total", "hr", 60),
        ("sleep_duration_total", "s", 1 / 60),
        ("sleep_duration_total", "ms", 1 / 60_000),
        ("hrv_rmssd", "s", 1000),
        ("sleep_apnea_hypopnea_index", "/min", 60),
        ("peak_expiratory_flow", "L/s", 60),
        ("fev1", "mL", 0.001),
        ("cycling_power", "kW", 1000),
        ("body_temperature", "°C", 1),
        ("body_temperature", "degC", 1),
        ("skin_temperature_deviation", "degF", 5 / 9),
        ("skin_temperature_deviation", "K", 1),
        ("active_zone_minutes", "count", 1),
        ("met_minutes", "MET-h", 60),
        ("alcoholic_drinks", "count", 1),
        ("glucose_blood", "g/L", 100),
        ("distance_walking_running", "Miles", 1609.344),
        ("body_weight", "KG", 1),
        ("body_weight", " lbs ", 0.45359237),
    ],
)
def test_a_unit_has_its_exact_factor_both_ways(code: str, unit: str, scale: float):
    metric = metrics.get(code)
    found = units.factor(unit, metric)
    assert found.scale == pytest.approx(scale, rel=1e-15)
    assert found.offset == 0
    assert units.to_canonical(7.5, unit, metric) == pytest.approx(7.5 * scale, rel=1e-15)
    assert units.from_canonical(7.5 * scale, metric, unit) == pytest.approx(7.5, rel=1e-15)


@pytest.mark.parametrize("unit", ["degF", "[degF]", "°F", "F"])
def test_fahrenheit_moves_the_zero_of_a_temperature(unit: str):
    metric = metrics.get("body_temperature")
    assert units.to_canonical(98.6, unit, metric) == pytest.approx(37.0, abs=1e-12)
    assert units.to_canonical(32.0, unit, metric) == pytest.approx(0.0, abs=1e-12)
    assert units.from_canonical(100.0, metric, unit) == pytest.approx(212.0, abs=1e-12)


def test_fahrenheit_does_not_move_the_zero_of_a_difference():
    metric = metrics.get("skin_temperature_deviation")
    assert units.to_canonical(-1.8, "degF", metric) == pytest.approx(-1.0, abs=1e-12)


def test_kilopascals_are_mercury_of_the_conventional_millimetre():
    metric = metrics.get("blood_pressure_systolic")
    assert units.to_canonical(1.0, "kPa", metric) == pytest.approx(7.50062, abs=5e-6)
    assert units.from_canonical(120.0, metric, "kPa") == pytest.approx(120 * 0.133322387415)


def test_a_kelvin_reading_moves_the_zero_too():
    assert units.to_canonical(310.15, "K", metrics.get("body_temperature")) == pytest.approx(37.0)


@pytest.mark.parametrize(
    ("code", "unit", "approximate"),
    [
        ("vitamin_a", "IU", True),
        ("sodium", "g{salt}", True),
        ("retinol", "IU", False),
        ("vitamin_d", "IU", False),
        ("vitamin_a", "mcg", False),
    ],
)
def test_a_factor_that_holds_only_roughly_says_so(code: str, unit: str, approximate: bool):
    assert units.factor(unit, metrics.get(code)).approximate is approximate


@pytest.mark.parametrize(
    ("code", "unit", "why"),
    [
        ("body_height", "kg", "“kg” is a unit of mass; body_height is kept in m"),
        ("steps", "lb", "“lb” is a unit of mass; steps is kept in {steps}"),
        ("steps", "km", "“km” is a unit of length"),
        ("heart_rate", "ms", "“ms” is a unit of time"),
        ("heart_rate", "", "a number without a unit cannot be frequency; heart_rate is kept in /min"),
        ("heart_rate", "count", "“count” counts things; heart_rate is frequency"),
        ("heart_rate", "zorkmid", "“zorkmid” is not a known unit of frequency"),
        ("vitamin_c", "IU", "“IU” is a unit of biological activity"),
        ("vitamin_e", "IU", "differ between natural and synthetic"),
        ("iron", "%", "“%” is a unit of percent"),
        ("energy_active", "CAL", "not a known unit of energy"),
        ("blood_ketone", "mg/dL", "depend on which ketone"),
        ("cadence_running", "rpm", "one foot or both"),
        ("water_intake", "oz", "fl oz is a volume"),
        ("glucose_blood", "mmol<104.1>/L", "kept in mg/dL"),
        ("glucose_dietary", "mmol/L", "is a unit of molar concentration"),
        ("cholesterol_dietary", "mmol<180.1558800000541>/L", "kept in mg"),
        ("sleep_stage", "min", "is a state and has no unit"),
        ("metabolic_age", "min", "is a unit of time"),
        ("spo2", "1", "a number without a unit cannot be percent"),
        ("body_weight", "k" * 5000, "“k{40}…” is not a known unit of mass"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused_with_the_reason(code: str, unit: str, why: str):
    with pytest.raises(RecordSkipped, match=why) as refused:
        units.factor(unit, metrics.get(code))
    assert refused.value.reason == "unknown_unit"


def test_no_unit_text_stands_for_two_sizes_of_one_measure():
    for measure, by_size in SIZES.items():
        texts = [text for texts in by_size.values() for text in texts.split()]
        assert len(texts) == len(set(texts)), measure
        assert texts == [units.plain(text) for text in texts], measure
    for code, by_text in SPECIAL.items():
        assert code in ALL
        assert list(by_text) == [units.plain(text) for text in by_text]


@pytest.mark.parametrize("metric", ALL.values(), ids=ALL)
def test_a_canonical_unit_is_understood_as_itself(metric: Metric):
    assert units.factor(metric.unit, metric) == Linear(1.0)


@pytest.mark.parametrize("metric", ALL.values(), ids=ALL)
def test_a_person_may_choose_units_that_convert(metric: Metric):
    offered = units.display_units(metric)
    assert len(set(offered)) == len(offered)
    assert bool(offered) == bool(metric.unit)
    for unit in offered:
        units.factor(unit, metric)
        assert 0 <= units.display_decimals(metric, unit) <= 3


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("body_weight", ("kg", "lb", "st")),
        ("body_height", ("cm", "ft-in", "m")),
        ("waist_circumference", ("cm", "in")),
        ("distance_cycling", ("km", "mi")),
        ("glucose_blood", ("mg/dL", "mmol/L")),
        ("body_temperature", ("°C", "°F")),
        ("energy_intake", ("kcal", "kJ")),
        ("water_intake", ("mL", "fl oz", "cup")),
        ("heart_rate", ("bpm",)),
        ("sleep_score", ("",)),
        ("sleep_stage", ()),
    ],
)
def test_the_units_of_a_quantity_are_those_people_use(code: str, offered: tuple[str, ...]):
    assert units.display_units(metrics.get(code)) == offered


def test_digits_follow_the_unit_that_is_shown():
    def digits(code: str, unit: str) -> int:
        return units.display_decimals(metrics.get(code), unit)

    assert digits("distance_walking_running", "km") == 2
    assert digits("body_height", "cm") == 0
    assert digits("body_height", "m") == 2
    assert digits("glucose_blood", "mg/dL") == 0
    assert digits("glucose_blood", "mmol/L") == 1
    assert digits("body_weight", "lb") == 1


def every_unit() -> list[tuple[str, str]]:
    pairs = [(metric.code, unit) for metric in ALL.values() for unit in units.display_units(metric)]
    pairs += [(code, text) for code, by_text in SPECIAL.items() for text in by_text]
    for by_size in SIZES.values():
        texts = [text for texts in by_size.values() for text in texts.split()]
        home = next((metric for metric in ALL.values() if metric.unit in texts), None)
        pairs += [(home.code, text) for text in texts] if home else []
    return pairs


@given(st.sampled_from(every_unit()), finite)
def test_a_value_comes_back_from_the_canonical_unit(pair: tuple[str, str], value: float):
    code, unit = pair
    metric = metrics.get(code)
    there = units.to_canonical(value, unit, metric)
    # Where zero moves, the error is that of the moved number.
    assert units.from_canonical(there, metric, unit) == pytest.approx(value, rel=1e-12, abs=1e-9)


@given(st.sampled_from(every_unit()), st.lists(finite, max_size=20))
def test_arrays_are_converted_as_single_values_are(pair: tuple[str, str], values: list[float]):
    code, unit = pair
    conversion = units.factor(unit, metrics.get(code))
    found = conversion.into_array(np.array(values, dtype=np.float64))
    assert found.tolist() == [conversion.into(value) for value in values]


@given(st.text(max_size=40), st.sampled_from(list(ALL.values())))
def test_any_text_is_converted_or_refused(text: str, metric: Metric):
    try:
        scale = units.factor(text, metric).scale
    except RecordSkipped:
        return
    assert scale > 0
