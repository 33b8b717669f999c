"""Mood and mind: ratings, questionnaires, mindfulness, habits and the journal."""

from __future__ import annotations

from functools import partial
from typing import Final

from salus.metrics.model import Category, Kind, Metric, metric

row = partial(metric, Category.MOOD)

# fmt: off
MOOD: Final[tuple[Metric, ...]] = (
    row("mood_valence", "Mood", "{score}", Kind.MEAN, -1, 1, decimals=2, step=0.0005, better="higher",
        healthkit="HKStateOfMind", by="A", note="From −1, very unpleasant, to 1, very pleasant."),
    row("mood_rating", "Mood rating", "{score}", Kind.MEAN, 1, 5, decimals=1, better="higher",
        by="CV", note="1 to 5, by the person."),
    row("mood_kind", "Kind of mood entry", "", Kind.STATE,
        healthkit="HKStateOfMind/kind", by="A", states="momentary_emotion daily_mood"),
    row("mood_label", "Mood labels", "", Kind.STATE,
        healthkit="HKStateOfMind/labels", by="AV", note="Several at a time."),
    row("mood_association", "Mood associations", "", Kind.STATE,
        healthkit="HKStateOfMind/associations", by="A", note="Several at a time."),
    row("stress_rating", "Stress, own rating", "{score}", Kind.MEAN, 0, 10, decimals=1, better="lower",
        by="V", note="0 to 10, by the person."),
    row("energy_rating", "Energy, own rating", "{score}", Kind.MEAN, 0, 10, decimals=1, better="higher",
        by="CV", note="0 to 10, by the person."),
    row("mindful_minutes", "Mindful minutes", "min", Kind.DURATION, 0, 1440, better="higher",
        healthkit="MindfulSession", by="AO"),
    row("phq9_score", "PHQ-9", "{score}", Kind.LAST, 0, 27, better="lower",
        loinc="44261-6", healthkit="HKScoredAssessmentTypeIdentifierPHQ9", by="A",
        note="Total of the depression questionnaire, 0 to 27. Sensitive."),
    row("gad7_score", "GAD-7", "{score}", Kind.LAST, 0, 21, better="lower",
        loinc="70274-6", healthkit="HKScoredAssessmentTypeIdentifierGAD7", by="A",
        note="Total of the anxiety questionnaire, 0 to 21. Sensitive."),
    row("habit_done", "Habit", "", Kind.STATE, by="OV", note="One series per habit."),
    row("journal_tag", "Journal tag", "", Kind.STATE, by="POV"),
)
# fmt: on
