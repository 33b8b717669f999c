"""What each device of an invented person recorded: columns of samples, one series and day at a time.

Times are epoch seconds UTC, half-open; instants have equal start and end. Values are in the canonical
unit of their metric and lie on the grid that an export can show, so that truth and file agree.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

import numpy as np
from numpy.typing import NDArray

from salus.sandbox.person import HOUR, Bouts, DayPlan, Person, Seconds

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns of one series: start and end in epoch seconds, values in canonical units (or stage codes)."""

    starts: Seconds
    ends: Seconds
    values: Values

    def __len__(self) -> int:
        return len(self.starts)


Maker = Callable[[Person, DayPlan, np.random.Generator], Samples]


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of sample that one device writes.

    `type`: Apple's type name without its prefix. `metric`: code of the catalogue, empty for what is no
    series. `role`: watch, phone, ring, scale, hand (typed into the phone), diary or cuff. `quantity`: how
    the value is written, a key of `apple_xml.WRITTEN`. `key`: what the random stream is named after;
    signals with equal keys share their intervals.
    """

    type: str
    metric: str
    role: str
    quantity: str
    make: Maker
    key: str


def samples(person: Person, signal: Signal, plan: DayPlan) -> Samples:
    """Return what the signal's device recorded on that lived day, ordered by start."""
    if (signal.role == "watch" and not plan.watch) or (signal.role in ("phone", "hand") and not plan.phone):
        return NOTHING
    return signal.make(person, plan, _stream(f"{person.seed}/{signal.key}/{plan.index}"))


def until(columns: Samples, at: int) -> Samples:
    """The samples that had ended at an instant."""
    if not len(columns) or int(columns.ends.max()) <= at:
        return columns
    ended = columns.ends <= at
    return Samples(columns.starts[ended], columns.ends[ended], columns.values[ended])


class _Chance(threading.local):
    """One generator a thread: setting its state costs a tenth of making one."""

    def __init__(self) -> None:
        self.bits = np.random.PCG64(0)
        self.generator = np.random.Generator(self.bits)


_CHANCE = _Chance()


def _stream(name: str) -> np.random.Generator:
    """The random stream of that name; valid until the next is asked for in this thread."""
    state = _CHANCE.bits.state
    state["state"]["state"] = int.from_bytes(blake2b(name.encode(), digest_size=16).digest())
    state["has_uint32"] = 0
    _CHANCE.bits.state = state
    return _CHANCE.generator


def _columns(starts: Seconds, ends: Seconds, values: Values) -> Samples:
    return Samples(starts, ends, values)


NOTHING = Samples(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64))


# ------------------------------------------------------------------ where the devices were


def _grid(spans: tuple[tuple[int, int], ...], step: int) -> tuple[Seconds, Seconds]:
    """Intervals of `step` seconds that fill the spans; the last of each span may be shorter."""
    if not spans:
        return NOTHING.starts, NOTHING.ends
    starts = [np.arange(a, b, step, dtype=np.int64) for a, b in spans]
    ends = [np.minimum(at + step, b) for at, (_, b) in zip(starts, spans, strict=True)]
    return np.concatenate(starts), np.concatenate(ends)


def _pieces(bouts: Bouts, length: Seconds) -> tuple[Seconds, Seconds, Values]:
    """Cut each bout into intervals of its own `length`; give the pace of the bout with each."""
    if not len(bouts.starts):
        return NOTHING.starts, NOTHING.ends, NOTHING.values
    counts = -(-(bouts.ends - bouts.starts) // length)
    which = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = bouts.starts[which] + nth * length[which]
    ends = np.minimum(starts + length[which], bouts.ends[which])
    return starts, ends, bouts.paces[which]


def _round(values: Values, step: float) -> Values:
    rounded: Values = np.round(np.round(values / step) * step, 6)
    return rounded


# ------------------------------------------------------------------ walking


def _steps_of(
    bouts: Bouts, r: np.random.Generator, shortest: int, longest: int, bias: float
) -> tuple[Seconds, Seconds, Values]:
    length = r.integers(shortest, longest, len(bouts.starts), dtype=np.int64)
    starts, ends, paces = _pieces(bouts, length)
    noise = r.uniform(0.94, 1.04, len(starts))
    steps = np.maximum(1.0, np.floor((ends - starts) * paces / 60 * noise * bias))
    return starts, ends, steps


def _watch_steps(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    return _columns(*_steps_of(plan.watch_bouts, r, 30, 90, 1.0))


def _phone_steps(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    return _columns(*_steps_of(plan.phone_bouts, r, 70, 320, 0.93))


def _ring_steps(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    starts, ends, steps = _steps_of(plan.ring_bouts, r, 300, 900, 1.06)
    if person.coarse_ring:
        return _quarters(starts, steps)
    # Its clock is a few seconds off; the same for all pieces of a day, so that none overlap.
    late = int(r.integers(-5, 6))
    return _columns(starts + late, ends + late, steps)


def _quarters(starts: Seconds, steps: Values) -> Samples:
    """Whole quarters of an hour, as some devices add up."""
    if not len(starts):
        return NOTHING
    quarters, where = np.unique(starts // 900, return_inverse=True)
    total = np.bincount(where, weights=steps)
    return _columns(quarters * 900, quarters * 900 + 900, np.minimum(total, 2900.0))


def _distance(steps: Maker, stride: float) -> Maker:
    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        walked = steps(person, plan, r)
        return _columns(walked.starts, walked.ends, _round(walked.values * stride, 0.01))

    return make


def _flights(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    bouts = plan.phone_bouts
    chosen = r.random(len(bouts.starts)) < 0.45
    starts = bouts.starts[chosen]
    ends = np.minimum(bouts.ends[chosen], starts + 40)
    return _columns(starts, ends, r.integers(1, 4, len(starts)).astype(np.float64))


def _cycled(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    rides = [e for e in plan.efforts if e.activity == "Cycling"]
    if not rides:
        return NOTHING
    starts = np.concatenate([np.arange(e.start, e.end - 60, 60, dtype=np.int64) for e in rides])
    return _columns(starts, starts + 60, _round(r.uniform(250, 460, len(starts)), 0.01))


# ------------------------------------------------------------------ energy and minutes


def _active_energy(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    step = max(20, int(420 / person.density))
    starts, ends = _grid(plan.worn, step)
    values = r.gamma(1.6, 0.9, len(starts)) * step / 420
    for effort in plan.efforts:
        inside = (starts >= effort.start) & (starts < effort.end)
        values[inside] += effort.energy * step / (effort.end - effort.start)
    return _columns(starts, ends, _round(values + 0.002, 0.001))


def _basal_energy(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    step = max(60, int(900 / person.density))
    starts, ends = _grid(plan.worn, step)
    return _columns(starts, ends, _round(r.normal(17.4, 0.9, len(starts)) * (ends - starts) / 900, 0.001))


def _phone_basal(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    starts = np.arange(plan.wake - plan.wake % HOUR + HOUR, plan.end - 2 * HOUR, HOUR, dtype=np.int64)
    return _columns(starts, starts + HOUR, _round(r.normal(66, 2, len(starts)), 0.001))


def _ring_energy(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    starts, _, steps = _steps_of(plan.ring_bouts, r, 600, 900, 1.0)
    walked = _quarters(starts, steps)
    return _columns(walked.starts, walked.ends, _round(walked.values * 0.041, 0.001))


def _exercise(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    bouts = plan.watch_bouts
    brisk = bouts.paces > 117
    length = np.full(int(brisk.sum()), 60, np.int64)
    starts, _, _ = _pieces(Bouts(bouts.starts[brisk], bouts.ends[brisk], bouts.paces[brisk]), length)
    starts = np.unique(starts - starts % 60)
    return _columns(starts, starts + 60, np.ones(len(starts)))


def _stand_time(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    starts = np.unique(plan.watch_bouts.starts - plan.watch_bouts.starts % 300)
    return _columns(starts, starts + 300, r.integers(1, 6, len(starts)).astype(np.float64))


def _stand_hours(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    hours = [
        np.arange(-(-a // HOUR) * HOUR, b - HOUR + 1, HOUR, dtype=np.int64)
        for a, b in plan.worn
        if b > plan.wake
    ]
    if not hours:
        return NOTHING
    starts = np.concatenate(hours)
    starts = starts[starts >= plan.wake]
    stood = (r.random(len(starts)) < 0.78).astype(np.float64)
    return _columns(starts, starts + HOUR, stood)


def _daylight(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    bouts = plan.watch_bouts
    out = r.random(len(bouts.starts)) < 0.3
    starts = bouts.starts[out]
    lengths = np.maximum(60, np.minimum(bouts.ends[out] - starts, 900) // 60 * 60)
    following = np.append(starts[1:], np.int64(1 << 62))
    kept = starts + lengths <= following
    starts, lengths = starts[kept], lengths[kept]
    return _columns(starts, starts + lengths, lengths / 60.0)


def _mindful(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if r.random() > 0.25 or not plan.watch_slept:
        return NOTHING
    start = plan.wake + int(r.integers(300, 850))
    end = start + int(r.integers(3, 16)) * 60
    return _columns(np.array([start]), np.array([end]), np.array([(end - start) / 60.0]))


# ------------------------------------------------------------------ heart and breath


def _heart_rate(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    step = max(2, int(270 / person.density))
    rest, until = _grid(plan.worn, step)
    rest = rest + r.integers(0, max(2, step * 3 // 4), len(rest))
    rest = rest[rest < until]
    hour = (rest - plan.start) / HOUR
    asleep = (rest < plan.wake) & plan.slept
    pulse = 66 + 9 * np.sin((hour - 9) / 24 * 2 * np.pi) + r.normal(0, 5, len(rest)) - 8 * asleep
    times, pulses = [rest], [pulse]
    fine = max(1, int(6 / person.density))
    for effort in plan.efforts:
        at = np.arange(effort.start, effort.end, fine, dtype=np.int64)
        climb = np.minimum(1.0, (at - effort.start) / 400)
        times.append(at)
        pulses.append(78 + (effort.pulse - 78) * climb + r.normal(0, 4, len(at)))
    starts, first = np.unique(np.concatenate(times), return_index=True)
    values = np.clip(np.round(np.concatenate(pulses)[first]), 38, 205)
    return _columns(starts, starts, values)


def _ring_heart_rate(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if not plan.ring_slept:
        return NOTHING
    starts = np.arange(plan.bed, plan.wake, 600, dtype=np.int64)
    return _columns(starts, starts, np.round(r.normal(55, 3, len(starts))))


def _one_at(after_wake: int, low: float, high: float, step: float, chance: float = 1.0) -> Maker:
    """One instant a day, some time after waking, while the watch is worn."""

    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        at = plan.wake + after_wake + int(r.integers(0, 600))
        if r.random() > chance or not any(a <= at < b for a, b in plan.worn):
            return NOTHING
        values = _round(np.array([r.uniform(low, high)]), step)
        return _columns(np.array([at]), np.array([at]), values)

    return make


def _through_night(every: int, low: float, high: float, step: float) -> Maker:
    """Instants through the night, while the watch is worn."""

    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        if not plan.watch_slept:
            return NOTHING
        starts = np.arange(plan.bed + 900, plan.wake - 600, every, dtype=np.int64)
        starts = starts + r.integers(0, every // 3, len(starts))
        return _columns(starts, starts, _round(r.uniform(low, high, len(starts)), step))

    return make


def _through_day(every: int, length: int, low: float, high: float, step: float) -> Maker:
    """Intervals of `length` seconds (0: instants) through the worn part of the day."""

    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        starts, _ = _grid(plan.worn, every)
        starts = starts[starts >= plan.wake]
        starts = starts + r.integers(0, max(1, (every - length) // 2), len(starts))
        return _columns(starts, starts + length, _round(r.uniform(low, high, len(starts)), step))

    return make


def _with_walks(role: str, chance: float, low: float, high: float, step: float) -> Maker:
    """One value for some of the walks, over the length of the walk."""

    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        bouts = plan.watch_bouts if role == "watch" else plan.phone_bouts
        chosen = (r.random(len(bouts.starts)) < chance) & (bouts.ends - bouts.starts > 60)
        starts, ends = bouts.starts[chosen], bouts.ends[chosen]
        return _columns(starts, ends, _round(r.uniform(low, high, len(starts)), step))

    return make


def _wrist_temperature(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if not plan.watch_slept:
        return NOTHING
    value = _round(np.array([r.normal(34.6, 0.35)]), 0.01)
    return _columns(np.array([plan.bed + 600]), np.array([plan.wake - 300]), value)


# ------------------------------------------------------------------ sleep

IN_BED, ASLEEP, AWAKE, CORE, DEEP, REM = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0


def _hypnogram(start: int, end: int, r: np.random.Generator, *, staged: bool) -> Samples:
    """Stages without gaps from start to end, awake a few times, never at the ends."""
    dice = Random(int(r.integers(1 << 62)))
    at, found = start, []
    while at < end:
        if staged:
            cycle = [(CORE, dice.randrange(12, 40)), (DEEP, dice.randrange(8, 32))]
            cycle += [(CORE, dice.randrange(8, 28)), (REM, dice.randrange(8, 34))]
        else:
            cycle = [(ASLEEP, dice.randrange(70, 160))]
        if dice.random() < 0.5:
            cycle.append((AWAKE, dice.randrange(1, 14)))
        for stage, minutes in cycle:
            if at < end:
                until = min(end, at + minutes * 60 + 30 * dice.randrange(2))
                found.append((at, until, stage))
                at = until
    if found[-1][2] == AWAKE:
        found[-1] = (found[-1][0], found[-1][1], CORE if staged else ASLEEP)
    return _columns(
        np.array([f[0] for f in found]), np.array([f[1] for f in found]), np.array([f[2] for f in found])
    )


def _watch_sleep(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    staged = plan.index >= person.staged_from
    night = NOTHING
    if plan.watch_slept:
        night = _hypnogram(plan.bed + int(r.integers(200, 1500)), plan.wake, r, staged=staged)
    if plan.nap is None:
        return night
    nap = _hypnogram(plan.nap[0], plan.nap[1], r, staged=staged)
    return _columns(
        np.concatenate([night.starts, nap.starts]),
        np.concatenate([night.ends, nap.ends]),
        np.concatenate([night.values, nap.values]),
    )


def _ring_sleep(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if not plan.ring_slept:
        return NOTHING
    return _hypnogram(
        plan.bed + int(r.integers(100, 1200)), plan.wake - int(r.integers(0, 500)), r, staged=True
    )


def _phone_in_bed(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if not plan.phone_slept:
        return NOTHING
    start, end = plan.bed - int(r.integers(0, 900)), plan.wake + int(r.integers(0, 600))
    return _columns(np.array([start]), np.array([end]), np.array([IN_BED]))


# ------------------------------------------------------------------ body and food


def _weight(index: int) -> float:
    return 78.0 + 3.0 * float(np.sin(index / 170)) - index * 0.0011


def _scale(offset: float, spread: float, step: float, key: str) -> Maker:
    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        if plan.zone != person.home or r.random() > 0.85:
            return NOTHING
        at = plan.wake + int(r.integers(400, 2000))
        base = _weight(plan.index) if key == "weight" else 0.0
        noise = 0.45 * float(np.sin(plan.index * 1.7)) if key == "weight" else 0.0
        value = base + noise + offset + float(r.normal(0, spread))
        return _columns(np.array([at]), np.array([at]), _round(np.array([value]), step))

    return make


def _typed_weight(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    if r.random() > 0.07:
        return NOTHING
    at = plan.start + int(r.integers(17 * HOUR, 20 * HOUR))
    if at >= plan.end:
        return NOTHING
    return _columns(np.array([at]), np.array([at]), _round(np.array([_weight(plan.index) + 0.9]), 0.1))


def _meals(low: float, high: float, step: float) -> Maker:
    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        first, last = person.meals
        if not first <= plan.index < last or plan.end - plan.start < 20 * HOUR:
            return NOTHING
        eaten = plan.wake + np.array([1200, 5 * HOUR, 11 * HOUR], dtype=np.int64)
        return _columns(eaten, eaten, _round(r.uniform(low, high, 3), step))

    return make


def _drinks(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    first, last = person.meals
    if not first <= plan.index < last:
        return NOTHING
    times = plan.wake + np.arange(4, dtype=np.int64) * 3 * HOUR + int(r.integers(0, 900))
    times = times[times < plan.end]
    return _columns(times, times, _round(r.uniform(150, 500, len(times)), 10.0))


def _pressure(low: float, high: float) -> Maker:
    def make(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
        if plan.index % 7 != 3:
            return NOTHING
        at = np.array([plan.wake + 2400])
        return _columns(at, at, np.round(r.uniform(low, high, 1)))

    return make


def _signals() -> Iterator[Signal]:
    def of(type_: str, metric: str, role: str, quantity: str, make: Maker, key: str = "") -> Signal:
        return Signal(type_, metric, role, quantity, make, key or f"{type_}/{role}")

    yield of("HeartRate", "heart_rate", "watch", "count/min", _heart_rate)
    yield of("HeartRate", "heart_rate", "ring", "count/min", _ring_heart_rate)
    yield of("ActiveEnergyBurned", "energy_active", "watch", "energy", _active_energy)
    yield of("ActiveEnergyBurned", "energy_active", "ring", "energy", _ring_energy)
    yield of("BasalEnergyBurned", "energy_basal", "watch", "energy", _basal_energy)
    yield of("BasalEnergyBurned", "energy_basal", "phone", "energy", _phone_basal)
    yield of("StepCount", "steps", "phone", "count", _phone_steps, "walked/phone")
    yield of("StepCount", "steps", "watch", "count", _watch_steps, "walked/watch")
    yield of("StepCount", "steps", "ring", "count", _ring_steps)
    for role, steps, stride in (("phone", _phone_steps, 0.71), ("watch", _watch_steps, 0.74)):
        make = _distance(steps, stride)
        key = f"walked/{role}"
        yield of("DistanceWalkingRunning", "distance_walking_running", role, "distance", make, key)
    yield of("DistanceCycling", "distance_cycling", "watch", "distance", _cycled)
    yield of("FlightsClimbed", "floors_climbed", "phone", "count", _flights)
    yield of("AppleExerciseTime", "exercise_minutes", "watch", "min", _exercise)
    yield of("AppleStandTime", "stand_minutes", "watch", "min", _stand_time)
    yield of("AppleStandHour", "stand_hours", "watch", "stand", _stand_hours)
    yield of("TimeInDaylight", "time_in_daylight", "watch", "min", _daylight)
    yield of("RestingHeartRate", "heart_rate_resting", "watch", "count/min", _one_at(21000, 50, 62, 1))
    walking_pulse = _one_at(9000, 88, 108, 0.5, 0.8)
    yield of("WalkingHeartRateAverage", "heart_rate_walking_avg", "watch", "count/min", walking_pulse)
    yield of("VO2Max", "vo2_max", "watch", "mL/min·kg", _one_at(20000, 40, 46, 0.01, 0.15))
    yield of("HeartRateVariabilitySDNN", "hrv_sdnn", "watch", "ms", _through_night(5400, 28, 90, 0.0001))
    yield of("RespiratoryRate", "respiratory_rate", "watch", "count/min", _through_night(3000, 12, 18, 0.5))
    yield of("OxygenSaturation", "spo2", "watch", "percent", _through_night(3600, 93, 99, 1.0))
    yield of("PhysicalEffort", "physical_effort", "watch", "kcal/hr·kg", _through_day(2400, 600, 1, 6, 0.1))
    noise = _through_day(2700, 1700, 38, 82, 0.0001)
    yield of("EnvironmentalAudioExposure", "environmental_sound_level", "watch", "dBASPL", noise)
    yield of("HeadphoneAudioExposure", "headphone_sound_level", "phone", "dBASPL", _headphones)
    yield of("WalkingSpeed", "walking_speed", "phone", "speed", _with_walks("phone", 0.6, 1.0, 1.6, 0.01))
    stride_length = _with_walks("phone", 0.6, 58, 82, 1.0)
    yield of("WalkingStepLength", "walking_step_length", "phone", "length", stride_length)
    support = _with_walks("phone", 0.5, 24, 33, 0.1)
    yield of("WalkingDoubleSupportPercentage", "walking_double_support", "phone", "percent", support)
    uneven = _with_walks("phone", 0.3, 0, 6, 1.0)
    yield of("WalkingAsymmetryPercentage", "walking_asymmetry", "phone", "percent", uneven)
    yield of("SleepAnalysis", "sleep_stage", "watch", "sleep", _watch_sleep)
    yield of("SleepAnalysis", "sleep_stage", "ring", "sleep", _ring_sleep)
    yield of("SleepAnalysis", "sleep_stage", "phone", "sleep", _phone_in_bed)
    yield of("AppleSleepingWristTemperature", "skin_temperature", "watch", "temperature", _wrist_temperature)
    yield of("MindfulSession", "mindful_minutes", "watch", "none", _mindful)
    yield of("BodyMass", "body_weight", "scale", "mass", _scale(0, 0.15, 0.05, "weight"))
    yield of("BodyMass", "body_weight", "hand", "mass", _typed_weight)
    yield of("BodyFatPercentage", "body_fat_percentage", "scale", "percent", _scale(19, 0.6, 0.1, "fat"))
    yield of("LeanBodyMass", "lean_body_mass", "scale", "mass", _scale(62, 0.4, 0.05, "lean"))
    yield of("BodyMassIndex", "body_mass_index", "scale", "count", _scale(24, 0.3, 0.1, "index"))
    yield of("DietaryEnergyConsumed", "energy_intake", "diary", "energy", _meals(280, 900, 1.0))
    yield of("DietaryCarbohydrates", "carbohydrate", "diary", "g", _meals(20, 110, 0.1))
    yield of("DietaryProtein", "protein", "diary", "g", _meals(8, 45, 0.1))
    yield of("DietaryFatTotal", "fat_total", "diary", "g", _meals(6, 40, 0.1))
    yield of("DietarySodium", "sodium", "diary", "mg", _meals(150, 1400, 1.0))
    yield of("DietaryWater", "water_intake", "diary", "volume", _drinks)
    yield of("BloodPressureSystolic", "blood_pressure_systolic", "cuff", "mmHg", _pressure(108, 134))
    yield of("BloodPressureDiastolic", "blood_pressure_diastolic", "cuff", "mmHg", _pressure(66, 88))


def _headphones(person: Person, plan: DayPlan, r: np.random.Generator) -> Samples:
    at = plan.wake + np.arange(3, dtype=np.int64) * 3 * HOUR + int(r.integers(0, 1800))
    at = at[at < plan.end - HOUR]
    lengths = r.integers(300, 2400, len(at))
    return _columns(at, at + lengths, _round(r.uniform(55, 84, len(at)), 0.0001))


SIGNALS = tuple(_signals())
