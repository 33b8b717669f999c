"""Vitals: heart, circulation, breathing, temperature, hearing, stress, symptoms and medication."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.VITALS)

# fmt: off
VITALS: Final[tuple[Metric, ...]] = (
    row("heart_rate", "Heart rate", "/min", Kind.MEAN, 25, 250,
        loinc="8867-4", omh="heart-rate", healthkit="HeartRate", by="AOWPFGSC",
        note="Lowest and highest are kept beside the mean."),
    row("heart_rate_resting", "Resting heart rate", "/min", Kind.LAST, 25, 130, better="lower",
        loinc="40443-4", omh="heart-rate", healthkit="RestingHeartRate", by="AOWPFGC",
        note="One value a day by the vendor; each vendor defines it in its own way."),
    row("heart_rate_min", "Lowest heart rate", "/min", Kind.MIN, 20, 150, by="OW", note="Of a day or night."),
    row("heart_rate_max", "Highest heart rate", "/min", Kind.MAX, 40, 250,
        loinc="8873-2", by="PW", note="Of a day."),
    row("heart_rate_sleep_avg", "Mean heart rate asleep", "/min", Kind.MEAN, 25, 130, by="OWG"),
    row("heart_rate_walking_avg", "Walking heart rate", "/min", Kind.LAST, 40, 200,
        healthkit="WalkingHeartRateAverage", by="A"),
    row("heart_rate_recovery_1min", "Heart rate recovery, one minute", "/min", Kind.LAST, 0, 120,
        better="higher", healthkit="HeartRateRecoveryOneMinute", by="A"),
    row("rr_interval", "Beat-to-beat interval", "ms", Kind.RAW, 250, 2500,
        omh="rr-interval", healthkit="HeartbeatSeries InstantaneousBeatsPerMinute", by="A"),
    row("hrv_sdnn", "Heart rate variability (SDNN)", "ms", Kind.MEAN, 1, 400, better="higher",
        loinc="80404-7", healthkit="HeartRateVariabilitySDNN", by="AGW",
        note="Of short windows. Never compared with RMSSD: the two differ by a factor of up to two."),
    row("hrv_rmssd", "Heart rate variability (RMSSD)", "ms", Kind.MEAN, 1, 400, better="higher",
        healthkit="HeartRateVariabilityRMSSD", by="AOPFGW",
        note="Never compared with SDNN: the two differ by a factor of up to two."),
    row("atrial_fibrillation_burden", "Atrial fibrillation burden", "%", Kind.LAST, 0, 100, decimals=0,
        better="lower", healthkit="AtrialFibrillationBurden", by="A"),
    row("ecg_classification", "ECG result", "", Kind.STATE,
        healthkit="HKDataTypeIdentifierElectrocardiogram", by="AWG"),
    row("heart_event", "Heart notification", "", Kind.STATE,
        healthkit=(
            "HighHeartRateEvent LowHeartRateEvent IrregularHeartRhythmEvent LowCardioFitnessEvent "
            "HypertensionEvent"
        ), by="AG", states="high low irregular low_fitness hypertension",
        note="High, low or irregular rate, low fitness, hypertension."),
    row("spo2", "Blood oxygen", "%", Kind.MEAN, 50, 100, decimals=0, better="higher",
        loinc="59408-5", loinc_also=(("alternative", "2708-6"),), omh="oxygen-saturation",
        healthkit="OxygenSaturation", by="AOWPFG"),
    row("spo2_min", "Lowest blood oxygen at night", "%", Kind.MIN, 50, 100, decimals=0, better="higher",
        by="FG"),
    row("perfusion_index", "Perfusion index", "%", Kind.MEAN, 0, 25,
        loinc="61006-3", healthkit="PeripheralPerfusionIndex", by="A"),
    row("respiratory_rate", "Respiratory rate", "/min", Kind.MEAN, 4, 60, decimals=1,
        loinc="9279-1", omh="respiratory-rate", healthkit="RespiratoryRate", by="AOWPFG", hue="rest"),
    row("blood_pressure_systolic", "Systolic blood pressure", "mm[Hg]", Kind.MEAN, 50, 280, better="lower",
        loinc="8480-6", loinc_also=(("panel", "85354-9"),), omh="blood-pressure",
        healthkit="BloodPressureSystolic", by="AWC",
        note="One half of a pair: a reading keeps both values together."),
    row("blood_pressure_diastolic", "Diastolic blood pressure", "mm[Hg]", Kind.MEAN, 25, 180, better="lower",
        loinc="8462-4", loinc_also=(("panel", "85354-9"),), omh="blood-pressure",
        healthkit="BloodPressureDiastolic", by="AWC",
        note="One half of a pair: a reading keeps both values together."),
    row("body_temperature", "Body temperature", "Cel", Kind.MEAN, 30, 45,
        loinc="8310-5", omh="body-temperature", healthkit="BodyTemperature", by="AWGC"),
    row("body_temperature_basal", "Basal body temperature", "Cel", Kind.LAST, 34, 40,
        healthkit="BasalBodyTemperature", by="A"),
    row("skin_temperature", "Skin temperature", "Cel", Kind.MEAN, 20, 42,
        healthkit="AppleSleepingWristTemperature", by="AWPFG", note="Absolute, at the wrist or finger."),
    row("skin_temperature_deviation", "Skin temperature deviation", "Cel", Kind.LAST, -6, 6, difference=True,
        by="OFG", note="From the person's own baseline."),
    row("vo2_max", "VO2 max", "mL/kg/min", Kind.LAST, 10, 95, better="higher",
        healthkit="VO2Max", by="AOWFG"),
    row("pulse_wave_velocity", "Pulse wave velocity", "m/s", Kind.LAST, 3, 20, decimals=1, better="lower",
        by="OW"),
    row("vascular_age", "Vascular age", "a", Kind.LAST, 18, 100, better="lower", by="OW"),
    row("fev1", "Forced expiratory volume, one second", "L", Kind.LAST, 0.3, 8, better="higher",
        loinc="20150-9", healthkit="ForcedExpiratoryVolume1", by="A", hue="rest"),
    row("fvc", "Forced vital capacity", "L", Kind.LAST, 0.3, 10, better="higher",
        loinc="19870-5", healthkit="ForcedVitalCapacity", by="A", hue="rest"),
    row("peak_expiratory_flow", "Peak expiratory flow", "L/min", Kind.LAST, 30, 1000, better="higher",
        loinc="19935-6", healthkit="PeakExpiratoryFlowRate", by="A", hue="rest"),
    row("inhaler_usage", "Inhaler puffs", "{count}", Kind.SUM, 0, per_day=(0, 100), better="lower",
        healthkit="InhalerUsage", by="A", hue="rest"),
    row("electrodermal_activity", "Electrodermal activity", "uS", Kind.MEAN, 0, 60,
        healthkit="ElectrodermalActivity", by="AW"),
    row("environmental_sound_level", "Environmental sound level", "dB[SPL]", Kind.LEQ, 0, 150,
        better="lower", healthkit="EnvironmentalAudioExposure", by="A",
        note="A-weighted energy mean (LAeq)."),
    row("headphone_sound_level", "Headphone sound level", "dB[SPL]", Kind.LEQ, 0, 150, better="lower",
        healthkit="HeadphoneAudioExposure", by="A", note="A-weighted energy mean (LAeq)."),
    row("uv_exposure", "UV index", "{index}", Kind.MEAN, 0, 20, decimals=0, healthkit="UVExposure", by="A"),
    row("readiness_score", "Readiness", "{score}", Kind.LAST, 0, 100, better="higher",
        by="OP",
        note="Readiness or recovery, the vendor's own score; scores of two vendors are not comparable."),
    row("stress_high_duration", "High stress time", "min", Kind.DURATION, 0, 1440, better="lower",
        by="O", hue="mind"),
    row("recovery_high_duration", "High recovery time", "min", Kind.DURATION, 0, 1440, better="higher",
        by="O"),
    row("resilience_level", "Resilience", "", Kind.STATE, better="higher",
        by="O", states="limited adequate solid strong exceptional", hue="mind"),
    row("stress_score", "Stress score", "{score}", Kind.LAST, 0, 100, better="higher", by="F", hue="mind"),
    row("hand_grip_strength", "Grip strength", "kg", Kind.MAX, 0, 120, better="higher", by="V"),
    row("symptom", "Symptom", "", Kind.STATE,
        healthkit=(
            "AbdominalCramps Acne BladderIncontinence Bloating BreastPain ChestTightnessOrPain Chills "
            "Constipation Coughing Diarrhea Dizziness DrySkin Fainting Fatigue Fever GeneralizedBodyAche "
            "HairLoss Headache Heartburn HotFlashes LossOfSmell LossOfTaste LowerBackPain MemoryLapse "
            "Nausea NightSweats PelvicPain RapidPoundingOrFlutteringHeartbeat RunnyNose "
            "ShortnessOfBreath SinusCongestion SkippedHeartbeat SoreThroat VaginalDryness Vomiting "
            "Wheezing AppetiteChanges MoodChanges SleepChanges"
        ), by="AC", states="unspecified not_present mild moderate severe", hue="mind",
        note="One series per symptom; the state is its severity."),
    row("medication_dose", "Medication dose", "", Kind.STATE,
        omh="single-medication-dose-taken", healthkit="HKMedicationDoseEvent", by="A",
        states="taken skipped not_interacted notification_not_sent snoozed not_logged unspecified",
        hue="mind", note="An event with drug, status and quantity."),
)
# fmt: on
