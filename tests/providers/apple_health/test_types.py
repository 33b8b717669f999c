"""Every type that HealthKit has is known, with a metric that exists and a unit that converts."""

from __future__ import annotations

import pytest

from salus import metrics
from salus.metrics import units
from salus.providers.apple_health import types
from salus.providers.apple_health.devices import parse_device
from tests.providers.apple_health.exports import chunks_of, export, record
from tests.providers.rendering import balance

# Name and the units in which exports give it.
QUANTITIES = """
ActiveEnergyBurned kcal Cal kJ
AppleExerciseTime min
AppleMoveTime min
AppleSleepingBreathingDisturbances count
AppleSleepingWristTemperature degC degF
AppleStandTime min
AppleWalkingSteadiness %
AtrialFibrillationBurden %
BasalBodyTemperature degC degF
BasalEnergyBurned kcal Cal kJ
BloodAlcoholContent %
BloodGlucose mg/dL mmol<180.1558800000541>/L
BloodPressureDiastolic mmHg
BloodPressureSystolic mmHg
BodyFatPercentage %
BodyMass kg lb st
BodyMassIndex count
BodyTemperature degC degF
CrossCountrySkiingSpeed km/hr mi/hr m/s
CyclingCadence count/min
CyclingFunctionalThresholdPower W
CyclingPower W
CyclingSpeed km/hr mi/hr m/s
DietaryBiotin mcg
DietaryCaffeine mg
DietaryCalcium mg
DietaryCarbohydrates g
DietaryChloride mg
DietaryCholesterol mg
DietaryChromium mcg
DietaryCopper mg
DietaryEnergyConsumed kcal Cal kJ
DietaryFatMonounsaturated g
DietaryFatPolyunsaturated g
DietaryFatSaturated g
DietaryFatTotal g
DietaryFiber g
DietaryFolate mcg
DietaryIodine mcg
DietaryIron mg
DietaryMagnesium mg
DietaryManganese mg
DietaryMolybdenum mcg
DietaryNiacin mg
DietaryPantothenicAcid mg
DietaryPhosphorus mg
DietaryPotassium mg
DietaryProtein g
DietaryRiboflavin mg
DietarySelenium mcg
DietarySodium mg
DietarySugar g
DietaryThiamin mg
DietaryVitaminA mcg
DietaryVitaminB12 mcg
DietaryVitaminB6 mg
DietaryVitaminC mg
DietaryVitaminD mcg
DietaryVitaminE mg
DietaryVitaminK mcg
DietaryWater mL fl_oz_us
DietaryZinc mg
DistanceCrossCountrySkiing km mi
DistanceCycling km mi
DistanceDownhillSnowSports km mi
DistancePaddleSports km mi
DistanceRowing km mi
DistanceSkatingSports km mi
DistanceSwimming m yd
DistanceWalkingRunning km mi
DistanceWheelchair km mi
ElectrodermalActivity mcS S
EnvironmentalAudioExposure dBASPL
EnvironmentalSoundReduction dBASPL
EstimatedWorkoutEffortScore appleEffortScore
FlightsClimbed count
ForcedExpiratoryVolume1 L
ForcedVitalCapacity L
HeadphoneAudioExposure dBASPL
HeartRate count/min
HeartRateRecoveryOneMinute count/min
HeartRateVariabilityRMSSD ms
HeartRateVariabilitySDNN ms
Height cm ft
InhalerUsage count
InsulinDelivery IU
LeanBodyMass kg lb st
NikeFuel count
NumberOfAlcoholicBeverages count
NumberOfTimesFallen count
OxygenSaturation %
PaddleSportsSpeed km/hr mi/hr m/s
PeakExpiratoryFlowRate L/min
PeripheralPerfusionIndex %
PhysicalEffort kcal/hr·kg
PushCount count
RespiratoryRate count/min
RestingHeartRate count/min
RowingSpeed km/hr mi/hr m/s
RunningGroundContactTime ms
RunningPower W
RunningSpeed km/hr mi/hr m/s
RunningStrideLength m
RunningVerticalOscillation cm
SixMinuteWalkTestDistance m
StairAscentSpeed m/s ft/s
StairDescentSpeed m/s ft/s
StepCount count
SwimmingStrokeCount count
TimeInDaylight min
UnderwaterDepth m
UVExposure count
VO2Max mL/min·kg
WaistCircumference cm in
WalkingAsymmetryPercentage %
WalkingDoubleSupportPercentage %
WalkingHeartRateAverage count/min
WalkingSpeed km/hr mi/hr m/s
WalkingStepLength cm in
WaterTemperature degC degF
WorkoutEffortScore appleEffortScore
""".strip().splitlines()

CATEGORIES = [
    word
    for line in """
AbdominalCramps Acne BladderIncontinence Bloating BreastPain ChestTightnessOrPain Chills
Constipation Coughing Diarrhea Dizziness DrySkin Fainting Fatigue Fever GeneralizedBodyAche HairLoss
Headache Heartburn HotFlashes LossOfSmell LossOfTaste LowerBackPain MemoryLapse Nausea NightSweats
PelvicPain RapidPoundingOrFlutteringHeartbeat RunnyNose ShortnessOfBreath SinusCongestion
SkippedHeartbeat SoreThroat VaginalDryness Vomiting Wheezing AppetiteChanges AppleStandHour
AppleWalkingSteadinessEvent AudioExposureEvent BleedingAfterPregnancy BleedingDuringPregnancy
CervicalMucusQuality Contraceptive EnvironmentalAudioExposureEvent HandwashingEvent
HeadphoneAudioExposureEvent HighHeartRateEvent HypertensionEvent InfrequentMenstrualCycles
IntermenstrualBleeding IrregularHeartRhythmEvent IrregularMenstrualCycles Lactation
LowCardioFitnessEvent LowHeartRateEvent MenstrualFlow MindfulSession MoodChanges OvulationTestResult
PersistentIntermenstrualBleeding Pregnancy PregnancyTestResult ProgesteroneTestResult
ProlongedMenstrualPeriods SexualActivity SleepAnalysis SleepApneaEvent SleepChanges
ToothbrushingEvent
""".splitlines()
    for word in line.split()
]

EVENT_KINDS_WITHOUT_METRIC = {
    "sleep_apnea_event",
    "walking_steadiness_event",
    "sound_event",
    "handwashing",
    "toothbrushing",
    "pregnancy_bleeding",
}


def test_the_lists_are_whole():
    assert len(QUANTITIES) == 121
    assert len(CATEGORIES) == 70


@pytest.mark.parametrize("line", QUANTITIES, ids=lambda line: line.split()[0])
def test_every_quantity_type_is_a_sample_whose_unit_converts(line):
    name, *texts = line.split()
    metadata = {"HKInsulinDeliveryReason": "1"} if name == "InsulinDelivery" else {}
    chunks = chunks_of(
        export(*(record(types.QUANTITY + name, value="0.5", unit=unit, metadata=metadata) for unit in texts))
    )
    blocks = [block for chunk in chunks for block in chunk.blocks]
    assert sorted(block.unit for block in blocks) == sorted(texts)
    for block in blocks:
        metric = metrics.get(block.metric)
        assert metric.kind is not metrics.Kind.STATE
        units.to_canonical(float(block.values[0]), block.unit, metric)
    assert len({block.metric for block in blocks}) == 1


@pytest.mark.parametrize("name", CATEGORIES)
def test_every_category_type_is_a_sample_or_an_event(name):
    chunks = chunks_of(export(record(types.CATEGORY + name, value="1", unit=None)))
    assert balance(chunks) == (1, 1)
    blocks = [block for chunk in chunks for block in chunk.blocks]
    events = [event for chunk in chunks for event in chunk.events]
    assert len(blocks) + len(events) == 1
    for block in blocks:
        metric = metrics.get(block.metric)
        if block.unit:
            units.to_canonical(float(block.values[0]), block.unit, metric)
    for event in events:
        assert event.kind in metrics.ALL or event.kind in EVENT_KINDS_WITHOUT_METRIC
        states = metrics.ALL[event.kind].states if event.kind in metrics.ALL else ()
        if event.kind == "symptom":
            assert event.value is not None
            assert states[int(event.value)]
        elif states:
            assert event.code in states


@pytest.mark.parametrize("name", sorted(types.EVENTS))
def test_members_of_a_coded_metric_are_its_states(name):
    event = types.EVENTS[name]
    if event.kind in metrics.ALL and event.kind != "symptom" and metrics.ALL[event.kind].states:
        members = [event.code] if event.code else list(event.members.values()) or ["unspecified"]
        assert set(members) <= set(metrics.ALL[event.kind].states)


def test_every_workout_activity_has_a_word_and_a_known_family():
    assert len(types.WORKOUTS) == 84
    assert {family for _, family, _ in types.WORKOUTS.values()} == {
        "foot",
        "cycle",
        "swim",
        "row",
        "snow",
        "strength",
        "other",
    }
    words = [word for word, _, _ in types.WORKOUTS.values()]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "<<HKDevice: 0x2813a5e00>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
            "hardware:Watch6,12, software:10.1, creation date:2023-10-01 10:00:00 +0000>",
            ("Apple Watch", "Apple Inc.", "Watch", "Watch6,12", "10.1"),
        ),
        (
            "<<HKDevice: 0x1>, name:Scale, Body, manufacturer:Withings, model:WBS, "
            "hardware:1: a, software:2>",
            ("Scale, Body", "Withings", "WBS", "1: a", "2"),
        ),
        ("<<HKDevice: 0x1>, manufacturer:Polar>", ("", "Polar", "", "", "")),
        ("<<HKDevice: 0x1>, name:only a name>", None),
        ("<<HKDevice: 0x1>", None),
        ("nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_a_device_is_its_maker_model_and_hardware(text, fields):
    device = parse_device(text)
    found = device and (device.name, device.manufacturer, device.model, device.hardware, device.software)
    assert found == fields
