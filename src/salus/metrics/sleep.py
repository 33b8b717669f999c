"""Sleep: nights, stages and breathing at night; of the main night unless a name says otherwise."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.SLEEP)

# fmt: off
SLEEP: Final[tuple[Metric, ...]] = (
    row("sleep_time_in_bed", "Time in bed", "min", Kind.DURATION, 0, 1440,
        healthkit="SleepAnalysis/InBed", by="AOWPFGC"),
    row("sleep_duration_total", "Time asleep", "min", Kind.DURATION, 0, 1440, better="higher",
        loinc="93832-4", omh="total-sleep-time", healthkit="SleepAnalysis/Asleep*", by="AOWPFG"),
    row("sleep_nap_duration", "Naps", "min", Kind.DURATION, 0, 1440,
        note="Time asleep outside the main night."),
    row("sleep_duration_deep", "Deep sleep", "min", Kind.DURATION, 0, 720, better="higher",
        loinc="93831-6", healthkit="SleepAnalysis/AsleepDeep", by="AOWPFG", note="N3, slow-wave sleep."),
    row("sleep_duration_light", "Light sleep", "min", Kind.DURATION, 0, 1080,
        loinc="93830-8", healthkit="SleepAnalysis/AsleepCore", by="AOWPFG",
        note="N1 and N2; Apple calls it core sleep."),
    row("sleep_duration_rem", "REM sleep", "min", Kind.DURATION, 0, 720, better="higher",
        loinc="93829-0", healthkit="SleepAnalysis/AsleepREM", by="AOWPFG"),
    row("sleep_duration_unspecified", "Asleep, stage unknown", "min", Kind.DURATION, 0, 1440,
        healthkit="SleepAnalysis/AsleepUnspecified", by="AFG"),
    row("sleep_duration_awake", "Awake during the night", "min", Kind.DURATION, 0, 1440, better="lower",
        healthkit="SleepAnalysis/Awake", by="AOWPFG",
        note="Wake after sleep onset, between falling asleep and the final awakening."),
    row("sleep_duration_restless", "Restless sleep", "min", Kind.DURATION, 0, 720, better="lower",
        by="FG", note="From classic Fitbit logs, which know asleep, restless and awake only."),
    row("sleep_latency", "Time to fall asleep", "min", Kind.LAST, 0, 600, better="lower", by="OWFG"),
    row("sleep_latency_wakeup", "Time to get up", "min", Kind.LAST, 0, 600,
        by="WFG", note="From the final awakening to leaving the bed."),
    row("sleep_efficiency", "Sleep efficiency", "%", Kind.LAST, 0, 100, decimals=0, better="higher",
        by="OWPF", note="Time asleep of time in bed; vendors differ in what they divide by."),
    row("sleep_awakenings", "Awakenings", "{count}", Kind.SUM, 0, 200, better="lower", by="WFGP"),
    row("sleep_out_of_bed_count", "Times out of bed", "{count}", Kind.SUM, 0, 50, better="lower", by="WG"),
    row("sleep_score", "Sleep score", "{score}", Kind.LAST, 0, 100, better="higher",
        by="OWPF", note="The vendor's own score; scores of two vendors are not comparable."),
    row("sleep_consistency", "Sleep consistency", "%", Kind.LAST, 0, 100, decimals=0, better="higher",
        by="P"),
    row("sleep_need", "Sleep needed", "min", Kind.LAST, 0, 1440, by="P"),
    row("sleep_debt", "Sleep debt", "min", Kind.LAST, 0, 1440, better="lower", by="P"),
    row("sleep_cycles", "Sleep cycles", "{count}", Kind.LAST, 0, 30, by="P"),
    row("sleep_onset_time", "Fell asleep", "", Kind.STATE,
        by="AOWPFG", note="An instant, kept on the night."),
    row("sleep_offset_time", "Woke up", "", Kind.STATE, by="AOWPFG", note="An instant, kept on the night."),
    row("sleep_stage", "Sleep stage", "", Kind.STATE,
        healthkit="SleepAnalysis", by="AOWPFG",
        states="in_bed asleep awake light deep rem restless out_of_bed unknown"),
    row("sleep_snoring_duration", "Snoring", "min", Kind.DURATION, 0, 1440, better="lower", by="W"),
    row("sleep_snoring_episodes", "Snoring episodes", "{count}", Kind.SUM, 0, 500, better="lower", by="W"),
    row("sleep_apnea_hypopnea_index", "Apnoea–hypopnoea index", "/h", Kind.LAST, 0, 150, better="lower",
        by="W"),
    row("sleep_breathing_disturbances", "Breathing disturbances", "{index}", Kind.MEAN, 0, 200,
        better="lower", healthkit="AppleSleepingBreathingDisturbances", by="AOW",
        note="The vendor's own index."),
    row("sleep_movement_score", "Restless periods", "{count}", Kind.SUM, 0, 2000, better="lower", by="OW"),
    row("sleep_goal", "Sleep goal", "min", Kind.LAST, 0, 1440,
        healthkit="HKDataTypeSleepDurationGoal", by="A", note="A goal, not a measurement."),
)
# fmt: on
