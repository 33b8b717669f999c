"""The catalogue against an independent list of every code with its unit, kind, limits and LOINC codes."""

from __future__ import annotations

import csv
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus import metrics
from salus.kit.errors import UserInputError
from salus.metrics import ALL, Category, Kind, Metric
from salus.metrics.model import DEFAULT_HOLD_MS, HUES, PROVIDERS_BY_LETTER

LIST = Path(__file__).with_name("catalogue.csv")
EVERY = pytest.mark.parametrize("metric", ALL.values(), ids=ALL)
finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)


def listed() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_catalogue_holds_exactly_the_listed_metrics_in_their_order():
    assert list(ALL) == [row["code"] for row in listed()]
    assert len(ALL) == 279
    assert [len(metrics.in_category(category)) for category in Category] == [28, 69, 42, 21, 12, 12, 8, 87]


@pytest.mark.parametrize("row", listed(), ids=lambda row: row["code"])
def test_a_metric_has_the_listed_category_unit_kind_limits_and_loinc(row: dict[str, str]):
    metric = metrics.get(row["code"])
    assert metric.category == row["category"]
    assert metric.unit == row["unit"]
    assert metric.kind == row["kind"]
    assert [metric.loinc, *(code for _, code in metric.loinc_also)] == (row["loinc"].split() or [""])
    sample, day, minute = limits(row["limits"])
    if sample is not None:
        assert (metric.low, metric.high) == sample
    elif metric.unit == "":
        assert (metric.low, metric.high) == (None, None)
    else:
        # Limits of a day do not reject a sample, but nothing that is counted is negative. One entry of a
        # diary may be held against the day's limit.
        assert metric.low == 0
        assert metric.high == (day[1] if day and metric.category is Category.NUTRITION else None)
    assert (metric.low_per_day, metric.high_per_day) == (day or (None, None))
    assert metric.high_per_minute == minute


def limits(text: str) -> tuple[tuple[float, float] | None, tuple[float, float] | None, float | None]:
    sample = day = minute = None
    for part in filter(None, (part.strip() for part in text.split(";"))):
        numbers, _, per = part.partition(" /")
        low, high = numbers.split("..")
        match per:
            case "min":
                minute = float(high)
            case "d":
                day = (float(low), float(high))
            case _:
                sample = (float(low), float(high))
    return sample, day, minute


@EVERY
def test_every_field_is_sane(metric: Metric):
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", metric.code)
    assert metric.name.strip() == metric.name != ""
    assert metric.name[0].isupper()
    assert 0 <= metric.decimals <= 3
    assert metric.step >= 0
    assert metric.hold_ms >= DEFAULT_HOLD_MS
    assert metric.better in ("", "higher", "lower")
    assert metric.hue in HUES
    assert set(metric.providers) <= set(PROVIDERS_BY_LETTER.values())
    assert len(set(metric.providers)) == len(metric.providers)
    assert len(set(metric.states)) == len(metric.states)
    assert len(set(metric.healthkit)) == len(metric.healthkit)
    assert not any(name.startswith(("HKQuantityType", "HKCategoryType")) for name in metric.healthkit)
    for low, high in ((metric.low, metric.high), (metric.low_per_day, metric.high_per_day)):
        assert low is None or high is None or low < high
    if metric.kind is Kind.STATE:
        assert metric.unit == ""
    else:
        assert metric.unit
        assert metric.states == ()
        assert metric.low is not None


@EVERY
def test_a_step_is_smaller_than_what_is_shown(metric: Metric):
    """Two values that read differently are never taken for one value."""
    assert metric.step < 10.0**-metric.decimals or metric.step == 0


@EVERY
def test_limits_are_wider_than_the_step(metric: Metric):
    if metric.low is not None and metric.high is not None:
        assert metric.high - metric.low > 10 * metric.step


def loinc_codes() -> Iterator[str]:
    for metric in ALL.values():
        yield from filter(None, [metric.loinc, *(code for _, code in metric.loinc_also)])


@pytest.mark.parametrize("code", sorted(set(loinc_codes())))
def test_a_loinc_code_has_its_check_digit(code: str):
    assert re.fullmatch(r"[1-9]\d{0,6}-\d", code)
    body, check = code.split("-")
    doubled = "".join(
        str(int(digit) * 2) if index % 2 == 0 else digit for index, digit in enumerate(reversed(body))
    )
    assert (10 - sum(map(int, doubled)) % 10) % 10 == int(check)


@pytest.mark.parametrize(
    ("code", "unit", "kind", "decimals", "step", "hue"),
    [
        ("steps", "{steps}", Kind.SUM, 0, 0.0, "move"),
        ("heart_rate", "/min", Kind.MEAN, 0, 0.01, "heart"),
        ("heart_rate_resting", "/min", Kind.LAST, 0, 0.01, "heart"),
        ("hrv_sdnn", "ms", Kind.MEAN, 0, 0.01, "heart"),
        ("body_weight", "kg", Kind.LAST, 1, 0.005, "fuel"),
        ("body_height", "m", Kind.LAST, 2, 0.0005, "fuel"),
        ("body_fat_percentage", "%", Kind.LAST, 1, 0.01, "fuel"),
        ("sleep_duration_total", "min", Kind.DURATION, 0, 0.001, "rest"),
        ("sleep_stage", "", Kind.STATE, 0, 0.0, "rest"),
        ("respiratory_rate", "/min", Kind.MEAN, 1, 0.01, "rest"),
        ("energy_active", "kcal", Kind.SUM, 0, 0.001, "move"),
        ("distance_walking_running", "m", Kind.SUM, 0, 0.01, "move"),
        ("exercise_minutes", "min", Kind.DURATION, 0, 0.001, "move"),
        ("stand_hours", "h", Kind.SUM, 0, 0.001, "move"),
        ("spo2", "%", Kind.MEAN, 0, 0.01, "heart"),
        ("body_temperature", "Cel", Kind.MEAN, 1, 0.005, "heart"),
        ("skin_temperature_deviation", "Cel", Kind.LAST, 1, 0.005, "heart"),
        ("blood_pressure_systolic", "mm[Hg]", Kind.MEAN, 0, 0.01, "heart"),
        ("environmental_sound_level", "dB[SPL]", Kind.LEQ, 0, 0.01, "heart"),
        ("rr_interval", "ms", Kind.RAW, 0, 0.01, "heart"),
        ("workout_heart_rate_max", "/min", Kind.MAX, 0, 0.01, "move"),
        ("heart_rate_min", "/min", Kind.MIN, 0, 0.01, "heart"),
        ("glucose_interstitial", "mg/dL", Kind.MEAN, 0, 0.05, "fuel"),
        ("blood_alcohol", "%", Kind.LAST, 3, 0.0001, "fuel"),
        ("mood_valence", "{score}", Kind.MEAN, 2, 0.0005, "mind"),
        ("menstrual_flow", "", Kind.STATE, 0, 0.0, "mind"),
        ("symptom", "", Kind.STATE, 0, 0.0, "mind"),
        ("energy_intake", "kcal", Kind.SUM, 0, 0.001, "fuel"),
        ("vitamin_d", "ug", Kind.SUM, 1, 0.001, "fuel"),
        ("amino_leucine", "g", Kind.SUM, 2, 0.001, "fuel"),
    ],
)
def test_well_known_metrics_are_shown_and_compared_as_people_expect(
    code: str, unit: str, kind: Kind, decimals: int, step: float, hue: str
):
    metric = metrics.get(code)
    assert (metric.unit, metric.kind, metric.decimals, metric.step, metric.hue) == (
        unit,
        kind,
        decimals,
        step,
        hue,
    )


def test_sleep_stages_keep_the_order_that_their_stored_codes_mean():
    assert metrics.get("sleep_stage").states == (
        "in_bed",
        "asleep",
        "awake",
        "light",
        "deep",
        "rem",
        "restless",
        "out_of_bed",
        "unknown",
    )


def test_a_healthkit_type_leads_to_one_metric_unless_its_record_must_decide():
    by_type: dict[str, list[str]] = {}
    for metric in ALL.values():
        for name in metric.healthkit:
            if "/" not in name:
                by_type.setdefault(name, []).append(metric.code)
    assert {name: codes for name, codes in by_type.items() if len(codes) > 1} == {
        "BloodGlucose": ["glucose_blood", "glucose_interstitial"],
        "InsulinDelivery": ["insulin_basal", "insulin_bolus"],
    }
    assert by_type["StepCount"] == ["steps"]
    assert by_type["SleepAnalysis"] == ["sleep_stage"]
    assert by_type["Headache"] == ["symptom"]


def test_metrics_can_be_hashed_compared_and_sent_to_another_process():
    metric = metrics.get("steps")
    assert len({metric, pickle.loads(pickle.dumps(metric))}) == 1


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("step", "steps"),
        ("heart-rate", "heart_rate"),
        ("Body weight", "body_weight"),
        ("Resting heart rate", "heart_rate_resting"),
        ("hart_rate", "heart_rate"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest_one(asked: str, offered: str):
    with pytest.raises(UserInputError, match=rf"There is no metric “{asked}”. Did you mean {offered}") as e:
        metrics.get(asked)
    assert e.value.code == "unknown_metric"


def test_a_code_like_no_other_is_answered_without_a_guess():
    with pytest.raises(UserInputError, match=r"There is no metric “q{60}…”. The list of metrics"):
        metrics.get("q" * 5000)


def test_an_unknown_category_names_those_that_exist():
    with pytest.raises(UserInputError, match="sleep, activity, vitals") as e:
        metrics.in_category("hearts")
    assert e.value.code == "unknown_category"
    assert metrics.in_category("cycle") == metrics.in_category(Category.CYCLE)


def test_values_are_the_same_within_the_step_or_a_millionth():
    steps, weight = metrics.get("steps"), metrics.get("body_weight")
    assert metrics.same(1000.0, 1000.001, steps)
    assert not metrics.same(1000.0, 1001.0, steps)
    assert metrics.same(0.0, 0.0, steps)
    assert not metrics.same(0.0, 1e-9, steps)
    assert metrics.same(70.0, 70.005, weight) is (abs(70.0 - 70.005) <= 0.005)
    assert metrics.same(70.0, 70.004, weight)
    assert not metrics.same(70.0, 70.006, weight)


def test_a_re_export_in_kilojoules_with_four_decimals_is_no_change():
    energy = metrics.get("energy_active")
    for kcal in (0.123456, 12.3456789, 512.999, 1e5):
        assert metrics.same(kcal, round(kcal * 4.184, 4) / 4.184, energy)


@given(st.lists(st.tuples(finite, finite), max_size=30), st.sampled_from(list(ALL.values())))
def test_same_array_agrees_with_same(pairs: list[tuple[float, float]], metric: Metric):
    a, b = (np.array([pair[i] for pair in pairs], dtype=np.float64) for i in (0, 1))
    assert metrics.same_array(a, b, metric).tolist() == [metrics.same(x, y, metric) for x, y in pairs]


@given(finite, finite, st.sampled_from(list(ALL.values())))
def test_a_value_is_the_same_as_itself_and_nothing_is_the_same_beyond_both_bounds(
    a: float, b: float, metric: Metric
):
    assert metrics.same(a, a, metric)
    if abs(a - b) > metric.step + 1e-6 * abs(a):
        assert not metrics.same(a, b, metric)
