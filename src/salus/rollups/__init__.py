"""What was resolved, kept current by day, and read as days, points, nights and workouts."""

from __future__ import annotations

from salus.rollups.days import (
    by_source,
    coverage,
    daily_values,
    daily_values_of,
    day_value,
    delivered,
    freshness,
    history,
    latest,
)
from salus.rollups.model import (
    Coverage,
    DayColumns,
    DayValue,
    DayVersion,
    Gap,
    GapReason,
    LatestValue,
    Night,
    NightSession,
    Resolution,
    ResolvedWorkout,
    Series,
    SourceDays,
    WorkoutAttribute,
    WorkoutMember,
)
from salus.rollups.nights import night, nights
from salus.rollups.points import ends_of, series
from salus.rollups.queries import has_waiting as waiting
from salus.rollups.recompute import recompute, recompute_metric
from salus.rollups.workouts import workout, workouts

__all__ = [
    "Coverage",
    "DayColumns",
    "DayValue",
    "DayVersion",
    "Gap",
    "GapReason",
    "LatestValue",
    "Night",
    "NightSession",
    "Resolution",
    "ResolvedWorkout",
    "Series",
    "SourceDays",
    "WorkoutAttribute",
    "WorkoutMember",
    "by_source",
    "coverage",
    "daily_values",
    "daily_values_of",
    "day_value",
    "delivered",
    "ends_of",
    "freshness",
    "history",
    "latest",
    "night",
    "nights",
    "recompute",
    "recompute_metric",
    "series",
    "waiting",
    "workout",
    "workouts",
]
