"""Where an outdoor workout led: out along a river, back through streets, over hills, as long as it says."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from salus.sandbox.person import Effort, Person, Seconds

Numbers = NDArray[np.float64]

METRES_A_DEGREE = 111_195.08
EVERY = 5
# Somewhere to go for a run, by zone.
_PLACES = {
    "Europe/Berlin": (50.7295, 7.1120, 58.0),
    "America/New_York": (40.7810, -73.9670, 22.0),
    "Asia/Tokyo": (35.6840, 139.7560, 12.0),
    "Asia/Kolkata": (22.5520, 88.3430, 9.0),
    "Pacific/Honolulu": (21.2790, -157.8290, 4.0),
    "Pacific/Auckland": (-36.8590, 174.7700, 31.0),
}


@dataclass(frozen=True, slots=True)
class Track:
    """Columns of one track: epoch seconds, degrees, height in m, speed in m/s, heading in degrees."""

    times: Seconds
    lat: Numbers
    lon: Numbers
    height: Numbers
    speed: Numbers
    course: Numbers


def climb(person: Person, effort: Effort) -> float:
    """Metres that an outdoor effort led upward."""
    return round(effort.distance / 1000 * Random(f"{person.seed}/climb/{effort.start}").uniform(4, 13), 2)


def track(person: Person, effort: Effort) -> Track:
    """A closed loop whose length is the effort's distance, with a point every five seconds that it moved."""
    dice = Random(f"{person.seed}/route/{effort.start}")
    times = np.arange(effort.start, effort.end, EVERY, dtype=np.int64)
    if effort.pause is not None:
        times = times[(times < effort.pause[0]) | (times >= effort.pause[1])]
    pace = 1 + _waves(dice, np.linspace(0, 1, len(times)), (2, 3, 5, 9), 0.13)
    way = np.concatenate(([0.0], np.cumsum((pace[1:] + pace[:-1]) / 2)))
    way *= effort.distance / way[-1]
    east, north = _along(*_loop(dice), way)
    # The chords between points are a little shorter than the line.
    factor = effort.distance / float(np.hypot(np.diff(east), np.diff(north)).sum())
    east, north = east * factor, north * factor
    lat, lon, sea = _PLACES.get(effort.zone, _PLACES["Europe/Berlin"])
    along = way / way[-1]
    height = _waves(dice, along, (1, 2, 3, 5), 1.0)
    height -= height[0] + (height[-1] - height[0]) * along
    upward = float(np.maximum(np.diff(height), 0).sum())
    course = np.degrees(np.arctan2(np.gradient(east), np.gradient(north))) % 360
    return Track(
        times,
        lat + north / METRES_A_DEGREE,
        lon + east / METRES_A_DEGREE / float(np.cos(np.radians(lat))),
        sea + height * climb(person, effort) / upward,
        np.gradient(way, times),
        course,
    )


def _waves(dice: Random, at: Numbers, counts: tuple[int, ...], most: float) -> Numbers:
    """A smooth line that starts and ends alike, within ± `most`."""
    total = np.zeros(len(at))
    for count in counts:
        total += dice.uniform(0.4, 1) / count * np.sin(2 * np.pi * (count * at + dice.random()))
    return total * most / max(1e-9, float(np.abs(total).max()))


def _loop(dice: Random) -> tuple[Numbers, Numbers]:
    """Corner points of the loop in metres east and north, of any length."""
    out = np.linspace(0, 1000, 160)
    river = _waves(dice, out / 1000, (1, 2, 4), 70.0)
    river -= river[0] + (river[-1] - river[0]) * out / 1000
    x, y = list(out), list(river)
    side, depth = dice.choice((-1, 1)), dice.uniform(140, 260)
    east, north = 1000.0, 0.0
    for _ in range(dice.randrange(4, 7)):
        north = side * depth * dice.uniform(0.6, 1.3)
        y.append(north)
        x.append(east)
        east = max(60.0, east - dice.uniform(120, 260))
        x.append(east)
        y.append(north)
    x += [0.0, 0.0]
    y += [north, 0.0]
    turn = dice.uniform(0, 2 * np.pi)
    points = (np.array(x) + 1j * np.array(y)) * np.exp(1j * turn)
    return points.real, points.imag


def _along(x: Numbers, y: Numbers, way: Numbers) -> tuple[Numbers, Numbers]:
    """Points on the line at given distances, the line being stretched to the last of them."""
    steps = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    stretch = way[-1] / steps[-1]
    at = way / stretch
    return np.interp(at, steps, x) * stretch, np.interp(at, steps, y) * stretch
