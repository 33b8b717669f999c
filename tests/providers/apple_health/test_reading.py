"""What elements of an export become."""

from __future__ import annotations

import pytest

from salus import metrics
from salus.providers.base import GRAIN_DAILY, EventRecord, SampleBlock, SourceKey
from tests.providers.apple_health.exports import WATCH, chunks_of, export, record
from tests.providers.rendering import balance

Q = "HKQuantityTypeIdentifier"
C = "HKCategoryTypeIdentifier"
EIGHT = 1_795_158_000_000  # 2026-11-20 08:00 +0100
WATCH_KEY = SourceKey("com.apple.health", "Apple Inc.", "Watch", "Watch6,12")


def samples(*elements: str) -> list[SampleBlock]:
    chunks = chunks_of(export(*elements))
    read, became = balance(chunks)
    assert read == became
    return [block for chunk in chunks for block in chunk.blocks]


def only(*elements: str) -> SampleBlock:
    blocks = samples(*elements)
    assert len(blocks) == 1, blocks
    return blocks[0]


def event(*elements: str) -> EventRecord:
    events = [event for chunk in chunks_of(export(*elements)) for event in chunk.events]
    assert len(events) == 1, events
    return events[0]


def rejected(*elements: str) -> list[tuple[str, str]]:
    chunks = chunks_of(export(*elements))
    read, became = balance(chunks)
    assert read == became
    return [(r.reason, r.metric) for chunk in chunks for r in chunk.rejected]


def test_a_step_record_is_one_sample_of_the_watch_in_the_unit_of_the_file():
    block = only(record(end="2026-11-20 08:05:00 +0100"))
    assert (block.metric, block.unit, block.source) == ("steps", "count", WATCH_KEY)
    assert (block.starts.tolist(), block.durations.tolist(), block.values.tolist()) == (
        [EIGHT],
        [300_000],
        [10.0],
    )


@pytest.mark.parametrize(
    ("written", "read"), [("0.97", 97.0), ("1", 100.0), ("97", 97.0), ("0", 0.0), ("1.51", 1.51)]
)
def test_fractions_become_percent_and_percent_stays(written, read):
    block = only(record(f"{Q}OxygenSaturation", value=written, unit="%"))
    assert block.values.tolist() == pytest.approx([read])


def test_a_percentage_between_one_and_one_and_a_half_is_rejected():
    assert rejected(record(f"{Q}OxygenSaturation", value="1.2", unit="%")) == [
        ("percent_scale_unclear", "spo2")
    ]


def test_the_address_of_a_device_and_the_version_of_its_software_make_no_new_source():
    blocks = samples(
        record(),
        record(device=WATCH.replace("2813a5e00", "77"), start="2026-11-20 09:00:00 +0100"),
        record(
            device=WATCH.replace("software:10.1", "software:11.0"),
            version="11.0",
            start="2026-11-20 10:00:00 +0100",
        ),
    )
    assert [len(block) for block in blocks] == [3]


def test_a_device_of_an_app_of_another_maker_is_that_apps_source():
    device = "<<HKDevice: 0x1>, name:Oura Ring, manufacturer:Oura, model:Gen3, hardware:x, software:2>"
    assert only(record(source="Oura", device=device)).source == SourceKey("Oura", "Oura", "Gen3", "x")


def test_a_record_without_device_is_left_to_its_name():
    block = only(record(source=" Ann’s\u00a0iPhone ", device=None))
    assert block.source == SourceKey("", by_name="Ann’s iPhone")


def test_names_and_the_times_at_which_devices_wrote_under_them_are_told():
    chunk = chunks_of(
        export(record(), record(source="Ann’s New Watch", start="2026-11-21 08:00:00 +0100"), record())
    )[0]
    assert chunk.names[WATCH_KEY].display == "Ann’s New Watch"
    assert {name: starts.tolist() for (name, _), starts in chunk.writes.items()} == {
        "Ann’s Watch": [EIGHT],
        "Ann’s New Watch": [EIGHT + 86_400_000],
    }


def test_values_typed_by_the_person_are_a_source_of_their_own():
    assert only(record(metadata={"HKWasUserEntered": "1"})).source.by_hand
    assert not only(record(metadata={"HKWasUserEntered": "0"})).source.by_hand


@pytest.mark.parametrize(
    ("written", "stage"),
    [
        ("HKCategoryValueSleepAnalysisInBed", "in_bed"),
        ("HKCategoryValueSleepAnalysisAsleep", "asleep"),
        ("HKCategoryValueSleepAnalysisAsleepUnspecified", "asleep"),
        ("HKCategoryValueSleepAnalysisAwake", "awake"),
        ("HKCategoryValueSleepAnalysisAsleepCore", "light"),
        ("HKCategoryValueSleepAnalysisAsleepDeep", "deep"),
        ("HKCategoryValueSleepAnalysisAsleepREM", "rem"),
        ("3", "light"),
        ("9", "unknown"),
        ("HKCategoryValueSleepAnalysisDreaming", "unknown"),
    ],
)
def test_sleep_is_samples_of_stages(written, stage):
    block = only(record(f"{C}SleepAnalysis", value=written, unit=None, end="2026-11-20 08:30:00 +0100"))
    assert block.metric == "sleep_stage"
    assert [metrics.get("sleep_stage").states[int(value)] for value in block.values] == [stage]


def test_a_zone_on_a_record_is_evidence_for_its_time():
    chunk = chunks_of(
        export(
            record(
                f"{C}SleepAnalysis",
                value="HKCategoryValueSleepAnalysisAsleepCore",
                unit=None,
                end="2026-11-20 08:30:00 +0100",
                metadata={"HKTimeZone": "Europe/Berlin"},
            )
        )
    )[0]
    assert [(z.at_ms, z.until_ms, z.zone) for z in chunk.zones] == [
        (EIGHT, EIGHT + 1_800_000, "Europe/Berlin")
    ]


def test_an_hour_stood_counts_one_and_an_idle_hour_nothing():
    block = only(
        *(
            record(f"{C}AppleStandHour", value=f"HKCategoryValueAppleStandHour{word}", unit=None)
            for word in ("Stood", "Idle")
        ),
        *(record(f"{C}AppleStandHour", value=number, unit=None) for number in "01"),
    )
    assert (block.metric, block.values.tolist()) == ("stand_hours", [1, 0, 1, 0])


def test_mindful_minutes_are_the_length_of_the_session():
    block = only(
        record(
            f"{C}MindfulSession",
            value="HKCategoryValueNotApplicable",
            unit=None,
            end="2026-11-20 08:12:30 +0100",
        )
    )
    assert (block.metric, block.unit, block.values.tolist()) == ("mindful_minutes", "min", [12.5])


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("Dexcom G6", "glucose_interstitial"),
        ("LibreLink", "glucose_interstitial"),
        ("Meter", "glucose_blood"),
    ],
)
def test_glucose_of_a_known_continuous_monitor_is_interstitial(name, metric):
    block = only(
        record(f"{Q}BloodGlucose", value="5.4", unit="mmol<180.1558800000541>/L", source=name, device=None)
    )
    assert (block.metric, block.unit) == (metric, "mmol<180.1558800000541>/L")


def test_glucose_before_a_meal_and_the_site_of_a_temperature_are_contexts():
    assert (
        only(record(f"{Q}BloodGlucose", unit="mg/dL", metadata={"HKBloodGlucoseMealTime": "1"})).context
        == "before_meal"
    )
    assert (
        only(
            record(f"{Q}BodyTemperature", unit="degC", metadata={"HKBodyTemperatureSensorLocation": "3"})
        ).context
        == "ear"
    )


def test_insulin_is_basal_or_bolus_by_its_reason_and_is_rejected_without_one():
    blocks = samples(
        *(
            record(f"{Q}InsulinDelivery", unit="IU", metadata={"HKInsulinDeliveryReason": reason})
            for reason in "12"
        )
    )
    assert [block.metric for block in blocks] == ["insulin_basal", "insulin_bolus"]
    assert rejected(record(f"{Q}InsulinDelivery", unit="IU")) == [("no_insulin_reason", "insulin_bolus")]


def test_the_sleep_goal_is_a_goal_and_no_sleep():
    block = only(record("HKDataTypeSleepDurationGoal", value="8", unit="hr"))
    assert (block.metric, block.unit, block.values.tolist()) == ("sleep_goal", "hr", [8.0])


def test_a_sample_longer_than_a_day_is_an_event():
    found = event(record(end="2026-11-21 08:00:01 +0100"))
    assert (found.kind, found.value, found.unit) == ("steps", 10.0, "count")
    assert len(only(record(end="2026-11-21 08:00:00 +0100"))) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": "2026-02-30 08:00:00 +0100"}, "bad_date"),
        ({"start": "yesterday"}, "bad_date"),
        ({"start": "1969-12-31 23:00:00 +0000"}, "before_1970"),
        ({"start": "-2026-01-01 00:00:00 +0000"}, "before_1970"),
        ({"end": "2200-01-01 00:00:00 +0100"}, "after_2199"),
        ({"start": "9999-12-31 23:59:59 -1200", "end": "9999-12-31 23:59:59 -1200"}, "after_2199"),
        ({"end": "2026-11-20 07:59:59 +0100"}, "end_before_start"),
        ({"value": "many"}, "bad_value"),
        ({"value": "nan"}, "bad_value"),
        ({"value": "1_0"}, "bad_value"),
        ({"value": "1e999"}, "bad_value"),
        ({"value": ""}, "no_value"),
        ({"value": None}, "no_value"),
        ({"start": ""}, "no_date"),
    ],
)
def test_one_bad_record_is_rejected_with_its_reason_and_the_others_stay(changes, reason):
    bad = record(**changes)
    data = export(record(), bad, record(start="2026-11-20 12:00:00 +0100"))
    chunks = chunks_of(data)
    assert [len(block) for chunk in chunks for block in chunk.blocks] == [2]
    found = [r for chunk in chunks for r in chunk.rejected]
    assert [(r.reason, r.metric) for r in found] == [(reason, "steps")]
    assert chunks[0].raw(found[0].offset).decode() == bad.strip()
    assert data[found[0].offset :][: found[0].length].decode() == bad.strip()
    assert balance(chunks) == (3, 3)


@pytest.mark.parametrize("name", ["A" * 401, "A" * 3_000_000])
def test_a_name_longer_than_any_phone_writes_costs_its_record_only(name):
    chunks = chunks_of(export(record(source=name), record(start="2026-11-20 12:00:00 +0100")))
    assert [len(block) for chunk in chunks for block in chunk.blocks] == [1]
    assert [r.reason for chunk in chunks for r in chunk.rejected] == ["malformed"]
    assert balance(chunks) == (2, 2)


def test_an_instant_that_is_1970_only_by_its_offset_is_kept():
    assert only(record(start="1969-12-31 23:30:00 -0100")).starts.tolist() == [1_800_000]


def test_dates_of_ios_8_and_its_name_for_the_source_are_read():
    old = (
        ' <Record type="HKQuantityTypeIdentifierStepCount" source="iPhone" unit="count" '
        'startDate="20150616071916-0700" endDate="20150616071916-0700" value="4"/>\n'
    )
    block = only(old)
    assert block.source.by_name == "iPhone"
    assert block.starts.tolist() == [1_434_464_356_000]


def test_an_unknown_type_is_counted_by_its_name():
    counts = chunks_of(export(record(f"{Q}BloodKetones"), record("HKDataTypeNew"), " <StateOfMind a='1'/>\n"))
    assert dict(counts[0].counts.unmapped) == {
        f"{Q}BloodKetones": 1,
        "HKDataTypeNew": 1,
        "StateOfMind": 1,
    }
    assert balance(counts) == (3, 3)


def test_a_day_summary_is_an_event_and_apples_own_totals_of_the_day():
    summary = (
        ' <ActivitySummary dateComponents="2026-11-19" activeEnergyBurned="512.3" '
        'activeEnergyBurnedGoal="500" '
        'activeEnergyBurnedUnit="kcal" appleMoveTime="0" appleMoveTimeGoal="0" appleExerciseTime="31" '
        'appleExerciseTimeGoal="30" appleStandHours="12" appleStandHoursGoal="12"/>\n'
    )
    chunks = chunks_of(export(summary))
    assert balance(chunks) == (1, 1)
    blocks = {block.metric: block for block in chunks[0].blocks}
    assert set(blocks) == {"energy_active", "exercise_minutes", "stand_hours"}
    energy = blocks["energy_active"]
    assert (energy.grain, energy.counted, energy.values.tolist()) == (GRAIN_DAILY, False, [512.3])
    assert energy.starts.tolist() == [1_795_046_400_000]
    assert chunks[0].events[0].details["goals"]["exercise_minutes"] == 30.0


def test_a_day_of_zeros_before_the_watch_gives_no_total():
    zeros = (
        ' <ActivitySummary dateComponents="2015-01-01" activeEnergyBurned="0" activeEnergyBurnedGoal="0" '
        'activeEnergyBurnedUnit="kcal" appleExerciseTime="0" appleStandHours="0"/>\n'
    )
    chunks = chunks_of(export(zeros))
    assert chunks[0].blocks == []
    assert len(chunks[0].events) == 1


def test_a_correlation_tells_what_belongs_together():
    children = "".join(
        "  "
        + record(f"{Q}BloodPressure{which}", value=value, unit="mmHg", source="Cuff", device=None).strip()
        + "\n"
        for which, value in (("Systolic", "120"), ("Diastolic", "80"))
    )
    correlation = (
        ' <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="Cuff" '
        'startDate="2026-11-20 08:00:00 +0100" endDate="2026-11-20 08:00:00 +0100">\n'
        f"{children} </Correlation>\n"
    )
    chunks = chunks_of(export(correlation, record()))
    assert balance(chunks) == (2, 2)
    assert [block.metric for block in chunks[0].blocks] == ["steps"]
    found = chunks[0].correlations[0]
    assert [(c.metric, c.value, c.unit) for c in found.children] == [
        ("blood_pressure_systolic", 120.0, "mmHg"),
        ("blood_pressure_diastolic", 80.0, "mmHg"),
    ]
    assert found.source == SourceKey("", by_name="Cuff")


def test_beats_of_an_hrv_record_are_intervals_that_are_not_counted():
    beats = (
        "  <HeartRateVariabilityMetadataList>\n"
        '   <InstantaneousBeatsPerMinute bpm="60" time="11:59:59.50 PM"/>\n'
        '   <InstantaneousBeatsPerMinute bpm="75" time="12:00:00,25\u202fAM"/>\n'
        '   <InstantaneousBeatsPerMinute bpm="0" time="12:00:01.00 AM"/>\n'
        "  </HeartRateVariabilityMetadataList>\n"
    )
    chunks = chunks_of(
        export(
            record(
                f"{Q}HeartRateVariabilitySDNN",
                unit="ms",
                value="42",
                start="2026-11-20 23:59:59 +0100",
                end="2026-11-21 00:00:59 +0100",
                children=beats,
            )
        )
    )
    assert balance(chunks) == (1, 1)
    rr = next(block for block in chunks[0].blocks if block.metric == "rr_interval")
    begin = EIGHT + 16 * 3_600_000 - 1000
    assert rr.starts.tolist() == [begin + 500, begin + 1250]
    assert rr.values.tolist() == [1000.0, 800.0]
    assert not rr.counted


def test_beats_in_twenty_four_hours_are_read_as_written():
    beats = (
        "  <HeartRateVariabilityMetadataList>\n"
        '   <InstantaneousBeatsPerMinute bpm="60" time="19:47:23,45"/>\n'
        "  </HeartRateVariabilityMetadataList>\n"
    )
    blocks = samples(
        record(
            f"{Q}HeartRateVariabilitySDNN",
            unit="ms",
            start="2026-11-20 19:47:22 +0100",
            children=beats,
        )
    )
    rr = next(block for block in blocks if block.metric == "rr_interval")
    assert rr.starts.tolist() == [EIGHT + ((11 * 60 + 47) * 60 + 23) * 1000 + 450]


def test_an_audiogram_keeps_its_points():
    audiogram = (
        ' <Audiogram type="HKDataTypeIdentifierAudiogram" sourceName="Clinic" '
        'startDate="2026-11-20 08:00:00 +0100" endDate="2026-11-20 08:00:00 +0100">\n'
        '  <SensitivityPoint frequencyValue="1000" frequencyUnit="Hz" leftEarValue="10" leftEarUnit="dBHL" '
        'rightEarValue="15" rightEarUnit="dBHL"/>\n </Audiogram>\n'
    )
    found = event(audiogram)
    assert found.kind == "audiogram"
    assert found.details["points"] == [{"frequency": 1000.0, "left_ear": 10.0, "right_ear": 15.0}]


def test_clinical_records_and_prescriptions_are_counted_unmapped():
    chunks = chunks_of(
        export(
            ' <ClinicalRecord type="AllergyIntolerance" identifier="1" sourceName="Hospital"/>\n',
            ' <VisionPrescription type="glasses" dateIssued="2026-01-01 00:00:00 +0000">'
            '<RightEye sphere="-1"/>'
            "</VisionPrescription>\n",
        )
    )
    assert dict(chunks[0].counts.unmapped) == {"AllergyIntolerance": 1, "glasses": 1}
    assert balance(chunks) == (2, 2)


def test_facts_of_the_export_and_the_person_are_told():
    me = (
        ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-03" '
        'HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale" '
        'HKCharacteristicTypeIdentifierBloodType="HKBloodTypeNotSet"/>\n'
    )
    facts = chunks_of(export(me))[0].facts
    assert facts == {
        "locale": "de_DE",
        "export_date_ms": 1_795_204_800_000,
        "characteristics": {"date_of_birth": "1980-02-03", "biological_sex": "female"},
    }


def test_columns_are_numbers_of_the_declared_types():
    block = only(record())
    assert [str(column.dtype) for column in (block.starts, block.durations, block.values, block.offsets)] == [
        "int64",
        "int64",
        "float64",
        "int64",
    ]


def test_a_day_summary_in_kilojoules_says_the_same_as_one_in_kilocalories():
    def summary(value: str, unit: str) -> EventRecord:
        return event(
            f' <ActivitySummary dateComponents="2026-11-19" activeEnergyBurned="{value}" '
            f'activeEnergyBurnedUnit="{unit}" appleExerciseTime="3"/>\n'
        )

    assert summary("418.4", "kJ").details == summary("100", "kcal").details
    assert rejected(
        ' <ActivitySummary dateComponents="2026-11-19" activeEnergyBurned="1" '
        'activeEnergyBurnedUnit="furlong"/>\n'
    ) == [("unknown_unit", "energy_active")]
