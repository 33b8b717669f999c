"""Symptoms, notifications, cycle and ECGs: what is no series."""

from __future__ import annotations

import pytest

from salus.providers.base import EventRecord
from tests.providers.apple_health.exports import chunks_of, export, packed, record
from tests.providers.rendering import balance

C = "HKCategoryTypeIdentifier"
EIGHT = 1_795_158_000_000  # 2026-11-20 08:00 +0100


def event(*elements: str) -> EventRecord:
    events = [event for chunk in chunks_of(export(*elements)) for event in chunk.events]
    assert len(events) == 1, events
    return events[0]


def test_a_symptom_is_an_event_with_its_severity():
    found = event(record(f"{C}Headache", value="HKCategoryValueSeverityMild", unit=None))
    assert (found.kind, found.code, found.value) == ("symptom", "headache", 2.0)
    found = event(record(f"{C}MoodChanges", value="HKCategoryValuePresenceNotPresent", unit=None))
    assert (found.kind, found.code, found.value) == ("symptom", "mood_changes", 1.0)
    found = event(record(f"{C}MoodChanges", value="HKCategoryValuePresencePresent", unit=None))
    assert found.value == 0.0
    found = event(record(f"{C}AppetiteChanges", value="HKCategoryValueAppetiteChangesDecreased", unit=None))
    assert (found.code, found.details["value"], found.value) == ("appetite_changes", "decreased", 0.0)


@pytest.mark.parametrize(
    ("name", "value", "kind", "code"),
    [
        ("MenstrualFlow", "HKCategoryValueVaginalBleedingHeavy", "menstrual_flow", "heavy"),
        ("MenstrualFlow", "5", "menstrual_flow", "none"),
        ("OvulationTestResult", "HKCategoryValueOvulationTestResultPositive", "ovulation_test", None),
        (
            "CervicalMucusQuality",
            "HKCategoryValueCervicalMucusQualityEggWhite",
            "cervical_mucus",
            "egg_white",
        ),
        ("PregnancyTestResult", "HKCategoryValuePregnancyTestResultPositive", "pregnancy_test", "positive"),
        ("HighHeartRateEvent", "HKCategoryValueNotApplicable", "heart_event", "high"),
        ("IrregularMenstrualCycles", "HKCategoryValueNotApplicable", "cycle_deviation", "irregular"),
        ("BleedingDuringPregnancy", "HKCategoryValueVaginalBleedingLight", "pregnancy_bleeding", "during"),
        ("Contraceptive", "HKCategoryValueContraceptiveMagic", "contraceptive", "unknown"),
    ],
)
def test_coded_categories_are_events_with_their_member(name, value, kind, code):
    found = event(record(f"{C}{name}", value=value, unit=None))
    assert (found.kind, found.code) == (kind, code or "luteinizing_hormone_surge")


def test_cycle_start_protection_and_thresholds_stay_with_their_event():
    flow = event(
        record(
            f"{C}MenstrualFlow",
            value="HKCategoryValueMenstrualFlowLight",
            unit=None,
            metadata={"HKMenstrualCycleStart": "1"},
        )
    )
    assert flow.details["cycle_start"] is True
    act = event(
        record(
            f"{C}SexualActivity",
            value="HKCategoryValueNotApplicable",
            unit=None,
            metadata={"HKSexualActivityProtectionUsed": "1"},
        )
    )
    assert act.code == "protection_used"
    high = event(
        record(
            f"{C}HighHeartRateEvent",
            value="HKCategoryValueNotApplicable",
            unit=None,
            metadata={"HKHeartRateEventThreshold": "120 count/min"},
        )
    )
    assert high.details["metadata"] == {"HKHeartRateEventThreshold": "120 count/min"}


def test_an_event_with_the_sources_own_id_keeps_its_identity_when_its_time_changes():
    def flow(start: str, version: str) -> EventRecord:
        return event(
            record(
                f"{C}MenstrualFlow",
                value="2",
                unit=None,
                start=start,
                metadata={"HKSyncIdentifier": "a", "HKMetadataKeySyncVersion": version},
            )
        )

    first, second = flow("2026-11-20 08:00:00 +0100", "1"), flow("2026-11-20 09:00:00 +0100", "2")
    assert first.record_key == second.record_key
    assert (first.version, second.version) == (1, 2)


def test_metadata_that_is_kept_does_not_depend_on_the_units_of_the_phone():
    def threshold(text: str) -> object:
        found = event(
            record(
                f"{C}HighHeartRateEvent",
                value="HKCategoryValueNotApplicable",
                unit=None,
                metadata={"HKMaximumSpeed": text},
            )
        )
        return found.details["metadata"]["HKMaximumSpeed"]

    assert threshold("10 km/hr") == {"value": 2.778, "unit": "m/s"}
    assert threshold("6.2137 mi/hr") == {"value": 2.778, "unit": "m/s"}
    assert threshold("fast 10") == "fast 10"


def test_who_is_renamed_keeps_the_identity_of_events_and_known_apps_keep_theirs():
    def key(name: str) -> bytes:
        return event(
            record(f"{C}Headache", value="HKCategoryValueSeverityMild", unit=None, source=name, device=None)
        ).record_key

    assert key("Ann’s iPhone") == key("Ann’s old iPhone")
    assert key("Oura") != key("Strava") != key("Ann’s iPhone")


ECG = (
    "Name,Ann Example\nDate of Birth,Feb 3, 1980\nRecorded Date,2026-11-20 08:00:00 +0100\n"
    "Classification,Sinus Rhythm\nSymptoms,\nSoftware Version,1.90\nDevice,Apple Watch\n"
    "Sample Rate,512 hertz\n\n\nLead,Lead I\nUnit,µV\n\n" + "\n".join(["-12.5", "13"] * 256)
)
ECG_DE = (
    "Name,Ann Beispiel\nGeburtsdatum,03.02.1980\nAufzeichnungsdatum,2026-11-20 08:00:00 +0100\n"
    "Klassifizierung,Sinusrhythmus\nSymptome,\nSoftwareversion,1.90\nGerät,Apple Watch\n"
    "Messrate,500 Hertz\n\n\nAbleitung,Ableitung I\nEinheit,µV\n\n" + "\n".join(['"-12,5"', "13"] * 250)
)


@pytest.mark.parametrize(("text", "hertz"), [(ECG, 512.0), (ECG_DE, 500.0)])
def test_an_ecg_is_an_event_with_its_voltages_and_without_the_name(text, hertz):
    chunks = chunks_of(packed(export(record()), {"electrocardiograms/ecg_2026-11-20.csv": text.encode()}))
    assert balance(chunks) == (2, 2)
    found = chunks[-1].events[0]
    assert (found.kind, found.code, found.start_ms) == ("ecg_classification", "sinus_rhythm", EIGHT)
    assert found.end_ms - found.start_ms == 1000
    assert found.details["hertz"] == hertz
    assert "Ann" not in repr(found)
    volts = chunks[-1].streams[0].columns["microvolts"]
    assert volts[:2].tolist() == [-12.5, 13.0]
    assert len(volts) == hertz


def test_an_ecg_that_cannot_be_read_is_rejected():
    chunks = chunks_of(packed(export(record()), {"electrocardiograms/ecg_1.csv": b"Name,Ann\n"}))
    assert [r.reason for r in chunks[-1].rejected] == ["no_value"]
    assert balance(chunks) == (2, 2)
