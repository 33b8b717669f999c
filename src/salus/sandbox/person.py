"""The life of an invented person: which zone, when asleep, where the devices were, what was walked.

A plan holds no measurements. `signals` turns plans into what each device would have recorded, so that
every series of every day can be made alone, in any order, and comes out the same each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HOUR = 3600
DAY = 86400

# Records of one day at density 1, to choose a length for a wanted size.
RECORDS_A_DAY = 1202

Seconds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Journey:
    """Days spent in another zone: plan days `first` to `last`, both included, counted from the first day."""

    first: int
    last: int
    zone: str


@dataclass(frozen=True, slots=True)
class Effort:
    """One workout as it happened. Instants in epoch seconds UTC; distance in m, energy in kcal."""

    activity: str
    start: int
    end: int
    pause: tuple[int, int] | None
    distance: float
    energy: float
    pulse: int
    outdoors: bool
    routed: bool
    copied: bool
    zone: str


@dataclass(frozen=True, slots=True)
class Bouts:
    """Walking bouts seen by one device: half-open, in epoch seconds, with steps per minute."""

    starts: Seconds
    ends: Seconds
    paces: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One lived day, local midnight to local midnight in the zone where the person woke up.

    `start`, `end`: epoch seconds UTC. `bed`, `wake`: the sleep that ended on this day. `worn` and
    `ring_worn`: when the watch and the ring were on the body. `watch`, `phone`: which one of the
    person's devices was in use; 0 when none was.
    """

    index: int
    day: date
    zone: str
    start: int
    end: int
    bed: int
    wake: int
    slept: bool
    watch_slept: bool
    ring_slept: bool
    phone_slept: bool
    nap: tuple[int, int] | None
    worn: tuple[tuple[int, int], ...]
    ring_worn: tuple[tuple[int, int], ...]
    watch: int
    phone: int
    watch_bouts: Bouts
    phone_bouts: Bouts
    ring_bouts: Bouts
    efforts: tuple[Effort, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who never lived. Equal arguments to `invent` give equal persons."""

    seed: int
    home: str
    first_day: date
    density: float
    journeys: tuple[Journey, ...]
    renamed_on: int
    new_watch_on: int
    new_phone_on: int
    staged_from: int
    meals: tuple[int, int]
    coarse_ring: bool = False
    name: str = "Robin"
    plans: tuple[DayPlan, ...] = field(default=(), repr=False)

    @property
    def days(self) -> int:
        """How many days the life has."""
        return len(self.plans)

    def day(self, index: int) -> date:
        """The calendar day of a plan."""
        return self.first_day + timedelta(days=index)

    def index(self, day: date) -> int:
        """The plan of a calendar day; may lie outside of the life."""
        return (day - self.first_day).days


def days_for(records: int, density: float = 1.0) -> int:
    """How many days of life give about that many records (heart rate and energy grow with density)."""
    return max(1, round(records / (RECORDS_A_DAY * (0.3 + 0.7 * density))))


def invent(
    seed: int = 1,
    *,
    days: int,
    last_day: date,
    home: str = "Europe/Berlin",
    density: float = 1.0,
    journeys: Sequence[Journey] | None = None,
    coarse_ring: bool = False,
) -> Person:
    """Invent a person whose data end with `last_day`.

    `density` scales how often heart rate and energy are recorded (1: about 1,200 records a day).
    Without `journeys` the person travels as `usual_journeys` says. The phone is renamed after a third
    of the days, lost at the half and replaced five days later; a new watch comes after two thirds;
    the first twentieth of the nights has no stages. A `coarse_ring` writes steps by quarters of an hour, in
    which the watch saw only some minutes of walking; else it writes them for the time that was walked.
    """
    first_day = last_day - timedelta(days=days - 1)
    life = Person(
        seed=seed,
        home=home,
        first_day=first_day,
        density=density,
        journeys=tuple(usual_journeys(days) if journeys is None else journeys),
        renamed_on=days // 3,
        new_watch_on=2 * days // 3,
        new_phone_on=days // 2 + 5,
        staged_from=days // 20,
        meals=(days // 4, days // 4 + max(1, days // 3)),
        coarse_ring=coarse_ring,
    )
    plans = tuple(_plan(life, index, days) for index in range(days))
    return replace(life, plans=plans)


def usual_journeys(days: int) -> list[Journey]:
    """Nine days away about every two hundred: eastward, westward and over the date line in turn."""
    zones = ("Asia/Tokyo", "America/New_York", "Pacific/Honolulu", "Pacific/Auckland", "Asia/Kolkata")
    found: list[Journey] = []
    first = 60
    while first + 9 < days:
        found.append(Journey(first, first + 8, zones[len(found) % len(zones)]))
        first += 197
    return found


def zone_of(person: Person, index: int) -> str:
    """The zone in which the person wakes up on a plan day."""
    for journey in person.journeys:
        if journey.first <= index <= journey.last:
            return journey.zone
    return person.home


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def midnight(day: date, zone: str) -> int:
    """Epoch seconds at which the local day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=_zone(zone)).timestamp())


def _plan(person: Person, index: int, days: int) -> DayPlan:
    r = Random(f"{person.seed}/plan/{index}")
    day = person.day(index)
    zone = zone_of(person, index)
    start = midnight(day, zone)
    end = midnight(day + timedelta(days=1), zone_of(person, index + 1))
    arrived = index > 0 and zone != zone_of(person, index - 1)
    weekend = day.weekday() >= 5
    wake = start + int(min(9.5, max(5.2, r.gauss(6.7 + weekend, 0.5))) * HOUR)
    bed = start - int(min(2.2, max(-1.0, r.gauss(0.9 - 0.4 * weekend, 0.6))) * HOUR)
    evening = end - int(2.6 * HOUR)
    lively = evening - wake > 5 * HOUR
    new_watch = index == person.new_watch_on
    lost = days // 2 <= index < person.new_phone_on and person.new_phone_on < days
    forgot_watch = r.random() < 0.03 and not new_watch
    slept = not arrived and wake - bed > 3 * HOUR and end - start > 18 * HOUR
    watch_slept = slept and not forgot_watch and not new_watch and r.random() < 0.86
    worn = _watch_worn(r, start, end, wake, forgot_watch, watch_slept, new_watch)
    if index + 1 == person.new_watch_on:
        worn = _clip(worn, start, evening)
    ring_on = r.random() < 0.9
    ring_off = wake + int(r.uniform(1, 9) * HOUR)
    ring_worn = ((start, ring_off), (ring_off + 2 * HOUR, end)) if ring_on and end - start > 20 * HOUR else ()
    efforts = _efforts(r, day, wake, evening, zone) if lively else ()
    walks = _walks(r, wake + 600, evening, efforts, weekend) if lively else []
    phone = 0 if lost else (1 if index < person.new_phone_on else 2)
    carried = [w for w in walks if r.random() < 0.68] if phone else []
    nap = None
    if weekend and lively and r.random() < 0.35 and not arrived:
        nap_at = start + int(r.uniform(13.5, 15) * HOUR)
        nap = (nap_at, nap_at + r.randrange(25, 80) * 60)
        walks = [w for w in walks if w[1] <= nap[0] or w[0] >= nap[1]]
        carried = [w for w in carried if w[1] <= nap[0] or w[0] >= nap[1]]
        if not any(a <= nap[0] and nap[1] <= b for a, b in worn) or any(
            e.start < nap[1] and nap[0] < e.end for e in efforts
        ):
            nap = None
    return DayPlan(
        index=index,
        day=day,
        zone=zone,
        start=start,
        end=end,
        bed=bed,
        wake=wake,
        slept=slept,
        watch_slept=watch_slept,
        ring_slept=slept and bool(ring_worn) and r.random() < 0.8,
        phone_slept=slept and phone > 0 and r.random() < 0.7,
        nap=nap,
        worn=worn,
        ring_worn=ring_worn,
        watch=0 if forgot_watch else (1 if index < person.new_watch_on else 2),
        phone=phone,
        watch_bouts=_bouts(_inside(walks, worn)),
        phone_bouts=_bouts(carried),
        ring_bouts=_bouts(_inside(walks, ring_worn)),
        efforts=tuple(e for e in efforts if any(a <= e.start and e.end <= b for a, b in worn)),
    )


Walk = tuple[int, int, float]


def _watch_worn(
    r: Random, start: int, end: int, wake: int, forgot: bool, slept: bool, new: bool
) -> tuple[tuple[int, int], ...]:
    if forgot:
        return ()
    if new:
        return _clip(((start + 10 * HOUR, end),), start, end)
    morning = r.random() < 0.6
    off = wake + r.randrange(900, 2400) if morning else end - int(r.uniform(4.2, 5.2) * HOUR)
    on = off + r.randrange(2000, 4600)
    first = start if slept else wake + 900
    if off <= first:
        return _clip(((first, end),), start, end)
    return _clip(((first, off), (on, end)), start, end)


def _clip(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    cut = ((max(a, start), min(b, end)) for a, b in spans)
    return tuple((a, b) for a, b in cut if b - a > 600)


def _efforts(r: Random, day: date, wake: int, evening: int, zone: str) -> tuple[Effort, ...]:
    if r.random() > 0.42:
        return ()
    activity = r.choice(("Running", "Running", "Cycling", "Walking", "TraditionalStrengthTraining", "Yoga"))
    start = r.randrange(wake + HOUR, evening - 2 * HOUR)
    minutes = r.randrange(22, 75)
    end = start + minutes * 60 + r.randrange(60)
    speed = {"Running": 2.9, "Cycling": 6.4, "Walking": 1.5}.get(activity, 0.0) * r.uniform(0.9, 1.1)
    pause = None
    if r.random() < 0.3:
        paused = start + r.randrange(400, 900)
        pause = (paused, paused + r.randrange(40, 200))
    moving = end - start - (pause[1] - pause[0] if pause else 0)
    outdoors = speed > 0 and r.random() < 0.85
    return (
        Effort(
            activity=activity,
            start=start,
            end=end,
            pause=pause,
            distance=round(speed * moving, 2),
            energy=round(moving / 60 * r.uniform(5, 11), 3),
            pulse=r.randrange(108, 156),
            outdoors=outdoors,
            routed=outdoors and day.weekday() in (2, 6),
            copied=activity in ("Running", "Cycling") and r.random() < 0.5,
            zone=zone,
        ),
    )


def _walks(r: Random, first: int, last: int, efforts: Sequence[Effort], weekend: bool) -> list[Walk]:
    walks: list[Walk] = []
    at = first + r.randrange(1200)
    while at < last:
        length = int(min(1500.0, 60 + r.expovariate(1 / 120)))
        walks.append((at, min(at + length, last), r.uniform(82, 126)))
        at += length + int(r.expovariate(1 / (2400 if weekend else 2900))) + 120
    free = [
        w for w in walks if w[1] - w[0] > 20 and not any(e.start < w[1] and w[0] < e.end for e in efforts)
    ]
    on_foot = [e for e in efforts if e.activity in ("Running", "Walking")]
    free += [(e.start, e.end, 163.0 if e.activity == "Running" else 112.0) for e in on_foot]
    return sorted(free)


def _inside(walks: Sequence[Walk], spans: Sequence[tuple[int, int]]) -> list[Walk]:
    found = [
        (max(a, first), min(b, last), pace)
        for first, last in spans
        for a, b, pace in walks
        if min(b, last) - max(a, first) >= 10
    ]
    return sorted(found)


def _bouts(walks: Sequence[Walk]) -> Bouts:
    return Bouts(
        np.array([w[0] for w in walks], dtype=np.int64),
        np.array([w[1] for w in walks], dtype=np.int64),
        np.array([w[2] for w in walks], dtype=np.float64),
    )
