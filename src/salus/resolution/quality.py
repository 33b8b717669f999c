"""How far a day's number can be trusted, and what is odd about it. Pure; every constant is here.

Quality of a series' day is 0.3 class + 0.25 completeness + 0.2 plausibility + 0.15 agreement + 0.1
finality. A part that cannot be known is left out and the weights of the others are scaled. Finality depends
on the present, so it is not kept with the day but added when the day is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from salus.kit.ids import SourceId
from salus.kit.zones import ZoneHistory
from salus.metrics import Category, Kind, Metric
from salus.resolution.buckets import floats
from salus.resolution.model import Booleans, Flag, Floats, Integers, Quality, ResolvedDays
from salus.resolution.rules import ADDITIVE

WEIGHTS: Final = MappingProxyType(
    {"class": 0.3, "completeness": 0.25, "plausibility": 0.2, "agreement": 0.15, "finality": 0.1}
)

CLASS_SCORES: Final[Mapping[Category, Mapping[str, float]]] = MappingProxyType(
    {
        # Worn devices see most movement; a phone only what it is carried through; a summary has no times.
        Category.ACTIVITY: {"watch": 1, "band": 0.9, "ring": 0.8, "phone": 0.7, "app": 0.5, "manual": 0.5},
        # Pulse and temperature at the finger beat the wrist at night; a phone only knows when it lay still.
        Category.SLEEP: {"ring": 1, "watch": 0.95, "band": 0.9, "mat": 0.8, "app": 0.5, "phone": 0.3},
        # A chest strap reads the heart's own voltage, a cuff is made for pressure.
        Category.VITALS: {"chest_strap": 1, "cuff": 1, "watch": 0.9, "ring": 0.9, "band": 0.8, "manual": 0.7},
        # A scale measures; what is typed was read from one, perhaps.
        Category.BODY: {"scale": 1, "manual": 0.7, "app": 0.5},
    }
)
OTHER_CLASS_SCORE: Final = 0.6  # nothing speaks for or against it

USUAL_HOURS: Final[Mapping[str, float]] = MappingProxyType(
    {
        # Local hours of a day in which the metric has samples when its device is worn all the time.
        "heart_rate": 24,  # measured every few minutes, day and night
        "energy_basal": 24,  # written for every hour
        "energy_active": 14,  # waking hours with some movement
        "steps": 10,  # hours of a quiet day with at least one walk across a room
        "distance_walking_running": 10,  # as steps
        "glucose_interstitial": 24,  # a sensor on the skin reads every five minutes
    }
)
PART_OF_A_DAY: Final = 0.5  # below half of the usual hours a total is no day's total
TOLERANCE: Final[Mapping[Kind, float]] = MappingProxyType(
    {
        # Relative difference of two sources from which on they do not agree at all.
        Kind.SUM: 0.5,  # step counters of wrist and pocket differ by a third on ordinary days
        Kind.DURATION: 0.5,  # thresholds of activity differ between vendors
        Kind.MEAN: 0.2,  # two devices on one body, averaged over hours
        Kind.LEQ: 0.15,  # 10 dB of 70
        Kind.MIN: 0.25,  # single values scatter more than means
        Kind.MAX: 0.25,
        Kind.LAST: 0.1,  # two scales, two cuffs
    }
)
COMPARABLE_HOURS: Final = 0.75  # a source that saw less of the day than this part says nothing of its total
OWN_TOTAL_TOLERANCE: Final = 0.05  # of DESIGN: a difference over 5 % is flagged
WHOLE_DAY_HOURS: Final = 24  # a vendor's day total means all of the day


@dataclass(frozen=True, slots=True, eq=False)
class DayQuality:
    """Parts of quality per day and candidate, NaN where unknown; `score` is without finality."""

    device_class: Floats
    completeness: Floats
    plausibility: Floats
    agreement: Floats
    score: Floats


def assess(metric: Metric, resolved: ResolvedDays, device_class: Mapping[SourceId, str]) -> DayQuality:
    """Return the quality of each candidate's day."""
    shape = resolved.own.shape
    scores = CLASS_SCORES.get(metric.category, {})
    by_candidate = [scores.get(device_class.get(c, ""), OTHER_CLASS_SCORE) for c in resolved.candidates]
    has = ~np.isnan(resolved.own) | (resolved.used != 0)
    classes = np.where(has, np.broadcast_to(floats(by_candidate), shape), np.nan)
    seen = _hours_seen(resolved)
    usual = USUAL_HOURS.get(metric.code)
    completeness = np.full(shape, np.nan)
    if usual is not None:
        completeness = np.where(has, np.minimum(seen / usual, 1.0), np.nan)
    plausibility = np.full(shape, np.nan)
    if metric.high_per_day is not None or metric.low_per_day is not None:
        plausible = ~_beyond(metric, resolved.own, seen)
        plausibility = np.where(has, plausible.astype(np.float64), np.nan)
    agreement = np.full(shape, np.nan)
    for k in range(shape[1]):
        difference = _differences(metric, resolved, seen, k)
        known = ~np.isnan(difference)
        n = known.sum(axis=1)
        mean = np.where(known, difference, 0.0).sum(axis=1) / np.maximum(n, 1)
        agreement[:, k] = np.where(n > 0, np.maximum(1 - mean / TOLERANCE[metric.kind], 0), np.nan)
    parts = {
        "class": classes,
        "completeness": completeness,
        "plausibility": plausibility,
        "agreement": agreement,
    }
    weight = np.zeros(shape)
    total = np.zeros(shape)
    for name, part in parts.items():
        known_part = ~np.isnan(part)
        weight += np.where(known_part, WEIGHTS[name], 0.0)
        total += np.where(known_part, WEIGHTS[name] * np.nan_to_num(part), 0.0)
    score = np.where(weight > 0, total / np.where(weight > 0, weight, 1), np.nan)
    return DayQuality(classes, completeness, plausibility, agreement, score)


def flags_of(metric: Metric, resolved: ResolvedDays, quality: DayQuality) -> Integers:
    """Return the flags of each day, those of the largest contributor's quality parts among them."""
    rows = np.arange(len(resolved.days))
    flags = np.zeros(len(rows), np.int64)
    if not len(resolved.candidates) or not len(rows):
        return flags
    best = np.maximum(resolved.source, 0)
    seen = _hours_seen(resolved)
    differs = np.zeros(len(rows), bool)
    for k in range(len(resolved.candidates)):
        mine = best == k
        if mine.any():
            difference = np.nan_to_num(_differences(metric, resolved, seen, k)[mine])
            differs[mine] = difference.max(axis=1) > TOLERANCE[metric.kind]
    flags |= np.where(differs, int(Flag.DISAGREEMENT), 0)
    completeness = quality.completeness
    known = ~np.isnan(completeness)
    most = np.where(known, completeness, 0.0).max(axis=1)
    partial = known.any(axis=1) & (most < PART_OF_A_DAY) & ~resolved.total_only
    flags |= np.where(partial, int(Flag.PART_OF_A_DAY), 0)
    widest = seen.max(axis=1)
    beyond = _beyond(metric, resolved.value[:, None], widest[:, None])[:, 0]
    flags |= np.where(beyond, int(Flag.BEYOND_DAILY_LIMIT), 0)
    own, total = resolved.own, resolved.own_total
    both = (resolved.hours > 0) & ~np.isnan(total)
    with np.errstate(invalid="ignore"):
        far = np.abs(own - total) > OWN_TOTAL_TOLERANCE * np.maximum(np.abs(own), np.abs(total))
    if metric.kind in ADDITIVE:
        flags |= np.where((both & far).any(axis=1), int(Flag.OWN_TOTAL_DIFFERS), 0)
    alone = (~np.isnan(own)).sum(axis=1) == 1
    flags |= np.where(alone & (own[rows, best] == resolved.value), int(Flag.ALONE), 0)
    for part, bit in (
        (completeness, Flag.COMPLETENESS_KNOWN),
        (quality.plausibility, Flag.PLAUSIBILITY_KNOWN),
        (quality.agreement, Flag.AGREEMENT_KNOWN),
    ):
        flags |= np.where(np.isnan(part[rows, best]), 0, int(bit))
    return flags


def with_finality(quality: Floats, flags: Integers, complete: Booleans) -> Floats:
    """Return the kept quality with the part finality: 1 when the day is complete, else 0."""
    weight = np.full(len(quality), WEIGHTS["class"])
    for bit, name in (
        (Flag.COMPLETENESS_KNOWN, "completeness"),
        (Flag.PLAUSIBILITY_KNOWN, "plausibility"),
        (Flag.AGREEMENT_KNOWN, "agreement"),
    ):
        weight = weight + np.where(flags & int(bit), WEIGHTS[name], 0.0)
    return floats((quality * weight + WEIGHTS["finality"] * complete) / (weight + WEIGHTS["finality"]))


def quality_of(quality: DayQuality, row: int, k: int, *, complete: bool) -> Quality:
    """Return the quality of one candidate's day with all its parts."""
    parts = {
        "class": quality.device_class[row, k],
        "completeness": quality.completeness[row, k],
        "plausibility": quality.plausibility[row, k],
        "agreement": quality.agreement[row, k],
        "finality": 1.0 if complete else 0.0,
    }
    known = {name: float(value) for name, value in parts.items() if not np.isnan(value)}
    weight = sum(WEIGHTS[name] for name in known)
    # Of a source that has nothing for the day nothing is known but that the day is over.
    has = "class" in known
    return Quality(
        sum(WEIGHTS[name] * value for name, value in known.items()) / weight if has else None,
        known.get("class"),
        known.get("completeness"),
        known.get("plausibility"),
        known.get("agreement"),
        known.get("finality"),
    )


def complete_days(
    days: Sequence[int] | Integers, zones: ZoneHistory, now_ms: int, delivered_until_ms: Sequence[int]
) -> Booleans:
    """Tell for each day (ordinal, ascending) whether it is over and every road has delivered past its end.

    `delivered_until_ms`: for each road that usually delivers the metric, the time up to which it told all.
    """
    numbers = np.asarray(days, np.int64)
    if not len(numbers) or not delivered_until_ms:
        return np.zeros(len(numbers), bool)
    pieces = zones.pieces(int(numbers.min()), int(numbers.max()))
    ends = np.zeros(int(numbers.max()) - int(numbers.min()) + 1, np.int64)
    np.maximum.at(ends, pieces.days - int(numbers.min()), pieces.ends)
    over: Booleans = ends[numbers - int(numbers.min())] <= min(now_ms, *delivered_until_ms)
    return over


def _hours_seen(resolved: ResolvedDays) -> Floats:
    hours = resolved.hours.astype(np.float64)
    return np.where((hours == 0) & ~np.isnan(resolved.own), WHOLE_DAY_HOURS, hours)


def _differences(metric: Metric, resolved: ResolvedDays, seen: Floats, k: int) -> Floats:
    """Return the relative difference of candidate k to each comparable other, NaN where there is none."""
    own = resolved.own
    mine = own[:, k : k + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.maximum(np.maximum(np.abs(mine), np.abs(own)), max(metric.step, 1e-9))
        difference = np.abs(own - mine) / scale
    if metric.kind in ADDITIVE:
        difference = np.where(seen >= COMPARABLE_HOURS * seen[:, k : k + 1], difference, np.nan)
    difference[:, k] = np.nan
    return difference


def _beyond(metric: Metric, values: Floats, hours: Floats) -> Booleans:
    with np.errstate(invalid="ignore"):
        beyond = np.zeros(values.shape, bool)
        if metric.high_per_day is not None:
            beyond |= values > metric.high_per_day
        if metric.low_per_day is not None:
            # A lower limit does not hold for a part of a day.
            beyond |= (values < metric.low_per_day) & (hours >= WHOLE_DAY_HOURS - 2)
    return beyond
