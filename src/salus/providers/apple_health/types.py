"""HealthKit's types, enums and what each of them is with us: data of the provider's fact sheet.

Names drop their prefix. Sources: Apple's HealthKit headers (iOS 27), exports of iOS 15 to 26; see NOTES.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

QUANTITY: Final = "HKQuantityTypeIdentifier"
CATEGORY: Final = "HKCategoryTypeIdentifier"
CATEGORY_VALUE: Final = "HKCategoryValue"
CORRELATION: Final = "HKCorrelationTypeIdentifier"
WORKOUT_ACTIVITY: Final = "HKWorkoutActivityType"
WORKOUT_EVENT: Final = "HKWorkoutEventType"
SLEEP_GOAL: Final = "HKDataTypeSleepDurationGoal"


def snake_case(name: str) -> str:
    """Return `AbdominalCramps` as `abdominal_cramps`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


# BloodGlucose and InsulinDelivery depend on the app and on the reason given: see plans.py.
QUANTITY_METRICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ActiveEnergyBurned": "energy_active",
        "AppleExerciseTime": "exercise_minutes",
        "AppleMoveTime": "move_minutes",
        "AppleSleepingBreathingDisturbances": "sleep_breathing_disturbances",
        "AppleSleepingWristTemperature": "skin_temperature",
        "AppleStandTime": "stand_minutes",
        "AppleWalkingSteadiness": "walking_steadiness",
        "AtrialFibrillationBurden": "atrial_fibrillation_burden",
        "BasalBodyTemperature": "body_temperature_basal",
        "BasalEnergyBurned": "energy_basal",
        "BloodAlcoholContent": "blood_alcohol",
        "BloodPressureDiastolic": "blood_pressure_diastolic",
        "BloodPressureSystolic": "blood_pressure_systolic",
        "BodyFatPercentage": "body_fat_percentage",
        "BodyMass": "body_weight",
        "BodyMassIndex": "body_mass_index",
        "BodyTemperature": "body_temperature",
        "CrossCountrySkiingSpeed": "cross_country_skiing_speed",
        "CyclingCadence": "cycling_cadence",
        "CyclingFunctionalThresholdPower": "cycling_ftp",
        "CyclingPower": "cycling_power",
        "CyclingSpeed": "cycling_speed",
        "DietaryBiotin": "vitamin_b7",
        "DietaryCaffeine": "caffeine",
        "DietaryCalcium": "calcium",
        "DietaryCarbohydrates": "carbohydrate",
        "DietaryChloride": "chloride",
        "DietaryCholesterol": "cholesterol_dietary",
        "DietaryChromium": "chromium",
        "DietaryCopper": "copper",
        "DietaryEnergyConsumed": "energy_intake",
        "DietaryFatMonounsaturated": "fat_monounsaturated",
        "DietaryFatPolyunsaturated": "fat_polyunsaturated",
        "DietaryFatSaturated": "fat_saturated",
        "DietaryFatTotal": "fat_total",
        "DietaryFiber": "fiber",
        "DietaryFolate": "vitamin_b9",
        "DietaryIodine": "iodine",
        "DietaryIron": "iron",
        "DietaryMagnesium": "magnesium",
        "DietaryManganese": "manganese",
        "DietaryMolybdenum": "molybdenum",
        "DietaryNiacin": "vitamin_b3",
        "DietaryPantothenicAcid": "vitamin_b5",
        "DietaryPhosphorus": "phosphorus",
        "DietaryPotassium": "potassium",
        "DietaryProtein": "protein",
        "DietaryRiboflavin": "vitamin_b2",
        "DietarySelenium": "selenium",
        "DietarySodium": "sodium",
        "DietarySugar": "sugar",
        "DietaryThiamin": "vitamin_b1",
        "DietaryVitaminA": "vitamin_a",
        "DietaryVitaminB12": "vitamin_b12",
        "DietaryVitaminB6": "vitamin_b6",
        "DietaryVitaminC": "vitamin_c",
        "DietaryVitaminD": "vitamin_d",
        "DietaryVitaminE": "vitamin_e",
        "DietaryVitaminK": "vitamin_k",
        "DietaryWater": "water_intake",
        "DietaryZinc": "zinc",
        "DistanceCrossCountrySkiing": "distance_cross_country_skiing",
        "DistanceCycling": "distance_cycling",
        "DistanceDownhillSnowSports": "distance_snow_sports",
        "DistancePaddleSports": "distance_paddle",
        "DistanceRowing": "distance_rowing",
        "DistanceSkatingSports": "distance_skating",
        "DistanceSwimming": "distance_swimming",
        "DistanceWalkingRunning": "distance_walking_running",
        "DistanceWheelchair": "distance_wheelchair",
        "ElectrodermalActivity": "electrodermal_activity",
        "EnvironmentalAudioExposure": "environmental_sound_level",
        "EnvironmentalSoundReduction": "sound_reduction",
        "EstimatedWorkoutEffortScore": "workout_effort",
        "FlightsClimbed": "floors_climbed",
        "ForcedExpiratoryVolume1": "fev1",
        "ForcedVitalCapacity": "fvc",
        "HeadphoneAudioExposure": "headphone_sound_level",
        "HeartRate": "heart_rate",
        "HeartRateRecoveryOneMinute": "heart_rate_recovery_1min",
        "HeartRateVariabilityRMSSD": "hrv_rmssd",
        "HeartRateVariabilitySDNN": "hrv_sdnn",
        "Height": "body_height",
        "InhalerUsage": "inhaler_usage",
        "LeanBodyMass": "lean_body_mass",
        "NikeFuel": "nike_fuel",
        "NumberOfAlcoholicBeverages": "alcoholic_drinks",
        "NumberOfTimesFallen": "falls",
        "OxygenSaturation": "spo2",
        "PaddleSportsSpeed": "paddle_speed",
        "PeakExpiratoryFlowRate": "peak_expiratory_flow",
        "PeripheralPerfusionIndex": "perfusion_index",
        "PhysicalEffort": "physical_effort",
        "PushCount": "wheelchair_pushes",
        "RespiratoryRate": "respiratory_rate",
        "RestingHeartRate": "heart_rate_resting",
        "RowingSpeed": "rowing_speed",
        "RunningGroundContactTime": "running_ground_contact_time",
        "RunningPower": "running_power",
        "RunningSpeed": "running_speed",
        "RunningStrideLength": "running_stride_length",
        "RunningVerticalOscillation": "running_vertical_oscillation",
        "SixMinuteWalkTestDistance": "six_minute_walk_distance",
        "StairAscentSpeed": "stair_ascent_speed",
        "StairDescentSpeed": "stair_descent_speed",
        "StepCount": "steps",
        "SwimmingStrokeCount": "swim_strokes",
        "TimeInDaylight": "time_in_daylight",
        "UnderwaterDepth": "underwater_depth",
        "UVExposure": "uv_exposure",
        "VO2Max": "vo2_max",
        "WaistCircumference": "waist_circumference",
        "WalkingAsymmetryPercentage": "walking_asymmetry",
        "WalkingDoubleSupportPercentage": "walking_double_support",
        "WalkingHeartRateAverage": "heart_rate_walking_avg",
        "WalkingSpeed": "walking_speed",
        "WalkingStepLength": "walking_step_length",
        "WaterTemperature": "water_temperature",
        "WorkoutEffortScore": "workout_effort",
    }
)

QUANTITY_CONTEXTS: Final[Mapping[str, str]] = MappingProxyType({"EstimatedWorkoutEffortScore": "estimated"})


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """A category that is an event: `kind`, and the member names by HealthKit's number.

    `symbol` is the enum's name after `HKCategoryValue`. `code` is set where the type itself says what
    happened (the value then is no more than “not applicable”, or a severity).
    """

    kind: str
    symbol: str = ""
    members: Mapping[int, str] = field(default_factory=dict)
    code: str = ""


def _members(text: str) -> Mapping[int, str]:
    pairs = (word.split("=") for word in text.split())
    return MappingProxyType({int(number): name for name, number in pairs})


SEVERITY: Final = _members("unspecified=0 not_present=1 mild=2 moderate=3 severe=4")
PRESENCE: Final = _members("unspecified=0 not_present=1")
APPETITE: Final = _members("unspecified=0 no_change=1 decreased=2 increased=3")
BLEEDING: Final = _members("unspecified=1 light=2 medium=3 heavy=4 none=5")
TEST: Final = _members("negative=1 positive=2 indeterminate=3")

# Symbols that exports use beside the plain camel case of a member.
SYMBOL_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "present": "unspecified",
        "positive": "luteinizing_hormone_surge",
    }
)

SYMPTOMS: Final[tuple[str, ...]] = tuple(
    word
    for line in """
    AbdominalCramps Acne BladderIncontinence Bloating BreastPain ChestTightnessOrPain Chills
    Constipation Coughing Diarrhea Dizziness DrySkin Fainting Fatigue Fever GeneralizedBodyAche
    HairLoss Headache Heartburn HotFlashes LossOfSmell LossOfTaste LowerBackPain MemoryLapse
    Nausea NightSweats PelvicPain RapidPoundingOrFlutteringHeartbeat RunnyNose ShortnessOfBreath
    SinusCongestion SkippedHeartbeat SoreThroat VaginalDryness Vomiting Wheezing
    """.splitlines()
    for word in line.split()
)

EVENTS: Final[Mapping[str, CodedEvent]] = MappingProxyType(
    {
        **{name: CodedEvent("symptom", "Severity", SEVERITY, snake_case(name)) for name in SYMPTOMS},
        "AppetiteChanges": CodedEvent("symptom", "AppetiteChanges", APPETITE, "appetite_changes"),
        "MoodChanges": CodedEvent("symptom", "Presence", PRESENCE, "mood_changes"),
        "SleepChanges": CodedEvent("symptom", "Presence", PRESENCE, "sleep_changes"),
        "AppleWalkingSteadinessEvent": CodedEvent(
            "walking_steadiness_event",
            "AppleWalkingSteadinessEvent",
            _members("initial_low=1 initial_very_low=2 repeat_low=3 repeat_very_low=4"),
        ),
        "AudioExposureEvent": CodedEvent("sound_event", code="environment"),
        "EnvironmentalAudioExposureEvent": CodedEvent("sound_event", code="environment"),
        "HeadphoneAudioExposureEvent": CodedEvent("sound_event", code="headphones"),
        "BleedingAfterPregnancy": CodedEvent("pregnancy_bleeding", "VaginalBleeding", BLEEDING, "after"),
        "BleedingDuringPregnancy": CodedEvent("pregnancy_bleeding", "VaginalBleeding", BLEEDING, "during"),
        "CervicalMucusQuality": CodedEvent(
            "cervical_mucus",
            "CervicalMucusQuality",
            _members("dry=1 sticky=2 creamy=3 watery=4 egg_white=5"),
        ),
        "Contraceptive": CodedEvent(
            "contraceptive",
            "Contraceptive",
            _members(
                "unspecified=1 implant=2 injection=3 intrauterine_device=4 intravaginal_ring=5 oral=6 patch=7"
            ),
        ),
        "HandwashingEvent": CodedEvent("handwashing"),
        "ToothbrushingEvent": CodedEvent("toothbrushing"),
        "SleepApneaEvent": CodedEvent("sleep_apnea_event"),
        "HighHeartRateEvent": CodedEvent("heart_event", code="high"),
        "LowHeartRateEvent": CodedEvent("heart_event", code="low"),
        "IrregularHeartRhythmEvent": CodedEvent("heart_event", code="irregular"),
        "LowCardioFitnessEvent": CodedEvent("heart_event", code="low_fitness"),
        "HypertensionEvent": CodedEvent("heart_event", code="hypertension"),
        "InfrequentMenstrualCycles": CodedEvent("cycle_deviation", code="infrequent"),
        "IrregularMenstrualCycles": CodedEvent("cycle_deviation", code="irregular"),
        "ProlongedMenstrualPeriods": CodedEvent("cycle_deviation", code="prolonged"),
        "PersistentIntermenstrualBleeding": CodedEvent("cycle_deviation", code="persistent_spotting"),
        "IntermenstrualBleeding": CodedEvent("intermenstrual_bleeding", code="yes"),
        "Lactation": CodedEvent("lactation"),
        "Pregnancy": CodedEvent("pregnancy"),
        "MenstrualFlow": CodedEvent("menstrual_flow", "MenstrualFlow", BLEEDING),
        "OvulationTestResult": CodedEvent(
            "ovulation_test",
            "OvulationTestResult",
            _members("negative=1 luteinizing_hormone_surge=2 indeterminate=3 estrogen_surge=4"),
        ),
        "PregnancyTestResult": CodedEvent("pregnancy_test", "PregnancyTestResult", TEST),
        "ProgesteroneTestResult": CodedEvent("progesterone_test", "ProgesteroneTestResult", TEST),
        "SexualActivity": CodedEvent("sexual_activity"),
    }
)

# Stage words of `sleep_stage` by HealthKit's number and symbol; whatever else comes is stage `unknown`.
SLEEP_STAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0": "in_bed",
        "1": "asleep",
        "2": "awake",
        "3": "light",
        "4": "deep",
        "5": "rem",
        "HKCategoryValueSleepAnalysisInBed": "in_bed",
        "HKCategoryValueSleepAnalysisAsleep": "asleep",
        "HKCategoryValueSleepAnalysisAsleepUnspecified": "asleep",
        "HKCategoryValueSleepAnalysisAwake": "awake",
        "HKCategoryValueSleepAnalysisAsleepCore": "light",
        "HKCategoryValueSleepAnalysisAsleepDeep": "deep",
        "HKCategoryValueSleepAnalysisAsleepREM": "rem",
    }
)

# An hour in which one stood counts 1; HealthKit's 0 is stood, its 1 is idle.
STAND_HOURS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "0": 1.0,
        "1": 0.0,
        "HKCategoryValueAppleStandHourStood": 1.0,
        "HKCategoryValueAppleStandHourIdle": 0.0,
    }
)

# Our word, family (which of several sources' workouts can be the same effort) and HealthKit's number.
WORKOUTS: Final[Mapping[str, tuple[str, str, int]]] = MappingProxyType(
    {
        "AmericanFootball": ("american_football", "other", 1),
        "Archery": ("archery", "other", 2),
        "AustralianFootball": ("australian_football", "other", 3),
        "Badminton": ("badminton", "other", 4),
        "Baseball": ("baseball", "other", 5),
        "Basketball": ("basketball", "other", 6),
        "Bowling": ("bowling", "other", 7),
        "Boxing": ("boxing", "other", 8),
        "Climbing": ("climbing", "other", 9),
        "Cricket": ("cricket", "other", 10),
        "CrossTraining": ("cross_training", "strength", 11),
        "Curling": ("curling", "other", 12),
        "Cycling": ("cycling", "cycle", 13),
        "Dance": ("dance", "other", 14),
        "DanceInspiredTraining": ("dance_inspired_training", "other", 15),
        "Elliptical": ("elliptical", "other", 16),
        "EquestrianSports": ("equestrian_sports", "other", 17),
        "Fencing": ("fencing", "other", 18),
        "Fishing": ("fishing", "other", 19),
        "FunctionalStrengthTraining": ("functional_strength_training", "strength", 20),
        "Golf": ("golf", "other", 21),
        "Gymnastics": ("gymnastics", "other", 22),
        "Handball": ("handball", "other", 23),
        "Hiking": ("hiking", "foot", 24),
        "Hockey": ("hockey", "other", 25),
        "Hunting": ("hunting", "other", 26),
        "Lacrosse": ("lacrosse", "other", 27),
        "MartialArts": ("martial_arts", "other", 28),
        "MindAndBody": ("mind_and_body", "other", 29),
        "MixedMetabolicCardioTraining": ("mixed_metabolic_cardio_training", "other", 30),
        "PaddleSports": ("paddle_sports", "row", 31),
        "Play": ("play", "other", 32),
        "PreparationAndRecovery": ("preparation_and_recovery", "other", 33),
        "Racquetball": ("racquetball", "other", 34),
        "Rowing": ("rowing", "row", 35),
        "Rugby": ("rugby", "other", 36),
        "Running": ("running", "foot", 37),
        "Sailing": ("sailing", "other", 38),
        "SkatingSports": ("skating_sports", "other", 39),
        "SnowSports": ("snow_sports", "snow", 40),
        "Soccer": ("soccer", "other", 41),
        "Softball": ("softball", "other", 42),
        "Squash": ("squash", "other", 43),
        "StairClimbing": ("stair_climbing", "other", 44),
        "SurfingSports": ("surfing_sports", "other", 45),
        "Swimming": ("swimming", "swim", 46),
        "TableTennis": ("table_tennis", "other", 47),
        "Tennis": ("tennis", "other", 48),
        "TrackAndField": ("track_and_field", "foot", 49),
        "TraditionalStrengthTraining": ("traditional_strength_training", "strength", 50),
        "Volleyball": ("volleyball", "other", 51),
        "Walking": ("walking", "foot", 52),
        "WaterFitness": ("water_fitness", "swim", 53),
        "WaterPolo": ("water_polo", "swim", 54),
        "WaterSports": ("water_sports", "other", 55),
        "Wrestling": ("wrestling", "other", 56),
        "Yoga": ("yoga", "other", 57),
        "Barre": ("barre", "other", 58),
        "CoreTraining": ("core_training", "strength", 59),
        "CrossCountrySkiing": ("cross_country_skiing", "snow", 60),
        "DownhillSkiing": ("downhill_skiing", "snow", 61),
        "Flexibility": ("flexibility", "other", 62),
        "HighIntensityIntervalTraining": ("high_intensity_interval_training", "other", 63),
        "JumpRope": ("jump_rope", "other", 64),
        "Kickboxing": ("kickboxing", "other", 65),
        "Pilates": ("pilates", "other", 66),
        "Snowboarding": ("snowboarding", "snow", 67),
        "Stairs": ("stairs", "other", 68),
        "StepTraining": ("step_training", "other", 69),
        "WheelchairWalkPace": ("wheelchair_walk_pace", "foot", 70),
        "WheelchairRunPace": ("wheelchair_run_pace", "foot", 71),
        "TaiChi": ("tai_chi", "other", 72),
        "MixedCardio": ("mixed_cardio", "other", 73),
        "HandCycling": ("hand_cycling", "cycle", 74),
        "DiscSports": ("disc_sports", "other", 75),
        "FitnessGaming": ("fitness_gaming", "other", 76),
        "CardioDance": ("cardio_dance", "other", 77),
        "SocialDance": ("social_dance", "other", 78),
        "Pickleball": ("pickleball", "other", 79),
        "Cooldown": ("cooldown", "other", 80),
        "SwimBikeRun": ("swim_bike_run", "other", 82),
        "Transition": ("transition", "other", 83),
        "UnderwaterDiving": ("underwater_diving", "other", 84),
        "Other": ("other", "other", 3000),
    }
)
WORKOUTS_BY_NUMBER: Final[Mapping[int, str]] = MappingProxyType(
    {number: name for name, (_, _, number) in WORKOUTS.items()}
)
WORKOUT_EVENTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "pause",
        2: "resume",
        3: "lap",
        4: "marker",
        5: "motion_paused",
        6: "motion_resumed",
        7: "segment",
        8: "pause_or_resume_request",
    }
)

# Enums of metadata that we understand: word by number.
BODY_TEMPERATURE_SITES: Final = _members(
    "other=0 armpit=1 body=2 ear=3 finger=4 gastrointestinal=5 mouth=6 rectum=7 toe=8 ear_drum=9 "
    "temporal_artery=10 forehead=11"
)
MEAL_TIMES: Final = _members("before_meal=1 after_meal=2")
INSULIN_REASONS: Final = _members("insulin_basal=1 insulin_bolus=2")
SWIMMING_LOCATIONS: Final = _members("unknown=0 pool=1 open_water=2")
STROKE_STYLES: Final = _members(
    "unknown=0 mixed=1 freestyle=2 backstroke=3 breaststroke=4 butterfly=5 kickboard=6"
)
WEATHER: Final = _members(
    "none=0 clear=1 fair=2 partly_cloudy=3 mostly_cloudy=4 cloudy=5 foggy=6 haze=7 windy=8 blustery=9 "
    "smoky=10 dust=11 snow=12 hail=13 sleet=14 freezing_drizzle=15 freezing_rain=16 mixed_rain_and_hail=17 "
    "mixed_rain_and_snow=18 mixed_rain_and_sleet=19 mixed_snow_and_sleet=20 drizzle=21 scattered_showers=22 "
    "showers=23 thunderstorms=24 tropical_storm=25 hurricane=26 tornado=27"
)
